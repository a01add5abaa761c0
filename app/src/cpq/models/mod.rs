//! Product models: the administrators' page, the configurator of a quote's line, the guide that asks in
//! the customer's words, and the finder over the catalogue. All of it runs here, in the browser: no
//! request per click, and what takes long runs beside the page ([`errands`]).

pub mod api;
pub mod configurator;
mod editor;
pub mod errands;
mod finder;
pub mod guide;
mod window;
pub mod words;

pub use editor::{FinderQuestionsPage, ModelPage};
pub use finder::{FindPage, FinderDialog};
