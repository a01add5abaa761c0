//! Lists and views: one grammar of filters, one table of fields per object, for pages, files and
//! later workflows and segments.
//!
//! Terms: an *object* is what a list lists; a *field* is one of its own or one of a record a step
//! away; a *view* is filter, search, order, columns and group together; a filter is *resolved* once
//! its fields are known, its values typed and its relative words (`this_quarter`, `me`, `my_team`)
//! are turned into days and people.
//! Entry points: [`Fields`] (the registry: [`Object::fields`] and what an administrator added), [`Filter::parse`] and its `Display`,
//! [`resolve()`], [`Resolved::matches`] (the oracle of the SQL), [`ListAddress`], [`setting()`].
//! Invariants: parse and print are inverse; a filter is bounded in length, depth and number; every
//! finding names its field; an amount is compared in another currency only at a dated rate, and
//! without one not at all; of a field not everybody sees, others learn nothing by any question.
//! To add an object: its table in `fields.rs` or beside it, its columns in `store::platform::views`, its page.
//! Tests: beside the code; SQL against the oracle on both databases in `services`
//! (`tests/it/platform/views.rs`); the page in `end2end/tests/platform/views.spec.mjs`.

mod address;
mod fields;
mod fields_cpq;
mod fields_work;
mod filter;
mod listed;
mod matching;
mod model;
#[cfg(test)]
mod objects_tests;
mod ops;
mod periods;
mod resolve;
mod rules;
mod setting;
mod spellings;
#[cfg(test)]
mod tests;
mod text;

pub use address::{ListAddress, board_words, built_in_filter, deal_parts, left_out};
pub use filter::{Condition, Filter, MAX_CONDITIONS, MAX_DEPTH, MAX_LENGTH, MAX_VALUES, Op};
pub use listed::Fields;
pub use model::{
    Cell, Field, Kind, Object, SortKey, Target, ViewSpec, own_sums, parse_columns, parse_group,
    parse_sort, turned,
};
pub use ops::*;
pub use periods::{PERIODS, month_span, span};
pub use resolve::{Ground, Resolved, Test, operators, resolve};
pub use rules::{COLUMN_LIMIT, NAME_LIMIT, SEARCH_LIMIT, built_in, check_spec, check_view};
pub use setting::{FieldChange, may_be_empty, setting};
