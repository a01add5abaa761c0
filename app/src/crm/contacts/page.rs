//! The record page of a contact.

use super::api;
use super::facts::ContactFactsCard;
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::crm::duplicates::DuplicatesCard;
use crate::crm::owners::Owners;
use crate::crm::record::{Deleted, Opened, again_soon, read_again, use_delete};
use crate::crm::related::{DealsCard, HistoryCard};
use crate::crm::relations::{PlacesCard, RelationsCard};
use crate::live;
use crate::platform::fields::OwnFacts;
use crate::platform::files::FilesCard;
use crate::routes::{self, path};
use crate::shell::{Conflicts, Editor, Page, Refused, read_by_id, use_id};
use crate::work::{RecordTasks, RecordTimeline};
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::accounts::AccountFacets;
use shared::crm::contacts::{
    ContactChange, ContactRelated, ContactView, GetContact, GetContactRelated,
};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::event::Entity;
use shared::kernel::{Action, ContactId, Named};
use shared::platform::erasure::{Subject, SubjectKind};
use shared::platform::fields::Holder;
use shared::platform::files::{FileHolder, FileOf};
use shared::work::LinksView;
use shared::work::tasks::ops::TaskFilter;
use shared::work::timeline::ops::TimelineOf;
use std::collections::BTreeSet;
use ui::{Breadcrumbs, Card, Glyph, Icon, Menu, MenuItem, PageHeader, Skeleton, settled};
use uuid::Uuid;

/// The page at `/contacts/:id`.
#[component]
pub fn ContactPage() -> impl IntoView {
    let contact = read_by_id(use_id(), |id: ContactId| api::get(GetContact { id }));
    view! { <Opened record=contact let((view, facets))><Record view facets/></Opened> }
}

#[component]
fn Record(view: ContactView, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let id = view.id;
    provide_context(Owners(facets.owners.clone()));
    let editor = Editor::new(view);
    let related = Resource::new(|| (), move |()| api::related(GetContactRelated { id }));
    let around = StoredValue::new(BTreeSet::<Uuid>::new());
    listen(id, editor, related, around);
    let title = Signal::derive(move || editor.record.with(ContactView::name));
    let links = Signal::derive(move || LinksView {
        account: editor.record.with(|record| record.account.clone()),
        contact: Some(Named::new(id, title.get())),
        ..LinksView::default()
    });
    let people = Signal::derive(move || vec![Named::new(id, title.get())]);
    let may_log = may(Action::EditActivity);
    let may_merge =
        Memo::new(move |_| editor.record.with(|r| r.may_edit && r.deleted_at.is_none()));
    let own = Signal::derive(move || editor.record.with(|record| record.facts.custom.clone()));
    let locked = Signal::derive(move || !may_merge.get());
    let filter = TaskFilter {
        contact: Some(id),
        ..TaskFilter::default()
    };
    view! {
        {move || view! { <Page title=title.get()/> }}
        <Head editor title/>
        <Deleted editor/>
        <div class="split">
            <div class="stack">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 blocks=true/> }>
                    {move || Suspend::new(async move {
                        match related.await {
                            Ok(all) => {
                                around.set_value(ids(&all));
                                settled(move || view! { <Deals all/> })
                            }
                            Err(fault) => view! {
                                <Refused fault back=path::CONTACTS retry=Callback::new(move |()| related.refetch())/>
                            }.into_any(),
                        }
                    })}
                </Transition>
                <Card id="timeline" title=t(lang, k::crm::TIMELINE)>
                    <RecordTimeline of=TimelineOf::Contact(id) links contacts=people may_log/>
                </Card>
            </div>
            <div class="stack">
                <DuplicatesCard kind=DuplicateKind::Contact id=id.0 may_merge/>
                <ContactFactsCard editor facets/>
                <PlacesCard editor/>
                <RelationsCard editor/>
                <OwnFacts
                    holder=Holder::Contact values=own locked errors=editor.errors
                    on_change=Callback::new(move |change| editor.change(ContactChange::Custom(change)))
                />
                <Card id="tasks" title=t(lang, k::crm::TASKS)>
                    <RecordTasks filter links may_add=may_log/>
                </Card>
                <FilesCard of=FileOf::new(FileHolder::Contact, id)/>
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move {
                        related.await.ok().map(|all| view! { <HistoryCard holder=Holder::Contact history=all.history/> })
                    })}
                </Transition>
            </div>
        </div>
        <Conflicts editor/>
    }
}

