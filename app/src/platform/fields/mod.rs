//! Fields an administrator adds: their set-up under `/admin/fields`, the card with them on the page of
//! a record, the boxes of required ones in the dialogs of new records.
//!
//! Every page knows the fields from its beginning ([`crate::boot::use_session`]); [`follow`] keeps them
//! as they are while pages change.

mod api;
mod book;
mod boxes;
mod card;
mod form;
mod options;
mod page;

pub(crate) use book::{fields_of, follow, label_of, list_fields, shown};
pub(crate) use boxes::{OwnBoxes, OwnDraft};
pub(crate) use card::OwnFacts;
pub use page::FieldsPage;
