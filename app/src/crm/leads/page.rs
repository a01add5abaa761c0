//! The record page of a lead.

use super::api;
use super::convert::ConvertDialog;
use super::facts::{LeadFactsCard, NeedCard};
use super::head::{Head, Notices};
use super::status::{StatusDialog, StatusPath, Steps, use_send};
use super::story::{LogCard, StoryCard};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::crm::duplicates::DuplicatesCard;
use crate::crm::owners::Owners;
use crate::crm::record::{Opened, again_soon, read_again};
use crate::live;
use crate::platform::fields::OwnFacts;
use crate::platform::files::FilesCard;
use crate::routes::path;
use crate::shell::{Conflicts, Editor, Page, Refused, read_by_id, use_id};
use i18n::{date_time, k, t, tf};
use leptos::prelude::*;
use shared::crm::accounts::AccountFacets;
use shared::crm::duplicates::DuplicateKind;
use shared::crm::leads::{Consent, GetLead, GetLeadRelated, LeadChange, LeadRelated, LeadView};
use shared::kernel::LeadId;
use shared::platform::fields::Holder;
use shared::platform::files::{FileHolder, FileOf};
use ui::{Card, Skeleton, Tell, settled};

/// The page at `/leads/:id`.
#[component]
pub fn LeadPage() -> impl IntoView {
    let lead = read_by_id(use_id(), |id: LeadId| api::get(GetLead { id }));
    view! { <Opened record=lead let((view, facets))><Record view facets/></Opened> }
}

#[component]
fn Record(view: LeadView, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let id = view.id;
    let consent = view.consent.clone();
    provide_context(Owners(facets.owners.clone()));
    let editor = Editor::new(view);
    let related = Resource::new(|| (), move |()| api::related(GetLeadRelated { id }));
    let reload = listen(id, editor, related);
    let title = Signal::derive(move || editor.record.with(LeadView::name));
    let converting = RwSignal::new(false);
    let steps = Steps::new(editor, converting);
    let send = use_send(editor, RwSignal::new(Vec::new()));
    let may_edit = Memo::new(move |_| editor.record.with(|r| r.may_edit && r.deleted_at.is_none()));
    let own = Signal::derive(move || editor.record.with(|record| record.facts.custom.clone()));
    let locked = Signal::derive(move || !may_edit.get());
    view! {
        {move || view! { <Page title=title.get()/> }}
        <Head editor title steps send/>
        <Notices editor/>
        <StatusPath editor steps send/>
        <div class="split">
            <div class="stack">
                <NeedCard editor/>
                <Show when=move || may_edit.get()>
                    <LogCard editor reload/>
                </Show>
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 blocks=true/> }>
                    {move || Suspend::new(async move {
                        match related.await {
                            Ok(all) => settled(move || view! { <StoryCard lead=id related=all/> }),
                            Err(fault) => view! {
                                <Refused fault back=path::LEADS retry=Callback::new(move |()| related.refetch())/>
                            }.into_any(),
                        }
                    })}
                </Transition>
            </div>
            <div class="stack">
                // A converted lead resembles the contact it became.
                <Show when=move || editor.record.with(|record| record.converted.is_none())>
                    <DuplicatesCard kind=DuplicateKind::Lead id=id.0 may_merge=may_edit/>
                </Show>
                <LeadFactsCard editor facets/>
                <OwnFacts
                    holder=Holder::Lead values=own locked errors=editor.errors
                    on_change=Callback::new(move |change| editor.change(LeadChange::Custom(change)))
                />
                <FilesCard of=FileOf::new(FileHolder::Lead, id)/>
                {consent.map(|consent| view! { <ConsentCard consent/> })}
            </div>
        </div>
        <StatusDialog editor steps/>
        <ConvertDialog editor open=converting/>
        <Conflicts editor/>
    }
}

/// What the person agreed to, word for word.
#[component]
fn ConsentCard(consent: Consent) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let when = date_time(lang, zone.local(consent.at));
    view! {
        <Card id="lead-consent" title=t(lang, k::leads::CONSENT)>
            <blockquote class="lead-consent">{consent.text}</blockquote>
            <p class="small muted">
                {tf(lang, k::leads::CONSENT_GIVEN, &[("date", &when)])} " · "
                {tf(lang, k::leads::CONSENT_ORIGIN, &[("origin", &consent.origin)])}
            </p>
        </Card>
    }
}

/// Shows what others change: the record at once, its history after a breath.
fn listen(
    id: LeadId,
    editor: Editor<LeadView>,
    related: Resource<Result<LeadRelated, Fault>>,
) -> Callback<()> {
    let soon = again_soon(related);
    let reload = Callback::new(move |()| soon());
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == id.0) {
            read_again(editor, api::get(GetLead { id }));
            reload.tell(());
        }
    });
    reload
}
