//! What the log says of sign-ins. Facts never hold a password, a code or a token.

use crate::OrProblem;
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, SessionId, UserId};
use shared::platform::profile::SessionWay;
use store::{Change, Session};
use uuid::Uuid;

/// How a person got in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way<'a> {
    /// By password alone.
    Password,
    /// By password and a code of the second factor.
    Code,
    /// By password and a recovery code.
    Recovery,
    /// By an invitation.
    Invitation,
    /// By a provider.
    Provider {
        /// Its name.
        name: &'a str,
        /// Its word counts as the second factor, too.
        factor: bool,
    },
    /// By a passkey, which is both factors.
    Passkey,
}

impl Way<'_> {
    /// The second factor was given elsewhere.
    pub(super) const fn factor_elsewhere(self) -> bool {
        matches!(self, Way::Provider { factor: true, .. })
    }

    /// As the session says it.
    pub(super) const fn of_session(self) -> SessionWay {
        match self {
            Way::Provider { .. } => SessionWay::Provider,
            Way::Password => SessionWay::Password,
            Way::Code => SessionWay::Code,
            Way::Recovery => SessionWay::Recovery,
            Way::Invitation => SessionWay::Invitation,
            Way::Passkey => SessionWay::Passkey,
        }
    }
}

/// Where a try comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The address; empty when it is not known.
    pub address: &'a str,
    /// What the browser says of itself.
    pub agent: &'a str,
}

pub(super) async fn signed_in(
    session: &mut Session,
    now: Instant,
    id: SessionId,
    user: UserId,
    from: Origin<'_>,
    way: Way<'_>,
) -> Result<(), Problem> {
    let agent: String = from.agent.chars().take(200).collect();
    let mut facts =
        json!({ "way": way.of_session().code(), "address": from.address, "browser": agent });
    if let Way::Provider { name, .. } = way {
        facts["provider"] = name.into();
    }
    note(
        session,
        now,
        id.0,
        Some(user),
        Some(user),
        "signed_in",
        facts,
    )
    .await
}

pub(super) async fn signed_out(
    session: &mut Session,
    now: Instant,
    id: SessionId,
    user: UserId,
) -> Result<(), Problem> {
    note(
        session,
        now,
        id.0,
        Some(user),
        Some(user),
        "signed_out",
        json!({}),
    )
    .await
}

/// A try that failed. An address that belongs to nobody is kept only when it looks like one: people
/// also type their password there.
pub(crate) async fn failed(
    session: &mut Session,
    now: Instant,
    user: Option<UserId>,
    email: &str,
    address: &str,
    action: &str,
) -> Result<(), Problem> {
    let email = if user.is_some() || email.contains('@') {
        email
    } else {
        ""
    };
    let id = user.map_or(Uuid::nil(), |user| user.0);
    let facts = json!({ "email": email, "address": address });
    note(session, now, id, None, user, action, facts).await
}

/// A sign-in with a provider that was refused: about which provider, for which reason, and the word that
/// says it more exactly.
pub(crate) async fn refused_elsewhere(
    session: &mut Session,
    now: Instant,
    (provider, reason, detail): (&str, &str, &str),
    email: &str,
    from: Origin<'_>,
) -> Result<(), Problem> {
    let email: String = email.chars().take(254).collect();
    let facts = json!({
        "provider": provider,
        "reason": reason,
        "detail": detail,
        "email": email,
        "address": from.address,
    });
    note(
        session,
        now,
        Uuid::nil(),
        None,
        None,
        "provider_refused",
        facts,
    )
    .await
}

/// A sign-in by passkey that was refused, and why.
pub(crate) async fn refused_passkey(
    session: &mut Session,
    now: Instant,
    user: Option<UserId>,
    reason: &str,
    from: Origin<'_>,
) -> Result<(), Problem> {
    let id = user.map_or(Uuid::nil(), |user| user.0);
    let facts = json!({ "reason": reason, "address": from.address });
    note(session, now, id, None, user, "passkey_refused", facts).await
}

async fn note(
    session: &mut Session,
    now: Instant,
    id: Uuid,
    actor: Option<UserId>,
    owner: Option<UserId>,
    action: &str,
    facts: Value,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Session,
        id,
        parent: None,
        owner,
        action,
        before: None,
        after: Some(&facts),
    };
    session.record(now, actor, change).await.or_problem()?;
    Ok(())
}
