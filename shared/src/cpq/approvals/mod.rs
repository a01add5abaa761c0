//! Who has to agree before a customer sees a quote, as data: rules that operations write.
//!
//! Terms: a *fact* is what a rule may look at (discount, margin, amount …); a *rule* asks its
//! *approvers* when its *condition* holds; what it asks is a *requirement*. Requirements of one *step*
//! are asked side by side, steps one after the other. The *quorum* says how many of them must agree. A
//! *stand-in* decides for somebody who is away. The *reach* of a quote is where its customer may take it.
//! Its *risk* is how much of it is out of the ordinary, with what it is made of.
//! Entry points: [`Formula`], [`facts_of`], [`risk_of`], [`Reach`], [`plan()`], [`free_discount`], [`Approval`].
//! Invariants: a requirement asks at least one person and never the quote's owner, unless there is
//! nobody else; a granted one is kept as long as no fact its condition looks at got worse; whatever
//! happens, a request ends approved, rejected or recalled, once.
//! Tests: `tests` here; both databases in `server/services/tests/it/cpq/approvals.rs`; the pages in
//! `end2end/tests/cpq/approvals.spec.mjs`.

mod facts;
mod flow;
pub mod formula;
mod link;
mod model;
pub mod ops;
mod people;
mod plan;
mod reach;
mod risk;
mod rules;

pub use facts::{
    CustomerHistory, Fact, FactContext, FactKind, FactValue, Facts, KnownProduct, facts_of,
};
pub use flow::{
    Approval, ApprovalState, Ask, Decision, DecisionKind, Requirement, RequirementState,
};
pub use formula::{Direction, Formula};
pub use link::{DecisionLink, LINK_DAYS, LinkContext, LinkStanding};
pub use model::*;
pub use people::{Organisation, Person};
pub use plan::{Asking, Need, QuoteApproval, RuleInForce, free_discount, needed, plan};
pub use reach::{Allowed, MayTake, Reach};
pub use risk::{Risk, RiskKind, RiskLevel, RiskReason, risk_of};
pub use rules::{RULES, default_rules, validate_absence, validate_rule};

#[cfg(test)]
mod tests;
