//! The fields administrators added to quotes; the document does not show them.

use super::state::Editor;
use crate::platform::fields::OwnFacts;
use leptos::prelude::*;
use shared::platform::fields::{CustomChange, Holder};

/// The card with them, each edited where it stands while the quote is a draft.
#[component]
pub fn OwnValues(editor: Editor) -> impl IntoView {
    let values = Signal::derive(move || editor.head.with(|head| head.custom.clone()));
    let save = Callback::new(move |change: CustomChange| {
        editor.update_head(|head| change.apply(&mut head.custom));
    });
    view! {
        <OwnFacts holder=Holder::Quote values locked=Signal::stored(!editor.editable) on_change=save/>
    }
}
