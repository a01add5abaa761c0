//! What hangs on an account or a contact, as far as the actor may see it.

use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError};
use chrono::NaiveDate;
use shared::crm::accounts::{RelatedActivity, RelatedOpportunity, RelatedQuote, RelatedTask};
use shared::crm::contacts::{ContactDeal, full_name};
use shared::deals::pipelines::StageState;
use shared::kernel::{
    AccountId, Action, ActivityId, Actor, ContactId, Currency, Instant, LocalText, Money, Named,
    OpportunityId, QuoteId, TaskId, UserId,
};
use uuid::Uuid;

/// The record others hang on.
#[derive(Clone, Copy, Debug)]
pub enum Around {
    /// An account.
    Account(AccountId),
    /// A contact.
    Contact(ContactId),
}

/// Money of deals by state and currency.
#[derive(Debug, Default)]
pub struct DealTotals {
    /// Number of open, won and lost deals.
    pub counts: [i64; 3],
    /// Open amounts, one per currency, largest first.
    pub open: Vec<Money>,
    /// Won amounts, one per currency, largest first.
    pub won: Vec<Money>,
}

#[derive(sqlx::FromRow)]
struct DealRow {
    id: Uuid,
    name: String,
    stage_en: String,
    stage_fr: String,
    state: String,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    closed_on: Option<NaiveDate>,
    owner_id: Uuid,
    owner_name: String,
    buying_role: String,
}

impl DealRow {
    fn deal(self) -> Result<ContactDeal> {
        let closes = self.closed_on.unwrap_or(self.close_date);
        Ok(ContactDeal {
            opportunity: RelatedOpportunity {
                id: OpportunityId(self.id),
                name: self.name,
                stage: LocalText::new(self.stage_en, self.stage_fr),
                state: state(&self.state)?,
                amount: Money::new(self.amount_minor, currency(&self.currency)?),
                close_date: closes,
                owner: Named::new(UserId(self.owner_id), self.owner_name),
            },
            buying_role: self.buying_role,
        })
    }
}

fn currency(code: &str) -> Result<Currency> {
    code.parse().map_err(|_| StoreError::Corrupt("currency"))
}

fn state(word: &str) -> Result<StageState> {
    word.parse()
        .map_err(|_| StoreError::Corrupt("opportunities.state"))
}

/// The deals of an account, or those a contact has a part in: open ones by close date, then closed
/// ones, newest first; at most 200.
pub async fn deals(
    session: &mut Session,
    actor: &Actor,
    around: Around,
) -> Result<Vec<ContactDeal>> {
    let mut sql = Sql::new(
        "SELECT o.id, o.name, s.name_en AS stage_en, s.name_fr AS stage_fr, o.state, o.amount_minor, o.currency, o.close_date, o.closed_on, o.owner_id, u.name AS owner_name,",
    );
    match around {
        Around::Account(id) => sql
            .push("'' AS buying_role FROM opportunities o JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id WHERE o.deleted_at IS NULL")
            .with("AND o.account_id =", id),
        Around::Contact(id) => sql
            .push("oc.buying_role FROM opportunity_contacts oc JOIN opportunities o ON o.id = oc.opportunity_id JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id WHERE o.deleted_at IS NULL")
            .with("AND oc.contact_id =", id),
    };
    visible_deals(&mut sql, actor);
    sql.push("ORDER BY CASE WHEN o.state = 'open' THEN 0 ELSE 1 END, CASE WHEN o.state = 'open' THEN o.close_date END, o.close_date DESC, o.id LIMIT 200");
    let rows: Vec<DealRow> = session.all_of(sql).await?;
    rows.into_iter().map(DealRow::deal).collect()
}

fn visible_deals(sql: &mut Sql, actor: &Actor) {
    let scope = actor.scope(Action::ViewOpportunity);
    scope_condition(sql, actor, scope, "o.owner_id", Some("o.id"));
}

/// Counts and amounts of all deals of an account the actor may see.
pub async fn totals(
    session: &mut Session,
    actor: &Actor,
    account: AccountId,
) -> Result<DealTotals> {
    let mut sql = Sql::new(
        "SELECT o.state, o.currency, COUNT(*), CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o WHERE o.deleted_at IS NULL",
    );
    sql.with("AND o.account_id =", account);
    visible_deals(&mut sql, actor);
    sql.push("GROUP BY o.state, o.currency");
    let mut totals = DealTotals::default();
    let [open_count, won_count, lost_count] = &mut totals.counts;
    for (word, code, count, minor) in session.all_of::<(String, String, i64, i64)>(sql).await? {
        let money = Money::new(minor, currency(&code)?);
        match state(&word)? {
            StageState::Open => {
                *open_count += count;
                totals.open.push(money);
            }
            StageState::Won => {
                *won_count += count;
                totals.won.push(money);
            }
            StageState::Lost => *lost_count += count,
        }
    }
    for list in [&mut totals.open, &mut totals.won] {
        list.sort_by_key(|money| std::cmp::Reverse(money.minor));
    }
    Ok(totals)
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    id: Uuid,
    number: String,
    title: String,
    state: String,
    net_minor: i64,
    currency: String,
    valid_until: NaiveDate,
}

