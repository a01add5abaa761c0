//! The frame around every page: document, navigation, error pages.

mod app;
#[cfg(feature = "ssr")]
mod document;
pub mod form;
mod frame;
mod interruption;
mod not_found;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::document;
pub use frame::Page;
pub(crate) use interruption::InterruptionBanner;
