//! The page: loads the deal, arranges its blocks, listens to other browsers.

use super::competitors::CompetitorsCard;
use super::contacts::ContactsCard;
use super::facts::{FactsCard, change_text};
use super::forecast::ForecastCard;
use super::head::Head;
use super::history::HistoryPanel;
use super::place::find_needed;
use super::products::ProductsPanel;
use super::quotes::QuotesPanel;
use super::stage::StageCard;
use super::state::Deal;
use super::team::TeamCard;
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::deals::opportunities::api;
use crate::deals::pipelines::list_pipelines;
use crate::live;
use crate::platform::fields::{OwnFacts, label_of};
use crate::routes::path;
use crate::shell::{ClashRow, ConflictDialog, Page, Refused, on_resumed};
use crate::work::{RecordTasks, RecordTimeline};
use i18n::{field_name, k, t};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::deals::opportunities::{GetOpportunity, OpportunityChange, OpportunityView};
use shared::deals::pipelines::{ListPipelines, PipelinesView};
use shared::kernel::{Action, Named, OpportunityId, ProblemKind};
use shared::platform::fields::Holder;
use shared::work::tasks::ops::TaskFilter;
use shared::work::timeline::ops::TimelineOf;
use std::time::Duration;
use ui::{Card, Choice, Skeleton, TabPanel, Tabs};

/// The page of the deal in the address.
#[component]
pub fn OpportunityPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| {
            params
                .get("id")
                .and_then(|text| text.parse::<OpportunityId>().ok())
        })
    });
    let found = Resource::new(move || id.get(), load);
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=10 /> }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok((view, pipelines)) => view! { <Loaded view pipelines /> }.into_any(),
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
    Effect::new(move |_| {
        if let Some(name) = query.with(|query| query.get("find")) {
            request_animation_frame(move || find_needed(tab, &name));
        }
    });
    let tabs = Signal::derive(move || {
        let (products, contacts) = deal
            .view
            .with(|view| (view.products.len(), view.contacts.len()));
        let count = |count: usize| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        };
        vec![
            Choice::detailed("details", t(lang, k::opportunity::DETAILS), count(contacts)),
            Choice::new("timeline", t(lang, k::opportunity::TIMELINE)),
            Choice::detailed(
                "products",
                t(lang, k::opportunity::PRODUCTS),
                count(products),
            ),
            Choice::new("quotes", t(lang, k::opportunity::QUOTES)),
            Choice::new("history", t(lang, k::opportunity::HISTORY)),
        ]
    });
    let contacts = Signal::derive(move || {
        deal.view.with(|view| {
            view.contacts
                .iter()
                .map(|contact| Named::new(contact.contact_id, contact.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let logs = may(Action::EditActivity);
    let may_log = Signal::derive(move || logs && deal.view.with(|view| view.deleted_at.is_none()));
    let refresh = Callback::new(move |()| refresh_when_free(deal));
    let own = Signal::derive(move || deal.view.with(|view| view.custom.clone()));
    let may_edit = deal.may_edit();
    let locked = Signal::derive(move || !may_edit.get());
    let filter = TaskFilter {
        opportunity: Some(id),
        ..TaskFilter::default()
    };
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
                    </TabPanel>
                </div>
            </div>
            <Conflicts deal />
        </div>
    }
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
                    original: change_text(deal, lang, &conflict.original),
                    mine: change_text(deal, lang, &conflict.mine),
                    theirs: change_text(deal, lang, &conflict.theirs),
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
