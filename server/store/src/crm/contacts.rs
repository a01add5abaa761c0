//! One contact: read and written.

use super::search::{bytewise, escape};
use crate::platform::fields;
use crate::platform::search::Place;
use crate::scope::scope_condition;
use crate::{Args, Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::crm::contacts::{ContactFacts, contact_search, full_name};
use shared::kernel::{
    AccountId, Actor, ContactId, Instant, Lang, Named, Scope, UserId, search_key,
};
use shared::platform::fields::{CustomValues, Holder};
use uuid::Uuid;

pub use super::contact_list::{list, of_account, of_ids};

/// A contact as it is stored.
#[derive(Clone, Debug)]
pub struct StoredContact {
    /// Which.
    pub id: ContactId,
    /// Raised by each change.
    pub version: i64,
    /// What people edit.
    pub facts: ContactFacts,
    /// Name of the account.
    pub account_name: Option<String>,
    /// Name of the owner.
    pub owner_name: String,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
}

/// An account on a day: whoever belongs to it then, as their own account or affiliated.
#[derive(Clone, Copy, Debug)]
pub struct ContactPlace {
    /// Which account.
    pub account: AccountId,
    /// On which day.
    pub today: NaiveDate,
}

impl ContactPlace {
    /// Appends `(…)`: the contact with this account and this id belongs there. The columns are static
    /// texts of the store.
    pub(crate) fn holds(self, sql: &mut Sql, account: &'static str, id: &'static str) {
        sql.push("(").push(account).with("=", self.account);
        sql.push("OR").push(id).with(
            "IN (SELECT x.contact_id FROM contact_accounts x WHERE x.account_id =",
            self.account,
        );
        sql.with("AND (x.until_on IS NULL OR x.until_on >", self.today)
            .push(")))");
    }
}

const COLUMNS: &str = "SELECT c.id, c.version, c.account_id, a.name AS account_name, c.first_name, c.last_name, c.title, c.email, c.phone, c.language, c.notes, c.owner_id, u.name AS owner_name, c.created_at, c.updated_at, c.deleted_at
    FROM contacts c JOIN users u ON u.id = c.owner_id LEFT JOIN accounts a ON a.id = c.account_id
    WHERE";

const INSERT: &str = "INSERT INTO contacts (id, account_id, first_name, last_name, search, title, email, phone, language, notes, owner_id, sample, created_at, updated_at, deleted_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, NULL, 1)";

const UPDATE: &str = "UPDATE contacts SET account_id = $3, first_name = $4, last_name = $5, search = $6, title = $7, email = $8, phone = $9, language = $10, notes = $11, owner_id = $12, updated_at = $13, version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

const SET_DELETED: &str =
    "UPDATE contacts SET deleted_at = $3, updated_at = $4, version = version + 1
    WHERE id = $1 AND version = $2";

/// The columns of what people edit.
#[derive(sqlx::FromRow)]
pub(crate) struct ContactFactsRow {
    pub(crate) account_id: Option<Uuid>,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) title: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) language: String,
    pub(crate) notes: String,
    pub(crate) owner_id: Uuid,
}

impl ContactFactsRow {
    fn facts(self) -> Result<ContactFacts> {
        let language = match self.language.as_str() {
            "" => None,
            tag => Some(
                tag.parse::<Lang>()
                    .map_err(|()| StoreError::Corrupt("contacts.language"))?,
            ),
        };
        Ok(ContactFacts {
            account_id: self.account_id.map(AccountId),
            first_name: self.first_name,
            last_name: self.last_name,
            title: self.title,
            email: self.email,
            phone: self.phone,
            language,
            notes: self.notes,
            owner_id: UserId(self.owner_id),
            custom: CustomValues::default(),
        })
    }
}

#[derive(sqlx::FromRow)]
struct ContactRecord {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: ContactFactsRow,
    account_name: Option<String>,
    owner_name: String,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
}

impl ContactRecord {
    fn stored(self) -> Result<StoredContact> {
        Ok(StoredContact {
            id: ContactId(self.id),
            version: self.version,
            facts: self.facts.facts()?,
            account_name: self.account_name,
            owner_name: self.owner_name,
            created_at: Instant(self.created_at),
            updated_at: Instant(self.updated_at),
            deleted_at: self.deleted_at.map(Instant),
        })
    }
}

