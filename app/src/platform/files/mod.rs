//! Files people keep here: a chosen one is judged before it is sent; the card of a record's files.

pub mod api;
mod card;
mod parts;
mod reading;
mod state;

pub use card::FilesCard;
pub(crate) use parts::{Arriving, DropPlace, FileLine, keep_place, title_field, use_arriving};
