//! What somebody is on the deal: chosen by whoever may edit it, a word for everybody else.

use super::state::Deal;
use crate::boot::use_lang;
use i18n::{k, tf};
use leptos::prelude::*;
use ui::{Choice, Glyph, IconButton, Select, Size};

/// The role of a person, and the way off the deal.
#[component]
pub(super) fn RoleOf(
    deal: Deal,
    /// The id of the choice.
    id: String,
    /// Whose role it is.
    name: String,
    /// The code of the role.
    role: &'static str,
    options: Vec<Choice>,
    /// Told the code of another role.
    change: Callback<String>,
    remove: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let value = RwSignal::new(role.to_owned());
    let chosen = options.iter().find(|option| option.value == role);
    let role_name = StoredValue::new(chosen.map(|option| option.label.clone()));
    let options = Signal::stored(options);
    let remove_label = tf(lang, k::opportunity::REMOVE_NAMED, &[("name", &name)]);
    let select_label = tf(lang, k::opportunity::ROLE_OF, &[("name", &name)]);
    view! {
        <Show
            when=move || may_edit.get()
            fallback=move || view! { <span class="small">{role_name.get_value()}</span> }
        >
            <div class="deal-person-role">
                <Select
                    id=id.clone()
                    label=select_label.clone()
                    value
                    options
                    bare=true
                    on_commit=change
                />
                <IconButton
                    glyph=Glyph::X
                    label=remove_label.clone()
                    size=Size::Small
                    on_press=remove
                />
            </div>
        </Show>
    }
}
