//! Passkeys are removed: by their owner, who shows again that it is them, and by an administrator.

use super::*;
use shared::kernel::{PasskeyId, ProblemKind};
use shared::platform::access::GetPersonAccess;
use shared::platform::passkeys::{AskForProof, Proof, RemovePasskey, ResetPasskeys};

fn by_password(id: PasskeyId, password: &str) -> RemovePasskey {
    RemovePasskey {
        id,
        password: password.into(),
        proof: None,
    }
}

/// Somebody who never had a password.
async fn without_password(bench: &Bench) {
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "UPDATE users SET password_hash = '' WHERE id = $1",
            store::args![bench.rep.user_id],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
}

both!(
    one_removes_ones_own_with_the_password,
    async |bench: &Bench| {
        at_a_name(bench);
        let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
        add(bench, &bench.rep, &mut first, "First").await.unwrap();
        let all = add(bench, &bench.rep, &mut second, "Second").await.unwrap();
        let id = all.list[0].id;
        let refused = bench.run(&bench.rep, by_password(id, "wrong")).await;
        assert_eq!(code(&refused.unwrap_err()), "password_wrong");
        let foreign = bench.run(&bench.colleague, by_password(id, PASSWORD)).await;
        assert_eq!(foreign.unwrap_err().kind, ProblemKind::NotFound);
        let left = bench
            .run(&bench.rep, by_password(id, PASSWORD))
            .await
            .unwrap();
        assert_eq!(left.list.len(), 1);
        let again = bench.run(&bench.rep, by_password(id, PASSWORD)).await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::NotFound);
        assert_eq!(
            code(&come(bench, &first).await.unwrap_err()),
            Refused::Unknown.code()
        );
        assert!(come(bench, &second).await.is_ok());
        let actions = last_actions(bench, bench.rep.user_id.0).await;
        assert_eq!(
            actions,
            ["passkey_added", "passkey_added", "passkey_removed"]
        );
    }
);

both!(
    without_a_password_another_passkey_is_asked_for_and_the_last_stays,
    async |bench: &Bench| {
        at_a_name(bench);
        let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
        add(bench, &bench.rep, &mut first, "First").await.unwrap();
        let all = add(bench, &bench.rep, &mut second, "Second").await.unwrap();
        without_password(bench).await;
        let (one, other) = (all.list[0].id, all.list[1].id);
        let refused = bench.run(&bench.rep, by_password(one, PASSWORD)).await;
        assert_eq!(code(&refused.unwrap_err()), Refused::Verification.code());
        let proven = async |id: PasskeyId, device: &Authenticator| {
            let asked = bench.run(&bench.rep, AskForProof {}).await.unwrap();
            let proof = Proof {
                signed: device.sign(&asked),
                ticket: asked.ticket,
            };
            let remove = RemovePasskey {
                id,
                password: String::new(),
                proof: Some(proof),
            };
            bench.run(&bench.rep, remove).await
        };
        // Somebody else's passkey proves nothing.
        let mut foreign = Authenticator::new(3);
        add(bench, &bench.colleague, &mut foreign, "Key")
            .await
            .unwrap();
        let refused = proven(one, &foreign).await.unwrap_err();
        assert_eq!(code(&refused), Refused::Unknown.code());
        assert_eq!(proven(one, &second).await.unwrap().list.len(), 1);
        let refused = proven(other, &second).await.unwrap_err();
        assert_eq!(code(&refused), "only_way_in");
    }
);

both!(an_administrator_takes_all_away, async |bench: &Bench| {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    let id = bench.rep.user_id;
    let person = async || {
        let ask = GetPersonAccess { id };
        bench.run(&bench.administrator, ask).await.unwrap()
    };
    assert_eq!(person().await.passkeys.len(), 1);
    let left = bench.run(&bench.administrator, ResetPasskeys { id }).await;
    assert!(left.unwrap().passkeys.is_empty());
    // Nothing to take away: nothing happened.
    bench
        .run(&bench.administrator, ResetPasskeys { id })
        .await
        .unwrap();
    let actions = last_actions(bench, id.0).await;
    assert_eq!(actions, ["passkey_added", "passkeys_reset"]);
    assert_eq!(
        code(&come(bench, &device).await.unwrap_err()),
        Refused::Unknown.code()
    );
});
