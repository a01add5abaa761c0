//! Finding records from anywhere: words, slips, rights.

use crate::bench::Bench;
use crate::both;
use crate::crm::accounts::create;
use crate::deals::fixture::{deal, new_deal};
use shared::crm::accounts::{AccountChange, DeleteAccount, EditAccount};
use shared::deals::opportunities::OpportunityView;
use shared::kernel::event::Entity;
use shared::kernel::{Actor, Currency, Money};
use shared::platform::search::{Find, Found, Recall, Visit};
use store::args;

async fn find(bench: &Bench, actor: &Actor, text: &str) -> Found {
    let request = Find {
        text: text.to_owned(),
        limit: 5,
    };
    bench.run(actor, request).await.unwrap()
}

fn titles(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.title.as_str()).collect()
}

both!(
    every_word_must_match_whatever_case_and_accents,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Déploiement à Lyon", 10).await;
        deal(bench, &bench.rep, "Déploiement à Nantes", 10).await;
        let both = find(bench, &bench.rep, "DEPLOIEMENT").await;
        assert_eq!(both.hits.len(), 2);
        assert!(!both.loose);
        let one = find(bench, &bench.rep, "lyon deploi").await;
        assert_eq!(titles(&one), ["Déploiement à Lyon"]);
    }
);

both!(a_better_title_comes_first, async |bench: &Bench| {
    deal(bench, &bench.rep, "Gares du Nord", 10).await;
    deal(bench, &bench.rep, "Nordwind", 10).await;
    deal(bench, &bench.rep, "Fjordnord", 10).await;
    let found = find(bench, &bench.rep, "nord").await;
    assert_eq!(titles(&found), ["Nordwind", "Gares du Nord", "Fjordnord"]);
});

both!(
    one_slip_is_forgiven_when_nothing_else_is_found,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Rollout Dupont", 10).await;
        let found = find(bench, &bench.rep, "dupnot").await;
        assert!(found.loose);
        assert_eq!(titles(&found), ["Rollout Dupont"]);
        assert!(find(bench, &bench.rep, "martin").await.hits.is_empty());
    }
);

both!(
    nobody_finds_what_they_may_not_read,
    async |bench: &Bench| {
        deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        assert_eq!(find(bench, &bench.manager, "rollout").await.hits.len(), 1);
        assert!(
            find(bench, &bench.stranger, "rollout")
                .await
                .hits
                .is_empty()
        );
        assert!(
            find(bench, &bench.colleague, "rolout")
                .await
                .hits
                .is_empty()
        );
    }
);

both!(wildcards_are_letters_like_others, async |bench: &Bench| {
    deal(bench, &bench.rep, "Rollout Lyon", 10).await;
    assert!(find(bench, &bench.rep, "%").await.hits.is_empty());
    assert!(find(bench, &bench.rep, "_ %").await.hits.is_empty());
    let quote = "'; DROP TABLE accounts; --";
    assert!(find(bench, &bench.rep, quote).await.hits.is_empty());
});

both!(
    words_of_a_deal_and_of_its_account_meet,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Menuiserie Lefèvre").await;
        let mut new = new_deal(bench, "Rollout", Money::new(100, Currency::EUR)).await;
        new.account_id = Some(account.id);
        let _: OpportunityView = bench.run(&bench.rep, new).await.unwrap();
        deal(bench, &bench.rep, "Rollout elsewhere", 10).await;
        let found = find(bench, &bench.rep, "lefevre rollout").await;
        assert_eq!(titles(&found), ["Rollout"]);
        // Two letters have no trigram; they are looked for all the same.
        assert_eq!(titles(&find(bench, &bench.rep, "le ro").await), ["Rollout"]);
    }
);

async fn recall(bench: &Bench, actor: &Actor, visits: &[Visit]) -> Vec<String> {
    let visits = visits.to_vec();
    let recalled = bench.run(actor, Recall { visits }).await.unwrap();
    recalled.hits.into_iter().map(|hit| hit.title).collect()
}

