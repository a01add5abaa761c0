//! Projected bookings: what is closed so far, then the simulated range up to the period's end.

use super::board::{
    Area, Board, Done, Hang, Look, Plane, SMALL, axis_width, fill, grid, legend, stroke,
};
use super::scale::{ends, stride, ticks};
use super::svg::{Ink, U};
use super::{Drawing, Frame, Layout, Table};
use crate::planning::forecast::Point;
use chrono::{Datelike, NaiveDate};
use plotters::prelude::{LineSeries, Polygon};
use plotters::style::ShapeStyle;

/// The numbers.
#[derive(Clone, Copy, Debug)]
pub struct Fan<'a> {
    /// From the first to the last day of the period.
    pub points: &'a [Point],
    /// Today, when it lies in the period.
    pub today: Option<NaiveDate>,
    /// The target.
    pub quota: Option<i64>,
    /// The projection before the "what if", when there is one.
    pub before: Option<&'a [Point]>,
}

/// The words.
#[derive(Clone, Copy)]
pub struct FanWords<'a> {
    /// Key of the bookings so far.
    pub closed: &'a str,
    /// Key of the middle of the range.
    pub median: &'a str,
    /// Key of the range: "8 draws in 10".
    pub range: &'a str,
    /// Head of the table's column of the range's lower end.
    pub low: &'a str,
    /// Head of the table's column of the range's upper end.
    pub high: &'a str,
    /// Key of the target.
    pub quota: &'a str,
    /// Label of today.
    pub today: &'a str,
    /// Key of the projection before the "what if".
    pub before: &'a str,
    /// Head of the table's column of days.
    pub day: &'a str,
    /// A day on the axis.
    pub date: &'a dyn Fn(NaiveDate) -> String,
    /// A day in full.
    pub date_full: &'a dyn Fn(NaiveDate) -> String,
}

/// Draws the chart.
#[must_use]
pub fn fan(data: &Fan<'_>, frame: &Frame<'_>, words: &FanWords<'_>) -> Drawing {
    let (width, height) = match frame.layout {
        Layout::Wide => (900, 340),
        Layout::Narrow => (380, 300),
    };
    let board = Board::new(width, height);
    let done = draw(&board, data, frame, words);
    Drawing {
        svg: board.finish(frame, done),
        table: table(data, frame, words),
    }
}

fn draw(board: &Board, data: &Fan<'_>, frame: &Frame<'_>, words: &FanWords<'_>) -> Done {
    let (Some(first), Some(last)) = (data.points.first(), data.points.last()) else {
        return Ok(());
    };
    let top = legend(board, (U, 0, board.width - U), &keys(data, words))? + 18 * U;
    let scale = ticks(lowest(data), highest(data), 5);
    let (bottom_value, top_value) = ends(&scale);
    let end_labels = end_labels(data, frame);
    let tail = end_labels.iter().map(|(_, text, look)| look.width(text));
    let area = Area {
        left: axis_width(&scale, frame) + 10 * U,
        top,
        right: board.width - tail.max().unwrap_or(0) - 12 * U,
        bottom: board.height - 26 * U,
    };
    let mut plane = board.plane(area, day(first.day)..day(last.day), bottom_value..top_value)?;
    grid(board, area, &scale, frame, &|value| {
        plane.backend_coord(&(day(first.day), value)).1
    })?;
    day_labels(board, area, data, words, &|at| {
        plane.backend_coord(&(day(at), bottom_value)).0
    })?;
    draw_series(board, area, &mut plane, data)?;
    let x_of = |at: NaiveDate| plane.backend_coord(&(day(at), 0)).0;
    if let Some(today) = data.today.filter(|_| is_open(data)) {
        draw_today(board, area, x_of(today), words)?;
    }
    if let Some((x, y)) = booked(data).last().map(|at| plane.backend_coord(at)) {
        board.root.draw(&plotters::prelude::Circle::new(
            (x, y),
            4 * U,
            fill(Ink::Closed),
        ))?;
    }
    draw_end_labels(board, area, end_labels, &|value| {
        plane.backend_coord(&(day(last.day), value)).1
    })?;
    hit_zones(board, area, data, frame, words, &x_of)
}

/// Whether the period is not over: then there is something to project.
fn is_open(data: &Fan<'_>) -> bool {
    data.points.iter().any(|p| p.closed.is_none())
}

