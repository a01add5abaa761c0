//! A forgotten password. Whoever asks is answered the same at once; whether there is such a person is
//! found out later, by a job, so that the answer's time tells nothing either.

use super::{letters, new_link, note};
use crate::platform::jobs::{Job, JobError, Kinds, enqueue};
use crate::platform::mail::{Dress, post};
use crate::{OrProblem, Services};
use serde::{Deserialize, Serialize};
use shared::kernel::{Instant, Problem, UserId};
use shared::platform::access::Purpose;
use shared::platform::mail::Address;
use store::Session;
use store::platform::access::{self, Owner};
use store::platform::sessions;

const WINDOW_MS: i64 = 15 * 60_000;
/// Messages to one person within a quarter of an hour.
const MAX_BY_PERSON: i64 = 3;
/// Requests of one address within a quarter of an hour.
const MAX_BY_ADDRESS: i64 = 20;
/// The same of all whose address is not known.
const MAX_UNKNOWN: i64 = 200;
/// No address of RFC 5321 is longer.
const EMAIL_MAX: usize = 254;

#[derive(Debug, Serialize, Deserialize)]
struct Forgotten {
    email: String,
}

impl Job for Forgotten {
    const KIND: &'static str = "access.forgotten";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(answer);
}

impl Services {
    /// Takes down that somebody forgot the password of `email`. Nothing that is answered, nor how
    /// long it takes, says whether there is such a person.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forgot_password(&self, email: &str, address: &str) -> Result<(), Problem> {
        let now = self.clock().now();
        let email = email.trim().to_lowercase();
        let mut session = self.store().write().await.or_problem()?;
        let subject = format!("forgot-address:{address}");
        let since = Instant(now.0 - WINDOW_MS);
        let asked = sessions::failures(&mut session, &subject, since)
            .await
            .or_problem()?;
        let most = if address.is_empty() {
            MAX_UNKNOWN
        } else {
            MAX_BY_ADDRESS
        };
        if email.len() <= EMAIL_MAX && asked < most {
            sessions::note_failure(&mut session, &subject, now)
                .await
                .or_problem()?;
            enqueue(self, &mut session, &Forgotten { email }, now, None).await?;
        }
        session.commit().await.or_problem()
    }
}

/// Sends the link, if there is somebody to send it to.
async fn answer(services: Services, job: Forgotten) -> Result<(), JobError> {
    let mut session = services.store().write().await.or_problem()?;
    let person = access::by_email(&mut session, &job.email, services.sample_logins())
        .await
        .or_problem()?;
    // Who was never given a password has an invitation to take up instead.
    let Some(person) = person.filter(|person| person.has_password) else {
        return Ok(());
    };
    if send(&services, &mut session, &person, None).await? {
        session.commit().await.or_problem()?;
    }
    Ok(())
}

/// Writes a person the link to choose another password, which `by` asked for; `false` when they have got enough
/// of them for now, or have no address.
pub(super) async fn send(
    services: &Services,
    session: &mut Session,
    person: &Owner,
    by: Option<UserId>,
) -> Result<bool, Problem> {
    let now = services.clock().now();
    let Ok(to) = Address::parse(&person.email) else {
        return Ok(false);
    };
    access::hold(session, person.id).await.or_problem()?;
    let subject = format!("forgot:{}", person.id);
    let since = Instant(now.0 - WINDOW_MS);
    let sent = sessions::failures(session, &subject, since)
        .await
        .or_problem()?;
    if sent >= MAX_BY_PERSON {
        return Ok(false);
    }
    sessions::note_failure(session, &subject, now)
        .await
        .or_problem()?;
    let token = new_link(session, person.id, Purpose::Reset, now).await?;
    let dress = Dress::of(services, session).await?;
    let letter = letters::forgotten(services, person.lang, &person.name, &token);
    let message = letter.to(to, &dress);
    let key = format!("reset:{}", crate::platform::auth::token_hash(&token));
    post(services, session, &key, &message).await?;
    note(services, session, person.id, by, "reset_sent").await?;
    Ok(true)
}