/// Whether a contact is there, not deleted, and within the actor's scope.
pub async fn visible(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: ContactId,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT 1 FROM contacts c WHERE c.deleted_at IS NULL AND c.id =");
    sql.bind(id);
    scope_condition(&mut sql, actor, scope, "c.owner_id", None);
    let row: Option<(i32,)> = session.opt_of(sql).await?;
    Ok(row.is_some())
}

/// The contact, deleted or not.
pub async fn get(session: &mut Session, id: ContactId) -> Result<Option<StoredContact>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("c.id =", id);
    let row: Option<ContactRecord> = session.opt_of(sql).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let mut stored = row.stored()?;
    stored.facts.custom = fields::load(session, Holder::Contact, id.0).await?;
    Ok(Some(stored))
}

/// Living contacts that `narrow` lets through, without their administrator's fields; it appends to the
/// statement.
pub(super) async fn some(
    session: &mut Session,
    narrow: impl FnOnce(&mut Sql),
) -> Result<Vec<StoredContact>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("c.deleted_at IS NULL");
    narrow(&mut sql);
    let rows: Vec<ContactRecord> = session.all_of(sql).await?;
    rows.into_iter().map(ContactRecord::stored).collect()
}

fn bind_facts(args: &mut Args, facts: &ContactFacts) {
    args.push(facts.account_id);
    args.push(&facts.first_name);
    args.push(&facts.last_name);
    args.push(contact_search(facts));
    args.push(&facts.title);
    args.push(&facts.email);
    args.push(&facts.phone);
    args.push(facts.language.map_or("", Lang::tag));
    args.push(&facts.notes);
    args.push(facts.owner_id);
}

/// A new contact with version 1.
pub async fn insert(
    session: &mut Session,
    id: ContactId,
    facts: &ContactFacts,
    sample: bool,
    at: Instant,
) -> Result<()> {
    let mut args = args![id];
    bind_facts(&mut args, facts);
    args.push(sample);
    args.push(at);
    session.exec(INSERT, args).await?;
    fields::put(session, Holder::Contact, id.0, &facts.custom, true).await
}

/// Replaces the facts when the version is still `version`; whether it was.
pub async fn update(
    session: &mut Session,
    id: ContactId,
    version: i64,
    facts: &ContactFacts,
    at: Instant,
) -> Result<bool> {
    let mut args = args![id, version];
    bind_facts(&mut args, facts);
    args.push(at);
    if !session.exec_one(UPDATE, args).await? {
        return Ok(false);
    }
    fields::put(session, Holder::Contact, id.0, &facts.custom, false).await?;
    Ok(true)
}

/// Deletes (`Some`) or restores (`None`) when the version is still `version`; whether it was.
pub async fn set_deleted(
    session: &mut Session,
    id: ContactId,
    version: i64,
    deleted_at: Option<Instant>,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(SET_DELETED, args![id, version, deleted_at, at])
        .await
}

/// Contacts whose name has the words typed so far; those of `place` first, then those whose name
/// begins so.
pub async fn suggest(
    session: &mut Session,
    text: &str,
    place: Option<ContactPlace>,
    limit: u32,
) -> Result<Vec<Named<ContactId>>> {
    let key = search_key(text);
    let mut sql =
        Sql::new("SELECT id, first_name, last_name FROM contacts WHERE deleted_at IS NULL");
    super::search::words(&mut sql, Place::contact("id"), &key);
    sql.push("ORDER BY");
    if let Some(place) = place {
        sql.push("CASE WHEN");
        place.holds(&mut sql, "account_id", "id");
        sql.push("THEN 0 ELSE 1 END,");
    }
    if key.is_empty() {
        sql.push("updated_at DESC, id DESC");
    } else {
        sql.push("CASE WHEN search LIKE")
            .bind(format!("{}%", escape(&key)))
            .push(r"ESCAPE '\' THEN 0 ELSE 1 END,")
            .push(bytewise(session, "search", "search COLLATE \"C\""))
            .push(", id");
    }
    sql.with("LIMIT", limit);
    let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, first, last)| Named::new(ContactId(id), full_name(&first, &last)))
        .collect())
}
