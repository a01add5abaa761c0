//! The card on a contact's page: how the person stands to others, and who of us knows them.

use super::relation_form::{OpenedRelation, RelationForm};
use super::words::{KnownBy, StrengthMark};
use super::{api, words};
use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::routes;
use crate::shell::{Editor, Trouble, undoable, use_now};
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::crm::contacts::ContactView;
use shared::crm::relations::ops::{DeleteRelation, ListRelations, RelationList, SaveRelation};
use shared::crm::relations::{Acquaintance, Relation, RelationRow};
use shared::kernel::event::Entity;
use shared::kernel::{ContactId, Lang};
use ui::{Button, Card, Glyph, IconButton, Size, Skeleton, Tell, Toaster, Variant, use_toaster};

type Loaded = Resource<Result<RelationList, Fault>>;
type Opened = RwSignal<Option<OpenedRelation>>;

/// The two cards.
#[component]
pub fn RelationsCard(editor: Editor<ContactView>) -> impl IntoView {
    let lang = use_lang();
    let contact_id = editor.record.with_untracked(|record| record.id);
    let loaded: Loaded = Resource::new(
        || (),
        move |()| api::relations(ListRelations { contact_id }),
    );
    let reload = Callback::new(move |()| loaded.refetch());
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            let told = matches!(event.entity, Entity::Contact | Entity::Activity);
            told && event.concerns(contact_id.0)
        });
        if concerns {
            reload.tell(());
        }
    });
    let opened: Opened = RwSignal::new(None);
    let add = Callback::new(move |()| opened.set(Some(OpenedRelation { row: None })));
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3/> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(list) => {
                        let may_edit = list.may_edit;
                        view! {
                            <Card id="relations" title=Signal::stored(t(lang, k::relations::PEOPLE).to_owned())>
                                <Rows rows=list.rows of=contact_id opened reload/>
                                {may_edit.then(|| view! {
                                    <Button label=t(lang, k::relations::ADD_RELATION) size=Size::Small variant=Variant::Ghost icon=Glyph::Plus on_press=add/>
                                })}
                            </Card>
                            <Colleagues all=list.known_by/>
                        }.into_any()
                    }
                    Err(fault) => view! { <Trouble fault retry=reload/> }.into_any(),
                }
            })}
        </Transition>
        <RelationForm editor opened reload/>
    }
}

#[component]
fn Rows(
    rows: Vec<RelationRow>,
    of: ContactId,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    if rows.is_empty() {
        return view! { <p class="muted small">{t(lang, k::relations::NO_PEOPLE)}</p> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| view! { <PersonRow row of opened reload/> })
        .collect_view();
    view! { <ul class="relation-rows">{rows}</ul> }.into_any()
}

#[component]
fn PersonRow(
    row: RelationRow,
    of: ContactId,
    opened: Opened,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let draft = row.relation.draft.clone();
    let word = words::relation(lang, draft.kind, draft.from == of);
    let line: Vec<String> = [
        Some(row.title.clone()).filter(|title| !title.is_empty()),
        row.account.as_ref().map(|account| account.name.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let note = (!draft.note.is_empty())
        .then(|| view! { <span class="small muted relation-note">{draft.note.clone()}</span> });
    let actions = row.may_edit.then(|| {
        let name = row.other.name.clone();
        let edit = tf(lang, k::relations::EDIT_OF, &[("name", &name)]);
        let away = tf(lang, k::relations::REMOVE_OF, &[("name", &name)]);
        let (edited, gone) = (row.clone(), row.relation.clone());
        view! {
            <span class="nowrap">
                <IconButton glyph=Glyph::Edit label=edit size=Size::Small on_press=Callback::new(move |()| opened.set(Some(OpenedRelation { row: Some(edited.clone()) })))/>
                <IconButton glyph=Glyph::Trash label=away size=Size::Small on_press=Callback::new(move |()| remove(lang, toaster, gone.clone(), reload))/>
            </span>
        }
    });
    view! {
        <li class="relation-row" data-relation=row.relation.id.to_string()>
            <span class="crm-two grow">
                <span>{word} " " <a class="medium" href=routes::contact(row.other.id)>{row.other.name.clone()}</a></span>
                <span class="small muted">{line.join(" · ")}</span>
                <span class="small bond"><StrengthMark strength=draft.strength/> {words::strength(lang, draft.strength)}</span>
                {note}
            </span>
            {actions}
        </li>
    }
}

/// Who of us knows the person; nothing when nobody does.
#[component]
fn Colleagues(all: Vec<Acquaintance>) -> impl IntoView {
    let lang = use_lang();
    let now = use_now();
    let body = if all.is_empty() {
        view! { <p class="muted small">{t(lang, k::relations::NOBODY_KNOWS)}</p> }.into_any()
    } else {
        let items = all
            .into_iter()
            .map(|one| view! { <li class="relation-row"><KnownBy one now/></li> })
            .collect_view();
        view! { <ul class="relation-rows">{items}</ul> }.into_any()
    };
    view! {
        <Card id="known-by" title=Signal::stored(t(lang, k::relations::WHO_KNOWS).to_owned())>
            {body}
            <p class="small muted">{t(lang, k::relations::HOW_COMPUTED)}</p>
        </Card>
    }
}

/// Takes a relation away at once; the message brings it back.
fn remove(lang: Lang, toaster: Toaster, one: Relation, reload: Callback<()>) {
    let done = api::delete_relation(DeleteRelation {
        id: one.id,
        version: one.version,
    });
    let way_back = move |one: Relation| {
        let back = move || {
            api::save_relation(SaveRelation {
                id: one.id,
                version: 0,
                draft: one.draft.clone(),
            })
        };
        (t(lang, k::relations::RELATION_REMOVED), back)
    };
    let after = move || reload.tell(());
    spawn_local(undoable(lang, toaster, done, way_back, after));
}
