//! Columns and rows shared by the board, the list and the record.

use crate::{Result, StoreError};
use chrono::NaiveDate;
use shared::deals::opportunities::{CurrencySum, OpportunityCard};
use shared::deals::pipelines::{DealFacts, StageState};
use shared::kernel::{
    AccountId, Actor, Currency, Instant, Money, Named, OpportunityId, Percent, StageId, UserId,
};
use std::str::FromStr;
use uuid::Uuid;

/// The weighted amount of a deal `o` in stage `s`, as `shared::deals::opportunities::weighted`.
macro_rules! weighted {
    () => {
        "CAST(SUM((o.amount_minor * (CASE WHEN o.state = 'open' THEN COALESCE(o.probability_judged_bp, s.probability_bp) ELSE s.probability_bp END) + 5000) / 10000) AS BIGINT)"
    };
}
pub(super) use weighted;

/// Facts the gates ask about, as columns of a deal `o`.
macro_rules! fact_columns {
    () => {
        "(SELECT COUNT(*) FROM opportunity_contacts x WHERE x.opportunity_id = o.id) AS contacts,
         (SELECT COUNT(*) FROM opportunity_contacts x WHERE x.opportunity_id = o.id AND x.buying_role = 'decision_maker') AS decision_makers,
         (SELECT COUNT(*) FROM opportunity_contacts x WHERE x.opportunity_id = o.id AND x.buying_role = 'champion') AS champions,
         (SELECT COUNT(*) FROM activities x WHERE x.opportunity_id = o.id AND x.deleted_at IS NULL AND x.kind <> 'note') AS activities,
         (SELECT COUNT(*) FROM opportunity_products x WHERE x.opportunity_id = o.id) AS products,
         (SELECT COUNT(*) FROM quotes x WHERE x.opportunity_id = o.id AND x.deleted_at IS NULL AND x.state IN ('sent', 'viewed', 'accepted', 'declined', 'expired')) AS quotes,
         (SELECT COUNT(*) FROM quotes x WHERE x.opportunity_id = o.id AND x.deleted_at IS NULL AND x.state = 'accepted') AS accepted_quotes,
         (SELECT COUNT(*) FROM opportunity_competitors x WHERE x.opportunity_id = o.id) AS competitors,
         (SELECT COUNT(*) FROM opportunity_team x WHERE x.opportunity_id = o.id) AS team"
    };
}
pub(super) use fact_columns;

/// The columns of a card: deal `o`, owner `u`, account `a`.
macro_rules! card_columns {
    () => {
        concat!(
            "o.id, o.version, o.name, o.account_id, a.name AS account_name, o.owner_id, u.name AS owner_name, o.stage_id,
             o.kind, o.amount_minor, o.currency, o.close_date, o.close_date_pushes, o.probability_judged_bp, o.category_judged,
             o.next_activity_on, o.stage_entered_at, o.last_activity_at, o.next_step, o.next_step_on, o.loss_reason_id, ",
            super::rows::fact_columns!()
        )
    };
}
pub(super) use card_columns;

/// Reads a stored word.
pub(super) fn word<T: FromStr>(text: &str, column: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Corrupt(column))
}

fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The counted facts of a deal.
#[derive(sqlx::FromRow)]
pub(super) struct FactCounts {
    contacts: i64,
    decision_makers: i64,
    champions: i64,
    activities: i64,
    products: i64,
    quotes: i64,
    accepted_quotes: i64,
    competitors: i64,
    team: i64,
}

impl FactCounts {
    pub(super) fn facts(
        &self,
        account: bool,
        amount_minor: i64,
        close_date: NaiveDate,
        next_step: (&str, Option<NaiveDate>),
        loss_reason: bool,
    ) -> DealFacts {
        DealFacts {
            account,
            amount_minor,
            close_date,
            contacts: count(self.contacts),
            decision_makers: count(self.decision_makers),
            champions: count(self.champions),
            next_step: !next_step.0.is_empty(),
            next_step_on: next_step.1,
            activities: count(self.activities),
            products: count(self.products),
            quotes: count(self.quotes),
            accepted_quotes: count(self.accepted_quotes),
            competitors: count(self.competitors),
            team: count(self.team),
            loss_reason,
        }
    }
}

/// A card as read, with the sort word of its group.
#[derive(sqlx::FromRow)]
pub(super) struct CardRow {
    pub(super) id: Uuid,
    version: i64,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    pub(super) stage_id: Uuid,
    kind: String,
    amount_minor: i64,
    currency: String,
    pub(super) close_date: NaiveDate,
    close_date_pushes: i32,
    probability_judged_bp: Option<i32>,
    category_judged: Option<String>,
    next_activity_on: Option<NaiveDate>,
    stage_entered_at: i64,
    last_activity_at: Option<i64>,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    loss_reason_id: Option<Uuid>,
    pub(super) group_word: String,
    #[sqlx(flatten)]
    counts: FactCounts,
}

impl CardRow {
    pub(super) fn card(self, actor: &Actor) -> Result<OpportunityCard> {
        let rights = super::record::rights(actor);
        Ok(OpportunityCard {
            id: OpportunityId(self.id),
            version: self.version,
            account: named(self.account_id, self.account_name),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            stage_id: StageId(self.stage_id),
            kind: word(&self.kind, "opportunities.kind")?,
            amount: money(self.amount_minor, &self.currency)?,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            probability_judged: self.probability_judged_bp.map(Percent),
            category_judged: self
                .category_judged
                .map(|text| word(&text, "opportunities.category_judged"))
                .transpose()?,
            next_activity_on: self.next_activity_on,
            stage_entered_at: Instant(self.stage_entered_at),
            last_activity_at: self.last_activity_at.map(Instant),
            facts: self.counts.facts(
                self.account_id.is_some(),
                self.amount_minor,
                self.close_date,
                (&self.next_step, self.next_step_on),
                self.loss_reason_id.is_some(),
            ),
            name: self.name,
            may_edit: rights.edit,
            may_except: rights.except,
            group: self.group_word,
        })
    }
}

/// The account of a joined row.
pub(super) fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named<AccountId>> {
    id.map(|id| Named::new(AccountId(id), name.unwrap_or_default()))
}

/// An amount of a row.
pub(super) fn money(minor: i64, currency: &str) -> Result<Money> {
    let currency: Currency = currency
        .parse()
        .map_err(|_| StoreError::Corrupt("opportunities.currency"))?;
    Ok(Money::new(minor, currency))
}

/// Count, amount and weighted amount of one currency.
#[derive(sqlx::FromRow)]
pub(super) struct SumRow {
    pub(super) stage_id: Option<Uuid>,
    currency: String,
    deals: i64,
    amount: i64,
    weighted: i64,
}

impl SumRow {
    pub(super) fn sum(&self) -> Result<CurrencySum> {
        let amount = money(self.amount, &self.currency)?;
        Ok(CurrencySum {
            count: self.deals,
            amount,
            weighted: Money::new(self.weighted, amount.currency),
        })
    }
}

/// Whether deals in this state are closed.
pub(super) fn is_closed(state: StageState) -> bool {
    state != StageState::Open
}
