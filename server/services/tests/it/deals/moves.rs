//! The gate, conflicts, closing, taking back.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::opportunities::{
    ChangePipeline, EditOpportunity, MoveStage, OpportunityChange, OpportunityView, UndoMove,
};
use shared::deals::pipelines::{ForecastCategory, ListPipelines, StageState};
use shared::kernel::{Currency, Money, Percent, ProblemKind};

fn codes(problem: &shared::kernel::Problem) -> Vec<String> {
    problem
        .issues
        .iter()
        .map(|issue| issue.code.to_string())
        .collect()
}

both!(the_gate_holds_on_the_server, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 1_000).await;
    let refused = bench
        .run(&bench.rep, moving(bench, &deal, 1).await)
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
    assert_eq!(codes(&refused), ["missing_account", "missing_contact"]);
    // A representative cannot make an exception; the manager can, and the history says why.
    let tried = bench
        .run(&bench.rep, excepted(bench, &deal, 1).await)
        .await
        .unwrap_err();
    assert_eq!(codes(&tried), ["exception_is_for_managers"]);
    let moved = bench
        .run(&bench.manager, excepted(bench, &deal, 1).await)
        .await
        .unwrap();
    assert_eq!(moved.version, deal.version + 1);
    let mut session = bench.services.store().read().await.unwrap();
    let history = store::history(&mut session, deal.id.0, 10).await.unwrap();
    assert_eq!(history[0].0.action, "stage_moved");
    assert!(
        history[0]
            .2
            .as_ref()
            .unwrap()
            .contains("Agreed by telephone")
    );
});

both!(
    facts_filled_in_with_the_move_count,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 0).await;
        let start = bench
            .run(&bench.manager, excepted(bench, &deal, 1).await)
            .await
            .unwrap();
        let mut request = excepted(bench, &start, 2).await;
        request.request.exception = None;
        let refused = bench.run(&bench.rep, request.clone()).await.unwrap_err();
        assert_eq!(
            codes(&refused),
            ["missing_amount", "missing_activity", "missing_next_step"]
        );
        // Refused as a whole: nothing of it was saved.
        request.fill = vec![OpportunityChange::Amount(Money::new(5_000, Currency::EUR))];
        assert!(bench.run(&bench.rep, request.clone()).await.is_err());
        assert_eq!(
            get(bench, &bench.rep, deal.id).await.unwrap().amount.minor,
            0
        );
        request = excepted(bench, &start, 2).await;
        request.fill = vec![
            OpportunityChange::Amount(Money::new(5_000, Currency::EUR)),
            OpportunityChange::NextStep {
                text: "Send the offer".to_owned(),
                on: Some(in_days(3)),
            },
        ];
        let moved = bench.run(&bench.manager, request).await.unwrap();
        assert_eq!(moved.amount.minor, 5_000);
        assert_eq!(moved.next_step_on, Some(in_days(3)));
        assert_eq!(moved.visits.len(), 3);
    }
);

both!(
    a_stale_move_is_a_conflict_with_the_record_as_it_is,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::Name("Van fleet".to_owned())],
        };
        bench.run(&bench.manager, edit).await.unwrap();
        let refused = bench
            .run(&bench.manager, excepted(bench, &deal, 1).await)
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Conflict);
        let current: OpportunityView = serde_json::from_str(&refused.current.unwrap()).unwrap();
        assert_eq!((current.name.as_str(), current.version), ("Van fleet", 2));
    }
);

both!(of_two_movers_at_once_one_wins, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let (first, second) = (
        excepted(bench, &deal, 1).await,
        excepted(bench, &deal, 2).await,
    );
    let (a, b) = tokio::join!(
        bench.run(&bench.manager, first),
        bench.run(&bench.head, second)
    );
    let results = [a, b];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let lost = results
        .iter()
        .find_map(|result| result.as_ref().err())
        .unwrap();
    assert_eq!(lost.kind, ProblemKind::Conflict);
    let winner = results
        .iter()
        .find_map(|result| result.as_ref().ok())
        .unwrap();
    let now = get(bench, &bench.rep, deal.id).await.unwrap();
    assert_eq!((now.stage_id, now.version), (winner.stage_id, 2));
});

both!(a_judgement_survives_moves, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let edit = EditOpportunity {
        id: deal.id,
        version: deal.version,
        changes: vec![
            OpportunityChange::JudgedProbability(Some(Percent::whole(80))),
            OpportunityChange::JudgedCategory(Some(ForecastCategory::Commit)),
        ],
    };
    let judged = bench.run(&bench.rep, edit).await.unwrap();
    let moved = bench
        .run(&bench.manager, excepted(bench, &judged, 2).await)
        .await
        .unwrap();
    assert_eq!(moved.probability_judged, Some(Percent::whole(80)));
    assert_eq!(moved.category(), ForecastCategory::Commit);
    assert_eq!(moved.probability_computed, Percent::whole(50));
});

