//! Users, teams, company, rates: as administrators keep them.

use crate::bench::{Bench, PASSWORD};
use crate::both;
use chrono::NaiveDate;
use shared::kernel::rates::DatedRate;
use shared::kernel::{Currency, Lang, ProblemKind, Role, Scope, TeamId, UserId};
use shared::platform::company::{DeleteRate, GetCompany, SaveCompany, SetRate};
use shared::platform::people::{DeleteTeam, GetDirectory, SaveTeam, SaveUser, UserFacts, UserView};

fn facts(email: &str) -> UserFacts {
    UserFacts {
        name: "Inès".into(),
        email: email.into(),
        role: Role::Representative,
        role_id: None,
        team_id: None,
        lang: Lang::Fr,
        time_zone: "Europe/Paris".into(),
        currency: Currency::EUR,
        active: true,
    }
}

async fn user(bench: &Bench, id: UserId) -> UserView {
    let directory = bench
        .run(&bench.administrator, GetDirectory {})
        .await
        .unwrap();
    directory
        .users
        .into_iter()
        .find(|user| user.id == id)
        .unwrap()
}

both!(
    a_new_user_signs_in_until_deactivated,
    async |bench: &Bench| {
        let id = UserId(bench.uuid());
        let new = SaveUser {
            id,
            version: 0,
            facts: facts("INES@example.com"),
            password: Some("eight chars".into()),
        };
        bench.run(&bench.administrator, new).await.unwrap();
        let token = bench
            .services
            .sign_in("ines@example.com", "eight chars", "1", "")
            .await
            .unwrap()
            .token;
        let off = SaveUser {
            id,
            version: 1,
            facts: UserFacts {
                active: false,
                ..facts("ines@example.com")
            },
            password: None,
        };
        bench.run(&bench.administrator, off).await.unwrap();
        assert!(bench.services.authenticate(&token).await.unwrap().is_none());
        assert!(
            bench
                .services
                .sign_in("ines@example.com", "eight chars", "1", "")
                .await
                .is_err()
        );
    }
);

both!(
    an_address_belongs_to_one_person_and_a_password_is_long_enough,
    async |bench: &Bench| {
        let new = |email: &str, password: &str| SaveUser {
            id: UserId(bench.uuid()),
            version: 0,
            facts: facts(email),
            password: Some(password.into()),
        };
        let taken = bench
            .run(&bench.administrator, new("rep@example.com", "long enough"))
            .await
            .unwrap_err();
        assert_eq!(
            (taken.kind, taken.issues[0].code.as_ref()),
            (ProblemKind::Invalid, "email_taken")
        );
        let short = bench
            .run(&bench.administrator, new("x@example.com", "short"))
            .await
            .unwrap_err();
        assert_eq!(short.issues[0].code, "password_too_short");
    }
);

both!(
    a_stale_save_is_refused_with_the_user_as_they_are,
    async |bench: &Bench| {
        let id = bench.rep.user_id;
        let before = user(bench, id).await;
        let save = |name: &str| SaveUser {
            id,
            version: before.version,
            facts: UserFacts {
                name: name.into(),
                ..before.facts.clone()
            },
            password: None,
        };
        bench
            .run(&bench.administrator, save("first"))
            .await
            .unwrap();
        let problem = bench
            .run(&bench.administrator, save("second"))
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        let current: UserView = serde_json::from_str(&problem.current.unwrap()).unwrap();
        assert_eq!(current.facts.name, "first");
    }
);

both!(the_last_administrator_stays_one, async |bench: &Bench| {
    let before = user(bench, bench.administrator.user_id).await;
    let off = SaveUser {
        id: before.id,
        version: before.version,
        facts: UserFacts {
            role: Role::Finance,
            ..before.facts
        },
        password: None,
    };
    let problem = bench.run(&bench.administrator, off).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "last_administrator");
});

