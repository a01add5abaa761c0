//! Promotions: who gets which, on what, how much, and in which order.
//!
//! Terms: a *cart* is the lines a promotion looks at; its *facts* are attributes of the customer
//! and the occasion; what a promotion *takes off* never exceeds what those before it left.
//! *held* is a promotion as a quote took it, a copy; a *gift* is units for nothing, see [`gifts`].
//! Entry points: [`apply`], [`Promotion`], [`Cart`] (the engine); [`settle`], [`untrusted`],
//! [`PromotionDraft::refusal`], [`validate_promotion`] (quotes), the operations in [`ops`].
//! Invariants: a line never goes below zero; an exclusive promotion stands alone in its group; a
//! budget is never overdrawn; parts of an amount spread over lines add up to it; same cart, same
//! promotions, same answer.
//! Sources: the public behaviour of the products in [`crate::cpq::vectors`].
//! Tests: beside the code and [`crate::cpq::vectors`]; both databases in
//! `server/services/tests/it/cpq/promotions.rs`; pages in `end2end/tests/cpq/promotions.spec.mjs`.

pub mod apply;
pub mod gifts;
pub mod model;
pub mod ops;
pub mod quote;
pub mod record;
pub mod rules;
mod trust;

pub use apply::apply;
pub use gifts::Gift;
pub use model::{
    Allocation, Budget, BuyGet, Cart, CartLine, Effect, LineKind, Outcome, Part, Promotion,
    PromotionPolicy, Sets, Target,
};
pub use quote::{Families, Gave, settle};
pub use record::{
    Benefit, Held, Occasion, PromotionDraft, PromotionRow, Taken, coupon_key, validate_promotion,
};
pub use rules::{Facts, Operator, Rule};
pub use trust::{retake, untrusted};

#[cfg(test)]
mod kinds_tests;
