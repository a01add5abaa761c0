//! What is odd about a model, each finding with the minimal set of rules behind it.

use super::build::{Engine, Origin};
use super::guide::check_guide_of;
use super::model::{ModelContent, Pick};
use super::session::{Reason, Session};
use crate::cpq::configure::{Analysis, Budget, Configurator, Finding, State};
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An oddity, in the model's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModelFinding {
    /// The model cannot be read: what and where.
    Wrong(Issue),
    /// No product satisfies these together.
    Void(Vec<Reason>),
    /// This value is in no product, because of these.
    Dead(Pick, Vec<Reason>),
    /// This value is in every product, because of these.
    Always(Pick, Vec<Reason>),
    /// A rule (by position) that follows from these.
    Redundant(usize, Vec<Reason>),
    /// The defaults do not go together: this one gives way.
    DefaultExcluded(Pick),
    /// An answer of the guide that can never be given, because of these.
    NeverGiven(Pick, Vec<Reason>),
    /// A question of the guide (by position) that is never asked, because of these.
    NeverAsked(usize, Vec<Reason>),
    /// The rest was not looked at: it would have taken too long.
    Unfinished,
}

impl ModelFinding {
    /// Whether the model cannot be published with it.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        matches!(self, Self::Wrong(_) | Self::Void(_))
    }
}

/// How much work a check may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLimits {
    /// Steps of the solver.
    pub steps: u64,
    /// Most values explained.
    pub explained: usize,
}

impl CheckLimits {
    /// While a person types.
    pub const LIVE: Self = Self {
        steps: 5_000_000,
        explained: 20,
    };
    /// Once, when asked for.
    pub const FULL: Self = Self {
        steps: 200_000_000,
        explained: 200,
    };
}

/// Checks a model; the engine comes along when it can be configured.
#[must_use]
pub fn check_model(
    content: Arc<ModelContent>,
    limits: CheckLimits,
) -> (Vec<ModelFinding>, Option<Arc<Engine>>) {
    let mut check = ModelCheck::new(content, limits);
    while check.turn(u64::MAX).is_some() {}
    check.finish()
}

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckProgress {
    /// Rules and values asked so far, and the parts before and after.
    pub done: usize,
    /// All of them.
    pub of: usize,
}

/// A check that is done in turns, so that whoever runs it can do something else between them: show how
/// far it is, listen, or give it up. In turns or at once, it finds the same.
pub struct ModelCheck {
    limits: CheckLimits,
    /// Steps the solver may still do.
    left: u64,
    /// A turn that came to nothing is followed by one of twice as many steps.
    patience: u64,
    stage: Stage,
    findings: Vec<ModelFinding>,
    engine: Option<Arc<Engine>>,
    /// Stopped before the end.
    unfinished: bool,
}

enum Stage {
    Model(Arc<ModelContent>),
    Rules(Box<Opened>, Analysis),
    Values(Box<Opened>, Analysis, Place),
    Rest(Box<Opened>),
    Done,
}

/// A model with everything that asks about it.
struct Opened {
    engine: Arc<Engine>,
    configurator: Configurator,
    session: Session,
}

/// Which value is looked at next, and how many were explained before.
#[derive(Clone, Copy, Default)]
struct Place {
    slot: usize,
    position: usize,
    explained: usize,
}

impl ModelCheck {
    /// A check that has not begun.
    #[must_use]
    pub fn new(content: Arc<ModelContent>, limits: CheckLimits) -> Self {
        Self {
            limits,
            left: limits.steps,
            patience: 1,
            stage: Stage::Model(content),
            findings: Vec::new(),
            engine: None,
            unfinished: false,
        }
    }

    /// Goes on for about so many steps of the solver; what is read and compiled at the beginning, and
    /// the defaults and the guide at the end, are one turn each. Answers how far it is, nothing at the
    /// end.
    pub fn turn(&mut self, steps: u64) -> Option<CheckProgress> {
        let stage = std::mem::replace(&mut self.stage, Stage::Done);
        let mut budget = Budget::steps(steps.saturating_mul(self.patience).min(self.left));
        self.stage = match stage {
            Stage::Model(content) => self.open(content),
            Stage::Rules(opened, analysis) => self.rules(opened, analysis, &mut budget),
            Stage::Values(opened, analysis, place) => {
                self.values(opened, analysis, place, &mut budget)
            }
            Stage::Rest(opened) => self.rest(&opened),
            Stage::Done => Stage::Done,
        };
        self.left = self.left.saturating_sub(budget.spent());
        self.progress()
    }

