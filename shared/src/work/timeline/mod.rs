//! The timeline of a record: everything that happened to it in one list, newest first.
//!
//! Terms: an **entry** is one thing that happened; its **source** is where it is read from
//! (activities, the facts of a deal, tasks done, quotes, what customers ask about them, files); its **kind** is
//! what people filter by; the **history** is the full list of
//! changes with what each field was before and after.
//!
//! Entry points: [`merge_page`] (several ordered sources to one page), [`from_facts`] (moves of
//! stage, amount, close date and owner from the rows a forecast is made of), [`moves_of`] (what of
//! them the account and the people of a deal are told),
//! [`history::changes`] (two JSON states of a record to the fields that differ), [`admits`] (kinds and
//! words), [`Words::marks`] (where the words stand).
//! Invariants: entries are ordered by moment, then key, both descending, so that a page break never
//! repeats or loses an entry, filtered or not; a slip of the close date always says its days.
//! Tests: beside the code; `end2end/tests/work/timeline.spec.mjs`.

mod facts;
mod filter;
pub mod history;
mod model;
pub mod ops;
mod page;
mod text;

pub use facts::{FactRow, from_facts, moves_of};
pub use filter::{TimelineFilter, TimelineGroup, TimelineKind, admits};
pub use model::{QuoteStep, TimelineEntry, TimelineEvent, TimelineKey};
pub use page::merge_page;
pub use text::Words;
