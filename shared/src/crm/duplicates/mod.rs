//! Duplicates: records that may be one, why one thinks so, and what becomes of their facts when they
//! are made one.
//!
//! Terms: a *print* is what is compared of a record, in the form it is compared in; a *strong key*
//! (VAT number, e-mail address, telephone, domain) is looked up as it is; a *block* holds the prints
//! alike enough to be compared with each other; a *pair* is two records with a score and the
//! *reasons* for it; *survivorship* says whose value of a field stays.
//! Entry points: [`Print`], [`compare`], [`find_pairs`], [`find_alike`], [`survivors`]; the operations in `ops`.
//! Invariants: a comparison does not depend on the order of the two; a score is 0 to 100 and its
//! reasons add up to what is shown; nothing is ever merged without a person.
//! Tests: `tests.rs` measures precision and recall on a labelled set; on both databases in
//! `services/tests/it/crm/duplicates.rs`.

mod blocks;
mod keys;
mod merge;
mod ops;
mod parts;
mod print;
mod score;
#[cfg(test)]
mod tests;

pub use blocks::{find_alike, find_pairs};
pub use keys::{email_key, name_likeness, name_words, phone_key};
pub use merge::{Candidate, Side, Survivor, stays, survivors};
pub use ops::{
    CheckDuplicates, Draft, DuplicateKind, DuplicateList, DuplicatePair, DuplicateRecord,
    DuplicateRun, DuplicateSide, FindDuplicates, ListMerges, LookForDuplicates, MergePlan,
    MergeRecords, MergeRow, PlanMerge, RecordDuplicates, RunState, SeparateRecords, SimilarRecord,
    UndoMerge,
};
pub use parts::{COMPARED_AT_ONCE, Part, pairs_of_block, parts_of};
pub use print::Print;
pub use score::{Match, Reason, SHOWN_WHILE_TYPING, THRESHOLD, compare};
