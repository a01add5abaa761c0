//! What the board shows: the server's answer with the moves under way applied to it.

use chrono::NaiveDate;
use shared::deals::opportunities::{
    BoardColumn, BoardTotals, BoardView, ColumnAfter, Grouping, OpportunityCard, OpportunityChange,
    OpportunityView, category_word,
};
use shared::deals::pipelines::{
    ForecastCategory, MoveCheck, MoveRequest, Pipeline, Stage, StageState, check_move,
};
use shared::kernel::search::search_key;
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

    /// How many cards each column has loaded.
    pub fn loaded(&self) -> Vec<(StageId, usize)> {
        self.view
            .columns
            .iter()
            .map(|column| (column.stage_id, column.cards.len()))
            .collect()
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
        let stage = self.stage(card.stage_id).cloned();
        let closed = stage
            .as_ref()
            .is_some_and(|stage| stage.state != StageState::Open);
        let group = self.group;
        if let Some(column) = self
            .view
            .columns
            .iter_mut()
            .find(|column| column.stage_id == card.stage_id)
        {
            let index = column.cards.partition_point(|other| {
                order(group, stage.as_ref(), closed, other, &card) == Ordering::Less
            });
            column.cards.insert(index, card);
        }
    }

    /// The server's sort word of the group a card belongs to. Of a card without one (another owner
    /// or account than before) it is that of a card of the same group, if one is shown.
    fn group_of(&self, card: &OpportunityCard) -> String {
        let mut others = self.view.columns.iter().flat_map(|column| &column.cards);
        let (kin, own) = match self.group {
            Grouping::None | Grouping::Category => return String::new(),
            Grouping::Owner => (
                others.find(|other| other.owner.id == card.owner.id),
                card.owner.name.clone(),
            ),
            Grouping::Account => {
                let id = card.account.as_ref().map(|account| account.id);
                let other_id =
                    |other: &OpportunityCard| other.account.as_ref().map(|account| account.id);
                (
                    others.find(|other| other_id(other) == id),
                    card.account
                        .as_ref()
                        .map_or_else(|| "~".to_owned(), |a| search_key(&a.name)),
                )
            }
        };
        kin.map_or(own, |kin| kin.group.clone())
    }

    /// Shows a move before the server has answered; the card as it was before. `closed_on` is the
    /// day a closing is dated, today when not given.
    pub fn begin(
        &mut self,
        id: OpportunityId,
        to: StageId,
        fill: &[OpportunityChange],
        closed_on: Option<NaiveDate>,
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
            card.close_date = closed_on.unwrap_or(self.view.today);
        }
        self.put(card);
        self.pending.entry(id).or_insert_with(|| before.clone());
        Some(before)
    }

    /// Puts the server's truth in the place of a card, moved or not.
    pub fn confirm(&mut self, view: &OpportunityView) {
        self.turn += 1;
        self.pending.remove(&view.id);
        if let Some(before) = self.take(view.id)
            && view.deleted_at.is_none()
        {
            let mut card = view.card();
            let same = match self.group {
                Grouping::Owner => before.owner == card.owner,
                Grouping::Account => before.account == card.account,
                Grouping::None | Grouping::Category => true,
            };
            card.group = if same {
                before.group
            } else {
                self.group_of(&card)
            };
            self.put(card);
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

    /// Adds the cards that follow `after` to a column; `false` when the column has been read again
    /// meanwhile and goes on elsewhere, so that these would leave a gap.
    pub fn absorb(&mut self, page: BoardColumn, after: &ColumnAfter) -> bool {
        if self
            .column(page.stage_id)
            .and_then(|column| column.next.as_ref())
            != Some(after)
        {
            return false;
        }
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
        true
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
                    self.begin(id, to, &[], None, now);
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

/// The sort word of a card's group in a column of `stage`; equal words stand under one heading.
pub fn group_word<'a>(
    group: Grouping,
    stage: Option<&Stage>,
    card: &'a OpportunityCard,
) -> &'a str {
    match group {
        Grouping::None => "",
        // The stage decides it as well, and a card moves before the server has answered.
        Grouping::Category => category_word(category(card, stage)),
        Grouping::Owner | Grouping::Account => &card.group,
    }
}

/// The order of two cards within a column of `stage`, as the server sorts: by group, then by close
/// date (newest first once closed).
fn order(
    group: Grouping,
    stage: Option<&Stage>,
    closed: bool,
    a: &OpportunityCard,
    b: &OpportunityCard,
) -> Ordering {
    let words = group_word(group, stage, a).cmp(group_word(group, stage, b));
    let days = (a.close_date, a.id).cmp(&(b.close_date, b.id));
    words.then(if closed { days.reverse() } else { days })
}
