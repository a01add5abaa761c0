//! What went wrong with saving, and the ways out.

use super::saving::SaveState;
use super::state::Editor;
use crate::routes;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use ui::{Button, Glyph, Icon, LinkButton, Size, Tell};

/// Where saving stands, in a word; stands beside the title.
#[component]
pub fn SaveStatus(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let state = editor.saving.state;
    let look = Memo::new(move |_| match state.get() {
        SaveState::Saved => ("saved", Glyph::CheckCircle, k::cpq::save::SAVED),
        SaveState::Saving => ("saving", Glyph::Refresh, k::cpq::save::SAVING),
        SaveState::Offline => ("offline", Glyph::Offline, k::cpq::save::UNSAVED),
        _ => ("unsaved", Glyph::Edit, k::cpq::save::UNSAVED),
    });
    view! {
        <span class="quote-status muted small" role="status" data-save=move || look.get().0>
            {move || view! { <Icon glyph=look.get().1 class="icon-sm"/> }}
            <span>{move || t(lang, look.get().2)}</span>
        </span>
    }
}

/// A notice while something keeps the quote from being saved.
#[component]
pub fn SaveNotice(editor: Editor, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let lang = editor.lang;
    let saving = editor.saving;
    let leftover = RwSignal::new(None);
    if editor.editable {
        Effect::new(move |_| {
            leftover.set(
                saving
                    .kept()
                    .filter(|kept| kept.version != saving.version()),
            );
        });
    }
    let show_theirs = Callback::new(move |()| {
        saving.forget();
        reload.tell(());
    });
    view! {
        {move || leftover.get().map(|kept| {
            let kept = StoredValue::new(kept);
            view! {
                <div class="notice tone-warning quote-notice" role="alert">
                    <p>{t(lang, k::cpq::save::KEPT)}</p>
                    <Button label=t(lang, k::cpq::save::USE_KEPT) size=Size::Small on_press=Callback::new(move |()| {
                        leftover.set(None);
                        let kept = kept.get_value();
                        editor.replace(kept.draft, kept.names);
                    })/>
                    <Button label=t(lang, k::cpq::save::DROP_KEPT) size=Size::Small on_press=Callback::new(move |()| {
                        leftover.set(None);
                        saving.forget();
                    })/>
                </div>
            }
        })}
        {move || match saving.state.get() {
            SaveState::Offline => Some(view! {
                <div class="notice tone-warning quote-notice" role="alert">
                    <p>{t(lang, k::cpq::save::OFFLINE)}</p>
                    <Button label=t(lang, k::cpq::save::RETRY) size=Size::Small on_press=Callback::new(move |()| saving.retry(editor))/>
                </div>
            }.into_any()),
            SaveState::SignedOut => {
                let back = editor.view.with_value(|view| routes::quote(view.id));
                Some(view! {
                    <div class="notice tone-warning quote-notice" role="alert">
                        <p>{t(lang, k::cpq::save::SIGNED_OUT)}</p>
                        <LinkButton label=t(lang, k::cpq::save::SIGN_IN) href=format!("{}?next={back}", routes::path::SIGN_IN) size=Size::Small attr:rel="external"/>
                    </div>
                }.into_any())
            }
            SaveState::Conflict(current) => {
                let by = current.changed_by.clone();
                let name = by.unwrap_or_else(|| current.owner.name.clone());
                let version = current.version;
                Some(view! {
                    <div class="notice tone-warning quote-notice" role="alert">
                        <p>{tf(lang, k::cpq::save::CONFLICT, &[("name", &name)])}</p>
                        <Button label=t(lang, k::cpq::save::MINE) size=Size::Small on_press=Callback::new(move |()| saving.overwrite(editor, version))/>
                        <Button label=t(lang, k::cpq::save::THEIRS) size=Size::Small on_press=show_theirs/>
                    </div>
                }.into_any())
            }
            SaveState::Refused(problem) => {
                let text = problem_text(lang, &problem);
                Some(view! {
                    <div class="notice tone-danger quote-notice" role="alert">
                        <p>{tf(lang, k::cpq::save::REFUSED, &[("problem", &text)])}</p>
                        <Button label=t(lang, k::cpq::save::RETRY) size=Size::Small on_press=Callback::new(move |()| saving.retry(editor))/>
                        <Button label=t(lang, k::cpq::save::THEIRS) size=Size::Small on_press=show_theirs/>
                    </div>
                }.into_any())
            }
            _ => None,
        }}
    }
}
