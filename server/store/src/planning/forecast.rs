//! The deals a forecast counts, and what they looked like on a past day.

use crate::{Result, Session, Sql, StoreError};
use chrono::NaiveDate;
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::kernel::{AccountId, DaySpan, Instant, LocalText, Money, OpportunityId, UserId};
use shared::planning::forecast::ops::ForecastDeal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a forecast counts of a deal, in the deal's own currency.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// Whose it is.
    pub owner: UserId,
    /// The agreed amount.
    pub amount: Money,
    /// Expected signature day, or the day it was closed.
    pub close_date: NaiveDate,
    /// Where it stands.
    pub state: StageState,
    /// The probability that counts.
    pub probability_bp: i32,
    /// The category that counts.
    pub category: ForecastCategory,
}

/// A deal of a period.
#[derive(Clone, Debug)]
pub struct Deal {
    /// Which.
    pub id: OpportunityId,
    /// What counts.
    pub fact: Fact,
}

/// A deal then and now.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Which.
    pub id: OpportunityId,
    /// What counted then; `None` before it was created.
    pub before: Option<Fact>,
    /// What counts now; `None` once it is deleted.
    pub after: Option<Fact>,
}

/// An open deal of a past quarter and what became of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its amount at the quarter's start.
    pub promised: Money,
    /// Its probability at the quarter's start.
    pub probability_bp: i32,
    /// Its amount when it was won within the quarter.
    pub won: Option<Money>,
}

#[derive(sqlx::FromRow)]
struct DealRow {
    id: Uuid,
    owner_id: Uuid,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    closed_on: Option<NaiveDate>,
    state: String,
    probability_judged_bp: Option<i32>,
    category_judged: Option<String>,
    probability_bp: i32,
    category: String,
}

impl DealRow {
    fn fact(&self) -> Result<Fact> {
        let state: StageState = self
            .state
            .parse()
            .map_err(|()| StoreError::Corrupt("opportunities.state"))?;
        let open = state == StageState::Open;
        let judged = self.category_judged.as_deref().filter(|_| open);
        let close_date = match state {
            StageState::Open => self.close_date,
            StageState::Won | StageState::Lost => self.closed_on.unwrap_or(self.close_date),
        };
        Ok(Fact {
            owner: UserId(self.owner_id),
            amount: money(self.amount_minor, &self.currency)?,
            close_date,
            state,
            probability_bp: self
                .probability_judged_bp
                .filter(|_| open)
                .unwrap_or(self.probability_bp),
            category: judged
                .unwrap_or(&self.category)
                .parse()
                .map_err(|()| StoreError::Corrupt("category"))?,
        })
    }
}

fn money(minor: i64, currency: &str) -> Result<Money> {
    let currency = currency
        .parse()
        .map_err(|_| StoreError::Corrupt("currency"))?;
    Ok(Money::new(minor, currency))
}

const DEALS: &str =
    "SELECT o.id, o.owner_id, o.amount_minor, o.currency, o.close_date, o.closed_on, o.state,
        o.probability_judged_bp, o.category_judged, s.probability_bp, s.category
    FROM opportunities o JOIN stages s ON s.id = o.stage_id
    WHERE o.deleted_at IS NULL";

