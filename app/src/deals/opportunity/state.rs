//! The deal on the page and the ways to change it.

use crate::boot::{now, use_lang, use_session};
use crate::call::Fault;
use crate::deals::opportunities::api;
use chrono::NaiveDate;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{AmountSource, BuyingRole, TeamRole};
use shared::deals::opportunities::{
    AssignOpportunity, Competitor, DealFields, DealProductInput, EditOpportunity, FieldConflict,
    GetOpportunity, MoveStage, OpportunityChange, OpportunityView, SetDealCompetitors,
    SetDealContacts, SetDealProducts, SetDealTeam, UndoMove, apply_changes, merge_edits,
    products_amount, validate_changes,
};
use shared::deals::pipelines::{
    Direction, MoveCheck, MoveRequest, Pipeline, PipelinesView, Stage, check_move,
};
use shared::kernel::{ContactId, Lang, Money, Problem, ProblemKind, StageId, UserId, Zone};
use shared::work::LinksView;
use std::future::Future;
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
    /// The stage asked for, while the gate dialog is open.
    pub gate: RwSignal<Option<StageId>>,
    /// As the server last told.
    base: StoredValue<OpportunityView>,
    pipelines: StoredValue<PipelinesView>,
    zone: StoredValue<Zone>,
    lang: Lang,
    toaster: Toaster,
    announcer: Announcer,
}

