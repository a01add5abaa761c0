//! Columns and rows shared by the board, the list and the record.

use super::record::Reach;
use crate::{Result, StoreError};
use chrono::NaiveDate;
use shared::deals::opportunities::{CurrencySum, OpportunityCard};
use shared::deals::pipelines::{DealFacts, StageState};
use shared::kernel::{
    AccountId, Currency, Instant, Money, Named, OpportunityId, Percent, StageId, UserId,
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

/// Facts the gates ask about, counted, as one column of a deal `o`: a driver pays for each value of
/// each row, and a board has a hundred cards.
macro_rules! fact_counts {
    () => {
        "(SELECT COUNT(*) || ' ' || COUNT(CASE WHEN x.buying_role = 'decision_maker' THEN 1 END)
                || ' ' || COUNT(CASE WHEN x.buying_role = 'champion' THEN 1 END)
            FROM opportunity_contacts x WHERE x.opportunity_id = o.id)
         || ' ' || (SELECT COUNT(*) FROM activities x WHERE x.opportunity_id = o.id AND x.deleted_at IS NULL AND x.kind <> 'note')
         || ' ' || (SELECT COUNT(*) FROM opportunity_products x WHERE x.opportunity_id = o.id)
         || ' ' || (SELECT COUNT(*) || ' ' || COUNT(CASE WHEN x.state = 'accepted' THEN 1 END)
            FROM quotes x WHERE x.opportunity_id = o.id AND x.deleted_at IS NULL
                AND x.state IN ('sent', 'viewed', 'accepted', 'declined', 'expired'))
         || ' ' || (SELECT COUNT(*) FROM opportunity_competitors x WHERE x.opportunity_id = o.id)
         || ' ' || (SELECT COUNT(*) FROM opportunity_team x WHERE x.opportunity_id = o.id) AS fact_counts"
    };
}
pub(super) use fact_counts;

/// The columns of a card: deal `o`, owner `u`, account `a`.
macro_rules! card_columns {
    () => {
        concat!(
            "o.id, o.version, o.name, o.account_id, a.name AS account_name, o.owner_id, u.name AS owner_name, o.stage_id,
             o.kind, o.amount_minor, o.currency, o.close_date, o.close_date_pushes, o.probability_judged_bp, o.category_judged,
             o.next_activity_on, o.stage_entered_at, o.last_activity_at, o.next_step, o.next_step_on, o.loss_reason_id, ",
            super::rows::fact_counts!()
        )
    };
}
pub(super) use card_columns;

/// Reads a stored word.
pub(super) fn word<T: FromStr>(text: &str, column: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Corrupt(column))
}

/// The counted facts of a deal, in the order of `fact_counts`.
pub(super) struct FactCounts([u32; 9]);

impl TryFrom<String> for FactCounts {
    type Error = StoreError;

    fn try_from(text: String) -> Result<Self> {
        let mut counts = [0; 9];
        let mut words = text.split(' ');
        for count in &mut counts {
            let number = words.next().and_then(|word| word.parse().ok());
            *count = number.ok_or(StoreError::Corrupt("fact_counts"))?;
        }
        Ok(Self(counts))
    }
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
        let [
            contacts,
            decision_makers,
            champions,
            activities,
            products,
            quotes,
            accepted_quotes,
            competitors,
            team,
        ] = self.0;
        DealFacts {
            account,
            amount_minor,
            close_date,
            contacts,
            decision_makers,
            champions,
            next_step: !next_step.0.is_empty(),
            next_step_on: next_step.1,
            activities,
            products,
            quotes,
            accepted_quotes,
            competitors,
            team,
            loss_reason,
            own: Vec::new(),
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
    #[sqlx(rename = "fact_counts", try_from = "String")]
    counts: FactCounts,
}

impl CardRow {
    pub(super) fn card(self, reach: &Reach) -> Result<OpportunityCard> {
        let rights = reach.rights(self.id);
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
