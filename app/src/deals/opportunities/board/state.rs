//! What the board shows: the server's answer with the moves under way applied to it.

use shared::deals::opportunities::{
    BoardColumn, BoardTotals, BoardView, Grouping, OpportunityCard, OpportunityChange,
    OpportunityView,
};
use shared::deals::pipelines::{
    ForecastCategory, MoveCheck, MoveRequest, Pipeline, Stage, StageState, check_move,
};
use shared::kernel::{Instant, OpportunityId, StageId};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The board as shown.
#[derive(Clone, Debug)]
pub struct BoardState {
    /// The server's last answer, moves applied.
    pub view: BoardView,
    group: Grouping,
    /// Moves the server has not answered yet, with the card as it was before.
    pending: BTreeMap<OpportunityId, OpportunityCard>,
    /// Raised by every move and answer, so that an older reading is recognised as stale.
    turn: u32,
}

impl BoardState {
    /// A board as the server answered it.
    pub fn new(view: BoardView, group: Grouping) -> Self {
        Self {
            view,
            group,
            pending: BTreeMap::new(),
            turn: 0,
        }
    }

    /// The pipeline.
    pub fn pipeline(&self) -> &Pipeline {
        &self.view.pipeline
    }

    /// The turn, to compare before replacing the board by an answer asked for earlier.
    pub fn turn(&self) -> u32 {
        self.turn
    }

    /// The stages of the columns, from left to right.
    pub fn stages(&self) -> Vec<StageId> {
        self.view
            .columns
            .iter()
            .map(|column| column.stage_id)
            .collect()
    }

