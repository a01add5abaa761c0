//! Insight: how people and teams sell, what happened, and the home page. The style of every chart is in
//! `chart/style.css`.
//! Figures about what happened, and overviews.

pub mod feed;
pub mod home;
pub mod team;
