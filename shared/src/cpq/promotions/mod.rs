//! Promotions: who gets which, on what, how much, and in which order.
//!
//! Terms: a *cart* is the lines a promotion looks at; its *facts* are attributes of the customer
//! and the occasion; what a promotion *takes off* never exceeds what those before it left.
//! *held* is a promotion as a quote took it, a copy.
//! Entry points: [`apply`], [`Promotion`], [`Cart`] (the engine); [`settle`], [`untrusted`],
//! [`PromotionDraft::refusal`], [`validate_promotion`] (quotes), the operations in [`ops`].
//! Invariants: a line never goes below zero; an exclusive promotion stands alone in its group; a
//! budget is never overdrawn; parts of an amount spread over lines add up to it; same cart, same
//! promotions, same answer.
//! Sources: the public behaviour of the products in [`crate::cpq::vectors`].
//! Tests: beside the code and [`crate::cpq::vectors`].

pub mod apply;
pub mod model;
pub mod ops;
pub mod quote;
pub mod record;
pub mod rules;

pub use apply::apply;
pub use model::{
    Allocation, Budget, BuyGet, Cart, CartLine, Effect, LineKind, Outcome, Promotion,
    PromotionPolicy, Target,
};
pub use quote::{Families, Gave, retake, settle, untrusted};
pub use record::{
    Benefit, Held, Occasion, PromotionDraft, PromotionRow, coupon_key, validate_promotion,
};
pub use rules::{Facts, Operator, Rule};
