//! The facts of many deals on the wire: thousands of them travel at every change, so owners and
//! standings are written once, days as distances from the first, and no field is named.

use super::model::DealFact;
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::{OpportunityId, UserId};
use chrono::{NaiveDate, TimeDelta};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
struct Packed {
    from: NaiveDate,
    owners: Vec<UserId>,
    standings: Vec<(StageState, i32, ForecastCategory)>,
    /// Which, place of its owner, place of its standing, minor units, days after `from`.
    deals: Vec<(OpportunityId, u32, u32, i64, i64)>,
}

/// The place of `value` in `seen`, where it is put when it is new.
fn place<T: PartialEq>(seen: &mut Vec<T>, value: T) -> u32 {
    let place = seen.iter().position(|known| *known == value);
    let place = place.unwrap_or_else(|| {
        seen.push(value);
        seen.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn at<T: Copy>(list: &[T], place: u32) -> Option<T> {
    list.get(place as usize).copied()
}

/// Writes facts with owners and standings once each, days counted from the first.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(facts: &[DealFact], out: S) -> Result<S::Ok, S::Error> {
    let from = facts.iter().map(|fact| fact.close_date).min();
    let from = from.unwrap_or_default();
    let (mut owners, mut standings) = (Vec::new(), Vec::new());
    let deals = facts
        .iter()
        .map(|fact| {
            let standing = (fact.state, fact.probability_bp, fact.category);
            (
                fact.id,
                place(&mut owners, fact.owner),
                place(&mut standings, standing),
                fact.amount,
                (fact.close_date - from).num_days(),
            )
        })
        .collect();
    let packed = Packed {
        from,
        owners,
        standings,
        deals,
    };
    packed.serialize(out)
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
/// Those of the format, or a place that is not in its list.
pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<DealFact>, D::Error> {
    let packed = Packed::deserialize(input)?;
    let fact = |(id, owner, standing, amount, days)| {
        let (state, probability_bp, category) = at(&packed.standings, standing)?;
        let days = TimeDelta::try_days(days)?;
        Some(DealFact {
            id,
            owner: at(&packed.owners, owner)?,
            amount,
            close_date: packed.from.checked_add_signed(days)?,
            state,
            probability_bp,
            category,
        })
    };
    let facts: Option<Vec<DealFact>> = packed.deals.into_iter().map(fact).collect();
    facts.ok_or_else(|| D::Error::custom("a deal names no owner, standing or day"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sent(#[serde(with = "crate::planning::forecast::packed")] Vec<DealFact>);

    fn fact() -> impl Strategy<Value = DealFact> {
        let ids = (any::<u128>(), 0..3_u128);
        let day =
            (-40_000..40_000_i32).prop_map(|n| NaiveDate::from_num_days_from_ce_opt(735_000 + n));
        (ids, any::<i64>(), day, 0..2_i32).prop_map(|((id, owner), amount, day, kind)| DealFact {
            id: OpportunityId(uuid::Uuid::from_u128(id)),
            owner: UserId(uuid::Uuid::from_u128(owner)),
            amount,
            close_date: day.unwrap_or_default(),
            state: if kind == 0 {
                StageState::Open
            } else {
                StageState::Won
            },
            probability_bp: kind * 2_500,
            category: ForecastCategory::Commit,
        })
    }

    proptest! {
        #[test]
        fn packed_facts_come_out_as_they_went_in(facts in proptest::collection::vec(fact(), 0..20)) {
            let sent = Sent(facts);
            let text = serde_json::to_string(&sent).unwrap();
            prop_assert_eq!(serde_json::from_str::<Sent>(&text).unwrap(), sent);
        }
    }

    #[test]
    fn a_deal_of_nobody_is_refused() {
        let text = r#"{"from":"2026-01-01","owners":[],"standings":[["open",1,"commit"]],
            "deals":[["00000000-0000-0000-0000-000000000001",0,0,1,0]]}"#;
        assert!(serde_json::from_str::<Sent>(text).is_err());
    }
}
