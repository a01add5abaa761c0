//! Templates of quotes: kept from a quote, managed beside the list, chosen for a new one.

mod api;
mod manage;
mod save;

pub use manage::ManageTemplates;
pub use save::SaveAsTemplate;

use i18n::{Key, Lang, k, t, tf};
use shared::cpq::templates::ops::ListTemplates;
use shared::cpq::templates::{LeftOut, TemplateRow, TemplateSharing};
use shared::kernel::Action;
use ui::Choice;

/// The templates one may start from; none where they cannot be read.
pub async fn list() -> Vec<TemplateRow> {
    api::list(ListTemplates {}).await.unwrap_or_default()
}

fn word(lang: Lang, group: &str, code: &str) -> &'static str {
    Key::by_name(&format!("cpq.templates.{group}.{code}")).map_or("", |key| t(lang, key))
}

fn sharing(lang: Lang, sharing: TemplateSharing) -> &'static str {
    word(lang, "sharing", sharing.code())
}

/// With whom this person may share.
fn sharings(lang: Lang) -> Vec<Choice> {
    let scope = crate::boot::use_session().actor.scope(Action::EditQuote);
    let leads = scope >= shared::kernel::Scope::Team;
    TemplateSharing::ALL
        .iter()
        .filter(|one| leads || **one != TemplateSharing::Company)
        .map(|one| Choice::new(one.code(), sharing(lang, *one)))
        .collect()
}

/// What a new quote could not take, in words.
#[must_use]
pub fn left_out(lang: Lang, left: &[LeftOut]) -> String {
    let said: Vec<String> = left
        .iter()
        .map(|left| format!("{} ({})", left.name, word(lang, "left", left.reason.code())))
        .collect();
    tf(
        lang,
        k::cpq::templates::LEFT_OUT,
        &[("names", &said.join(", "))],
    )
}