    /// What was found so far.
    #[must_use]
    pub fn so_far(&self) -> &[ModelFinding] {
        &self.findings
    }

    /// What was found: all of it, once there are no more turns; else what it had come to.
    #[must_use]
    pub fn finish(mut self) -> (Vec<ModelFinding>, Option<Arc<Engine>>) {
        let given_up = match &self.stage {
            Stage::Model(_) => true,
            Stage::Rules(opened, _) | Stage::Values(opened, ..) | Stage::Rest(opened) => {
                self.engine = Some(Arc::clone(&opened.engine));
                true
            }
            Stage::Done => false,
        };
        if given_up && !self.unfinished {
            self.findings.push(ModelFinding::Unfinished);
        }
        (self.findings, self.engine)
    }

    fn progress(&self) -> Option<CheckProgress> {
        let (opened, done) = match &self.stage {
            Stage::Model(_) => return Some(CheckProgress { done: 0, of: 1 }),
            Stage::Done => return None,
            Stage::Rules(opened, analysis) => (opened, 1 + analysis.rules_done as usize),
            Stage::Values(opened, _, place) => {
                (opened, 1 + opened.engine.compiled.rules.len() + place.slot)
            }
            Stage::Rest(opened) => {
                let compiled = &opened.engine.compiled;
                (opened, 1 + compiled.rules.len() + compiled.variables.len())
            }
        };
        let compiled = &opened.engine.compiled;
        let of = 2 + compiled.rules.len() + compiled.variables.len();
        Some(CheckProgress { done, of })
    }

    fn open(&mut self, content: Arc<ModelContent>) -> Stage {
        match Engine::build(content) {
            Ok(engine) => {
                let engine = Arc::new(engine);
                Stage::Rules(
                    Box::new(Opened {
                        configurator: Configurator::open(Arc::clone(&engine.compiled)),
                        session: Session::open(Arc::clone(&engine)),
                        engine,
                    }),
                    Analysis::default(),
                )
            }
            Err(issues) => {
                let wrong = issues.into_iter().map(ModelFinding::Wrong);
                self.findings.extend(wrong);
                Stage::Done
            }
        }
    }

    /// The budget is at its end: of this turn, or of the whole check.
    fn is_over(&mut self, budget: &Budget<'_>) -> bool {
        self.patience = self.patience.saturating_mul(2);
        budget.spent() >= self.left
    }

    fn rules(
        &mut self,
        mut opened: Box<Opened>,
        mut known: Analysis,
        budget: &mut Budget<'_>,
    ) -> Stage {
        let before = known.rules_done;
        match opened.configurator.analyse(before, budget) {
            Ok(analysis) => {
                known.findings.extend(analysis.findings);
                known.rules_done = analysis.rules_done;
                known.complete = analysis.complete;
                if known.complete {
                    self.patience = 1;
                    return Stage::Values(opened, known, Place::default());
                }
                if known.rules_done > before && budget.spent() < self.left {
                    return Stage::Rules(opened, known);
                }
                if self.is_over(budget) {
                    return Stage::Values(opened, known, Place::default());
                }
                Stage::Rules(opened, known)
            }
            Err(_) if self.is_over(budget) => {
                self.unfinished = true;
                self.findings.push(ModelFinding::Unfinished);
                Stage::Rest(opened)
            }
            Err(_) => Stage::Rules(opened, known),
        }
    }