both!(
    losing_needs_a_reason_and_reopening_clears_it,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let mut lose = moving(bench, &deal, 5).await;
        let refused = bench.run(&bench.rep, lose.clone()).await.unwrap_err();
        assert_eq!(codes(&refused), ["missing_loss_reason"]);
        let reasons = bench
            .run(&bench.rep, ListPipelines {})
            .await
            .unwrap()
            .loss_reasons;
        lose.request.loss_reason = Some(reasons[0].id);
        lose.request.loss_note = "Half the price elsewhere".to_owned();
        let lost = bench.run(&bench.rep, lose).await.unwrap();
        assert_eq!(
            (lost.state, lost.closed_on),
            (StageState::Lost, Some(today()))
        );
        assert_eq!(lost.close_date, today());
        let reopened = bench
            .run(&bench.rep, moving(bench, &lost, 0).await)
            .await
            .unwrap();
        assert_eq!(reopened.state, StageState::Open);
        assert_eq!((reopened.closed_on, reopened.loss_reason_id), (None, None));
    }
);

both!(winning_asks_for_an_accepted_quote, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let refused = bench
        .run(&bench.rep, moving(bench, &deal, 4).await)
        .await
        .unwrap_err();
    assert!(codes(&refused).contains(&"missing_accepted_quote".to_owned()));
    let won = bench
        .run(&bench.manager, excepted(bench, &deal, 4).await)
        .await
        .unwrap();
    assert_eq!((won.state, won.closed_on), (StageState::Won, Some(today())));
    assert_eq!(won.category(), ForecastCategory::Closed);
});

both!(
    a_move_is_taken_back_whole_and_once,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        pass_days(bench, 2);
        let won = bench
            .run(&bench.manager, excepted(bench, &deal, 4).await)
            .await
            .unwrap();
        let undo = UndoMove {
            id: deal.id,
            version: won.version,
        };
        // Only who moved it takes it back.
        let foreign = bench.run(&bench.rep, undo.clone()).await.unwrap_err();
        assert_eq!(codes(&foreign), ["nothing_to_undo"]);
        let back = bench.run(&bench.manager, undo).await.unwrap();
        assert_eq!(back.stage_id, deal.stage_id);
        assert_eq!(back.close_date, deal.close_date);
        assert_eq!(back.stage_entered_at, deal.stage_entered_at);
        assert_eq!(back.closed_on, None);
        let again = UndoMove {
            id: deal.id,
            version: back.version,
        };
        let refused = bench.run(&bench.manager, again).await.unwrap_err();
        assert_eq!(codes(&refused), ["nothing_to_undo"]);
    }
);

both!(
    another_pipeline_starts_at_its_first_stage,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let pipelines = bench
            .run(&bench.rep, ListPipelines {})
            .await
            .unwrap()
            .pipelines;
        let other = pipelines.iter().find(|p| p.id != deal.pipeline_id).unwrap();
        let change = ChangePipeline {
            id: deal.id,
            version: deal.version,
            pipeline_id: other.id,
        };
        let moved = bench.run(&bench.rep, change).await.unwrap();
        assert_eq!(moved.pipeline_id, other.id);
        assert_eq!(moved.stage_id, other.first_stage().unwrap().id);
        // The stages of the former pipeline are no longer its own.
        let wrong = MoveStage {
            version: moved.version,
            ..moving(bench, &deal, 0).await
        };
        let refused = bench.run(&bench.rep, wrong).await.unwrap_err();
        assert_eq!(codes(&refused), ["unknown_stage"]);
        // Chosen by mistake, it is taken back with its stage, once.
        let undo = |version| UndoMove {
            id: deal.id,
            version,
        };
        let back = bench.run(&bench.rep, undo(moved.version)).await.unwrap();
        assert_eq!(back.pipeline_id, deal.pipeline_id);
        assert_eq!(back.stage_id, deal.stage_id);
        assert_eq!(back.stage_entered_at, deal.stage_entered_at);
        let refused = bench.run(&bench.rep, undo(back.version)).await;
        assert_eq!(codes(&refused.unwrap_err()), ["nothing_to_undo"]);
    }
);

both!(nobody_moves_what_is_not_theirs, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    for actor in [&bench.stranger, &bench.colleague] {
        let refused = bench
            .run(actor, moving(bench, &deal, 1).await)
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
    }
    let refused = bench
        .run(&bench.finance, moving(bench, &deal, 1).await)
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Forbidden);
});
