//! Finding records from anywhere: words, slips, rights.

use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::deal;
use shared::kernel::Actor;
use shared::platform::search::{Find, Found};

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
