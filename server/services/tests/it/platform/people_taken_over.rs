//! Nobody who keeps people comes in as one of them.

use super::{last_actions, mailed};
use crate::bench::{Bench, PASSWORD};
use crate::both;
use shared::kernel::{Action, Actor, ProblemKind, Rights, Role, Scope, UserId};
use shared::platform::access::SendReset;
use shared::platform::people::{GetDirectory, SaveUser, UserView};

async fn person(bench: &Bench, id: UserId) -> UserView {
    let all = bench.run(&bench.administrator, GetDirectory {}).await;
    let mut users = all.unwrap().users.into_iter();
    users.find(|user| user.id == id).unwrap()
}

/// A manager who also keeps people.
fn keeper(bench: &Bench) -> Actor {
    let mut keeper = bench.manager.clone();
    keeper.rights = Rights::of(Role::Manager).with(Action::ManageUsers, Scope::All);
    keeper
}

async fn save(
    bench: &Bench,
    by: &Actor,
    id: UserId,
    change: impl FnOnce(&mut SaveUser),
) -> Result<(), String> {
    let user = person(bench, id).await;
    let mut request = SaveUser {
        id,
        version: user.version,
        facts: user.facts,
        password: None,
    };
    change(&mut request);
    let saved = bench.run(by, request).await;
    saved
        .map(|_| ())
        .map_err(|problem| problem.issues[0].code.to_string())
}

async fn signed_in(bench: &Bench, email: &str, password: &str) -> String {
    let entry = bench.services.sign_in(email, password, "", "").await;
    let entry = entry.unwrap();
    assert!(entry.complete && !entry.choose_password);
    entry.token
}

both!(
    whoever_keeps_people_gets_into_nobodys_account,
    async |bench: &Bench| {
        let (keeper, rep) = (keeper(bench), bench.rep.user_id);
        let typed = save(bench, &keeper, rep, |request| {
            request.password = Some("known to the keeper".into());
        });
        assert_eq!(typed.await.unwrap_err(), "password_by_administrator");
        let moved = save(bench, &keeper, rep, |request| {
            request.facts.email = "keeper+rep@example.com".into();
        });
        assert_eq!(moved.await.unwrap_err(), "address_by_administrator");
        // Their own are no way around: the password is asked for in the settings.
        let own = save(bench, &keeper, keeper.user_id, |request| {
            request.facts.email = "boss@example.com".into();
        });
        assert_eq!(own.await.unwrap_err(), "address_by_administrator");
        signed_in(bench, "rep@example.com", PASSWORD).await;
        // What is theirs to keep they keep.
        let renamed = save(bench, &keeper, rep, |request| {
            request.facts.name = "Renée".into();
        });
        renamed.await.unwrap();
        // And they send a link, which the person alone gets.
        bench.run(&keeper, SendReset { id: rep }).await.unwrap();
        let told = mailed(bench, "rep@example.com").await;
        assert!(told.iter().any(|text| text.contains("/reset/")));
        assert_eq!(
            last_actions(bench, rep.0).await.last().unwrap(),
            "reset_sent"
        );
        // Not as often as they like.
        for _ in 0..2 {
            bench.run(&keeper, SendReset { id: rep }).await.unwrap();
        }
        let again = bench.run(&keeper, SendReset { id: rep }).await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::TooManyRequests);
    }
);

both!(
    a_password_somebody_else_typed_opens_only_the_choice_of_ones_own,
    async |bench: &Bench| {
        let (services, rep) = (&bench.services, bench.rep.user_id);
        let before = signed_in(bench, "rep@example.com", PASSWORD).await;
        let typed = save(bench, &bench.administrator, rep, |request| {
            request.password = Some("typed by somebody".into());
        });
        typed.await.unwrap();
        assert!(services.authenticate(&before).await.unwrap().is_none());
        let told = mailed(bench, "rep@example.com").await;
        assert!(told.iter().any(|text| text.contains("has just set")));
        let actions = last_actions(bench, rep.0).await;
        assert!(actions.ends_with(&["edited".to_owned(), "password_set".to_owned()]));

        let entry = services.sign_in("rep@example.com", "typed by somebody", "", "");
        let entry = entry.await.unwrap();
        assert!(entry.choose_password && !entry.complete);
        // Nobody is in with it.
        assert!(services.authenticate(&entry.token).await.unwrap().is_none());
        let step = services.second_step(
            &entry.token,
            "000000",
            services::platform::auth::Origin {
                address: "",
                agent: "",
            },
        );
        assert!(step.await.is_err());
        services
            .reset_password(&entry.token, "chosen by the person".into())
            .await
            .unwrap();
        signed_in(bench, "rep@example.com", "chosen by the person").await;
        // One's own, as an administrator, is one's own choice.
        let own = bench.administrator.user_id;
        let typed = save(bench, &bench.administrator, own, |request| {
            request.password = Some("my own new password".into());
        });
        typed.await.unwrap();
        signed_in(bench, "administrator@example.com", "my own new password").await;
    }
);

both!(
    both_addresses_are_told_and_nothing_sent_to_the_old_one_opens,
    async |bench: &Bench| {
        let (services, rep) = (&bench.services, bench.rep.user_id);
        let before = signed_in(bench, "rep@example.com", PASSWORD).await;
        bench
            .run(&bench.administrator, SendReset { id: rep })
            .await
            .unwrap();
        let told = mailed(bench, "rep@example.com").await;
        let link = told.iter().find_map(|text| text.split("/reset/").nth(1));
        let link = link.unwrap();
        let link: String = link.chars().take(64).collect();
        let moved = save(bench, &bench.administrator, rep, |request| {
            request.facts.email = "rep.new@example.com".into();
        });
        moved.await.unwrap();
        assert!(services.authenticate(&before).await.unwrap().is_none());
        let old = mailed(bench, "rep@example.com").await;
        assert!(old.iter().any(|text| text.contains("rep.new@example.com")));
        let new = mailed(bench, "rep.new@example.com").await;
        assert!(new.iter().any(|text| text.contains("rep@example.com")));
        let refused = services.reset_password(&link, "another long password".into());
        assert_eq!(refused.await.unwrap_err().issues[0].code, "link_over");
        signed_in(bench, "rep.new@example.com", PASSWORD).await;
    }
);
