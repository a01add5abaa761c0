//! Errands: what about a model may take longer than a picture is shown, as data, so that it can be done
//! beside the page, in a worker of its own, and be ended whenever it is no longer wanted.
//!
//! An [`Errand`] says everything it needs; a [`Clerk`] does one after the other and tells how far it is. It
//! keeps the engine of the last model. The page's own session asks the same functions, so that a
//! question is answered alike on both sides.

use super::analysis::{CheckLimits, CheckProgress, ModelCheck, ModelFinding};
use super::build::Engine;
use super::complete::{Completed, Goal};
use super::model::{ModelContent, Pick};
use super::session::{Answered, Session};
use crate::cpq::configure::Budget;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Steps of the solver between two words about how far it is: about a tenth of a second.
const TELL: u64 = 500_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// What is odd about the model.
    Check(CheckLimits),
    /// The model compiled.
    Compile,
    /// How many products have all choices.
    Count,
    /// The best product with all choices.
    Complete(Goal),
    /// Why a value follows, or cannot be chosen, and how to have it anyway.
    Answer(Pick),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// The model.
    pub content: ModelContent,
    /// With the questions of its guide.
    pub guided: bool,
    /// What was chosen, in this order.
    pub choices: Vec<Pick>,
    /// What is asked.
    pub task: Task,
    /// Steps it may take; a check has its own.
    pub steps: u64,
}

/// What comes back: how far it is, any number of times, then one of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Not done yet.
    Underway {
        /// How far it is.
        progress: CheckProgress,
        /// What a check has found so far.
        so_far: Vec<ModelFinding>,
    },
    /// What a check found.
    Checked {
        /// All of it.
        findings: Vec<ModelFinding>,
        /// Whether the engine that comes along has the guide.
        guided: bool,
    },
    /// The engine comes along.
    Compiled,
    /// How many, in decimal digits.
    Counted(String),
    /// The product; `None`: there is none.
    Completed(Option<Completed>),
    /// The answer.
    Answered(Answered),
    /// The steps did not suffice.
    GivenUp,
    /// The model cannot be read.
    Unreadable,
}

impl News {
    /// Whether nothing follows.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        !matches!(self, Self::Underway { .. })
    }
}

/// How news is told; with an engine as bytes for [`Engine::load`].
pub type Tell<'a> = &'a mut dyn FnMut(&News, Option<Vec<u8>>);

/// Who does errands.
#[derive(Default)]
pub struct Clerk {
    engine: Option<Arc<Engine>>,
}

impl Clerk {
    /// Does an errand; what is told last is what came of it.
    pub fn attend(&mut self, errand: Errand, tell: Tell<'_>) {
        if let Task::Check(limits) = errand.task {
            check(errand.content, limits, tell);
            return;
        }
        tell(&underway(0, errand.steps), None);
        let Some(engine) = self.engine_of(errand.content, errand.guided) else {
            return tell(&News::Unreadable, None);
        };
        let steps = errand.steps;
        let mut session = Session::with_choices(Arc::clone(&engine), &errand.choices);
        let mut said = 0;
        let mut go_on = |spent: u64| {
            if spent - said >= TELL {
                said = spent;
                tell(&underway(spent, steps), None);
            }
            true
        };
        let mut budget = Budget::steps(steps).while_allowed(&mut go_on);
        let found = match &errand.task {
            Task::Check(_) | Task::Compile => Ok(News::Compiled),
            Task::Count => session
                .count_within(&mut budget)
                .map(|count| News::Counted(count.to_string())),
            Task::Complete(goal) => session.complete(goal, &mut budget).map(News::Completed),
            Task::Answer(pick) => session.answer(pick, &mut budget).map(News::Answered),
        };
        let found = found.unwrap_or(News::GivenUp);
        let bytes = (found == News::Compiled).then(|| engine.compiled.to_bytes());
        tell(&found, bytes);
    }

    fn engine_of(&mut self, content: ModelContent, guided: bool) -> Option<Arc<Engine>> {
        let known = self.engine.as_ref();
        let known = known.filter(|known| *known.content == content && known.is_guided() == guided);
        if known.is_none() {
            let content = Arc::new(content);
            let made = if guided {
                Engine::guided(content)
            } else {
                Engine::build(content)
            };
            self.engine = made.ok().map(Arc::new);
        }
        self.engine.clone()
    }
}

fn check(content: ModelContent, limits: CheckLimits, tell: Tell<'_>) {
    let mut check = ModelCheck::new(Arc::new(content), limits);
    while let Some(progress) = check.turn(TELL) {
        let so_far = check.so_far().to_vec();
        tell(&News::Underway { progress, so_far }, None);
    }
    let (findings, engine) = check.finish();
    let guided = engine.as_ref().is_some_and(|engine| engine.is_guided());
    let bytes = engine.map(|engine| engine.compiled.to_bytes());
    tell(&News::Checked { findings, guided }, bytes);
}

fn underway(spent: u64, steps: u64) -> News {
    let number = |steps: u64| usize::try_from(steps).unwrap_or(usize::MAX);
    News::Underway {
        progress: CheckProgress {
            done: number(spent),
            of: number(steps),
        },
        so_far: Vec::new(),
    }
}
