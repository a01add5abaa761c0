//! Attainment: closed against quota per person, with what is committed on top.

use super::board::{Area, Board, Done, Hang, Look, legend};
use super::metrics::fit;
use super::svg::{Ink, U};
use super::{Drawing, Frame, Layout, Table};

/// One person or team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttainmentRow {
    /// What it stands for, given back as `data-key`.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Won in the period.
    pub closed: i64,
    /// Committed in the period.
    pub commit: i64,
    /// The target; bars without one are drawn against the largest bar.
    pub quota: Option<i64>,
    /// Attainment in words ("82 %"), or a dash.
    pub share: String,
}

/// The numbers.
#[derive(Clone, Copy, Debug)]
pub struct Attainment<'a> {
    /// One row each.
    pub rows: &'a [AttainmentRow],
}

/// The words.
#[derive(Clone, Copy)]
pub struct AttainmentWords<'a> {
    /// Head of the table's column of names.
    pub name: &'a str,
    /// Key of won money.
    pub closed: &'a str,
    /// Key of committed money.
    pub commit: &'a str,
    /// Key of the target.
    pub quota: &'a str,
    /// Head of the table's column of shares.
    pub attainment: &'a str,
}

/// Draws the chart. Every bar has its own quota as 100 %, so people with different targets compare.
#[must_use]
pub fn attainment(
    data: &Attainment<'_>,
    frame: &Frame<'_>,
    words: &AttainmentWords<'_>,
) -> Drawing {
    let count = i32::try_from(data.rows.len()).unwrap_or(0);
    let board = match frame.layout {
        Layout::Wide => Board::new(900, 34 + 30 * count.max(1)),
        Layout::Narrow => Board::new(380, 52 + 46 * count.max(1)),
    };
    let done = draw(&board, data, frame, words);
    let money = frame.money_full;
    Drawing {
        svg: board.finish(frame, done),
        table: Table {
            columns: [
                words.name,
                words.closed,
                words.commit,
                words.quota,
                words.attainment,
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: data
                .rows
                .iter()
                .map(|row| {
                    vec![
                        row.name.clone(),
                        money(row.closed),
                        money(row.commit),
                        row.quota.map(money).unwrap_or_default(),
                        row.share.clone(),
                    ]
                })
                .collect(),
        },
    }
}

/// The quota, in basis points of itself.
const WHOLE: i64 = 10_000;
/// The scale ends here at least.
const LEAST: i64 = 11_000;
/// Bars beyond this are cut: a tiny quota must not flatten everybody else.
const MOST: i64 = 20_000;

fn draw(
    board: &Board,
    data: &Attainment<'_>,
    frame: &Frame<'_>,
    words: &AttainmentWords<'_>,
) -> Done {
    let keys = [
        (Ink::Closed, false, words.closed),
        (Ink::Commit, false, words.commit),
        (Ink::Quota, true, words.quota),
    ];
    let top = legend(board, (U, 0, board.width - U), &keys)? + 10 * U;
    let values: Vec<String> = data.rows.iter().map(|r| value_text(r, frame)).collect();
    let sheet = Sheet::of(board, data.rows, &values, frame.layout == Layout::Wide, top);
    let scale = Scale::of(data.rows);
    let plane = board.plane(sheet.area, 0..scale.end, 0..1)?;
    let x_of = |bp: i64| plane.backend_coord(&(bp, 0)).0;
    for ((row, value), index) in data.rows.iter().zip(&values).zip(0..) {
        let y = top + index * sheet.step();
        let title = format!("{}\u{a0}: {} · {}", row.name, row.share, value);
        board.group("ch-mark", &row.key, &title, || {
            let whole = Area {
                left: 0,
                right: board.width,
                top: y,
                bottom: y + sheet.step(),
            };
            board.rect(whole, Ink::Hit)?;
            sheet.draw_bars(
                board,
                y,
                row,
                &|value| x_of(scale.share(row, value)),
                x_of(WHOLE),
            )?;
            sheet.draw_words(board, y, row, value)
        })?;
    }
    Ok(())
}

/// Closed and committed.
fn total(row: &AttainmentRow) -> i64 {
    row.closed.saturating_add(row.commit)
}

/// How long bars are, in basis points of the quota.
struct Scale {
    /// What is 100 % for a row without a quota.
    largest: i64,
    end: i64,
}

impl Scale {
    fn of(rows: &[AttainmentRow]) -> Self {
        let mut scale = Self {
            largest: rows.iter().map(total).max().unwrap_or(1),
            end: MOST,
        };
        let longest = rows.iter().map(|row| scale.share(row, total(row))).max();
        scale.end = longest.unwrap_or(0).clamp(LEAST, MOST);
        scale
    }

    fn share(&self, row: &AttainmentRow, value: i64) -> i64 {
        let quota = row.quota.filter(|quota| *quota > 0);
        let whole = quota.unwrap_or(self.largest).max(1);
        i64::try_from(i128::from(value.max(0)) * i128::from(WHOLE) / i128::from(whole))
            .unwrap_or(MOST)
            .min(MOST)
    }
}

/// Where bars and words stand: beside each other on a wide sheet, the words above on a narrow one.
struct Sheet {
    wide: bool,
    /// Of the bars.
    area: Area,
    /// Widths of the columns of words.
    names: i32,
    shares: i32,
    values: i32,
}

impl Sheet {
    fn of(board: &Board, rows: &[AttainmentRow], values: &[String], wide: bool, top: i32) -> Self {
        let (name, share) = (Look::strong(), Look::strong().bold());
        let names = rows.iter().map(|r| name.width(&r.name)).max().unwrap_or(0);
        let names = names.min(200 * U);
        let shares = rows.iter().map(|r| share.width(&r.share)).max();
        let shares = shares.unwrap_or(0);
        let values = values.iter().map(|t| Look::label().width(t)).max();
        let values = values.unwrap_or(0);
        let (left, right) = if wide {
            (names + 14 * U, board.width - values - shares - 30 * U)
        } else {
            (2 * U, board.width - 2 * U)
        };
        let area = Area {
            left,
            top,
            right,
            bottom: board.height,
        };
        Self {
            wide,
            area,
            names,
            shares,
            values,
        }
    }

    /// From one row to the next.
    const fn step(&self) -> i32 {
        if self.wide { 30 * U } else { 46 * U }
    }

    /// What is closed before what is committed before the rest of the quota, which ends at `whole`.
    fn draw_bars(
        &self,
        board: &Board,
        y: i32,
        row: &AttainmentRow,
        x_of: &dyn Fn(i64) -> i32,
        whole: i32,
    ) -> Done {
        let (top, bottom) = if self.wide {
            (y + 8 * U, y + 20 * U)
        } else {
            (y + 22 * U, y + 34 * U)
        };
        let left = self.area.left;
        let to = |end: i32| Area {
            left,
            right: end.max(left),
            top,
            bottom,
        };
        let track = if row.quota.is_some() { whole } else { left };
        board.rect(to(track), Ink::Track)?;
        board.rect(to(x_of(total(row))), Ink::Commit)?;
        board.rect(to(x_of(row.closed)), Ink::Closed)?;
        if row.quota.is_some() {
            let (above, below) = ((track, top - 4 * U), (track, bottom + 4 * U));
            board.line(above, below, Ink::Quota, 15)?;
        }
        Ok(())
    }

    fn draw_words(&self, board: &Board, y: i32, row: &AttainmentRow, value: &str) -> Done {
        let (area, shares) = (self.area, self.shares);
        let name = Look::strong();
        let share = name.bold().hang(Hang::Right);
        let label = Look::label().hang(Hang::Right);
        if self.wide {
            let y = y + 14 * U;
            let text = fit(&row.name, name.size, false, self.names);
            board.text((area.left - 12 * U, y), &text, name.hang(Hang::Right))?;
            board.text((area.right + shares + 10 * U, y), &row.share, share)?;
            board.text((board.width - 2 * U, y), value, label)
        } else {
            let y = y + 10 * U;
            let room = area.width() - self.values - shares - 24 * U;
            let text = fit(&row.name, name.size, false, room);
            board.text((area.left, y), &text, name)?;
            board.text((area.right, y), &row.share, share)?;
            board.text((area.right - shares - 10 * U, y), value, label)
        }
    }
}

fn value_text(row: &AttainmentRow, frame: &Frame<'_>) -> String {
    match row.quota {
        Some(quota) => format!("{} / {}", (frame.money)(row.closed), (frame.money)(quota)),
        None => (frame.money)(row.closed),
    }
}
