//! Messages through a mail server.

use super::Mailer;
use crate::platform::jobs::JobError;
use async_trait::async_trait;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use shared::kernel::MailId;
use shared::platform::health::MailRoute;
use std::time::Duration;

/// The longest the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    shown: String,
}

impl Smtp {
    /// The mail server at `url`: `smtps://user:password@host:465`, or `smtp://…:587`, which begins
    /// in clear and must be encrypted before the password is told. Only to this very machine
    /// (`localhost`, `127.0.0.1`, `[::1]`) nothing is encrypted, unless `?tls=…` says so.
    ///
    /// # Errors
    /// When the address is not understood.
    pub fn at(url: &str) -> Result<Self, String> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&guarded(url)?)
            .map_err(|error| format!("the address of the mail server is not understood: {error}"))?
            .timeout(Some(PATIENCE))
            .build();
        let shown = host(url).to_owned();
        Ok(Self { server, shown })
    }
}

/// Host and port, without name and password.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    rest.rsplit_once('@').map_or(rest, |(_, host)| host)
}

/// The address with encryption asked for, where it is not said and the way leaves this machine.
fn guarded(url: &str) -> Result<String, String> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    if !matches!(scheme, "smtp" | "smtps") {
        return Err("the address of the mail server begins with smtp:// or smtps://".to_owned());
    }
    let host = host(url);
    let name = host
        .strip_suffix(|c: char| c.is_ascii_digit())
        .map_or(host, |_| {
            host.rsplit_once(':').map_or(host, |(name, _)| name)
        });
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    if scheme == "smtps" || local || url.contains("tls=") {
        return Ok(url.to_owned());
    }
    let mark = if url.contains('?') { '&' } else { '?' };
    Ok(format!("{url}{mark}tls=required"))
}

#[async_trait]
impl Mailer for Smtp {
    async fn hand_over(&self, _: MailId, mail: &lettre::Message) -> Result<(), JobError> {
        match self.server.send(mail.clone()).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(JobError::Lasting(error.to_string())),
            Err(error) => Err(JobError::Passing(error.to_string())),
        }
    }

    fn route(&self) -> MailRoute {
        MailRoute::Server(self.shown.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_machine_in_clear_unless_asked_for() {
        for (url, used) in [
            (
                "smtp://mail.example.com:587",
                "smtp://mail.example.com:587?tls=required",
            ),
            (
                "smtp://u:p@mail.example.com",
                "smtp://u:p@mail.example.com?tls=required",
            ),
            (
                "smtps://u:p@mail.example.com",
                "smtps://u:p@mail.example.com",
            ),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://localhost", "smtp://localhost"),
            (
                "smtp://relay:25?tls=opportunistic",
                "smtp://relay:25?tls=opportunistic",
            ),
        ] {
            assert_eq!(guarded(url).as_deref(), Ok(used));
            assert!(Smtp::at(url).is_ok(), "{url}");
        }
        assert!(Smtp::at("http://mail.example.com").is_err());
        assert!(Smtp::at("mail.example.com").is_err());
    }

    #[test]
    fn the_health_page_shows_no_password() {
        let smtp = Smtp::at("smtps://user:s3cret@mail.example.com:465").unwrap();
        assert_eq!(
            smtp.route(),
            MailRoute::Server("mail.example.com:465".into())
        );
    }
}
