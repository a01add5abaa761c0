//! Links by mail, second factors, recovery codes. Of links and codes only hashes are kept.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, Lang, Role, UserId};
use shared::platform::access::{Invitation, Purpose, RoleRule};
use uuid::Uuid;

/// The person a link belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Language.
    pub lang: Lang,
    /// A password is set.
    pub has_password: bool,
}

/// A person's second factor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Factor {
    /// The key in base 32, as it is kept: perhaps sealed.
    pub secret: String,
    /// It is in force.
    pub confirmed: bool,
    /// The newest step whose code was used.
    pub last_step: i64,
}

#[derive(sqlx::FromRow)]
struct OwnerRow {
    id: Uuid,
    name: String,
    email: String,
    language: String,
    has_password: bool,
}

impl OwnerRow {
    fn owner(self) -> Result<Owner> {
        Ok(Owner {
            id: UserId(self.id),
            name: self.name,
            email: self.email,
            lang: self
                .language
                .parse()
                .map_err(|()| StoreError::Corrupt("users.language"))?,
            has_password: self.has_password,
        })
    }
}

const PUT_TOKEN: &str = "INSERT INTO access_tokens (token_hash, user_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";

const OWNER_OF: &str = "SELECT u.id, u.name, u.email, u.language, u.password_hash <> '' AS has_password
    FROM access_tokens a JOIN users u ON u.id = a.user_id
    WHERE a.token_hash = $1 AND a.purpose = $2 AND a.expires_at > $3 AND u.active AND (NOT u.sample OR $4)";

const BY_EMAIL: &str =
    "SELECT id, name, email, language, password_hash <> '' AS has_password FROM users
    WHERE email = $1 AND active AND (NOT sample OR $2)";

const BY_ID: &str = "SELECT id, name, email, language, password_hash <> '' AS has_password FROM users WHERE id = $1";

const BEGIN: &str =
    "INSERT INTO second_factors (user_id, secret, confirmed_at, last_step) VALUES ($1, $2, NULL, 0)
    ON CONFLICT (user_id) DO UPDATE SET secret = $2, last_step = 0 WHERE second_factors.confirmed_at IS NULL";

const RULES: &str = "SELECT u.role, COUNT(*),
        COUNT(CASE WHEN f.user_id IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) THEN 1 END)
    FROM users u LEFT JOIN second_factors f ON f.user_id = u.id AND f.confirmed_at IS NOT NULL
    WHERE u.active GROUP BY u.role";

/// Keeps the hash of a link.
pub async fn put_token(
    session: &mut Session,
    hash: &str,
    user: UserId,
    purpose: Purpose,
    now: Instant,
) -> Result<()> {
    let until = Instant(now.0 + purpose.lifetime_ms());
    session
        .exec(PUT_TOKEN, args![hash, user, purpose.code(), now, until])
        .await?;
    Ok(())
}

/// The active person a link belongs to, while it is good; those of the sample company only with
/// `samples`.
pub async fn owner_of(
    session: &mut Session,
    hash: &str,
    purpose: Purpose,
    now: Instant,
    samples: bool,
) -> Result<Option<Owner>> {
    let row: Option<OwnerRow> = session
        .opt(OWNER_OF, args![hash, purpose.code(), now, samples])
        .await?;
    row.map(OwnerRow::owner).transpose()
}

/// Uses a link up; `false` when it was used or is no longer good. Of two at once one gets `true`.
pub async fn use_token(
    session: &mut Session,
    hash: &str,
    purpose: Purpose,
    now: Instant,
) -> Result<bool> {
    const USE: &str =
        "DELETE FROM access_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3";
    session
        .exec_one(USE, args![hash, purpose.code(), now])
        .await
}

