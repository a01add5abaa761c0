//! A chart the size of a word: one bar a month.

use super::board::{Area, Board, Done};
use super::svg::{Ink, U};
use super::{Drawing, Frame, Table};

/// The words.
#[derive(Clone, Copy)]
pub struct SparkWords<'a> {
    /// Head of the table's column of periods.
    pub period: &'a str,
    /// Head of the table's column of values.
    pub value: &'a str,
    /// Name of the n-th period, from 0.
    pub name: &'a dyn Fn(usize) -> String,
}

/// Draws the chart. Months without value keep a mark on the ground, so that silence can be seen.
#[must_use]
pub fn spark(values: &[i64], frame: &Frame<'_>, words: &SparkWords<'_>) -> Drawing {
    let board = Board::new(120, 28);
    let done = draw(&board, values, frame, words);
    Drawing {
        svg: board.finish(frame, done),
        table: Table {
            columns: vec![words.period.to_owned(), words.value.to_owned()],
            rows: values
                .iter()
                .enumerate()
                .map(|(index, value)| vec![(words.name)(index), (frame.money_full)(*value)])
                .collect(),
        },
    }
}

fn draw(board: &Board, values: &[i64], frame: &Frame<'_>, words: &SparkWords<'_>) -> Done {
    let count = i32::try_from(values.len().max(1)).unwrap_or(1);
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let area = Area {
        left: 0,
        top: U,
        right: board.width,
        bottom: board.height - U,
    };
    let plane = board.plane(area, 0..i64::from(count), 0..most)?;
    let slot = board.width / count;
    for (place, (index, value)) in (0..count).zip(values.iter().enumerate()) {
        let top = plane
            .backend_coord(&(0, (*value).max(0)))
            .1
            .min(area.bottom - 15);
        let left = place * slot + slot / 8;
        let title = format!(
            "{}\u{a0}: {}",
            (words.name)(index),
            (frame.money_full)(*value)
        );
        let ink = if *value > 0 { Ink::Bar } else { Ink::Track };
        board.group("ch-mark", "", &title, || {
            board.rect(
                Area {
                    left,
                    right: left + slot * 3 / 4,
                    top,
                    bottom: area.bottom,
                },
                ink,
            )
        })?;
    }
    Ok(())
}