/// The deals shown, to know which events concern the page.
fn ids(all: &ContactRelated) -> BTreeSet<Uuid> {
    all.deals.iter().map(|deal| deal.opportunity.id.0).collect()
}

/// Shows what others change: the record at once, what hangs on it after a breath.
fn listen(
    id: ContactId,
    editor: Editor<ContactView>,
    related: Resource<Result<ContactRelated, Fault>>,
    around: StoredValue<BTreeSet<Uuid>>,
) {
    let reload_record = move || read_again(editor, api::get(GetContact { id }));
    let reload_related = again_soon(related);
    live::on_event(move |event| match event {
        // An import tells of itself alone, whatever it changed.
        Some(event) if event.id != id.0 && event.entity != Entity::Import => {
            let known = |id: Uuid| around.try_with_value(|all| all.contains(&id)) == Some(true);
            let parent = event
                .parent
                .is_some_and(|parent| parent == id.0 || known(parent));
            if event.action == "created" || known(event.id) || parent {
                reload_related();
            }
        }
        _ => {
            reload_record();
            reload_related();
        }
    });
}

#[component]
fn Head(editor: Editor<ContactView>, title: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    let subtitle = Signal::derive(move || editor.record.with(|r| r.facts.title.clone()));
    let above = move || {
        let account = editor.record.with(|record| record.account.clone());
        let crumbs: Vec<(String, String)> = match account {
            Some(account) => vec![
                (
                    path::ACCOUNTS.to_owned(),
                    t(lang, k::crm::ACCOUNTS_TITLE).to_owned(),
                ),
                (routes::account(account.id), account.name),
            ],
            None => vec![(
                path::CONTACTS.to_owned(),
                t(lang, k::crm::CONTACTS_TITLE).to_owned(),
            )],
        };
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items=crumbs/> }
    };
    let may_edit = Signal::derive(move || {
        editor
            .record
            .with(|record| record.may_edit && record.deleted_at.is_none())
    });
    let remove = use_delete(editor);
    let may_erase = may(Action::ManageSystem);
    let subject = Subject {
        kind: SubjectKind::Contact,
        id: editor.record.with_untracked(|record| record.id.0),
    };
    let erase = StoredValue::new(routes::erase(subject));
    let mail = move || {
        let address = editor.record.with(|record| record.facts.email.clone());
        (!address.is_empty()).then(|| {
            view! {
                <a class="btn" href=format!("mailto:{address}")>
                    <Icon glyph=Glyph::Mail/>
                    <span>{t(lang, k::crm::WRITE)}</span>
                </a>
            }
        })
    };
    view! {
        <PageHeader title subtitle above>
            {mail}
            <Show when=move || may_edit.get() || may_erase>
                <Menu id="contact-menu" label=t(lang, k::crm::MORE_ACTIONS) glyph=Glyph::More>
                    <Show when=move || may_edit.get()>
                        <MenuItem label=t(lang, k::ui::DELETE) icon=Glyph::Trash danger=true on_press=remove/>
                    </Show>
                    <Show when=move || may_erase>
                        <MenuItem label=t(lang, k::privacy::ERASE) icon=Glyph::Shield danger=true href=erase.get_value()/>
                    </Show>
                </Menu>
            </Show>
        </PageHeader>
    }
}

#[component]
fn Deals(all: ContactRelated) -> impl IntoView {
    let deals = all
        .deals
        .into_iter()
        .map(|deal| (deal.opportunity, deal.buying_role))
        .collect();
    view! { <DealsCard deals/> }
}
