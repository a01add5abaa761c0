//! Insight: how people and teams sell, and the home page. The style of every chart is in
//! `chart/style.css`.

pub mod home;
pub mod team;
