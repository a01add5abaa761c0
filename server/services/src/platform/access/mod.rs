//! Ways in: invitation and forgotten password by mailed link, the second factor, and what
//! administrators see and do of a person's ways in.

mod admin;
mod doors;
mod factor;
mod forgotten;
mod letters;
mod own;
mod picture;
mod sealed;
mod told;
mod totp;

pub(in crate::platform) use admin::read;
pub use doors::Door;
pub(crate) use factor::accept as accept_code;
pub use sealed::Sealing;
pub(in crate::platform) use told::{Changed, tell};

use crate::platform::auth::{new_token, token_hash};
use crate::platform::jobs::Kinds;
use crate::{OrProblem, Registry, Services};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, UserId};
use shared::platform::access::Purpose;
use store::platform::access;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    admin::register(registry);
    own::register(registry);
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    forgotten::register_jobs(kinds);
}

/// Makes a link's token for a person; earlier ones of the same purpose open nothing any more.
pub(in crate::platform) async fn new_link(
    session: &mut Session,
    user: UserId,
    purpose: Purpose,
    now: Instant,
) -> Result<String, Problem> {
    let token = new_token();
    access::drop_tokens(session, user, purpose, now)
        .await
        .or_problem()?;
    access::put_token(session, &token_hash(&token), user, purpose, now)
        .await
        .or_problem()?;
    Ok(token)
}

/// Appends what happened to a person's ways in; it holds no secret.
pub(in crate::platform) async fn note(
    services: &Services,
    session: &mut Session,
    user: UserId,
    actor: Option<UserId>,
    action: &str,
) -> Result<(), Problem> {
    let change = Change::<()> {
        entity: Entity::User,
        id: user.0,
        parent: None,
        owner: Some(user),
        action,
        before: None,
        after: None,
    };
    session
        .record(services.clock().now(), actor, change)
        .await
        .or_problem()?;
    Ok(())
}
