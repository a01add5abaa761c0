//! The head of an account's page: where it is, what can be done, whether it is deleted.

use super::api;
use super::page::Dialogs;
use crate::boot::{may, use_lang};
use crate::crm::labels::{country_name, industry_name};
use crate::routes::{self, path};
use crate::shell::Editor;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::crm::accounts::{AccountView, DeleteAccount, RestoreAccount};
use shared::kernel::Action;
use ui::{Breadcrumbs, Button, Glyph, Menu, MenuItem, PageHeader, Variant, use_toaster};

#[component]
pub(super) fn Head(
    editor: Editor<AccountView>,
    title: Signal<String>,
    dialogs: Dialogs,
) -> impl IntoView {
    let lang = use_lang();
    let subtitle = Signal::derive(move || {
        editor.record.with(|record| {
            let facts = &record.facts;
            [
                industry_name(lang, &facts.industry),
                facts.city.clone(),
                country_name(lang, &facts.country),
            ]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
        })
    });
    let above = move || {
        let crumbs = editor.record.with(|record| {
            std::iter::once((
                path::ACCOUNTS.to_owned(),
                t(lang, k::crm::ACCOUNTS_TITLE).to_owned(),
            ))
            .chain(
                record
                    .above
                    .iter()
                    .map(|parent| (routes::account(parent.id), parent.name.clone())),
            )
            .collect::<Vec<_>>()
        });
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items=crumbs/> }
    };
    let may_edit = Signal::derive(move || {
        editor
            .record
            .with(|record| record.may_edit && record.deleted_at.is_none())
    });
    let remove = use_delete(editor);
    view! {
        <PageHeader title subtitle above>
            {may(Action::EditAccount).then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_CONTACT)
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| dialogs.contact.set(true))
                />
            })}
            {may(Action::EditOpportunity).then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_DEAL)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| dialogs.deal.set(true))
                />
            })}
            <Show when=move || may_edit.get()>
                <Menu id="account-menu" label=t(lang, k::crm::MORE_ACTIONS) glyph=Glyph::More>
                    <MenuItem label=t(lang, k::ui::DELETE) icon=Glyph::Trash danger=true on_press=remove/>
                </Menu>
            </Show>
        </PageHeader>
    }
}

/// Deletes the account and goes to the list, where the message offers to undo it.
fn use_delete(editor: Editor<AccountView>) -> Callback<()> {
    let lang = use_lang();
    let toaster = use_toaster();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let (id, version, name) = editor
            .record
            .with_untracked(|r| (r.id, r.version, r.facts.name.clone()));
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match api::delete(DeleteAccount { id, version }).await {
                Ok(_) => {
                    let back = navigate.clone();
                    let undo = Callback::new(move |()| {
                        let back = back.clone();
                        leptos::task::spawn_local(async move {
                            match api::restore(RestoreAccount { id }).await {
                                Ok(_) => back(&routes::account(id), Default::default()),
                                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                            }
                        });
                    });
                    let text = tf(lang, k::crm::DELETED, &[("name", &name)]);
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                    navigate(path::ACCOUNTS, Default::default());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    })
}

/// Says that the record is deleted, and offers it back.
#[component]
pub(super) fn Deleted(editor: Editor<AccountView>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let restore = move || {
        let id = editor.record.with_untracked(|record| record.id);
        leptos::task::spawn_local(async move {
            match api::restore(RestoreAccount { id }).await {
                Ok(view) => editor.arrived(view),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <Show when=move || editor.record.with(|record| record.deleted_at.is_some())>
            <div class="notice tone-warning between" role="status">
                <span>{t(lang, k::crm::IS_DELETED)}</span>
                <Show when=move || editor.record.with(|record| record.may_edit)>
                    <Button label=t(lang, k::crm::RESTORE) icon=Glyph::Undo on_press=Callback::new(move |()| restore())/>
                </Show>
            </div>
        </Show>
    }
}
