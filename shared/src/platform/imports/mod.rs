//! Files of other systems brought in: read, understood, planned, and only then written.
//!
//! Terms: a *kind* says what rows are; a *mapping* which column fills which field and what words
//! mean; the *plan* what becomes of every row; a *key* is the record's id in the source system; an
//! *own* field is one an administrator added.
//! Entry points: [`table::read`], [`sheet::read_sheet`], [`guess::kinds`], [`guess::mapping`], [`plan::plan_files`],
//! [`bad_rows::bad_rows_file`].
//! Invariants: nothing here panics on any bytes; a plan is the same for the same input, so the dry
//! run in the browser and the run on the server agree; a value the file leaves empty never erases
//! one that is there; an estimate is only made for a new record.
//! Sources: RFC 4180 (CSV), RFC 6350 and 2426 (vCard), WHATWG Encoding (Windows-1252), ISO 3166-1, RFC 2606, OWASP on CSV
//! injection. Tests: beside the code, and `tests/imports.rs` on a real company's files.

pub mod alike;
pub mod bad_rows;
pub mod countries;
pub mod decode;
mod fields;
pub mod formats;
pub mod guess;
pub mod kinds;
pub mod model;
pub mod ops;
pub mod own;
pub mod plan;
pub mod sheet;
pub mod similar;
pub mod table;
pub mod undo;
pub mod values;
mod vcard;

pub use kinds::{Field, ImportKind};
pub use model::{
    Counts, Existing, FilePlan, ImportContext, Mapping, OnMatch, Outcome, Settings, Value,
};
pub use plan::{SourceFile, plan_files};
pub use sheet::{SheetRef, SheetText, read_sheet};
pub use table::{ReadOptions, Table, read};
