//! The frame around every page: document, navigation, top bar, palette, shortcuts, error pages.
//!
//! A page is a component that starts with [`Page`] (document title) and `ui::PageHeader` (the only
//! `h1`). It shows refusals with [`Trouble`], messages with `ui::use_toaster()`, adds its own keys
//! with [`use_shortcut`], and is listed in `nav.rs` when it has a place in the navigation.

mod address;
mod app;
mod appearance;
mod celebration;
mod conflict;
mod connection;
mod dialog;
#[cfg(feature = "ssr")]
mod document;
mod editing;
pub mod form;
mod frame;
mod interruption;
mod moment;
mod nav;
mod not_found;
mod pages;
mod palette;
mod read_card;
mod refusal;
mod shortcuts;
mod topbar;
mod trail;
mod trouble;
mod undo;

pub use address::{read_by_id, use_id, use_search_word};
pub use app::App;
pub use appearance::Appearance;
pub use celebration::{Celebration, use_celebration};
pub use conflict::{ClashRow, ConflictDialog};
pub use dialog::{DialogEnds, DialogForm, DialogOf};
#[cfg(feature = "ssr")]
pub use document::document;
pub use editing::{Conflicts, EditableRecord, Editor, Saving};
pub use frame::Page;
pub(crate) use interruption::InterruptionBanner;
pub use interruption::on_resumed;
pub use moment::use_now;
pub use nav::opens_with_new;
pub use not_found::NotFound;
#[cfg(feature = "ssr")]
pub use pages::part_of;
pub(crate) use pages::{PartMissing, missing};
pub use read_card::ReadCard;
pub use refusal::Refused;
pub use shortcuts::{focus_on, use_shortcut};
pub use trail::use_trail;
pub use trouble::Trouble;
pub use undo::{offer_undo, undoable};
