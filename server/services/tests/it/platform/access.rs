//! Ways in: invitation, forgotten password, second factor, sessions of others.

use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use crate::platform::last_actions;
use hmac::{Hmac, Mac};
use services::platform::auth::{Entry, Origin};
use services::platform::jobs::Runner;
use services::platform::mail::{Deployment, Folder};
use shared::kernel::{Actor, Currency, Instant, Lang, Problem, ProblemKind, Role, UserId};
use shared::platform::access::{
    BeginSecondFactor, ConfirmSecondFactor, DropSecondFactor, EndPersonSessions, GetAccessRules,
    GetPersonAccess, GetSecondFactor, InvitePerson, Purpose, RenewRecoveryCodes, ResetSecondFactor,
    RevokeInvitation, SetAccessRule,
};
use shared::platform::people::{SaveUser, UserFacts};
use std::path::Path;
use std::sync::Arc;
use store::args;

const FROM: Origin = Origin {
    address: "192.0.2.1",
    agent: "Firefox/140",
};

/// A folder for what is sent.
fn outbox(bench: &Bench) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    bench.services.deploy(Deployment {
        base_url: "https://crm.example.com".into(),
        from: "Jalon <jalon@example.com>".parse().unwrap(),
        mailer: Arc::new(Folder::new(folder.path().to_owned())),
        started_at: START,
    });
    folder
}

/// Works on the queue, then takes the token of the newest link out of the messages.
async fn link(bench: &Bench, folder: &Path, door: &str) -> Option<String> {
    let runner = Runner::new(bench.services.clone());
    while runner.step().await.unwrap() > 0 {}
    let mut messages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    messages.sort();
    let mark = format!("https://crm.example.com/{door}/");
    messages.into_iter().rev().find_map(|path| {
        // Long lines are folded in quoted-printable.
        let text = std::fs::read_to_string(path).unwrap().replace("=\r\n", "");
        let rest = text.split(&mark).nth(1)?;
        Some(rest.chars().take(64).collect())
    })
}

/// A person without password.
async fn newcomer(bench: &Bench) -> UserId {
    let id = UserId(bench.uuid());
    let save = SaveUser {
        id,
        version: 0,
        facts: UserFacts {
            role_id: None,
            name: "Ines".into(),
            email: "ines@example.com".into(),
            role: Role::Representative,
            team_id: bench.rep.team_id,
            lang: Lang::Fr,
            time_zone: "Europe/Paris".into(),
            currency: Currency::EUR,
            active: true,
        },
        password: None,
    };
    bench.run(&bench.administrator, save).await.unwrap();
    id
}

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

both!(
    an_invitation_is_taken_up_once_and_opens_a_session,
    async |bench: &Bench| {
        let folder = outbox(bench);
        let id = newcomer(bench).await;
        let view = bench.run(&bench.administrator, InvitePerson { id }).await;
        let open = view.unwrap().invitation.unwrap();
        assert_eq!(open.expires_at.0 - open.sent_at.0, 7 * 86_400_000);
        let token = link(bench, folder.path(), "welcome").await.unwrap();
        let door = bench
            .services
            .look_through(&token, Purpose::Invitation)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (door.email.as_str(), door.lang),
            ("ines@example.com", Lang::Fr)
        );
        // It is no link of another kind.
        let other = bench.services.look_through(&token, Purpose::Reset).await;
        assert_eq!(other.unwrap(), None);
        let take_up = async |name: &str, password: &str| {
            bench
                .services
                .take_up_invitation(&token, name, password.to_owned(), FROM)
                .await
        };
        let short = take_up("Inès", "short").await.unwrap_err();
        assert_eq!(code(&short), "password_too_short");
        let opened = take_up("Inès Durand", "a long new password").await.unwrap();
        let signed_in = bench.services.authenticate(&opened).await.unwrap().unwrap();
        assert_eq!(signed_in.actor.name, "Inès Durand");
        assert_eq!(signed_in.actor.role, Role::Representative);
        let again = take_up("Inès", "another password").await.unwrap_err();
        assert_eq!(again.kind, ProblemKind::NotFound);
        let actions = ["created", "invited", "invitation_taken_up"];
        assert_eq!(last_actions(bench, id.0).await, actions);
        let refused = bench.run(&bench.administrator, InvitePerson { id }).await;
        assert_eq!(code(&refused.unwrap_err()), "has_password");
    }
);

