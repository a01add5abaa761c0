//! The head of an account's page: where it is, what can be done, whether it is deleted.

use super::page::Dialogs;
use crate::boot::{may, use_lang};
use crate::crm::labels::{country_name, industry_name};
use crate::crm::record::use_delete;
use crate::routes::{self, path};
use crate::shell::Editor;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::accounts::AccountView;
use shared::kernel::Action;
use ui::{Breadcrumbs, Button, Glyph, Menu, MenuItem, PageHeader, Variant};

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
