//! Throttle: what a try counts against. A try is written down before anything is looked at, so that
//! many at once are no way around the count.

use crate::{OrProblem, Services};
use shared::kernel::{Instant, Problem, ProblemKind, UserId};
use store::platform::sessions;

const WINDOW_MS: i64 = 15 * 60_000;
const MAX_BY_EMAIL: i64 = 10;
const MAX_BY_ADDRESS: i64 = 50;
/// Wrong codes of the second factor: of a million, with three good at a time.
const MAX_BY_CODE: i64 = 10;

/// What a try counts against, each with its limit.
pub(crate) struct Tries {
    subjects: Vec<(String, i64)>,
    now: Instant,
    since: Instant,
}

fn named(kind: &str, name: &str, most: i64) -> Option<(String, i64)> {
    (!name.is_empty()).then(|| (format!("{kind}:{name}"), most))
}

impl Tries {
    /// A password for an e-mail, from an address.
    pub(crate) fn of(email: &str, address: &str, now: Instant) -> Self {
        Self::against(
            [
                named("email", email, MAX_BY_EMAIL),
                named("address", address, MAX_BY_ADDRESS),
            ],
            now,
        )
    }

    /// A code of a person's second factor.
    pub(crate) fn of_code(user: UserId, address: &str, now: Instant) -> Self {
        Self::against(
            [
                named("code", &user.to_string(), MAX_BY_CODE),
                named("address", address, MAX_BY_ADDRESS),
            ],
            now,
        )
    }

    /// A link of a message that is followed or decided with, from an address.
    pub(crate) fn of_link(address: &str, now: Instant) -> Self {
        Self::against([named("address", address, MAX_BY_ADDRESS), None], now)
    }

    fn against(subjects: [Option<(String, i64)>; 2], now: Instant) -> Self {
        Self {
            subjects: subjects.into_iter().flatten().collect(),
            now,
            since: Instant(now.0 - WINDOW_MS),
        }
    }

    /// Whether there were too many tries, this one being written down already or not.
    async fn too_many(&self, session: &mut store::Session, own: i64) -> store::Result<bool> {
        for (subject, most) in &self.subjects {
            if sessions::failures(session, subject, self.since).await? >= most + own {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A right answer ends the series of an e-mail or a person; of the address only this one try was
    /// none: one account of one's own shall not wash a guesser's address clean.
    pub(crate) async fn turned_out_right(&self, session: &mut store::Session) -> store::Result<()> {
        for (subject, _) in &self.subjects {
            if subject.starts_with("address:") {
                sessions::forget_try(session, subject, self.now).await?;
            } else {
                sessions::forget_failures(session, subject).await?;
            }
        }
        Ok(())
    }
}

impl Services {
    /// Refuses when there were too many tries, without writing one down.
    pub(crate) async fn still_admitted(&self, tries: &Tries) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        if tries.too_many(&mut session, 0).await.or_problem()? {
            return Err(Problem::of(ProblemKind::TooManyRequests));
        }
        Ok(())
    }

    /// Writes a try down as failed before anything is known of it, and refuses it when there were
    /// too many. Written and saved first, counted afterwards: of tries at the same time each sees
    /// all that were saved before it, so that no more than the limit ever pass, on either database.
    pub(crate) async fn reserve(&self, tries: &Tries) -> Result<(), Problem> {
        self.still_admitted(tries).await?;
        let mut session = self.store().write_reserved().await.or_problem()?;
        sessions::sweep(&mut session, tries.now, tries.since)
            .await
            .or_problem()?;
        for (subject, _) in &tries.subjects {
            sessions::note_failure(&mut session, subject, tries.now)
                .await
                .or_problem()?;
        }
        session.commit().await.or_problem()?;
        let mut session = self.store().read().await.or_problem()?;
        if tries.too_many(&mut session, 1).await.or_problem()? {
            return Err(Problem::of(ProblemKind::TooManyRequests));
        }
        Ok(())
    }
}
