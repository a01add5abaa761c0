//! Configure: which products a product model allows, what follows from each choice, and why.
//!
//! Terms: *variable* = a feature, option or attribute; *value* = a Boolean literal ([`Lit`]);
//! *product* = a value for each variable that satisfies every rule; *witness* = a known product.
//! Way: a reader of [`read`] → [`problem::Problem`] (through [`feature::FeatureModel`] for trees) →
//! [`compile()`] → [`Compiled`] (stored by `to_bytes`) → [`Configurator`].
//! Invariants: after each choice every value is chosen, forced, available or excluded, exactly; an
//! available value is in some product with all choices; choices are undone in any order. Everything
//! long takes a [`Budget`] and can be gone on with after a stop. No input panics.
//! Method, decisions and sources: `docs/CPQ.md`. Tests: beside the code, and `tests/` here for the given
//! data and for random models against trying every product.

pub mod analyse;
mod cliques;
pub mod compile;
pub mod count;
mod diagram;
mod encode;
pub mod explain;
pub mod feature;
mod mend;
pub mod natural;
pub mod optimise;
mod pool;
pub mod problem;
pub mod read;
pub mod sat;
pub mod session;

pub mod store;
mod totalizer;

#[cfg(test)]
mod tests;

pub use analyse::{Analysis, Finding};
pub use compile::{Compiled, compile, compile_within};
pub use explain::Explanation;
pub use mend::{LeastEffect, Repair};
pub use optimise::{Objective, Optimum};
pub use sat::{Budget, Lit, Stopped};
pub use session::{Change, Configurator, Refused, State};