/// The deals of `owners` (everybody's when `None`) won within `span`, or open with a close date up to
/// its end, soonest first.
pub async fn deals(
    session: &mut Session,
    owners: Option<&[UserId]>,
    span: DaySpan,
) -> Result<Vec<Deal>> {
    let mut sql = Sql::new(DEALS);
    sql.with("AND ((o.state = 'open' AND o.close_date <=", span.to)
        .with(
            ") OR (o.state = 'won' AND COALESCE(o.closed_on, o.close_date) >=",
            span.from,
        )
        .with("AND COALESCE(o.closed_on, o.close_date) <=", span.to)
        .push("))");
    if let Some(owners) = owners {
        sql.within("AND o.owner_id IN", owners.iter().copied());
    }
    let mut rows: Vec<DealRow> = session.all_of(sql).await?;
    // Asked for in order, a database goes through all deals by their day instead of finding these.
    rows.sort_by_key(|row| (row.close_date, row.id));
    rows.into_iter()
        .map(|row| {
            Ok(Deal {
                id: OpportunityId(row.id),
                fact: row.fact()?,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct WordsRow {
    id: Uuid,
    name: String,
    amount_minor: i64,
    currency: String,
    name_en: String,
    name_fr: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
}

const WORDS: &str = "SELECT o.id, o.name, o.amount_minor, o.currency, s.name_en, s.name_fr, o.account_id, a.name AS account_name
    FROM opportunities o JOIN stages s ON s.id = o.stage_id LEFT JOIN accounts a ON a.id = o.account_id
    WHERE o.deleted_at IS NULL";

/// Those of the deals `ids` that are there and belong to `owners`, in words.
pub async fn words(
    session: &mut Session,
    ids: &[OpportunityId],
    owners: &[UserId],
) -> Result<Vec<ForecastDeal>> {
    let mut sql = Sql::new(WORDS);
    sql.within("AND o.id IN", ids.iter().copied());
    sql.within("AND o.owner_id IN", owners.iter().copied());
    let rows: Vec<WordsRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ForecastDeal {
                id: OpportunityId(row.id),
                amount: money(row.amount_minor, &row.currency)?,
                stage: LocalText::new(row.name_en, row.name_fr),
                account: row
                    .account_id
                    .map(|id| (AccountId(id), row.account_name.unwrap_or_default())),
                name: row.name,
            })
        })
        .collect()
}

/// The names of deals, deleted ones included.
pub async fn names(
    session: &mut Session,
    ids: impl IntoIterator<Item = OpportunityId>,
) -> Result<BTreeMap<OpportunityId, String>> {
    let mut sql = Sql::new("SELECT o.id, o.name FROM opportunities o WHERE");
    sql.within("o.id IN", ids);
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (OpportunityId(id), name))
        .collect())
}

#[derive(sqlx::FromRow)]
struct ChangedRow {
    #[sqlx(flatten)]
    now: DealRow,
    deleted_at: Option<i64>,
    f_owner_id: Option<Uuid>,
    f_amount_minor: Option<i64>,
    f_currency: Option<String>,
    f_close_date: Option<NaiveDate>,
    f_state: Option<String>,
    f_probability_bp: Option<i32>,
    f_category: Option<String>,
}

impl ChangedRow {
    fn before(&self) -> Result<Option<Fact>> {
        let (
            Some(owner),
            Some(minor),
            Some(currency),
            Some(close_date),
            Some(state),
            Some(probability_bp),
            Some(category),
        ) = (
            self.f_owner_id,
            self.f_amount_minor,
            self.f_currency.as_deref(),
            self.f_close_date,
            self.f_state.as_deref(),
            self.f_probability_bp,
            self.f_category.as_deref(),
        )
        else {
            return Ok(None);
        };
        Ok(Some(Fact {
            owner: UserId(owner),
            amount: money(minor, currency)?,
            close_date,
            state: state
                .parse()
                .map_err(|()| StoreError::Corrupt("opportunity_facts.state"))?,
            probability_bp,
            category: category
                .parse()
                .map_err(|()| StoreError::Corrupt("opportunity_facts.category"))?,
        }))
    }
}

