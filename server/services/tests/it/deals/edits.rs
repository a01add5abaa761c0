//! Creating, editing, assigning, deleting, and what hangs on a deal.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::opportunities::{
    AmountSource, AssignOpportunity, Competitor, DeleteOpportunity, EditOpportunity,
    OpportunityChange, RestoreOpportunity, SetDealCompetitors, SetDealProducts, SetDealTeam,
    TeamRole,
};
use shared::kernel::{AccountId, Currency, Money, ProblemKind};

both!(creating_twice_creates_once, async |bench: &Bench| {
    let new = new_deal(bench, "  Fleet  ", Money::new(100, Currency::EUR)).await;
    let first = bench.run(&bench.rep, new.clone()).await.unwrap();
    let second = bench.run(&bench.rep, new.clone()).await.unwrap();
    assert_eq!(first, second);
    assert_eq!((first.name.as_str(), first.version), ("Fleet", 1));
    assert_eq!(first.owner.id, bench.rep.user_id);
    // The same id by somebody who may not see it: refused, and nothing is told.
    let foreign = bench.run(&bench.stranger, new).await.unwrap_err();
    assert_eq!(foreign.issues[0].code, "already_exists");
});

both!(
    impossible_deals_are_refused_field_by_field,
    async |bench: &Bench| {
        let mut new = new_deal(bench, " ", Money::new(-1, Currency::EUR)).await;
        new.close_date = "9999-01-01".parse().unwrap();
        new.account_id = Some(AccountId(bench.uuid()));
        new.owner_id = Some(bench.colleague.user_id);
        let refused = bench.run(&bench.rep, new).await.unwrap_err();
        let fields: Vec<_> = refused
            .issues
            .iter()
            .filter_map(|issue| issue.field.as_deref())
            .collect();
        assert_eq!(fields, ["name", "amount", "close_date", "account", "owner"]);
        // A later stage meets the gate, at creation too.
        let mut new = new_deal(bench, "Skipping", Money::new(1, Currency::EUR)).await;
        new.stage_id = Some(b2b(bench).await.stages[2].id);
        assert!(bench.run(&bench.rep, new).await.is_err());
    }
);

both!(
    a_manager_gives_deals_to_the_team_and_not_beyond,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let give = |to| AssignOpportunity {
            id: deal.id,
            version: deal.version,
            owner_id: to,
        };
        let rep = bench
            .run(&bench.rep, give(bench.colleague.user_id))
            .await
            .unwrap_err();
        assert_eq!(rep.kind, ProblemKind::Forbidden);
        for wrong in [bench.stranger.user_id, bench.finance.user_id] {
            let refused = bench.run(&bench.manager, give(wrong)).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "cannot_assign");
        }
        let given = bench
            .run(&bench.manager, give(bench.colleague.user_id))
            .await
            .unwrap();
        assert_eq!(given.owner.id, bench.colleague.user_id);
        assert_eq!(
            get(bench, &bench.rep, deal.id).await.unwrap_err().kind,
            ProblemKind::NotFound
        );
        assert!(get(bench, &bench.colleague, deal.id).await.is_ok());
    }
);

both!(the_deal_team_sees_and_edits, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let team = SetDealTeam {
        id: deal.id,
        version: deal.version,
        members: vec![(bench.stranger.user_id, TeamRole::PreSales)],
    };
    let shared = bench.run(&bench.rep, team).await.unwrap();
    assert_eq!(shared.team[0].user.name, "stranger");
    assert_eq!(shared.facts.team, 1);
    let edit = EditOpportunity {
        id: deal.id,
        version: shared.version,
        changes: vec![OpportunityChange::Source("Fair".to_owned())],
    };
    let edited = bench.run(&bench.stranger, edit).await.unwrap();
    assert_eq!(edited.source, "Fair");
});

both!(the_amount_follows_the_products, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let wrong = SetDealProducts {
        id: deal.id,
        version: deal.version,
        products: vec![product(bench, bench.uuid())],
        amount_source: AmountSource::Products,
    };
    let refused = bench.run(&bench.rep, wrong).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "unknown_record");
    let known = insert_product(bench).await;
    let set = SetDealProducts {
        id: deal.id,
        version: deal.version,
        products: vec![product(bench, known)],
        amount_source: AmountSource::Products,
    };
    let view = bench.run(&bench.rep, set).await.unwrap();
    assert_eq!(view.amount, Money::new(3 * 12 * 1_050, Currency::EUR));
    assert_eq!(view.products[0].total, view.amount);
    let typed = EditOpportunity {
        id: deal.id,
        version: view.version,
        changes: vec![OpportunityChange::Amount(Money::new(1, Currency::EUR))],
    };
    let refused = bench.run(&bench.rep, typed).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "amount_comes_from_products");
});

fn product(bench: &Bench, id: uuid::Uuid) -> shared::deals::opportunities::DealProductInput {
    use shared::deals::opportunities::{Charge, DealProductInput, DealProductPrice};
    use shared::kernel::{OpportunityProductId, Percent, ProductId, Quantity, UnitPrice};
    DealProductInput {
        id: OpportunityProductId(bench.uuid()),
        product_id: ProductId(id),
        price: DealProductPrice {
            charge: Charge::Monthly,
            quantity: Quantity::whole(3),
            unit_price: UnitPrice(105_000),
            discount: Percent::ZERO,
        },
    }
}

async fn insert_product(bench: &Bench) -> uuid::Uuid {
    let id = bench.uuid();
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "INSERT INTO products (id, sku, name_en, name_fr, search, description_en, description_fr, family, unit, tax_category, tax_rate_bp, active, sample, version)
             VALUES ($1, 'SKU-1', 'Seat', 'Poste', 'seat', '', '', '', '', 'S', 2000, TRUE, FALSE, 1)",
            store::args![id],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    id
}

both!(
    deleting_hides_and_restoring_brings_back,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let delete = DeleteOpportunity {
            id: deal.id,
            version: deal.version,
        };
        let deleted = bench.run(&bench.rep, delete).await.unwrap();
        assert!(deleted.deleted_at.is_some());
        let edit = EditOpportunity {
            id: deal.id,
            version: deleted.version,
            changes: vec![OpportunityChange::Source("Fair".to_owned())],
        };
        let refused = bench.run(&bench.rep, edit).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "record_is_deleted");
        let restore = RestoreOpportunity {
            id: deal.id,
            version: deleted.version,
        };
        let restored = bench.run(&bench.rep, restore).await.unwrap();
        assert_eq!(restored.deleted_at, None);
    }
);

both!(competitors_are_kept_as_one_list, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Fleet", 10).await;
    let rival = |name: &str, incumbent| Competitor {
        name: name.to_owned(),
        incumbent,
    };
    let set = SetDealCompetitors {
        id: deal.id,
        version: deal.version,
        competitors: vec![rival("Bolt", false), rival("Acme <script>", true)],
    };
    let view = bench.run(&bench.rep, set).await.unwrap();
    assert_eq!(view.competitors[0], rival("Acme <script>", true));
    assert_eq!(view.facts.competitors, 2);
});
