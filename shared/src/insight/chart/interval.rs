//! A share with its interval and the common share, the size of a word.

use super::board::{Area, Board, Done, fill};
use super::svg::{Ink, U};
use super::{Frame, Layout};
use plotters::prelude::Circle;

/// Draws a share with its interval (basis points) on a line from 0 to 100 %, with a tick at the
/// share of everybody. The numbers are beside it in the page, so there is no table.
#[must_use]
pub fn interval(
    low_bp: i64,
    value_bp: i64,
    high_bp: i64,
    common_bp: Option<i64>,
    frame: &Frame<'_>,
) -> String {
    let board = Board::new(100, 18);
    let done = draw(&board, (low_bp, value_bp, high_bp), common_bp);
    board.finish(
        &Frame {
            layout: Layout::Wide,
            ..*frame
        },
        done,
    )
}

fn draw(board: &Board, (low, value, high): (i64, i64, i64), common: Option<i64>) -> Done {
    let area = Area {
        left: 4 * U,
        top: 0,
        right: board.width - 4 * U,
        bottom: board.height,
    };
    let plane = board.plane(area, 0..10_000, 0..1)?;
    let x_of = |bp: i64| plane.backend_coord(&(bp.clamp(0, 10_000), 0)).0;
    let middle = board.height / 2;
    let band = |left: i32, right: i32, half: i32| Area {
        left,
        right: right.max(left + U),
        top: middle - half,
        bottom: middle + half,
    };
    board.rect(band(area.left, area.right, 15), Ink::Track)?;
    board.rect(band(x_of(low), x_of(high), 30), Ink::Commit)?;
    if let Some(common) = common {
        let x = x_of(common);
        board.line((x, 2 * U), (x, board.height - 2 * U), Ink::Quota, 15)?;
    }
    board.root.draw(&Circle::new(
        (x_of(value), middle),
        4 * U,
        fill(Ink::Median),
    ))
}