/// Makes every link of a person for `purpose` void; says whether there was one that was good.
pub async fn drop_tokens(
    session: &mut Session,
    user: UserId,
    purpose: Purpose,
    now: Instant,
) -> Result<bool> {
    let open: Option<(i32,)> = session
        .opt(
            "SELECT 1 FROM access_tokens WHERE user_id = $1 AND purpose = $2 AND expires_at > $3 LIMIT 1",
            args![user, purpose.code(), now],
        )
        .await?;
    session
        .exec(
            "DELETE FROM access_tokens WHERE user_id = $1 AND purpose = $2",
            args![user, purpose.code()],
        )
        .await?;
    Ok(open.is_some())
}

/// The open invitation of a person.
pub async fn invitation(
    session: &mut Session,
    user: UserId,
    now: Instant,
) -> Result<Option<Invitation>> {
    let row: Option<(i64, i64)> = session
        .opt(
            "SELECT created_at, expires_at FROM access_tokens WHERE user_id = $1 AND purpose = 'invitation' AND expires_at > $2
             ORDER BY expires_at DESC LIMIT 1",
            args![user, now],
        )
        .await?;
    Ok(row.map(|(sent, expires)| Invitation {
        sent_at: Instant(sent),
        expires_at: Instant(expires),
    }))
}

/// Lets one unit of work at a time count what a person was sent. SQLite has one writer anyway.
pub async fn hold(session: &mut Session, person: UserId) -> Result<()> {
    if session.is_postgres() {
        let _: Option<(Uuid,)> = session
            .opt(
                "SELECT id FROM users WHERE id = $1 FOR UPDATE",
                args![person],
            )
            .await?;
    }
    Ok(())
}

/// The active person who signs in with this address (lower case).
pub async fn by_email(session: &mut Session, email: &str, samples: bool) -> Result<Option<Owner>> {
    let row: Option<OwnerRow> = session.opt(BY_EMAIL, args![email, samples]).await?;
    row.map(OwnerRow::owner).transpose()
}

/// A person by id, active or not.
pub async fn by_id(session: &mut Session, id: UserId) -> Result<Option<Owner>> {
    let row: Option<OwnerRow> = session.opt(BY_ID, args![id]).await?;
    row.map(OwnerRow::owner).transpose()
}

/// Sets name and password of a person who takes an invitation up.
pub async fn welcome(session: &mut Session, id: UserId, name: &str, hash: &str) -> Result<()> {
    session
        .exec(
            "UPDATE users SET name = $2, password_hash = $3, password_temporary = FALSE, version = version + 1 WHERE id = $1",
            args![id, name, hash],
        )
        .await?;
    Ok(())
}

/// A person's second factor, in force or begun.
pub async fn factor(session: &mut Session, user: UserId) -> Result<Option<Factor>> {
    session
        .opt(
            "SELECT secret, confirmed_at IS NOT NULL AS confirmed, last_step FROM second_factors WHERE user_id = $1",
            args![user],
        )
        .await
}

/// Whether a person who came in by what they know gives a second factor, too: they have one, or their role
/// asks for one and they have a passkey, which is one where `passkeys` open something.
pub async fn needs_step(session: &mut Session, user: UserId, passkeys: bool) -> Result<bool> {
    const NEEDS: &str = "SELECT 1 FROM users u WHERE u.id = $1
        AND (EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
            OR ($2 AND EXISTS (SELECT 1 FROM second_factor_roles r WHERE r.role = u.role)
                AND EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id)))";
    let row: Option<(i32,)> = session.opt(NEEDS, args![user, passkeys]).await?;
    Ok(row.is_some())
}

/// Keeps the key of a second factor that is not in force yet; `false` when one is.
pub async fn begin_factor(session: &mut Session, user: UserId, secret: &str) -> Result<bool> {
    session.exec_one(BEGIN, args![user, secret]).await
}

/// Puts a second factor in force; `false` when it was.
pub async fn confirm_factor(
    session: &mut Session,
    user: UserId,
    now: Instant,
    step: i64,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE second_factors SET confirmed_at = $2, last_step = $3 WHERE user_id = $1 AND confirmed_at IS NULL",
            args![user, now, step],
        )
        .await
}

