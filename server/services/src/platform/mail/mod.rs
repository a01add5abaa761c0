//! Mail: written into the outbox in the transaction of what causes it, handed over by a job.
//!
//! A message is handed over at least once: a server that dies between the mail server's answer and
//! the note of it hands over again, under the same `Message-ID`, which mail servers recognise.

mod dress;
mod folder;
mod letter;
mod smtp;

pub use dress::Dress;
pub use folder::Folder;
pub use letter::Letter;
pub use smtp::Smtp;

use crate::platform::jobs::{self, Job, JobError, Kinds};
use crate::{OrProblem, Services};
use async_trait::async_trait;
use dress::Inline;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use serde::{Deserialize, Serialize};
use shared::kernel::{Instant, MailId, Problem};
use shared::platform::health::MailRoute;
use shared::platform::mail::Message;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use store::Session;
use store::platform::mail;

/// Hands a message over.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands it over; twice the same message is the same as once, as far as the way allows.
    ///
    /// # Errors
    /// Why it could not be, and whether that passes.
    async fn hand_over(&self, id: MailId, mail: &lettre::Message) -> Result<(), JobError>;

    /// Which way, for the health page; no secret.
    fn route(&self) -> MailRoute;
}

/// What mail and links need to know of this installation.
#[derive(Clone)]
pub struct Deployment {
    /// The address people type, without a slash at its end: `https://crm.example.com`.
    pub base_url: String,
    /// Who messages are from.
    pub from: Mailbox,
    /// How they leave.
    pub mailer: Arc<dyn Mailer>,
    /// Since when this process serves.
    pub started_at: Instant,
}

/// Hands one message of the outbox over.
#[derive(Debug, Serialize, Deserialize)]
struct Deliver {
    mail: MailId,
}

impl Job for Deliver {
    const KIND: &'static str = "mail.deliver";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(deliver);
}

/// Writes a message into the outbox, in the caller's transaction. `key` names its cause: a second
/// message of the same cause is not written.
///
/// # Errors
/// When the database is away.
pub async fn post(
    services: &Services,
    session: &mut Session,
    key: &str,
    message: &Message,
) -> Result<(), Problem> {
    let now = services.clock().now();
    let id = MailId::new(now.0, services.clock().random());
    if mail::insert(session, id, key, message, now)
        .await
        .or_problem()?
    {
        jobs::enqueue(services, session, &Deliver { mail: id }, now, None).await?;
    }
    Ok(())
}

/// A job an administrator gave up: its message is given up, too.
pub(super) async fn job_discarded(
    session: &mut Session,
    kind: &str,
    payload: &str,
) -> Result<(), Problem> {
    if kind != Deliver::KIND {
        return Ok(());
    }
    match serde_json::from_str::<Deliver>(payload) {
        Ok(job) => mail::give_up(session, job.mail, "discarded")
            .await
            .or_problem(),
        // Nothing to give up: the payload never named a message.
        Err(_) => Ok(()),
    }
}

async fn deliver(services: Services, job: Deliver) -> Result<(), JobError> {
    let mut session = services.store().read().await.or_problem()?;
    let waiting = mail::waiting(&mut session, job.mail).await.or_problem()?;
    // Handed over before, or given up: there is nothing left to do.
    let Some((message, written)) = waiting else {
        return Ok(());
    };
    let logo = dress::inline(&mut session, &message.html).await?;
    drop(session);
    let done = hand_over(&services, job.mail, (&message, logo), written).await;
    let mut session = services.store().write().await.or_problem()?;
    match &done {
        Ok(()) => mail::sent(&mut session, job.mail, services.clock().now()).await,
        Err(error) => mail::note_failure(&mut session, job.mail, error.reason()).await,
    }
    .or_problem()?;
    session.commit().await.or_problem()?;
    done
}

async fn hand_over(
    services: &Services,
    id: MailId,
    (message, logo): (&Message, Option<Inline>),
    written: Instant,
) -> Result<(), JobError> {
    let deployment = services
        .deployment()
        .ok_or_else(|| JobError::Passing("this process sends no mail".to_owned()))?;
    let mail = build(deployment, id, (message, logo), written)?;
    deployment.mailer.hand_over(id, &mail).await
}

/// Both texts, and with the second one the logo it shows (RFC 2387).
fn content(message: &Message, logo: Option<Inline>) -> Result<MultiPart, String> {
    let html = SinglePart::html(message.html.clone());
    let both = MultiPart::alternative().singlepart(SinglePart::plain(message.text.clone()));
    let Some(Inline { cid, file }) = logo else {
        return Ok(both.singlepart(html));
    };
    let kind = ContentType::parse(file.kind.code()).map_err(|error| error.to_string())?;
    let logo = Attachment::new_inline(cid).body(file.bytes, kind);
    Ok(both.multipart(MultiPart::related().singlepart(html).singlepart(logo)))
}

