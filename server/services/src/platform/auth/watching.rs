//! Whether a session goes on, asked without using it: an open page is no sign of a person, and must
//! not keep its session alive for ever.

use super::{IDLE_MS, token_hash};
use crate::{OrProblem, Services};
use shared::kernel::{Actor, Instant, Problem};
use store::platform::sessions;

impl Services {
    /// The person behind a cookie's token as they are now, if the session goes on.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn still_signed_in(&self, token: &str) -> Result<Option<Actor>, Problem> {
        let now = self.clock().now();
        let mut session = self.store().read().await.or_problem()?;
        let idle_since = Instant(now.0 - IDLE_MS);
        let samples = self.sample_logins();
        let found = sessions::find(&mut session, &token_hash(token), now, idle_since, samples)
            .await
            .or_problem()?;
        match found {
            Some(live) => self.actor_with(&mut session, live.user_id, now).await,
            None => Ok(None),
        }
    }
}
