//! The deal on the page and the ways to change it.

use super::kept::Kept;
use crate::boot::{now, use_lang, use_session};
use crate::call::Fault;
use crate::deals::gate::GateAsk;
use crate::deals::opportunities::api;
use crate::shell::{Celebration, use_celebration};
use chrono::NaiveDate;
use i18n::{issue_text, problem_text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{
    DealFields, DealRights, FieldConflict, GetOpportunity, OpportunityChange, OpportunityView,
    products_amount, validate_changes,
};
use shared::deals::pipelines::{Direction, MoveRequest, Pipeline, PipelinesView, Stage};
use shared::kernel::{Lang, Money, PipelineId, Problem, ProblemKind, StageId, Zone};
use shared::work::LinksView;
use std::time::Duration;
use ui::{Announcer, Toaster, use_announcer, use_toaster};

/// The deal and what may be done with it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Deal {
    /// As shown: changes on their way included.
    pub view: RwSignal<OpportunityView>,
    /// A change is on its way.
    pub saving: RwSignal<bool>,
    /// Fields two people changed differently, waiting for a decision.
    pub conflicts: RwSignal<Vec<FieldConflict>>,
    /// The move that waits for facts, while the gate dialog is open.
    pub gate: RwSignal<Option<GateAsk>>,
    /// As the server last told, and the changes on their way. They are sent even when the page is
    /// left meanwhile.
    pub(super) kept: StoredValue<Kept>,
    /// A reading waits until no fact is open for editing.
    pub waits: StoredValue<bool>,
    pipelines: StoredValue<PipelinesView>,
    zone: StoredValue<Zone>,
    lang: Lang,
    toaster: Toaster,
    announcer: Announcer,
    /// What a won deal sets off.
    pub(super) celebration: Celebration,
}

impl Deal {
    /// Begins with the deal as the page loaded it.
    pub fn new(view: OpportunityView, pipelines: PipelinesView) -> Self {
        Self {
            view: RwSignal::new(view.clone()),
            saving: RwSignal::new(false),
            conflicts: RwSignal::new(Vec::new()),
            gate: RwSignal::new(None),
            kept: StoredValue::new(Kept::new(view)),
            waits: StoredValue::new(false),
            pipelines: StoredValue::new(pipelines),
            zone: StoredValue::new(use_session().actor.zone),
            lang: use_lang(),
            toaster: use_toaster(),
            announcer: use_announcer(),
            celebration: use_celebration(),
        }
    }

    /// The day it is for the reader.
    pub fn today(self) -> NaiveDate {
        self.zone.with_value(|zone| zone.date(now()))
    }

    /// The reader's time zone.
    pub fn zone(self) -> StoredValue<Zone> {
        self.zone
    }

    /// The pipeline the deal moves through; nothing when it is unknown.
    pub fn pipeline(self) -> Option<Pipeline> {
        let id = self.view.with(|view| view.pipeline_id);
        self.pipelines.with_value(|all| {
            all.pipelines
                .iter()
                .find(|pipeline| pipeline.id == id)
                .cloned()
        })
    }

    /// The stage the deal is in.
    pub fn stage(self) -> Option<Stage> {
        let id = self.view.with(|view| view.stage_id);
        self.pipeline()?.stage(id).cloned()
    }

    /// The name of a stage of any pipeline.
    pub fn stage_name(self, id: StageId) -> String {
        self.pipelines.with_value(|all| {
            all.pipelines
                .iter()
                .find_map(|pipeline| pipeline.stage(id))
                .map(|stage| stage.name.get(self.lang).to_owned())
                .unwrap_or_default()
        })
    }

    /// The name of a pipeline.
    pub fn pipeline_name(self, id: PipelineId) -> String {
        self.pipelines.with_value(|all| {
            all.pipelines
                .iter()
                .find(|pipeline| pipeline.id == id)
                .map(|pipeline| pipeline.name.get(self.lang).to_owned())
                .unwrap_or_default()
        })
    }

    /// All pipelines and loss reasons.
    pub fn reference(self) -> StoredValue<PipelinesView> {
        self.pipelines
    }

    /// Whether the reader may change the deal: it is theirs, and not deleted.
    pub fn may_edit(self) -> Signal<bool> {
        Signal::derive(move || {
            self.view
                .with(|view| view.rights.edit && view.deleted_at.is_none())
        })
    }

    /// The language of the page.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// What is read aloud.
    pub fn announcer(self) -> Announcer {
        self.announcer
    }

    /// Where messages appear.
    pub fn toaster(self) -> Toaster {
        self.toaster
    }

    /// What activities, tasks and quotes of this deal are about.
    pub fn links(self) -> Signal<LinksView> {
        Signal::derive(move || {
            self.view.with(|view| LinksView {
                account: view.account.clone(),
                contact: None,
                opportunity: Some(shared::kernel::Named::new(view.id, view.name.clone())),
            })
        })
    }

