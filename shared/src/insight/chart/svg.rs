//! The backend plotters draws on: SVG text with classes instead of colours.

use super::metrics::text_width;
use plotters::prelude::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use std::cell::RefCell;
use std::fmt::{self, Write};
use std::rc::Rc;

/// Tenths of a pixel: the unit of every position inside.
pub(super) const U: i32 = 10;

/// The role of a stroke, fill or text. The style sheet colours `.ch-fill-<role>`,
/// `.ch-line-<role>` and `.ch-text-<role>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Ink {
    /// Lines behind the data.
    Grid,
    /// The line values stand on.
    Axis,
    /// Labels of axes.
    Label,
    /// Values and names.
    Strong,
    /// Won money.
    Closed,
    /// The ground under won money.
    ClosedArea,
    /// The simulated range.
    Range,
    /// The middle of the simulated range.
    Median,
    /// The projection before a "what if".
    Before,
    /// The target.
    Quota,
    /// The line of today.
    Today,
    /// Committed money.
    Commit,
    /// A step up.
    Up,
    /// A step down.
    Down,
    /// An opening or closing total.
    Total,
    /// The empty part of a bar.
    Track,
    /// A plain bar.
    Bar,
    /// Nothing to see: catches the pointer for a mark's title.
    Hit,
}

const INKS: [(Ink, &str); 18] = [
    (Ink::Grid, "grid"),
    (Ink::Axis, "axis"),
    (Ink::Label, "label"),
    (Ink::Strong, "strong"),
    (Ink::Closed, "closed"),
    (Ink::ClosedArea, "closed-area"),
    (Ink::Range, "range"),
    (Ink::Median, "median"),
    (Ink::Before, "before"),
    (Ink::Quota, "quota"),
    (Ink::Today, "today"),
    (Ink::Commit, "commit"),
    (Ink::Up, "up"),
    (Ink::Down, "down"),
    (Ink::Total, "total"),
    (Ink::Track, "track"),
    (Ink::Bar, "bar"),
    (Ink::Hit, "hit"),
];

impl Ink {
    /// Every role with its word in the style sheet.
    #[must_use]
    pub const fn all() -> &'static [(Ink, &'static str)] {
        &INKS
    }

    /// The role as the colour plotters carries around.
    pub(super) const fn paint(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }
}

fn word(color: BackendColor) -> &'static str {
    INKS.get(usize::from(color.rgb.0))
        .map_or("label", |(_, word)| word)
}

/// The sheet being written, shared by plotters' drawing area and the code that opens groups.
#[derive(Clone, Debug)]
pub(super) struct Pen {
    body: Rc<RefCell<String>>,
    size: (u32, u32),
}

impl Pen {
    pub(super) fn new(size: (u32, u32)) -> Self {
        Self {
            body: Rc::new(RefCell::new(String::with_capacity(8_192))),
            size,
        }
    }

    pub(super) fn take(&self) -> String {
        self.body.take()
    }

    /// Opens a group of marks; `key` names what it stands for, `title` is shown when pointed at.
    pub(super) fn open(&self, class: &str, key: &str, title: &str) {
        let body = &mut *self.body.borrow_mut();
        body.push_str("<g class=\"");
        escape(body, class);
        if !key.is_empty() {
            body.push_str("\" data-key=\"");
            escape(body, key);
        }
        body.push_str("\">");
        if !title.is_empty() {
            body.push_str("<title>");
            escape(body, title);
            body.push_str("</title>");
        }
    }

    pub(super) fn close(&self) {
        self.body.borrow_mut().push_str("</g>");
    }

    fn write(&self, write: impl FnOnce(&mut String) -> fmt::Result) -> Answer {
        write(&mut self.body.borrow_mut()).map_err(DrawingErrorKind::DrawingError)
    }
}

type Answer = Result<(), DrawingErrorKind<fmt::Error>>;

pub(super) fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters XML forbids would make the whole picture unreadable.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

/// Tenths of a pixel as a decimal number of pixels.
struct Px(i32);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, value) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match value % 10 {
            0 => write!(f, "{sign}{}", value / 10),
            tenth => write!(f, "{sign}{}.{tenth}", value / 10),
        }
    }
}

fn width(style: &impl BackendStyle) -> Px {
    Px(i32::try_from(style.stroke_width()).unwrap_or(U))
}

fn points(out: &mut String, path: impl IntoIterator<Item = BackendCoord>) -> fmt::Result {
    for (index, (x, y)) in path.into_iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        write!(out, "{space}{},{}", Px(x), Px(y))?;
    }
    Ok(())
}

fn font_size(style: &impl BackendTextStyle) -> i32 {
    style.size().round() as i32
}

impl DrawingBackend for Pen {
    type ErrorType = fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Answer {
        Ok(())
    }

    fn present(&mut self) -> Answer {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Answer {
        self.write(|out| {
            write!(
                out,
                "<rect class=\"ch-fill-{}\" x=\"{}\" y=\"{}\" width=\"0.1\" height=\"0.1\"/>",
                word(color),
                Px(point.0),
                Px(point.1)
            )
        })
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Answer {
        self.write(|out| {
            write!(
                out,
                "<line class=\"ch-line-{}\" stroke-width=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
                word(style.color()),
                width(style),
                Px(from.0),
                Px(from.1),
                Px(to.0),
                Px(to.1)
            )
        })
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Answer {
        let kind = if fill { "fill" } else { "line" };
        self.write(|out| {
            write!(
                out,
                "<rect class=\"ch-{kind}-{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                word(style.color()),
                Px(upper_left.0.min(bottom_right.0)),
                Px(upper_left.1.min(bottom_right.1)),
                Px((bottom_right.0 - upper_left.0).abs()),
                Px((bottom_right.1 - upper_left.1).abs())
            )
        })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Answer {
        self.write(|out| {
            write!(
                out,
                "<polyline class=\"ch-line-{}\" fill=\"none\" stroke-width=\"{}\" points=\"",
                word(style.color()),
                width(style)
            )?;
            points(out, path)?;
            out.write_str("\"/>")
        })
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Answer {
        let kind = if fill { "fill" } else { "line" };
        self.write(|out| {
            write!(
                out,
                "<circle class=\"ch-{kind}-{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                word(style.color()),
                Px(center.0),
                Px(center.1),
                Px(i32::try_from(radius).unwrap_or(0))
            )
        })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Answer {
        self.write(|out| {
            write!(
                out,
                "<polygon class=\"ch-fill-{}\" points=\"",
                word(style.color())
            )?;
            points(out, path)?;
            out.write_str("\"/>")
        })
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Answer {
        let size = font_size(style);
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Right => "end",
            HPos::Center => "middle",
        };
        let down = match style.anchor().v_pos {
            VPos::Top => size * 74 / 100,
            VPos::Center => size * 35 / 100,
            VPos::Bottom => -size * 22 / 100,
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"600\"",
            _ => "",
        };
        self.write(|out| {
            write!(
                out,
                "<text class=\"ch-text-{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\"{weight}>",
                word(style.color()),
                Px(x),
                Px(y + down),
                Px(size)
            )?;
            escape(out, text);
            out.write_str("</text>")
        })
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let size = font_size(style);
        let bold = matches!(style.style(), FontStyle::Bold);
        let unsigned = |value: i32| u32::try_from(value).unwrap_or(0);
        Ok((unsigned(text_width(text, size, bold)), unsigned(size)))
    }
}
