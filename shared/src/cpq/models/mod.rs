//! Product models: what can be configured about a product, in words people write, and the
//! configurations of quote lines.
//!
//! Terms: *attribute* (choice, multiple choice, number, yes/no), *group* of *options* (catalogue
//! products that come along), *rule* (readable text over their keys), *pick* (an item and its value),
//! *configuration* (a complete product of a pinned model version), *guide* (questions in the customer's
//! words, [`guide`]), *finder* (the same over the catalogue). Way: [`ModelContent`] →
//! [`Engine::build`] (checks, rules by [`text`], [`crate::cpq::configure`]'s compiler) → [`Session`].
//! Invariants: a published version never changes and is known by its hash; a rule that does not hold
//! together is refused with its line and column; browser and server validate and price a
//! configuration with the same code. Form of the JSON and the language: `docs/CPQ-models.md`.
//! Tests: `tests/` here (round trip of the text, domains against trying every product); both databases
//! in `server/services/tests/it/cpq/models.rs`; pages in `end2end/tests/cpq/models.spec.mjs`.

mod analysis;
mod build;
mod builder;
mod compare;
mod complete;
mod errand;
pub mod exchange;
pub mod guide;
pub mod model;
pub mod ops;
mod price;
mod ranges;
mod repairs;
mod rules;
mod session;
pub mod text;

pub use analysis::{CheckLimits, CheckProgress, ModelCheck, ModelFinding, check_model};
pub use build::{Engine, Item, Origin};
pub use compare::{CompareRow, MAX_COMPARED, compare_configurations};
pub use complete::{Completed, Goal, Popular, check_configuration, popularity};
pub use errand::{Clerk, Errand, News, Task};
pub use model::{
    Adder, Attribute, AttributeKind, BundleOption, Configuration, Group, ModelContent, ModelDraft,
    ModelRow, ModelRule, ModelState, OptionPrice, Pick, ProductModel, SummaryItem, ValueOption,
};
pub use price::{ConfigurationPrice, option_prices, price_of, priced_options, summary_of};
pub use rules::{MAX_ITEMS, MAX_RULES, MAX_VALUES, rule_field, validate_content, validate_draft};
pub use session::{Answered, Because, Open, Reason, RepairPlan, Session};

#[cfg(test)]
mod tests;
