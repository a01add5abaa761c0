//! The record page of an account.

use super::api;
use super::fact_rows::AccountFactCards;
use super::group::GroupCard;
use super::head::Head;
use super::people::ContactsCard;
use crate::boot::{may, use_lang, use_session};
use crate::call::Fault;
use crate::cpq::agreements::AgreementsCard;
use crate::crm::contacts::NewContactDialog;
use crate::crm::duplicates::DuplicatesCard;
use crate::crm::labels::{totals_compact, totals_exact};
use crate::crm::owners::Owners;
use crate::crm::record::{Deleted, Opened, again_soon, read_again};
use crate::crm::related::{DealsCard, HistoryCard, QuotesCard};
use crate::crm::relations::{OpenedPlace, PlaceForm};
use crate::deals::opportunities::CreateDialog;
use crate::live;
use crate::platform::fields::OwnFacts;
use crate::platform::files::FilesCard;
use crate::routes::path;
use crate::shell::{Conflicts, Editor, Page, Refused, read_by_id, use_id};
use crate::work::{RecordTasks, RecordTimeline, use_now};
use i18n::{Key, k, relative_time, t, tn};
use leptos::prelude::*;
use shared::crm::accounts::{
    AccountChange, AccountFacets, AccountRelated, AccountView, GetAccount, GetAccountRelated,
};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{AccountId, Action, ContactId, Named};
use shared::platform::fields::Holder;
use shared::platform::files::{FileHolder, FileOf};
use shared::work::LinksView;
use shared::work::tasks::ops::TaskFilter;
use shared::work::timeline::ops::TimelineOf;
use std::collections::BTreeSet;
use ui::{Button, Card, Choice, Figure, Glyph, Size, Skeleton, Variant, settled};
use uuid::Uuid;

/// The page at `/accounts/:id`.
#[component]
pub fn AccountPage() -> impl IntoView {
    let account = read_by_id(use_id(), |id: AccountId| api::get(GetAccount { id }));
    view! { <Opened record=account let((view, facets))><Record view facets/></Opened> }
}

/// What can be opened from the page.
#[derive(Clone, Copy)]
pub(super) struct Dialogs {
    /// A new contact there.
    pub contact: RwSignal<bool>,
    /// A new opportunity.
    pub deal: RwSignal<bool>,
    /// Somebody who is there, too.
    pub place: RwSignal<Option<OpenedPlace>>,
}

#[component]
fn Record(view: AccountView, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let id = view.id;
    provide_context(Owners(facets.owners.clone()));
    let editor = Editor::new(view);
    let related = Resource::new(|| (), move |()| api::related(GetAccountRelated { id }));
    let around = StoredValue::new(BTreeSet::<Uuid>::new());
    listen(id, editor, related, around);
    let dialogs = Dialogs {
        contact: RwSignal::new(false),
        deal: RwSignal::new(false),
        place: RwSignal::new(None),
    };
    let links = Signal::derive(move || LinksView {
        account: Some(Named::new(id, editor.record.with(|r| r.facts.name.clone()))),
        ..LinksView::default()
    });
    let people = RwSignal::new(Vec::<Named<ContactId>>::new());
    let may_log = may(Action::EditActivity);
    let may_merge =
        Memo::new(move |_| editor.record.with(|r| r.may_edit && r.deleted_at.is_none()));
    let filter = TaskFilter {
        account: Some(id),
        ..TaskFilter::default()
    };
    let title = Signal::derive(move || editor.record.with(|record| record.facts.name.clone()));
    let own = Signal::derive(move || editor.record.with(|record| record.facts.custom.clone()));
    let locked = Signal::derive(move || !may_merge.get());
    view! {
        {move || view! { <Page title=title.get()/> }}
        <Head editor title dialogs/>
        <Deleted editor/>
        <div class="split">
            <div class="stack">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 blocks=true/> }>
                    {move || Suspend::new(async move {
                        match related.await {
                            Ok(all) => {
                                around.set_value(ids(&all));
                                people.set(names(&all));
                                settled(move || view! { <Around all id dialogs/> })
                            }
                            Err(fault) => view! {
                                <Refused fault back=path::ACCOUNTS retry=Callback::new(move |()| related.refetch())/>
                            }.into_any(),
                        }
                    })}
                </Transition>
                <AgreementsCard account_id=id/>
                <Card id="timeline" title=t(lang, k::crm::TIMELINE)>
                    <RecordTimeline of=TimelineOf::Account(id) links contacts=people may_log/>
                </Card>
            </div>
            <div class="stack">
                <Card id="tasks" title=t(lang, k::crm::TASKS)>
                    <RecordTasks filter links may_add=may_log/>
                </Card>
                <FilesCard of=FileOf::new(FileHolder::Account, id)/>
                <DuplicatesCard kind=DuplicateKind::Account id=id.0 may_merge/>
                <AccountFactCards editor facets/>
                <OwnFacts
                    holder=Holder::Account values=own locked errors=editor.errors
                    on_change=Callback::new(move |change| editor.change(AccountChange::Custom(change)))
                />
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move {
                        related.await.ok().map(|all| view! { <HistoryCard holder=Holder::Account history=all.history/> })
                    })}
                </Transition>
            </div>
        </div>
        <Conflicts editor/>
        <PlaceForm opened=dialogs.place reload=Callback::new(move |()| related.refetch())/>
        {may(Action::EditAccount).then(|| view! {
            <NewContactDialog open=dialogs.contact account=Signal::derive(move || Some((id, title.get())))/>
        })}
        {may(Action::EditOpportunity).then(|| view! {
            <CreateDialog open=dialogs.deal account=Signal::derive(move || Some(Choice::new(id.to_string(), title.get())))/>
        })}
    }
}

