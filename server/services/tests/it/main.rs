//! Use cases on both databases. One binary; one module per feature, in the folder of its area.
//! Every test is a function of a [`bench::Bench`] and runs once on SQLite and once on PostgreSQL:
//!
//! ```ignore
//! both!(a_rep_signs_in, async |bench: &Bench| { … });
//! ```
//! PostgreSQL is found through `JALON_TEST_POSTGRES_URL` (`cargo xtask test` starts one); without
//! it those tests fail in CI and are reported as skipped elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::inconsistent_digit_grouping,
    reason = "a test that meets the unexpected shall stop; minor units are grouped as 1_500_00"
)]

mod bad_input;
mod bench;
mod cpq;
mod crm;
mod deals;
mod insight;
mod matrix;
mod matrix_records;
mod planning;
mod platform;
mod together;
mod work;
