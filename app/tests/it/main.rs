//! What the pages compute without a browser: addresses, keys, places, the state of a board.
//!
//! Apart from the crate, because a second build of it for a few dozen tests takes minutes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

mod board_drag;
mod board_state;
mod calendar_week;
mod forecast_query;
mod form;
mod found;
mod numbers;
mod sign_in_way;
mod task_filters;
mod task_keys;
mod team_query;
mod visits;
