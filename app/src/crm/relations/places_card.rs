//! The card on a contact's page: the accounts the person is at beside their own one.

use super::place_form::{OpenedPlace, PlaceForm, said};
use super::{api, words};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::call::Fault;
use crate::crm::contacts::api as contacts;
use crate::live;
use crate::routes;
use crate::shell::{Editor, Trouble, undoable};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::crm::contacts::{ContactChange, ContactView, EditContact, GetContact};
use shared::crm::relations::ops::{
    AffiliationList, DeleteAffiliation, ListAffiliations, MakePrimary, SaveAffiliation,
};
use shared::crm::relations::{Affiliation, AffiliationDraft, AffiliationRow};
use shared::kernel::event::Entity;
use shared::kernel::{AffiliationId, Lang, Named};
use ui::{
    Badge, Button, Card, Glyph, Menu, MenuItem, Size, Skeleton, Tell, Toaster, Tone, Variant,
    use_toaster,
};

type Loaded = Resource<Result<AffiliationList, Fault>>;
type Opened = RwSignal<Option<OpenedPlace>>;

/// The card.
#[component]
pub fn PlacesCard(editor: Editor<ContactView>) -> impl IntoView {
    let lang = use_lang();
    let contact_id = editor.record.with_untracked(|record| record.id);
    let loaded: Loaded = Resource::new(
        || (),
        move |()| api::places(ListAffiliations { contact_id }),
    );
    let reload = Callback::new(move |()| loaded.refetch());
    live::on_event(move |event| {
        let concerns =
            event.is_none_or(|event| event.entity == Entity::Contact && event.id == contact_id.0);
        if concerns {
            reload.tell(());
        }
    });
    let opened: Opened = RwSignal::new(None);
    let add = Callback::new(move |()| {
        let name = editor.record.with_untracked(ContactView::name);
        opened.set(Some(OpenedPlace {
            contact: Some(Named::new(contact_id, name)),
            account: None,
            before: None,
        }));
    });
    view! {
        <Card id="places" title=Signal::stored(t(lang, k::relations::PLACES).to_owned())>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=2/> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(list) => {
                            let may_edit = list.may_edit;
                            view! {
                                <Rows list editor opened reload/>
                                {may_edit.then(|| view! {
                                    <Button label=t(lang, k::relations::ADD_PLACE) size=Size::Small variant=Variant::Ghost icon=Glyph::Plus on_press=add/>
                                })}
                            }.into_any()
                        }
                        Err(fault) => view! { <Trouble fault retry=reload/> }.into_any(),
                    }
                })}
            </Transition>
        </Card>
        <PlaceForm opened reload/>
    }
}

#[component]
fn Rows(
    list: AffiliationList,
    editor: Editor<ContactView>,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    if list.rows.is_empty() {
        return view! { <p class="muted small">{t(lang, k::relations::NO_PLACES)}</p> }.into_any();
    }
    let may_edit = list.may_edit;
    let rows = list
        .rows
        .into_iter()
        .map(|row| view! { <PlaceRow row editor may_move=may_edit opened reload/> })
        .collect_view();
    view! { <ul class="relation-rows">{rows}</ul> }.into_any()
}

#[component]
fn PlaceRow(
    row: AffiliationRow,
    editor: Editor<ContactView>,
    /// Whether the reader may give the contact another account.
    may_move: bool,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let today = use_session().today;
    let draft = row.affiliation.draft.clone();
    let over = draft.is_over(today);
    let badge = if row.primary {
        Some((k::relations::IS_PRIMARY, Glyph::Star))
    } else if over {
        Some((k::relations::IS_OVER, Glyph::Minus))
    } else {
        None
    };
    let badge =
        badge.map(|(key, icon)| view! { <Badge text=t(lang, key) tone=Tone::Neutral icon/> });
    let line: Vec<String> = [
        Some(draft.role.clone()).filter(|role| !role.is_empty()),
        words::validity(lang, &draft),
    ]
    .into_iter()
    .flatten()
    .collect();
    let note = (!draft.note.is_empty())
        .then(|| view! { <span class="small muted relation-note">{draft.note.clone()}</span> });
    let menu = row.may_edit.then(|| {
        let (row, may_move) = (row.clone(), may_move && !row.primary && !over);
        view! { <Actions row editor may_move over opened reload/> }
    });
    view! {
        <li class="relation-row" data-place=row.affiliation.id.to_string()>
            <span class="crm-two grow">
                <span><a class="medium" href=routes::account(row.account.id)>{row.account.name.clone()}</a> " " {badge}</span>
                <span class="small muted">{line.join(" · ")}</span>
                {note}
            </span>
            {menu}
        </li>
    }
}

