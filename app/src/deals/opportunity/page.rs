//! The page: loads the deal, arranges its blocks, listens to other browsers.

use super::competitors::CompetitorsCard;
use super::contacts::ContactsCard;
use super::facts::FactsCard;
use super::forecast::ForecastCard;
use super::head::Head;
use super::history::HistoryPanel;
use super::place::find_needed;
use super::products::ProductsPanel;
use super::quotes::QuotesPanel;
use super::stage::StageCard;
use super::state::Deal;
use super::team::TeamCard;
use super::wording;
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::deals::opportunities::api;
use crate::deals::pipelines::list_pipelines;
use crate::live;
use crate::platform::fields::{OwnFacts, label_of};
use crate::platform::files::FilesCard;
use crate::routes::path;
use crate::shell::{ClashRow, ConflictDialog, Page, Refused, on_resumed, use_id};
use crate::work::{RecordTasks, RecordTimeline};
use i18n::{Lang, field_name, k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::deals::opportunities::{
    DealContact, GetOpportunity, OpportunityChange, OpportunityView,
};
use shared::deals::pipelines::{ListPipelines, PipelinesView};
use shared::kernel::{Action, ContactId, Named, OpportunityId, ProblemKind};
use shared::platform::fields::Holder;
use shared::platform::files::{FileHolder, FileOf};
use shared::work::tasks::ops::TaskFilter;
use shared::work::timeline::ops::TimelineOf;
use std::time::Duration;
use ui::{Card, Choice, Skeleton, TabPanel, Tabs, settled};

/// The page of the deal in the address.
#[component]
pub fn OpportunityPage() -> impl IntoView {
    let lang = use_lang();
    let id = use_id::<OpportunityId>();
    let found = Resource::new(move || id.get(), load);
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=10 /> }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok((view, pipelines)) => settled(move || view! { <Loaded view pipelines /> }),
                    Err(fault) => {
                        view! {
                            <Page title=t(lang, k::opportunity::TITLE) />
                            <Refused
                                fault
                                back=path::OPPORTUNITIES
                                retry=Callback::new(move |()| found.refetch())
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

async fn load(id: Option<OpportunityId>) -> Result<(OpportunityView, PipelinesView), Fault> {
    let id = id.ok_or(Fault::of(ProblemKind::NotFound))?;
    let view = api::get(GetOpportunity { id }).await?;
    let pipelines = list_pipelines(ListPipelines {}).await?;
    Ok((view, pipelines))
}

#[component]
fn Loaded(view: OpportunityView, pipelines: PipelinesView) -> impl IntoView {
    let lang = use_lang();
    let id = view.id;
    let title = view.name.clone();
    let deal = Deal::new(view, pipelines);
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == id.0 || event.parent == Some(id.0)) {
            refresh_when_free(deal);
        }
    });
    on_resumed(move || deal.resume());
    let tab = RwSignal::new("timeline".to_owned());
    // A gate on another page leads to the place of what is missing, which is there after the next paint.
    let query = use_query_map();
    // Not again when something else of the address changes.
    let find = Memo::new(move |_| query.with(|query| query.get("find")));
    Effect::new(move |_| {
        if let Some(name) = find.get() {
            request_animation_frame(move || find_needed(tab, &name));
        }
    });
    let tabs = Signal::derive(move || tabs_of(lang, deal));
    let contacts = Signal::derive(move || deal.view.with(people_of));
    let logs = may(Action::EditActivity);
    let may_log = Signal::derive(move || logs && deal.view.with(|view| view.deleted_at.is_none()));
    let refresh = Callback::new(move |()| refresh_when_free(deal));
    view! {
        <Page title=title />
        <div class="deal-page stack" data-tab=move || tab.get()>
            <Head deal />
            <StageCard deal tab />
            <div class="deal-columns">
                <div class="deal-main">
                    <Tabs id="deal" label=t(lang, k::opportunity::PARTS) items=tabs selected=tab />
                    <TabPanel id="deal" value="timeline" selected=tab>
                        <RecordTimeline
                            of=TimelineOf::Opportunity(id)
                            links=deal.links()
                            contacts
                            may_log
                            on_change=refresh
                        />
                    </TabPanel>
                    <TabPanel id="deal" value="products" selected=tab>
                        <ProductsPanel deal />
                    </TabPanel>
                    <TabPanel id="deal" value="quotes" selected=tab>
                        <QuotesPanel deal />
                    </TabPanel>
                    <TabPanel id="deal" value="history" selected=tab>
                        <HistoryPanel deal />
                    </TabPanel>
                </div>
                <div class="deal-side beside">
                    <TabPanel id="deal" value="details" selected=tab>
                        {details(lang, deal, may_log, refresh)}
                    </TabPanel>
                </div>
            </div>
            <Conflicts deal />
        </div>
    }
}

