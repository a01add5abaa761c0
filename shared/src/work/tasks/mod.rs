//! Tasks: things to do, with or without a day or a time.
//!
//! Terms: a task is **due** on a day or at a moment ([`Due`]); the queue shows it in a **bucket**
//! (overdue, today, this week, later, no date, done); to **snooze** it is to move its due day with
//! one key; **quick add** reads one line of plain words.
//!
//! Entry points: [`quick_task`], [`bucket`], [`snooze`], [`check`], [`ops`].
//! Invariants: a task due at a moment is overdue from that moment on, one due on a day from the
//! next day on, both in the time zone of the person who looks. Completing twice changes nothing.
//! Tests: beside the code; `end2end/tests/work/tasks.spec.mjs`.

mod bucket;
mod change;
mod mention;
mod model;
pub mod ops;
mod quick;

pub use bucket::{Bucket, BucketCounts, Snooze, bucket, bucket_of_due, snooze, week_end};
pub use change::TaskChange;
pub use mention::{mention_key, names_account, names_last, names_person};
pub use model::{Due, Priority, TaskDraft, TaskKind, TaskView, check};
pub use quick::{QuickTask, quick_task};
