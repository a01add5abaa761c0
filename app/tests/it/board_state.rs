//! What a board shows while moves are on their way.

use app::deals::opportunities::board::state::{BoardState, group_word};
use shared::deals::opportunities::{
    BoardColumn, BoardTotals, BoardView, ColumnAfter, Grouping, OpportunityCard, OpportunityKind,
};
use shared::deals::pipelines::{DealFacts, ForecastCategory, ready_pipelines};
use shared::kernel::{Currency, Instant, Money, Named, OpportunityId, RateTable, UserId};
use uuid::Uuid;

fn card(n: u8, stage: usize, day: u32) -> OpportunityCard {
    let close_date = chrono::NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
    OpportunityCard {
        id: OpportunityId(Uuid::from_u128(n.into())),
        version: 1,
        name: format!("Deal {n}"),
        account: None,
        owner: Named::new(UserId(Uuid::nil()), "Ana"),
        stage_id: ready_pipelines()[0].stages[stage].id,
        kind: OpportunityKind::New,
        amount: Money::new(i64::from(n) * 100, Currency::EUR),
        close_date,
        close_date_pushes: 0,
        probability_judged: None,
        category_judged: None,
        next_activity_on: None,
        stage_entered_at: Instant(0),
        last_activity_at: None,
        facts: DealFacts::none(close_date),
        may_edit: true,
        may_except: false,
        group: String::new(),
    }
}

fn view(cards: &[OpportunityCard]) -> BoardView {
    let pipeline = ready_pipelines().remove(0);
    let columns = pipeline
        .stages
        .iter()
        .map(|stage| BoardColumn {
            stage_id: stage.id,
            cards: cards
                .iter()
                .filter(|card| card.stage_id == stage.id)
                .cloned()
                .collect(),
            next: None,
        })
        .collect();
    BoardView {
        totals: BoardTotals::from_cards(&pipeline, cards),
        pipeline,
        columns,
        currency: Currency::EUR,
        rates: RateTable::new(Currency::EUR, []),
        today: chrono::NaiveDate::from_ymd_opt(2026, 6, 10).unwrap(),
        now: Instant(0),
        closed_since: chrono::NaiveDate::from_ymd_opt(2026, 5, 10).unwrap(),
    }
}

fn state() -> (BoardState, BoardView) {
    let view = view(&[card(1, 0, 11), card(2, 1, 10), card(3, 1, 12)]);
    (BoardState::new(view.clone(), Grouping::None), view)
}

fn ids(state: &BoardState, column: usize) -> Vec<u128> {
    let cards = &state.view.columns[column].cards;
    cards.iter().map(|card| card.id.0.as_u128()).collect()
}

fn id(n: u128) -> OpportunityId {
    OpportunityId(Uuid::from_u128(n))
}

#[test]
fn a_move_shows_at_once_in_its_order_and_comes_back_whole() {
    let (mut state, before) = state();
    let to = state.stages()[1];
    state.begin(id(1), to, &[], None, Instant(7));
    assert_eq!(ids(&state, 1), [2, 1, 3]);
    assert!(state.is_pending(id(1)));
    assert_eq!(state.totals().of(to)[0].count, 3);
    state.roll_back(id(1));
    assert_eq!(state.view, before);
    assert!(!state.is_pending(id(1)));
}

#[test]
fn an_older_reading_does_not_undo_a_move_under_way() {
    let (mut state, stale) = state();
    let to = state.stages()[2];
    state.begin(id(1), to, &[], None, Instant(7));
    state.refresh(stale, Instant(8));
    assert_eq!(ids(&state, 2), [1]);
    assert!(ids(&state, 0).is_empty());
    // When the server then refuses, the card goes back to where it was.
    state.roll_back(id(1));
    assert_eq!(ids(&state, 0), [1]);
}

#[test]
fn a_reading_that_contains_the_move_keeps_totals_exact() {
    let (mut state, _) = state();
    let to = state.stages()[2];
    state.begin(id(1), to, &[], None, Instant(7));
    let newer = view(&[card(1, 2, 11), card(2, 1, 10), card(3, 1, 12)]);
    let totals = newer.totals.clone();
    state.refresh(newer, Instant(8));
    assert_eq!(*state.totals(), totals);
}

#[test]
fn more_cards_are_never_shown_twice() {
    let (mut state, _) = state();
    let stage = state.stages()[1];
    let after = ColumnAfter {
        group: String::new(),
        close_date: state.view.today,
        id: id(3),
    };
    let page = BoardColumn {
        stage_id: stage,
        cards: vec![card(3, 1, 12), card(4, 1, 13)],
        next: None,
    };
    // Read again meanwhile: the column ends elsewhere, and these cards would leave a gap.
    assert!(!state.absorb(page.clone(), &after));
    state.view.columns[1].next = Some(after.clone());
    assert!(state.absorb(page, &after));
    assert_eq!(ids(&state, 1), [2, 3, 4]);
}

/// A board with cards in the order the server gives: the first column holds card 1 alone, the
/// second one the rest.
fn grouped(group: Grouping, cards: &[OpportunityCard]) -> BoardState {
    BoardState::new(view(cards), group)
}

fn in_group(mut card: OpportunityCard, word: &str) -> OpportunityCard {
    card.group = word.to_owned();
    card
}

#[test]
fn a_moved_card_goes_into_its_group_by_the_servers_word() {
    for group in [Grouping::Owner, Grouping::Account] {
        // The server's words follow no alphabet the page knows.
        let mut state = grouped(
            group,
            &[
                in_group(card(1, 0, 20), "b"),
                in_group(card(2, 1, 25), "a"),
                in_group(card(3, 1, 11), "b"),
                in_group(card(4, 1, 1), "c"),
            ],
        );
        let to = state.stages()[1];
        state.begin(id(1), to, &[], None, Instant(7));
        assert_eq!(ids(&state, 1), [2, 3, 1, 4], "{group:?}");
    }
}

#[test]
fn a_moved_card_goes_into_the_category_it_has_there() {
    let judged = |mut card: OpportunityCard, category| {
        card.category_judged = Some(category);
        card
    };
    let mut state = grouped(
        Grouping::Category,
        &[
            judged(card(1, 0, 20), ForecastCategory::Commit),
            judged(card(2, 1, 25), ForecastCategory::Commit),
            judged(card(3, 1, 1), ForecastCategory::BestCase),
            card(4, 1, 2),
            judged(card(5, 0, 9), ForecastCategory::Omitted),
        ],
    );
    let to = state.stages()[1];
    state.begin(id(1), to, &[], None, Instant(7));
    state.begin(id(5), to, &[], None, Instant(8));
    assert_eq!(ids(&state, 1), [1, 2, 3, 4, 5]);
    // A closed deal counts as closed, whatever was judged before.
    let won = state.stages()[4];
    state.begin(id(3), won, &[], None, Instant(9));
    let stage = state.stage(won).cloned();
    let card = state.card(id(3)).unwrap();
    assert_eq!(group_word(Grouping::Category, stage.as_ref(), card), "0");
}

#[test]
fn closing_shows_todays_date_and_the_newest_first() {
    let (mut state, _) = state();
    let won = state.stages()[4];
    state.begin(id(3), won, &[], None, Instant(7));
    assert_eq!(state.card(id(3)).unwrap().close_date, state.view.today);
    state.roll_back(id(3));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 6, 8);
    state.begin(id(3), won, &[], day, Instant(8));
    assert_eq!(Some(state.card(id(3)).unwrap().close_date), day);
    assert_eq!(state.totals().of(won)[0].weighted.minor, 300);
}