both!(
    an_invitation_sent_again_taken_back_or_old_opens_nothing,
    async |bench: &Bench| {
        let folder = outbox(bench);
        let id = newcomer(bench).await;
        let invite = async || {
            bench
                .run(&bench.administrator, InvitePerson { id })
                .await
                .unwrap();
            link(bench, folder.path(), "welcome").await.unwrap()
        };
        let open = async |token: &str| {
            bench
                .services
                .look_through(token, Purpose::Invitation)
                .await
                .unwrap()
                .is_some()
        };
        let first = invite().await;
        let second = invite().await;
        assert!(first != second && !open(&first).await && open(&second).await);
        let revoke = RevokeInvitation { id };
        let view = bench.run(&bench.administrator, revoke.clone()).await;
        assert_eq!(view.unwrap().invitation, None);
        assert!(!open(&second).await);
        // Nothing to take back: nothing happened.
        bench.run(&bench.administrator, revoke).await.unwrap();
        let actions = ["created", "invited", "invited", "invitation_revoked"];
        assert_eq!(last_actions(bench, id.0).await, actions);
        let third = invite().await;
        bench.clock.set(Instant(START.plus_days(7).0 + 60_000));
        assert!(!open(&third).await);
    }
);

both!(
    a_forgotten_password_is_replaced_once_and_every_browser_is_signed_out,
    async |bench: &Bench| {
        let folder = outbox(bench);
        let services = &bench.services;
        let before = services.sign_in("rep@example.com", PASSWORD, "", "x").await;
        let before = before.unwrap().token;
        services
            .forgot_password(" REP@example.com ", "192.0.2.1")
            .await
            .unwrap();
        let token = link(bench, folder.path(), "reset").await.unwrap();
        let new = "another long password";
        let short = services.reset_password(&token, "short".into()).await;
        assert_eq!(code(&short.unwrap_err()), "password_too_short");
        services.reset_password(&token, new.into()).await.unwrap();
        assert!(services.authenticate(&before).await.unwrap().is_none());
        let old = services.sign_in("rep@example.com", PASSWORD, "", "x").await;
        assert!(old.is_err());
        assert!(
            services
                .sign_in("rep@example.com", new, "", "x")
                .await
                .is_ok()
        );
        let again = services.reset_password(&token, new.into()).await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::NotFound);
        let actions = ["reset_sent", "password_reset"];
        assert_eq!(last_actions(bench, bench.rep.user_id.0).await[..2], actions);
        // A second message tells that it happened.
        assert!(link(bench, folder.path(), "forgot").await.is_none());
        let sent = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(sent, 2);
    }
);

both!(
    nobody_learns_who_is_there_and_nobody_is_flooded,
    async |bench: &Bench| {
        let folder = outbox(bench);
        let services = &bench.services;
        // Unknown, without password, deactivated, nonsense: the same answer, and no message.
        newcomer(bench).await;
        let long = "x".repeat(300);
        for email in [
            "nobody@example.com",
            "ines@example.com",
            "no address",
            &long,
            "",
        ] {
            services.forgot_password(email, "192.0.2.1").await.unwrap();
        }
        assert_eq!(link(bench, folder.path(), "reset").await, None);
        for _ in 0..5 {
            services
                .forgot_password("rep@example.com", "192.0.2.2")
                .await
                .unwrap();
        }
        link(bench, folder.path(), "reset").await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        // Only the newest of the three links opens.
        let (open,): (i64,) = services
            .store()
            .read()
            .await
            .unwrap()
            .one(
                "SELECT COUNT(*) FROM access_tokens WHERE purpose = 'reset'",
                args![],
            )
            .await
            .unwrap();
        assert_eq!(open, 1);
    }
);

both!(
    a_link_for_a_new_password_is_good_for_an_hour,
    async |bench: &Bench| {
        let folder = outbox(bench);
        bench
            .services
            .forgot_password("rep@example.com", "")
            .await
            .unwrap();
        let token = link(bench, folder.path(), "reset").await.unwrap();
        bench.clock.set(Instant(START.0 + 3_700_000));
        let late = bench
            .services
            .reset_password(&token, "another long password".into())
            .await;
        assert_eq!(late.unwrap_err().kind, ProblemKind::NotFound);
    }
);

