//! One account: read, written, its place in the hierarchy.

use super::search::{bytewise, escape};
use crate::platform::fields;
use crate::platform::search::{Place, has};
use crate::scope::scope_condition;
use crate::{Args, Result, Session, Sql, StoreError, args};
use shared::crm::accounts::{
    AccountFacts, SimilarAccount, account_search, domain_of, name_stem, similar_reason,
};
use shared::kernel::{AccountId, Actor, Instant, Money, Named, Scope, UserId, search_key};
use shared::platform::fields::{CustomValues, Holder};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use super::account_list::{facets, list};

/// An account as it is stored.
#[derive(Clone, Debug)]
pub struct StoredAccount {
    /// Which.
    pub id: AccountId,
    /// Raised by each change.
    pub version: i64,
    /// What people edit.
    pub facts: AccountFacts,
    /// Name of the owner.
    pub owner_name: String,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
}

const COLUMNS: &str = "SELECT a.id, a.version, a.name, a.kind, a.industry, a.website, a.phone, a.street, a.postal_code, a.city, a.country, a.vat_number, a.employees, a.annual_revenue_minor, a.annual_revenue_currency, a.founded_year, a.payment_days, a.notes, a.parent_id, a.owner_id, u.name AS owner_name, a.created_at, a.updated_at, a.deleted_at
    FROM accounts a JOIN users u ON u.id = a.owner_id";

const INSERT: &str = "INSERT INTO accounts (id, name, search, kind, industry, website, phone, street, postal_code, city, country, vat_number, employees, annual_revenue_minor, annual_revenue_currency, founded_year, payment_days, notes, parent_id, owner_id, sample, created_at, updated_at, deleted_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, NULL, 1)";

const UPDATE: &str = "UPDATE accounts SET name = $3, search = $4, kind = $5, industry = $6, website = $7, phone = $8, street = $9, postal_code = $10, city = $11, country = $12, vat_number = $13, employees = $14, annual_revenue_minor = $15, annual_revenue_currency = $16, founded_year = $17, payment_days = $18, notes = $19, parent_id = $20, owner_id = $21, updated_at = $22, version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

const SET_DELETED: &str =
    "UPDATE accounts SET deleted_at = $3, updated_at = $4, version = version + 1
    WHERE id = $1 AND version = $2";

// The depth keeps a damaged hierarchy (a cycle written by hand) from running for ever.
const ABOVE: &str = "WITH RECURSIVE up (id, name, parent_id, depth) AS (
        SELECT id, name, parent_id, 0 FROM accounts WHERE id = $1
        UNION ALL
        SELECT a.id, a.name, a.parent_id, up.depth + 1 FROM accounts a JOIN up ON a.id = up.parent_id WHERE up.depth < 20)
    SELECT id, name FROM up WHERE depth > 0 ORDER BY depth DESC";

const BELOW: &str = "SELECT id, name FROM accounts WHERE parent_id = $1 AND deleted_at IS NULL ORDER BY search, id LIMIT 200";

const LEVELS_BELOW: &str = "WITH RECURSIVE down (id, depth) AS (
        SELECT id, 0 FROM accounts WHERE id = $1
        UNION ALL
        SELECT a.id, down.depth + 1 FROM accounts a JOIN down ON a.parent_id = down.id WHERE down.depth < 20 AND a.deleted_at IS NULL)
    SELECT CAST(MAX(depth) AS BIGINT) FROM down";

const EXISTS: &str = "SELECT name FROM accounts WHERE id = $1 AND deleted_at IS NULL";

/// The columns of what people edit.
#[derive(sqlx::FromRow)]
pub(crate) struct AccountFactsRow {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) industry: String,
    pub(crate) website: String,
    pub(crate) phone: String,
    pub(crate) street: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) country: String,
    pub(crate) vat_number: String,
    pub(crate) employees: Option<i64>,
    pub(crate) annual_revenue_minor: Option<i64>,
    pub(crate) annual_revenue_currency: Option<String>,
    pub(crate) founded_year: Option<i32>,
    pub(crate) payment_days: Option<i32>,
    pub(crate) notes: String,
    pub(crate) parent_id: Option<Uuid>,
    pub(crate) owner_id: Uuid,
}

