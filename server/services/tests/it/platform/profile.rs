//! One's own settings: versions, password, sessions.

use crate::bench::{Bench, PASSWORD};
use crate::both;
use shared::kernel::{Currency, Lang, ProblemKind};
use shared::platform::profile::{
    ChangePassword, Density, EndOtherSessions, EndSession, GetProfile, Preference, SaveProfile,
    SetPreference, Theme,
};

fn save(version: i64, name: &str, zone: &str) -> SaveProfile {
    SaveProfile {
        version,
        name: name.to_owned(),
        lang: Lang::Fr,
        time_zone: zone.to_owned(),
        currency: Currency::USD,
    }
}

both!(
    a_profile_is_saved_on_the_version_it_was_read_at,
    async |bench: &Bench| {
        let read = bench.run(&bench.rep, GetProfile {}).await.unwrap();
        assert!(read.time_zones.contains(&"America/Toronto".to_owned()));
        let saved = bench
            .run(&bench.rep, save(read.version, " Zoé ", "America/Toronto"))
            .await
            .unwrap();
        assert_eq!((saved.name.as_str(), saved.lang), ("Zoé", Lang::Fr));
        let stale = bench
            .run(&bench.rep, save(read.version, "Other", "Europe/Paris"))
            .await
            .unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.unwrap().contains("Zoé"));
        let actor = bench
            .services
            .actor(bench.rep.user_id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(actor.zone.name, "America/Toronto");
        assert_eq!(actor.currency, Currency::USD);
    }
);

both!(impossible_profiles_are_refused, async |bench: &Bench| {
    let read = bench.run(&bench.rep, GetProfile {}).await.unwrap();
    let problem = bench
        .run(&bench.rep, save(read.version, " ", "Europe/Atlantis"))
        .await
        .unwrap_err();
    let codes: Vec<&str> = problem.issues.iter().map(|issue| &*issue.code).collect();
    assert_eq!(codes, ["required", "time_zone_unknown"]);
});

both!(a_preference_changes_nothing_else, async |bench: &Bench| {
    let read = bench.run(&bench.rep, GetProfile {}).await.unwrap();
    for preference in [
        Preference::Theme(Theme::Dark),
        Preference::Density(Density::Compact),
    ] {
        bench
            .run(&bench.rep, SetPreference { preference })
            .await
            .unwrap();
    }
    let now = bench.run(&bench.rep, GetProfile {}).await.unwrap();
    assert_eq!((now.theme, now.density), (Theme::Dark, Density::Compact));
    assert_eq!((now.version, now.name), (read.version, read.name));
    let other = bench.run(&bench.colleague, GetProfile {}).await.unwrap();
    assert_eq!(other.theme, Theme::System);
});

both!(
    a_new_password_ends_the_other_sessions,
    async |bench: &Bench| {
        let sign_in = async |password: &str| {
            bench
                .services
                .sign_in("rep@example.com", password, "127.0.0.1", "test")
                .await
        };
        let here = sign_in(PASSWORD).await.unwrap().token;
        let there = sign_in(PASSWORD).await.unwrap().token;
        let keep = bench.services.authenticate(&here).await.unwrap().unwrap();
        let change = |current: &str, new: &str| ChangePassword {
            current: current.to_owned(),
            new: new.to_owned(),
            keep: Some(keep.session_id),
        };
        let wrong = bench
            .run(&bench.rep, change("wrong", "another long password"))
            .await
            .unwrap_err();
        assert_eq!(wrong.issues[0].code, "password_wrong");
        let short = bench
            .run(&bench.rep, change(PASSWORD, "short"))
            .await
            .unwrap_err();
        assert_eq!(short.issues[0].code, "too_short");
        bench
            .run(&bench.rep, change(PASSWORD, "another long password"))
            .await
            .unwrap();
        assert!(bench.services.authenticate(&here).await.unwrap().is_some());
        assert!(bench.services.authenticate(&there).await.unwrap().is_none());
        assert!(sign_in(PASSWORD).await.is_err());
        assert!(sign_in("another long password").await.is_ok());
    }
);

both!(one_ends_only_ones_own_sessions, async |bench: &Bench| {
    let mine = bench
        .services
        .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "Firefox/140")
        .await
        .unwrap()
        .token;
    let id = bench
        .services
        .authenticate(&mine)
        .await
        .unwrap()
        .unwrap()
        .session_id;
    let foreign = bench
        .run(&bench.colleague, EndSession { id })
        .await
        .unwrap_err();
    assert_eq!(foreign.kind, ProblemKind::NotFound);
    bench
        .run(&bench.colleague, EndOtherSessions { keep: None })
        .await
        .unwrap();
    let listed = bench.run(&bench.rep, GetProfile {}).await.unwrap().sessions;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].user_agent, "Firefox/140");
    let left = bench.run(&bench.rep, EndSession { id }).await.unwrap();
    assert!(left.is_empty());
    assert!(bench.services.authenticate(&mine).await.unwrap().is_none());
});

both!(
    changes_to_oneself_are_in_the_log_without_passwords,
    async |bench: &Bench| {
        let read = bench.run(&bench.rep, GetProfile {}).await.unwrap();
        bench
            .run(&bench.rep, save(read.version, "Zoé", "Europe/Paris"))
            .await
            .unwrap();
        let change = ChangePassword {
            current: PASSWORD.to_owned(),
            new: "another long password".to_owned(),
            keep: None,
        };
        bench.run(&bench.rep, change).await.unwrap();
        let mut session = bench.services.store().read().await.unwrap();
        let history = store::history(&mut session, bench.rep.user_id.0, 10)
            .await
            .unwrap();
        let actions: Vec<&str> = history
            .iter()
            .map(|(event, _, _)| event.action.as_str())
            .collect();
        assert_eq!(actions, ["password_changed", "edited"]);
        let edited = &history[1];
        assert!(edited.1.as_ref().unwrap().contains("rep"));
        assert!(edited.2.as_ref().unwrap().contains("Zoé"));
        let facts = format!("{history:?}");
        assert!(!facts.contains("password\"") && !facts.contains("argon2"));
    }
);
