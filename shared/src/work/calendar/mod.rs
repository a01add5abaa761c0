//! The calendar: tasks and activities of a month, week or day.
//!
//! Terms: a **view** (month, week, day) around an **anchor** day covers whole days; an **item** is a
//! task (with or without a time) or an activity, in the reader's local time; items without a time
//! are **all-day**.
//!
//! Entry points: [`range`], [`step`], [`lay_out`] (who stands beside whom when times overlap),
//! [`ops::ReadCalendar`].
//! Invariants: a week starts on Monday in French and on Sunday in English (Unicode CLDR, weekData);
//! no two items that overlap share a column. Method of the layout: greedy interval partitioning
//! (Kleinberg and Tardos, Algorithm Design, 4.1), which needs the fewest columns.
//! Tests: beside the code; `end2end/tests/work/calendar.spec.mjs`.

mod layout;
pub mod ops;
mod range;

pub use layout::{Placed, Slot, lay_out};
pub use range::{CalendarView, DayRange, days, range, step, week_start};