both!(
    a_moved_team_moves_what_its_manager_sees,
    async |bench: &Bench| {
        let directory = bench
            .run(&bench.administrator, GetDirectory {})
            .await
            .unwrap();
        let south = directory
            .teams
            .iter()
            .find(|team| team.name == "South")
            .unwrap()
            .clone();
        let north = directory
            .teams
            .iter()
            .find(|team| team.name == "North")
            .unwrap()
            .clone();
        let seen = async |bench: &Bench| {
            let mut session = bench.services.store().read().await.unwrap();
            store::platform::users::users_in_scope(&mut session, &bench.manager, Scope::Team)
                .await
                .unwrap()
                .unwrap()
        };
        assert!(!seen(bench).await.contains(&bench.stranger.user_id));
        let below = SaveTeam {
            id: south.id,
            version: south.version,
            name: "South".into(),
            parent_id: Some(north.id),
        };
        bench.run(&bench.administrator, below).await.unwrap();
        assert!(seen(bench).await.contains(&bench.stranger.user_id));
        let cycle = SaveTeam {
            id: north.id,
            version: north.version,
            name: "North".into(),
            parent_id: Some(south.id),
        };
        assert_eq!(
            bench
                .run(&bench.administrator, cycle)
                .await
                .unwrap_err()
                .issues[0]
                .code,
            "cycle"
        );
        let full = bench
            .run(
                &bench.administrator,
                DeleteTeam {
                    id: south.id,
                    version: south.version,
                },
            )
            .await
            .unwrap_err();
        assert_eq!(full.issues[0].code, "team_not_empty");
    }
);

both!(an_empty_team_can_be_removed, async |bench: &Bench| {
    let id = TeamId(bench.uuid());
    bench
        .run(
            &bench.administrator,
            SaveTeam {
                id,
                version: 0,
                name: "East".into(),
                parent_id: None,
            },
        )
        .await
        .unwrap();
    let delete = |version| DeleteTeam { id, version };
    let stale = bench
        .run(&bench.administrator, delete(9))
        .await
        .unwrap_err();
    assert_eq!(stale.kind, ProblemKind::Conflict);
    let after = bench.run(&bench.administrator, delete(1)).await.unwrap();
    assert!(after.teams.iter().all(|team| team.id != id));
    // A form that was open meanwhile does not bring it back; "Undo" does.
    let save = |version| SaveTeam {
        id,
        version,
        name: "East".into(),
        parent_id: None,
    };
    let gone = bench.run(&bench.administrator, save(1)).await.unwrap_err();
    assert_eq!(gone.kind, ProblemKind::NotFound);
    let back = bench.run(&bench.administrator, save(0)).await.unwrap();
    assert!(back.teams.iter().any(|team| team.id == id));
});

both!(
    only_administrators_keep_people_and_company,
    async |bench: &Bench| {
        for actor in [&bench.rep, &bench.manager, &bench.finance] {
            let problem = bench.run(actor, GetDirectory {}).await.unwrap_err();
            assert_eq!(problem.kind, ProblemKind::Forbidden);
            let company = bench.run(actor, GetCompany {}).await.unwrap().company;
            assert_eq!(
                bench
                    .run(actor, SaveCompany { company })
                    .await
                    .unwrap_err()
                    .kind,
                ProblemKind::Forbidden
            );
        }
    }
);

both!(
    rates_are_dated_and_pin_the_company_currency,
    async |bench: &Bench| {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let rate = DatedRate {
            currency: Currency::USD,
            day,
            rate_e8: 92_000_000,
        };
        let view = bench
            .run(&bench.administrator, SetRate { rate })
            .await
            .unwrap();
        assert_eq!(view.rates, vec![rate]);
        let again = DatedRate {
            rate_e8: 93_000_000,
            ..rate
        };
        assert_eq!(
            bench
                .run(&bench.administrator, SetRate { rate: again })
                .await
                .unwrap()
                .rates,
            vec![again]
        );
        let mut company = view.company.clone();
        company.name = "Atelier".into();
        company.currency = Currency::USD;
        let problem = bench
            .run(
                &bench.administrator,
                SaveCompany {
                    company: company.clone(),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "rates_exist");
        bench
            .run(
                &bench.administrator,
                DeleteRate {
                    currency: Currency::USD,
                    day,
                },
            )
            .await
            .unwrap();
        let saved = bench
            .run(
                &bench.administrator,
                SaveCompany {
                    company: company.clone(),
                },
            )
            .await
            .unwrap();
        assert_eq!(saved.company.currency, Currency::USD);
        let stale = bench
            .run(&bench.administrator, SaveCompany { company })
            .await
            .unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
    }
);

both!(a_new_password_ends_open_sessions, async |bench: &Bench| {
    let token = bench
        .services
        .sign_in("rep@example.com", PASSWORD, "1", "")
        .await
        .unwrap()
        .token;
    let before = user(bench, bench.rep.user_id).await;
    let save = SaveUser {
        id: before.id,
        version: before.version,
        facts: before.facts,
        password: Some("another password".into()),
    };
    bench.run(&bench.administrator, save).await.unwrap();
    assert!(bench.services.authenticate(&token).await.unwrap().is_none());
    let entry = bench
        .services
        .sign_in("rep@example.com", "another password", "1", "")
        .await
        .unwrap();
    // It is not theirs yet.
    assert!(entry.choose_password && !entry.complete);
});
