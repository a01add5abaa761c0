//! French and English, for pages, documents, e-mails and the command line alike.
//!
//! - Texts: one line in `locales/en/<area>.json` and one in `locales/fr/<area>.json`, then
//!   [`t`]`(lang, k::<area>::SOME_KEY)`. Nested objects are nested modules. The build fails when one
//!   language lacks a text or its `{places}` differ, so a page can never show a missing text.
//! - Plurals: `card_count_one` and `card_count_other` (French may add `_many`: « 1 million **de**
//!   fiches ») become `k::<area>::CARD_COUNT`, shown with [`tn`]. Categories are CLDR's.
//! - Codes that are only known at run time (findings, refusals, words of an enumeration):
//!   [`Key::by_name`], [`issue_text`], [`problem_text`].
//! - [`mod@format`]: numbers, money, dates as CLDR 48 has them for `fr-FR` and `en-US`.
//! - [`mod@parse`]: the same, as people type them.
//!
//! - In a browser the texts of the page's language come in a file of their own ([`install`]).
//!
//! Pure: "today" and "now" are arguments. Tests stand beside each part.
#![warn(missing_docs)]

mod catalogue;
mod conditions;
mod discounts;
pub mod facts;
pub mod format;
mod kinds;
mod lists;
mod message;
pub mod notices;
pub mod parse;
mod plural;
mod recurring;
mod rules;
mod shown;
mod signed;
mod surcharges;
mod table;

pub use catalogue::{Key, Plural, k, t, tf, tn};
pub use conditions::{asks_when, condition_sentence};
pub use discounts::{document_discount, line_discount, per_charge, price_notes};
pub use format::*;
pub use kinds::{formula_answers, kind_words, share_of, used_words};
pub use lists::{
    custom_value, list_cell, list_choice, list_field, list_operator, list_period, list_values,
    list_word, option_label,
};
pub use message::{field_name, issue_line, issue_text, problem_text, summary_item};
pub use parse::{parse_date, parse_decimal, parse_integer, parse_money, parse_percent};
pub use plural::{PluralCategory, plural_category, plural_category_of};
pub use recurring::{
    billed_when, billing_name, has_own_time, payment_sentence, payment_words, runs_for_term,
    signed_quantities, tells_billing, term_notes, trial_note, trial_notes, trial_words,
};
pub use rules::rule_sentence;
pub use shared::kernel::Lang;
pub use shown::{fact_name, shown_text};
pub use signed::{moment_in, signed_rows};
pub use surcharges::{
    added_words, surcharge_label, surcharge_reason, surcharge_words, usual_reason,
};
pub use table::install;
