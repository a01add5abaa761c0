//! The ways to change the deal of a page.
//!
//! A change is shown at once and sent as soon as the one before it is answered. When the session has
//! ended or the server cannot be reached, nothing is taken back: what was typed waits and goes on
//! its way when the person has signed in again or the connection is back.

use super::kept::{Job, Kept, MoveNames};
use super::state::Deal;
use super::taken_off::TakenOff;
use crate::call::Fault;
use crate::deals::gate::GateAsk;
use crate::deals::opportunities::api;
use crate::deals::opportunities::words::won_text;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{
    AmountSource, Competitor, DealContact, DealProduct, DealTeamMember, OpportunityChange,
    OpportunityView, RestoreOpportunity, UndoMove, merge_edits,
};
use shared::deals::pipelines::{MoveRequest, StageState};
use shared::kernel::{OpportunityId, PipelineId, Problem, ProblemKind, StageId, UserId};

/// Whether sending goes on after a refusal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    GoOn,
    Wait,
}

impl Deal {
    fn push(self, job: Job) {
        if let Some(kept) = self.kept.try_get_value() {
            kept.push(job);
            self.show(&kept);
            self.run(&kept);
        }
    }

    /// Sends what waits and reads what was missed: after signing in again, or when the connection
    /// is back.
    pub fn resume(self) {
        let Some(kept) = self.kept.try_get_value() else {
            return;
        };
        self.run(&kept);
        if !kept.is_busy() && kept.take_stale() {
            self.refresh();
        }
    }

    /// Sends the changes one after another. Goes on when the page is left: of it only what lives
    /// as long as the application is touched, the rest by `try_…`.
    fn run(self, kept: &Kept) {
        if !kept.begin() {
            return;
        }
        let kept = kept.clone();
        let _ = self.saving.try_set(true);
        spawn_local(async move {
            while let Some((job, id, version)) = kept.next() {
                let answer = job.clone().send(id, version).await;
                let after = match answer {
                    Ok(view) => {
                        self.saved(&kept, &job, view);
                        After::GoOn
                    }
                    Err(Fault(problem)) => self.refused(&kept, job, problem),
                };
                if after == After::Wait {
                    kept.hold();
                    break;
                }
            }
            let _ = self.saving.try_set(false);
            if !kept.is_busy() && kept.take_stale() {
                self.refresh();
            }
        });
    }

    fn saved(self, kept: &Kept, job: &Job, view: OpportunityView) {
        let (id, version, lang) = (view.id, view.version, self.lang());
        let won = won_text(lang, &view);
        let before = kept.base();
        if let Some(off) = TakenOff::by(job, &before, &view) {
            let text = tf(
                lang,
                k::opportunity::TAKEN_OFF,
                &[("name", &off.names(lang))],
            );
            self.offer_back(kept, text, move |now| off.back(now));
        }
        if matches!(job, Job::Owner(_)) {
            self.say_assigned(kept, &before, &view);
        }
        kept.done();
        kept.take(view);
        self.show(kept);
        match job {
            Job::Move { names, state, .. } => {
                let text = if *state == StageState::Won {
                    self.celebration.start_if_wished();
                    won
                } else {
                    tf(lang, k::opportunity::MOVED_TO, &[("stage", &names.to)])
                };
                let back = names.from.clone();
                let undo = Callback::new(move |()| self.undo_move(id, version, back.clone()));
                self.toaster().undo(text, t(lang, k::ui::UNDO), undo);
            }
            Job::Delete => {
                let undo = Callback::new(move |()| self.restore(id, version));
                let text = t(lang, k::opportunity::DELETED_NOW);
                self.toaster().undo(text, t(lang, k::ui::UNDO), undo);
            }
            Job::Pipeline(_, names) => {
                let pipeline = &names.to;
                let text = tf(
                    lang,
                    k::opportunity::NOW_IN_PIPELINE,
                    &[("pipeline", pipeline)],
                );
                let back = names.from.clone();
                let undo = Callback::new(move |()| self.undo_move(id, version, back.clone()));
                self.toaster().undo(text, t(lang, k::ui::UNDO), undo);
            }
            _ => {}
        }
    }

