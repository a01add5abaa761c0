//! Activities: calls, e-mails, meetings and notes.
//!
//! Terms: an activity **took place** at an instant; only a meeting may lie in the future (a call to
//! make is a task). Its **outcome** is a code, its text is free.
//!
//! Entry points: [`check`] (the same findings in the browser and on the server), [`quick_log`] (one
//! line of text to a draft), [`ops`] (what a page may ask).
//! Invariants: an activity is linked to at least one record; the contact's name is never guessed
//! unless it is among the contacts shown.
//! Tests: beside the code; `end2end/tests/work/timeline.spec.mjs`.

mod model;
pub mod ops;
mod quick;

pub use model::{ActivityDraft, ActivityKind, ActivityView, Outcome, check};
pub use quick::{QuickLog, quick_log};
