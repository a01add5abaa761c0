//! What hangs on an account or a contact, as far as the actor may see it.

use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::crm::accounts::{GroupMember, RelatedOpportunity, RelatedQuote};
use shared::crm::contacts::ContactDeal;
use shared::deals::pipelines::StageState;
use shared::kernel::{
    AccountId, Action, Actor, ContactId, Currency, Instant, LocalText, Money, Named, OpportunityId,
    QuoteId, UserId,
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

const LAST_ACTIVITY: &str =
    "SELECT (SELECT MAX(at) FROM activities WHERE account_id = $1 AND deleted_at IS NULL AND at <= $2),
    (SELECT MAX(last_activity_at) FROM opportunities WHERE account_id = $1 AND deleted_at IS NULL)";

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

// The depth keeps a damaged hierarchy from running for ever; UNION meets each account once.
const UNDER: &str = "WITH RECURSIVE down (id, depth) AS (
        SELECT id, 0 FROM accounts WHERE id = $1 AND deleted_at IS NULL
        UNION
        SELECT a.id, down.depth + 1 FROM accounts a JOIN down ON a.parent_id = down.id WHERE down.depth < 20 AND a.deleted_at IS NULL)
    SELECT a.id, a.name, a.parent_id FROM (SELECT id, MIN(depth) AS depth FROM down GROUP BY id) d CROSS JOIN accounts a
    WHERE a.id = d.id ORDER BY d.depth, a.search, a.id LIMIT $2";

/// The accounts under `top`, itself included, with the deals the actor may see; at most `limit`, the nearest
/// to the top.
pub async fn group(
    session: &mut Session,
    actor: &Actor,
    top: AccountId,
    limit: u32,
) -> Result<Vec<GroupMember>> {
    let rows: Vec<(Uuid, String, Option<Uuid>)> = session.all(UNDER, args![top, limit]).await?;
    let mut members: Vec<GroupMember> = rows
        .into_iter()
        .map(|(id, name, parent)| GroupMember {
            id: AccountId(id),
            name,
            parent: parent.map(AccountId),
            open_count: 0,
            open: Vec::new(),
            won: Vec::new(),
        })
        .collect();
    if members.len() < 2 {
        return Ok(members);
    }
    let mut sql = Sql::new(
        "SELECT o.account_id, o.state, o.currency, COUNT(*), CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o WHERE o.deleted_at IS NULL AND o.state <> 'lost'",
    );
    sql.within(
        "AND o.account_id IN",
        members.iter().map(|member| member.id),
    );
    visible_deals(&mut sql, actor);
    sql.push("GROUP BY o.account_id, o.state, o.currency");
    for (account, word, code, count, minor) in session
        .all_of::<(Uuid, String, String, i64, i64)>(sql)
        .await?
    {
        let money = Money::new(minor, currency(&code)?);
        let member = members.iter_mut().find(|member| member.id.0 == account);
        match (member, state(&word)?) {
            (Some(member), StageState::Open) => {
                member.open_count += count;
                member.open.push(money);
            }
            (Some(member), StageState::Won) => member.won.push(money),
            _ => {}
        }
    }
    Ok(members)
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

/// The last conversation with an account or about its deals, whoever had it.
pub async fn last_activity(
    session: &mut Session,
    account: AccountId,
    now: Instant,
) -> Result<Option<Instant>> {
    let (talked, about): (Option<i64>, Option<i64>) =
        session.one(LAST_ACTIVITY, args![account, now]).await?;
    Ok(talked.max(about).map(Instant))
}