impl AccountFactsRow {
    fn facts(self) -> Result<AccountFacts> {
        let annual_revenue = match (self.annual_revenue_minor, self.annual_revenue_currency) {
            (Some(minor), Some(code)) => {
                let currency = code
                    .parse()
                    .map_err(|_| StoreError::Corrupt("accounts.annual_revenue_currency"))?;
                Some(Money::new(minor, currency))
            }
            _ => None,
        };
        Ok(AccountFacts {
            name: self.name,
            kind: self
                .kind
                .parse()
                .map_err(|()| StoreError::Corrupt("accounts.kind"))?,
            industry: self.industry,
            website: self.website,
            phone: self.phone,
            street: self.street,
            postal_code: self.postal_code,
            city: self.city,
            country: self.country,
            vat_number: self.vat_number,
            employees: self.employees,
            annual_revenue,
            founded_year: self.founded_year,
            payment_days: self.payment_days.and_then(|days| u32::try_from(days).ok()),
            notes: self.notes,
            parent_id: self.parent_id.map(AccountId),
            owner_id: UserId(self.owner_id),
            custom: CustomValues::default(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct AccountRecord {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: AccountFactsRow,
    owner_name: String,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
}

impl AccountRecord {
    fn stored(self) -> Result<StoredAccount> {
        Ok(StoredAccount {
            id: AccountId(self.id),
            version: self.version,
            facts: self.facts.facts()?,
            owner_name: self.owner_name,
            created_at: Instant(self.created_at),
            updated_at: Instant(self.updated_at),
            deleted_at: self.deleted_at.map(Instant),
        })
    }
}

/// The account, deleted or not.
pub async fn get(session: &mut Session, id: AccountId) -> Result<Option<StoredAccount>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("WHERE a.id =", id);
    let row: Option<AccountRecord> = session.opt_of(sql).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let mut stored = row.stored()?;
    stored.facts.custom = fields::load(session, Holder::Account, id.0).await?;
    Ok(Some(stored))
}

/// Living accounts that `narrow` lets through, without their administrator's fields; it appends to the
/// statement.
pub(super) async fn some(
    session: &mut Session,
    narrow: impl FnOnce(&mut Sql),
) -> Result<Vec<StoredAccount>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("WHERE a.deleted_at IS NULL");
    narrow(&mut sql);
    let rows: Vec<AccountRecord> = session.all_of(sql).await?;
    rows.into_iter().map(AccountRecord::stored).collect()
}

fn bind_facts(args: &mut Args, facts: &AccountFacts) {
    args.push(&facts.name);
    args.push(account_search(facts));
    args.push(facts.kind.code());
    args.push(&facts.industry);
    args.push(&facts.website);
    args.push(&facts.phone);
    args.push(&facts.street);
    args.push(&facts.postal_code);
    args.push(&facts.city);
    args.push(&facts.country);
    args.push(&facts.vat_number);
    args.push(facts.employees);
    args.push(facts.annual_revenue.map(|money| money.minor));
    args.push(facts.annual_revenue.map(|money| money.currency));
    args.push(facts.founded_year);
    args.push(facts.payment_days);
    args.push(&facts.notes);
    args.push(facts.parent_id);
    args.push(facts.owner_id);
}

/// A new account with version 1.
pub async fn insert(
    session: &mut Session,
    id: AccountId,
    facts: &AccountFacts,
    sample: bool,
    at: Instant,
) -> Result<()> {
    let mut args = args![id];
    bind_facts(&mut args, facts);
    args.push(sample);
    args.push(at);
    session.exec(INSERT, args).await?;
    fields::put(session, Holder::Account, id.0, &facts.custom, true).await
}

/// Replaces the facts when the version is still `version`; whether it was.
pub async fn update(
    session: &mut Session,
    id: AccountId,
    version: i64,
    facts: &AccountFacts,
    at: Instant,
) -> Result<bool> {
    let mut args = args![id, version];
    bind_facts(&mut args, facts);
    args.push(at);
    if !session.exec_one(UPDATE, args).await? {
        return Ok(false);
    }
    fields::put(session, Holder::Account, id.0, &facts.custom, false).await?;
    Ok(true)
}

/// Deletes (`Some`) or restores (`None`) when the version is still `version`; whether it was.
pub async fn set_deleted(
    session: &mut Session,
    id: AccountId,
    version: i64,
    deleted_at: Option<Instant>,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(SET_DELETED, args![id, version, deleted_at, at])
        .await
}

/// The accounts above, the highest first.
pub async fn above(session: &mut Session, id: AccountId) -> Result<Vec<Named<AccountId>>> {
    Ok(named(session.all(ABOVE, args![id]).await?))
}

/// Every account that is below another, with that one.
pub async fn parents(session: &mut Session) -> Result<BTreeMap<AccountId, AccountId>> {
    let rows: Vec<(Uuid, Uuid)> = session
        .all(
            "SELECT id, parent_id FROM accounts WHERE parent_id IS NOT NULL",
            args![],
        )
        .await?;
    let of = |(account, parent)| (AccountId(account), AccountId(parent));
    Ok(rows.into_iter().map(of).collect())
}

/// The accounts directly below, by name.
pub async fn below(session: &mut Session, id: AccountId) -> Result<Vec<Named<AccountId>>> {
    Ok(named(session.all(BELOW, args![id]).await?))
}

/// How many levels there are below; 0 when none.
pub async fn levels_below(session: &mut Session, id: AccountId) -> Result<usize> {
    let (levels,): (Option<i64>,) = session.one(LEVELS_BELOW, args![id]).await?;
    Ok(usize::try_from(levels.unwrap_or(0)).unwrap_or(0))
}

/// Keeps others from moving accounts until this unit of work ends, so that two moves cannot make a
/// cycle together. SQLite has one writer anyway.
pub async fn lock_hierarchy(session: &mut Session) -> Result<()> {
    if session.is_postgres() {
        session
            .exec("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE", args![])
            .await?;
    }
    Ok(())
}

/// The name of an account that is there and not deleted.
pub async fn name_of(session: &mut Session, id: AccountId) -> Result<Option<String>> {
    let row: Option<(String,)> = session.opt(EXISTS, args![id]).await?;
    Ok(row.map(|(name,)| name))
}

/// Whether an account is there, not deleted, and within the actor's scope.
pub async fn visible(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: AccountId,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT 1 FROM accounts a WHERE a.deleted_at IS NULL AND a.id =");
    sql.bind(id);
    scope_condition(&mut sql, actor, scope, "a.owner_id", None);
    let row: Option<(i32,)> = session.opt_of(sql).await?;
    Ok(row.is_some())
}

/// Within how many days it pays, where that was agreed with it.
pub async fn payment_days(session: &mut Session, id: AccountId) -> Result<Option<u32>> {
    let row: Option<(Option<i32>,)> = session
        .opt("SELECT payment_days FROM accounts WHERE id = $1", args![id])
        .await?;
    let days = row.and_then(|(days,)| days);
    Ok(days.and_then(|days| u32::try_from(days).ok()))
}

/// Whether the actor's scope covers records of `owner`.
pub async fn covers(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    owner: UserId,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT 1 FROM users ou WHERE ou.id =");
    sql.bind(owner);
    scope_condition(&mut sql, actor, scope, "ou.id", None);
    let row: Option<(i32,)> = session.opt_of(sql).await?;
    Ok(row.is_some())
}

/// Whether `user` may own records: there and active.
pub async fn may_own(session: &mut Session, user: UserId) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM users WHERE id = $1 AND active", args![user])
        .await?;
    Ok(row.is_some())
}

/// Accounts whose name has the words typed so far: those that begin so first; without words the
/// latest changed.
pub async fn suggest(
    session: &mut Session,
    text: &str,
    limit: u32,
) -> Result<Vec<Named<AccountId>>> {
    let key = search_key(text);
    let mut sql = Sql::new("SELECT id, name FROM accounts WHERE deleted_at IS NULL");
    super::search::words(&mut sql, Place::account("id"), &key);
    if key.is_empty() {
        sql.push("ORDER BY updated_at DESC, id DESC");
    } else {
        sql.push("ORDER BY CASE WHEN search LIKE")
            .bind(format!("{}%", escape(&key)))
            .push(r"ESCAPE '\' THEN 0 ELSE 1 END,")
            .push(bytewise(session, "search", "search COLLATE \"C\""))
            .push(", id");
    }
    sql.with("LIMIT", limit);
    Ok(named(session.all_of(sql).await?))
}

/// Accounts that may be `facts`, the strongest reason first; at most five.
pub async fn similar(session: &mut Session, facts: &AccountFacts) -> Result<Vec<SimilarAccount>> {
    let stem = name_stem(&facts.name);
    let first_word = stem.split(' ').next().unwrap_or_default();
    let parts = [domain_of(&facts.website), first_word];
    let mut found = Vec::new();
    for other in holding(session, &facts.vat_number, parts).await? {
        if let Some(reason) = similar_reason(facts, &other.facts) {
            found.push(SimilarAccount {
                id: other.id,
                name: other.facts.name,
                city: other.facts.city,
                reason,
            });
        }
    }
    found.sort_by_key(|similar| similar.reason);
    found.truncate(5);
    Ok(found)
}

/// Accounts with this VAT number, or with one of these words in what the list searches; the latest
/// changed first, at most two hundred. Empty ones ask for nothing.
pub(super) async fn holding(
    session: &mut Session,
    vat_number: &str,
    parts: [&str; 2],
) -> Result<Vec<StoredAccount>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("WHERE a.deleted_at IS NULL AND (FALSE");
    if !vat_number.is_empty() {
        sql.with("OR a.vat_number =", vat_number);
    }
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    if !parts.is_empty() {
        sql.push("OR");
        has(&mut sql, Place::account("a.id"), &parts);
    }
    sql.push(") ORDER BY a.updated_at DESC LIMIT 200");
    let rows: Vec<AccountRecord> = session.all_of(sql).await?;
    rows.into_iter().map(AccountRecord::stored).collect()
}

fn named(rows: Vec<(Uuid, String)>) -> Vec<Named<AccountId>> {
    rows.into_iter()
        .map(|(id, name)| Named::new(AccountId(id), name))
        .collect()
}
