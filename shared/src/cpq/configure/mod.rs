//! Configure: which products a product model allows, what follows from each choice, and why.

mod cliques;
pub mod compile;
mod diagram;
mod encode;
mod pool;
pub mod problem;
pub mod read;
pub mod sat;
pub mod session;

#[cfg(test)]
mod tests;

pub use compile::{Compiled, compile};
pub use sat::{Budget, Lit, Stopped};
pub use session::{Change, Configurator, Refused, State};