    /// Values that are never or always there. What the structure says by itself (one value only,
    /// required, locked) is no news.
    fn values(
        &mut self,
        mut opened: Box<Opened>,
        mut analysis: Analysis,
        mut place: Place,
        budget: &mut Budget<'_>,
    ) -> Stage {
        let variables = if opened.configurator.possible() {
            opened.engine.compiled.variables.len()
        } else {
            0
        };
        while place.slot < variables {
            let Some((pick, state)) = odd(&opened, place) else {
                place = place.next(&opened.engine);
                continue;
            };
            let variable = &opened.engine.compiled.variables[place.slot];
            let lit = variable.lit(place.position);
            let mut why = None;
            if place.explained < self.limits.explained {
                match opened.configurator.explain(lit, budget) {
                    Ok(found) => why = found,
                    Err(_) if self.is_over(budget) => {}
                    Err(_) => return Stage::Values(opened, analysis, place),
                }
            }
            let reasons = why
                .map(|why| opened.session.because(&[], &why.rules).reasons)
                .unwrap_or_default();
            self.findings.push(if state == State::Forced {
                ModelFinding::Always(pick, reasons)
            } else {
                ModelFinding::Dead(pick, reasons)
            });
            place.explained += 1;
            place = place.next(&opened.engine);
        }
        let mut left = std::mem::take(&mut analysis.findings).into_iter();
        while let Some(finding) = left.next() {
            match finding {
                Finding::Void { rules } => {
                    let reasons = opened.session.because(&[], &rules).reasons;
                    self.findings.push(ModelFinding::Void(reasons));
                }
                Finding::Redundant { rule: at } => {
                    let Some(Origin::Rule { rule }) = opened.engine.origins.get(at as usize) else {
                        continue;
                    };
                    let mut instead = Vec::new();
                    if place.explained < self.limits.explained {
                        match opened.configurator.rules_instead(at, budget) {
                            Ok(found) => instead = found,
                            Err(_) if self.is_over(budget) => {}
                            Err(_) => {
                                analysis.findings = std::iter::once(finding).chain(left).collect();
                                return Stage::Values(opened, analysis, place);
                            }
                        }
                    }
                    let reasons = opened.session.because(&[], &instead).reasons;
                    self.findings.push(ModelFinding::Redundant(*rule, reasons));
                    place.explained += 1;
                }
                Finding::Dead { .. } | Finding::Core { .. } | Finding::FalseOptional { .. } => {}
            }
        }
        if !analysis.complete {
            self.unfinished = true;
            self.findings.push(ModelFinding::Unfinished);
        }
        Stage::Rest(opened)
    }

    fn rest(&mut self, opened: &Opened) -> Stage {
        let engine = &opened.engine;
        if opened.session.possible() {
            defaults(engine, &mut self.findings);
        }
        let content = Arc::clone(&engine.content);
        let guided = if content.guide.is_empty() {
            None
        } else {
            check_guide_of(&content, &mut self.findings)
        };
        self.engine = Some(guided.unwrap_or_else(|| Arc::clone(engine)));
        Stage::Done
    }
}

impl Place {
    fn next(self, engine: &Engine) -> Self {
        let len = engine.compiled.variables.get(self.slot);
        if len.is_some_and(|variable| self.position + 1 < variable.len()) {
            return Self {
                position: self.position + 1,
                ..self
            };
        }
        Self {
            slot: self.slot + 1,
            position: 0,
            ..self
        }
    }
}

/// The value at a place, when it is odd.
fn odd(opened: &Opened, place: Place) -> Option<(Pick, State)> {
    let engine = &opened.engine;
    let Place { slot, position, .. } = place;
    let variable = engine.compiled.variables.get(slot)?;
    let option = engine.option(u32::try_from(slot).unwrap_or(u32::MAX));
    if variable.len() < 2 || option.is_some_and(|option| option.locked) {
        return None;
    }
    let lit = variable.lit(position);
    let state = opened.configurator.state(lit);
    // "No" and "none" of an item are told by its "yes"; a required option's too.
    let is_none = position == 0 && (variable.len() == 2 || option.is_some());
    let is_plain = option.is_none() && variable.number(0) != 0;
    if state == State::Available
        || (is_none && !is_plain && !is_choice(engine, slot))
        || (state == State::Forced && option.is_some_and(|option| option.required))
    {
        return None;
    }
    Some((engine.pick(lit)?, state))
}

fn is_choice(engine: &Engine, slot: usize) -> bool {
    use super::build::Item;
    matches!(
        engine.items.get(slot),
        Some(Item::Choice { .. } | Item::Number { .. })
    )
}

fn defaults(engine: &Arc<Engine>, findings: &mut Vec<ModelFinding>) {
    let mut session = Session::open(Arc::clone(engine));
    for pick in session.defaults() {
        if session.choose(&pick).is_err() {
            findings.push(ModelFinding::DefaultExcluded(pick));
        }
    }
}