    /// Whose the deal is now; who may, gives it back.
    fn say_assigned(self, kept: &Kept, before: &OpportunityView, after: &OpportunityView) {
        let owner = before.owner.id;
        if after.owner.id == owner {
            return;
        }
        let text = tf(
            self.lang(),
            k::opportunity::ASSIGNED_NOW,
            &[("name", &after.owner.name)],
        );
        if after.rights.assign {
            self.offer_back(kept, text, move |now| {
                (now.owner.id != owner).then_some(Job::Owner(owner))
            });
        } else {
            self.toaster().success(text);
        }
    }

    /// Says what was done, and offers to take it back by another change of the deal as it is then. The changes are
    /// kept apart from the page: the message may outlive it.
    fn offer_back(
        self,
        kept: &Kept,
        text: String,
        back: impl Fn(&OpportunityView) -> Option<Job> + Send + Sync + 'static,
    ) {
        let kept = kept.clone();
        let undo = Callback::new(move |()| {
            if let Some(job) = back(&kept.shown()) {
                kept.push(job);
                self.show(&kept);
                self.run(&kept);
            }
        });
        self.toaster().undo(text, t(self.lang(), k::ui::UNDO), undo);
    }

    fn refused(self, kept: &Kept, job: Job, problem: Problem) -> After {
        match problem.kind {
            // The strip above the page says so, and leads on.
            ProblemKind::Unauthenticated => return After::Wait,
            ProblemKind::Network | ProblemKind::Unavailable => {
                let (lang, kept) = (self.lang(), kept.clone());
                let again = Callback::new(move |()| self.run(&kept));
                self.toaster().problem_with(
                    problem_text(lang, &problem),
                    t(lang, k::ui::RETRY),
                    again,
                );
                return After::Wait;
            }
            _ => {}
        }
        let theirs = problem
            .current
            .as_deref()
            .filter(|_| problem.kind == ProblemKind::Conflict)
            .and_then(|text| serde_json::from_str::<OpportunityView>(text).ok());
        if let Some(theirs) = theirs {
            self.overtaken(kept, job, theirs, problem);
        } else {
            kept.done();
            self.show(kept);
            self.say_refused(kept, job, problem);
        }
        After::GoOn
    }

    /// Somebody else was faster: what does not touch their change is sent again on top of it, the
    /// rest is asked.
    fn overtaken(self, kept: &Kept, job: Job, theirs: OpportunityView, problem: Problem) {
        let lang = self.lang();
        let base = kept.base();
        if let Job::Fields(changes) = &job {
            let merged = merge_edits(&base.fields(), &theirs.fields(), changes);
            kept.take(theirs);
            if merged.safe.is_empty() {
                kept.done();
            } else {
                kept.replace(Job::Fields(merged.safe));
                self.toaster().info(t(lang, k::opportunity::MERGED));
            }
            self.show(kept);
            if !merged.conflicts.is_empty() {
                let unasked = self
                    .conflicts
                    .try_update(|all| all.extend(merged.conflicts))
                    .is_none();
                if unasked {
                    self.problem(&problem);
                }
            }
            return;
        }
        let rebased = job.rebased(&base, &theirs);
        kept.take(theirs);
        if let Some(rebased) = rebased {
            kept.replace(rebased);
            self.toaster().info(t(lang, k::opportunity::MERGED));
            self.show(kept);
        } else {
            kept.done();
            self.show(kept);
            self.say_refused(kept, job, problem);
        }
    }

    fn say_refused(self, kept: &Kept, job: Job, problem: Problem) {
        let lang = self.lang();
        let Job::Move { asked, names, .. } = job else {
            self.problem(&problem);
            return;
        };
        let base = kept.base();
        let reason = problem_text(lang, &problem);
        self.toaster().problem(tf(
            lang,
            k::opportunity::PUT_BACK,
            &[("stage", &names.from), ("reason", &reason)],
        ));
        // What was typed into the gate is not lost: it asks again, with the reason.
        if let Some(asked) = asked
            && base.stage_id == asked.card.stage_id
            && self.gate.try_with_untracked(Option::is_none) == Some(true)
        {
            let _ = self.gate.try_set(Some(asked.again(base.card(), problem)));
        }
    }

