//! How mail leaves.

use super::{Config, Failure};
use clap::Args;
use services::platform::mail::{Deployment, Folder, Mailer, Smtp};
use shared::kernel::Instant;
use std::path::PathBuf;
use std::sync::Arc;

/// Who messages are from when nobody says.
const FROM: &str = "Jalon <jalon@localhost.localdomain>";

/// How mail leaves: as files in a folder, or through a mail server.
#[derive(Args, Clone, Default)]
pub struct Mail {
    /// Mail server: `smtps://user:password@host:465` or `smtp://user:password@host:587`. Without it
    /// messages become files.
    #[arg(long, env = "JALON_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Who messages are from: `Jalon <jalon@example.com>`.
    #[arg(long, env = "JALON_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Folder for messages as `.eml` files, when there is no mail server; `outbox` beside the
    /// database by default.
    #[arg(long, env = "JALON_MAIL_FOLDER")]
    pub mail_folder: Option<PathBuf>,
}

impl Mail {
    /// What services need to know: `base_url` is the address people type.
    pub fn deployment(
        &self,
        config: &Config,
        base_url: String,
        started_at: Instant,
    ) -> Result<Deployment, Failure> {
        let from = self.mail_from.as_deref().unwrap_or(FROM);
        let from = from.parse().map_err(|_| {
            format!("'{from}' is no sender; write an address or `Name <address>` after --mail-from")
        })?;
        let mailer: Arc<dyn Mailer> = match &self.smtp_url {
            Some(_) if self.mail_from.is_none() => {
                return Err("with a mail server, --mail-from says who messages are from".into());
            }
            Some(url) => Arc::new(Smtp::at(url)?),
            None => Arc::new(Folder::new(self.folder(config))),
        };
        Ok(Deployment {
            base_url,
            from,
            mailer,
            started_at,
        })
    }

    fn folder(&self, config: &Config) -> PathBuf {
        self.mail_folder
            .clone()
            .unwrap_or_else(|| config.beside("outbox"))
    }

    /// One line for `--check-config`, without the password.
    pub fn shown(&self, config: &Config) -> String {
        match &self.smtp_url {
            Some(url) => format!(
                "{} from {}",
                store::masked(url),
                self.mail_from.as_deref().unwrap_or(FROM)
            ),
            None => format!("files in {}", self.folder(config).display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(database: &str) -> Config {
        Config {
            database: database.to_owned(),
            log: String::new(),
            log_json: false,
        }
    }

    #[test]
    fn messages_lie_beside_the_database() {
        let mail = Mail::default();
        for (database, folder) in [
            ("sqlite:jalon.db", "outbox"),
            ("sqlite:/var/lib/jalon/jalon.db", "/var/lib/jalon/outbox"),
            (
                "sqlite:///var/lib/jalon/jalon.db?mode=rwc",
                "/var/lib/jalon/outbox",
            ),
            ("postgres://db/jalon", "outbox"),
        ] {
            assert_eq!(
                mail.folder(&config(database)),
                PathBuf::from(folder),
                "{database}"
            );
        }
    }

    #[test]
    fn the_password_of_the_mail_server_is_not_shown() {
        let mail = Mail {
            smtp_url: Some("smtps://u:s3cret@mail.example.com".into()),
            mail_from: Some("Jalon <jalon@example.com>".into()),
            mail_folder: None,
        };
        let config = config("sqlite:jalon.db");
        assert!(!mail.shown(&config).contains("s3cret"));
        assert!(mail.deployment(&config, String::new(), Instant(0)).is_ok());
        let nobody = Mail {
            mail_from: None,
            ..mail
        };
        assert!(
            nobody
                .deployment(&config, String::new(), Instant(0))
                .is_err()
        );
    }
}
