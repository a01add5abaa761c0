//! Insight: how people and teams sell. The style of every chart is in `chart/style.css`.

pub mod team;
//! Figures and overviews.

pub mod home;
