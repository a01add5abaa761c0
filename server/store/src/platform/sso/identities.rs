//! Accounts elsewhere, and whose they are.

use crate::{Result, Session, args};
use shared::kernel::{IdentityId, Instant, ProviderId, UserId};
use shared::platform::sso::IdentityView;
use uuid::Uuid;

/// The person behind an identity or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub user: UserId,
    /// May sign in.
    pub active: bool,
}

const BY_IDENTITY: &str =
    "SELECT i.id, u.id, u.active AND (NOT u.sample OR $3) FROM identities i JOIN users u ON u.id = i.user_id
    WHERE i.issuer = $1 AND i.subject = $2";

/// The identity of a subject, and whose it is; who belongs to the sample company may sign in only with
/// `samples`.
pub async fn by_identity(
    session: &mut Session,
    issuer: &str,
    subject: &str,
    samples: bool,
) -> Result<Option<(IdentityId, Somebody)>> {
    let row: Option<(Uuid, Uuid, bool)> = session
        .opt(BY_IDENTITY, args![issuer, subject, samples])
        .await?;
    Ok(row.map(|(id, user, active)| {
        let user = UserId(user);
        (IdentityId(id), Somebody { user, active })
    }))
}

/// The person with an address (lower case), and whether they have an identity at a provider already.
pub async fn by_address(
    session: &mut Session,
    email: &str,
    provider: ProviderId,
    samples: bool,
) -> Result<Option<(Somebody, bool)>> {
    const BY_ADDRESS: &str = "SELECT u.id, u.active AND (NOT u.sample OR $3),
            EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider_id = $2)
        FROM users u WHERE u.email = $1";
    let row: Option<(Uuid, bool, bool)> = session
        .opt(BY_ADDRESS, args![email, provider, samples])
        .await?;
    Ok(row.map(|(user, active, elsewhere)| {
        let user = UserId(user);
        (Somebody { user, active }, elsewhere)
    }))
}

/// An identity that is linked now.
pub struct NewIdentity<'a> {
    /// Made by the caller.
    pub id: IdentityId,
    /// Whose.
    pub user: UserId,
    /// At which provider.
    pub provider: ProviderId,
    /// The provider's address.
    pub issuer: &'a str,
    /// The account there.
    pub subject: &'a str,
    /// Its address.
    pub email: &'a str,
}

/// Links an identity. Of two at once one succeeds; the other is refused by the key.
pub async fn link(session: &mut Session, new: &NewIdentity<'_>, now: Instant) -> Result<()> {
    const LINK: &str = "INSERT INTO identities (id, user_id, provider_id, issuer, subject, email, linked_at, last_used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    session
        .exec(
            LINK,
            args![
                new.id,
                new.user,
                new.provider,
                new.issuer,
                new.subject,
                new.email,
                now
            ],
        )
        .await?;
    Ok(())
}

/// Notes that an identity was used, and the address it has now; without one the last is kept.
pub async fn touch_identity(
    session: &mut Session,
    id: IdentityId,
    email: &str,
    now: Instant,
) -> Result<()> {
    session
        .exec(
            "UPDATE identities SET last_used_at = $3, email = CASE WHEN $2 = '' THEN email ELSE $2 END WHERE id = $1",
            args![id, email, now],
        )
        .await?;
    Ok(())
}

/// Takes away the identities of a provider that belong to another issuer than this; says how many. Its
/// address was changed: what they stood for is elsewhere.
pub async fn forget_foreign(
    session: &mut Session,
    provider: ProviderId,
    issuer: &str,
) -> Result<u64> {
    session
        .exec(
            "DELETE FROM identities WHERE provider_id = $1 AND issuer <> $2",
            args![provider, issuer],
        )
        .await
}

#[derive(sqlx::FromRow)]
struct IdentityRow {
    id: Uuid,
    provider: String,
    email: String,
    linked_at: i64,
    last_used_at: i64,
    active: bool,
}

/// The identities of a person, in the order they were linked.
pub async fn identities(session: &mut Session, user: UserId) -> Result<Vec<IdentityView>> {
    const OF: &str =
        "SELECT i.id, p.name AS provider, i.email, i.linked_at, i.last_used_at, p.active
        FROM identities i JOIN identity_providers p ON p.id = i.provider_id
        WHERE i.user_id = $1 ORDER BY i.linked_at, i.id";
    let rows: Vec<IdentityRow> = session.all(OF, args![user]).await?;
    Ok(rows
        .into_iter()
        .map(|row| IdentityView {
            id: IdentityId(row.id),
            provider: row.provider,
            email: row.email,
            linked_at: Instant(row.linked_at),
            last_used_at: Instant(row.last_used_at),
            active: row.active,
        })
        .collect())
}

/// Takes an identity of a person away; `false` when there is none such.
pub async fn unlink(session: &mut Session, id: IdentityId, user: UserId) -> Result<bool> {
    let gone = session
        .exec(
            "DELETE FROM identities WHERE id = $1 AND user_id = $2",
            args![id, user],
        )
        .await?;
    Ok(gone > 0)
}
