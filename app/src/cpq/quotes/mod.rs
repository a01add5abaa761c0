//! Quotes: the list, the editor, versions.
//!
//! The editor prices every keystroke with `shared::cpq::pricing` in the browser; the server is only
//! asked to save. Entry points: [`QuotesPage`], [`QuotePage`], [`RelatedQuotes`] for the pages of
//! accounts and opportunities.

mod actions;
pub mod api;
mod compare;
mod editor;
mod list;
mod new;
mod page;
mod parties;
mod related;

pub use list::QuotesPage;
pub use new::NewQuote;
pub use page::QuotePage;
pub use related::RelatedQuotes;
