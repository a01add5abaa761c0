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
    let sheet = Sheet::of(board, data.rows, frame.layout == Layout::Wide);
    let most = data.rows.iter().map(|r| r.value).max().unwrap_or(1).max(1);
    let plane = board.plane(sheet.area, 0..most, 0..1)?;
    for (row, index) in data.rows.iter().zip(0..) {
        let y = sheet.area.top + index * sheet.step();
        let end = plane.backend_coord(&(row.value.max(0), 0)).0;
        let title = format!("{}\u{a0}: {} {}", row.name, row.text, row.passed);
        board.group("ch-mark", &row.key, title.trim_end(), || {
            let whole = Area {
                left: 0,
                right: board.width,
                top: y,
                bottom: y + sheet.step(),
            };
            board.rect(whole, Ink::Hit)?;
            let track = sheet.track(y);
            board.rect(track, Ink::Track)?;
            let right = end.max(track.left + 2 * U);
            board.rect(Area { right, ..track }, Ink::Bar)?;
            sheet.draw_words(board, y, row)
        })?;
    }
    Ok(())
}

/// Where bars and words stand: beside each other on a wide sheet, the words above on a narrow one.
struct Sheet {
    wide: bool,
    /// Of the bars.
    area: Area,
    /// Widths of the columns of words; that of values and shares together, with its gap.
    names: i32,
    passed: i32,
    tail: i32,
}

impl Sheet {
    fn of(board: &Board, rows: &[FunnelRow], wide: bool) -> Self {
        let (strong, label) = (Look::strong(), Look::label());
        let names = rows.iter().map(|r| strong.width(&r.name)).max();
        let names = names.unwrap_or(0).min(220 * U);
        let passed = rows.iter().map(|r| label.width(&r.passed)).max();
        let tails = rows
            .iter()
            .map(|r| strong.width(&r.text) + label.width(&r.passed) + 14 * U);
        let tail = tails.max().unwrap_or(0);
        let (left, right) = if wide {
            (names + 14 * U, board.width - tail - 12 * U)
        } else {
            (2 * U, board.width - 2 * U)
        };
        let area = Area {
            left,
            top: 4 * U,
            right,
            bottom: board.height,
        };
        Self {
            wide,
            area,
            names,
            passed: passed.unwrap_or(0),
            tail,
        }
    }

    /// From one row to the next.
    const fn step(&self) -> i32 {
        if self.wide { 34 * U } else { 48 * U }
    }

    /// The longest bar of a row.
    const fn track(&self, y: i32) -> Area {
        let (top, bottom) = if self.wide {
            (y + 5 * U, y + 27 * U)
        } else {
            (y + 22 * U, y + 38 * U)
        };
        Area {
            top,
            bottom,
            ..self.area
        }
    }

    fn draw_words(&self, board: &Board, y: i32, row: &FunnelRow) -> Done {
        let (strong, label) = (Look::strong(), Look::label());
        let area = self.area;
        let edge = board.width - 2 * U;
        let y = y + if self.wide { 16 * U } else { 10 * U };
        board.text((edge, y), &row.passed, label.hang(Hang::Right))?;
        let value = strong.bold().hang(Hang::Right);
        board.text((edge - self.passed - 10 * U, y), &row.text, value)?;
        if self.wide {
            let name = fit(&row.name, strong.size, false, self.names);
            board.text((area.left - 12 * U, y), &name, strong.hang(Hang::Right))
        } else {
            let room = area.width() - self.tail - 8 * U;
            let name = fit(&row.name, strong.size, false, room);
            board.text((area.left, y), &name, strong)
        }
    }
}