fn keys<'a>(data: &Fan<'_>, words: &FanWords<'a>) -> Vec<(Ink, bool, &'a str)> {
    let mut keys = vec![(Ink::Closed, true, words.closed)];
    if is_open(data) {
        keys.push((Ink::Median, true, words.median));
        keys.push((Ink::Range, false, words.range));
    }
    if data.before.is_some() {
        keys.push((Ink::Before, true, words.before));
    }
    if data.quota.is_some() {
        keys.push((Ink::Quota, true, words.quota));
    }
    keys
}

/// What is booked by each day that is over.
fn booked(data: &Fan<'_>) -> Vec<(i64, i64)> {
    let points = data.points.iter();
    points
        .filter_map(|p| Some((day(p.day), p.closed?)))
        .collect()
}

/// The points that are projections.
fn from_today<'a>(
    data: &Fan<'_>,
    points: &'a [Point],
) -> impl DoubleEndedIterator<Item = &'a Point> + Clone + use<'a> {
    let today = data.today;
    let points = points.iter();
    points.filter(move |p| today.is_none_or(|t| p.day >= t))
}

/// Areas below lines, what was before what is.
fn draw_series(board: &Board, area: Area, plane: &mut Plane<'_>, data: &Fan<'_>) -> Done {
    let ahead = from_today(data, data.points);
    let closed = booked(data);
    let range: Vec<(i64, i64)> = ahead
        .clone()
        .map(|p| (day(p.day), p.high))
        .chain(ahead.clone().rev().map(|p| (day(p.day), p.low)))
        .collect();
    if is_open(data) && range.len() > 2 {
        plane.draw_series([Polygon::new(range, fill(Ink::Range))])?;
    }
    if let (Some(start), Some(end)) = (closed.first(), closed.last()) {
        let corners = [(end.0, 0), (start.0, 0)];
        let ground: Vec<(i64, i64)> = closed.iter().copied().chain(corners).collect();
        plane.draw_series([Polygon::new(ground, fill(Ink::ClosedArea))])?;
    }
    if let Some(before) = data.before {
        draw_medians(plane, from_today(data, before), stroke(Ink::Before, 16))?;
    }
    if let Some(quota) = data.quota {
        let first = data.points.first().map_or(0, |first| day(first.day));
        let y = plane.backend_coord(&(first, quota)).1;
        board.line((area.left, y), (area.right, y), Ink::Quota, 15)?;
    }
    if is_open(data) {
        draw_medians(plane, ahead, stroke(Ink::Median, 22))?;
    }
    plane.draw_series(LineSeries::new(closed, stroke(Ink::Closed, 26)))?;
    Ok(())
}

fn draw_medians<'a>(
    plane: &mut Plane<'_>,
    points: impl Iterator<Item = &'a Point>,
    style: ShapeStyle,
) -> Done {
    let line = points.map(|p| (day(p.day), p.median));
    plane.draw_series(LineSeries::new(line, style))?;
    Ok(())
}

/// Today's line with its word above, which stays on the sheet.
fn draw_today(board: &Board, area: Area, x: i32, words: &FanWords<'_>) -> Done {
    board.line((x, area.top - 6 * U), (x, area.bottom), Ink::Today, 10)?;
    let label = Look::label().hang(Hang::Middle);
    let half = label.width(words.today) / 2;
    let at = x.clamp(area.left + half, (board.width - half).max(area.left + half));
    board.text((at, area.top - 13 * U), words.today, label)
}

fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

fn lowest(data: &Fan<'_>) -> i64 {
    data.points
        .iter()
        .flat_map(|p| [p.low, p.closed.unwrap_or(0)])
        .min()
        .unwrap_or(0)
}

fn highest(data: &Fan<'_>) -> i64 {
    data.points
        .iter()
        .chain(data.before.into_iter().flatten())
        .map(|p| p.high)
        .chain(data.quota)
        .max()
        .unwrap_or(0)
}

/// The values written at the right end: the range and its middle, or what was booked.
fn end_labels(data: &Fan<'_>, frame: &Frame<'_>) -> Vec<(i64, String, Look)> {
    let Some(last) = data.points.last() else {
        return Vec::new();
    };
    let text = |value: i64| (frame.money)(value);
    let small = Look {
        size: SMALL,
        ..Look::label()
    };
    let mut labels = vec![(last.median, text(last.median), Look::strong().bold())];
    if last.high > last.low {
        labels.push((last.high, text(last.high), small));
        labels.push((last.low, text(last.low), small));
    }
    if let Some(quota) = data.quota {
        labels.push((quota, text(quota), small.ink(Ink::Quota)));
    }
    labels
}

