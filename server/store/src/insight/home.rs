//! What the home page reads.

use crate::{Result, Session, Sql, StoreError, args, scope_condition};
use chrono::NaiveDate;
use shared::insight::home::{HomeDeal, HomeMeeting, HomeTask, SLIPS_FROM, Win};
use shared::kernel::{
    AccountId, ActivityId, Actor, Currency, DaySpan, Instant, LocalText, Money, Named,
    OpportunityId, Scope, TaskId, UserId,
};
use shared::work::tasks::Due;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Amounts by owner, one per currency.
pub type ByOwner = BTreeMap<UserId, Vec<Money>>;

fn money(minor: i64, currency: &str) -> Result<Money> {
    let currency: Currency = currency
        .parse()
        .map_err(|_| StoreError::Corrupt("currency"))?;
    Ok(Money::new(minor, currency))
}

fn named<I: From<Uuid>>(id: Option<Uuid>, name: Option<String>) -> Option<Named<I>> {
    Some(Named::new(I::from(id?), name?))
}

#[derive(sqlx::FromRow)]
struct DealRow {
    id: Uuid,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    stage_en: String,
    stage_fr: String,
    stalled_after_days: Option<i32>,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    close_date_pushes: i32,
    stage_entered_at: i64,
    last_activity_at: Option<i64>,
    next_activity_on: Option<NaiveDate>,
}

impl DealRow {
    fn into_deal(self) -> Result<HomeDeal> {
        Ok(HomeDeal {
            id: OpportunityId(self.id),
            name: self.name,
            account: named::<AccountId>(self.account_id, self.account_name),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            stage: LocalText::new(self.stage_en, self.stage_fr),
            stalled_after_days: self.stalled_after_days,
            amount: money(self.amount_minor, &self.currency)?,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            stage_entered_at: Instant(self.stage_entered_at),
            last_activity_at: self.last_activity_at.map(Instant),
            next_activity_on: self.next_activity_on,
        })
    }
}

const DEALS: &str = "SELECT o.id, o.name, o.account_id, a.name AS account_name, o.owner_id, u.name AS owner_name,
    s.name_en AS stage_en, s.name_fr AS stage_fr, s.stalled_after_days, o.amount_minor, o.currency, o.close_date,
    o.close_date_pushes, o.stage_entered_at, o.last_activity_at, o.next_activity_on
    FROM opportunities o JOIN users u ON u.id = o.owner_id JOIN stages s ON s.id = o.stage_id
    LEFT JOIN accounts a ON a.id = o.account_id
    WHERE o.state = 'open' AND o.deleted_at IS NULL";

/// All open deals of one person.
pub async fn own_deals(session: &mut Session, owner: UserId) -> Result<Vec<HomeDeal>> {
    let mut sql = Sql::new(DEALS);
    sql.with("AND o.owner_id =", owner);
    let rows: Vec<DealRow> = session.all_of(sql).await?;
    rows.into_iter().map(DealRow::into_deal).collect()
}

const RISKS: &str =
    "SELECT o.id, o.owner_id, s.stalled_after_days, o.amount_minor, o.currency, o.close_date,
    o.close_date_pushes, o.stage_entered_at, o.last_activity_at, o.next_activity_on
    FROM opportunities o JOIN stages s ON s.id = o.stage_id
    WHERE o.state = 'open' AND o.deleted_at IS NULL";

#[derive(sqlx::FromRow)]
struct RiskRow {
    id: Uuid,
    owner_id: Uuid,
    stalled_after_days: Option<i32>,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    close_date_pushes: i32,
    stage_entered_at: i64,
    last_activity_at: Option<i64>,
    next_activity_on: Option<NaiveDate>,
}

impl RiskRow {
    fn into_deal(self) -> Result<HomeDeal> {
        Ok(HomeDeal {
            id: OpportunityId(self.id),
            name: String::new(),
            account: None,
            owner: Named::new(UserId(self.owner_id), String::new()),
            stage: LocalText::default(),
            stalled_after_days: self.stalled_after_days,
            amount: money(self.amount_minor, &self.currency)?,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            stage_entered_at: Instant(self.stage_entered_at),
            last_activity_at: self.last_activity_at.map(Instant),
            next_activity_on: self.next_activity_on,
        })
    }
}

/// Reads names, accounts and stages of the deals of a group that are shown.
pub async fn name(session: &mut Session, deals: &mut [HomeDeal]) -> Result<()> {
    if deals.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(DEALS);
    sql.within("AND o.id IN", deals.iter().map(|deal| deal.id));
    let rows: Vec<DealRow> = session.all_of(sql).await?;
    for named in rows.into_iter().map(DealRow::into_deal) {
        let named = named?;
        if let Some(deal) = deals.iter_mut().find(|deal| deal.id == named.id) {
            *deal = named;
        }
    }
    Ok(())
}

