//! Figures about what happened, and overviews.

pub mod home;
pub mod team;
