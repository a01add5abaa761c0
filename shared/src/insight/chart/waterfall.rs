//! What changed: an opening total, steps up and down, a closing total. Upright where there is room,
//! as rows on a telephone.

use super::board::{Area, Board, Done, Hang, Look, axis_width, grid};
use super::metrics::{fit, two_lines};
use super::scale::ticks;
use super::svg::{Ink, U};
use super::{Drawing, Frame, Layout, Table};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaterfallBar {
    /// What it stands for, given back as `data-key` to open the deals behind it.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Change for a step, height for a total; minor units.
    pub value: i64,
    /// Total or step.
    pub kind: BarKind,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    /// A total, which stands on the ground.
    Total,
    /// A step up or down.
    Step,
    /// What left because it was won: down, but good news.
    Won,
}

/// The words.
#[derive(Clone, Copy)]
pub struct WaterfallWords<'a> {
    /// Head of the table's column of names.
    pub step: &'a str,
    /// Head of the table's column of amounts.
    pub amount: &'a str,
    /// Minor units with a sign, short: `+1.2 M€`.
    pub signed: &'a dyn Fn(i64) -> String,
}

/// Draws the chart.
#[must_use]
pub fn waterfall(bars: &[WaterfallBar], frame: &Frame<'_>, words: &WaterfallWords<'_>) -> Drawing {
    let board = match frame.layout {
        Layout::Wide => Board::new(900, 320),
        Layout::Narrow => Board::new(380, 16 + 44 * i32::try_from(bars.len()).unwrap_or(0)),
    };
    let placed = place(bars);
    let done = match frame.layout {
        Layout::Wide => upright(&board, &placed, frame, words),
        Layout::Narrow => rows(&board, &placed, frame, words),
    };
    Drawing {
        svg: board.finish(frame, done),
        table: Table {
            columns: vec![words.step.to_owned(), words.amount.to_owned()],
            rows: bars
                .iter()
                .map(|bar| vec![bar.name.clone(), (frame.money_full)(bar.value)])
                .collect(),
        },
    }
}

/// A bar between two heights.
struct Placed<'a> {
    bar: &'a WaterfallBar,
    from: i64,
    to: i64,
}

fn place(bars: &[WaterfallBar]) -> Vec<Placed<'_>> {
    let mut level = 0_i64;
    bars.iter()
        .map(|bar| {
            let from = if bar.kind == BarKind::Total { 0 } else { level };
            let to = if bar.kind == BarKind::Total {
                bar.value
            } else {
                level.saturating_add(bar.value)
            };
            level = to;
            Placed { bar, from, to }
        })
        .collect()
}

impl Placed<'_> {
    fn ink(&self) -> Ink {
        match (self.bar.kind, self.bar.value >= 0) {
            (BarKind::Total, _) => Ink::Total,
            (BarKind::Won, _) => Ink::Closed,
            (BarKind::Step, true) => Ink::Up,
            (BarKind::Step, false) => Ink::Down,
        }
    }

    fn label(&self, frame: &Frame<'_>, words: &WaterfallWords<'_>) -> String {
        if self.bar.kind == BarKind::Total {
            (frame.money)(self.bar.value)
        } else {
            (words.signed)(self.bar.value)
        }
    }

    fn title(&self, frame: &Frame<'_>) -> String {
        format!(
            "{}\u{a0}: {}",
            self.bar.name,
            (frame.money_full)(self.bar.value)
        )
    }
}