/// The open deals in scope that may be stalled or slipping, without words ([`name`] reads those of the few
/// that are shown): a superset, the rules of `shared` decide. A neglected pipeline has tens of thousands.
pub async fn deals_at_risk(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    now: Instant,
    today: NaiveDate,
) -> Result<Vec<HomeDeal>> {
    let mut sql = Sql::new(RISKS);
    sql.with("AND (o.close_date <", today)
        .with("OR o.close_date_pushes >=", SLIPS_FROM)
        .with(
            "OR ((o.next_activity_on IS NULL OR o.next_activity_on <",
            today,
        )
        .with(
            ") AND o.stage_entered_at + CAST(s.stalled_after_days AS BIGINT) * 86400000 <=",
            now,
        )
        .push("))");
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    let rows: Vec<RiskRow> = session.all_of(sql).await?;
    rows.into_iter().map(RiskRow::into_deal).collect()
}

async fn by_owner(session: &mut Session, sql: Sql) -> Result<ByOwner> {
    let rows: Vec<(Uuid, String, i64)> = session.all_of(sql).await?;
    let mut sums = ByOwner::new();
    for (owner, currency, minor) in rows {
        sums.entry(UserId(owner))
            .or_default()
            .push(money(minor, &currency)?);
    }
    Ok(sums)
}

/// Whose deals are meant: everybody in scope, or one person.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// Everybody in the scope of a right.
    InScope(&'a Actor, Scope),
    /// One person.
    One(UserId),
}

impl Whose<'_> {
    fn narrow(
        self,
        sql: &mut Sql,
        owner: &'static str,
        deal: Option<&'static str>,
        is: &'static str,
    ) {
        match self {
            Whose::InScope(actor, scope) => scope_condition(sql, actor, scope, owner, deal),
            Whose::One(user) => {
                sql.with(is, user);
            }
        }
    }
}

/// Won amounts by owner, closed within `span`.
pub async fn won(session: &mut Session, whose: Whose<'_>, span: DaySpan) -> Result<ByOwner> {
    let days = [
        "AND o.state = 'won' AND o.closed_on >=",
        "AND o.closed_on <=",
    ];
    amounts(session, whose, days, span).await
}

/// Open amounts by owner, expected to close within `span`.
pub async fn open(session: &mut Session, whose: Whose<'_>, span: DaySpan) -> Result<ByOwner> {
    let days = [
        "AND o.state = 'open' AND o.close_date >=",
        "AND o.close_date <=",
    ];
    amounts(session, whose, days, span).await
}

async fn amounts(
    session: &mut Session,
    whose: Whose<'_>,
    [from, to]: [&'static str; 2],
    span: DaySpan,
) -> Result<ByOwner> {
    let mut sql = Sql::new(
        "SELECT o.owner_id, o.currency, CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o
         WHERE o.deleted_at IS NULL",
    );
    sql.with(from, span.from).with(to, span.to);
    whose.narrow(&mut sql, "o.owner_id", None, "AND o.owner_id =");
    sql.push("GROUP BY o.owner_id, o.currency");
    by_owner(session, sql).await
}

/// Quotas of the quarter that begins on `start`, by person.
pub async fn quotas(session: &mut Session, whose: Whose<'_>, start: NaiveDate) -> Result<ByOwner> {
    let mut sql = Sql::new(
        "SELECT q.user_id, q.currency, q.amount_minor FROM quotas q WHERE q.period_start =",
    );
    sql.bind(start);
    whose.narrow(&mut sql, "q.user_id", None, "AND q.user_id =");
    by_owner(session, sql).await
}

/// Numbers of overdue tasks by owner: day before `today`, or moment before `now`.
pub async fn late_tasks(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    now: Instant,
    today: NaiveDate,
) -> Result<BTreeMap<UserId, i64>> {
    let mut sql = Sql::new(
        "SELECT t.owner_id, COUNT(*) FROM tasks t WHERE t.done_at IS NULL AND t.deleted_at IS NULL",
    );
    sql.with("AND ((t.due_at IS NULL AND t.due_on <", today)
        .with(") OR t.due_at <", now)
        .push(")");
    scope_condition(&mut sql, actor, scope, "t.owner_id", None);
    sql.push("GROUP BY t.owner_id");
    let rows: Vec<(Uuid, i64)> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(|(id, n)| (UserId(id), n)).collect())
}

