//! The frame around every page: document, navigation, error pages.

mod app;
mod conflict;
#[cfg(feature = "ssr")]
mod document;
mod editing;
pub mod form;
mod frame;
mod interruption;
mod moment;
mod not_found;
mod refusal;

pub use app::App;
pub use conflict::{ClashRow, ConflictDialog};
#[cfg(feature = "ssr")]
pub use document::document;
pub use editing::{Conflicts, EditableRecord, Editor, Saving};
pub use frame::Page;
pub(crate) use interruption::InterruptionBanner;
pub use moment::use_now;
pub use refusal::Refused;