fn tabs_of(lang: Lang, deal: Deal) -> Vec<Choice> {
    use k::opportunity as o;
    let (products, contacts) = deal
        .view
        .with(|view| (view.products.len(), view.contacts.len()));
    let count = |count: usize| match count {
        0 => String::new(),
        some => some.to_string(),
    };
    vec![
        Choice::detailed("details", t(lang, o::DETAILS), count(contacts)),
        Choice::new("timeline", t(lang, o::TIMELINE)),
        Choice::detailed("products", t(lang, o::PRODUCTS), count(products)),
        Choice::new("quotes", t(lang, o::QUOTES)),
        Choice::new("history", t(lang, o::HISTORY)),
    ]
}

fn people_of(view: &OpportunityView) -> Vec<Named<ContactId>> {
    let named = |one: &DealContact| Named::new(one.contact_id, one.name.clone());
    view.contacts.iter().map(named).collect()
}

/// The cards beside the tabs: tasks, facts and who is involved.
fn details(lang: Lang, deal: Deal, may_log: Signal<bool>, refresh: Callback<()>) -> AnyView {
    let filter = TaskFilter {
        opportunity: Some(deal.view.with_untracked(|view| view.id)),
        ..TaskFilter::default()
    };
    let files = FileOf::new(
        FileHolder::Opportunity,
        deal.view.with_untracked(|view| view.id),
    );
    let own = Signal::derive(move || deal.view.with(|view| view.custom.clone()));
    let may_edit = deal.may_edit();
    let locked = Signal::derive(move || !may_edit.get());
    view! {
        <div class="stack">
            <Card
                id="deal-tasks"
                title=Signal::stored(t(lang, k::opportunity::TASKS).to_owned())
            >
                <RecordTasks
                    filter
                    links=deal.links()
                    may_add=may_log
                    on_change=refresh
                />
            </Card>
            <FilesCard of=files />
            <FactsCard deal />
            <OwnFacts
                holder=Holder::Opportunity values=own locked
                on_change=Callback::new(move |change| {
                    deal.edit(vec![OpportunityChange::Custom(change)]);
                })
            />
            <ForecastCard deal />
            <ContactsCard deal />
            <TeamCard deal />
            <CompetitorsCard deal />
        </div>
    }
    .into_any()
}

/// How long the page waits before it looks again whether a fact is still open.
const AGAIN: Duration = Duration::from_secs(1);

/// Reads the deal again, but not under somebody's hands: while a fact is open for editing, what it
/// began with stays, so that saving it meets the server's check of the version and both values are
/// shown, instead of one being lost.
fn refresh_when_free(deal: Deal) {
    // The page may have been left meanwhile.
    if deal.saving.try_get_untracked().is_none() {
        return;
    }
    if being_edited() {
        // One clock for all the events of that time.
        if !deal.waits.try_get_value().unwrap_or(true) {
            deal.waits.set_value(true);
            set_timeout(
                move || {
                    deal.waits.set_value(false);
                    refresh_when_free(deal);
                },
                AGAIN,
            );
        }
    } else {
        deal.refresh();
    }
}

fn being_edited() -> bool {
    document()
        .query_selector(".deal-page .inline-edit :is(input, select, textarea)")
        .ok()
        .flatten()
        .is_some()
}

/// Fields two people changed: mine, theirs, what both began with.
#[component]
fn Conflicts(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let rows = Signal::derive(move || {
        deal.conflicts.with(|all| {
            all.iter()
                .map(|conflict| ClashRow {
                    label: match &conflict.mine {
                        OpportunityChange::Custom(change) => {
                            label_of(lang, Holder::Opportunity, &change.name)
                        }
                        _ => field_name(lang, conflict.field.code()),
                    },
                    original: wording::change_text(deal, lang, &conflict.original),
                    mine: wording::change_text(deal, lang, &conflict.mine),
                    theirs: wording::change_text(deal, lang, &conflict.theirs),
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <ConflictDialog
            rows
            on_decide=Callback::new(move |mine: Vec<bool>| deal.decide(mine))
        />
    }
}
