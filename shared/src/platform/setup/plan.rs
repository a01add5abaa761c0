//! What a way to sell makes of the pipelines.

use crate::deals::pipelines::{Pipeline, PipelineKind, ready_pipelines};
use crate::kernel::PipelineId;

/// The ways to sell that are offered, in the order they are shown.
pub const WAYS: [PipelineKind; 4] = [
    PipelineKind::B2c,
    PipelineKind::B2b,
    PipelineKind::Saas,
    PipelineKind::Enterprise,
];

/// How the company sells now: the way its first pipeline in use was made for; `None` for one of its own.
#[must_use]
pub fn selling(pipelines: &[Pipeline]) -> Option<PipelineKind> {
    pipelines
        .iter()
        .find(|pipeline| pipeline.active)
        .map(|pipeline| pipeline.kind)
        .filter(|kind| WAYS.contains(kind))
}

/// The pipelines that change, as they shall be, when the company sells this way: its pipeline comes first
/// and is in use, the other ready ones in which there is no deal (`used` has none of them) are archived.
/// `pipelines` are in their order; a ready one that is missing is made.
#[must_use]
pub fn plan(way: PipelineKind, pipelines: &[Pipeline], used: &[PipelineId]) -> Vec<Pipeline> {
    let known = pipelines
        .iter()
        .filter(|pipeline| pipeline.kind == way)
        .min_by_key(|pipeline| !pipeline.active)
        .cloned();
    let made = || {
        ready_pipelines()
            .into_iter()
            .find(|pipeline| pipeline.kind == way)
    };
    let Some(mut first) = known.or_else(made) else {
        return Vec::new();
    };
    first.active = true;
    let others = pipelines
        .iter()
        .filter(|pipeline| pipeline.id != first.id)
        .map(|pipeline| {
            let spare = pipeline.kind != PipelineKind::Custom && !used.contains(&pipeline.id);
            Pipeline {
                active: pipeline.active && !spare,
                ..pipeline.clone()
            }
        })
        .collect::<Vec<_>>();
    let mut after = vec![first];
    after.extend(others);
    for (position, pipeline) in (0_i32..).zip(&mut after) {
        pipeline.position = position;
    }
    after.retain(|pipeline| !pipelines.contains(pipeline));
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pipelines after a plan, in their order.
    fn applied(pipelines: &[Pipeline], plan: &[Pipeline]) -> Vec<Pipeline> {
        let mut after: Vec<Pipeline> = pipelines
            .iter()
            .filter(|pipeline| plan.iter().all(|one| one.id != pipeline.id))
            .chain(plan)
            .cloned()
            .collect();
        after.sort_by_key(|pipeline| pipeline.position);
        after
    }

    #[test]
    fn the_chosen_way_comes_first_and_spare_ones_are_archived() {
        for way in WAYS {
            let before = ready_pipelines();
            let after = applied(&before, &plan(way, &before, &[]));
            assert_eq!(after.len(), before.len());
            assert_eq!(after[0].kind, way);
            let active: Vec<_> = after.iter().filter(|one| one.active).collect();
            assert_eq!(active.len(), 1);
            assert_eq!(selling(&after), Some(way));
            // Applied again it changes nothing.
            assert_eq!(plan(way, &after, &[]), vec![]);
        }
    }

    #[test]
    fn what_is_in_use_or_ones_own_stays() {
        let mut before = ready_pipelines();
        before[3].kind = PipelineKind::Custom;
        let used = [before[1].id];
        let after = applied(&before, &plan(PipelineKind::Enterprise, &before, &used));
        let state: Vec<_> = after.iter().map(|one| (one.kind, one.active)).collect();
        assert_eq!(
            state,
            [
                (PipelineKind::Enterprise, true),
                (PipelineKind::B2b, false),
                (PipelineKind::Saas, true),
                (PipelineKind::Custom, true),
            ]
        );
    }

    #[test]
    fn a_change_of_mind_brings_an_archived_one_back() {
        let before = ready_pipelines();
        let once = applied(&before, &plan(PipelineKind::B2c, &before, &[]));
        let twice = applied(&once, &plan(PipelineKind::B2b, &once, &[]));
        assert_eq!(selling(&twice), Some(PipelineKind::B2b));
        assert_eq!(twice.iter().filter(|one| one.active).count(), 1);
    }

    #[test]
    fn a_missing_one_is_made_and_a_custom_way_is_none() {
        let made = plan(PipelineKind::Saas, &[], &[]);
        assert_eq!(selling(&made), Some(PipelineKind::Saas));
        let own: Vec<Pipeline> = ready_pipelines()
            .into_iter()
            .map(|one| Pipeline {
                kind: PipelineKind::Custom,
                ..one
            })
            .collect();
        assert_eq!(plan(PipelineKind::Custom, &[], &[]), vec![]);
        assert_eq!(selling(&own), None);
    }
}