    /// A stage of the pipeline.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.view.pipeline.stage(id)
    }

    /// A column.
    pub fn column(&self, id: StageId) -> Option<&BoardColumn> {
        self.view
            .columns
            .iter()
            .find(|column| column.stage_id == id)
    }

    /// A loaded card.
    pub fn card(&self, id: OpportunityId) -> Option<&OpportunityCard> {
        self.view
            .columns
            .iter()
            .flat_map(|column| &column.cards)
            .find(|card| card.id == id)
    }

    /// Whether a move of this card is under way.
    pub fn is_pending(&self, id: OpportunityId) -> bool {
        self.pending.contains_key(&id)
    }

    /// The most cards any column has loaded.
    pub fn loaded(&self) -> u32 {
        let most = self
            .view
            .columns
            .iter()
            .map(|column| column.cards.len())
            .max();
        u32::try_from(most.unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// What the gate says to moving a card.
    pub fn check(&self, card: &OpportunityCard, to: StageId, request: &MoveRequest) -> MoveCheck {
        check_move(
            &self.view.pipeline,
            &card.facts,
            card.stage_id,
            to,
            request,
            self.view.today,
        )
    }

    fn take(&mut self, id: OpportunityId) -> Option<OpportunityCard> {
        for column in &mut self.view.columns {
            if let Some(index) = column.cards.iter().position(|card| card.id == id) {
                let card = column.cards.remove(index);
                self.view.totals.remove(&self.view.pipeline, &card);
                return Some(card);
            }
        }
        None
    }

    fn put(&mut self, card: OpportunityCard) {
        self.view.totals.insert(&self.view.pipeline, &card);
        let closed = self
            .stage(card.stage_id)
            .is_some_and(|stage| stage.state != StageState::Open);
        let group = self.group;
        if let Some(column) = self
            .view
            .columns
            .iter_mut()
            .find(|column| column.stage_id == card.stage_id)
        {
            let index = column
                .cards
                .partition_point(|other| order(group, closed, other, &card) == Ordering::Less);
            column.cards.insert(index, card);
        }
    }

    /// Shows a move before the server has answered; the card as it was before.
    pub fn begin(
        &mut self,
        id: OpportunityId,
        to: StageId,
        fill: &[OpportunityChange],
        now: Instant,
    ) -> Option<OpportunityCard> {
        self.turn += 1;
        let before = self.take(id)?;
        let mut card = before.clone();
        card.stage_id = to;
        card.stage_entered_at = now;
        for change in fill {
            match change {
                OpportunityChange::Amount(amount) => card.amount = *amount,
                OpportunityChange::CloseDate(day) => card.close_date = *day,
                _ => {}
            }
        }
        if self
            .stage(to)
            .is_some_and(|stage| stage.state != StageState::Open)
        {
            card.close_date = self.view.today;
        }
        self.put(card);
        self.pending.entry(id).or_insert_with(|| before.clone());
        Some(before)
    }

    /// Puts the server's truth in the place of a card, moved or not.
    pub fn confirm(&mut self, view: &OpportunityView) {
        self.turn += 1;
        self.pending.remove(&view.id);
        if self.take(view.id).is_some() && view.deleted_at.is_none() {
            self.put(view.card());
        }
    }

    /// Puts a card back to where it was before its move.
    pub fn roll_back(&mut self, id: OpportunityId) {
        self.turn += 1;
        if let Some(before) = self.pending.remove(&id)
            && self.take(id).is_some()
        {
            self.put(before);
        }
    }

    /// Adds more cards to a column.
    pub fn absorb(&mut self, page: BoardColumn) {
        let known: Vec<OpportunityId> = page
            .cards
            .iter()
            .map(|card| card.id)
            .filter(|id| self.card(*id).is_some())
            .collect();
        if let Some(column) = self
            .view
            .columns
            .iter_mut()
            .find(|column| column.stage_id == page.stage_id)
        {
            let fresh = page
                .cards
                .into_iter()
                .filter(|card| !known.contains(&card.id));
            column.cards.extend(fresh);
            column.next = page.next;
        }
    }

    /// Replaces the board by a newer answer; moves under way stay shown.
    pub fn refresh(&mut self, view: BoardView, now: Instant) {
        let moves: Vec<(OpportunityId, StageId)> = self
            .pending
            .keys()
            .filter_map(|id| Some((*id, self.card(*id)?.stage_id)))
            .collect();
        let pending = std::mem::take(&mut self.pending);
        self.view = view;
        for (id, to) in moves {
            // The answer may already contain the move.
            match self.card(id).map(|card| card.stage_id) {
                Some(stage) if stage != to => {
                    self.begin(id, to, &[], now);
                }
                _ => {}
            }
            if let Some(before) = pending.get(&id) {
                self.pending.insert(id, before.clone());
            }
        }
    }

    /// The totals.
    pub fn totals(&self) -> &BoardTotals {
        &self.view.totals
    }

    /// How cards are grouped.
    pub fn group(&self) -> Grouping {
        self.group
    }
}

/// The category a card counts in.
pub fn category(card: &OpportunityCard, stage: Option<&Stage>) -> ForecastCategory {
    let computed = stage.map_or(ForecastCategory::Pipeline, |stage| stage.category);
    match stage.map(|stage| stage.state) {
        Some(StageState::Open) => card.category_judged.unwrap_or(computed),
        _ => computed,
    }
}

/// The order of two cards within a column, as the server sorts: by group, then by close date (newest
/// first once closed).
fn order(group: Grouping, closed: bool, a: &OpportunityCard, b: &OpportunityCard) -> Ordering {
    let words = match group {
        Grouping::Owner => a.owner.name.cmp(&b.owner.name),
        Grouping::Account => {
            let word = |card: &OpportunityCard| {
                card.account.as_ref().map_or("~".to_owned(), |account| {
                    shared::kernel::search::search_key(&account.name)
                })
            };
            word(a).cmp(&word(b))
        }
        Grouping::None | Grouping::Category => Ordering::Equal,
    };
    let days = (a.close_date, a.id).cmp(&(b.close_date, b.id));
    words.then(if closed { days.reverse() } else { days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::deals::opportunities::OpportunityKind;
    use shared::deals::pipelines::{DealFacts, ready_pipelines};
    use shared::kernel::{Currency, Money, Named, RateTable, UserId};
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
        state.begin(id(1), to, &[], Instant(7));
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
        state.begin(id(1), to, &[], Instant(7));
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
        state.begin(id(1), to, &[], Instant(7));
        let newer = view(&[card(1, 2, 11), card(2, 1, 10), card(3, 1, 12)]);
        let totals = newer.totals.clone();
        state.refresh(newer, Instant(8));
        assert_eq!(*state.totals(), totals);
    }

    #[test]
    fn more_cards_are_never_shown_twice() {
        let (mut state, _) = state();
        let stage = state.stages()[1];
        state.absorb(BoardColumn {
            stage_id: stage,
            cards: vec![card(3, 1, 12), card(4, 1, 13)],
            next: None,
        });
        assert_eq!(ids(&state, 1), [2, 3, 4]);
    }

    #[test]
    fn closing_shows_todays_date_and_the_newest_first() {
        let (mut state, _) = state();
        let won = state.stages()[4];
        state.begin(id(3), won, &[], Instant(7));
        assert_eq!(state.card(id(3)).unwrap().close_date, state.view.today);
        assert_eq!(state.totals().of(won)[0].weighted.minor, 300);
    }
}
