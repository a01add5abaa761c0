//! What the parts of the board share: the state, the drag, and the moves.

use super::drag::{Drag, Input, Outcome};
use super::state::BoardState;
use super::words;
use crate::boot::{self, use_lang};
use crate::deals::gate::GateAsk;
use crate::deals::opportunities::api;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{
    BoardQuery, ColumnQuery, MoveStage, OpportunityCard, OpportunityChange, UndoMove,
};
use shared::deals::pipelines::{Direction, MoveCheck, MoveRequest};
use shared::kernel::{Lang, OpportunityId, ProblemKind, StageId};
use std::time::Duration;
use ui::{Announcer, Toaster, use_announcer, use_toaster};

/// Cards per column at first.
pub const FIRST_CARDS: u32 = 30;
/// Events within this time cause one reading.
const GATHER: Duration = Duration::from_millis(150);

/// A move that can be taken back.
#[derive(Clone, Debug)]
struct Undoable {
    id: OpportunityId,
    version: i64,
    back_to: StageId,
    name: String,
}

/// Shared by every part of the board. Cheap to copy.
#[derive(Clone, Copy)]
pub struct BoardCtx {
    pub state: RwSignal<BoardState>,
    pub drag: RwSignal<Drag>,
    /// The card whose stage is being chosen from the menu.
    pub choosing: RwSignal<Option<OpportunityId>>,
    pub gate: RwSignal<Option<GateAsk>>,
    /// A click that ends a drag opens nothing.
    pub swallow_click: StoredValue<bool>,
    pub lang: Lang,
    query: StoredValue<BoardQuery>,
    undo: StoredValue<Vec<Undoable>>,
    reading: StoredValue<Reading>,
    toaster: Toaster,
    announcer: Announcer,
}

/// Whether the board is being read again, and whether once more afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Reading {
    scheduled: bool,
    busy: bool,
}

impl BoardCtx {
    /// For a board just read by `query`.
    pub fn new(state: BoardState, query: BoardQuery) -> Self {
        Self {
            state: RwSignal::new(state),
            drag: RwSignal::new(Drag::Idle),
            choosing: RwSignal::new(None),
            gate: RwSignal::new(None),
            swallow_click: StoredValue::new(false),
            lang: use_lang(),
            query: StoredValue::new(query),
            undo: StoredValue::new(Vec::new()),
            reading: StoredValue::new(Reading::default()),
            toaster: use_toaster(),
            announcer: use_announcer(),
        }
    }

    /// The name of a stage.
    pub fn stage_name(&self, id: StageId) -> String {
        let lang = self.lang;
        self.state.with_untracked(|state| {
            state
                .stage(id)
                .map(|stage| stage.name.get(lang).to_owned())
                .unwrap_or_default()
        })
    }

    fn card(&self, id: OpportunityId) -> Option<OpportunityCard> {
        self.state.with_untracked(|state| state.card(id).cloned())
    }

    /// Gives an input to the drag machine and does what follows.
    pub fn input(self, input: Input) {
        let columns = self.state.with_untracked(BoardState::stages);
        let mut drag = self.drag.get_untracked();
        let before = drag;
        let outcome = drag.take(input, &columns);
        if drag != before {
            self.drag.set(drag);
        }
        match outcome {
            Outcome::Nothing | Outcome::Started => {}
            Outcome::Lifted => self.say_lifted(drag),
            Outcome::Over(over) => self.say_over(drag, over),
            Outcome::Dropped { card, to } => {
                self.swallow_next_click();
                self.ask(card, to);
            }
            Outcome::Cancelled(card) => {
                self.swallow_next_click();
                self.say_put_back(card);
            }
        }
    }

    fn swallow_next_click(self) {
        self.swallow_click.set_value(true);
        set_timeout(
            move || {
                let _ = self.swallow_click.try_set_value(false);
            },
            Duration::from_millis(50),
        );
    }

    fn place_of(self, stage: StageId) -> (usize, usize) {
        self.state.with_untracked(|state| {
            let stages = state.stages();
            let at = stages.iter().position(|id| *id == stage).unwrap_or(0);
            (at + 1, stages.len())
        })
    }

