//! Quotes: the list, the editor, versions.
//!
//! The editor prices every keystroke with `shared::cpq::pricing` in the browser; the server is only
//! asked to save. Entry points: [`QuotesPage`], [`QuotePage`], [`NewDealQuote`] for the page of an
//! opportunity.

mod actions;
pub mod api;
mod cells;
mod compare;
mod editor;
mod list;
mod new;
mod page;
mod parties;

pub(crate) use cells::{SUPPORT, quote_cell};
pub use list::QuotesPage;
pub use new::{NewDealQuote, NewQuote, NewQuoteButton};
pub use page::QuotePage;
