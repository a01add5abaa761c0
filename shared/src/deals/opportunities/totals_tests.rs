//! Totals of the board.

use super::tests::{card, day, fields, pipeline, today};
use super::*;
use crate::kernel::{Currency, DatedRate, RateTable};
use proptest::prelude::*;

fn rates() -> RateTable {
    RateTable::new(
        Currency::EUR,
        [DatedRate {
            currency: Currency::USD,
            day: day("2026-01-01"),
            rate_e8: 90_000_000,
        }],
    )
}

#[test]
fn totals_travel_as_json_and_show_the_rate() {
    let cards = [
        card(0, 10_000, Currency::EUR, None),
        card(0, 10_000, Currency::USD, None),
    ];
    let totals = BoardTotals::from_cards(&pipeline(), &cards);
    let json = serde_json::to_string(&(&totals, &rates())).unwrap();
    let (back, table): (BoardTotals, RateTable) = serde_json::from_str(&json).unwrap();
    assert_eq!((&back, &table), (&totals, &rates()));
    let shown = back.shown(pipeline().stages[0].id, Currency::EUR, &table, today());
    assert_eq!(
        (
            shown.count,
            shown.amount.total.minor,
            shown.weighted.total.minor
        ),
        (2, 19_000, 1_900)
    );
    assert_eq!(shown.amount.rates[0].day, day("2026-01-01"));
}

#[test]
fn a_judgement_weighs_while_the_deal_is_open() {
    let pipeline = pipeline();
    let judged = card(0, 10_000, Currency::EUR, Some(9_000));
    let mut totals = BoardTotals::from_cards(&pipeline, [&judged]);
    assert_eq!(totals.of(judged.stage_id)[0].weighted.minor, 9_000);
    totals.apply_move(&pipeline, &judged, judged.stage_id, pipeline.stages[2].id);
    assert_eq!(totals.of(pipeline.stages[2].id)[0].weighted.minor, 9_000);
    totals.apply_move(
        &pipeline,
        &judged,
        pipeline.stages[2].id,
        pipeline.stages[5].id,
    );
    assert_eq!(totals.of(pipeline.stages[5].id)[0].weighted.minor, 0);
}

proptest! {
    /// Whatever is dragged where, the totals kept while dragging equal a fresh count.
    #[test]
    fn totals_kept_while_dragging_equal_a_fresh_count(
        deals in prop::collection::vec((0_usize..6, 0..=AMOUNT_LIMIT, 0_usize..3, prop::option::of(0..=10_000)), 1..30),
        moves in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6), 0..30),
    ) {
        let pipeline = pipeline();
        let currencies = [Currency::EUR, Currency::USD, Currency::JPY];
        let mut cards: Vec<_> = deals.into_iter()
            .map(|(stage, minor, currency, judged)| card(stage, minor, currencies[currency], judged))
            .collect();
        let mut totals = BoardTotals::from_cards(&pipeline, &cards);
        for (which, to) in moves {
            let index = which.index(cards.len());
            let to = pipeline.stages[to].id;
            totals.apply_move(&pipeline, &cards[index], cards[index].stage_id, to);
            cards[index].stage_id = to;
        }
        prop_assert_eq!(totals, BoardTotals::from_cards(&pipeline, &cards));
    }

    /// Edits on different fields never conflict, and what is safe leads to mine.
    #[test]
    fn merging_keeps_both_sides(mine in "[a-z]{1,8}", theirs in "[a-z]{1,8}") {
        let original = fields();
        let current = DealFields { source: theirs, ..fields() };
        let change = [OpportunityChange::Name(mine.clone())];
        let merged = merge_edits(&original, &current, &change);
        prop_assert!(merged.conflicts.is_empty());
        let saved = apply_changes(&current, None, &merged.safe);
        prop_assert_eq!(saved.name, mine);
        prop_assert_eq!(saved.source, current.source);
    }
}
