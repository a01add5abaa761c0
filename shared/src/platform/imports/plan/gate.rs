//! The gates of a pipeline, asked for every deal a file brings or moves: the same rule as on the
//! board.
//!
//! - Closed elsewhere before it came here: what is missing is past being filled in, and told.
//! - Open, or moved by the file: what is missing makes an exception that is told, counted and kept in
//!   the deal's history, or an error, as the person who imports chose. A loss without a reason is an
//!   error in any case, as everywhere.

use super::world::World;
use crate::deals::pipelines::{
    DealFacts, MoveCheck, MoveRequest, Pipeline, StageState, Verdict, check_entry, check_move,
};
use crate::kernel::{Issue, Severity, StageId};
use crate::platform::imports::kinds::Field;
use crate::platform::imports::model::{DealAt, ExistingRecord, OnGate, Outcome, Value};
use crate::platform::imports::own;
use chrono::NaiveDate;

/// What a rule of records says of a row.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) issues: Vec<Issue>,
    /// Taken although something is missing.
    pub(super) exception: bool,
}

pub(super) fn look(
    before: Option<&ExistingRecord>,
    outcome: &Outcome,
    world: &World<'_>,
) -> Looked {
    let today = world.context.today;
    let wanted = world.settings.pipeline_id;
    let mut gates = world.context.gates.iter();
    let Some(pipeline) = gates.find(|pipeline| pipeline.id == wanted) else {
        return Looked::default();
    };
    let check = match outcome {
        Outcome::Create(values) => {
            let facts = overlaid(DealFacts::none(today), values.iter(), world);
            let Some(Value::Id(stage)) = values.get(&Field::Stage) else {
                return Looked::default();
            };
            entered(pipeline, &facts, StageId(*stage), today)
        }
        Outcome::Update(changes) => {
            let Some(deal) = before.and_then(|record| record.deal.as_ref()) else {
                return Looked::default();
            };
            let after = changes.iter().map(|change| (&change.field, &change.after));
            let facts = overlaid(deal.facts.clone(), after, world);
            let to = changes.iter().find_map(|change| match change {
                change if change.field != Field::Stage => None,
                change => match change.after {
                    Value::Id(stage) => Some(StageId(stage)),
                    _ => None,
                },
            });
            let Some(to) = to else {
                return Looked::default();
            };
            moved(pipeline, deal, &facts, to, today)
        }
        Outcome::Join | Outcome::Skip | Outcome::Error => return Looked::default(),
    };
    judged(check, world.settings.on_gate)
}

/// A new deal: closed ones are history.
fn entered(pipeline: &Pipeline, facts: &DealFacts, stage: StageId, today: NaiveDate) -> MoveCheck {
    let closed = pipeline
        .stage(stage)
        .is_some_and(|stage| stage.state != StageState::Open);
    check_entry(pipeline, facts, stage, closed, today)
}

/// A deal that is here: within its pipeline a move, into another one an entry.
fn moved(
    pipeline: &Pipeline,
    deal: &DealAt,
    facts: &DealFacts,
    to: StageId,
    today: NaiveDate,
) -> MoveCheck {
    if deal.pipeline_id == pipeline.id {
        let request = MoveRequest::default();
        check_move(pipeline, facts, deal.stage_id, to, &request, today)
    } else {
        check_entry(pipeline, facts, to, false, today)
    }
}

fn judged(check: MoveCheck, on_gate: OnGate) -> Looked {
    let mut issues = check.issues();
    let exception = check.verdict == Verdict::NeedsException && on_gate == OnGate::Exception;
    if exception {
        for issue in &mut issues {
            issue.severity = Severity::Warning;
        }
    }
    issues.extend(check.warnings);
    Looked { issues, exception }
}

/// The facts as they are once the row is written.
fn overlaid<'v>(
    mut facts: DealFacts,
    values: impl Iterator<Item = (&'v Field, &'v Value)>,
    world: &World<'_>,
) -> DealFacts {
    for (field, value) in values {
        match (field, value) {
            (Field::Account, Value::Id(_)) => facts.account = true,
            (Field::Amount, Value::Money(money)) => facts.amount_minor = money.minor,
            (Field::CloseDate, Value::Date(day)) => facts.close_date = *day,
            (Field::NextStep, Value::Text(text)) => facts.next_step = !text.is_empty(),
            (Field::Product, Value::Id(_)) => facts.products = facts.products.max(1),
            (Field::LossReason, Value::Id(_)) => facts.loss_reason = true,
            (Field::Own(_), value) => {
                if let Some(own) = own::find_own(*field, &world.context.own) {
                    facts.own.retain(|key| *key != own.key);
                    if !matches!(value, Value::Text(text) if text.is_empty()) {
                        facts.own.push(own.key.clone());
                    }
                }
            }
            _ => {}
        }
    }
    facts
}
