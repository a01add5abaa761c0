//! Quotas: edited in place in the forecast's table.

mod api;

pub use api::{list_quotas, remove_quota, set_quota};
