//! The finder in a quote: the product that suits becomes a line, to be configured where it can be.

use super::grid::focus_cell;
use super::state::Editor;
use crate::cpq::models::FinderDialog;
use i18n::{k, tf};
use leptos::prelude::*;
use shared::cpq::models::guide::finder::Offer;

/// The window.
#[component]
pub fn Finder(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let take = Callback::new(move |offer: Offer| {
        let name = offer.name.get(lang).to_owned();
        let item = editor.catalog.with_untracked(|items| {
            let found = items.iter().find(|item| item.entry.product_id == offer.id);
            found.cloned()
        });
        let Some(item) = item else {
            let text = tf(lang, k::models::find::NOT_IN_BOOK, &[("name", &name)]);
            editor.toaster.info(text);
            return;
        };
        let line = editor.add_line(None);
        editor.pick(line, &item);
        editor.finding.set(false);
        let text = tf(lang, k::models::find::ADDED, &[("name", &name)]);
        editor.announcer.say(text);
        focus_cell(editor, 1, line);
    });
    view! { <FinderDialog lang open=editor.finding take/> }
}
