//! The clauses library: the administrators' page, and the words quotes use for it.

pub mod api;
mod form;
mod page;

pub use page::ClausesPage;

use i18n::{Key, Lang, t};
use shared::cpq::clauses::ClauseCategory;

/// What a clause is about, in words.
#[must_use]
pub fn category(lang: Lang, category: ClauseCategory) -> &'static str {
    Key::by_name(&format!("cpq.clauses.category.{}", category.code()))
        .map_or("", |key| t(lang, key))
}
