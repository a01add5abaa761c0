//! What every chart is drawn on: the sheet with its title and description, and short words for
//! lines, boxes and texts.

use super::metrics::text_width;
use super::svg::{Ink, Pen, U, escape};
use super::{Frame, Layout};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordi64;
use plotters::prelude::{
    Cartesian2d, ChartBuilder, ChartContext, DrawingArea, DrawingAreaErrorKind, IntoDrawingArea,
    IntoFont, PathElement, Rectangle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, ShapeStyle, TextStyle};
use std::fmt::{self, Write};
use std::ops::Range;

pub(super) type Failure = DrawingAreaErrorKind<fmt::Error>;
pub(super) type Done = Result<(), Failure>;
pub(super) type Plane<'a> = ChartContext<'a, Pen, Cartesian2d<RangedCoordi64, RangedCoordi64>>;

/// Size of ordinary text, in tenths of a pixel.
pub(super) const TEXT: i32 = 12 * U;
/// Size of axis labels.
pub(super) const SMALL: i32 = 11 * U;

/// Where a text hangs from its point.
#[derive(Clone, Copy)]
pub(super) enum Hang {
    Left,
    Middle,
    Right,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub ink: Ink,
    pub size: i32,
    pub bold: bool,
    pub hang: Hang,
}

impl Look {
    pub(super) const fn label() -> Self {
        Self {
            ink: Ink::Label,
            size: SMALL,
            bold: false,
            hang: Hang::Left,
        }
    }

    pub(super) const fn strong() -> Self {
        Self {
            ink: Ink::Strong,
            size: TEXT,
            bold: false,
            hang: Hang::Left,
        }
    }

    pub(super) const fn hang(self, hang: Hang) -> Self {
        Self { hang, ..self }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub(super) fn width(self, text: &str) -> i32 {
        text_width(text, self.size, self.bold)
    }
}

pub(super) const fn stroke(ink: Ink, tenths: u32) -> ShapeStyle {
    ShapeStyle {
        color: plotters::style::RGBAColor(ink as u8, 0, 0, 1.0),
        filled: false,
        stroke_width: tenths,
    }
}

pub(super) fn fill(ink: Ink) -> ShapeStyle {
    ink.paint().filled()
}

/// A box within the sheet, in tenths of a pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    pub(super) const fn width(self) -> i32 {
        self.right - self.left
    }
}

/// The sheet.
pub(super) struct Board {
    pub pen: Pen,
    pub root: DrawingArea<Pen, Shift>,
    pub width: i32,
    pub height: i32,
}

impl Board {
    /// A sheet of so many whole pixels.
    pub(super) fn new(width: i32, height: i32) -> Self {
        let units = |pixels: i32| u32::try_from(pixels * U).unwrap_or(0);
        let pen = Pen::new((units(width), units(height)));
        Self {
            root: pen.clone().into_drawing_area(),
            pen,
            width: width * U,
            height: height * U,
        }
    }

    pub(super) fn text(&self, (x, y): (i32, i32), text: &str, look: Look) -> Done {
        let pos = Pos::new(
            match look.hang {
                Hang::Left => HPos::Left,
                Hang::Middle => HPos::Center,
                Hang::Right => HPos::Right,
            },
            VPos::Center,
        );
        let font = ("sans-serif", f64::from(look.size)).into_font();
        let font = if look.bold {
            font.style(FontStyle::Bold)
        } else {
            font
        };
        let paint = look.ink.paint();
        let style = TextStyle::from(font).color(&paint).pos(pos);
        self.root.draw(&Text::new(text.to_owned(), (x, y), style))
    }

    pub(super) fn line(&self, from: (i32, i32), to: (i32, i32), ink: Ink, tenths: u32) -> Done {
        self.root
            .draw(&PathElement::new(vec![from, to], stroke(ink, tenths)))
    }

