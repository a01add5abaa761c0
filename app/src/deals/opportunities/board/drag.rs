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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn stage(n: u128) -> StageId {
        StageId(Uuid::from_u128(n))
    }
    const CARD: OpportunityId = OpportunityId(Uuid::from_u128(9));

    fn run(inputs: &[Input]) -> (Drag, Vec<Outcome>) {
        let columns = [stage(1), stage(2), stage(3)];
        let mut drag = Drag::default();
        let outcomes = inputs
            .iter()
            .map(|input| drag.take(*input, &columns))
            .collect();
        (drag, outcomes)
    }

    fn press() -> Input {
        Input::Press {
            card: CARD,
            from: stage(1),
            x: 10.0,
            y: 10.0,
        }
    }

    fn moved(x: f64, over: u128) -> Input {
        Input::Move {
            x,
            y: 10.0,
            over: Some(stage(over)),
        }
    }

    #[test]
    fn a_press_that_stays_is_a_click() {
        let (drag, outcomes) = run(&[press(), moved(13.0, 1), Input::Release]);
        assert_eq!(drag, Drag::Idle);
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Nothing));
    }

    #[test]
    fn a_drag_drops_where_the_pointer_is() {
        let (_, outcomes) = run(&[
            press(),
            moved(20.0, 1),
            moved(300.0, 2),
            moved(301.0, 2),
            Input::Release,
        ]);
        assert_eq!(
            outcomes,
            [
                Outcome::Nothing,
                Outcome::Started,
                Outcome::Over(Some(stage(2))),
                Outcome::Nothing,
                Outcome::Dropped {
                    card: CARD,
                    to: stage(2)
                }
            ]
        );
    }

    #[test]
    fn escape_and_the_own_column_put_back() {
        for end in [Input::Cancel, Input::Release] {
            let (drag, outcomes) = run(&[press(), moved(20.0, 1), end]);
            assert_eq!(outcomes[2], Outcome::Cancelled(CARD));
            assert_eq!(drag, Drag::Idle);
        }
    }

    #[test]
    fn the_keyboard_stays_within_the_board() {
        let lift = Input::Lift {
            card: CARD,
            from: stage(2),
        };
        let (_, outcomes) = run(&[lift, Input::Step(1), Input::Step(1), Input::Drop]);
        assert_eq!(outcomes[2], Outcome::Over(Some(stage(3))));
        assert_eq!(
            outcomes[3],
            Outcome::Dropped {
                card: CARD,
                to: stage(3)
            }
        );
        let (_, outcomes) = run(&[lift, Input::Step(-5), Input::Step(1), Input::Drop]);
        assert_eq!(outcomes[1], Outcome::Over(Some(stage(1))));
        assert_eq!(outcomes[3], Outcome::Cancelled(CARD));
    }

    #[test]
    fn a_second_pointer_changes_nothing() {
        let other = Input::Press {
            card: OpportunityId(Uuid::nil()),
            from: stage(3),
            x: 0.0,
            y: 0.0,
        };
        let (drag, _) = run(&[press(), moved(20.0, 2), other]);
        assert_eq!(drag.held(), Some(CARD));
    }
}
