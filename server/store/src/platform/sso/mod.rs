//! Providers people sign in with elsewhere, their identities, and sign-ins that wait for an answer.

mod identities;
mod steps;

pub use identities::*;
pub use steps::*;

use crate::{Args, Result, Session, StoreError, args};
use shared::kernel::{Instant, ProviderId, TeamId, UserId};
use shared::platform::sso::{ProviderDraft, ProviderView, SignInWay};
use uuid::Uuid;

/// A provider with what only the server needs.
pub struct Stored {
    /// As its page shows it.
    pub view: ProviderView,
    /// What the provider gave us; empty when it asks for none.
    pub secret: String,
}

#[derive(sqlx::FromRow)]
struct ProviderRow {
    id: Uuid,
    name: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    scopes: String,
    domains: String,
    newcomers: String,
    role: String,
    team_id: Option<Uuid>,
    trust_email: bool,
    second_factor: bool,
    password_off: bool,
    active: bool,
    version: i64,
    people: i64,
    last_used_at: Option<i64>,
}

impl ProviderRow {
    fn stored(self) -> Result<Stored> {
        let newcomers = self
            .newcomers
            .parse()
            .map_err(|()| StoreError::Corrupt("identity_providers.newcomers"))?;
        let role = self
            .role
            .parse()
            .map_err(|()| StoreError::Corrupt("identity_providers.role"))?;
        Ok(Stored {
            view: ProviderView {
                id: ProviderId(self.id),
                draft: ProviderDraft {
                    name: self.name,
                    issuer: self.issuer,
                    client_id: self.client_id,
                    scopes: self.scopes,
                    domains: words(&self.domains),
                    newcomers,
                    role,
                    team_id: self.team_id.map(TeamId),
                    trust_email: self.trust_email,
                    second_factor: self.second_factor,
                    password_off: self.password_off,
                    active: self.active,
                },
                has_secret: !self.client_secret.is_empty(),
                people: self.people,
                last_used_at: self.last_used_at.map(Instant),
                version: self.version,
            },
            secret: self.client_secret,
        })
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

const LIST: &str = "SELECT p.id, p.name, p.issuer, p.client_id, p.client_secret, p.scopes, p.domains, p.newcomers, p.role, p.team_id,
    p.trust_email, p.second_factor, p.password_off, p.active, p.version,
    (SELECT COUNT(DISTINCT i.user_id) FROM identities i WHERE i.provider_id = p.id) AS people,
    (SELECT MAX(i.last_used_at) FROM identities i WHERE i.provider_id = p.id) AS last_used_at
    FROM identity_providers p ORDER BY p.name, p.id";

/// All providers, by name.
pub async fn list(session: &mut Session) -> Result<Vec<Stored>> {
    let rows: Vec<ProviderRow> = session.all(LIST, args![]).await?;
    rows.into_iter().map(ProviderRow::stored).collect()
}

/// One provider.
pub async fn get(session: &mut Session, id: ProviderId) -> Result<Option<Stored>> {
    // There are few: one statement serves both.
    Ok(list(session)
        .await?
        .into_iter()
        .find(|stored| stored.view.id == id))
}

/// The buttons of the sign-in page.
pub async fn ways(session: &mut Session) -> Result<Vec<SignInWay>> {
    let rows: Vec<(Uuid, String)> = session
        .all(
            "SELECT id, name FROM identity_providers WHERE active ORDER BY name, id",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| SignInWay {
            id: ProviderId(id),
            name,
        })
        .collect())
}

/// The active providers at which a person has no account linked.
pub async fn ways_not_linked(session: &mut Session, user: UserId) -> Result<Vec<SignInWay>> {
    const NOT_LINKED: &str = "SELECT p.id, p.name FROM identity_providers p
        WHERE p.active AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.provider_id = p.id AND i.user_id = $1)
        ORDER BY p.name, p.id";
    let rows: Vec<(Uuid, String)> = session.all(NOT_LINKED, args![user]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| SignInWay {
            id: ProviderId(id),
            name,
        })
        .collect())
}

