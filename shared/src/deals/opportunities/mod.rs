//! Opportunities: possible sales with an amount and a date, moved through the stages of a pipeline.
//!
//! Terms: *computed* probability and category come from the stage; *judged* ones were written by a
//! person, win over the computed ones and are never overwritten by a move. A deal is *stalled* when
//! its stage's limit of days passed without activity and nothing is planned. *Weighted* = amount ×
//! probability, rounded per deal, so that the sum of the rows shown is the total shown.
//! Entry points: [`validate_new`], [`validate_changes`], [`apply_changes`], [`moved`], [`stalled`],
//! [`NextActivity::of`], [`BoardTotals`], [`merge_edits`].
//! Invariants: amounts are whole minor units ≥ 0 of one currency; while the amount comes from
//! products it cannot be typed; sums of several currencies are converted only by
//! [`crate::kernel::RateTable`], which names the rates.
//! Sources: public documentation of sales and order management products for amount, weight and category;
//! that a judgement is never overwritten is our own.
//! Tests: beside the code; on both databases in `server/services/tests/it/deals`; in the browser in
//! `end2end/tests/deals`.

mod activity;
mod board;
mod changes;
mod input;
mod list;
mod merge;
mod model;
mod moving;
mod ops;
mod products;
#[cfg(test)]
mod tests;
mod totals;
#[cfg(test)]
mod totals_tests;

pub use crate::cpq::pricing::Charge;
pub use activity::{NextActivity, Stalled, StalledSince, stalled};
pub use board::{
    BoardColumn, BoardQuery, BoardView, ClosePeriod, ColumnAfter, ColumnPage, ColumnQuery,
    DealFilter, Grouping, category_word, period_days,
};
pub use changes::{
    DealField, DealFields, OpportunityChange, apply_changes, filled_facts, validate_changes,
};
pub use input::{
    AMOUNT_LIMIT, NAME_LIMIT, TEXT_LIMIT, check_close_date, validate_competitors,
    validate_contacts, validate_new, validate_products, validate_team,
};
pub use list::{ListAfter, ListQuery, ListRow, ListSort, ListView, SortColumn};
pub use merge::{FieldConflict, Merged, merge_edits, merge_list, put_back, taken_off};
pub use model::{
    AmountSource, BuyingRole, Competitor, DealContact, DealRights, DealTeamMember, OpportunityCard,
    OpportunityKind, OpportunityView, StageVisit, TeamRole,
};
pub use moving::{DealPlace, moved, validate_move};
pub use ops::*;
pub use products::{
    DealProduct, DealProductInput, DealProductPrice, products_amount, times_in_first_year,
};
pub use totals::{BoardTotals, CurrencySum, ShownTotals, weighted};
