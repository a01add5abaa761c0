//! The gate: whether a deal may go from one stage to another.

use super::criteria::{Criterion, DealFacts, Missing, MissingField, missing_facts};
use super::model::{Pipeline, Stage, StageState};
use crate::kernel::{Issue, LossReasonId, Problem, StageId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a move is, seen from the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// The deal stays where it is.
    None,
    /// To a later open stage.
    Forward,
    /// To an earlier open stage.
    Backward,
    /// To a won stage.
    Win,
    /// To a lost stage.
    Lose,
    /// From a won or lost stage back to an open one.
    Reopen,
}

/// Whether the move may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// Only by a manager who writes down why.
    NeedsException,
    /// No.
    Refused,
}

/// What the gate answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveCheck {
    /// What kind of move it is.
    pub direction: Direction,
    /// Required facts that are not there, each once, in the order of the stages.
    pub missing: Vec<Missing>,
    /// Required fields of administrators without a value, in the same order.
    #[serde(default)]
    pub missing_fields: Vec<MissingField>,
    /// Things allowed but worth a look.
    pub warnings: Vec<Issue>,
    /// Findings that no exception can lift (unknown or closed-down stage).
    pub refusals: Vec<Issue>,
    /// The outcome.
    pub verdict: Verdict,
}

/// A reason a manager gives for passing a gate without all facts.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Why; kept in the record's history.
    pub reason: String,
}

/// Facts that come with the move itself.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveRequest {
    /// Why it is lost, for a lost stage.
    pub loss_reason: Option<LossReasonId>,
    /// Words about the loss.
    pub loss_note: String,
    /// The day it was won or lost; today when not given.
    pub closed_on: Option<NaiveDate>,
    /// A manager's exception.
    pub exception: Option<Exception>,
}

impl MoveCheck {
    /// Whether nothing stands in the way.
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.verdict == Verdict::Allowed
    }

    /// Whether no fact is missing, built-in or an administrator's.
    #[must_use]
    pub fn lacks_nothing(&self) -> bool {
        self.missing.is_empty() && self.missing_fields.is_empty()
    }

    /// Everything that stands in the way, as findings.
    #[must_use]
    pub fn issues(&self) -> Vec<Issue> {
        let missing = self.missing.iter().map(Missing::issue);
        let own = self.missing_fields.iter().map(MissingField::issue);
        let refusals = self.refusals.iter().cloned();
        refusals.chain(missing).chain(own).collect()
    }

    /// `Ok` when the move may be made, given whether the person may make exceptions and did.
    ///
    /// # Errors
    /// The findings, when it may not.
    pub fn enforce(&self, may_except: bool, request: &MoveRequest) -> Result<(), Problem> {
        match self.verdict {
            Verdict::Allowed => Ok(()),
            Verdict::NeedsException => match &request.exception {
                Some(exception) if may_except && exception.reason.trim().len() >= 3 => Ok(()),
                Some(_) if may_except => Err(Problem::because(Issue::error(
                    "exception_needs_reason",
                    "exception",
                ))),
                Some(_) => Err(Problem::because(Issue::error(
                    "exception_is_for_managers",
                    "exception",
                ))),
                None => Err(Problem::invalid(self.issues())),
            },
            Verdict::Refused => Err(Problem::invalid(self.issues())),
        }
    }
}

fn refused(direction: Direction, code: &'static str) -> MoveCheck {
    MoveCheck {
        direction,
        missing: Vec::new(),
        missing_fields: Vec::new(),
        warnings: Vec::new(),
        refusals: vec![Issue::error(code, "stage")],
        verdict: Verdict::Refused,
    }
}

fn direction(from: &Stage, to: &Stage) -> Direction {
    if from.id == to.id {
        return Direction::None;
    }
    match (from.state, to.state) {
        (_, StageState::Won) => Direction::Win,
        (_, StageState::Lost) => Direction::Lose,
        (StageState::Open, StageState::Open) if to.position > from.position => Direction::Forward,
        (StageState::Open, StageState::Open) => Direction::Backward,
        (_, StageState::Open) => Direction::Reopen,
    }
}

/// The facts missing to pass the open stages for which `passed` holds, each criterion once.
fn missing_through(
    stages: &[&Stage],
    facts: &DealFacts,
    winning: bool,
    today: NaiveDate,
) -> Vec<Missing> {
    let mut missing: Vec<Missing> = Vec::new();
    for stage in stages {
        for criterion in missing_facts(&stage.exit_criteria, facts, today) {
            // The day of a win replaces the close date, and there is no next step to promise.
            let moot = winning && matches!(criterion, Criterion::CloseDate | Criterion::NextStep);
            if !moot && missing.iter().all(|known| known.criterion != criterion) {
                missing.push(Missing {
                    criterion,
                    stage: stage.id,
                });
            }
        }
    }
    missing
}

