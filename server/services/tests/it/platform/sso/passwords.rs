//! What passwords are worth beside a provider.

use super::*;
use crate::bench::PASSWORD;
use shared::kernel::{Currency, Problem};
use shared::platform::people::{SaveUser, UserFacts};

async fn by_password(bench: &Bench, email: &str) -> Result<Entry, Problem> {
    bench.services.sign_in(email, PASSWORD, "", "test").await
}

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

both!(
    passwords_are_switched_off_for_a_domain_and_never_for_the_last_administrator,
    async |bench: &Bench| {
        let mut acme = provider(bench).await;
        acme.draft.password_off = true;
        let acme = save(bench, acme.id, acme.version, acme.draft).await;
        let problem = by_password(bench, "rep@example.com").await.unwrap_err();
        assert_eq!(code(&problem), "password_off");
        // Whoever it is, and whatever was typed: the answer is about the domain.
        let unknown = by_password(bench, "nobody@example.com").await.unwrap_err();
        assert_eq!(unknown, problem);
        let wrong = bench
            .services
            .sign_in("administrator@example.com", "wrong", "", "test")
            .await
            .unwrap_err();
        assert_eq!(wrong, problem);
        let elsewhere = by_password(bench, "nobody@elsewhere.example")
            .await
            .unwrap_err();
        assert_eq!(code(&elsewhere), "sign_in_failed");

        // The only administrator keeps the password, and the page says so.
        assert!(
            by_password(bench, "administrator@example.com")
                .await
                .is_ok()
        );
        let all = bench
            .run(&bench.administrator, ListProviders {})
            .await
            .unwrap();
        assert!(all.administrators_kept);

        // With an administrator elsewhere, who can mend it, the others use the provider.
        let backup = SaveUser {
            id: UserId(bench.uuid()),
            version: 0,
            facts: UserFacts {
                role_id: None,
                name: "Backup".into(),
                email: "root@elsewhere.example".into(),
                role: Role::Administrator,
                team_id: None,
                lang: Lang::En,
                time_zone: "Europe/Paris".into(),
                currency: Currency::EUR,
                active: true,
            },
            password: Some(PASSWORD.into()),
        };
        bench.run(&bench.administrator, backup).await.unwrap();
        assert!(by_password(bench, "root@elsewhere.example").await.is_ok());
        let problem = by_password(bench, "administrator@example.com")
            .await
            .unwrap_err();
        assert_eq!(code(&problem), "password_off");

        // A provider that is off switches nothing off.
        let mut draft = acme.draft;
        draft.active = false;
        save(bench, acme.id, acme.version, draft).await;
        assert!(by_password(bench, "rep@example.com").await.is_ok());
    }
);
