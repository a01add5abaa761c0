//! What opens nothing, and makes nothing.

use super::authenticator::{PRESENT, VERIFIED};
use super::*;
use shared::kernel::{Instant, ProblemKind};
use shared::platform::passkeys::base64url;

/// Why a sign-in was refused.
async fn refused(bench: &Bench, device: &Authenticator) -> String {
    let problem = come(bench, device).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unauthenticated);
    code(&problem).to_owned()
}

async fn device(bench: &Bench) -> Authenticator {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    device
}

/// Makes an authenticator answer otherwise than it should.
type Spoil = fn(&mut Authenticator);

both!(
    a_challenge_counts_once_for_minutes_and_in_its_browser,
    async |bench: &Bench| {
        let device = device(bench).await;
        let services = &bench.services;
        let over = Refused::Over.code();
        let (asked, browser) = services.ask_for_passkey(FROM.address).await.unwrap();
        let signed = device.sign(&asked);
        // In another browser, or in none.
        let (_, other) = services.ask_for_passkey(FROM.address).await.unwrap();
        for wrong in [other.as_str(), "", &browser[1..]] {
            let problem = enter(bench, &signed, wrong).await.unwrap_err();
            assert_eq!(code(&problem), over);
        }
        // Where it was asked it is still good, and then no more.
        assert!(enter(bench, &signed, &browser).await.is_ok());
        let replayed = enter(bench, &signed, &browser).await.unwrap_err();
        assert_eq!(code(&replayed), over);
        // A challenge nobody sent out.
        let made_up = device.sign_challenge(&base64url::encode(&[7; 32]));
        let problem = enter(bench, &made_up, &browser).await.unwrap_err();
        assert_eq!(code(&problem), over);
        // One that failed is used up, too.
        let (asked, browser) = services.ask_for_passkey(FROM.address).await.unwrap();
        let mut spoilt = device.sign(&asked);
        spoilt.signature = base64url::encode(&[1; 70]);
        let problem = enter(bench, &spoilt, &browser).await.unwrap_err();
        assert_eq!(code(&problem), Refused::Signature.code());
        let problem = enter(bench, &device.sign(&asked), &browser)
            .await
            .unwrap_err();
        assert_eq!(code(&problem), over);
        // One for another purpose.
        let begin = BeginPasskey {
            password: PASSWORD.into(),
            ..BeginPasskey::default()
        };
        let asked = bench.run(&bench.rep, begin).await.unwrap();
        let signed = device.sign_challenge(&asked.challenge);
        let problem = enter(bench, &signed, &asked.ticket).await.unwrap_err();
        assert_eq!(code(&problem), over);
        // After five minutes, counted from when it was asked for.
        let (asked, browser) = services.ask_for_passkey(FROM.address).await.unwrap();
        bench.clock.advance(5 * 60_000);
        let problem = enter(bench, &device.sign(&asked), &browser)
            .await
            .unwrap_err();
        assert_eq!(code(&problem), over);
    }
);

both!(
    a_signature_counts_for_our_address_and_a_verified_person,
    async |bench: &Bench| {
        let mut device = device(bench).await;
        let good = (device.origin.clone(), device.party.clone());
        for origin in [
            "https://crm.example.com.evil.example",
            "http://crm.example.com",
            "https://crm.example.com:8443",
        ] {
            device.origin = origin.into();
            assert_eq!(refused(bench, &device).await, Refused::Origin.code());
        }
        device.origin = good.0;
        device.party = "evil.example".into();
        assert_eq!(refused(bench, &device).await, Refused::Origin.code());
        device.party = good.1;
        for flags in [0, PRESENT, VERIFIED] {
            device.flags = flags;
            assert_eq!(refused(bench, &device).await, Refused::Verification.code());
        }
        // What may be copied does not become so later.
        device.flags = PRESENT | VERIFIED | 1 << 3;
        assert_eq!(refused(bench, &device).await, Refused::Unreadable.code());
        device.flags = PRESENT | VERIFIED;
        assert!(come(bench, &device).await.is_ok());
        let mut session = bench.services.store().read().await.unwrap();
        let (noted,): (i64,) = session
            .one(
                "SELECT COUNT(*) FROM events WHERE action = 'passkey_refused' AND owner_id = $1",
                store::args![bench.rep.user_id],
            )
            .await
            .unwrap();
        assert_eq!(noted, 8);
    }
);

both!(
    a_passkey_is_of_one_person_and_one_key,
    async |bench: &Bench| {
        let mut own = device(bench).await;
        let mut theirs = Authenticator::new(2);
        add(bench, &bench.colleague, &mut theirs, "Key")
            .await
            .unwrap();
        // It remembers somebody else than whose it is, or nobody.
        own.remembers(bench.colleague.user_id);
        assert_eq!(refused(bench, &own).await, Refused::Unknown.code());
        own.user = None;
        assert_eq!(refused(bench, &own).await, Refused::Unreadable.code());
        own.remembers(bench.rep.user_id);
        // Another key under the name of a known one.
        let mut forged = Authenticator::new(1);
        forged.remembers(bench.rep.user_id);
        assert_eq!(refused(bench, &forged).await, Refused::Signature.code());
        // Of one person's challenge and another's key nothing is made: it is known already.
        let mut twice = Authenticator::new(2);
        let problem = add(bench, &bench.rep, &mut twice, "Key").await.unwrap_err();
        assert_eq!(code(&problem), Refused::Known.code());
        // One nobody knows.
        let mut unknown = Authenticator::new(9);
        unknown.remembers(bench.rep.user_id);
        assert_eq!(refused(bench, &unknown).await, Refused::Unknown.code());
        assert!(come(bench, &own).await.is_ok());
        assert!(come(bench, &theirs).await.is_ok());
    }
);