/// The domains for which an active provider switches passwords off.
pub async fn domains_without_password(session: &mut Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = session
        .all(
            "SELECT domains FROM identity_providers WHERE active AND password_off",
            args![],
        )
        .await?;
    Ok(rows.iter().flat_map(|(domains,)| words(domains)).collect())
}

/// The addresses of the active administrators who have a password; those of the sample company only with
/// `samples`.
pub async fn administrators_with_password(
    session: &mut Session,
    samples: bool,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = session
        .all(
            "SELECT email FROM users WHERE active AND role = 'administrator' AND password_hash <> '' AND (NOT sample OR $1)",
            args![samples],
        )
        .await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

const INSERT: &str = "INSERT INTO identity_providers (id, name, issuer, client_id, client_secret, scopes, domains, newcomers, role,
        team_id, trust_email, second_factor, password_off, active, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, 1)";

/// What both statements say of a provider, in the order of their columns.
fn bind_draft(args: &mut Args, draft: &ProviderDraft, secret: &str, now: Instant) {
    args.push(&draft.name);
    args.push(&draft.issuer);
    args.push(&draft.client_id);
    args.push(secret);
    args.push(&draft.scopes);
    args.push(draft.domains.join(" "));
    args.push(draft.newcomers.code());
    args.push(draft.role.code());
    args.push(draft.team_id);
    args.push(draft.trust_email);
    args.push(draft.second_factor);
    args.push(draft.password_off);
    args.push(draft.active);
    args.push(now);
}

/// Keeps a new provider.
pub async fn insert(
    session: &mut Session,
    id: ProviderId,
    draft: &ProviderDraft,
    secret: &str,
    now: Instant,
) -> Result<()> {
    let mut row = args![id];
    bind_draft(&mut row, draft, secret, now);
    session.exec(INSERT, row).await?;
    Ok(())
}

const UPDATE: &str = "UPDATE identity_providers SET name = $3, issuer = $4, client_id = $5, client_secret = $6, scopes = $7, domains = $8,
        newcomers = $9, role = $10, team_id = $11, trust_email = $12, second_factor = $13, password_off = $14, active = $15,
        updated_at = $16, version = version + 1
    WHERE id = $1 AND version = $2";

/// Saves a provider; `false` when its version is another.
pub async fn update(
    session: &mut Session,
    id: ProviderId,
    version: i64,
    draft: &ProviderDraft,
    secret: &str,
    now: Instant,
) -> Result<bool> {
    let mut row = args![id, version];
    bind_draft(&mut row, draft, secret, now);
    let saved = session.exec(UPDATE, row).await?;
    Ok(saved > 0)
}

/// Removes a provider, what waits for it and the identities linked to it; `false` when its version is
/// another.
pub async fn delete(session: &mut Session, id: ProviderId, version: i64) -> Result<bool> {
    let gone = session
        .exec(
            "DELETE FROM identity_providers WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await?;
    Ok(gone > 0)
}

/// The secrets as they are kept, of the providers that gave us one.
pub async fn secrets(session: &mut Session) -> Result<Vec<(ProviderId, String)>> {
    const SECRETS: &str =
        "SELECT id, client_secret FROM identity_providers WHERE client_secret <> '' ORDER BY id";
    let rows: Vec<(Uuid, String)> = session.all(SECRETS, args![]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, secret)| (ProviderId(id), secret))
        .collect())
}

/// Keeps a secret in another form; `false` when it was changed since it was read.
pub async fn keep_secret(
    session: &mut Session,
    id: ProviderId,
    from: &str,
    to: &str,
) -> Result<bool> {
    const KEEP: &str =
        "UPDATE identity_providers SET client_secret = $3 WHERE id = $1 AND client_secret = $2";
    Ok(session.exec(KEEP, args![id, from, to]).await? > 0)
}
