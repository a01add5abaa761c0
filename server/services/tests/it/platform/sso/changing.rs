//! What a change of a provider means for those who are in already, and those on their way in.

use super::*;
use crate::bench::PASSWORD;
use shared::kernel::{Currency, Problem};
use shared::platform::access::InvitePerson;
use shared::platform::people::{SaveUser, UserFacts};

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

async fn edit(bench: &Bench, id: ProviderId, change: impl FnOnce(&mut ProviderDraft)) {
    let all = bench.run(&bench.administrator, ListProviders {}).await;
    let now = all.unwrap().list.into_iter().find(|one| one.id == id);
    let now = now.unwrap();
    let mut draft = now.draft;
    change(&mut draft);
    save(bench, id, now.version, draft).await;
}

both!(
    who_is_in_by_the_word_of_a_provider_gives_our_factor_once_it_is_asked_for,
    async |bench: &Bench| {
        let services = &bench.services;
        let acme = running(bench, |_| {}).await;
        let (entry, _) = sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .unwrap();
        let by_password = async |email: &str| {
            let entry = services.sign_in(email, PASSWORD, "", "x").await;
            entry.unwrap().token
        };
        let own = by_password("rep@example.com").await;
        let other = by_password("colleague@example.com").await;
        let is_in = async |token: &str| services.authenticate(token).await.unwrap().is_some();
        // Any other change ends nothing.
        edit(bench, acme.1, |draft| draft.name = "Acme & Co".into()).await;
        assert!(is_in(&entry.token).await);
        edit(bench, acme.1, |draft| draft.second_factor = true).await;
        assert!(!is_in(&entry.token).await);
        assert!(is_in(&own).await && is_in(&other).await);
        // Switched on already, or off again, it ends nothing.
        let (entry, _) = sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .unwrap();
        edit(bench, acme.1, |draft| draft.name = "Acme".into()).await;
        edit(bench, acme.1, |draft| draft.second_factor = false).await;
        assert!(is_in(&entry.token).await);
    }
);

both!(
    nobody_is_invited_to_a_password_that_is_off,
    async |bench: &Bench| {
        let id = UserId(bench.uuid());
        let new = SaveUser {
            id,
            version: 0,
            facts: UserFacts {
                name: "Ines".into(),
                email: "ines@example.com".into(),
                role: Role::Representative,
                role_id: None,
                team_id: bench.rep.team_id,
                lang: Lang::Fr,
                time_zone: "Europe/Paris".into(),
                currency: Currency::EUR,
                active: true,
            },
            password: None,
        };
        bench.run(&bench.administrator, new).await.unwrap();
        let mut session = bench.services.store().write().await.unwrap();
        let token = "ines-1";
        store::platform::access::put_token(
            &mut session,
            &services::platform::auth::token_hash(token),
            id,
            shared::platform::access::Purpose::Invitation,
            START,
        )
        .await
        .unwrap();
        session.commit().await.unwrap();
        let off = ProviderId(bench.uuid());
        let mut strict = draft("Acme");
        strict.password_off = true;
        save(bench, off, 0, strict).await;
        let take_up = async || {
            let password = "a long new password".to_owned();
            bench
                .services
                .take_up_invitation(token, "Inès", password, FROM)
                .await
        };
        assert_eq!(code(&take_up().await.unwrap_err()), "password_off");
        let invite = async || bench.run(&bench.administrator, InvitePerson { id }).await;
        assert_eq!(code(&invite().await.unwrap_err()), "password_off");
        // The link was not used up.
        edit(bench, off, |draft| draft.password_off = false).await;
        assert!(take_up().await.is_ok());
        let told = last_actions(bench, id.0).await;
        assert_eq!(told, ["created", "invitation_taken_up"]);
    }
);
