//! Charts as SVG text, equal to the last byte on the server and in the browser.
//!
//! Terms: an [`Ink`] is a role a stroke, fill or text plays ("closed", "grid"); the style sheet gives
//! it a colour for light and dark. A [`Drawing`] is the picture and its twin as a table, for readers
//! who cannot see it. Entry points: [`fan`], [`waterfall`], [`attainment`], [`funnel`], [`spark`],
//! [`interval`].
//! Invariants: no colour, style attribute or measured font in the SVG (strict content policy, themes,
//! equal bytes); positions are integers in tenths of a pixel; no text overlaps another; every mark
//! carries its exact value as a `<title>`. Texts, money and dates come in already worded: this crate
//! knows no language.
//! Made with plotters (areas, coordinates, series) on an own backend ([`svg`]), because its own one
//! measures text with the browser's fonts and rounds to whole pixels.
//! Tests: `tests.rs` (geometry, escaping, a hash and a digest that the WebAssembly run must meet, too).

mod attainment;
mod board;
mod fan;
mod funnel;
mod interval;
mod metrics;
mod scale;
mod spark;
mod svg;
mod waterfall;

pub use attainment::{Attainment, AttainmentRow, AttainmentWords, attainment};
pub use fan::{Fan, FanWords, fan};
pub use funnel::{Funnel, FunnelRow, FunnelWords, funnel};
pub use interval::interval;
pub use metrics::text_width;
pub use spark::{SparkWords, spark};
pub use svg::Ink;
pub use waterfall::{BarKind, WaterfallBar, WaterfallWords, waterfall};

use serde::{Deserialize, Serialize};

/// The two layouts; the style sheet shows the one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Layout {
    /// For a column of about 900 pixels.
    Wide,
    /// For a telephone.
    Narrow,
}

/// A picture and its twin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The `<svg>` element.
    pub svg: String,
    /// The same numbers as a table.
    pub table: Table,
}

/// What a chart shows, in words and exact numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// What every chart is told besides its numbers.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Unique on the page: the title and description are found by it.
    pub id: &'a str,
    /// Which layout.
    pub layout: Layout,
    /// Name of the chart.
    pub title: &'a str,
    /// The chart in a sentence.
    pub description: &'a str,
    /// Minor units as a short amount, for axes and labels: `1.2 M€`.
    pub money: &'a dyn Fn(i64) -> String,
    /// Minor units in full, for the table and the marks' titles.
    pub money_full: &'a dyn Fn(i64) -> String,
}

#[cfg(test)]
mod tests;