both!(
    what_one_opened_is_told_in_its_order_by_its_present_name,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Transports Mercier").await;
        let lyon = deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let of = |entity, id| Visit { entity, id };
        let (first, second) = (
            of(Entity::Opportunity, lyon.id.0),
            of(Entity::Account, account.id.0),
        );
        let edit = EditAccount {
            id: account.id,
            version: account.version,
            changes: vec![AccountChange::Name("Transports Guérin".to_owned())],
        };
        let account = bench.run(&bench.rep, edit).await.unwrap();
        // Twice asked for, another kind's id, none at all, a kind without a page.
        let visits = [
            first,
            second,
            first,
            of(Entity::Contact, lyon.id.0),
            of(Entity::Quote, bench.uuid()),
            of(Entity::User, bench.rep.user_id.0),
        ];
        let told = recall(bench, &bench.rep, &visits).await;
        assert_eq!(told, ["Rollout Lyon", "Transports Guérin"]);
        let told = recall(bench, &bench.rep, &[second, first]).await;
        assert_eq!(told, ["Transports Guérin", "Rollout Lyon"]);
        let delete = DeleteAccount {
            id: account.id,
            version: account.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert_eq!(recall(bench, &bench.rep, &visits).await, ["Rollout Lyon"]);
        // Whoever may not read it is not told its name, though they know its id.
        assert!(recall(bench, &bench.stranger, &[first]).await.is_empty());
        let told = recall(bench, &bench.manager, &[first]).await;
        assert_eq!(told, ["Rollout Lyon"]);
    }
);

both!(
    a_record_is_found_by_its_present_name_only,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Transports Mercier").await;
        let edit = EditAccount {
            id: account.id,
            version: account.version,
            changes: vec![AccountChange::Name("Transports Guérin".to_owned())],
        };
        let account = bench.run(&bench.rep, edit).await.unwrap();
        assert!(find(bench, &bench.rep, "mercier").await.hits.is_empty());
        assert_eq!(
            titles(&find(bench, &bench.rep, "geurin").await),
            ["Transports Guérin"]
        );
        let delete = DeleteAccount {
            id: account.id,
            version: account.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert!(find(bench, &bench.rep, "guerin").await.hits.is_empty());
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec("DELETE FROM accounts WHERE id = $1", args![account.id])
            .await
            .unwrap();
        let left: (i64,) = session
            .one(
                "SELECT COUNT(*) FROM search_rows WHERE record_id = $1",
                args![account.id],
            )
            .await
            .unwrap();
        assert_eq!(left.0, 0);
    }
);

both!(a_long_word_is_forgiven_two_slips, async |bench: &Bench| {
    deal(bench, &bench.rep, "Déploiement Microsystems", 10).await;
    let found = find(bench, &bench.rep, "mircosystmes deploiment").await;
    assert!(found.loose);
    assert_eq!(titles(&found), ["Déploiement Microsystems"]);
});

both!(texts_are_looked_up_not_looked_for, async |bench: &Bench| {
    let mut session = bench.services.store().write().await.unwrap();
    let (explain, index) = if session.is_postgres() {
        // Small tables are read whole whatever there is; the question is whether they need to be.
        session
            .exec("SET LOCAL enable_seqscan = off", args![])
            .await
            .unwrap();
        (
            "EXPLAIN SELECT sr.record_id FROM search_grams sg JOIN search_rows sr ON sr.n = sg.rowid WHERE sg.text LIKE $1",
            "search_rows_grams",
        )
    } else {
        (
            "EXPLAIN QUERY PLAN SELECT sr.record_id FROM search_grams sg JOIN search_rows sr ON sr.n = sg.rowid WHERE sg.text LIKE $1",
            // The L says that the index answers LIKE.
            "VIRTUAL TABLE INDEX 0:L",
        )
    };
    let plan = if session.is_postgres() {
        let rows: Vec<(String,)> = session.all(explain, args!["%abc%"]).await.unwrap();
        rows.into_iter().map(|row| row.0).collect::<Vec<_>>()
    } else {
        let rows: Vec<(i64, i64, i64, String)> =
            session.all(explain, args!["%abc%"]).await.unwrap();
        rows.into_iter().map(|row| row.3).collect()
    };
    assert!(plan.iter().any(|line| line.contains(index)), "{plan:?}");
});