impl Deal {
    /// Begins with the deal as the page loaded it.
    pub fn new(view: OpportunityView, pipelines: PipelinesView) -> Self {
        Self {
            view: RwSignal::new(view.clone()),
            saving: RwSignal::new(false),
            conflicts: RwSignal::new(Vec::new()),
            gate: RwSignal::new(None),
            base: StoredValue::new(view),
            pipelines: StoredValue::new(pipelines),
            zone: StoredValue::new(use_session().actor.zone),
            lang: use_lang(),
            toaster: use_toaster(),
            announcer: use_announcer(),
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

    /// The name of a stage.
    pub fn stage_name(self, id: StageId) -> String {
        self.pipeline()
            .and_then(|pipeline| {
                pipeline
                    .stage(id)
                    .map(|stage| stage.name.get(self.lang).to_owned())
            })
            .unwrap_or_default()
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
    fn products_sum(view: &OpportunityView) -> Option<Money> {
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
        let newer = self
            .base
            .try_with_value(|base| view.version >= base.version || view.id != base.id);
        if newer == Some(true) {
            self.base.set_value(view.clone());
            self.view.set(view);
        }
    }

    /// Reads the deal again, quietly; nothing while an own change is on its way.
    pub fn refresh(self) {
        if self.saving.get_untracked() || self.conflicts.with_untracked(|all| !all.is_empty()) {
            return;
        }
        let id = self.view.with_untracked(|view| view.id);
        spawn_local(async move {
            if let Ok(view) = api::get(GetOpportunity { id }).await
                && self.saving.try_get_untracked() == Some(false)
            {
                self.accept(view);
            }
        });
    }

    /// Edits fields: shown at once, saved on the version that was read. Fields nobody else changed
    /// are merged by themselves; the others open the conflict dialog.
    pub fn edit(self, changes: Vec<OpportunityChange>) {
        self.view.update(|view| {
            let fields = apply_changes(&view.fields(), Self::products_sum(view), &changes);
            show_fields(view, fields);
        });
        let (id, version) = self.base.with_value(|base| (base.id, base.version));
        self.saving.set(true);
        spawn_local(async move {
            let sent = changes.clone();
            let answer = api::edit(EditOpportunity {
                id,
                version,
                changes,
            })
            .await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => self.accept(view),
                Err(Fault(problem)) => self.refused(&problem, sent),
            }
        });
    }

    fn refused(self, problem: &Problem, sent: Vec<OpportunityChange>) {
        let theirs = problem
            .current
            .as_deref()
            .filter(|_| problem.kind == ProblemKind::Conflict)
            .and_then(|text| serde_json::from_str::<OpportunityView>(text).ok());
        let Some(theirs) = theirs else {
            self.view.set(self.base.get_value());
            self.problem(problem);
            return;
        };
        let merged = self
            .base
            .with_value(|base| merge_edits(&base.fields(), &theirs.fields(), &sent));
        self.base.set_value(theirs.clone());
        self.view.set(theirs);
        if !merged.safe.is_empty() {
            self.toaster.info(t(self.lang, k::opportunity::MERGED));
            self.edit(merged.safe);
        }
        self.conflicts.set(merged.conflicts);
    }

    /// Saves the decision about conflicts: mine where `true`, theirs where `false`.
    pub fn decide(self, mine: Vec<bool>) {
        let conflicts = self.conflicts.get_untracked();
        self.conflicts.set(Vec::new());
        let kept: Vec<OpportunityChange> = conflicts
            .into_iter()
            .zip(mine)
            .filter(|(_, mine)| *mine)
            .map(|(conflict, _)| conflict.mine)
            .collect();
        if !kept.is_empty() {
            self.edit(kept);
        }
    }

    /// Sends a change of a list (contacts, team, competitors, products): the server's answer or
    /// refusal replaces what is shown.
    fn send(
        self,
        shown: impl FnOnce(&mut OpportunityView),
        answer: impl Future<Output = Result<OpportunityView, Fault>> + 'static,
    ) {
        self.view.update(shown);
        self.saving.set(true);
        spawn_local(async move {
            let answer = answer.await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => self.accept(view),
                Err(Fault(problem)) => {
                    let current = problem
                        .current
                        .as_deref()
                        .and_then(|text| serde_json::from_str(text).ok());
                    if let Some(current) = current {
                        self.base.set_value(current);
                    }
                    self.view.set(self.base.get_value());
                    self.problem(&problem);
                }
            }
        });
    }

    /// The deal and the version to send with a change.
    pub fn stamp(self) -> (shared::kernel::OpportunityId, i64) {
        self.base.with_value(|base| (base.id, base.version))
    }

    /// Sets the contacts with their roles.
    pub fn set_contacts(self, contacts: Vec<(ContactId, BuyingRole)>) {
        let (id, version) = self.stamp();
        let shown = contacts.clone();
        self.send(
            move |view| {
                view.contacts.retain_mut(|contact| {
                    let role = shown
                        .iter()
                        .find(|(id, _)| *id == contact.contact_id)
                        .map(|(_, role)| *role);
                    contact.role = role.unwrap_or(contact.role);
                    role.is_some()
                });
            },
            api::set_contacts(SetDealContacts {
                id,
                version,
                contacts,
            }),
        );
    }

    /// Sets the colleagues with their parts.
    pub fn set_team(self, members: Vec<(UserId, TeamRole)>) {
        let (id, version) = self.stamp();
        let shown = members.clone();
        self.send(
            move |view| {
                view.team
                    .retain(|member| shown.iter().any(|(id, _)| *id == member.user.id));
            },
            api::set_team(SetDealTeam {
                id,
                version,
                members,
            }),
        );
    }

    /// Sets the competitors.
    pub fn set_competitors(self, competitors: Vec<Competitor>) {
        let (id, version) = self.stamp();
        let shown = competitors.clone();
        self.send(
            move |view| view.competitors = shown,
            api::set_competitors(SetDealCompetitors {
                id,
                version,
                competitors,
            }),
        );
    }

    /// Sets the products and where the amount comes from.
    pub fn set_products(self, products: Vec<DealProductInput>, amount_source: AmountSource) {
        let (id, version) = self.stamp();
        self.send(
            |_| {},
            api::set_products(SetDealProducts {
                id,
                version,
                products,
                amount_source,
            }),
        );
    }

    /// Gives the deal to another owner.
    pub fn assign(self, owner_id: UserId) {
        let (id, version) = self.stamp();
        self.send(
            |_| {},
            api::assign(AssignOpportunity {
                id,
                version,
                owner_id,
            }),
        );
    }

    /// What the gate says to a move to `to`, by the same rule the server asks.
    pub fn check(self, to: StageId) -> Option<MoveCheck> {
        let pipeline = self.pipeline()?;
        let today = self.today();
        Some(self.view.with(|view| {
            check_move(
                &pipeline,
                &view.facts,
                view.stage_id,
                to,
                &MoveRequest::default(),
                today,
            )
        }))
    }

    /// Asks for a move: made at once when nothing is missing, else the gate dialog opens.
    pub fn ask(self, to: StageId) {
        let Some(check) = untrack(|| self.check(to)) else {
            return;
        };
        match check.direction {
            Direction::None => {}
            Direction::Lose | Direction::Reopen => self.gate.set(Some(to)),
            _ if check.allowed() => self.move_to(to, Vec::new(), MoveRequest::default()),
            _ => self.gate.set(Some(to)),
        }
    }

    /// Moves the deal: shown at once, taken back with the reason when refused, undone on request.
    pub fn move_to(self, to: StageId, fill: Vec<OpportunityChange>, request: MoveRequest) {
        let (id, version) = self.stamp();
        let stage = self.stage_name(to);
        let from = self.view.with_untracked(|view| view.stage_id);
        let state = self
            .pipeline()
            .and_then(|pipeline| pipeline.stage(to).map(|stage| stage.state));
        let lang = self.lang;
        self.view.update(|view| {
            let fields = apply_changes(&view.fields(), Self::products_sum(view), &fill);
            show_fields(view, fields);
            view.stage_id = to;
            view.state = state.unwrap_or(view.state);
            view.stage_entered_at = now();
        });
        self.announcer
            .say(tf(lang, k::opportunity::MOVED_TO, &[("stage", &stage)]));
        self.saving.set(true);
        spawn_local(async move {
            let answer = api::move_stage(MoveStage {
                id,
                version,
                to,
                fill,
                request,
            })
            .await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => {
                    let version = view.version;
                    self.accept(view);
                    let text = tf(lang, k::opportunity::MOVED_TO, &[("stage", &stage)]);
                    let undo = Callback::new(move |()| self.undo_move(version));
                    self.toaster.undo(text, t(lang, k::ui::UNDO), undo);
                }
                Err(Fault(problem)) => {
                    let current = problem
                        .current
                        .as_deref()
                        .and_then(|text| serde_json::from_str(text).ok());
                    if let Some(current) = current {
                        self.base.set_value(current);
                    }
                    self.view.set(self.base.get_value());
                    let back = self.stage_name(from);
                    let reason = problem_text(lang, &problem);
                    self.toaster.problem(tf(
                        lang,
                        k::opportunity::PUT_BACK,
                        &[("stage", &back), ("reason", &reason)],
                    ));
                }
            }
        });
    }

    fn undo_move(self, version: i64) {
        let id = self.view.with_untracked(|view| view.id);
        self.send(|_| {}, api::undo_move(UndoMove { id, version }));
    }
}

/// Puts edited fields into what is shown. An account's new name comes with the server's answer.
fn show_fields(view: &mut OpportunityView, fields: DealFields) {
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
    view.probability_judged = fields.probability_judged;
    view.category_judged = fields.category_judged;
    view.loss_reason_id = fields.loss_reason_id;
    view.loss_note = fields.loss_note;
    view.facts.account = view.account.is_some();
    view.facts.amount_minor = view.amount.minor;
    view.facts.close_date = view.close_date;
    view.facts.next_step = !view.next_step.is_empty();
    view.facts.next_step_on = view.next_step_on;
}
