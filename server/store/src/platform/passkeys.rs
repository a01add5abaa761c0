//! Passkeys, whose they are, and challenges that wait to be signed.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, PasskeyId, UserId};
use shared::platform::passkeys::{KnownCredential, PasskeyView};
use uuid::Uuid;

/// A passkey and the person it lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// Their sign-in address.
    pub email: String,
    /// May sign in.
    pub active: bool,
    /// The key in base64url, as COSE writes it.
    pub public_key: String,
    /// What the authenticator counted last.
    pub counter: u32,
    /// It may be copied to other devices.
    pub backup_eligible: bool,
}

/// A passkey that is added now.
pub struct NewPasskey<'a> {
    /// Made by the caller.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// In base64url.
    pub credential: &'a str,
    /// In base64url.
    pub public_key: &'a str,
    /// Its number in the COSE registry.
    pub algorithm: i32,
    /// What the authenticator counted.
    pub counter: u32,
    /// With spaces between them.
    pub transports: &'a str,
    /// It may be copied to other devices.
    pub backup_eligible: bool,
    /// It was.
    pub backed_up: bool,
    /// What its owner calls it.
    pub name: &'a str,
}

/// Adds one. A credential id that is there already is refused by its key.
pub async fn insert(session: &mut Session, new: &NewPasskey<'_>, now: Instant) -> Result<()> {
    const INSERT: &str = "INSERT INTO passkeys (id, user_id, credential_id, public_key, algorithm, counter, transports, backup_eligible, backed_up, name, created_at, last_used_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, 1)";
    session
        .exec(
            INSERT,
            args![
                new.id,
                new.user,
                new.credential,
                new.public_key,
                i64::from(new.algorithm),
                i64::from(new.counter),
                new.transports,
                new.backup_eligible,
                new.backed_up,
                new.name,
                now
            ],
        )
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ViewRow {
    id: Uuid,
    name: String,
    created_at: i64,
    last_used_at: Option<i64>,
    backed_up: bool,
    version: i64,
}

/// The passkeys of a person, in the order they were added.
pub async fn list(session: &mut Session, user: UserId) -> Result<Vec<PasskeyView>> {
    const LIST: &str = "SELECT id, name, created_at, last_used_at, backed_up, version FROM passkeys WHERE user_id = $1 ORDER BY created_at, id";
    let rows: Vec<ViewRow> = session.all(LIST, args![user]).await?;
    Ok(rows
        .into_iter()
        .map(|row| PasskeyView {
            id: PasskeyId(row.id),
            name: row.name,
            created_at: Instant(row.created_at),
            last_used_at: row.last_used_at.map(Instant),
            synced: row.backed_up,
            version: row.version,
        })
        .collect())
}

/// How many a person has.
pub async fn count(session: &mut Session, user: UserId) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM passkeys WHERE user_id = $1",
            args![user],
        )
        .await?;
    Ok(count)
}

/// The passkeys of a person as browsers are told of them.
pub async fn known(session: &mut Session, user: UserId) -> Result<Vec<KnownCredential>> {
    let rows: Vec<(String, String)> = session
        .all(
            "SELECT credential_id, transports FROM passkeys WHERE user_id = $1 ORDER BY created_at, id",
            args![user],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, transports)| KnownCredential {
            id,
            transports: transports
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    id: Uuid,
    user_id: Uuid,
    email: String,
    active: bool,
    public_key: String,
    counter: i64,
    backup_eligible: bool,
}

/// The passkey with a credential id; who belongs to the sample company may sign in only with `samples`.
pub async fn by_credential(
    session: &mut Session,
    credential: &str,
    samples: bool,
) -> Result<Option<Stored>> {
    const BY_CREDENTIAL: &str = "SELECT p.id, p.user_id, u.email, u.active AND (NOT u.sample OR $2) AS active, p.public_key, p.counter, p.backup_eligible
        FROM passkeys p JOIN users u ON u.id = p.user_id WHERE p.credential_id = $1";
    let row: Option<StoredRow> = session
        .opt(BY_CREDENTIAL, args![credential, samples])
        .await?;
    row.map(|row| {
        Ok(Stored {
            id: PasskeyId(row.id),
            user: UserId(row.user_id),
            email: row.email,
            active: row.active,
            public_key: row.public_key,
            counter: u32::try_from(row.counter)
                .map_err(|_| StoreError::Corrupt("passkeys.counter"))?,
            backup_eligible: row.backup_eligible,
        })
    })
    .transpose()
}

/// Notes that a passkey was used, and what its authenticator counted; `false` when another use at the same
/// time counted as far. Of two copies of a key that counts, one comes in.
pub async fn touch(
    session: &mut Session,
    id: PasskeyId,
    counter: u32,
    backed_up: bool,
    now: Instant,
) -> Result<bool> {
    // Its version stays: who renames it meanwhile has read the name it still has.
    const TOUCH: &str = "UPDATE passkeys SET counter = $2, backed_up = $3, last_used_at = $4
        WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))";
    session
        .exec_one(TOUCH, args![id, i64::from(counter), backed_up, now])
        .await
}