/// The code an application shows at `at`, computed apart (RFC 6238).
pub fn shown(key: &str, at: Instant) -> String {
    let key = data_encoding::BASE32_NOPAD
        .decode(key.replace(' ', "").as_bytes())
        .unwrap();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(at.0 / 30_000).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let from = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[from..from + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Sets the second factor of a person up; gives the key and the recovery codes.
pub async fn enrol(bench: &Bench, person: &Actor, at: Instant) -> (String, Vec<String>) {
    bench.clock.set(at);
    let enrolment = bench.run(person, BeginSecondFactor {}).await.unwrap();
    let wrong = ConfirmSecondFactor {
        code: "000000".into(),
        keep: None,
    };
    let refused = bench.run(person, wrong).await.unwrap_err();
    assert_eq!(code(&refused), "code_wrong");
    let confirm = ConfirmSecondFactor {
        code: shown(&enrolment.key, at),
        keep: None,
    };
    let codes = bench.run(person, confirm).await.unwrap().codes;
    assert_eq!(codes.len(), 10);
    (enrolment.key, codes)
}

async fn first_step(bench: &Bench) -> Entry {
    let entry = bench
        .services
        .sign_in("rep@example.com", PASSWORD, "192.0.2.1", "x")
        .await
        .unwrap();
    assert!(!entry.complete);
    entry
}

both!(
    with_a_second_factor_the_password_alone_opens_nothing,
    async |bench: &Bench| {
        let services = &bench.services;
        let (key, _) = enrol(bench, &bench.rep, START).await;
        let entry = first_step(bench).await;
        // The token of the step is no session.
        assert!(services.authenticate(&entry.token).await.unwrap().is_none());
        let later = Instant(START.0 + 60_000);
        bench.clock.set(later);
        let wrong = services.second_step(&entry.token, "123 45", FROM).await;
        assert_eq!(code(&wrong.unwrap_err()), "code_wrong");
        let right = shown(&key, later);
        let opened = services
            .second_step(&entry.token, &right, FROM)
            .await
            .unwrap();
        assert!(services.authenticate(&opened).await.unwrap().is_some());
        // The step is used up, and so is the code, in another step, too.
        let again = services.second_step(&entry.token, &right, FROM).await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::NotFound);
        let entry = first_step(bench).await;
        let replayed = services.second_step(&entry.token, &right, FROM).await;
        assert_eq!(code(&replayed.unwrap_err()), "code_wrong");
        // After five minutes one begins anew.
        bench.clock.set(Instant(later.0 + 6 * 60_000));
        let late = services.second_step(&entry.token, &right, FROM).await;
        assert_eq!(late.unwrap_err().kind, ProblemKind::NotFound);
    }
);

both!(
    a_recovery_code_opens_once_and_new_ones_replace_them,
    async |bench: &Bench| {
        let services = &bench.services;
        let (_, codes) = enrol(bench, &bench.rep, START).await;
        let entry = first_step(bench).await;
        let typed = codes[3].to_lowercase();
        assert!(
            services
                .second_step(&entry.token, &typed, FROM)
                .await
                .is_ok()
        );
        let entry = first_step(bench).await;
        let again = services.second_step(&entry.token, &codes[3], FROM).await;
        assert_eq!(code(&again.unwrap_err()), "code_wrong");
        let view = bench.run(&bench.rep, GetSecondFactor {}).await.unwrap();
        assert!(view.on && view.recovery_left == 9);
        let renew = |password: &str| RenewRecoveryCodes {
            password: password.into(),
        };
        let wrong = bench.run(&bench.rep, renew("wrong")).await.unwrap_err();
        assert_eq!(code(&wrong), "password_wrong");
        let new = bench.run(&bench.rep, renew(PASSWORD)).await.unwrap().codes;
        let old = services.second_step(&entry.token, &codes[4], FROM).await;
        assert!(old.is_err());
        assert!(
            services
                .second_step(&entry.token, &new[0], FROM)
                .await
                .is_ok()
        );
    }
);

both!(guessing_codes_must_wait, async |bench: &Bench| {
    let (key, _) = enrol(bench, &bench.rep, START).await;
    let now = Instant(START.0 + 60_000);
    for _ in 0..10 {
        bench.clock.set(now);
        // The password is known to the guesser and does not reset the count.
        let entry = first_step(bench).await;
        let wrong = bench
            .services
            .second_step(&entry.token, "000000", FROM)
            .await;
        assert_eq!(wrong.unwrap_err().kind, ProblemKind::Unauthenticated);
    }
    let entry = first_step(bench).await;
    let right = shown(&key, now);
    let waits = bench.services.second_step(&entry.token, &right, FROM).await;
    assert_eq!(waits.unwrap_err().kind, ProblemKind::TooManyRequests);
});

both!(
    one_code_opens_one_session_of_many_at_once,
    async |bench: &Bench| {
        let (key, _) = enrol(bench, &bench.rep, START).await;
        let now = Instant(START.0 + 60_000);
        bench.clock.set(now);
        let right = shown(&key, now);
        let mut tries = Vec::new();
        for _ in 0..4 {
            let (services, right) = (bench.services.clone(), right.clone());
            let entry = first_step(bench).await;
            tries.push(tokio::spawn(async move {
                services
                    .second_step(&entry.token, &right, FROM)
                    .await
                    .is_ok()
            }));
        }
        let mut opened = 0;
        for one in tries {
            opened += i32::from(one.await.unwrap());
        }
        assert_eq!(opened, 1);
    }
);

both!(
    a_role_may_have_to_and_an_administrator_may_take_away,
    async |bench: &Bench| {
        let services = &bench.services;
        let admin = &bench.administrator;
        let rule = |required| SetAccessRule {
            role: Role::Representative,
            required,
        };
        let rules = bench.run(admin, rule(true)).await.unwrap();
        let of_reps = rules.iter().find(|rule| rule.role == Role::Representative);
        let of_reps = of_reps.unwrap();
        assert!(of_reps.required && of_reps.people == 3 && of_reps.protected == 0);
        let must = async || {
            let entry = services.sign_in("rep@example.com", PASSWORD, "", "x").await;
            let token = entry.unwrap().token;
            services
                .authenticate(&token)
                .await
                .unwrap()
                .unwrap()
                .must_enrol
        };
        assert!(must().await);
        enrol(bench, &bench.rep, START).await;
        let give_up = || DropSecondFactor {
            password: PASSWORD.into(),
        };
        let refused = bench.run(&bench.rep, give_up()).await.unwrap_err();
        assert_eq!(code(&refused), "second_factor_required");
        let id = bench.rep.user_id;
        let view = bench.run(admin, ResetSecondFactor { id }).await.unwrap();
        assert!(!view.second_factor && view.recovery_left == 0);
        assert!(must().await);
        bench.run(admin, rule(false)).await.unwrap();
        assert!(!must().await);
        enrol(bench, &bench.rep, Instant(START.0 + 90_000)).await;
        let view = bench.run(&bench.rep, give_up()).await.unwrap();
        assert!(!view.on);
        let protected = bench.run(admin, GetAccessRules {}).await.unwrap();
        assert!(
            protected
                .iter()
                .all(|rule| !rule.required && rule.protected == 0)
        );
    }
);

both!(
    an_administrator_sees_a_persons_browsers_and_signs_them_out,
    async |bench: &Bench| {
        let services = &bench.services;
        let sign_in = async || {
            let entry = services.sign_in("rep@example.com", PASSWORD, "", "Firefox/140");
            entry.await.unwrap().token
        };
        let (first, second) = (sign_in().await, sign_in().await);
        let id = bench.rep.user_id;
        let see = GetPersonAccess { id };
        let view = bench.run(&bench.administrator, see).await.unwrap();
        assert_eq!(view.sessions.len(), 2);
        let one = services.authenticate(&first).await.unwrap().unwrap();
        let end = |session| EndPersonSessions { id, session };
        let view = bench
            .run(&bench.administrator, end(Some(one.session_id)))
            .await
            .unwrap();
        assert_eq!(view.sessions.len(), 1);
        assert!(services.authenticate(&first).await.unwrap().is_none());
        assert!(services.authenticate(&second).await.unwrap().is_some());
        bench.run(&bench.administrator, end(None)).await.unwrap();
        assert!(services.authenticate(&second).await.unwrap().is_none());
    }
);
