//! Accounts: the organisations and consumers we sell to.
//!
//! Terms: *facts* are what people edit ([`AccountFacts`]); a *view* is what a page shows; an account
//! is *above* another when it is its parent, its parent's parent, and so on; its *group* is all that
//! hangs under the topmost one.
//! Entry points: [`tidy_account`], [`check_account`], [`check_parent`], [`roll_up`], [`similar_reason`]; the
//! operations in `ops`.
//! Invariants: a name; an owner; no cycle in the hierarchy and at most [`HIERARCHY_MAX`] levels;
//! an edit names the version it was made on.
//! Tests: beside the code; on both databases in `server/services/tests/it/crm/accounts.rs`; in the browser in
//! `end2end/tests/crm/accounts.spec.mjs`.

mod group;
mod model;
mod ops;
mod related;
mod rules;

pub use group::{GROUP_MAX, GroupLine, GroupMember, roll_up};
pub use model::{
    AccountChange, AccountFacts, AccountKind, AccountRow, AccountView, INDUSTRIES, ParentRef,
};
pub use ops::{
    AccountFacets, AccountQuery, AccountSort, CreateAccount, DeleteAccount, EditAccount,
    FindSimilarAccounts, GetAccount, GetAccountFacets, GetAccountRelated, ListAccounts,
    RestoreAccount, SuggestAccounts,
};
pub use related::{AccountRelated, HistoryEntry, RelatedOpportunity, RelatedQuote};
pub use rules::{
    HIERARCHY_MAX, SimilarAccount, SimilarReason, account_search, check_account, check_parent,
    domain_of, is_above_itself, name_stem, similar_reason, tidy_account,
};
