//! Passkeys are named, added and removed by their owner, who shows again that it is them and is told by mail,
//! and taken away by an administrator.

use super::*;
use crate::platform::mailed;
use shared::kernel::{Instant, PasskeyId, ProblemKind, SessionId};
use shared::platform::access::GetPersonAccess;
use shared::platform::passkeys::{
    AskForProof, FRESH_MS, PROVE_AGAIN, Proof, RemovePasskey, RenamePasskey, ResetPasskeys,
};

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
        // Each time a message says so, to the owner and to nobody else.
        let told = mailed(bench, "rep@example.com").await;
        assert_eq!(told.len(), 3);
        assert!(
            told[0].contains("“First” has just been added"),
            "{}",
            told[0]
        );
        assert!(
            told[2].contains("“First” has just been removed"),
            "{}",
            told[2]
        );
        assert!(told[2].contains("https://crm.example.com/settings"));
        assert!(mailed(bench, "colleague@example.com").await.is_empty());
    }
);

both!(a_passkey_is_named_anew, async |bench: &Bench| {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    let all = add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    let (id, version) = (all.list[0].id, all.list[0].version);
    // A use is no change: the name that was read is still the one there is.
    come(bench, &device).await.unwrap();
    let name = |version: i64, name: &str| RenamePasskey {
        id,
        version,
        name: name.into(),
    };
    let all = bench.run(&bench.rep, name(version, "  Old key ")).await;
    let all = all.unwrap();
    assert_eq!(
        (all.list[0].name.as_str(), all.list[0].version),
        ("Old key", version + 1)
    );
    let stale = bench.run(&bench.rep, name(version, "Other")).await;
    assert_eq!(stale.unwrap_err().kind, ProblemKind::Conflict);
    let empty = bench.run(&bench.rep, name(version + 1, " ")).await;
    assert_eq!(code(&empty.unwrap_err()), "required");
    let foreign = bench.run(&bench.colleague, name(version + 1, "Mine")).await;
    assert_eq!(foreign.unwrap_err().kind, ProblemKind::NotFound);
    // The same name once more is nothing new.
    bench
        .run(&bench.rep, name(version + 1, "Old key"))
        .await
        .unwrap();
    let actions = last_actions(bench, bench.rep.user_id.0).await;
    assert_eq!(actions, ["passkey_added", "passkey_renamed"]);
    assert!(come(bench, &device).await.is_ok());
});

both!(
    who_has_no_password_shows_again_who_they_are_before_one_is_added,
    async |bench: &Bench| {
        at_a_name(bench);
        let mut first = Authenticator::new(1);
        add(bench, &bench.rep, &mut first, "First").await.unwrap();
        without_password(bench).await;
        let begin = async |proof: Option<Proof>, session: Option<SessionId>| {
            let begin = BeginPasskey {
                password: PASSWORD.into(),
                proof,
                session,
            };
            bench.run(&bench.rep, begin).await.map(|_| ())
        };
        let refused = begin(None, None).await.unwrap_err();
        assert_eq!(code(&refused), PROVE_AGAIN);
        // By another passkey, one's own.
        let proof = async |device: &Authenticator| {
            let asked = bench.run(&bench.rep, AskForProof {}).await.unwrap();
            let signed = device.sign(&asked);
            let ticket = asked.ticket;
            Some(Proof { ticket, signed })
        };
        begin(proof(&first).await, None).await.unwrap();
        let stranger = Authenticator::new(2);
        let refused = begin(proof(&stranger).await, None).await.unwrap_err();
        assert_eq!(code(&refused), Refused::Unknown.code());
        // Or in a session that was opened just now: this one, not another, nor somebody else's.
        let token = come(bench, &first).await.unwrap();
        let session = async |token: &str| {
            let found = bench.services.authenticate(token).await.unwrap();
            Some(found.unwrap().session_id)
        };
        let own = session(&token).await;
        begin(None, own).await.unwrap();
        let other = bench
            .services
            .sign_in("colleague@example.com", PASSWORD, "", "x")
            .await;
        let foreign = session(&other.unwrap().token).await;
        assert_eq!(code(&begin(None, foreign).await.unwrap_err()), PROVE_AGAIN);
        bench.clock.set(Instant(bench.clock.now().0 + FRESH_MS));
        assert_eq!(code(&begin(None, own).await.unwrap_err()), PROVE_AGAIN);
    }
);

#[test]
fn a_page_cannot_say_which_session_asks() {
    let said = serde_json::json!({ "session": SessionId::new(1, [1; 10]) });
    let read: BeginPasskey = serde_json::from_value(said).unwrap();
    assert_eq!(read, BeginPasskey::default());
}

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
    let token = come(bench, &device).await.unwrap();
    let left = bench.run(&bench.administrator, ResetPasskeys { id }).await;
    let left = left.unwrap();
    assert!(left.passkeys.is_empty() && left.sessions.is_empty());
    // Whoever came in by one is out.
    let signed_in = bench.services.authenticate(&token).await.unwrap();
    assert!(signed_in.is_none());
    let told = mailed(bench, "rep@example.com").await;
    assert!(told[1].contains("administrator has just taken all the passkeys"));
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
