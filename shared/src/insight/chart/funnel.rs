//! Stages as bars, each with how many went on.

use super::board::{Area, Board, Done, Hang, Look};
use super::metrics::fit;
use super::svg::{Ink, U};
use super::{Drawing, Frame, Layout, Table};

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelRow {
    /// What it stands for, given back as `data-key`.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// What decides the length of the bar: a count or an amount, not negative.
    pub value: i64,
    /// The value in words.
    pub text: String,
    /// Share that went on to the next stage in words, or empty.
    pub passed: String,
}

/// The numbers.
#[derive(Clone, Copy, Debug)]
pub struct Funnel<'a> {
    /// In the order of the pipeline.
    pub rows: &'a [FunnelRow],
}

/// The words.
#[derive(Clone, Copy)]
pub struct FunnelWords<'a> {
    /// Head of the table's column of stages.
    pub stage: &'a str,
    /// Head of the table's column of values.
    pub value: &'a str,
    /// Head of the table's column of shares.
    pub passed: &'a str,
}

/// Draws the chart.
#[must_use]
pub fn funnel(data: &Funnel<'_>, frame: &Frame<'_>, words: &FunnelWords<'_>) -> Drawing {
    let count = i32::try_from(data.rows.len().max(1)).unwrap_or(1);
    let board = match frame.layout {
        Layout::Wide => Board::new(900, 8 + 34 * count),
        Layout::Narrow => Board::new(380, 8 + 48 * count),
    };
    let done = draw(&board, data, frame);
    Drawing {
        svg: board.finish(frame, done),
        table: Table {
            columns: [words.stage, words.value, words.passed]
                .map(str::to_owned)
                .to_vec(),
            rows: data
                .rows
                .iter()
                .map(|row| vec![row.name.clone(), row.text.clone(), row.passed.clone()])
                .collect(),
        },
    }
}

fn draw(board: &Board, data: &Funnel<'_>, frame: &Frame<'_>) -> Done {
    let wide = frame.layout == Layout::Wide;
    let strong = Look::strong();
    let names = data
        .rows
        .iter()
        .map(|r| strong.width(&r.name))
        .max()
        .unwrap_or(0)
        .min(220 * U);
    let tail = data
        .rows
        .iter()
        .map(|r| strong.width(&r.text) + Look::label().width(&r.passed) + 14 * U)
        .max()
        .unwrap_or(0);
    let area = Area {
        left: if wide { names + 14 * U } else { 2 * U },
        top: 4 * U,
        right: if wide {
            board.width - tail - 12 * U
        } else {
            board.width - 2 * U
        },
        bottom: board.height,
    };
    let most = data.rows.iter().map(|r| r.value).max().unwrap_or(1).max(1);
    let plane = board.plane(area, 0..most, 0..1)?;
    for (row, index) in data.rows.iter().zip(0..) {
        let step = if wide { 34 * U } else { 48 * U };
        let y = area.top + index * step;
        let bar = if wide {
            (y + 5 * U, y + 27 * U)
        } else {
            (y + 22 * U, y + 38 * U)
        };
        let text_y = if wide { y + 16 * U } else { y + 10 * U };
        let end = plane
            .backend_coord(&(row.value.max(0), 0))
            .0
            .max(area.left + 2 * U);
        let title = format!("{}\u{a0}: {} {}", row.name, row.text, row.passed);
        board.group("ch-mark", &row.key, title.trim_end(), || {
            board.rect(
                Area {
                    left: 0,
                    right: board.width,
                    top: y,
                    bottom: y + step,
                },
                Ink::Hit,
            )?;
            board.rect(
                Area {
                    left: area.left,
                    right: area.right,
                    top: bar.0,
                    bottom: bar.1,
                },
                Ink::Track,
            )?;
            board.rect(
                Area {
                    left: area.left,
                    right: end,
                    top: bar.0,
                    bottom: bar.1,
                },
                Ink::Bar,
            )?;
            let passed = Look::label().hang(Hang::Right);
            let edge = board.width - 2 * U;
            board.text((edge, text_y), &row.passed, passed)?;
            let widest = data
                .rows
                .iter()
                .map(|r| passed.width(&r.passed))
                .max()
                .unwrap_or(0);
            board.text(
                (edge - widest - 10 * U, text_y),
                &row.text,
                strong.bold().hang(Hang::Right),
            )?;
            if wide {
                let name = fit(&row.name, strong.size, false, names);
                board.text(
                    (area.left - 12 * U, text_y),
                    &name,
                    strong.hang(Hang::Right),
                )
            } else {
                let name = fit(&row.name, strong.size, false, area.width() - tail - 8 * U);
                board.text((area.left, text_y), &name, strong)
            }
        })?;
    }
    Ok(())
}
