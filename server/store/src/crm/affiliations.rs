//! The further accounts of contacts.

use super::contacts::ContactPlace;
use crate::scope::scope_condition;
use crate::{Result, Session, Sql, args};
use chrono::NaiveDate;
use shared::crm::contacts::full_name;
use shared::crm::relations::{Affiliation, AffiliationDraft};
use shared::kernel::{AccountId, Action, Actor, AffiliationId, ContactId, Named, UserId};
use uuid::Uuid;

/// An affiliation with the names and owners of both its ends.
#[derive(Clone, Debug)]
pub struct StoredAffiliation {
    /// The affiliation.
    pub affiliation: Affiliation,
    /// The contact, by name.
    pub contact: Named<ContactId>,
    /// Whose contact it is.
    pub contact_owner: UserId,
    /// The contact's own account.
    pub primary: Option<AccountId>,
    /// The account, by name.
    pub account: Named<AccountId>,
    /// Whose account it is.
    pub account_owner: UserId,
}

/// Whose affiliations.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// A contact's, whether it is deleted or not.
    Contact(ContactId),
    /// An account's.
    Account(AccountId),
}

const COLUMNS: &str = "SELECT f.id, f.contact_id, f.account_id, f.role, f.since_on, f.until_on, f.note, f.version,
        c.first_name, c.last_name, c.owner_id AS contact_owner, c.account_id AS primary_id, a.name AS account, a.owner_id AS account_owner
    FROM contact_accounts f JOIN contacts c ON c.id = f.contact_id JOIN accounts a ON a.id = f.account_id
    WHERE";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact_id: Uuid,
    account_id: Uuid,
    role: String,
    since_on: Option<NaiveDate>,
    until_on: Option<NaiveDate>,
    note: String,
    version: i64,
    first_name: String,
    last_name: String,
    contact_owner: Uuid,
    primary_id: Option<Uuid>,
    account: String,
    account_owner: Uuid,
}

impl Row {
    fn stored(self) -> StoredAffiliation {
        let name = full_name(&self.first_name, &self.last_name);
        StoredAffiliation {
            affiliation: Affiliation {
                id: AffiliationId(self.id),
                contact_id: ContactId(self.contact_id),
                account_id: AccountId(self.account_id),
                draft: AffiliationDraft {
                    role: self.role,
                    since: self.since_on,
                    until: self.until_on,
                    note: self.note,
                },
                version: self.version,
            },
            contact: Named::new(ContactId(self.contact_id), name),
            contact_owner: UserId(self.contact_owner),
            primary: self.primary_id.map(AccountId),
            account: Named::new(AccountId(self.account_id), self.account),
            account_owner: UserId(self.account_owner),
        }
    }
}

/// `AND …`: both the contact `c` and the account `a` are the actor's to see.
fn visible(sql: &mut Sql, actor: &Actor) {
    let scope = actor.scope(Action::ViewAccount);
    scope_condition(sql, actor, scope, "c.owner_id", None);
    scope_condition(sql, actor, scope, "a.owner_id", None);
}

/// The affiliations of a record whose both ends the actor may see, at most 200: by account and person.
pub async fn list(session: &mut Session, actor: &Actor, of: Of) -> Result<Vec<StoredAffiliation>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("a.deleted_at IS NULL");
    match of {
        Of::Contact(id) => sql.with("AND f.contact_id =", id),
        Of::Account(id) => sql
            .push("AND c.deleted_at IS NULL")
            .with("AND f.account_id =", id),
    };
    visible(&mut sql, actor);
    sql.push("ORDER BY a.search, c.search, f.since_on, f.id LIMIT 200");
    let rows: Vec<Row> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(Row::stored).collect())
}

/// One affiliation whose both ends the actor may see.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    id: AffiliationId,
) -> Result<Option<StoredAffiliation>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("a.deleted_at IS NULL AND c.deleted_at IS NULL")
        .with("AND f.id =", id);
    visible(&mut sql, actor);
    let row: Option<Row> = session.opt_of(sql).await?;
    Ok(row.map(Row::stored))
}

/// What a contact has with an account, whoever may see it, and in the bin too, from which the account
/// may come back: for the rule that it is not said twice.
pub async fn between(
    session: &mut Session,
    contact: ContactId,
    account: AccountId,
) -> Result<Vec<Affiliation>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("f.contact_id =", contact)
        .with("AND f.account_id =", account);
    let rows: Vec<Row> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| row.stored().affiliation)
        .collect())
}

/// Whether a contact is affiliated with an account on a day.
pub async fn holds(session: &mut Session, place: ContactPlace, contact: ContactId) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt(
            "SELECT 1 FROM contact_accounts WHERE contact_id = $1 AND account_id = $2 AND (until_on IS NULL OR until_on > $3) LIMIT 1",
            args![contact, place.account, place.today],
        )
        .await?;
    Ok(row.is_some())
}

const INSERT: &str = "INSERT INTO contact_accounts (id, contact_id, account_id, role, since_on, until_on, note, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UPDATE: &str = "UPDATE contact_accounts SET role = $3, since_on = $4, until_on = $5, note = $6, version = version + 1 WHERE id = $1 AND version = $2";

/// Adds an affiliation with the version it says.
pub async fn insert(session: &mut Session, one: &Affiliation) -> Result<()> {
    let draft = &one.draft;
    session
        .exec(
            INSERT,
            args![
                one.id,
                one.contact_id,
                one.account_id,
                &draft.role,
                draft.since,
                draft.until,
                &draft.note,
                one.version
            ],
        )
        .await?;
    Ok(())
}

/// Changes an affiliation that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, version): (AffiliationId, i64),
    draft: &AffiliationDraft,
) -> Result<bool> {
    session
        .exec_one(
            UPDATE,
            args![
                id,
                version,
                &draft.role,
                draft.since,
                draft.until,
                &draft.note
            ],
        )
        .await
}

/// Takes an affiliation away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: AffiliationId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM contact_accounts WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}
