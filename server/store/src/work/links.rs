//! The records activities and tasks are about, and what a deal keeps about them.

use crate::crm::contacts::ContactPlace;
use crate::crm::words;
use crate::platform::search::Place;
use crate::scope::scope_condition;
use crate::{Result, Session, Sql, args};
use chrono::NaiveDate;
use shared::kernel::Named;
use shared::kernel::{AccountId, Action, Actor, ContactId, Instant, OpportunityId, Scope, UserId};
use shared::work::tasks::ops::{LinkChoice, LinkKind};
use uuid::Uuid;

const ACCOUNT: &str = "SELECT id FROM accounts WHERE id = $1 AND deleted_at IS NULL";
const CONTACT: &str = "SELECT account_id FROM contacts WHERE id = $1 AND deleted_at IS NULL";

/// Whether the account exists.
pub async fn account_exists(session: &mut Session, id: AccountId) -> Result<bool> {
    let row: Option<(Uuid,)> = session.opt(ACCOUNT, args![id]).await?;
    Ok(row.is_some())
}

/// The account of a contact; `None` when there is no such contact.
pub async fn contact_account(
    session: &mut Session,
    id: ContactId,
) -> Result<Option<Option<AccountId>>> {
    let row: Option<(Option<Uuid>,)> = session.opt(CONTACT, args![id]).await?;
    Ok(row.map(|(account,)| account.map(AccountId)))
}

/// What activities and tasks need to know of their deal.
#[derive(Clone, Copy, Debug)]
pub struct DealLink {
    /// Its account.
    pub account: Option<AccountId>,
    /// Who sells it.
    pub owner: UserId,
}

/// The deal, when the actor may see it.
pub async fn deal(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    id: OpportunityId,
) -> Result<Option<DealLink>> {
    let mut sql = Sql::new(
        "SELECT o.account_id, o.owner_id FROM opportunities o WHERE o.deleted_at IS NULL AND o.id =",
    );
    sql.bind(id);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    let row: Option<(Option<Uuid>, Uuid)> = session.opt_of(sql).await?;
    Ok(row.map(|(account, owner)| DealLink {
        account: account.map(AccountId),
        owner: UserId(owner),
    }))
}

/// Whether somebody may read an activity or a task of this owner about this deal, were it there: as
/// [`super::visible`] says of one that is.
pub async fn reads_about(
    session: &mut Session,
    actor: &Actor,
    owner: UserId,
    deal: Option<OpportunityId>,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT vu.id FROM users vu LEFT JOIN opportunities o ON o.id =");
    sql.bind(deal)
        .with("WHERE (vu.id =", owner)
        .push("OR vu.id = o.owner_id)");
    let scope = actor.scope(Action::ViewActivity);
    scope_condition(&mut sql, actor, scope, "vu.id", Some("o.id"));
    sql.push("LIMIT 1");
    let row: Option<(Uuid,)> = session.opt_of(sql).await?;
    Ok(row.is_some())
}

const OPEN_TASK_DAYS: &str = "SELECT due_on FROM tasks
    WHERE opportunity_id = $1 AND done_at IS NULL AND deleted_at IS NULL AND due_on IS NOT NULL
    ORDER BY due_on LIMIT 1";
const PLANNED_MEETINGS: &str = "SELECT at FROM activities
    WHERE opportunity_id = $1 AND kind = 'meeting' AND outcome = '' AND created_at < at
      AND deleted_at IS NULL ORDER BY at LIMIT 1";
const LAST_CONVERSATION: &str = "SELECT MAX(at) FROM activities
    WHERE opportunity_id = $1 AND kind <> 'note' AND at <= $2 AND deleted_at IS NULL";
const KEEP: &str =
    "UPDATE opportunities SET next_activity_on = $2, last_activity_at = $3 WHERE id = $1";

/// What a deal keeps about its activities: earliest open task day, earliest planned meeting, last
/// conversation up to `now`.
pub async fn deal_work(
    session: &mut Session,
    id: OpportunityId,
    now: Instant,
) -> Result<(Option<NaiveDate>, Option<Instant>, Option<Instant>)> {
    let task: Option<(NaiveDate,)> = session.opt(OPEN_TASK_DAYS, args![id]).await?;
    let meeting: Option<(i64,)> = session.opt(PLANNED_MEETINGS, args![id]).await?;
    let (last,): (Option<i64>,) = session.one(LAST_CONVERSATION, args![id, now]).await?;
    Ok((
        task.map(|(day,)| day),
        meeting.map(|(at,)| Instant(at)),
        last.map(Instant),
    ))
}

