//! Configure: which products a product model allows, what follows from each choice, and why.

pub mod analyse;
mod cliques;
pub mod compile;
pub mod count;
mod diagram;
mod encode;
pub mod explain;
pub mod feature;
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
pub use compile::{Compiled, compile};
pub use explain::{Explanation, Repair};
pub use optimise::{Objective, Optimum};
pub use sat::{Budget, Lit, Stopped};
pub use session::{Change, Configurator, Refused, State};
