//! What happened on the records one may see: by day, newest first; what comes meanwhile is offered.
//!
//! Rules: `shared::insight::feed`. Address: `?who=…&kind=…&doing=…`. Test:
//! `end2end/tests/insight/feed.spec.mjs`.

mod api;
mod entry;
mod filters;
mod page;

pub use page::FeedPage;
