//! Who does not come in, and why.

use super::*;
use shared::kernel::Instant;
use shared::platform::people::{GetDirectory, SaveUser};
use store::args;

both!(
    an_answer_counts_once_in_the_browser_that_went_out_and_for_ten_minutes,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let away = begin(&bench.services, acme.1).await.unwrap();
        acme.0.with().claims = claims(&acme.0, &away, "ann-1", "rep@example.com");
        let stranger = Away {
            browser: begin(&bench.services, acme.1).await.unwrap().browser,
            ..away.clone()
        };
        assert_eq!(
            refusal(come(&bench.services, &stranger).await),
            Refusal::Over
        );
        let without = Away {
            browser: String::new(),
            ..away.clone()
        };
        assert_eq!(
            refusal(come(&bench.services, &without).await),
            Refusal::Over
        );
        // The stranger's try took nothing away.
        assert!(come(&bench.services, &away).await.is_ok());
        assert_eq!(refusal(come(&bench.services, &away).await), Refusal::Over);

        let late = begin(&bench.services, acme.1).await.unwrap();
        bench
            .clock
            .set(Instant(START.0 + services::platform::sso::STEP_MS + 60_000));
        assert_eq!(refusal(come(&bench.services, &late).await), Refusal::Over);
    }
);

both!(
    a_token_not_for_this_sign_in_opens_nothing,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let now = START.0 / 1_000;
        for (name, value) in [
            ("nonce", json!("other")),
            ("nonce", Value::Null),
            ("aud", json!("another client")),
            ("aud", json!(["jalon", "another client"])),
            ("iss", json!("https://evil.example")),
            ("exp", json!(now - 121)),
            ("exp", json!("never")),
            ("iat", json!(now + 3_600)),
            ("sub", json!("")),
        ] {
            let away = begin(&bench.services, acme.1).await.unwrap();
            let mut said = claims(&acme.0, &away, "ann-1", "rep@example.com");
            said[name] = value;
            acme.0.with().claims = said;
            assert_eq!(
                refusal(come(&bench.services, &away).await),
                Refusal::Token,
                "{name}"
            );
        }
        acme.0.forge_key();
        // The forger's key is not the one that was published, whatever it is called.
        let away = begin(&bench.services, acme.1).await.unwrap();
        acme.0.with().claims = claims(&acme.0, &away, "ann-1", "rep@example.com");
        assert_eq!(refusal(come(&bench.services, &away).await), Refusal::Token);
    }
);

both!(a_new_key_is_asked_for_once, async |bench: &Bench| {
    let acme = running(bench, |_| {}).await;
    assert!(
        sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .is_ok()
    );
    acme.0.change_key();
    assert!(
        sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .is_ok()
    );
    assert_eq!(acme.0.asked("/keys").len(), 2);
    assert!(
        sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .is_ok()
    );
    assert_eq!(acme.0.asked("/keys").len(), 2);
});

both!(
    who_is_not_known_or_not_wanted_is_refused_and_noted,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let came = sign_in(bench, &acme, "eve-1", "eve@example.com").await;
        assert_eq!(refusal(came), Refusal::Unknown);
        let came = sign_in(bench, &acme, "eve-2", "rep@evil.example").await;
        assert_eq!(refusal(came), Refusal::Domain);
        // An address nobody verified is nobody's.
        let away = begin(&bench.services, acme.1).await.unwrap();
        let mut said = claims(&acme.0, &away, "eve-3", "rep@example.com");
        said["email_verified"] = json!(false);
        acme.0.with().claims = said;
        assert_eq!(refusal(come(&bench.services, &away).await), Refusal::Email);
        // Who has an account at the provider does not get a second one by the address.
        assert!(
            sign_in(bench, &acme, "ann-1", "rep@example.com")
                .await
                .is_ok()
        );
        let came = sign_in(bench, &acme, "ann-2", "rep@example.com").await;
        assert_eq!(refusal(came), Refusal::Other);

        // Switched off: neither the link nor the address opens anything.
        let all = bench
            .run(&bench.administrator, GetDirectory {})
            .await
            .unwrap();
        for who in [&bench.rep, &bench.colleague] {
            let user = all
                .users
                .iter()
                .find(|user| user.id == who.user_id)
                .unwrap();
            let mut facts = user.facts.clone();
            facts.active = false;
            let off = SaveUser {
                id: user.id,
                version: user.version,
                facts,
                password: None,
            };
            bench.run(&bench.administrator, off).await.unwrap();
        }
        for (subject, email) in [
            ("ann-1", "rep@example.com"),
            ("bob-1", "colleague@example.com"),
        ] {
            let came = sign_in(bench, &acme, subject, email).await;
            assert_eq!(refusal(came), Refusal::Inactive, "{subject}");
        }
        let mut session = bench.services.store().read().await.unwrap();
        let (count,): (i64,) = session
            .one(
                "SELECT COUNT(*) FROM events WHERE action = 'provider_refused'",
                args![],
            )
            .await
            .unwrap();
        assert_eq!(count, 6);
    }
);

both!(
    what_the_provider_says_no_to_is_told_apart,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let away = begin(&bench.services, acme.1).await.unwrap();
        let mut back = answer(&away);
        back.error = "access_denied".into();
        back.code.clear();
        let came = bench
            .services
            .come_from_provider(&back, &away.browser, None, Lang::En, FROM)
            .await;
        assert_eq!(refusal(entered(came)), Refusal::Cancelled);

        // Another provider answers in its place (RFC 9207).
        let away = begin(&bench.services, acme.1).await.unwrap();
        let mut back = answer(&away);
        back.issuer = Some("https://evil.example".into());
        let came = bench
            .services
            .come_from_provider(&back, &away.browser, None, Lang::En, FROM)
            .await;
        assert_eq!(refusal(entered(came)), Refusal::Token);
        assert!(acme.0.asked("/token").is_empty());

        for (status, error, expected) in [
            (400, "invalid_grant", Refusal::Over),
            (401, "invalid_client", Refusal::Down),
            (500, "", Refusal::Down),
        ] {
            acme.0.with().refuses = Some((status, json!({ "error": error })));
            let came = sign_in(bench, &acme, "ann-1", "rep@example.com").await;
            assert_eq!(refusal(came), expected, "{error}");
        }
        let gone = begin(&bench.services, ProviderId(bench.uuid())).await;
        assert_eq!(gone.unwrap_err(), Refusal::Gone);
    }
);

both!(
    many_tries_of_one_address_must_wait,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let made_up = Answer {
            state: "made up".into(),
            code: "made up".into(),
            ..Answer::default()
        };
        let mut last = Refusal::Over;
        for _ in 0..51 {
            let came = bench
                .services
                .come_from_provider(&made_up, "made up", None, Lang::En, FROM)
                .await;
            last = refusal(entered(came));
        }
        assert_eq!(last, Refusal::Many);
        // Nor can one address fill the database with sign-ins that never end.
        for _ in 0..60 {
            begin(&bench.services, acme.1).await.unwrap();
        }
        assert_eq!(
            begin(&bench.services, acme.1).await.unwrap_err(),
            Refusal::Many
        );
        let elsewhere = bench
            .services
            .begin_at_provider(acme.1, "/", Lang::En, "192.0.2.2")
            .await;
        assert!(elsewhere.is_ok());
    }
);