#[component]
fn Actions(
    row: AffiliationRow,
    editor: Editor<ContactView>,
    may_move: bool,
    over: bool,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let today = use_session().today;
    let one = row.affiliation.clone();
    let label = tf(
        lang,
        k::relations::ACTIONS_OF,
        &[("name", &row.account.name)],
    );
    let opens = OpenedPlace {
        contact: Some(row.contact),
        account: Some(row.account),
        before: Some(one.clone()),
    };
    let edit = Callback::new(move |()| opened.set(Some(opens.clone())));
    let ended = one.clone();
    let end = Callback::new(move |()| {
        let draft = AffiliationDraft {
            until: Some(today),
            ..ended.draft.clone()
        };
        change(lang, toaster, ended.clone(), draft, reload);
    });
    let chosen = one.clone();
    let primary = Callback::new(move |()| take(lang, toaster, editor, chosen.clone(), reload));
    let gone = one.clone();
    let away = Callback::new(move |()| remove(lang, toaster, gone.clone(), reload));
    view! {
        <Menu id=format!("place-{}", one.id) label glyph=Glyph::More>
            <MenuItem label=t(lang, k::relations::EDIT) icon=Glyph::Edit on_press=edit/>
            {may_move.then(|| view! { <MenuItem label=t(lang, k::relations::MAKE_PRIMARY) icon=Glyph::Star on_press=primary/> })}
            {(!over).then(|| view! { <MenuItem label=t(lang, k::relations::END) icon=Glyph::Minus on_press=end/> })}
            <MenuItem label=t(lang, k::relations::REMOVE) icon=Glyph::Trash danger=true on_press=away/>
        </Menu>
    }
}

/// Writes an affiliation anew; the message takes it back.
fn change(
    lang: Lang,
    toaster: Toaster,
    before: Affiliation,
    draft: AffiliationDraft,
    reload: Callback<()>,
) {
    let request = SaveAffiliation {
        id: before.id,
        contact_id: before.contact_id,
        account_id: before.account_id,
        version: before.version,
        draft,
    };
    spawn_local(async move {
        match api::save_place(request).await {
            Ok(now) => said(lang, toaster, (Some(before), now), reload),
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
        reload.tell(());
    });
}

/// Takes an affiliation away at once; the message brings it back.
fn remove(lang: Lang, toaster: Toaster, one: Affiliation, reload: Callback<()>) {
    let done = api::delete_place(DeleteAffiliation {
        id: one.id,
        version: one.version,
    });
    let way_back = move |one: Affiliation| {
        let back = move || {
            api::save_place(SaveAffiliation {
                id: one.id,
                contact_id: one.contact_id,
                account_id: one.account_id,
                version: 0,
                draft: one.draft.clone(),
            })
        };
        (t(lang, k::relations::PLACE_REMOVED), back)
    };
    let after = move || reload.tell(());
    spawn_local(undoable(lang, toaster, done, way_back, after));
}

/// Makes the account the contact's own one. The message gives the former back, with the title there.
fn take(
    lang: Lang,
    toaster: Toaster,
    editor: Editor<ContactView>,
    one: Affiliation,
    reload: Callback<()>,
) {
    let id = one.contact_id;
    let (account, title) = editor
        .record
        .with_untracked(|record| (record.facts.account_id, record.facts.title.clone()));
    let former_id = AffiliationId(new_uuid());
    let request = MakePrimary {
        id: one.id,
        version: one.version,
        former_id,
    };
    spawn_local(async move {
        match api::make_primary(request).await {
            Ok(_) => {
                let undo = Callback::new(move |()| {
                    let title = title.clone();
                    spawn_local(async move {
                        back(lang, toaster, (id, former_id), (account, title)).await;
                        arrived(editor, id).await;
                        reload.tell(());
                    });
                });
                let text = t(lang, k::relations::MADE_PRIMARY);
                toaster.undo(text, t(lang, k::ui::UNDO), undo);
                arrived(editor, id).await;
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
        reload.tell(());
    });
}

/// Shows the contact as it is now.
async fn arrived(editor: Editor<ContactView>, id: shared::kernel::ContactId) {
    if let Ok(view) = contacts::get(GetContact { id }).await
        && !editor.record.is_disposed()
    {
        editor.arrived(view);
    }
}

/// Gives a contact its former account and title back, and takes the affiliation away that was made for it.
async fn back(
    lang: Lang,
    toaster: Toaster,
    (id, former_id): (shared::kernel::ContactId, AffiliationId),
    (account, title): (Option<shared::kernel::AccountId>, String),
) {
    let answer = async {
        let now = contacts::get(GetContact { id }).await?;
        let edit = EditContact {
            id,
            version: now.version,
            changes: vec![ContactChange::Account(account), ContactChange::Title(title)],
        };
        contacts::edit(edit).await?;
        let list = api::places(ListAffiliations { contact_id: id }).await?;
        let made = list
            .rows
            .into_iter()
            .find(|row| row.affiliation.id == former_id);
        if let Some(made) = made {
            let away = DeleteAffiliation {
                id: former_id,
                version: made.affiliation.version,
            };
            api::delete_place(away).await?;
        }
        Ok::<(), Fault>(())
    };
    if let Err(fault) = answer.await {
        toaster.problem(problem_text(lang, &fault.0));
    }
}