/// The active people in scope who sell, by name.
pub async fn sellers(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
) -> Result<Vec<Named<UserId>>> {
    let mut sql =
        Sql::new("SELECT u.id, u.name FROM users u WHERE u.active AND u.role = 'representative'");
    scope_condition(&mut sql, actor, scope, "u.id", None);
    sql.push("ORDER BY u.name, u.id");
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named::new(UserId(id), name))
        .collect())
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    id: Uuid,
    version: i64,
    subject: String,
    kind: String,
    priority: String,
    due_on: Option<NaiveDate>,
    due_at: Option<i64>,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
    account_id: Option<Uuid>,
    account_name: Option<String>,
}

const DUE: &str = "SELECT t.id, t.version, t.subject, t.kind, t.priority, t.due_on, t.due_at,
    t.opportunity_id, o.name AS opportunity_name, t.account_id, a.name AS account_name
    FROM tasks t LEFT JOIN opportunities o ON o.id = t.opportunity_id LEFT JOIN accounts a ON a.id = t.account_id
    WHERE t.owner_id = $1 AND t.done_at IS NULL AND t.deleted_at IS NULL AND t.due_on <= $2
    ORDER BY t.due_on, t.due_at, t.id";

/// The open tasks of one person due on `today` or before, earliest first.
pub async fn due_tasks(
    session: &mut Session,
    owner: UserId,
    today: NaiveDate,
) -> Result<Vec<HomeTask>> {
    let rows: Vec<TaskRow> = session.all(DUE, args![owner, today]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(HomeTask {
                id: TaskId(row.id),
                version: row.version,
                subject: row.subject,
                kind: row
                    .kind
                    .parse()
                    .map_err(|_| StoreError::Corrupt("tasks.kind"))?,
                priority: row
                    .priority
                    .parse()
                    .map_err(|_| StoreError::Corrupt("tasks.priority"))?,
                due: Due::from_columns(row.due_on, row.due_at.map(Instant)),
                opportunity: named(row.opportunity_id, row.opportunity_name),
                account: named(row.account_id, row.account_name),
                overdue: false,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct MeetingRow {
    id: Uuid,
    subject: String,
    at: i64,
    minutes: Option<i32>,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
    account_id: Option<Uuid>,
    account_name: Option<String>,
}

const MEETINGS: &str = "SELECT m.id, m.subject, m.at, m.minutes, m.opportunity_id, o.name AS opportunity_name,
    m.account_id, a.name AS account_name
    FROM activities m LEFT JOIN opportunities o ON o.id = m.opportunity_id LEFT JOIN accounts a ON a.id = m.account_id
    WHERE m.owner_id = $1 AND m.kind = 'meeting' AND m.deleted_at IS NULL AND m.outcome <> 'cancelled' AND m.at >= $2 AND m.at < $3
    ORDER BY m.at, m.id";

/// The meetings of one person that begin from `from` on and before `to`.
pub async fn meetings(
    session: &mut Session,
    owner: UserId,
    from: Instant,
    to: Instant,
) -> Result<Vec<HomeMeeting>> {
    let rows: Vec<MeetingRow> = session.all(MEETINGS, args![owner, from, to]).await?;
    Ok(rows
        .into_iter()
        .map(|row| HomeMeeting {
            id: ActivityId(row.id),
            subject: row.subject,
            at: Instant(row.at),
            minutes: row.minutes,
            opportunity: named(row.opportunity_id, row.opportunity_name),
            account: named(row.account_id, row.account_name),
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct WinRow {
    id: Uuid,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    amount_minor: i64,
    currency: String,
    closed_on: NaiveDate,
}

/// The deals in scope won on `since` or later, newest first.
pub async fn wins(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    since: NaiveDate,
    limit: u32,
) -> Result<Vec<Win>> {
    let mut sql = Sql::new(
        "SELECT o.id, o.name, o.account_id, a.name AS account_name, o.owner_id, u.name AS owner_name,
         o.amount_minor, o.currency, o.closed_on FROM opportunities o JOIN users u ON u.id = o.owner_id
         LEFT JOIN accounts a ON a.id = o.account_id
         WHERE o.state = 'won' AND o.deleted_at IS NULL AND o.closed_on >=",
    );
    sql.bind(since);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    sql.push("ORDER BY o.closed_on DESC, o.updated_at DESC, o.id")
        .with("LIMIT", limit);
    let rows: Vec<WinRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Win {
                id: OpportunityId(row.id),
                name: row.name,
                account: named(row.account_id, row.account_name),
                owner: Named::new(UserId(row.owner_id), row.owner_name),
                amount: money(row.amount_minor, &row.currency)?,
                closed_on: row.closed_on,
            })
        })
        .collect()
}
