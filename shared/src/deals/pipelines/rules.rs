//! What a pipeline an administrator writes must satisfy.

use super::criteria::Criterion;
use super::model::{Pipeline, Stage, StageState};
use crate::kernel::{Issue, Percent, StageId};
use std::collections::BTreeSet;

/// Longest name of a pipeline or stage, in characters.
const NAME_LIMIT: usize = 60;
/// Longest guidance, in characters.
const GUIDANCE_LIMIT: usize = 2_000;
/// Most stages of one pipeline.
const STAGE_LIMIT: usize = 20;

fn check_name(issues: &mut Vec<Issue>, name: &crate::kernel::LocalText, field: &'static str) {
    if name.en.trim().is_empty() && name.fr.trim().is_empty() {
        issues.push(Issue::error("required", field));
    }
    if name.en.chars().count().max(name.fr.chars().count()) > NAME_LIMIT {
        issues.push(Issue::error("too_long", field).with("max", NAME_LIMIT));
    }
}

/// The findings about a pipeline; empty when it may be saved. There must be at least one active
/// open, one won and one lost stage, won ones after all open ones, every probability within 0 and
/// 100 %, won at 100 % and lost at 0 %.
#[must_use]
pub fn validate_pipeline(pipeline: &Pipeline) -> Vec<Issue> {
    let mut issues = Vec::new();
    check_name(&mut issues, &pipeline.name, "name");
    if pipeline.stages.len() > STAGE_LIMIT {
        issues.push(Issue::error("too_many", "stages").with("max", STAGE_LIMIT));
    }
    for (state, code) in [
        (StageState::Open, "needs_open_stage"),
        (StageState::Won, "needs_won_stage"),
        (StageState::Lost, "needs_lost_stage"),
    ] {
        if pipeline.stage_of(state).is_none() {
            issues.push(Issue::error(code, "stages"));
        }
    }
    let last_open = pipeline.open_stages().map(|stage| stage.position).max();
    let mut ids = BTreeSet::new();
    let mut positions = BTreeSet::new();
    for stage in &pipeline.stages {
        check_name(&mut issues, &stage.name, "stage_name");
        if !ids.insert(stage.id) || !positions.insert(stage.position) {
            issues.push(Issue::error("duplicate", "stages"));
        }
        check_stage(&mut issues, stage);
        if stage.active
            && stage.state != StageState::Open
            && last_open.is_some_and(|last| stage.position < last)
        {
            issues.push(Issue::error("closed_stages_come_last", "stages"));
        }
    }
    issues
}

/// What a stage says of itself.
fn check_stage(issues: &mut Vec<Issue>, stage: &Stage) {
    if stage
        .guidance
        .en
        .chars()
        .count()
        .max(stage.guidance.fr.chars().count())
        > GUIDANCE_LIMIT
    {
        issues.push(Issue::error("too_long", "guidance").with("max", GUIDANCE_LIMIT));
    }
    let probability_fits = match stage.state {
        StageState::Open => (Percent::ZERO..=Percent::HUNDRED).contains(&stage.probability),
        StageState::Won => stage.probability == Percent::HUNDRED,
        StageState::Lost => stage.probability == Percent::ZERO,
    };
    if !probability_fits {
        issues.push(Issue::error("probability_does_not_fit", "probability"));
    }
    if stage
        .stalled_after_days
        .is_some_and(|days| !(1..=730).contains(&days))
    {
        issues.push(
            Issue::error("out_of_range", "stalled_after_days")
                .with("min", 1)
                .with("max", 730),
        );
    }
    if stage.exit_criteria.contains(&Criterion::LossReason) {
        issues.push(Issue::error("loss_reason_is_always_asked", "exit_criteria"));
    }
    let keys: BTreeSet<&str> = stage
        .required_fields
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    if keys.len() < stage.required_fields.len() {
        issues.push(Issue::error("duplicate", "required_fields"));
    }
}

/// The findings about a change of a saved pipeline. A stage in which a deal is or was (`used`) stays
/// open, won or lost for good: its deals would be won or lost without anybody having said so, and the
/// past would read differently.
#[must_use]
pub fn validate_pipeline_change(
    before: &Pipeline,
    after: &Pipeline,
    used: &BTreeSet<StageId>,
) -> Vec<Issue> {
    after
        .stages
        .iter()
        .filter(|stage| {
            used.contains(&stage.id)
                && before
                    .stage(stage.id)
                    .is_some_and(|old| old.state != stage.state)
        })
        .map(|stage| {
            let name = [&stage.name.en, &stage.name.fr]
                .into_iter()
                .find(|name| !name.trim().is_empty());
            Issue::error("stage_state_in_use", "stages")
                .with("name", name.map_or("", String::as_str))
        })
        .collect()
}

/// The stages whose deals have another probability or forecast category after the change, as far as
/// nobody judged otherwise.
#[must_use]
pub fn recomputed_stages(before: &Pipeline, after: &Pipeline) -> Vec<StageId> {
    after
        .stages
        .iter()
        .filter(|stage| {
            before.stage(stage.id).is_some_and(|old| {
                old.probability != stage.probability || old.category != stage.category
            })
        })
        .map(|stage| stage.id)
        .collect()
}
