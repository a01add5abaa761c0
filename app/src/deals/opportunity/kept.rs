//! The changes of a deal that are on their way: shown at once, sent one after another, each on the
//! version the one before it gave.

use super::state::{Deal, show_fields};
use crate::boot::now;
use crate::call::Fault;
use crate::deals::gate::GateAsk;
use crate::deals::opportunities::api;
use shared::deals::opportunities::{
    AmountSource, AssignOpportunity, ChangePipeline, Competitor, DealContact, DealProduct,
    DealProductInput, DealTeamMember, DeleteOpportunity, EditOpportunity, MoveStage,
    OpportunityChange, OpportunityView, RestoreOpportunity, SetDealCompetitors, SetDealContacts,
    SetDealProducts, SetDealTeam, apply_changes, merge_list,
};
use shared::deals::pipelines::{MoveRequest, StageState};
use shared::kernel::{OpportunityId, PipelineId, StageId, UserId};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One change, with what is needed to show it before it is saved.
#[derive(Clone, Debug)]
pub enum Job {
    /// New values of fields.
    Fields(Vec<OpportunityChange>),
    /// The contacts as they shall be.
    Contacts(Vec<DealContact>),
    /// The colleagues as they shall be.
    Team(Vec<DealTeamMember>),
    /// The competitors as they shall be.
    Competitors(Vec<Competitor>),
    /// The products as they shall be, and where the amount comes from.
    Products(Vec<DealProduct>, AmountSource),
    /// Another owner.
    Owner(UserId),
    /// Another pipeline; the names are those of the stage it leaves and of that pipeline.
    Pipeline(PipelineId, MoveNames),
    /// Another stage.
    Move {
        to: StageId,
        state: StageState,
        /// The names of that stage and of the one it leaves: the messages outlive the page.
        names: MoveNames,
        fill: Vec<OpportunityChange>,
        request: MoveRequest,
        /// The gate's question it answers.
        asked: Option<Box<GateAsk>>,
    },
    /// Away with it.
    Delete,
    /// Back with it.
    Restore,
}

/// What the stages of a move are called.
#[derive(Clone, Debug)]
pub struct MoveNames {
    pub from: String,
    pub to: String,
}

fn contacts_as_they_shall_be(
    id: OpportunityId,
    version: i64,
    contacts: Vec<DealContact>,
) -> SetDealContacts {
    SetDealContacts {
        id,
        version,
        contacts: contacts
            .into_iter()
            .map(|contact| (contact.contact_id, contact.role))
            .collect(),
    }
}

fn team_as_it_shall_be(id: OpportunityId, version: i64, team: Vec<DealTeamMember>) -> SetDealTeam {
    SetDealTeam {
        id,
        version,
        members: team
            .into_iter()
            .map(|member| (member.user.id, member.role))
            .collect(),
    }
}

fn products_as_they_shall_be(
    id: OpportunityId,
    version: i64,
    products: Vec<DealProduct>,
    amount_source: AmountSource,
) -> SetDealProducts {
    SetDealProducts {
        id,
        version,
        products: products
            .into_iter()
            .map(|product| DealProductInput {
                id: product.id,
                product_id: product.product_id,
                price: product.price,
            })
            .collect(),
        amount_source,
    }
}

impl Job {
    /// Shows the change on `view`.
    fn show(&self, view: &mut OpportunityView) {
        match self {
            Job::Fields(changes) => show_changes(view, changes),
            Job::Contacts(contacts) => view.contacts.clone_from(contacts),
            Job::Team(team) => view.team.clone_from(team),
            Job::Competitors(all) => view.competitors.clone_from(all),
            Job::Products(products, source) => {
                view.products.clone_from(products);
                view.amount_source = *source;
                if *source == AmountSource::Products
                    && let Some(sum) = Deal::products_sum(view)
                {
                    view.amount = sum;
                }
            }
            Job::Move {
                to, state, fill, ..
            } => {
                show_changes(view, fill);
                view.stage_id = *to;
                view.state = *state;
                view.stage_entered_at = now();
            }
            // Names, the first stage and the day come with the answer.
            Job::Owner(_) | Job::Pipeline(..) | Job::Delete | Job::Restore => {}
        }
    }

    /// Asks the server for it.
    pub(super) async fn send(
        self,
        id: OpportunityId,
        version: i64,
    ) -> Result<OpportunityView, Fault> {
        match self {
            Job::Fields(changes) => {
                api::edit(EditOpportunity {
                    id,
                    version,
                    changes,
                })
                .await
            }
            Job::Contacts(contacts) => {
                api::set_contacts(contacts_as_they_shall_be(id, version, contacts)).await
            }
            Job::Team(team) => api::set_team(team_as_it_shall_be(id, version, team)).await,
            Job::Competitors(competitors) => {
                api::set_competitors(SetDealCompetitors {
                    id,
                    version,
                    competitors,
                })
                .await
            }
            Job::Products(products, source) => {
                let request = products_as_they_shall_be(id, version, products, source);
                api::set_products(request).await
            }
            Job::Owner(owner_id) => {
                api::assign(AssignOpportunity {
                    id,
                    version,
                    owner_id,
                })
                .await
            }
            Job::Pipeline(pipeline_id, _) => {
                api::change_pipeline(ChangePipeline {
                    id,
                    version,
                    pipeline_id,
                })
                .await
            }
            Job::Move {
                to, fill, request, ..
            } => {
                api::move_stage(MoveStage {
                    id,
                    version,
                    to,
                    fill,
                    request,
                })
                .await
            }
            Job::Delete => api::delete(DeleteOpportunity { id, version }).await,
            Job::Restore => api::restore(RestoreOpportunity { id, version }).await,
        }
    }

