//! Dragging as a machine: what presses, movements and keys mean, without a browser.
//!
//! Mouse and pen: a press on a card that moves five pixels becomes a drag. Touch: only the grip
//! presses, so that a finger on a card scrolls. Keyboard: lift, step from column to column, drop.

use shared::kernel::{OpportunityId, StageId};

/// How far a press must move to become a drag, in pixels.
const THRESHOLD: f64 = 5.0;

/// Where a drag stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Drag {
    /// Nothing is held.
    #[default]
    Idle,
    /// A pointer is down on a card, but has not moved far enough.
    Pressed {
        card: OpportunityId,
        from: StageId,
        x: f64,
        y: f64,
    },
    /// A card follows the pointer.
    Dragging {
        card: OpportunityId,
        from: StageId,
        over: Option<StageId>,
    },
    /// A card was lifted by the keyboard.
    Lifted {
        card: OpportunityId,
        from: StageId,
        over: StageId,
    },
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A pointer went down on a card.
    Press {
        card: OpportunityId,
        from: StageId,
        x: f64,
        y: f64,
    },
    /// The pointer moved, over this column.
    Move {
        x: f64,
        y: f64,
        over: Option<StageId>,
    },
    /// The pointer went up.
    Release,
    /// Escape, or the browser took the pointer away.
    Cancel,
    /// The keyboard lifts a card.
    Lift { card: OpportunityId, from: StageId },
    /// The keyboard goes this many columns to the side.
    Step(i32),
    /// The keyboard drops.
    Drop,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to do.
    Nothing,
    /// A drag began.
    Started,
    /// The keyboard lifted a card.
    Lifted,
    /// The card is over this column now (`None`: over none).
    Over(Option<StageId>),
    /// The card was dropped on another column.
    Dropped { card: OpportunityId, to: StageId },
    /// The card went back to where it was.
    Cancelled(OpportunityId),
}

impl Drag {
    /// The card that is held and shown as such.
    pub fn held(self) -> Option<OpportunityId> {
        match self {
            Drag::Dragging { card, .. } | Drag::Lifted { card, .. } => Some(card),
            Drag::Idle | Drag::Pressed { .. } => None,
        }
    }

    /// The column under the held card.
    pub fn over(self) -> Option<StageId> {
        match self {
            Drag::Dragging { over, .. } => over,
            Drag::Lifted { over, .. } => Some(over),
            Drag::Idle | Drag::Pressed { .. } => None,
        }
    }

    /// Takes one input; `columns` are the stages from left to right.
    pub fn take(&mut self, input: Input, columns: &[StageId]) -> Outcome {
        let (next, outcome) = self.follow(input, columns);
        *self = next;
        outcome
    }

    fn follow(self, input: Input, columns: &[StageId]) -> (Drag, Outcome) {
        match (self, input) {
            (Drag::Idle, Input::Press { card, from, x, y }) => {
                (Drag::Pressed { card, from, x, y }, Outcome::Nothing)
            }
            (Drag::Idle, Input::Lift { card, from }) => {
                let over = from;
                (Drag::Lifted { card, from, over }, Outcome::Lifted)
            }
            (
                Drag::Pressed { card, from, x, y },
                Input::Move {
                    x: to_x,
                    y: to_y,
                    over,
                },
            ) => {
                if (to_x - x).hypot(to_y - y) < THRESHOLD {
                    (self, Outcome::Nothing)
                } else {
                    (Drag::Dragging { card, from, over }, Outcome::Started)
                }
            }
            (
                Drag::Dragging {
                    card,
                    from,
                    over: was,
                },
                Input::Move { over, .. },
            ) => {
                let outcome = if was == over {
                    Outcome::Nothing
                } else {
                    Outcome::Over(over)
                };
                (Drag::Dragging { card, from, over }, outcome)
            }
            (Drag::Lifted { card, from, over }, Input::Step(by)) => {
                let over = beside(columns, over, by);
                (Drag::Lifted { card, from, over }, Outcome::Over(Some(over)))
            }
            (Drag::Dragging { card, from, over }, Input::Release) => match over {
                Some(to) if to != from => (Drag::Idle, Outcome::Dropped { card, to }),
                _ => (Drag::Idle, Outcome::Cancelled(card)),
            },
            (Drag::Lifted { card, from, over }, Input::Drop) => {
                if over == from {
                    (Drag::Idle, Outcome::Cancelled(card))
                } else {
                    (Drag::Idle, Outcome::Dropped { card, to: over })
                }
            }
            (Drag::Dragging { card, .. } | Drag::Lifted { card, .. }, Input::Cancel) => {
                (Drag::Idle, Outcome::Cancelled(card))
            }
            (Drag::Pressed { .. }, Input::Release | Input::Cancel) => {
                (Drag::Idle, Outcome::Nothing)
            }
            (state, _) => (state, Outcome::Nothing),
        }
    }
}

/// The column `by` places beside `at`, staying within the board.
fn beside(columns: &[StageId], at: StageId, by: i32) -> StageId {
    let index = columns.iter().position(|id| *id == at).unwrap_or(0);
    let wanted = i64::try_from(index).unwrap_or(0) + i64::from(by);
    let last = columns.len().saturating_sub(1);
    let index = usize::try_from(wanted.max(0)).unwrap_or(0).min(last);
    columns.get(index).copied().unwrap_or(at)
}
