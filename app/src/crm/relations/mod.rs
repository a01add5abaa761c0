//! The further accounts of a contact, how people stand to each other, who of us knows them, and the map
//! of all that around an account.

pub mod api;
mod list;
mod page;
mod people_card;
mod picture;
mod place_form;
mod places_card;
mod relation_form;
mod words;

pub use page::PeopleMapPage;
pub(in crate::crm) use people_card::RelationsCard;
pub(in crate::crm) use place_form::{OpenedPlace, PlaceForm};
pub(in crate::crm) use places_card::PlacesCard;
pub(in crate::crm) use words::validity;