    /// The change of a list, brought onto the deal as somebody else left it; `None` when that needs
    /// a person.
    pub(super) fn rebased(
        &self,
        original: &OpportunityView,
        theirs: &OpportunityView,
    ) -> Option<Self> {
        match self {
            Job::Contacts(mine) => merge_list(&original.contacts, &theirs.contacts, mine, |one| {
                one.contact_id
            })
            .map(Job::Contacts),
            Job::Team(mine) => {
                merge_list(&original.team, &theirs.team, mine, |one| one.user.id).map(Job::Team)
            }
            Job::Competitors(mine) => {
                merge_list(&original.competitors, &theirs.competitors, mine, |one| {
                    one.name.clone()
                })
                .map(Job::Competitors)
            }
            Job::Products(mine, source) => {
                let merged = merge_list(&original.products, &theirs.products, mine, |one| one.id)?;
                let source = if theirs.amount_source == original.amount_source {
                    *source
                } else {
                    theirs.amount_source
                };
                Some(Job::Products(merged, source))
            }
            // They do not depend on what the fields hold.
            Job::Delete | Job::Restore => Some(self.clone()),
            Job::Owner(_) if original.owner == theirs.owner => Some(self.clone()),
            _ => None,
        }
    }
}

fn show_changes(view: &mut OpportunityView, changes: &[OpportunityChange]) {
    let fields = apply_changes(&view.fields(), Deal::products_sum(view), changes);
    show_fields(view, fields);
}

/// What is known of a deal, shared by its page and the changes on their way, which outlive it.
#[derive(Clone)]
pub struct Kept(Arc<Mutex<Inner>>);

struct Inner {
    /// As the server last told.
    base: OpportunityView,
    /// Changes in order; the first one is on its way while `busy`.
    queue: VecDeque<Job>,
    busy: bool,
    /// Somebody else changed it while own changes were on their way.
    stale: bool,
}

impl Kept {
    pub fn new(view: OpportunityView) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            base: view,
            queue: VecDeque::new(),
            busy: false,
            stale: false,
        })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an answer of the server, unless it is older than what is known.
    pub fn take(&self, view: OpportunityView) -> bool {
        let mut inner = self.inner();
        let newer = view.id == inner.base.id && view.version >= inner.base.version;
        if newer {
            inner.base = view;
        }
        newer
    }

    /// As the server last told.
    pub fn base(&self) -> OpportunityView {
        self.inner().base.clone()
    }

    /// The same with the changes that wait.
    pub fn shown(&self) -> OpportunityView {
        let inner = self.inner();
        let mut view = inner.base.clone();
        for job in &inner.queue {
            job.show(&mut view);
        }
        view
    }

    /// Which deal, and its version.
    pub fn stamp(&self) -> (OpportunityId, i64) {
        let inner = self.inner();
        (inner.base.id, inner.base.version)
    }

    /// Whether changes wait or are on their way.
    pub fn is_busy(&self) -> bool {
        let inner = self.inner();
        inner.busy || !inner.queue.is_empty()
    }

    /// Asks for a reading once the changes are saved.
    pub fn mark_stale(&self) {
        self.inner().stale = true;
    }

    /// Whether such a reading was asked for; asks no more.
    pub fn take_stale(&self) -> bool {
        std::mem::take(&mut self.inner().stale)
    }

    /// Adds a change. Fields typed while an earlier change is on its way go together.
    pub fn push(&self, job: Job) {
        let mut inner = self.inner();
        let waiting = inner.queue.len() > usize::from(inner.busy);
        match (job, inner.queue.back_mut()) {
            (Job::Fields(more), Some(Job::Fields(last))) if waiting => last.extend(more),
            (job, _) => inner.queue.push_back(job),
        }
    }

    /// Begins to send; `false` when that has begun already or nothing waits.
    pub fn begin(&self) -> bool {
        let mut inner = self.inner();
        let begins = !inner.busy && !inner.queue.is_empty();
        inner.busy |= begins;
        begins
    }

    /// The change to send next, and on what. Without one, sending is over.
    pub fn next(&self) -> Option<(Job, OpportunityId, i64)> {
        let mut inner = self.inner();
        let job = inner.queue.front().cloned();
        inner.busy = job.is_some();
        Some((job?, inner.base.id, inner.base.version))
    }

    /// The first change is answered.
    pub fn done(&self) {
        self.inner().queue.pop_front();
    }

    /// Another change in the place of the first.
    pub fn replace(&self, job: Job) {
        let mut inner = self.inner();
        if let Some(first) = inner.queue.front_mut() {
            *first = job;
        }
    }

    /// Sending stops for now; the changes wait.
    pub fn hold(&self) {
        self.inner().busy = false;
    }
}
