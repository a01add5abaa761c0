//! Setting up pipelines.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::pipelines::{
    ForecastCategory, ListPipelines, LossReason, Pipeline, SaveLossReasons, SavePipeline,
    StageState,
};
use shared::kernel::{OpportunityId, Percent, Problem, ProblemKind};
use store::args;

async fn save(bench: &Bench, pipeline: Pipeline) -> Result<Pipeline, Problem> {
    let id = pipeline.id;
    let view = bench
        .run(&bench.administrator, SavePipeline { pipeline })
        .await?;
    Ok(view.pipelines.into_iter().find(|p| p.id == id).unwrap())
}

/// Probability and category in the facts of a deal, oldest first.
async fn facts(bench: &Bench, id: OpportunityId) -> Vec<(i32, String)> {
    let mut session = bench.services.store().read().await.unwrap();
    session
        .all(
            "SELECT probability_bp, category FROM opportunity_facts WHERE opportunity_id = $1 ORDER BY at",
            args![id],
        )
        .await
        .unwrap()
}

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
            read: reasons.clone(),
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

both!(
    a_stage_deals_are_in_keeps_its_meaning,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Fleet", 10).await;
        let mut pipeline = b2b(bench).await;
        // The stage of the deal becomes a lost one, at the end as it must be.
        let mut first = pipeline.stages.remove(0);
        first.state = StageState::Lost;
        first.probability = Percent::ZERO;
        pipeline.stages.push(first);
        for (position, stage) in (0..).zip(&mut pipeline.stages) {
            stage.position = position;
        }
        let refused = save(bench, pipeline.clone()).await.unwrap_err();
        assert_eq!(refused.issues.len(), 1);
        assert_eq!(refused.issues[0].code, "stage_state_in_use");
        // A stage without deals may mean something else.
        let mut pipeline = b2b(bench).await;
        let mut second = pipeline.stages.remove(1);
        second.state = StageState::Lost;
        second.probability = Percent::ZERO;
        second.exit_criteria.clear();
        pipeline.stages.push(second.clone());
        for (position, stage) in (0..).zip(&mut pipeline.stages) {
            stage.position = position;
        }
        let saved = save(bench, pipeline).await.unwrap();
        assert_eq!(saved.stage(second.id).unwrap().state, StageState::Lost);
    }
);

both!(
    a_new_probability_of_a_stage_is_a_fact_of_its_deals_from_then_on,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let lost_deal = crate::deals::fixture::deal(bench, &bench.rep, "Other", 10).await;
        let mut other = moving(bench, &lost_deal, 5).await;
        other.request.loss_reason = Some(
            bench
                .run(&bench.rep, ListPipelines {})
                .await
                .unwrap()
                .loss_reasons[0]
                .id,
        );
        let other = bench.run(&bench.rep, other).await.unwrap();
        let lost = facts(bench, other.id).await.len();
        pass_days(bench, 3);
        let mut pipeline = b2b(bench).await;
        let before = facts(bench, deal.id).await;
        pipeline.stages[0].probability = Percent::whole(33);
        pipeline.stages[0].category = ForecastCategory::BestCase;
        let saved = save(bench, pipeline).await.unwrap();
        let after = facts(bench, deal.id).await;
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!(after.last(), Some(&(3_300, "best_case".to_owned())));
        assert_eq!(facts(bench, other.id).await.len(), lost, "another stage");
        // Only words changed: nothing to tell of the deals.
        let mut words = saved;
        words.stages[0].name.en = "First talk".to_owned();
        pass_days(bench, 4);
        save(bench, words).await.unwrap();
        assert_eq!(facts(bench, deal.id).await.len(), after.len());
    }
);

both!(
    what_was_switched_off_is_used_again,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Fleet", 10).await;
        let mut pipeline = b2b(bench).await;
        let id = pipeline.stages.remove(0).id;
        let mut saved = save(bench, pipeline).await.unwrap();
        let stage = saved
            .stages
            .iter_mut()
            .find(|stage| stage.id == id)
            .unwrap();
        assert!(!stage.active);
        stage.active = true;
        let saved = save(bench, saved).await.unwrap();
        assert!(saved.stage(id).unwrap().active);
    }
);

both!(
    the_log_keeps_the_loss_reasons_as_they_were,
    async |bench: &Bench| {
        let mut reasons = bench
            .run(&bench.rep, ListPipelines {})
            .await
            .unwrap()
            .loss_reasons;
        let read = reasons.clone();
        let old = reasons[0].name.en.clone();
        reasons[0].name.en = "Another word".to_owned();
        let save = SaveLossReasons {
            read,
            loss_reasons: reasons,
        };
        let saved = bench.run(&bench.administrator, save.clone()).await.unwrap();
        // Whoever read the list before that is told, and gets the list as it is now.
        let stale = bench.run(&bench.administrator, save).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        let current: Vec<LossReason> = serde_json::from_str(&stale.current.unwrap()).unwrap();
        assert_eq!(current, saved.loss_reasons);
        let mut session = bench.services.store().read().await.unwrap();
        let (before, after): (String, String) = session
            .one(
                "SELECT before_json, after_json FROM events WHERE action = 'loss_reasons_edited'",
                args![],
            )
            .await
            .unwrap();
        assert!(before.contains(&old) && !after.contains(&old));
        assert!(after.contains("Another word"));
    }
);
