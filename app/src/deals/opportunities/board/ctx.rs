//! What the parts of the board share: the state, the drag, and the moves.

use super::drag::{Drag, Input, Outcome};
use super::reading::Reading;
use super::state::BoardState;
use super::words;
use crate::boot::{self, use_lang};
use crate::deals::gate::GateAsk;
use crate::deals::opportunities::api;
use crate::deals::opportunities::words::won_text;
use crate::shell::{Celebration, use_celebration};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{
    BoardQuery, MoveStage, OpportunityCard, OpportunityChange, OpportunityView, UndoMove,
};
use shared::deals::pipelines::{Direction, MoveCheck, MoveRequest, StageState};
use shared::kernel::{Lang, OpportunityId, Problem, ProblemKind, StageId};
use std::time::Duration;
use ui::{Announcer, Toaster, use_announcer, use_toaster};

/// Cards per column at first: more than most windows show, since every one of them is written and sent with the
/// page. A column that is higher fills itself, and scrolling brings the others before they are reached.
pub const FIRST_CARDS: u32 = 10;

/// A move that can be taken back. Everything is kept by value: the message that offers it may
/// outlive the board.
#[derive(Clone, Debug)]
struct Undoable {
    id: OpportunityId,
    version: i64,
    back_to: StageId,
    /// The name of that stage.
    back: String,
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
    pub(super) query: StoredValue<BoardQuery>,
    pub(super) reading: StoredValue<Reading>,
    undo: StoredValue<Vec<Undoable>>,
    pub(super) toaster: Toaster,
    announcer: Announcer,
    celebration: Celebration,
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
            celebration: use_celebration(),
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
        let asked = self.state.with_untracked(|state| {
            GateAsk::new(state.pipeline(), card, to, self.lang, state.view.today)
        });
        if asked.check.allowed() && asked.check.direction != Direction::Lose {
            self.commit(id, to, Vec::new(), MoveRequest::default(), None);
        } else {
            self.gate.set(Some(asked));
        }
    }

    /// Shows the move at once, then tells the server. `asked` is the gate's question it answers, to
    /// be asked again after a refusal.
    pub fn commit(
        self,
        id: OpportunityId,
        to: StageId,
        fill: Vec<OpportunityChange>,
        request: MoveRequest,
        asked: Option<Box<GateAsk>>,
    ) {
        let before = self
            .state
            .try_update(|state| state.begin(id, to, &fill, request.closed_on, boot::now()))
            .flatten();
        let Some(before) = before else { return };
        // The board may be another one when the answer comes: names are taken now.
        let stage = self.stage_name(to);
        let wins = self
            .state
            .with_untracked(|state| state.stage(to).map(|stage| stage.state))
            == Some(StageState::Won);
        let undo = Undoable {
            id,
            version: before.version,
            back_to: before.stage_id,
            back: self.stage_name(before.stage_id),
            name: before.name.clone(),
        };
        self.announcer.say(tf(
            self.lang,
            k::deals::DROPPED,
            &[("name", &undo.name), ("stage", &stage)],
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
                    let undo = Undoable {
                        version: view.version,
                        ..undo
                    };
                    let text = if wins {
                        self.celebration.start_if_wished();
                        won_text(self.lang, &view)
                    } else {
                        let values: [(&str, &dyn std::fmt::Display); 2] =
                            [("name", &view.name), ("stage", &stage)];
                        tf(self.lang, k::deals::MOVED, &values)
                    };
                    self.offer_undo(undo, text);
                }
                Err(fault) => self.roll_back(&before, &undo.back, fault.0, asked),
            }
        });
    }

    fn roll_back(
        self,
        before: &OpportunityCard,
        back: &str,
        problem: Problem,
        asked: Option<Box<GateAsk>>,
    ) {
        let _ = self.state.try_update(|state| state.roll_back(before.id));
        let reason = problem_text(self.lang, &problem);
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
        // A colleague was faster: the answer brings the deal as it is now.
        let current = problem
            .current
            .as_deref()
            .and_then(|text| serde_json::from_str::<OpportunityView>(text).ok());
        if let Some(current) = &current {
            let _ = self.state.try_update(|state| state.confirm(current));
        }
        if matches!(problem.kind, ProblemKind::Conflict | ProblemKind::NotFound) {
            self.read_again();
        }
        // What was typed into the gate is not lost: it asks again, with the reason.
        let card = current.map_or_else(|| before.clone(), |current| current.card());
        if let Some(asked) = asked
            && problem.kind != ProblemKind::NotFound
            && card.stage_id == before.stage_id
            && self.gate.try_with_untracked(Option::is_none) == Some(true)
        {
            let _ = self.gate.try_set(Some(asked.again(card, problem)));
        }
    }

    /// Says that a card was moved, and offers to take it back: on this board by the keyboard, and
    /// from the message as long as it stands, wherever one has gone meanwhile.
    fn offer_undo(self, undo: Undoable, text: String) {
        let _ = self.undo.try_update_value(|list| {
            list.retain(|known| known.id != undo.id);
            list.push(undo.clone());
        });
        self.toaster.undo(
            text,
            t(self.lang, k::deals::UNDO),
            Callback::new(move |()| self.undo_move(undo.clone())),
        );
    }

    /// Takes the last move of this page back.
    pub fn undo_last(self) {
        let last = self.undo.with_value(|list| list.last().cloned());
        if let Some(last) = last {
            self.undo_move(last);
        }
    }

    fn undo_move(self, undo: Undoable) {
        let id = undo.id;
        let _ = self
            .undo
            .try_update_value(|list| list.retain(|known| known.id != id));
        let shown = self
            .state
            .try_update(|state| state.begin(id, undo.back_to, &[], None, boot::now()));
        if shown.is_some() {
            self.focus_card(id);
        }
        spawn_local(async move {
            let answer = api::undo_move(UndoMove {
                id,
                version: undo.version,
            })
            .await;
            match answer {
                Ok(view) => {
                    let _ = self.state.try_update(|state| state.confirm(&view));
                    let text = tf(
                        self.lang,
                        k::deals::UNDONE,
                        &[("name", &undo.name), ("stage", &undo.back)],
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
