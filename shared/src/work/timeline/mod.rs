//! The timeline of a record: everything that happened to it in one list, newest first.
//!
//! Terms: an **entry** is one thing that happened; its **source** is where it is read from
//! (activities, the facts of a deal, tasks done, quotes); the **history** is the full list of
//! changes with what each field was before and after.
//!
//! Entry points: [`merge_page`] (several ordered sources to one page), [`from_facts`] (moves of
//! stage, amount, close date and owner from the rows a forecast is made of),
//! [`history::changes`] (two JSON states of a record to the fields that differ).
//! Invariants: entries are ordered by moment, then key, both descending, so that a page break never
//! repeats or loses an entry; a slip of the close date always says its days.
//! Tests: beside the code; `end2end/tests/work/timeline.spec.mjs`.

mod facts;
pub mod history;
mod model;
pub mod ops;
mod page;

pub use facts::{FactRow, from_facts};
pub use model::{
    QuoteStep, TimelineEntry, TimelineEvent, TimelineFilter, TimelineGroup, TimelineKey,
};
pub use page::merge_page;
