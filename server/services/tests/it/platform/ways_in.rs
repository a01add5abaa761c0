//! Keys of second factors are sealed; people are told when their ways in change.

use super::access::{enrol, shown};
use super::mailed;
use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use ports::Dispatcher;
use services::Services;
use services::platform::access::Sealing;
use services::platform::auth::Origin;
use services::platform::sealing::Keys;
use shared::kernel::{Actor, Instant, Operation, ProblemKind, UserId};
use shared::platform::access::{
    BeginSecondFactor, ConfirmSecondFactor, DropSecondFactor, RenewRecoveryCodes, ResetSecondFactor,
};
use std::sync::Arc;

const FROM: Origin = Origin {
    address: "",
    agent: "x",
};

/// Another server on the same database, with the keys of this file.
pub(super) fn server(bench: &Bench, file: &str) -> Services {
    let other = Services::new(bench.services.store().clone(), bench.clock.clone());
    if !file.is_empty() {
        other.seal_with(Keys::read(file).unwrap());
    }
    other
}

async fn kept(bench: &Bench, user: UserId) -> String {
    let mut session = bench.services.store().read().await.unwrap();
    let all = store::platform::access::factor_secrets(&mut session).await;
    let found = all.unwrap().into_iter().find(|(id, _)| *id == user);
    found.unwrap().1
}

/// Comes in with the password and the code of this moment.
async fn come(services: &Services, key: &str, at: Instant) -> Result<String, ProblemKind> {
    let entry = services
        .sign_in("rep@example.com", PASSWORD, "", "x")
        .await
        .unwrap();
    let code = shown(key, at);
    let opened = services.second_step(&entry.token, &code, FROM);
    opened.await.map_err(|problem| problem.kind)
}

async fn run<O: Operation>(services: &Services, actor: &Actor, operation: O) -> O::Answer {
    let dispatcher: Arc<dyn Dispatcher> = Arc::new(services.clone());
    ports::run(&dispatcher, actor, operation).await.unwrap()
}

both!(
    keys_of_second_factors_are_sealed_when_a_server_with_a_key_starts,
    async |bench: &Bench| {
        let user = bench.rep.user_id;
        let (key, _) = enrol(bench, &bench.rep, START).await;
        let plain = key.replace(' ', "");
        assert_eq!(kept(bench, user).await, plain);
        let (old, new) = (Keys::new_file(), Keys::new_file());
        let first = server(bench, &old);
        let sealing = |sealed, closed| Sealing {
            sealed,
            closed,
            closed_sent: 0,
        };
        assert_eq!(first.seal_kept().await.unwrap(), sealing(1, 0));
        let sealed = kept(bench, user).await;
        assert!(sealed.starts_with("sealed:") && !sealed.contains(&plain));
        // Again there is nothing to do, and the code opens as before.
        assert_eq!(first.seal_kept().await.unwrap(), sealing(0, 0));
        let at = |minutes: i64| {
            let at = Instant(START.0 + minutes * 60_000);
            bench.clock.set(at);
            at
        };
        let now = at(1);
        assert!(come(&first, &key, now).await.is_ok());
        // A server without the key, or with another one, knows that it cannot.
        let now = at(2);
        for file in ["", &new] {
            let blind = server(bench, file);
            assert_eq!(blind.seal_kept().await.unwrap(), sealing(0, 1));
            let refused = come(&blind, &key, now).await;
            assert_eq!(refused.unwrap_err(), ProblemKind::Unavailable);
        }
        assert_eq!(kept(bench, user).await, sealed);
        // A new key before the old one: what is kept goes over to it, and the old one may go.
        let both = server(bench, &format!("{new}{old}"));
        assert_eq!(both.seal_kept().await.unwrap(), sealing(1, 0));
        let last = server(bench, &new);
        assert_eq!(last.seal_kept().await.unwrap(), sealing(0, 0));
        let now = at(3);
        assert!(come(&last, &key, now).await.is_ok());
    }
);

both!(
    a_second_factor_set_up_under_a_key_is_sealed_from_the_first_moment,
    async |bench: &Bench| {
        let server = server(bench, &Keys::new_file());
        let user = bench.rep.user_id;
        let enrolment = run(&server, &bench.rep, BeginSecondFactor {}).await;
        assert!(kept(bench, user).await.starts_with("sealed:"));
        bench.clock.set(START);
        let confirm = ConfirmSecondFactor {
            code: shown(&enrolment.key, START),
            keep: None,
        };
        run(&server, &bench.rep, confirm).await;
        let later = Instant(START.0 + 60_000);
        bench.clock.set(later);
        assert!(come(&server, &enrolment.key, later).await.is_ok());
        // Moved to somebody else it opens nothing.
        let foreign = kept(bench, user).await;
        let mut session = bench.services.store().write().await.unwrap();
        let colleague = bench.colleague.user_id;
        store::platform::access::begin_factor(&mut session, colleague, &foreign)
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!(server.seal_kept().await.unwrap().closed, 1);
        assert_eq!(server.reset_closed_factors().await.unwrap(), 1);
        assert_eq!(server.reset_closed_factors().await.unwrap(), 0);
        // The command line takes one away by the address.
        server.reset_factor_of("REP@example.com").await.unwrap();
        let again = server.reset_factor_of("rep@example.com").await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::NotFound);
        let told = mailed(bench, "rep@example.com").await;
        assert!(told[1].contains("operates the server"), "{}", told[1]);
    }
);

both!(
    every_change_of_a_second_factor_is_told_by_mail,
    async |bench: &Bench| {
        let password = || PASSWORD.to_owned();
        enrol(bench, &bench.rep, START).await;
        let renew = RenewRecoveryCodes {
            password: password(),
        };
        bench.run(&bench.rep, renew).await.unwrap();
        let drop = DropSecondFactor {
            password: password(),
        };
        bench.run(&bench.rep, drop).await.unwrap();
        enrol(bench, &bench.rep, Instant(START.0 + 60_000)).await;
        let reset = ResetSecondFactor {
            id: bench.rep.user_id,
        };
        bench
            .run(&bench.administrator, reset.clone())
            .await
            .unwrap();
        // Nothing was left to take away: nothing is told.
        bench.run(&bench.administrator, reset).await.unwrap();
        let told = mailed(bench, "rep@example.com").await;
        let words = [
            "has just been set up",
            "New recovery codes",
            "given up",
            "has just been set up",
            "administrator has just taken the second factor",
        ];
        assert_eq!(told.len(), words.len(), "{told:#?}");
        for (text, word) in told.iter().zip(words) {
            assert!(text.contains(word), "{word}: {text}");
        }
        assert!(mailed(bench, "administrator@example.com").await.is_empty());
    }
);
