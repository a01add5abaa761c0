//! Quotas: edited in place in the forecast's table.

mod api;

pub use api::{list_quotas, set_quota};