fn ends(placed: &[Placed<'_>]) -> (i64, i64) {
    let heights = || placed.iter().flat_map(|p| [p.from, p.to]);
    (
        heights().min().unwrap_or(0).min(0),
        heights().max().unwrap_or(0).max(1),
    )
}

fn upright(
    board: &Board,
    placed: &[Placed<'_>],
    frame: &Frame<'_>,
    words: &WaterfallWords<'_>,
) -> Done {
    let (low, high) = ends(placed);
    let scale = ticks(low, high, 5);
    let (bottom, top) = super::scale::ends(&scale);
    let area = Area {
        left: axis_width(&scale, frame) + 10 * U,
        top: 22 * U,
        right: board.width - 4 * U,
        bottom: board.height - 42 * U,
    };
    let count = i32::try_from(placed.len().max(1)).unwrap_or(1);
    let plane = board.plane(area, 0..i64::from(count), bottom..top)?;
    let height_of = |value: i64| plane.backend_coord(&(0, value)).1;
    grid(board, area, &scale, frame, &height_of)?;
    let slot = area.width() / count;
    let half = (slot * 32 / 100).min(26 * U);
    let mut previous: Option<(i32, i32)> = None;
    for (index, bar) in (0..count).zip(placed) {
        let middle = area.left + slot * index + slot / 2;
        let (a, b) = (height_of(bar.from), height_of(bar.to));
        let solid = Area {
            left: middle - half,
            right: middle + half,
            top: a.min(b),
            bottom: a.max(b).max(a.min(b) + 2 * U),
        };
        if let Some((x, y)) = previous {
            board.line((x, y), (solid.left, y), Ink::Axis, 10)?;
        }
        previous = Some((solid.right, b));
        board.group("ch-mark", &bar.bar.key, &bar.title(frame), || {
            let full = Area {
                left: middle - slot / 2,
                right: middle + slot / 2,
                top: 0,
                bottom: board.height,
            };
            board.rect(full, Ink::Hit)?;
            board.rect(solid, bar.ink())?;
            let value = bar.label(frame, words);
            write_bar(board, bar, &value, (middle, solid.top, area.bottom), slot)
        })?;
    }
    Ok(())
}

/// The value above a bar and its name below the axis.
fn write_bar(
    board: &Board,
    bar: &Placed<'_>,
    value: &str,
    (middle, above, below): (i32, i32, i32),
    slot: i32,
) -> Done {
    let label = Look::label().hang(Hang::Middle);
    let total = bar.bar.kind == BarKind::Total;
    let look = Look {
        bold: total,
        ..label.ink(Ink::Strong)
    };
    let value = fit(value, label.size, total, slot - 4 * U);
    board.text((middle, above - 9 * U), &value, look)?;
    let lines = two_lines(&bar.bar.name, label.size, slot - 6 * U);
    for (line, y) in lines.iter().zip([15, 29]) {
        board.text((middle, below + y * U), line, label)?;
    }
    Ok(())
}

fn rows(
    board: &Board,
    placed: &[Placed<'_>],
    frame: &Frame<'_>,
    words: &WaterfallWords<'_>,
) -> Done {
    let (low, high) = ends(placed);
    let strong = Look::strong().bold();
    let values: Vec<String> = placed.iter().map(|bar| bar.label(frame, words)).collect();
    let column = values.iter().map(|v| strong.width(v)).max().unwrap_or(0);
    let edge = board.width - 2 * U;
    let area = Area {
        left: 2 * U,
        top: 0,
        right: edge - column - 10 * U,
        bottom: board.height,
    };
    let plane = board.plane(area, low..high, 0..1)?;
    let x_of = |value: i64| plane.backend_coord(&(value, 0)).0;
    let mut previous: Option<(i32, i32)> = None;
    for ((bar, value), index) in placed.iter().zip(&values).zip(0..) {
        let top = 8 * U + index * 44 * U;
        let (a, b) = (x_of(bar.from), x_of(bar.to));
        let (left, right) = (a.min(b), a.max(b).max(a.min(b) + 2 * U));
        let band = Area {
            left,
            right,
            top: top + 22 * U,
            bottom: top + 36 * U,
        };
        let name = fit(&bar.bar.name, Look::label().size, false, edge - area.left);
        let name_end = area.left + Look::label().width(&name) + 4 * U;
        if let Some((x, y)) = previous.filter(|(x, _)| *x > name_end) {
            board.line((x, y), (x, band.top), Ink::Axis, 10)?;
        }
        previous = Some((b, band.bottom));
        board.group("ch-mark", &bar.bar.key, &bar.title(frame), || {
            let whole = Area {
                left: 0,
                right: board.width,
                top,
                bottom: top + 40 * U,
            };
            board.rect(whole, Ink::Hit)?;
            board.rect(band, bar.ink())?;
            let look = if bar.bar.kind == BarKind::Total {
                strong
            } else {
                Look::strong()
            };
            board.text((area.left, top + 11 * U), &name, Look::label())?;
            board.text((edge, top + 29 * U), value, look.hang(Hang::Right))
        })?;
    }
    Ok(())
}
