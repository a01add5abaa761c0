//! The card on the page of an account: its own agreements, then those it inherits.

use super::form::{AgreementForm, Opened};
use super::{api, words};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::cpq::labels;
use crate::live;
use crate::routes;
use crate::shell::{Trouble, undoable};
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::agreements::ops::{AgreementList, DeleteAgreement, ListAgreements, SaveAgreement};
use shared::cpq::agreements::{Agreement, AgreementRow};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Lang};
use ui::{
    Badge, Button, Card, Glyph, IconButton, Size, Skeleton, TableWrap, Tell, Toaster, Tone,
    Variant, use_toaster,
};

type Loaded = Resource<Result<AgreementList, Fault>>;

/// The card.
#[component]
pub fn AgreementsCard(account_id: AccountId) -> impl IntoView {
    let lang = use_lang();
    let loaded: Loaded = Resource::new(|| (), move |()| api::list(ListAgreements { account_id }));
    let reload = Callback::new(move |()| loaded.refetch());
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            event.entity == Entity::Account
                && (event.id == account_id.0 || event.action.starts_with("agreement"))
        });
        if concerns {
            reload.tell(());
        }
    });
    let opened: Opened = RwSignal::new(None);
    view! {
        <Card id="agreements" title=Signal::stored(t(lang, k::cpq::agreements::TITLE).to_owned()) flush=true>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=2/> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(list) => {
                            let may_edit = list.may_edit;
                            view! {
                                <Rows list account_id opened reload/>
                                {may_edit.then(|| view! { <Add opened/> })}
                            }.into_any()
                        }
                        Err(fault) => view! { <Trouble fault retry=reload/> }.into_any(),
                    }
                })}
            </Transition>
        </Card>
        <AgreementForm account_id opened reload/>
    }
}

/// Under the rows, for whoever may agree prices with this account.
#[component]
fn Add(opened: Opened) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="agreement-add">
            <Button
                label=t(lang, k::cpq::agreements::ADD)
                size=Size::Small
                variant=Variant::Ghost
                icon=Glyph::Plus
                on_press=Callback::new(move |()| opened.set(Some(None)))
            />
        </div>
    }
}

#[component]
fn Rows(
    list: AgreementList,
    account_id: AccountId,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    if list.rows.is_empty() {
        let text = if list.may_edit {
            k::cpq::agreements::NONE_EDIT
        } else {
            k::cpq::agreements::NONE
        };
        return view! { <p class="agreement-none muted small">{t(lang, text)}</p> }.into_any();
    }
    let head = move |key| t(lang, key);
    let may_edit = list.may_edit;
    let rows = list
        .rows
        .into_iter()
        .map(|row| view! { <AgreementLine row account_id may_edit opened reload/> })
        .collect_view();
    view! {
        <TableWrap label=head(k::cpq::agreements::TITLE)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{head(k::cpq::agreements::PRODUCT)}</th>
                        <th scope="col" class="num">{head(k::cpq::agreements::PRICE)}</th>
                        <th scope="col">{head(k::cpq::agreements::VALID)}</th>
                        <th scope="col">{head(k::cpq::agreements::NAME)}</th>
                        {may_edit.then(|| view! { <th scope="col"><span class="visually-hidden">{head(k::cpq::editor::ROW_ACTIONS)}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

#[component]
fn AgreementLine(
    row: AgreementRow,
    account_id: AccountId,
    may_edit: bool,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let today = use_session().today;
    let draft = row.agreement.draft.clone();
    let product = row.product.get(lang).to_owned();
    let inherited = row.account.id != account_id;
    let from = inherited.then(|| {
        let text = tf(
            lang,
            k::cpq::agreements::INHERITED,
            &[("account", &row.account.name)],
        );
        view! { <a class="small" href=routes::account(row.account.id)>{text}</a> }
    });
    let state = if draft.holds_on(today) {
        None
    } else if draft.starts_on.is_some_and(|from| from > today) {
        Some((k::cpq::agreements::LATER, Glyph::Calendar))
    } else {
        Some((k::cpq::agreements::ENDED, Glyph::Minus))
    };
    let state =
        state.map(|(key, icon)| view! { <Badge text=t(lang, key) tone=Tone::Neutral icon/> });
    let actions = may_edit.then(|| {
        let edited = row.clone();
        let gone = row.agreement.clone();
        let edit = tf(lang, k::cpq::agreements::EDIT_OF, &[("product", &product)]);
        let remove_label = tf(lang, k::cpq::agreements::REMOVE_OF, &[("product", &product)]);
        view! {
            <td class="nowrap agreement-actions">
                {(!inherited).then(|| view! {
                    <IconButton glyph=Glyph::Edit label=edit on_press=Callback::new(move |()| opened.set(Some(Some(edited.clone()))))/>
                    <IconButton glyph=Glyph::Trash label=remove_label on_press=Callback::new(move |()| remove(lang, toaster, gone.clone(), reload))/>
                })}
            </td>
        }
    });
    view! {
        <tr data-agreement=row.agreement.id.to_string()>
            <th scope="row">
                <span class="crm-two">
                    <span>{product.clone()}</span>
                    <span class="small muted">{format!("{} · {}", row.sku, labels::charge(lang, draft.charge))}</span>
                </span>
            </th>
            <td class="num" data-label=t(lang, k::cpq::agreements::PRICE)>
                {words::price(lang, draft.price, draft.currency)}
                " "
                <span class="small muted">{draft.currency.code()}</span>
            </td>
            <td data-label=t(lang, k::cpq::agreements::VALID)>
                <span class="crm-two"><span>{words::validity(lang, &draft)}</span>{state}</span>
            </td>
            <td data-label=t(lang, k::cpq::agreements::NAME)>
                <span class="crm-two"><span>{draft.name.clone()}</span>{from}</span>
            </td>
            {actions}
        </tr>
    }
}

/// Takes an agreement away at once; the message brings it back.
fn remove(lang: Lang, toaster: Toaster, agreement: Agreement, reload: Callback<()>) {
    let done = api::delete(DeleteAgreement {
        id: agreement.id,
        version: agreement.version,
    });
    let way_back = move |_| {
        let back = move || {
            api::save(SaveAgreement {
                id: agreement.id,
                account_id: agreement.account_id,
                version: 0,
                draft: agreement.draft.clone(),
            })
        };
        (t(lang, k::cpq::agreements::REMOVED), back)
    };
    let after = move || reload.tell(());
    spawn_local(undoable(lang, toaster, done, way_back, after));
}