    pub(super) fn rect(&self, area: Area, ink: Ink) -> Done {
        let corners = [(area.left, area.top), (area.right, area.bottom)];
        self.root.draw(&Rectangle::new(corners, fill(ink)))
    }

    /// Marks that belong together, with the words shown when one points at them.
    pub(super) fn group(
        &self,
        class: &str,
        key: &str,
        title: &str,
        draw: impl FnOnce() -> Done,
    ) -> Done {
        self.pen.open(class, key, title);
        let done = draw();
        self.pen.close();
        done
    }

    /// A plane of data coordinates on `area`. Empty ranges are widened by one.
    pub(super) fn plane(
        &self,
        area: Area,
        x: Range<i64>,
        y: Range<i64>,
    ) -> Result<Plane<'_>, Failure> {
        let widen = |range: Range<i64>| range.start..range.end.max(range.start + 1);
        ChartBuilder::on(&self.root)
            .margin_left(area.left)
            .margin_top(area.top)
            .margin_right(self.width - area.right)
            .margin_bottom(self.height - area.bottom)
            .build_cartesian_2d(widen(x), widen(y))
    }

    /// The finished element. `done` is always `Ok`: writing to memory cannot fail.
    pub(super) fn finish(self, frame: &Frame<'_>, done: Done) -> String {
        debug_assert!(done.is_ok(), "{done:?}");
        let _ = self.root.present();
        let layout = match frame.layout {
            Layout::Wide => "wide",
            Layout::Narrow => "narrow",
        };
        let mut id = String::new();
        escape(&mut id, frame.id);
        let mut svg = String::new();
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg chart-{layout}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-{layout}-t {id}-{layout}-d\"><title id=\"{id}-{layout}-t\">",
            self.width / U,
            self.height / U,
        );
        escape(&mut svg, frame.title);
        let _ = write!(svg, "</title><desc id=\"{id}-{layout}-d\">");
        escape(&mut svg, frame.description);
        svg.push_str("</desc>");
        svg.push_str(&self.pen.take());
        svg.push_str("</svg>");
        svg
    }
}

/// The keys of a chart in a row, from `left`, wrapping at `right`; returns the height used. A
/// swatch is a box, or a line when `line`.
pub(super) fn legend(
    board: &Board,
    (left, top, right): (i32, i32, i32),
    keys: &[(Ink, bool, &str)],
) -> Result<i32, Failure> {
    let row = 18 * U;
    let (mut x, mut y) = (left, top + row / 2);
    for (ink, line, text) in keys {
        let look = Look::label();
        let needed = 18 * U + look.width(text);
        if x + needed > right && x > left {
            x = left;
            y += row;
        }
        if *line {
            board.line((x, y), (x + 12 * U, y), *ink, 20)?;
        } else {
            board.rect(
                Area {
                    left: x + U,
                    top: y - 5 * U,
                    right: x + 11 * U,
                    bottom: y + 5 * U,
                },
                *ink,
            )?;
        }
        board.text((x + 17 * U, y), text, look)?;
        x += needed + 14 * U;
    }
    Ok(y + row / 2 - top)
}

/// The width of the amounts at the left of an axis.
pub(super) fn axis_width(ticks: &[i64], frame: &Frame<'_>) -> i32 {
    let widths = ticks
        .iter()
        .map(|v| Look::label().width(&(frame.money)(*v)));
    widths.max().unwrap_or(0)
}

/// A line across `area` for every tick, with its amount at the left.
pub(super) fn grid(
    board: &Board,
    area: Area,
    ticks: &[i64],
    frame: &Frame<'_>,
    height_of: &dyn Fn(i64) -> i32,
) -> Done {
    let label = Look::label().hang(Hang::Right);
    for value in ticks {
        let y = height_of(*value);
        let ink = if *value == 0 { Ink::Axis } else { Ink::Grid };
        board.line((area.left, y), (area.right, y), ink, 10)?;
        board.text((area.left - 8 * U, y), &(frame.money)(*value), label)?;
    }
    Ok(())
}
