//! What is odd about a model, each finding with the minimal set of rules behind it.

use super::build::{Engine, Origin};
use super::guide::check_guide_of;
use super::model::{ModelContent, Pick};
use super::session::{Reason, Session};
use crate::cpq::configure::{Budget, Configurator, Finding, State};
use crate::kernel::Issue;
use std::sync::Arc;

/// An oddity, in the model's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelFinding {
    /// The model cannot be read: what and where.
    Wrong(Issue),
    /// No product satisfies these together.
    Void(Vec<Reason>),
    /// This value is in no product, because of these.
    Dead(Pick, Vec<Reason>),
    /// This value is in every product, because of these.
    Always(Pick, Vec<Reason>),
    /// A rule (by position) that follows from the others.
    Redundant(usize),
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let engine = match Engine::build(content) {
        Ok(engine) => Arc::new(engine),
        Err(issues) => return (issues.into_iter().map(ModelFinding::Wrong).collect(), None),
    };
    let mut findings = Vec::new();
    let budget = &mut Budget::steps(limits.steps);
    let mut configurator = Configurator::open(Arc::clone(&engine.compiled));
    let session = Session::open(Arc::clone(&engine));
    match configurator.analyse(0, budget) {
        Ok(analysis) => {
            let complete = analysis.complete;
            values(&session, &mut configurator, limits, budget, &mut findings);
            for finding in analysis.findings {
                match finding {
                    Finding::Void { rules } => {
                        findings.push(ModelFinding::Void(session.because(&[], &rules).reasons));
                    }
                    Finding::Redundant { rule } => {
                        if let Some(Origin::Rule { rule }) = engine.origins.get(rule as usize) {
                            findings.push(ModelFinding::Redundant(*rule));
                        }
                    }
                    Finding::Dead { .. } | Finding::Core { .. } | Finding::FalseOptional { .. } => {
                    }
                }
            }
            if !complete {
                findings.push(ModelFinding::Unfinished);
            }
        }
        Err(_) => findings.push(ModelFinding::Unfinished),
    }
    if session.possible() {
        defaults(&engine, &mut findings);
    }
    if engine.content.guide.is_empty() {
        return (findings, Some(engine));
    }
    let content = Arc::clone(&engine.content);
    let guided = check_guide_of(&content, &mut findings);
    (findings, Some(guided.unwrap_or(engine)))
}

/// Values that are never or always there. What the structure says by itself (one value only, required,
/// locked) is no news.
fn values(
    session: &Session,
    configurator: &mut Configurator,
    limits: CheckLimits,
    budget: &mut Budget<'_>,
    findings: &mut Vec<ModelFinding>,
) {
    if !configurator.possible() {
        return;
    }
    let engine = session.engine();
    let mut explained = 0;
    for (slot, variable) in engine.compiled.variables.iter().enumerate() {
        let option = engine.option(u32::try_from(slot).unwrap_or(u32::MAX));
        if variable.len() < 2 || option.is_some_and(|option| option.locked) {
            continue;
        }
        for position in 0..variable.len() {
            let lit = variable.lit(position);
            let state = configurator.state(lit);
            // "No" and "none" of an item are told by its "yes"; a required option's too.
            let is_none = position == 0 && (variable.len() == 2 || option.is_some());
            let is_plain = option.is_none() && variable.number(0) != 0;
            if state == State::Available
                || (is_none && !is_plain && !is_choice(engine, slot))
                || (state == State::Forced && option.is_some_and(|option| option.required))
            {
                continue;
            }
            let Some(pick) = engine.pick(lit) else {
                continue;
            };
            explained += 1;
            let why = if explained <= limits.explained {
                configurator.explain(lit, budget).ok().flatten()
            } else {
                None
            };
            let reasons = why
                .map(|why| session.because(&[], &why.rules).reasons)
                .unwrap_or_default();
            findings.push(if state == State::Forced {
                ModelFinding::Always(pick, reasons)
            } else {
                ModelFinding::Dead(pick, reasons)
            });
        }
    }
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
