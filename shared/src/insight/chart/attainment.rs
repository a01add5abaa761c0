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

/// The scale ends here at least, in basis points of the quota.
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
    let largest = data
        .rows
        .iter()
        .map(|r| r.closed.saturating_add(r.commit))
        .max()
        .unwrap_or(1);
    let share = |row: &AttainmentRow, value: i64| {
        let whole = row
            .quota
            .filter(|quota| *quota > 0)
            .unwrap_or(largest)
            .max(1);
        i64::try_from(i128::from(value.max(0)) * 10_000 / i128::from(whole))
            .unwrap_or(MOST)
            .min(MOST)
    };
    let end = data
        .rows
        .iter()
        .map(|row| share(row, row.closed.saturating_add(row.commit)))
        .max()
        .unwrap_or(0)
        .clamp(LEAST, MOST);
    let wide = frame.layout == Layout::Wide;
    let name_look = Look::strong();
    let names = data
        .rows
        .iter()
        .map(|r| name_look.width(&r.name))
        .max()
        .unwrap_or(0)
        .min(200 * U);
    let values = data
        .rows
        .iter()
        .map(|r| value_text(r, frame))
        .collect::<Vec<_>>();
    let tail = values
        .iter()
        .map(|t| Look::label().width(t))
        .max()
        .unwrap_or(0);
    let shares = data
        .rows
        .iter()
        .map(|r| name_look.bold().width(&r.share))
        .max()
        .unwrap_or(0);
    let area = Area {
        left: if wide { names + 14 * U } else { 2 * U },
        top,
        right: if wide {
            board.width - tail - shares - 30 * U
        } else {
            board.width - 2 * U
        },
        bottom: board.height,
    };
    let plane = board.plane(area, 0..end, 0..1)?;
    let x_of = |bp: i64| plane.backend_coord(&(bp, 0)).0;
    for ((row, value), index) in data.rows.iter().zip(&values).zip(0..) {
        let y = top + index * if wide { 30 * U } else { 46 * U };
        let bar = if wide {
            (y + 8 * U, y + 20 * U)
        } else {
            (y + 22 * U, y + 34 * U)
        };
        let title = format!("{}\u{a0}: {} · {}", row.name, row.share, value);
        let text_y = if wide { y + 14 * U } else { y + 10 * U };
        board.group("ch-mark", &row.key, &title, || {
            let band = |from: i32, to: i32| Area {
                left: from,
                right: to.max(from),
                top: bar.0,
                bottom: bar.1,
            };
            board.rect(
                Area {
                    left: 0,
                    right: board.width,
                    top: y,
                    bottom: y + if wide { 30 * U } else { 46 * U },
                },
                Ink::Hit,
            )?;
            let closed = x_of(share(row, row.closed));
            let commit = x_of(share(row, row.closed.saturating_add(row.commit)));
            let track = if row.quota.is_some() {
                x_of(10_000)
            } else {
                area.left
            };
            board.rect(band(area.left, track), Ink::Track)?;
            board.rect(band(area.left, commit), Ink::Commit)?;
            board.rect(band(area.left, closed), Ink::Closed)?;
            if row.quota.is_some() {
                board.line(
                    (track, bar.0 - 4 * U),
                    (track, bar.1 + 4 * U),
                    Ink::Quota,
                    15,
                )?;
            }
            if wide {
                let name = fit(&row.name, name_look.size, false, names);
                board.text(
                    (area.left - 12 * U, text_y),
                    &name,
                    name_look.hang(Hang::Right),
                )?;
                board.text(
                    (area.right + shares + 10 * U, text_y),
                    &row.share,
                    name_look.bold().hang(Hang::Right),
                )?;
                board.text(
                    (board.width - 2 * U, text_y),
                    value,
                    Look::label().hang(Hang::Right),
                )
            } else {
                let room = area.width() - tail - shares - 24 * U;
                board.text(
                    (area.left, text_y),
                    &fit(&row.name, name_look.size, false, room),
                    name_look,
                )?;
                board.text(
                    (area.right, text_y),
                    &row.share,
                    name_look.bold().hang(Hang::Right),
                )?;
                board.text(
                    (area.right - shares - 10 * U, text_y),
                    value,
                    Look::label().hang(Hang::Right),
                )
            }
        })?;
    }
    Ok(())
}

fn value_text(row: &AttainmentRow, frame: &Frame<'_>) -> String {
    match row.quota {
        Some(quota) => format!("{} / {}", (frame.money)(row.closed), (frame.money)(quota)),
        None => (frame.money)(row.closed),
    }
}
