//! Passkeys: made, used, removed. The authenticator is made of software.

mod authenticator;
mod factor;
mod own;
mod refusals;

use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use crate::platform::last_actions;
use authenticator::Authenticator;
use services::Clock;
use services::platform::auth::Origin;
use services::platform::mail::{Deployment, Folder};
use shared::kernel::{Actor, Problem};
use shared::platform::passkeys::{
    AddPasskey, Availability, BeginPasskey, ListPasskeys, Passkeys, Refused, Signed,
};
use shared::platform::profile::{GetProfile, SessionWay};
use std::sync::Arc;

const FROM: Origin = Origin {
    address: "192.0.2.1",
    agent: "Firefox/140",
};

/// Says where the installation is: at a name, over encryption.
pub fn at_a_name(bench: &Bench) {
    bench.services.deploy(Deployment {
        base_url: "https://crm.example.com".into(),
        from: "Jalon <jalon@example.com>".parse().unwrap(),
        mailer: Arc::new(Folder::new("unused".into())),
        started_at: START,
    });
}

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

/// Adds the authenticator's passkey to somebody.
async fn add(
    bench: &Bench,
    actor: &Actor,
    device: &mut Authenticator,
    name: &str,
) -> Result<Passkeys, Problem> {
    let begin = BeginPasskey {
        password: PASSWORD.into(),
        ..BeginPasskey::default()
    };
    let asked = bench.run(actor, begin).await?;
    let made = device.create(&asked);
    let add = AddPasskey {
        ticket: asked.ticket,
        name: name.into(),
        made,
    };
    bench.run(actor, add).await
}

/// A passkey of somebody, written without an authenticator.
pub async fn passkey(bench: &Bench, user: shared::kernel::UserId) -> shared::kernel::PasskeyId {
    at_a_name(bench);
    let id = shared::kernel::PasskeyId(bench.uuid());
    let new = store::platform::passkeys::NewPasskey {
        id,
        user,
        credential: &id.to_string(),
        public_key: "AA",
        algorithm: -7,
        counter: 0,
        transports: "",
        backup_eligible: false,
        backed_up: false,
        name: "Key",
    };
    let mut session = bench.services.store().write().await.unwrap();
    store::platform::passkeys::insert(&mut session, &new, START)
        .await
        .unwrap();
    session.commit().await.unwrap();
    id
}

async fn come(bench: &Bench, device: &Authenticator) -> Result<String, Problem> {
    let (asked, browser) = bench.services.ask_for_passkey(FROM.address).await.unwrap();
    enter(bench, &device.sign(&asked), &browser).await
}

async fn enter(bench: &Bench, signed: &Signed, browser: &str) -> Result<String, Problem> {
    bench.services.enter_by_passkey(signed, browser, FROM).await
}

both!(
    a_passkey_is_made_and_opens_a_session_without_name_or_password,
    async |bench: &Bench| {
        at_a_name(bench);
        let user = bench.rep.user_id;
        for (id, mut device) in [
            (1, Authenticator::new(1)),
            (2, Authenticator::edwards(2)),
            (3, {
                let mut device = Authenticator::new(3);
                device.own_statement = true;
                device
            }),
        ] {
            // What is typed is kept as it is, but for spaces around it.
            let begun = bench.clock.now();
            let all = add(bench, &bench.rep, &mut device, " My <b>key</b> ").await;
            let all = all.unwrap();
            assert_eq!(all.list.len(), id);
            assert_eq!(
                (all.availability, all.password),
                (Availability::Ready, true)
            );
            let one = &all.list[id - 1];
            assert_eq!(
                (one.name.as_str(), one.last_used_at),
                ("My <b>key</b>", None)
            );
            assert!(begun < one.created_at && one.created_at < bench.clock.now());
            let begun = bench.clock.now();
            let token = come(bench, &device).await.unwrap();
            let signed_in = bench.services.authenticate(&token).await.unwrap().unwrap();
            assert_eq!(signed_in.actor.user_id, user);
            assert!(!signed_in.must_enrol);
            let all = bench.run(&bench.rep, ListPasskeys {}).await.unwrap();
            let used = all.list[id - 1].last_used_at.unwrap();
            assert!(begun < used && used < bench.clock.now());
        }
        assert_eq!(last_actions(bench, user.0).await, ["passkey_added"; 3]);
        // A session says how it was opened.
        let sessions = bench.run(&bench.rep, GetProfile {}).await.unwrap().sessions;
        let ways: Vec<_> = sessions.iter().map(|one| one.way).collect();
        assert_eq!(ways, [Some(SessionWay::Passkey); 3]);
        bench
            .services
            .sign_in("rep@example.com", PASSWORD, "", "x")
            .await
            .unwrap();
        let sessions = bench.run(&bench.rep, GetProfile {}).await.unwrap().sessions;
        let by = |way| sessions.iter().filter(|one| one.way == Some(way)).count();
        assert_eq!((by(SessionWay::Passkey), by(SessionWay::Password)), (3, 1));
    }
);

both!(
    a_challenge_may_be_answered_at_another_server_of_the_house,
    async |bench: &Bench| {
        at_a_name(bench);
        let mut device = Authenticator::new(1);
        add(bench, &bench.rep, &mut device, "Key").await.unwrap();
        let (asked, browser) = bench.services.ask_for_passkey("").await.unwrap();
        let store = bench.services.store().clone();
        let other = services::Services::new(store, bench.clock.clone());
        other.deploy(bench.services.deployment().unwrap().clone());
        let signed = device.sign(&asked);
        assert!(
            other
                .enter_by_passkey(&signed, &browser, FROM)
                .await
                .is_ok()
        );
    }
);

both!(without_a_name_there_are_none, async |bench: &Bench| {
    // The bench is served at a number.
    let all = bench.run(&bench.rep, ListPasskeys {}).await.unwrap();
    assert_eq!(all.availability, Availability::Address);
    let begin = BeginPasskey {
        password: PASSWORD.into(),
        ..BeginPasskey::default()
    };
    let refused = bench.run(&bench.rep, begin).await.unwrap_err();
    assert_eq!(code(&refused), Refused::Address.code());
    let refused = bench.services.ask_for_passkey("").await.unwrap_err();
    assert_eq!(code(&refused), Refused::Address.code());
});