/// The administrators' fields missing to pass `stages`, each once.
fn missing_own(stages: &[&Stage], facts: &DealFacts) -> Vec<MissingField> {
    let mut missing: Vec<MissingField> = Vec::new();
    for stage in stages {
        for field in &stage.required_fields {
            let known = missing.iter().any(|one| one.field.key == field.key);
            if !known && !facts.has_own(&field.key) {
                missing.push(MissingField {
                    field: field.clone(),
                    stage: stage.id,
                });
            }
        }
    }
    missing
}

fn verdict(missing: &[Missing], own: &[MissingField]) -> Verdict {
    if missing.is_empty() && own.is_empty() {
        Verdict::Allowed
    } else if missing
        .iter()
        .any(|missing| missing.criterion == Criterion::LossReason)
    {
        Verdict::Refused
    } else {
        Verdict::NeedsException
    }
}

/// Whether a deal with these `facts` may go from stage `from` to stage `to` on `today`.
///
/// - Forwards: the exit criteria of every open stage from `from` up to, not including, `to`.
/// - Won: those of `from` and every later open stage; from lost, those of all open stages.
/// - Backwards: free.
/// - Lost: a loss reason, in `facts` or in `request`; no exception lifts this.
/// - Reopened: the exit criteria of every open stage before `to`, so that losing and reopening is
///   no way around a gate; the history keeps the closing.
///
/// A move never changes the judged probability or category; when they will differ from the new
/// stage, a warning says so.
#[must_use]
pub fn check_move(
    pipeline: &Pipeline,
    facts: &DealFacts,
    from: StageId,
    to: StageId,
    request: &MoveRequest,
    today: NaiveDate,
) -> MoveCheck {
    let (Some(from), Some(to)) = (pipeline.stage(from), pipeline.stage(to)) else {
        return refused(Direction::None, "unknown_stage");
    };
    let direction = direction(from, to);
    if direction != Direction::None && !to.active {
        return refused(direction, "inactive_stage");
    }
    let start = if from.state == StageState::Open {
        from.position
    } else {
        i32::MIN
    };
    let end = if to.state == StageState::Won {
        i32::MAX
    } else {
        to.position
    };
    let passed: Vec<&Stage> = pipeline
        .open_stages()
        .filter(|stage| stage.position >= start && stage.position < end)
        .collect();
    let missing_fields = match direction {
        Direction::Forward | Direction::Win | Direction::Reopen => missing_own(&passed, facts),
        Direction::None | Direction::Backward | Direction::Lose => Vec::new(),
    };
    let missing = match direction {
        Direction::None | Direction::Backward => Vec::new(),
        Direction::Forward | Direction::Win | Direction::Reopen => {
            missing_through(&passed, facts, direction == Direction::Win, today)
        }
        Direction::Lose if facts.loss_reason || request.loss_reason.is_some() => Vec::new(),
        Direction::Lose => vec![Missing {
            criterion: Criterion::LossReason,
            stage: to.id,
        }],
    };
    let mut warnings = Vec::new();
    if direction == Direction::Reopen {
        warnings.push(Issue::warning("reopens", "stage"));
    }
    if direction == Direction::Forward && facts.close_date < today {
        warnings.push(Issue::warning("close_date_passed", "close_date"));
    }
    MoveCheck {
        direction,
        verdict: verdict(&missing, &missing_fields),
        missing,
        missing_fields,
        warnings,
        refusals: Vec::new(),
    }
}

/// Whether a new or imported deal with these `facts` may start in stage `stage`: as if it had moved
/// there from the first stage. `history` is for records of deals that were closed elsewhere before:
/// their criteria are past being satisfied, so what is missing becomes warnings.
#[must_use]
pub fn check_entry(
    pipeline: &Pipeline,
    facts: &DealFacts,
    stage: StageId,
    history: bool,
    today: NaiveDate,
) -> MoveCheck {
    let Some(first) = pipeline.first_stage() else {
        return refused(Direction::None, "pipeline_without_stages");
    };
    let mut check = check_move(
        pipeline,
        facts,
        first.id,
        stage,
        &MoveRequest::default(),
        today,
    );
    let closed = matches!(check.direction, Direction::Win | Direction::Lose);
    if history && closed {
        let missing = check.missing.drain(..).map(|missing| missing.issue());
        let own = check.missing_fields.drain(..);
        let told = missing.chain(own.map(|missing| missing.issue()));
        check.warnings.extend(told.map(|issue| Issue {
            severity: crate::kernel::Severity::Warning,
            ..issue
        }));
        check.verdict = verdict(&check.missing, &check.missing_fields);
    }
    check
}