/// Uses the code of `step` up; `false` when it or a newer one was used. Of two at once one gets `true`.
pub async fn use_step(session: &mut Session, user: UserId, step: i64) -> Result<bool> {
    session
        .exec_one(
            "UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2",
            args![user, step],
        )
        .await
}

/// The keys of all second factors as they are kept, in force or begun.
pub async fn factor_secrets(session: &mut Session) -> Result<Vec<(UserId, String)>> {
    let rows: Vec<(Uuid, String)> = session
        .all(
            "SELECT user_id, secret FROM second_factors ORDER BY user_id",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(user, secret)| (UserId(user), secret))
        .collect())
}

/// Keeps a key as `now` that was kept as `was`; `false` when it has changed meanwhile.
pub async fn keep_secret(
    session: &mut Session,
    user: UserId,
    was: &str,
    now: &str,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE second_factors SET secret = $3 WHERE user_id = $1 AND secret = $2",
            args![user, was, now],
        )
        .await
}

/// Takes a second factor away, and its recovery codes; says whether there was one.
pub async fn drop_factor(session: &mut Session, user: UserId) -> Result<bool> {
    session
        .exec("DELETE FROM recovery_codes WHERE user_id = $1", args![user])
        .await?;
    Ok(session
        .exec("DELETE FROM second_factors WHERE user_id = $1", args![user])
        .await?
        > 0)
}

/// Replaces the recovery codes.
pub async fn put_recovery(session: &mut Session, user: UserId, hashes: &[String]) -> Result<()> {
    session
        .exec("DELETE FROM recovery_codes WHERE user_id = $1", args![user])
        .await?;
    let rows = hashes.iter().map(|hash| args![user, hash]).collect();
    session
        .insert_many(
            "INSERT INTO recovery_codes (user_id, code_hash) VALUES",
            rows,
        )
        .await
}

/// Uses a recovery code up; `false` when there is none such. Of two at once one gets `true`.
pub async fn use_recovery(session: &mut Session, user: UserId, hash: &str) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2",
            args![user, hash],
        )
        .await
}

/// How many recovery codes are left.
pub async fn recovery_left(session: &mut Session, user: UserId) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1",
            args![user],
        )
        .await?;
    Ok(count)
}

/// Whether the people of a role must have a second factor.
pub async fn is_required(session: &mut Session, role: Role) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt(
            "SELECT 1 FROM second_factor_roles WHERE role = $1",
            args![role.code()],
        )
        .await?;
    Ok(row.is_some())
}

/// The rule of every role, with how many people keep it already.
pub async fn rules(session: &mut Session) -> Result<Vec<RoleRule>> {
    let people: Vec<(String, i64, i64)> = session.all(RULES, args![]).await?;
    let required: Vec<(String,)> = session
        .all("SELECT role FROM second_factor_roles", args![])
        .await?;
    Ok(Role::ALL
        .into_iter()
        .map(|role| {
            let found = people.iter().find(|(code, _, _)| code == role.code());
            RoleRule {
                role,
                required: required.iter().any(|(code,)| code == role.code()),
                people: found.map_or(0, |(_, people, _)| *people),
                protected: found.map_or(0, |(_, _, protected)| *protected),
            }
        })
        .collect())
}

/// Asks the people of a role for a second factor, or no longer; says whether that is new.
pub async fn set_rule(session: &mut Session, role: Role, required: bool) -> Result<bool> {
    let statement = if required {
        "INSERT INTO second_factor_roles (role) VALUES ($1) ON CONFLICT (role) DO NOTHING"
    } else {
        "DELETE FROM second_factor_roles WHERE role = $1"
    };
    Ok(session.exec(statement, args![role.code()]).await? > 0)
}

/// Forgets links that are no longer good.
pub async fn sweep(session: &mut Session, now: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM access_tokens WHERE expires_at <= $1",
            args![now],
        )
        .await?;
    Ok(())
}
