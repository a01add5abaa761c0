//! Figures about what happened, and overviews.

pub mod feed;
pub mod home;
pub mod team;
