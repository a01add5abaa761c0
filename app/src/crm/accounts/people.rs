//! The people of an account: its own contacts, then those whose own account is another.

use super::page::Dialogs;
use crate::boot::{may, use_lang, use_session};
use crate::crm::relations::{OpenedPlace, validity};
use crate::routes;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::crm::contacts::ContactRow;
use shared::crm::relations::{Affiliate, AffiliationRow};
use shared::kernel::{AccountId, Action, Lang, Named};
use ui::{Avatar, Badge, Button, Card, Glyph, Icon, IconButton, Size, Tone, Variant};

/// The card, with the way to the map of all of them.
#[component]
pub(super) fn ContactsCard(
    contacts: Vec<ContactRow>,
    affiliates: Vec<Affiliate>,
    account: AccountId,
    dialogs: Dialogs,
) -> impl IntoView {
    let lang = use_lang();
    let add = move || {
        may(Action::EditAccount).then(|| {
            view! {
                <Button
                    label=t(lang, k::crm::ADD)
                    size=Size::Small
                    variant=Variant::Ghost
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| dialogs.contact.set(true))
                />
            }
        })
    };
    let map = (!contacts.is_empty() || !affiliates.is_empty()).then(|| {
        view! {
            <a class="btn btn-ghost btn-sm" id="to-people-map" href=routes::people_map(account)>
                <Icon glyph=Glyph::Users/>
                <span>{t(lang, k::relations::MAP)}</span>
            </a>
        }
    });
    let body = if contacts.is_empty() {
        view! { <p class="muted">{t(lang, k::crm::NO_CONTACTS_HERE)}</p> }.into_any()
    } else {
        let items = contacts
            .into_iter()
            .map(|contact| {
                let title = contact.title.clone();
                person(
                    lang,
                    contact,
                    view! { <span class="small muted truncate">{title}</span> }.into_any(),
                    None,
                )
            })
            .collect_view();
        view! { <ul class="crm-people">{items}</ul> }.into_any()
    };
    let others = (!affiliates.is_empty()).then(|| {
        let items = affiliates
            .into_iter()
            .map(|one| affiliate(lang, one, dialogs))
            .collect_view();
        view! {
            <h3 class="small crm-affiliates">{t(lang, k::relations::ALSO_HERE)}</h3>
            <ul class="crm-people">{items}</ul>
        }
    });
    let known = move || {
        may(Action::EditAccount).then(|| {
            let here = move || OpenedPlace {
                contact: None,
                account: Some(Named::new(account, String::new())),
                before: None,
            };
            view! {
                <Button
                    label=t(lang, k::relations::ADD_PERSON)
                    size=Size::Small
                    variant=Variant::Ghost
                    icon=Glyph::Link
                    on_press=Callback::new(move |()| dialogs.place.set(Some(here())))
                />
            }
        })
    };
    view! {
        <Card id="contacts" title=t(lang, k::crm::CONTACTS_TITLE) actions=add>
            {body}
            {others}
            <div class="crm-people-more">{known()}{map}</div>
        </Card>
    }
}

/// Somebody from elsewhere, with the place here.
fn affiliate(lang: Lang, one: Affiliate, dialogs: Dialogs) -> impl IntoView {
    let today = use_session().today;
    let draft = one.row.affiliation.draft.clone();
    let over = draft
        .is_over(today)
        .then(|| view! { <Badge text=t(lang, k::relations::IS_OVER) tone=Tone::Neutral icon=Glyph::Minus/> });
    let from = one
        .contact
        .account
        .as_ref()
        .map(|account| account.name.clone());
    let line: Vec<String> = [
        Some(draft.role.clone()).filter(|role| !role.is_empty()),
        validity(lang, &draft),
        from,
    ]
    .into_iter()
    .flatten()
    .collect();
    let about = view! {
        <span class="small muted">{line.join(" · ")}</span>
        {over}
    };
    let edit = one.row.may_edit.then(|| edit(lang, &one.row, dialogs));
    person(lang, one.contact, about.into_any(), edit)
}

fn edit(lang: Lang, row: &AffiliationRow, dialogs: Dialogs) -> AnyView {
    let label = tf(lang, k::relations::EDIT_OF, &[("name", &row.contact.name)]);
    let opens = OpenedPlace {
        contact: Some(row.contact.clone()),
        account: Some(row.account.clone()),
        before: Some(row.affiliation.clone()),
    };
    let press = Callback::new(move |()| dialogs.place.set(Some(opens.clone())));
    view! { <IconButton glyph=Glyph::Edit label size=Size::Small on_press=press/> }.into_any()
}

fn person(lang: Lang, contact: ContactRow, about: AnyView, edit: Option<AnyView>) -> impl IntoView {
    let mail = (!contact.email.is_empty()).then(|| {
        let label = tf(lang, k::crm::WRITE_TO, &[("name", &contact.name)]);
        view! {
            <a class="btn btn-ghost btn-sm btn-icon" href=format!("mailto:{}", contact.email) aria-label=label.clone() data-tip=contact.email.clone()>
                <Icon glyph=Glyph::Mail class="icon-sm"/>
            </a>
        }
    });
    let phone = (!contact.phone.is_empty()).then(|| {
        let label = tf(lang, k::crm::CALL, &[("number", &contact.phone)]);
        let digits: String = contact
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        view! {
            <a class="btn btn-ghost btn-sm btn-icon" href=format!("tel:{digits}") aria-label=label data-tip=contact.phone.clone()>
                <Icon glyph=Glyph::Phone class="icon-sm"/>
            </a>
        }
    });
    view! {
        <li class="crm-person">
            <Avatar name=contact.name.clone()/>
            <span class="crm-two grow">
                <a class="truncate medium" href=routes::contact(contact.id)>{contact.name.clone()}</a>
                {about}
            </span>
            {mail}
            {phone}
            {edit}
        </li>
    }
}