/// Keeps the next activity and the last conversation with the deal.
pub async fn keep_deal_work(
    session: &mut Session,
    id: OpportunityId,
    next_activity_on: Option<NaiveDate>,
    last_activity_at: Option<Instant>,
) -> Result<()> {
    session
        .exec(KEEP, args![id, next_activity_on, last_activity_at])
        .await?;
    Ok(())
}

/// Most records a line is compared with.
const CANDIDATES: i64 = 300;

/// Appends `AND (column begins with one of words)`; the words are parts of search keys without signs
/// of LIKE.
fn begins_with(sql: &mut Sql, column: &'static str, words: &[&str]) {
    sql.push("AND (");
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            sql.push("OR");
        }
        sql.push(column).with("LIKE", format!("{word}%"));
    }
    sql.push(")");
}

/// Accounts whose name begins with one of `words`, short names first.
pub async fn accounts_beginning(
    session: &mut Session,
    words: &[&str],
) -> Result<Vec<Named<AccountId>>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, name FROM accounts WHERE deleted_at IS NULL");
    begins_with(&mut sql, "search", words);
    sql.with("ORDER BY length(name), id LIMIT", CANDIDATES);
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named::new(AccountId(id), name))
        .collect())
}

/// Id, first and last name; id and name of the account.
type ContactRow = (Uuid, String, String, Option<Uuid>, Option<String>);

/// A contact a line may name.
#[derive(Clone, Debug)]
pub struct NamedContact {
    /// Which.
    pub id: ContactId,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// The account they belong to.
    pub account: Option<Named<AccountId>>,
}

/// Contacts whose last name (or only name) begins with one of `words`.
pub async fn contacts_beginning(
    session: &mut Session,
    words: &[&str],
) -> Result<Vec<NamedContact>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT c.id, c.first_name, c.last_name, a.id, a.name
         FROM contacts c LEFT JOIN accounts a ON a.id = c.account_id WHERE c.deleted_at IS NULL",
    );
    begins_with(&mut sql, "c.search", words);
    sql.with("ORDER BY c.updated_at DESC, c.id LIMIT", CANDIDATES);
    let rows: Vec<ContactRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, first, last, account, name)| NamedContact {
            id: ContactId(id),
            first,
            last,
            account: account.map(|id| Named::new(AccountId(id), name.unwrap_or_default())),
        })
        .collect())
}

/// Records of a kind whose search key contains `key`, those that begin with it first.
pub async fn find(
    session: &mut Session,
    actor: &Actor,
    kind: LinkKind,
    key: &str,
    among: Option<ContactPlace>,
) -> Result<Vec<LinkChoice>> {
    let mut sql = Sql::new(match kind {
        LinkKind::Account => "SELECT r.id, r.name, r.city FROM accounts r",
        LinkKind::Contact => {
            "SELECT r.id, r.first_name || ' ' || r.last_name, r.title FROM contacts r"
        }
        LinkKind::Opportunity => {
            "SELECT r.id, r.name, COALESCE(a.name, '') FROM opportunities r
             LEFT JOIN accounts a ON a.id = r.account_id"
        }
    });
    sql.push("WHERE r.deleted_at IS NULL");
    let place = match kind {
        LinkKind::Account => Place::account("r.id"),
        LinkKind::Contact => Place::contact("r.id"),
        LinkKind::Opportunity => Place::opportunity("r.id"),
    };
    // Word by word: a person is found by first and last name in either order.
    words(&mut sql, place, key);
    match (kind, among) {
        (LinkKind::Account, _) | (_, None) => {}
        (LinkKind::Contact, Some(among)) => {
            sql.push("AND");
            among.holds(&mut sql, "r.account_id", "r.id");
        }
        (LinkKind::Opportunity, Some(among)) => {
            sql.with("AND r.account_id =", among.account);
        }
    }
    if kind == LinkKind::Opportunity {
        let scope = actor.scope(Action::ViewOpportunity);
        scope_condition(&mut sql, actor, scope, "r.owner_id", Some("r.id"));
    }
    sql.push("ORDER BY CASE WHEN r.search LIKE")
        .bind(format!("{key}%"))
        .push("THEN 0 ELSE 1 END, r.updated_at DESC, r.id LIMIT 20");
    let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, detail)| LinkChoice {
            id,
            name: name.trim().to_owned(),
            detail,
        })
        .collect())
}