    fn say_lifted(self, drag: Drag) {
        if let Drag::Lifted { card, over, .. } = drag
            && let Some(card) = self.card(card)
        {
            let (n, of) = self.place_of(over);
            let stage = self.stage_name(over);
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("name", &card.name),
                ("stage", &stage),
                ("n", &n),
                ("of", &of),
            ];
            self.announcer.say(tf(self.lang, k::deals::LIFTED, &values));
        }
    }

    fn say_over(self, drag: Drag, over: Option<StageId>) {
        let Some(over) = over else {
            self.announcer.say(t(self.lang, k::deals::OVER_NONE));
            return;
        };
        let Some(card) = drag.held().and_then(|id| self.card(id)) else {
            return;
        };
        let gate = if card.stage_id == over {
            t(self.lang, k::deals::OVER_OWN).to_owned()
        } else {
            let check = self.check(&card, over);
            if check.allowed() {
                t(self.lang, k::deals::OVER_OK).to_owned()
            } else {
                let facts = words::missing(self.lang, &check);
                tf(self.lang, k::deals::OVER_MISSING, &[("facts", &facts)])
            }
        };
        let (n, of) = self.place_of(over);
        let stage = self.stage_name(over);
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("stage", &stage), ("n", &n), ("of", &of), ("gate", &gate)];
        self.announcer.say(tf(self.lang, k::deals::OVER, &values));
    }

    fn say_put_back(self, id: OpportunityId) {
        if let Some(card) = self.card(id) {
            let stage = self.stage_name(card.stage_id);
            self.announcer.say(tf(
                self.lang,
                k::deals::PUT_BACK,
                &[("name", &card.name), ("stage", &stage)],
            ));
        }
    }

    /// What the gate says to a card and a column.
    pub fn check(&self, card: &OpportunityCard, to: StageId) -> MoveCheck {
        self.state
            .with_untracked(|state| state.check(card, to, &MoveRequest::default()))
    }

    /// Moves a card, or asks for the missing facts first.
    pub fn ask(self, id: OpportunityId, to: StageId) {
        let Some(card) = self.card(id) else { return };
        if card.stage_id == to || !card.may_edit || self.state.with_untracked(|s| s.is_pending(id))
        {
            return;
        }
        let check = self.check(&card, to);
        if check.allowed() && check.direction != Direction::Lose {
            self.commit(id, to, Vec::new(), MoveRequest::default());
        } else {
            let stage = self.stage_name(to);
            self.gate.set(Some(GateAsk {
                card,
                to,
                stage,
                check,
            }));
        }
    }

    /// Shows the move at once, then tells the server.
    pub fn commit(
        self,
        id: OpportunityId,
        to: StageId,
        fill: Vec<OpportunityChange>,
        request: MoveRequest,
    ) {
        let before = self
            .state
            .try_update(|state| state.begin(id, to, &fill, boot::now()))
            .flatten();
        let Some(before) = before else { return };
        let stage = self.stage_name(to);
        let name = before.name.clone();
        self.announcer.say(tf(
            self.lang,
            k::deals::DROPPED,
            &[("name", &name), ("stage", &stage)],
        ));
        self.focus_card(id);
        spawn_local(async move {
            let answer = api::move_stage(MoveStage {
                id,
                version: before.version,
                to,
                fill,
                request,
            })
            .await;
            match answer {
                Ok(view) => {
                    let _ = self.state.try_update(|state| state.confirm(&view));
                    self.offer_undo(Undoable {
                        id,
                        version: view.version,
                        back_to: before.stage_id,
                        name,
                    });
                    self.toaster.undo(
                        tf(
                            self.lang,
                            k::deals::MOVED,
                            &[("name", &view.name), ("stage", &stage)],
                        ),
                        t(self.lang, k::deals::UNDO),
                        Callback::new(move |()| self.undo_move(id)),
                    );
                }
                Err(fault) => self.roll_back(&before, &fault.0),
            }
        });
    }

    fn roll_back(self, before: &OpportunityCard, problem: &shared::kernel::Problem) {
        let _ = self.state.try_update(|state| state.roll_back(before.id));
        let back = self.stage_name(before.stage_id);
        let reason = problem_text(self.lang, problem);
        self.toaster.problem(tf(
            self.lang,
            k::deals::ROLLED_BACK,
            &[
                ("name", &before.name),
                ("stage", &back),
                ("reason", &reason),
            ],
        ));
        self.focus_card(before.id);
        if matches!(problem.kind, ProblemKind::Conflict | ProblemKind::NotFound) {
            self.read_again();
        }
    }

    fn offer_undo(self, undoable: Undoable) {
        self.undo.update_value(|list| {
            list.retain(|known| known.id != undoable.id);
            list.push(undoable);
        });
    }

    /// Takes the last move of this page back.
    pub fn undo_last(self) {
        let last = self
            .undo
            .with_value(|list| list.last().map(|undoable| undoable.id));
        if let Some(id) = last {
            self.undo_move(id);
        }
    }

    fn undo_move(self, id: OpportunityId) {
        let mut found = None;
        self.undo.update_value(|list| {
            if let Some(index) = list.iter().position(|known| known.id == id) {
                found = Some(list.remove(index));
            }
        });
        let Some(undoable) = found else { return };
        let _ = self
            .state
            .try_update(|state| state.begin(id, undoable.back_to, &[], boot::now()));
        self.focus_card(id);
        spawn_local(async move {
            let answer = api::undo_move(UndoMove {
                id,
                version: undoable.version,
            })
            .await;
            match answer {
                Ok(view) => {
                    let _ = self.state.try_update(|state| state.confirm(&view));
                    let stage = self.stage_name(view.stage_id);
                    let text = tf(
                        self.lang,
                        k::deals::UNDONE,
                        &[("name", &undoable.name), ("stage", &stage)],
                    );
                    self.toaster.success(text);
                }
                Err(fault) => {
                    let _ = self.state.try_update(|state| state.roll_back(id));
                    let reason = problem_text(self.lang, &fault.0);
                    self.toaster.problem(tf(
                        self.lang,
                        k::deals::UNDO_FAILED,
                        &[("reason", &reason)],
                    ));
                    self.read_again();
                }
            }
        });
    }

    /// Reads the board again soon; many calls cause one reading.
    pub fn read_again(self) {
        let wanted = self.reading.try_update_value(|reading| {
            let first = !reading.scheduled;
            reading.scheduled = true;
            first && !reading.busy
        });
        if wanted == Some(true) {
            set_timeout(move || self.read_now(), GATHER);
        }
    }

    fn read_now(self) {
        let begun = self.reading.try_update_value(|reading| {
            reading.scheduled = false;
            reading.busy = true;
        });
        if begun.is_none() {
            return;
        }
        let (turn, loaded) = self
            .state
            .with_untracked(|state| (state.turn(), state.loaded()));
        let query = BoardQuery {
            limit: loaded.clamp(FIRST_CARDS, 100),
            ..self.query.get_value()
        };
        spawn_local(async move {
            let answer = api::board(query).await;
            let again = self.reading.try_update_value(|reading| {
                reading.busy = false;
                std::mem::take(&mut reading.scheduled)
            });
            let mut stale = false;
            if let Ok(view) = answer {
                let _ = self.state.try_update(|state| {
                    // Moves made meanwhile are not in this answer.
                    stale = state.turn() != turn;
                    if !stale {
                        state.refresh(view, boot::now());
                    }
                });
            }
            if stale || again == Some(true) {
                self.read_again();
            }
        });
    }

    /// Loads more cards of a column; `done` is told when they are there.
    pub fn more(self, stage: StageId, done: impl FnOnce() + 'static) {
        let column = self.state.with_untracked(|state| {
            let column = state.column(stage)?;
            Some((state.pipeline().id, column.next.clone()?))
        });
        let Some((pipeline, after)) = column else {
            done();
            return;
        };
        let query = self.query.get_value();
        spawn_local(async move {
            let page = api::column(ColumnQuery {
                pipeline,
                stage,
                filter: query.filter,
                group: query.group,
                limit: 50,
                after: Some(after),
            })
            .await;
            match page {
                Ok(page) => {
                    let _ = self.state.try_update(|state| state.absorb(page));
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
            done();
        });
    }

    /// Keeps the keyboard on a card that changed column.
    pub fn focus_card(self, id: OpportunityId) {
        request_animation_frame(move || {
            use leptos::wasm_bindgen::JsCast;
            let grip = document()
                .get_element_by_id(&format!("grip-{id}"))
                .and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok());
            if let Some(grip) = grip {
                let _ = grip.focus();
            }
        });
    }
}