    /// Edits fields. Fields nobody else changed are merged by themselves; the others open the
    /// conflict dialog.
    pub fn edit(self, changes: Vec<OpportunityChange>) {
        self.push(Job::Fields(changes));
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
        if kept.is_empty() {
            self.refresh();
        } else {
            self.edit(kept);
        }
    }

    /// Sets the contacts with their roles.
    pub fn set_contacts(self, contacts: Vec<DealContact>) {
        self.push(Job::Contacts(contacts));
    }

    /// Sets the colleagues with their parts.
    pub fn set_team(self, members: Vec<DealTeamMember>) {
        self.push(Job::Team(members));
    }

    /// Sets the competitors.
    pub fn set_competitors(self, competitors: Vec<Competitor>) {
        self.push(Job::Competitors(competitors));
    }

    /// Sets the products and where the amount comes from.
    pub fn set_products(self, products: Vec<DealProduct>, amount_source: AmountSource) {
        self.push(Job::Products(products, amount_source));
    }

    /// Gives the deal to another owner.
    pub fn assign(self, owner_id: UserId) {
        self.push(Job::Owner(owner_id));
    }

    /// Puts the deal into another pipeline.
    pub fn change_pipeline(self, pipeline: PipelineId) {
        let names = MoveNames {
            from: self.stage_name(self.view.with_untracked(|view| view.stage_id)),
            to: self.pipeline_name(pipeline),
        };
        self.push(Job::Pipeline(pipeline, names));
    }

    /// Deletes the deal; the page stays and offers to restore it.
    pub fn delete(self) {
        self.push(Job::Delete);
    }

    /// Brings the deleted deal of this page back.
    pub fn restore_here(self) {
        self.push(Job::Restore);
    }

    /// Moves the deal: shown at once, taken back with the reason when refused, undone on request.
    /// `asked` is the gate's question it answers, to be asked again after a refusal.
    pub fn move_to(
        self,
        to: StageId,
        fill: Vec<OpportunityChange>,
        request: MoveRequest,
        asked: Option<Box<GateAsk>>,
    ) {
        let Some(state) = untrack(|| self.pipeline())
            .and_then(|pipeline| pipeline.stage(to).map(|stage| stage.state))
        else {
            return;
        };
        let names = MoveNames {
            from: self.stage_name(self.view.with_untracked(|view| view.stage_id)),
            to: self.stage_name(to),
        };
        self.announcer().say(tf(
            self.lang(),
            k::opportunity::MOVED_TO,
            &[("stage", &names.to)],
        ));
        self.push(Job::Move {
            to,
            state,
            names,
            fill,
            request,
            asked,
        });
    }

    /// Takes the move that gave `version` back, from wherever the message about it is pressed.
    fn undo_move(self, id: OpportunityId, version: i64, stage: String) {
        spawn_local(async move {
            match api::undo_move(UndoMove { id, version }).await {
                Ok(view) => {
                    self.accept(view);
                    self.toaster().success(tf(
                        self.lang(),
                        k::opportunity::MOVED_TO,
                        &[("stage", &stage)],
                    ));
                }
                Err(Fault(problem)) => self.problem(&problem),
            }
        });
    }

    /// Brings back the deal whose deletion gave `version`, from wherever the message is pressed.
    fn restore(self, id: OpportunityId, version: i64) {
        spawn_local(async move {
            match api::restore(RestoreOpportunity { id, version }).await {
                Ok(view) => {
                    self.accept(view);
                    self.toaster()
                        .success(t(self.lang(), k::opportunity::RESTORED_NOW));
                }
                Err(Fault(problem)) => self.problem(&problem),
            }
        });
    }
}