/// Names a passkey of a person anew; `false` when its version is another.
pub async fn rename(
    session: &mut Session,
    id: PasskeyId,
    user: UserId,
    version: i64,
    name: &str,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE passkeys SET name = $4, version = version + 1 WHERE id = $1 AND user_id = $2 AND version = $3",
            args![id, user, version, name],
        )
        .await
}

/// Takes a passkey of a person away; `false` when there is none such.
pub async fn remove(session: &mut Session, id: PasskeyId, user: UserId) -> Result<bool> {
    let gone = session
        .exec(
            "DELETE FROM passkeys WHERE id = $1 AND user_id = $2",
            args![id, user],
        )
        .await?;
    Ok(gone > 0)
}

/// Takes all passkeys of a person away; says how many.
pub async fn remove_all(session: &mut Session, user: UserId) -> Result<u64> {
    session
        .exec("DELETE FROM passkeys WHERE user_id = $1", args![user])
        .await
}

/// A challenge that waits.
pub struct Step<'a> {
    /// Of the challenge.
    pub challenge_hash: &'a str,
    /// Of what the browser keeps.
    pub browser_hash: &'a str,
    /// What the signature is for.
    pub purpose: &'a str,
    /// Whose it must be; anybody's at a sign-in.
    pub user: Option<UserId>,
    /// Where it was asked from.
    pub address: &'a str,
}

/// Keeps one until `until`.
pub async fn put_step(
    session: &mut Session,
    step: &Step<'_>,
    now: Instant,
    until: Instant,
) -> Result<()> {
    const PUT: &str = "INSERT INTO passkey_steps (challenge_hash, browser_hash, purpose, user_id, address, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    session
        .exec(
            PUT,
            args![
                step.challenge_hash,
                step.browser_hash,
                step.purpose,
                step.user.map(|user| user.0),
                step.address,
                now,
                until
            ],
        )
        .await?;
    Ok(())
}

/// Uses one up, while it is good and of this browser, purpose and person; `false` when there is none such.
/// Of two answers at once one gets it.
pub async fn take_step(session: &mut Session, step: &Step<'_>, now: Instant) -> Result<bool> {
    const TAKE: &str = "DELETE FROM passkey_steps
        WHERE challenge_hash = $1 AND browser_hash = $2 AND purpose = $3 AND expires_at > $4
            AND ((user_id IS NULL AND $5) OR user_id = $6)";
    // Nobody's id when none is asked for: the flag before it decides.
    let user = step.user.map_or(Uuid::nil(), |user| user.0);
    session
        .exec_one(
            TAKE,
            args![
                step.challenge_hash,
                step.browser_hash,
                step.purpose,
                now,
                step.user.is_none(),
                user
            ],
        )
        .await
}

/// How many were asked from an address, or for a person, that still wait.
pub async fn waiting_steps(
    session: &mut Session,
    address: &str,
    user: Option<UserId>,
    now: Instant,
) -> Result<i64> {
    let (count,): (i64,) = match user {
        Some(user) => {
            session
                .one(
                    "SELECT COUNT(*) FROM passkey_steps WHERE user_id = $1 AND expires_at > $2",
                    args![user, now],
                )
                .await?
        }
        None => {
            session
                .one(
                    "SELECT COUNT(*) FROM passkey_steps WHERE address = $1 AND user_id IS NULL AND expires_at > $2",
                    args![address, now],
                )
                .await?
        }
    };
    Ok(count)
}

/// Forgets those nobody came back for.
pub async fn sweep_steps(session: &mut Session, now: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM passkey_steps WHERE expires_at <= $1",
            args![now],
        )
        .await?;
    Ok(())
}