/// The current quotes of an account, newest first; at most 50.
pub async fn quotes(
    session: &mut Session,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<RelatedQuote>> {
    let mut sql = Sql::new(
        "SELECT q.id, q.number, q.title, q.state, q.net_minor, q.currency, q.valid_until FROM quotes q WHERE q.deleted_at IS NULL AND q.active_version",
    );
    sql.with("AND q.account_id =", account);
    let scope = actor.scope(Action::ViewQuote);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    sql.push("ORDER BY q.created_at DESC, q.id DESC LIMIT 50");
    let rows: Vec<QuoteRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(RelatedQuote {
                id: QuoteId(row.id),
                number: row.number,
                title: row.title,
                state: row.state,
                net: Money::new(row.net_minor, currency(&row.currency)?),
                valid_until: row.valid_until,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    id: Uuid,
    subject: String,
    due_on: Option<NaiveDate>,
    done_at: Option<i64>,
    owner_id: Uuid,
    owner_name: String,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
}

/// Tasks about the record or its deals: open ones by due day, then the latest done; at most 50.
pub async fn tasks(
    session: &mut Session,
    actor: &Actor,
    around: Around,
) -> Result<Vec<RelatedTask>> {
    let mut sql = Sql::new(
        "SELECT t.id, t.subject, t.due_on, t.done_at, t.owner_id, u.name AS owner_name, t.opportunity_id, o.name AS opportunity_name FROM tasks t JOIN users u ON u.id = t.owner_id LEFT JOIN opportunities o ON o.id = t.opportunity_id WHERE t.deleted_at IS NULL",
    );
    match around {
        Around::Account(id) => sql
            .with("AND (t.account_id =", id)
            .with("OR o.account_id =", id)
            .push(")"),
        Around::Contact(id) => sql.with("AND t.contact_id =", id),
    };
    let scope = actor.scope(Action::ViewActivity);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "t.owner_id",
        Some("t.opportunity_id"),
    );
    sql.push("ORDER BY CASE WHEN t.done_at IS NULL THEN 0 ELSE 1 END, t.done_at DESC, CASE WHEN t.due_on IS NULL THEN 1 ELSE 0 END, t.due_on, t.id LIMIT 50");
    let rows: Vec<TaskRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| RelatedTask {
            id: TaskId(row.id),
            subject: row.subject,
            due_on: row.due_on,
            done_at: row.done_at.map(Instant),
            owner: Named::new(UserId(row.owner_id), row.owner_name),
            opportunity: row
                .opportunity_id
                .zip(row.opportunity_name)
                .map(|(id, name)| Named::new(OpportunityId(id), name)),
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct ActivityRow {
    id: Uuid,
    kind: String,
    subject: String,
    body: String,
    at: i64,
    owner_id: Uuid,
    owner_name: String,
    contact_id: Option<Uuid>,
    first_name: Option<String>,
    last_name: Option<String>,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
}

/// Conversations with the record or about its deals, newest first; at most 100.
pub async fn activities(
    session: &mut Session,
    actor: &Actor,
    around: Around,
) -> Result<Vec<RelatedActivity>> {
    let mut sql = Sql::new(
        "SELECT ac.id, ac.kind, ac.subject, ac.body, ac.at, ac.owner_id, u.name AS owner_name, ac.contact_id, c.first_name, c.last_name, ac.opportunity_id, o.name AS opportunity_name FROM activities ac JOIN users u ON u.id = ac.owner_id LEFT JOIN contacts c ON c.id = ac.contact_id LEFT JOIN opportunities o ON o.id = ac.opportunity_id WHERE ac.deleted_at IS NULL",
    );
    match around {
        Around::Account(id) => sql
            .with("AND (ac.account_id =", id)
            .with("OR o.account_id =", id)
            .push(")"),
        Around::Contact(id) => sql.with("AND ac.contact_id =", id),
    };
    let scope = actor.scope(Action::ViewActivity);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "ac.owner_id",
        Some("ac.opportunity_id"),
    );
    sql.push("ORDER BY ac.at DESC, ac.id DESC LIMIT 100");
    let rows: Vec<ActivityRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = full_name(
                row.first_name.as_deref().unwrap_or_default(),
                row.last_name.as_deref().unwrap_or_default(),
            );
            RelatedActivity {
                id: ActivityId(row.id),
                kind: row.kind,
                subject: row.subject,
                body: row.body,
                at: Instant(row.at),
                owner: Named::new(UserId(row.owner_id), row.owner_name),
                contact: row.contact_id.map(|id| Named::new(ContactId(id), name)),
                opportunity: row
                    .opportunity_id
                    .zip(row.opportunity_name)
                    .map(|(id, name)| Named::new(OpportunityId(id), name)),
            }
        })
        .collect())
}
