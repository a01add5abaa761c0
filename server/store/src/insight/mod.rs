//! Figures about what happened.

pub mod team;
