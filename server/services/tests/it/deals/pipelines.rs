//! Setting up pipelines.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::pipelines::{ListPipelines, SaveLossReasons, SavePipeline};
use shared::kernel::{Percent, ProblemKind};

both!(
    four_pipelines_and_twelve_reasons_are_ready,
    async |bench: &Bench| {
        let view = bench.run(&bench.finance, ListPipelines {}).await.unwrap();
        assert_eq!(view.pipelines, shared::deals::pipelines::ready_pipelines());
        assert_eq!(
            view.loss_reasons,
            shared::deals::pipelines::default_loss_reasons()
        );
    }
);

both!(
    a_used_stage_is_switched_off_and_an_unused_one_removed,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Fleet", 10).await;
        let mut pipeline = b2b(bench).await;
        let (used, unused) = (pipeline.stages[0].id, pipeline.stages[1].id);
        pipeline.stages.drain(..2);
        let refused = bench
            .run(
                &bench.manager,
                SavePipeline {
                    pipeline: pipeline.clone(),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let view = bench
            .run(
                &bench.administrator,
                SavePipeline {
                    pipeline: pipeline.clone(),
                },
            )
            .await
            .unwrap();
        let saved = view.pipelines.iter().find(|p| p.id == pipeline.id).unwrap();
        assert!(!saved.stage(used).unwrap().active);
        assert_eq!(saved.stage(unused), None);
        assert_eq!(saved.version, pipeline.version + 1);
        // The deal in it is still on the board, and can leave.
        let stale = bench
            .run(
                &bench.administrator,
                SavePipeline {
                    pipeline: pipeline.clone(),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        pipeline.version += 1;
        pipeline.stages[0].probability = Percent(-1);
        let wrong = bench
            .run(&bench.administrator, SavePipeline { pipeline })
            .await
            .unwrap_err();
        assert_eq!(wrong.kind, ProblemKind::Invalid);
    }
);

both!(
    a_used_loss_reason_is_kept_for_the_history,
    async |bench: &Bench| {
        let reasons = bench
            .run(&bench.rep, ListPipelines {})
            .await
            .unwrap()
            .loss_reasons;
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let mut lose = moving(bench, &deal, 5).await;
        lose.request.loss_reason = Some(reasons[0].id);
        bench.run(&bench.rep, lose).await.unwrap();
        let save = SaveLossReasons {
            loss_reasons: reasons[2..].to_vec(),
        };
        let view = bench.run(&bench.administrator, save).await.unwrap();
        assert_eq!(view.loss_reasons.len(), 11);
        assert!(
            view.loss_reasons
                .iter()
                .any(|reason| reason.id == reasons[0].id && !reason.active)
        );
    }
);
