//! Dragging a card, without a browser.

use app::deals::opportunities::board::drag::{Drag, Input, Outcome};
use shared::kernel::{OpportunityId, StageId};
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