/// Writes the labels at their height, moved apart where they would touch; those named first keep
/// their place best.
fn draw_end_labels(
    board: &Board,
    area: Area,
    labels: Vec<(i64, String, Look)>,
    height_of: &dyn Fn(i64) -> i32,
) -> Done {
    let gap = 14 * U;
    let mut placed: Vec<(i32, String, Look)> = labels
        .into_iter()
        .map(|(value, text, look)| (height_of(value), text, look))
        .collect();
    placed.sort_by_key(|(y, _, _)| *y);
    for index in 1..placed.len() {
        let floor = placed.get(index - 1).map_or(0, |p| p.0) + gap;
        if let Some(label) = placed.get_mut(index) {
            label.0 = label.0.max(floor);
        }
    }
    let mut ceiling = area.bottom + 4 * U;
    for label in placed.iter_mut().rev() {
        label.0 = label.0.min(ceiling);
        ceiling = label.0 - gap;
    }
    for (y, text, look) in placed {
        board.text((area.right + 8 * U, y), &text, look)?;
    }
    Ok(())
}

/// Days under the axis: the weekly points, thinned until they fit.
fn day_labels(
    board: &Board,
    area: Area,
    data: &Fan<'_>,
    words: &FanWords<'_>,
    at: &dyn Fn(NaiveDate) -> i32,
) -> Done {
    let label = Look::label().hang(Hang::Middle);
    let days: Vec<NaiveDate> = data
        .points
        .iter()
        .map(|p| p.day)
        .filter(|d| is_weekly(data, *d))
        .collect();
    let texts: Vec<String> = days.iter().map(|d| (words.date)(*d)).collect();
    let widest = texts.iter().map(|t| label.width(t)).max().unwrap_or(0) + 14 * U;
    let step = stride(days.len(), widest, area.width());
    for (date, text) in days.iter().zip(&texts).step_by(step) {
        let x = at(*date);
        board.line((x, area.bottom), (x, area.bottom + 4 * U), Ink::Axis, 10)?;
        let half = label.width(text) / 2;
        board.text((x.max(half), area.bottom + 15 * U), text, label)?;
    }
    Ok(())
}

/// Whether a point is one of the weekly ones, not today's or the last day's own.
fn is_weekly(data: &Fan<'_>, date: NaiveDate) -> bool {
    data.points
        .first()
        .is_some_and(|first| (date - first.day).num_days() % 7 == 0)
}

/// An invisible strip around each point, which tells its exact values.
fn hit_zones(
    board: &Board,
    area: Area,
    data: &Fan<'_>,
    frame: &Frame<'_>,
    words: &FanWords<'_>,
    at: &dyn Fn(NaiveDate) -> i32,
) -> Done {
    let places: Vec<i32> = data.points.iter().map(|p| at(p.day)).collect();
    for (index, point) in data.points.iter().enumerate() {
        let x = places.get(index).copied().unwrap_or(0);
        let middle = |other: Option<&i32>, edge: i32| other.map_or(edge, |o| (o + x) / 2);
        let left = middle(index.checked_sub(1).and_then(|i| places.get(i)), area.left);
        let right = middle(places.get(index + 1), area.right);
        let money = frame.money_full;
        let title = match point.closed {
            Some(closed) => {
                format!(
                    "{}\n{}\u{a0}: {}",
                    (words.date_full)(point.day),
                    words.closed,
                    money(closed)
                )
            }
            None => format!(
                "{}\n{}\u{a0}: {}\n{}\u{a0}: {} – {}",
                (words.date_full)(point.day),
                words.median,
                money(point.median),
                words.range,
                money(point.low),
                money(point.high)
            ),
        };
        board.group("ch-point", "", &title, || {
            board.rect(
                Area {
                    left,
                    right,
                    ..area
                },
                Ink::Hit,
            )
        })?;
    }
    Ok(())
}

fn table(data: &Fan<'_>, frame: &Frame<'_>, words: &FanWords<'_>) -> Table {
    let money = frame.money_full;
    Table {
        columns: [words.day, words.closed, words.low, words.median, words.high]
            .map(str::to_owned)
            .to_vec(),
        rows: data
            .points
            .iter()
            .map(|p| {
                let range = |value: i64| {
                    if p.closed.is_some() {
                        String::new()
                    } else {
                        money(value)
                    }
                };
                vec![
                    (words.date_full)(p.day),
                    p.closed.map(money).unwrap_or_default(),
                    range(p.low),
                    range(p.median),
                    range(p.high),
                ]
            })
            .collect(),
    }
}