both!(a_count_that_goes_back_is_a_copy, async |bench: &Bench| {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    device.counter = 7;
    add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    let back = Refused::Counter.code();
    assert_eq!(refused(bench, &device).await, back);
    device.counter = 8;
    assert!(come(bench, &device).await.is_ok());
    assert_eq!(refused(bench, &device).await, back);
    device.counter = 0;
    assert_eq!(refused(bench, &device).await, back);
    device.counter = 20;
    assert!(come(bench, &device).await.is_ok());
});

both!(
    who_was_switched_off_or_belongs_to_a_provider_stays_out,
    async |bench: &Bench| {
        let device = device(bench).await;
        let set = async |active: bool| {
            let mut session = bench.services.store().write().await.unwrap();
            session
                .exec(
                    "UPDATE users SET active = $2 WHERE id = $1",
                    store::args![bench.rep.user_id, active],
                )
                .await
                .unwrap();
            session.commit().await.unwrap();
        };
        set(false).await;
        assert_eq!(refused(bench, &device).await, Refused::Inactive.code());
        set(true).await;
        assert!(come(bench, &device).await.is_ok());

        // A provider switches passwords off for the domain: passkeys, too.
        let acme = crate::platform::sso::provider(bench).await;
        let mut draft = acme.draft;
        draft.password_off = true;
        let save = shared::platform::sso::SaveProvider {
            id: acme.id,
            version: acme.version,
            draft,
            secret: None,
        };
        bench.run(&bench.administrator, save).await.unwrap();
        assert_eq!(refused(bench, &device).await, Refused::Off.code());
        let all = bench.run(&bench.rep, ListPasskeys {}).await.unwrap();
        assert_eq!((all.availability, all.password), (Availability::Off, false));
        let mut another = Authenticator::new(2);
        let problem = add(bench, &bench.rep, &mut another, "Key").await;
        assert_eq!(code(&problem.unwrap_err()), Refused::Off.code());
        // The only administrator keeps password and passkey.
        let mut keeper = Authenticator::new(3);
        add(bench, &bench.administrator, &mut keeper, "Key")
            .await
            .unwrap();
        assert!(come(bench, &keeper).await.is_ok());
    }
);

both!(
    a_passkey_that_is_not_as_asked_is_not_made,
    async |bench: &Bench| {
        at_a_name(bench);
        let rep = &bench.rep;
        let spoilt: [(Spoil, Refused); 6] = [
            (
                |device| device.origin = "https://evil.example".into(),
                Refused::Origin,
            ),
            (
                |device| device.party = "evil.example".into(),
                Refused::Origin,
            ),
            (|device| device.flags = PRESENT, Refused::Verification),
            (|device| device.flags = VERIFIED, Refused::Verification),
            (|device| device.id = Vec::new(), Refused::Unreadable),
            (|device| device.id = vec![1; 1_024], Refused::Unreadable),
        ];
        for (spoil, word) in spoilt {
            let mut device = Authenticator::new(1);
            spoil(&mut device);
            let problem = add(bench, rep, &mut device, "Key").await.unwrap_err();
            assert_eq!(code(&problem), word.code());
        }
        let begin = async |password: &str| {
            let password = password.to_owned();
            let begin = BeginPasskey {
                password,
                ..BeginPasskey::default()
            };
            bench.run(rep, begin).await
        };
        assert_eq!(code(&begin("wrong").await.unwrap_err()), "password_wrong");
        // The ticket of another page, another person, a used one.
        let mut device = Authenticator::new(1);
        let (first, second) = (
            begin(PASSWORD).await.unwrap(),
            begin(PASSWORD).await.unwrap(),
        );
        let mut wanted = AddPasskey {
            ticket: second.ticket,
            name: "Key".into(),
            made: device.create(&first),
        };
        let over = Refused::Over.code();
        let problem = bench.run(rep, wanted.clone()).await.unwrap_err();
        assert_eq!(code(&problem), over);
        wanted.ticket = first.ticket;
        let problem = bench
            .run(&bench.colleague, wanted.clone())
            .await
            .unwrap_err();
        assert_eq!(code(&problem), over);
        let unnamed = AddPasskey {
            name: "  ".into(),
            ..wanted.clone()
        };
        let problem = bench.run(rep, unnamed).await.unwrap_err();
        assert_eq!(code(&problem), "required");
        assert_eq!(bench.run(rep, wanted.clone()).await.unwrap().list.len(), 1);
        let problem = bench.run(rep, wanted).await.unwrap_err();
        assert_eq!(code(&problem), over);
    }
);

both!(tries_of_an_address_are_counted, async |bench: &Bench| {
    let device = device(bench).await;
    let unknown = {
        let mut unknown = Authenticator::new(9);
        unknown.remembers(bench.rep.user_id);
        unknown
    };
    for _ in 0..50 {
        assert_eq!(refused(bench, &unknown).await, Refused::Unknown.code());
    }
    let problem = come(bench, &device).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::TooManyRequests);
    // Questions that wait are counted as well.
    let services = &bench.services;
    for _ in 0..300 {
        services.ask_for_passkey("192.0.2.9").await.unwrap();
    }
    let problem = services.ask_for_passkey("192.0.2.9").await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::TooManyRequests);
    bench.clock.set(Instant(START.0 + 20 * 60_000));
    assert!(come(bench, &device).await.is_ok());
});
