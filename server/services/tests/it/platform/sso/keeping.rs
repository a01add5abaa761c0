//! What administrators do about providers, and people about their identities.

use super::*;
use shared::kernel::Problem;
use shared::platform::sso::{DeleteProvider, TestProvider, UnlinkIdentity};

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

both!(a_secret_is_kept_and_never_told, async |bench: &Bench| {
    let acme = provider(bench).await;
    assert!(acme.has_secret);
    let all = bench
        .run(&bench.administrator, ListProviders {})
        .await
        .unwrap();
    assert!(!serde_json::to_string(&all).unwrap().contains("geheim"));
    let mut session = bench.services.store().read().await.unwrap();
    let told: Vec<(Option<String>,)> = session
        .all("SELECT after_json FROM events", store::args![])
        .await
        .unwrap();
    let whole: String = told.into_iter().filter_map(|(text,)| text).collect();
    assert!(whole.contains("id.example.com") && !whole.contains("geheim"));
    drop(session);

    // To another address it is not sent: it was typed for this one.
    let moved = SaveProvider {
        id: acme.id,
        version: acme.version,
        draft: ProviderDraft {
            issuer: "https://other.example.com".into(),
            ..acme.draft.clone()
        },
        secret: None,
    };
    let refused = bench
        .run(&bench.administrator, moved.clone())
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "secret_again");
    let moved = SaveProvider {
        secret: Some("new".into()),
        ..moved
    };
    bench.run(&bench.administrator, moved).await.unwrap();
    let told = last_actions(bench, acme.id.0).await;
    assert_eq!(told, ["created", "edited", "secret_rotated"]);
});

both!(another_issuer_is_another_provider, async |bench: &Bench| {
    let acme = running(bench, |_| {}).await;
    assert!(
        sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .is_ok()
    );
    let other = Provider::start().await;
    let moved = SaveProvider {
        id: acme.1,
        version: 1,
        draft: ProviderDraft {
            issuer: other.issuer.clone(),
            ..draft("Acme")
        },
        secret: Some("new".into()),
    };
    bench.run(&bench.administrator, moved).await.unwrap();
    let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
    assert!(own.list.is_empty());
    // The same subject there is somebody else: the address decides anew.
    let moved = (other, acme.1);
    let (entry, _) = sign_in(bench, &moved, "ann-1", "colleague@example.com")
        .await
        .unwrap();
    assert_eq!(who(bench, &entry).await, bench.colleague.user_id);
});

both!(
    the_test_says_precisely_what_is_wrong,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let test = async |issuer: String| {
            let asked = bench
                .run(&bench.administrator, TestProvider { issuer })
                .await;
            asked.unwrap()
        };
        let report = test(acme.0.issuer.clone()).await;
        assert!(report.issues.is_empty(), "{:?}", report.issues);
        assert_eq!(
            (report.keys, report.algorithms.as_slice()),
            (1, &["ES256".to_owned()][..])
        );
        let report = test(format!("{}/", acme.0.issuer)).await;
        assert_eq!(report.issues[0].code, "sso_issuer_differs");
        assert_eq!(report.issues[0].params[0].1, acme.0.issuer);
        acme.0.with().published = json!({ "code_challenge_methods_supported": ["plain"] });
        assert_eq!(
            test(acme.0.issuer.clone()).await.issues[0].code,
            "sso_no_pkce"
        );
        for (issuer, code) in [
            (format!("{}/nowhere", acme.0.issuer), "sso_status"),
            ("http://127.0.0.1:1".to_owned(), "sso_connect"),
            ("http://example.com".to_owned(), "https_only"),
            ("https://10.0.0.1".to_owned(), "sso_refused_address"),
            ("https://no-such-host.invalid".to_owned(), "sso_name"),
            ("nonsense".to_owned(), "invalid_url"),
        ] {
            assert_eq!(test(issuer.clone()).await.issues[0].code, code, "{issuer}");
        }
    }
);

