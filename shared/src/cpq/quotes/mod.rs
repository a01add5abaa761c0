//! Quotes: dated offers with lines, in versions, on their way from draft to the customer's answer.
//!
//! Terms: *quote*, *line*, *version* (a new one supersedes the old, same number), *series* (all
//! versions of one number), *draft* ([`QuoteDraft`]: what the editor edits and saves as a whole),
//! *section* (a titled group of lines with a subtotal), *alternatives* (lines of which one counts),
//! *limits* (within what the customer may change a quantity).
//! Entry points: [`price_draft`], [`reprice_draft`] (only lines that differ), [`validate_draft`], [`allowed_moves`], [`next_state`],
//! [`compare`], [`quote_number`], [`by_section`], [`bulk`] (several lines at once), [`choice`], [`paste`], [`shares`] (lines that are a
//! percentage of others), [`formulas`] (lines whose price a formula says), [`schedules`] (what discount
//! schedules measure), the operations in [`ops`].
//! Invariants: only a draft's contents change; the browser and the server price with the same code
//! and the server refuses a differing total; a copy never inherits an approval; numbers of a year
//! have no gaps; every price of a quote is in its one currency.
//! Tests: beside the code; both databases in `server/services/tests/it/cpq/quotes.rs` and its neighbours; the
//! editor in
//! `end2end/tests/cpq`.

pub mod bulk;
pub mod choice;
pub mod compare;
pub mod formulas;
pub mod model;
pub mod ops;
pub mod paste;
pub mod rules;
pub mod schedules;
pub mod sections;
pub mod shares;
pub mod state;

pub use choice::{LineChoice, QuantityLimits};
pub use compare::{ClauseChange, Difference, LineChange, QuoteComparison, SectionChange, compare};
pub use model::{
    QuoteDraft, QuoteFacts, QuoteFigures, QuoteLine, QuoteRow, QuoteVersionRow, QuoteView,
};
pub use rules::{
    approval_reasons, blocking, figures, keep_lines, price_draft, quote_number, reprice_draft,
    validate_draft,
};
pub use sections::{Section, SectionTotals, arrange, by_section, section_totals};
pub use state::{QuoteMove, QuoteState, allowed_moves, effective_state, next_state};
