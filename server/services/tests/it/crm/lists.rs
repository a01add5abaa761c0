//! The lists: search, filters, order, paging.

use crate::bench::Bench;
use crate::both;
use shared::crm::accounts::{
    AccountFacts, AccountQuery, AccountRow, AccountSort, CreateAccount, GetAccountFacets,
    ListAccounts,
};
use shared::crm::contacts::{ContactFacts, ContactQuery, CreateContact, ListContacts};
use shared::kernel::{AccountId, ContactId, Instant};

async fn fill(bench: &Bench) {
    for (index, (name, city, country, industry)) in [
        ("Électricité de Bœuf", "Paris", "FR", "energy"),
        ("Alpha", "Berlin", "DE", "software"),
        ("beta", "Lyon", "FR", "software"),
        ("Éclair", "Paris", "FR", "food"),
        ("Zeta 100%", "London", "GB", "retail"),
        ("zeta_2", "London", "GB", "retail"),
    ]
    .into_iter()
    .enumerate()
    {
        let step = i64::try_from(index).unwrap() * 1000;
        bench.clock.set(Instant(crate::bench::START.0 + step));
        let facts = AccountFacts {
            city: city.into(),
            country: country.into(),
            industry: industry.into(),
            ..AccountFacts::named(name, bench.rep.user_id)
        };
        let id = AccountId(bench.uuid());
        bench
            .run(&bench.rep, CreateAccount { id, facts })
            .await
            .unwrap();
    }
}

async fn names(bench: &Bench, query: AccountQuery) -> Vec<String> {
    let request = ListAccounts {
        query,
        after: None,
        limit: 0,
    };
    let page = bench.run(&bench.rep, request).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|row| row.name).collect()
}

fn search(text: &str) -> AccountQuery {
    AccountQuery {
        search: text.into(),
        ..AccountQuery::default()
    }
}

both!(accents_and_case_do_not_matter, async |bench: &Bench| {
    fill(bench).await;
    assert_eq!(
        names(bench, search("ELECTRI boeuf")).await,
        ["Électricité de Bœuf"]
    );
    assert_eq!(names(bench, search("paris")).await.len(), 2);
    assert_eq!(names(bench, search("100%")).await, ["Zeta 100%"]);
    assert_eq!(names(bench, search("zeta_")).await, ["zeta_2"]);
    assert!(names(bench, search("' OR 1=1 --")).await.is_empty());
});

both!(names_are_in_the_order_of_people, async |bench: &Bench| {
    fill(bench).await;
    assert_eq!(
        names(bench, AccountQuery::default()).await,
        [
            "Alpha",
            "beta",
            "Éclair",
            "Électricité de Bœuf",
            "Zeta 100%",
            "zeta_2"
        ]
    );
});

both!(filters_add_up, async |bench: &Bench| {
    fill(bench).await;
    let query = AccountQuery {
        country: Some("FR".into()),
        industry: Some("software".into()),
        owner: Some(bench.rep.user_id),
        ..AccountQuery::default()
    };
    assert_eq!(names(bench, query).await, ["beta"]);
    let query = AccountQuery {
        owner: Some(bench.stranger.user_id),
        ..AccountQuery::default()
    };
    assert!(names(bench, query).await.is_empty());
    let query = AccountQuery {
        open_only: true,
        ..AccountQuery::default()
    };
    assert!(names(bench, query).await.is_empty());
    let facets = bench.run(&bench.rep, GetAccountFacets {}).await.unwrap();
    assert_eq!(facets.countries, ["DE", "FR", "GB"]);
    assert!(facets.owners.iter().any(|owner| owner.name == "rep"));
    assert!(facets.owners.iter().all(|owner| owner.name != "finance"));
});

both!(
    pages_follow_one_another_without_gap,
    async |bench: &Bench| {
        fill(bench).await;
        for sort in AccountSort::ALL {
            for descending in [false, true] {
                let query = AccountQuery {
                    sort,
                    descending,
                    ..AccountQuery::default()
                };
                let whole = names(bench, query.clone()).await;
                let mut pieces: Vec<AccountRow> = Vec::new();
                let mut after = None;
                loop {
                    let request = ListAccounts {
                        query: query.clone(),
                        after,
                        limit: 2,
                    };
                    let page = bench.run(&bench.rep, request).await.unwrap();
                    assert!(page.rows.len() <= 2);
                    pieces.extend(page.rows);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let pieces: Vec<String> = pieces.into_iter().map(|row| row.name).collect();
                assert_eq!(pieces, whole, "{sort:?} {descending}");
            }
        }
    }
);

both!(
    contacts_are_found_and_ordered_by_last_name,
    async |bench: &Bench| {
        for (first, last) in [("Zoé", "Abel"), ("Anna", "Müller"), ("Émile", "Éluard")] {
            let facts = ContactFacts::named(first, last, bench.rep.user_id);
            let id = ContactId(bench.uuid());
            bench
                .run(&bench.rep, CreateContact { id, facts })
                .await
                .unwrap();
        }
        let list = async |text: &str| {
            let request = ListContacts {
                query: ContactQuery {
                    search: text.into(),
                    ..ContactQuery::default()
                },
                ..ListContacts::default()
            };
            let page = bench.run(&bench.rep, request).await.unwrap();
            page.rows
                .into_iter()
                .map(|row| row.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(list("").await, ["Zoé Abel", "Émile Éluard", "Anna Müller"]);
        assert_eq!(list("anna mul").await, ["Anna Müller"]);
    }
);