both!(the_only_way_in_is_not_taken_away, async |bench: &Bench| {
    let acme = running(bench, |draft| draft.newcomers = Newcomers::Created).await;
    let (entry, _) = sign_in(bench, &acme, "new-1", "new@example.com")
        .await
        .unwrap();
    let user = who(bench, &entry).await;
    let new = bench.services.actor(user).await.unwrap().unwrap();
    let own = bench.run(&new, ListIdentities {}).await.unwrap();
    assert!(!own.password);
    let id = own.list[0].id;
    let refused = bench.run(&new, UnlinkIdentity { id }).await.unwrap_err();
    assert_eq!(code(&refused), "only_way_in");
    // Nobody else takes it away, either.
    assert!(
        bench
            .run(&bench.administrator, UnlinkIdentity { id })
            .await
            .is_err()
    );

    assert!(
        sign_in(bench, &acme, "rep-1", "rep@example.com")
            .await
            .is_ok()
    );
    let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
    let id = own.list[0].id;
    let left = bench.run(&bench.rep, UnlinkIdentity { id }).await.unwrap();
    assert!(left.list.is_empty());
    let told = last_actions(bench, bench.rep.user_id.0).await;
    assert_eq!(told, ["identity_linked", "identity_unlinked"]);
    // A deleted provider takes its identities along.
    let delete = DeleteProvider {
        id: acme.1,
        version: 1,
    };
    let all = bench.run(&bench.administrator, delete).await.unwrap();
    assert!(all.list.is_empty());
    let own = bench.run(&new, ListIdentities {}).await.unwrap();
    assert!(own.list.is_empty());
});

both!(
    a_provider_said_at_the_start_is_kept_so_and_the_rest_is_the_administrators,
    async |bench: &Bench| {
        let services = &bench.services;
        let said = ProviderDraft {
            issuer: "https://start.example.com".into(),
            ..draft("Start")
        };
        services.keep_provider(&said, "one").await.unwrap();
        services.keep_provider(&said, "one").await.unwrap();
        let list = async || {
            let all = bench.run(&bench.administrator, ListProviders {}).await;
            all.unwrap().list
        };
        let made = list().await.remove(0);
        assert_eq!((&made.draft, made.version), (&said, 1));
        let mut changed = made.draft.clone();
        (changed.name, changed.second_factor) = ("Renamed".into(), true);
        save(bench, made.id, 1, changed).await;
        services.keep_provider(&said, "two").await.unwrap();
        let kept = list().await.remove(0);
        assert_eq!((kept.draft.name.as_str(), kept.version), ("Start", 3));
        assert!(kept.draft.second_factor && kept.has_secret);
        let told = last_actions(bench, made.id.0).await;
        assert_eq!(told, ["created", "edited", "edited", "secret_rotated"]);
        // What administrators switched on needs the domains.
        let mut off = kept.draft;
        off.password_off = true;
        save(bench, made.id, 3, off).await;
        let bare = ProviderDraft {
            domains: Vec::new(),
            ..said
        };
        let refused = services.keep_provider(&bare, "two").await.unwrap_err();
        assert_eq!(code(&refused), "domains_needed");
    }
);

both!(
    a_provider_said_at_the_start_is_made_beside_the_one_that_was_moved,
    async |bench: &Bench| {
        let services = &bench.services;
        let said = ProviderDraft {
            issuer: "https://start.example.com".into(),
            ..draft("Start")
        };
        services.keep_provider(&said, "one").await.unwrap();
        let list = async || {
            let all = bench.run(&bench.administrator, ListProviders {}).await;
            all.unwrap().list
        };
        let made = list().await.remove(0);
        let moved = SaveProvider {
            id: made.id,
            version: made.version,
            draft: ProviderDraft {
                name: "Moved".into(),
                issuer: "https://moved.example.com".into(),
                second_factor: true,
                ..made.draft.clone()
            },
            secret: Some("two".into()),
        };
        bench.run(&bench.administrator, moved).await.unwrap();
        let mut session = services.store().write().await.unwrap();
        let linked = store::platform::sso::NewIdentity {
            id: shared::kernel::IdentityId(bench.uuid()),
            user: bench.rep.user_id,
            provider: made.id,
            issuer: "https://moved.example.com",
            subject: "ann-1",
            email: "rep@example.com",
        };
        store::platform::sso::link(&mut session, &linked, START)
            .await
            .unwrap();
        session.commit().await.unwrap();
        // The old options, at every start: what was moved stays where it is, with its accounts.
        for _ in 0..3 {
            services.keep_provider(&said, "one").await.unwrap();
        }
        let all = list().await;
        assert_eq!(
            all.len(),
            2,
            "the one that was moved, and the one that is said"
        );
        let moved = all.iter().find(|one| one.id == made.id).unwrap();
        assert_eq!(moved.draft.issuer, "https://moved.example.com");
        assert!(moved.draft.second_factor && moved.version == 2);
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert_eq!(own.list.len(), 1, "nobody is unlinked");
        let again = all.iter().find(|one| one.id != made.id).unwrap();
        assert_eq!((&again.draft, again.version), (&said, 1));
        assert_eq!(last_actions(bench, again.id.0).await, ["created"]);
        // Accounts of the one that is said stay linked, too, whatever is said of it anew.
        let renamed = ProviderDraft {
            name: "Renamed".into(),
            ..said.clone()
        };
        services.keep_provider(&renamed, "three").await.unwrap();
        let all = list().await;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|one| one.draft.name == "Renamed"));
    }
);
