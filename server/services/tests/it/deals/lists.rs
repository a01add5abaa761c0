//! Lists of a deal: what their events tell, and what is switched off since.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::opportunities::{
    BuyingRole, ChangePipeline, Competitor, EditOpportunity, OpportunityChange, OpportunityView,
    SetDealCompetitors, SetDealContacts, SetDealTeam, TeamRole,
};
use shared::deals::pipelines::{ListPipelines, MoveRequest};
use shared::kernel::{ContactId, LossReasonId, UserId};
use shared::work::timeline::history::HistoryEntry;
use shared::work::timeline::ops::ReadOpportunityHistory;

async fn newest(bench: &Bench, deal: &OpportunityView) -> HistoryEntry {
    let ask = ReadOpportunityHistory {
        id: deal.id,
        before: None,
        limit: 1,
    };
    bench.run(&bench.rep, ask).await.unwrap().entries.remove(0)
}

async fn exec(bench: &Bench, sql: &'static str, args: store::Args) {
    let mut session = bench.services.store().write().await.unwrap();
    session.exec(sql, args).await.unwrap();
    session.commit().await.unwrap();
}

async fn contact(bench: &Bench, first: &str) -> ContactId {
    let id = bench.uuid();
    exec(
        bench,
        "INSERT INTO contacts (id, first_name, last_name, search, title, email, phone, language, notes, owner_id, sample, created_at, updated_at, version)
         VALUES ($1, $2, 'Lopez', 'lopez', '', '', '', 'en', '', $3, FALSE, 0, 0, 1)",
        store::args![id, first, bench.rep.user_id],
    )
    .await;
    ContactId(id)
}

async fn set_team(
    bench: &Bench,
    deal: &OpportunityView,
    members: &[(UserId, TeamRole)],
) -> Result<OpportunityView, shared::kernel::Problem> {
    let set = SetDealTeam {
        id: deal.id,
        version: deal.version,
        members: members.to_vec(),
    };
    bench.run(&bench.rep, set).await
}

both!(
    changes_of_lists_say_what_was_before_and_after,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let ana = contact(bench, "Ana").await;
        let set = |deal: &OpportunityView, role| SetDealContacts {
            id: deal.id,
            version: deal.version,
            contacts: vec![(ana, role)],
        };
        let deal = bench
            .run(&bench.rep, set(&deal, BuyingRole::User))
            .await
            .unwrap();
        let deal = bench
            .run(&bench.rep, set(&deal, BuyingRole::Champion))
            .await
            .unwrap();
        let told = newest(bench, &deal).await;
        assert_eq!(told.action, "contacts_edited");
        assert_eq!(told.changes[0].field, "contacts");
        assert_eq!(told.changes[0].before, "Ana Lopez: user");
        assert_eq!(told.changes[0].after, "Ana Lopez: champion");
        let deal = set_team(
            bench,
            &deal,
            &[(bench.colleague.user_id, TeamRole::Support)],
        )
        .await
        .unwrap();
        let told = newest(bench, &deal).await;
        assert_eq!(told.changes[0].before, "");
        assert_eq!(told.changes[0].after, "colleague: support");
        let rival = SetDealCompetitors {
            id: deal.id,
            version: deal.version,
            competitors: vec![Competitor {
                name: "Bolt".to_owned(),
                incumbent: true,
            }],
        };
        let deal = bench.run(&bench.rep, rival).await.unwrap();
        assert_eq!(
            newest(bench, &deal).await.changes[0].after,
            "Bolt: incumbent"
        );
    }
);

both!(
    a_change_of_pipeline_tells_both_pipelines,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let all = bench.run(&bench.rep, ListPipelines {}).await.unwrap();
        let other = all
            .pipelines
            .iter()
            .find(|pipeline| pipeline.id != deal.pipeline_id)
            .unwrap();
        let change = ChangePipeline {
            id: deal.id,
            version: deal.version,
            pipeline_id: other.id,
        };
        let deal = bench.run(&bench.rep, change).await.unwrap();
        assert_eq!(deal.pipeline_id, other.id);
        assert_eq!(deal.stage_id, other.first_stage().unwrap().id);
        let told = newest(bench, &deal).await;
        assert_eq!(told.action, "pipeline_changed");
        assert!(
            told.changes
                .iter()
                .any(|change| change.field == "pipeline_id"
                    && change.before != change.after
                    && !change.before.is_empty())
        );
    }
);

both!(
    what_is_switched_off_since_hinders_no_other_change,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let deal = set_team(
            bench,
            &deal,
            &[(bench.colleague.user_id, TeamRole::Support)],
        )
        .await
        .unwrap();
        exec(
            bench,
            "UPDATE users SET active = FALSE WHERE id = $1",
            store::args![bench.colleague.user_id],
        )
        .await;
        // Who left the company stays on the deal; nobody new of that kind comes.
        let both = [
            (bench.colleague.user_id, TeamRole::Support),
            (bench.manager.user_id, TeamRole::Sponsor),
        ];
        let deal = set_team(bench, &deal, &both).await.unwrap();
        assert_eq!(deal.team.len(), 2);
        let gone = set_team(bench, &deal, &[]).await.unwrap();
        assert!(set_team(bench, &gone, &both).await.is_err());

        let lost = b2b(bench)
            .await
            .stages
            .iter()
            .position(|stage| stage.state == shared::deals::pipelines::StageState::Lost)
            .unwrap();
        let reasons = bench.run(&bench.rep, ListPipelines {}).await.unwrap();
        let reason: LossReasonId = reasons.loss_reasons[0].id;
        let mut lose = moving(bench, &gone, lost).await;
        lose.request = MoveRequest {
            loss_reason: Some(reason),
            ..MoveRequest::default()
        };
        let deal = bench.run(&bench.rep, lose).await.unwrap();
        exec(
            bench,
            "UPDATE loss_reasons SET active = FALSE WHERE id = $1",
            store::args![reason],
        )
        .await;
        let note = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::Loss {
                reason: Some(reason),
                note: "They merged".to_owned(),
            }],
        };
        let deal = bench.run(&bench.rep, note).await.unwrap();
        assert_eq!(deal.loss_note, "They merged");
    }
);