/// The message in its form for the wire (RFC 5322): headers encoded, both texts.
fn build(
    deployment: &Deployment,
    id: MailId,
    (message, logo): (&Message, Option<Inline>),
    written: Instant,
) -> Result<lettre::Message, JobError> {
    let lasting =
        |error: String| JobError::Lasting(format!("the message cannot be built: {error}"));
    let to = message
        .to
        .as_str()
        .parse()
        .map_err(|error: lettre::address::AddressError| lasting(error.to_string()))?;
    let at = u64::try_from(written.0).unwrap_or(0);
    lettre::Message::builder()
        .from(deployment.from.clone())
        .to(Mailbox::new(None, to))
        .subject(message.subject.as_str())
        .message_id(Some(format!("<{id}@{}>", deployment.from.email.domain())))
        .date(UNIX_EPOCH + Duration::from_millis(at))
        .multipart(content(message, logo).map_err(lasting)?)
        .map_err(|error| lasting(error.to_string()))
}

impl Services {
    /// Says how this process is reached and how its mail leaves; once, before it serves.
    pub fn deploy(&self, deployment: Deployment) {
        // A second call changes nothing.
        let _ = self.inner.deployment.set(deployment);
    }

    /// As [`Services::deploy`] said.
    #[must_use]
    pub fn deployment(&self) -> Option<&Deployment> {
        self.inner.deployment.get()
    }

    /// The full address of a page, for messages.
    #[must_use]
    pub fn address_of(&self, path: &str) -> String {
        let base = self
            .deployment()
            .map_or("http://127.0.0.1:4170", |known| known.base_url.as_str());
        format!("{base}{path}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::platform::mail::{Address, Subject};

    #[test]
    fn a_subject_with_accents_and_a_line_break_is_one_encoded_header() {
        let deployment = Deployment {
            base_url: String::new(),
            from: "Jalon <jalon@example.com>".parse().unwrap(),
            mailer: Arc::new(Folder::new("unused".into())),
            started_at: Instant(0),
        };
        let message = Message {
            to: Address::parse("lea@example.com").unwrap(),
            subject: Subject::new("Réunion\r\nBcc: spy@example.com"),
            text: "Bonjour".into(),
            html: "<p>Bonjour</p>".into(),
        };
        let id = MailId::new(1, [1; 10]);
        let mail = build(
            &deployment,
            id,
            (&message, None),
            Instant(1_795_424_400_000),
        )
        .unwrap();
        let text = String::from_utf8(mail.formatted()).unwrap();
        let headers = text.split("\r\n\r\n").next().unwrap();
        assert!(
            !headers.lines().any(|line| line.starts_with("Bcc")),
            "{headers}"
        );
        assert!(headers.contains("To: lea@example.com"), "{headers}");
        assert!(
            headers.contains(&format!("<{id}@example.com>")),
            "{headers}"
        );
        assert!(headers.contains("23 Nov 2026 09:00:00"), "{headers}");
    }

    /// The names of a message's headers, one for each line that begins one.
    fn headers(mail: &lettre::Message) -> Vec<String> {
        let text = String::from_utf8_lossy(&mail.formatted()).into_owned();
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        // What is folded goes on; nothing else may end a line.
        assert!(!head.replace("\r\n", "").contains(['\r', '\n', '\0']));
        let lines = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']));
        let names = lines.map(|line| line.split(':').next().unwrap_or_default().to_owned());
        names.collect()
    }

    #[test]
    fn nothing_people_type_becomes_a_header() {
        let deployment = Deployment {
            base_url: String::new(),
            from: "Jalon <jalon@example.com>".parse().unwrap(),
            mailer: Arc::new(Folder::new("unused".into())),
            started_at: Instant(0),
        };
        let write = |to: &str, subject: &str| {
            let message = Message {
                to: Address::parse(to).ok()?,
                subject: Subject::new(subject),
                text: "Hello".into(),
                html: "<p>Hello</p>".into(),
            };
            let id = MailId::new(1, [1; 10]);
            build(&deployment, id, (&message, None), Instant(0)).ok()
        };
        let plain = headers(&write("lea@example.com", "Hello").unwrap());
        let ends = [
            "\r\n",
            "\n",
            "\r",
            "\r\n ",
            "\r\n\t",
            "\0",
            "\u{b}",
            "\u{85}",
            "\u{2028}",
            "%0d%0a",
            "=0D=0A",
            "?=\r\n",
            "\u{560a}\u{560d}",
        ];
        let added = [
            "Bcc: spy@example.com",
            "To: spy@example.com",
            "From: boss@example.com",
            "Content-Type: text/html",
            "Subject: other",
            "\r\n\r\n<script>x</script>",
            "=?utf-8?Q?=0D=0ABcc:_spy@example.com?=",
        ];
        let mut tried = 0;
        for end in ends {
            for more in added {
                let text = format!("Hello{end}{more}");
                for subject in [text.clone(), format!("Réunion{end}{more}"), text.repeat(20)] {
                    let mail = write("lea@example.com", &subject).unwrap();
                    assert_eq!(headers(&mail), plain, "{subject:?}");
                    tried += 1;
                }
                for to in [
                    format!("lea{end}{more}@example.com"),
                    format!("lea@example.com{end}{more}"),
                    format!("\"lea{end}{more}\"@example.com"),
                ] {
                    // An address is refused, or it is one.
                    if let Some(mail) = write(&to, "Hello") {
                        assert_eq!(headers(&mail), plain, "{to:?}");
                    }
                    tried += 1;
                }
            }
        }
        assert!(tried > 500);
    }
}