    /// Tells the person that something was refused.
    pub fn problem(self, problem: &Problem) {
        self.toaster.problem(problem_text(self.lang, problem));
    }

    /// The sum of the products on the deal, if there are any.
    pub(super) fn products_sum(view: &OpportunityView) -> Option<Money> {
        if view.products.is_empty() {
            return None;
        }
        products_amount(
            view.products.iter().map(|product| &product.price),
            view.amount.currency,
        )
    }

    /// Why an edit cannot be accepted, before anything is sent.
    pub fn refusal(self, change: &OpportunityChange) -> Option<String> {
        let today = self.today();
        self.view.with_untracked(|view| {
            validate_changes(
                &view.fields(),
                view.state,
                Self::products_sum(view),
                std::slice::from_ref(change),
                today,
            )
            .first()
            .map(|issue| issue_text(self.lang, issue))
        })
    }

    /// Takes the server's answer as the truth, unless it is older than what is known.
    pub fn accept(self, view: OpportunityView) {
        if let Some(kept) = self.kept.try_get_value()
            && kept.take(view)
        {
            self.show(&kept);
        }
    }

    /// Shows the deal as the server told it last, with the changes that wait on top. Does nothing
    /// once the page is gone.
    pub(super) fn show(self, kept: &Kept) {
        let shown = kept.shown();
        let _ = self.view.try_set(shown);
    }

    /// Reads the deal again, quietly; once the own changes are saved, while there are any: what they
    /// were made on must stay what it was, or a colleague's change would be overwritten unseen.
    pub fn refresh(self) {
        self.read_again(0);
    }

    fn read_again(self, tries: u32) {
        let Some(kept) = self.kept.try_get_value() else {
            return;
        };
        let undecided = self.conflicts.try_with_untracked(|all| !all.is_empty());
        if kept.is_busy() || undecided != Some(false) {
            kept.mark_stale();
            return;
        }
        let id = kept.stamp().0;
        spawn_local(async move {
            match api::get(GetOpportunity { id }).await {
                // A change made meanwhile asks for another reading when it is saved.
                Ok(_) if kept.is_busy() => kept.mark_stale(),
                Ok(view) => self.accept(view),
                Err(Fault(problem)) => self.not_read(&kept, &problem, tries),
            }
        });
    }

    fn not_read(self, kept: &Kept, problem: &Problem, tries: u32) {
        match problem.kind {
            // Given to somebody else, for example: what is shown can no longer be changed.
            ProblemKind::NotFound | ProblemKind::Forbidden => {
                let told = self.view.try_update(|view| {
                    let had = view.rights.edit;
                    view.rights = DealRights::default();
                    had
                });
                if told == Some(true) {
                    self.problem(problem);
                }
            }
            // The page goes on when the person has signed in again.
            ProblemKind::Unauthenticated => kept.mark_stale(),
            _ => {
                let pause = Duration::from_secs(2 << tries.min(4));
                set_timeout(move || self.read_again(tries + 1), pause);
            }
        }
    }

    /// Asks for a move: made at once when nothing is missing, else the gate dialog opens. A closing
    /// always asks for its day.
    pub fn ask(self, to: StageId) {
        let Some(pipeline) = untrack(|| self.pipeline()) else {
            return;
        };
        let (card, step) = self
            .view
            .with_untracked(|view| (view.card(), view.next_step.clone()));
        let asked = GateAsk::new(&pipeline, card, to, self.lang, self.today()).with_next_step(step);
        match asked.check.direction {
            Direction::None => {}
            Direction::Win | Direction::Lose | Direction::Reopen => self.gate.set(Some(asked)),
            _ if asked.check.allowed() => {
                self.move_to(to, Vec::new(), MoveRequest::default(), None);
            }
            _ => self.gate.set(Some(asked)),
        }
    }
}

/// Puts edited fields into what is shown. An account's new name comes with the server's answer.
pub(super) fn show_fields(view: &mut OpportunityView, fields: DealFields) {
    if view.account.as_ref().map(|account| account.id) != fields.account_id {
        view.account = fields
            .account_id
            .map(|id| shared::kernel::Named::new(id, "…"));
    }
    view.name = fields.name;
    view.amount = fields.amount;
    view.amount_source = fields.amount_source;
    view.close_date = fields.close_date;
    view.close_date_pushes = fields.close_date_pushes;
    view.kind = fields.kind;
    view.next_step = fields.next_step;
    view.next_step_on = fields.next_step_on;
    view.source = fields.source;
    view.channel = fields.channel;
    view.probability_judged = fields.probability_judged;
    view.category_judged = fields.category_judged;
    view.loss_reason_id = fields.loss_reason_id;
    view.loss_note = fields.loss_note;
    view.facts.own = fields.custom.keys();
    view.custom = fields.custom;
    view.facts.account = view.account.is_some();
    view.facts.amount_minor = view.amount.minor;
    view.facts.close_date = view.close_date;
    view.facts.next_step = !view.next_step.is_empty();
    view.facts.next_step_on = view.next_step_on;
}
