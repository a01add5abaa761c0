//! The component kit. Knows no business word and no language: texts come in as properties.
//!
//! One folder per component, its style sheet beside it. `README.md` shows each with an example.
//! Rules of the kit: the server renders the same page as the browser (no clock, no random id: an
//! `id` is a property); no inline style or script; every control has a name, a visible focus and a
//! target of at least 24 px; a meaning is never carried by colour alone.

mod announcer;
mod avatar;
mod badge;
mod button;
mod card;
mod chart_frame;
mod chip;
mod choice;
mod combobox;
mod dialog;
mod empty;
mod field;
mod icon;
mod inline_edit;
mod key_value;
mod menu;
mod meter;
mod moves;
mod naming;
mod page;
mod path;
mod settled;
mod table;
mod tabs;
mod tell;
mod timeline;
mod toast;

pub use announcer::*;
pub use avatar::*;
pub use badge::*;
pub use button::*;
pub use card::*;
pub use chart_frame::*;
pub use chip::*;
pub use choice::*;
pub use combobox::*;
pub use dialog::*;
pub use empty::*;
pub use field::*;
pub use icon::*;
pub use inline_edit::*;
pub use key_value::*;
pub use menu::*;
pub use meter::*;
pub use moves::*;
pub use naming::*;
pub use page::*;
pub use path::*;
pub use settled::*;
pub use table::*;
pub use tabs::*;
pub use tell::*;
pub use timeline::*;
pub use toast::*;