const CHANGED: &str = "SELECT o.id, o.owner_id, o.amount_minor, o.currency, o.close_date, o.closed_on, o.state,
        o.probability_judged_bp, o.category_judged, s.probability_bp, s.category, o.deleted_at,
        f.owner_id AS f_owner_id, f.amount_minor AS f_amount_minor, f.currency AS f_currency,
        f.close_date AS f_close_date, f.state AS f_state, f.probability_bp AS f_probability_bp, f.category AS f_category
    FROM opportunities o JOIN stages s ON s.id = o.stage_id
    LEFT JOIN opportunity_facts f ON f.opportunity_id = o.id AND f.at =
        (SELECT MAX(x.at) FROM opportunity_facts x WHERE x.opportunity_id = o.id AND x.at <";

/// Every deal that was open in `span` just before `since`, or is now, as it was and as it is.
pub async fn changed(
    session: &mut Session,
    owners: Option<&[UserId]>,
    span: DaySpan,
    since: Instant,
) -> Result<Vec<Changed>> {
    let mut sql = Sql::new(CHANGED);
    sql.bind(since)
        .with(") WHERE (o.deleted_at IS NULL OR o.deleted_at >=", since)
        .with(") AND ((f.state = 'open' AND f.close_date >=", span.from)
        .with("AND f.close_date <=", span.to);
    if let Some(owners) = owners {
        sql.within("AND f.owner_id IN", owners.iter().copied());
    }
    sql.with(
        ") OR (o.deleted_at IS NULL AND o.state = 'open' AND o.close_date >=",
        span.from,
    )
    .with("AND o.close_date <=", span.to);
    if let Some(owners) = owners {
        sql.within("AND o.owner_id IN", owners.iter().copied());
    }
    sql.push(")) ORDER BY o.id");
    let rows: Vec<ChangedRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Changed {
                id: OpportunityId(row.now.id),
                before: row.before()?,
                after: match row.deleted_at {
                    Some(_) => None,
                    None => Some(row.now.fact()?),
                },
            })
        })
        .collect()
}

const OUTCOMES: &str = "SELECT f.amount_minor, f.currency, f.probability_bp,
        CASE WHEN o.state = 'won' AND COALESCE(o.closed_on, o.close_date) >= $1 AND COALESCE(o.closed_on, o.close_date) <= $2
            THEN o.amount_minor END AS won_minor,
        o.currency AS won_currency
    FROM opportunities o JOIN opportunity_facts f ON f.opportunity_id = o.id AND f.at =
        (SELECT MAX(x.at) FROM opportunity_facts x WHERE x.opportunity_id = o.id AND x.at < $3)
    WHERE o.deleted_at IS NULL AND f.state = 'open' AND f.category <> 'omitted'
        AND f.close_date >= $1 AND f.close_date <= $2";

/// The deals that were open with a close date in `quarter` when it began at `start`.
pub async fn outcomes(
    session: &mut Session,
    quarter: DaySpan,
    start: Instant,
) -> Result<Vec<Outcome>> {
    let rows: Vec<(i64, String, i32, Option<i64>, String)> = session
        .all(OUTCOMES, crate::args![quarter.from, quarter.to, start])
        .await?;
    rows.into_iter()
        .map(|(minor, currency, probability_bp, won, won_currency)| {
            Ok(Outcome {
                promised: money(minor, &currency)?,
                probability_bp,
                won: won.map(|minor| money(minor, &won_currency)).transpose()?,
            })
        })
        .collect()
}

const DATES_OF_WON: &str = "SELECT o.id, COALESCE(o.closed_on, o.close_date) AS closed_on, f.at, f.close_date
    FROM opportunities o JOIN opportunity_facts f ON f.opportunity_id = o.id
    WHERE o.deleted_at IS NULL AND o.state = 'won' AND COALESCE(o.closed_on, o.close_date) >= $1 AND f.state = 'open'
    ORDER BY o.id, f.at";

/// The close dates that deals won since `from` had over time: (deal, day won, from when, close date),
/// by deal and time.
pub async fn dates_of_won(
    session: &mut Session,
    from: NaiveDate,
) -> Result<Vec<(OpportunityId, NaiveDate, Instant, NaiveDate)>> {
    let rows: Vec<(Uuid, NaiveDate, i64, NaiveDate)> =
        session.all(DATES_OF_WON, crate::args![from]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, won, at, expected)| (OpportunityId(id), won, Instant(at), expected))
        .collect())
}