/// The people a line of the quick log may name.
fn names(all: &AccountRelated) -> Vec<Named<ContactId>> {
    let affiliates = all.affiliates.iter().map(|one| &one.contact);
    let mut people: Vec<Named<ContactId>> = Vec::new();
    for contact in all.contacts.iter().chain(affiliates) {
        if people.iter().all(|known| known.id != contact.id) {
            people.push(Named::new(contact.id, contact.name.clone()));
        }
    }
    people
}

/// Everything shown around the account, to know which events concern the page.
fn ids(all: &AccountRelated) -> BTreeSet<Uuid> {
    let deals = all.opportunities.iter().map(|deal| deal.id.0);
    let contacts = all.contacts.iter().map(|contact| contact.id.0);
    let quotes = all.quotes.iter().map(|quote| quote.id.0);
    let affiliates = all.affiliates.iter().map(|one| one.contact.id.0);
    deals
        .chain(contacts)
        .chain(affiliates)
        .chain(quotes)
        .collect()
}

/// Shows what others change: the record at once, what hangs on it after a breath.
fn listen(
    id: AccountId,
    editor: Editor<AccountView>,
    related: Resource<Result<AccountRelated, Fault>>,
    around: StoredValue<BTreeSet<Uuid>>,
) {
    let reload_record = move || read_again(editor, api::get(GetAccount { id }));
    let reload_related = again_soon(related);
    let concerns = move |event: &LiveEvent| {
        let known = |id: Uuid| around.try_with_value(|all| all.contains(&id)) == Some(true);
        let new = event.action == "created" && event.entity != Entity::Account;
        new || known(event.id) || event.concerns(id.0) || event.parent.is_some_and(known)
    };
    live::on_event(move |event| match event {
        None => {
            reload_record();
            reload_related();
        }
        Some(event) if event.id == id.0 || event.entity == Entity::Import => {
            reload_record();
            reload_related();
        }
        Some(event) if concerns(event) => reload_related(),
        Some(_) => {}
    });
}

#[component]
fn Around(all: AccountRelated, id: AccountId, dialogs: Dialogs) -> impl IntoView {
    let lang = use_lang();
    let deals = all
        .opportunities
        .into_iter()
        .map(|deal| (deal, String::new()))
        .collect();
    let figures = figures(
        lang,
        &all.open_totals,
        &all.won_totals,
        all.counts,
        all.last_activity_at,
    );
    let new_deal = move || {
        may(Action::EditOpportunity).then(|| {
            view! {
                <Button
                    label=t(lang, k::crm::ADD)
                    size=Size::Small
                    variant=Variant::Ghost
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| dialogs.deal.set(true))
                />
            }
        })
    };
    view! {
        {figures}
        <DealsCard deals actions=new_deal/>
        <ContactsCard contacts=all.contacts affiliates=all.affiliates account=id dialogs/>
        <QuotesCard quotes=all.quotes/>
        <GroupCard lines=all.group here=id/>
    }
}

fn figures(
    lang: i18n::Lang,
    open: &[shared::kernel::Money],
    won: &[shared::kernel::Money],
    [open_count, won_count, lost_count]: [i64; 3],
    last: Option<shared::kernel::Instant>,
) -> impl IntoView {
    let zone = use_session().actor.zone;
    let now = use_now();
    let figure = move |label: Key, totals: &[shared::kernel::Money], note: String| {
        let value = if totals.is_empty() {
            "—".to_owned()
        } else {
            totals_compact(lang, totals)
        };
        let exact = totals_exact(lang, totals);
        view! { <div title=exact><Figure label=t(lang, label) value note/></div> }
    };
    let last = Signal::derive(move || {
        last.map_or_else(
            || t(lang, k::crm::NEVER).to_owned(),
            |at| relative_time(lang, at, now.get(), &zone),
        )
    });
    let lost = if lost_count > 0 {
        tn(lang, k::crm::LOST_COUNT, lost_count, &[])
    } else {
        String::new()
    };
    let won_note = [tn(lang, k::crm::DEAL_COUNT, won_count, &[]), lost]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <div class="grid-figures">
            {figure(k::crm::FIGURE_OPEN, open, tn(lang, k::crm::DEAL_COUNT, open_count, &[]))}
            {figure(k::crm::FIGURE_WON, won, won_note)}
            <Figure label=t(lang, k::crm::FIGURE_LAST) value=last/>
        </div>
    }
}
