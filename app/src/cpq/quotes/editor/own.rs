//! The fields administrators added to quotes; the document does not show them.

use super::state::Editor;
use crate::platform::fields::OwnFacts;
use leptos::prelude::*;
use shared::kernel::Problem;
use shared::platform::fields::{CustomChange, Holder, key_of};

impl Editor {
    /// Lets go of values whose field is gone: the quote is saved whole, and nobody could take them out here.
    /// Says whether there was such a one.
    pub(super) fn drop_own(&self, problem: &Problem) -> bool {
        let gone: Vec<&str> = problem
            .issues
            .iter()
            .filter(|issue| issue.code == "unknown_field")
            .filter_map(|issue| key_of(issue.field.as_deref()?))
            .collect();
        let held = self
            .head
            .with_untracked(|head| gone.iter().any(|key| !head.custom.get(key).is_empty()));
        if held {
            self.update_head(|head| gone.iter().for_each(|key| head.custom.set(key, "")));
        }
        held
    }
}

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
