//! Use cases on both databases. One binary; one module per feature, in the folder of its area.
//! Every test is a function of a [`bench::Bench`] and runs once on SQLite and once on PostgreSQL:
//!
//! ```ignore
//! both!(a_rep_signs_in, async |bench: &Bench| { … });
//! ```
//! PostgreSQL is found through `JALON_TEST_POSTGRES_URL` (`cargo xtask test` starts one); without
//! it those tests fail in CI and are reported as skipped elsewhere.

mod bench;
mod cpq;
mod crm;
mod deals;
mod insight;
mod matrix;
mod planning;
mod platform;
mod work;
