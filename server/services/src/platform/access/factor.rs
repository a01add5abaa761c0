//! The second step of a sign-in.

use super::totp;
use crate::platform::auth::{Origin, Tries, Way, failed, token_hash};
use crate::{OrProblem, Services};
use shared::kernel::{Instant, Issue, Problem, ProblemKind, UserId};
use shared::platform::access::{Purpose, Typed, usable_steps};
use store::Session;
use store::platform::access;

impl Services {
    /// Whether a token of the second step is still good.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn second_step_open(&self, token: &str) -> Result<bool, Problem> {
        Ok(self.look_through(token, Purpose::Step).await?.is_some())
    }

    /// Opens a session by the code of the second factor, or by a recovery code; gives the token for
    /// the cookie.
    ///
    /// # Errors
    /// `code_wrong`, also for a code that was used; the step took too long (not found); too many tries.
    pub async fn second_step(
        &self,
        token: &str,
        typed: &str,
        from: Origin<'_>,
    ) -> Result<String, Problem> {
        let now = self.clock().now();
        let hash = token_hash(token);
        let mut session = self.store().read().await.or_problem()?;
        let samples = self.sample_logins();
        let owner = access::owner_of(&mut session, &hash, Purpose::Step, now, samples)
            .await
            .or_problem()?;
        drop(session);
        let owner = owner.ok_or_else(|| Problem::of(ProblemKind::NotFound))?;
        let tries = Tries::of_code(owner.id, from.address, now);
        self.reserve(&tries).await?;
        let mut session = self.store().write_reserved().await.or_problem()?;
        let Some(way) = accept(self, &mut session, owner.id, typed, now).await? else {
            let (user, email) = (Some(owner.id), owner.email.as_str());
            failed(&mut session, now, user, email, from.address, "code_failed").await?;
            session.commit().await.or_problem()?;
            return Err(Problem {
                kind: ProblemKind::Unauthenticated,
                ..Problem::because(Issue::error("code_wrong", "code"))
            });
        };
        let used = access::use_token(&mut session, &hash, Purpose::Step, now)
            .await
            .or_problem()?;
        if !used {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        tries.turned_out_right(&mut session).await.or_problem()?;
        let opened = self.open_session(&mut session, owner.id, from, way).await?;
        session.commit().await.or_problem()?;
        Ok(opened)
    }
}

/// Uses up what was typed; `None` when it opens nothing.
pub(crate) async fn accept(
    services: &Services,
    session: &mut Session,
    user: UserId,
    typed: &str,
    now: Instant,
) -> Result<Option<Way<'static>>, Problem> {
    match Typed::read(typed) {
        Ok(Typed::Code(code)) => {
            let factor = access::factor(session, user).await.or_problem()?;
            let Some(factor) = factor.filter(|factor| factor.confirmed) else {
                return Ok(None);
            };
            let steps = usable_steps(now, factor.last_step);
            let secret = services.open_factor(user, &factor.secret)?;
            let Some(step) = totp::step_of(&secret, code, &steps) else {
                return Ok(None);
            };
            let used = access::use_step(session, user, step).await.or_problem()?;
            Ok(used.then_some(Way::Code))
        }
        Ok(Typed::Recovery(code)) => {
            let used = access::use_recovery(session, user, &token_hash(&code))
                .await
                .or_problem()?;
            Ok(used.then_some(Way::Recovery))
        }
        Err(_) => Ok(None),
    }
}
