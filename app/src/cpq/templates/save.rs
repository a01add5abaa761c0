//! A quote is kept as a template: under which name, for whom.

use super::{api, sharings};
use crate::boot::{new_uuid, use_lang};
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::templates::NAME_LENGTH;
use shared::cpq::templates::ops::CreateTemplate;
use shared::kernel::{Issue, QuoteId, QuoteTemplateId};
use ui::{Button, Dialog, Select, TextInput, Variant, use_toaster};

/// The dialog.
#[component]
pub fn SaveAsTemplate(
    open: RwSignal<bool>,
    quote: QuoteId,
    /// What the quote is about: the name, unless another one is written.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    use k::cpq::templates as p;
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let sharing = RwSignal::new("private".to_owned());
    // The same until it is kept, so that pressing again after a lost answer keeps no second one.
    let made = StoredValue::new(None::<QuoteTemplateId>);
    Effect::new(move |_| {
        if open.get() {
            name.set(title.get_untracked());
            findings.clear();
        }
    });
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        let typed = name.with_untracked(|name| name.trim().to_owned());
        let issues = if typed.is_empty() {
            vec![Issue::error("required", "name")]
        } else {
            Vec::new()
        };
        if !findings.check(issues) {
            return;
        }
        let id = made
            .get_value()
            .unwrap_or_else(|| QuoteTemplateId(new_uuid()));
        made.set_value(Some(id));
        let request = CreateTemplate {
            id,
            quote_id: quote,
            name: typed,
            sharing: sharing.with_untracked(|code| code.parse().unwrap_or_default()),
        };
        findings.send(busy, api::create(request), move |row| {
            let _ = open.try_set(false);
            let _ = made.try_set_value(None);
            toaster.success(tf(lang, p::SAVED, &[("name", &row.name)]));
        });
    };
    let most = u32::try_from(NAME_LENGTH).unwrap_or(u32::MAX);
    view! {
        <Dialog id="template-save" title=t(lang, p::SAVE_TITLE) open close_label=t(lang, k::ui::CLOSE)>
            <form novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <div class="dialog-body stack">
                    <p class="muted small">{t(lang, p::SAVE_TEXT)}</p>
                    <TextInput id="template-name" label=t(lang, p::NAME) value=name required=true max_length=most error=findings.of("name")/>
                    <Select id="template-sharing" label=t(lang, p::SHARING_LABEL) value=sharing options=sharings(lang) error=findings.of("sharing")/>
                    <FormNotice text=findings.rest(&["name", "sharing"])/>
                </div>
                <footer class="dialog-footer">
                    <Button label=t(lang, k::ui::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                    <Button label=t(lang, p::SAVE) variant=Variant::Primary submit=true busy/>
                </footer>
            </form>
        </Dialog>
    }
}
