//! Single sign-on: who comes in with a provider and who does not, what passwords are worth beside it, and
//! what administrators and people do about it. The provider is made in the test.

mod changing;
mod connecting;
mod keeping;
mod passwords;
mod provider;
mod refusals;

use crate::bench::{Bench, START};
use crate::both;
use crate::platform::last_actions;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use provider::Provider;
use serde_json::{Value, json};
use services::Services;
use services::platform::auth::{Entry, Origin};
use services::platform::outgoing::Door;
use services::platform::sso::{Answer, Arrival, Away};
use sha2::{Digest, Sha256};
use shared::kernel::{IdentityId, Lang, ProviderId, Role, UserId};
use shared::platform::access::SetAccessRule;
use shared::platform::sso::{
    ListIdentities, ListProviders, Newcomers, ProviderDraft, ProviderView, Refusal, SaveProvider,
};
use store::platform::sso::{self, NewIdentity};
use url::Url;

const FROM: Origin = Origin {
    address: "192.0.2.1",
    agent: "Firefox/140",
};

/// A provider as it is written.
pub fn draft(name: &str) -> ProviderDraft {
    ProviderDraft {
        name: name.into(),
        issuer: "https://id.example.com".into(),
        client_id: "jalon".into(),
        domains: vec!["example.com".into()],
        ..ProviderDraft::blank()
    }
}

async fn save(bench: &Bench, id: ProviderId, version: i64, draft: ProviderDraft) -> ProviderView {
    let save = SaveProvider {
        id,
        version,
        draft,
        secret: (version == 0).then(|| "geheim & more".to_owned()),
    };
    let all = bench.run(&bench.administrator, save).await.unwrap();
    all.list.into_iter().find(|one| one.id == id).unwrap()
}

/// A provider that is never asked, alone: there may only be so many.
pub async fn provider(bench: &Bench) -> ProviderView {
    let all = bench.run(&bench.administrator, ListProviders {}).await;
    let mut session = bench.services.store().write().await.unwrap();
    for one in all.unwrap().list {
        sso::delete(&mut session, one.id, one.version)
            .await
            .unwrap();
    }
    session.commit().await.unwrap();
    save(bench, ProviderId(bench.uuid()), 0, draft("Before")).await
}

/// An identity of somebody.
pub async fn identity(bench: &Bench, user: UserId) -> IdentityId {
    let provider = provider(bench).await;
    let id = IdentityId(bench.uuid());
    let new = NewIdentity {
        id,
        user,
        provider: provider.id,
        issuer: &provider.draft.issuer,
        subject: &id.to_string(),
        email: "rep@example.com",
    };
    let mut session = bench.services.store().write().await.unwrap();
    sso::link(&mut session, &new, START).await.unwrap();
    session.commit().await.unwrap();
    id
}

/// A provider that runs, and the one it is here.
async fn running(bench: &Bench, change: impl FnOnce(&mut ProviderDraft)) -> (Provider, ProviderId) {
    bench.services.allow_providers(Door::Home);
    let running = Provider::start().await;
    let mut draft = ProviderDraft {
        issuer: running.issuer.clone(),
        ..draft("Acme")
    };
    change(&mut draft);
    let id = ProviderId(bench.uuid());
    save(bench, id, 0, draft).await;
    (running, id)
}

async fn begin(services: &Services, id: ProviderId) -> Result<Away, Refusal> {
    services
        .begin_at_provider(id, "/quotes?x=1", Lang::Fr, FROM.address)
        .await
}

/// A parameter of the address one is sent to.
fn parameter(away: &Away, name: &str) -> String {
    let url = Url::parse(&away.address).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// What a token says of `subject` for this sign-in.
fn claims(running: &Provider, away: &Away, subject: &str, email: &str) -> Value {
    let now = START.0 / 1_000;
    json!({
        "iss": running.issuer, "sub": subject, "aud": "jalon", "exp": now + 300, "iat": now,
        "nonce": parameter(away, "nonce"), "email": email, "email_verified": true, "name": "Ann Lee",
    })
}

fn answer(away: &Away) -> Answer {
    Answer {
        state: parameter(away, "state"),
        code: "code".into(),
        ..Answer::default()
    }
}

type Came = Result<(Entry, String), (Refusal, String)>;

async fn come(services: &Services, away: &Away) -> Came {
    let answer = answer(away);
    let came = services.come_from_provider(&answer, &away.browser, None, Lang::Fr, FROM);
    entered(came.await)
}

/// A way back that was a sign-in.
fn entered(came: Result<(Arrival, String), (Refusal, String)>) -> Came {
    came.map(|(arrival, target)| match arrival {
        Arrival::Entered(entry) => (entry, target),
        Arrival::Connected => panic!("linked"),
    })
}

/// A whole sign-in of `subject`, whose address the provider has verified.
async fn sign_in(
    bench: &Bench,
    (running, id): &(Provider, ProviderId),
    subject: &str,
    email: &str,
) -> Came {
    let away = begin(&bench.services, *id).await.unwrap();
    running.with().claims = claims(running, &away, subject, email);
    come(&bench.services, &away).await
}

fn refusal(came: Came) -> Refusal {
    match came {
        Ok(_) => panic!("came in"),
        Err((refusal, target)) => {
            assert!(target.starts_with('/'));
            refusal
        }
    }
}

async fn who(bench: &Bench, entry: &Entry) -> UserId {
    assert!(entry.complete);
    let signed_in = bench.services.authenticate(&entry.token).await.unwrap();
    signed_in.unwrap().actor.user_id
}

both!(
    a_known_person_is_linked_by_a_verified_address_and_then_by_the_subject,
    async |bench: &Bench| {
        // The secret is sealed where it is kept, and opened to be sent.
        let keys = services::platform::sealing::Keys::new_file();
        let keys = services::platform::sealing::Keys::read(&keys).unwrap();
        bench.services.seal_with(keys);
        let acme = running(bench, |_| {}).await;
        let away = begin(&bench.services, acme.1).await.unwrap();
        assert!(
            away.address
                .starts_with(&format!("{}/authorize?tenant=1&", acme.0.issuer))
        );
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "jalon"),
            ("redirect_uri", "http://127.0.0.1:4170/sign-in/callback"),
            ("scope", "openid email profile"),
            ("code_challenge_method", "S256"),
            ("ui_locales", "fr"),
        ] {
            assert_eq!(parameter(&away, name), value);
        }
        acme.0.with().claims = claims(&acme.0, &away, "ann-1", "Rep@Example.com");
        let (entry, target) = come(&bench.services, &away).await.unwrap();
        assert_eq!(target, "/quotes?x=1");
        assert_eq!(who(bench, &entry).await, bench.rep.user_id);

        // The code was exchanged with our secret and the proof that it was us who asked.
        let asked = acme.0.asked("/token").remove(0);
        let secret = base64::engine::general_purpose::STANDARD.encode("jalon:geheim+%26+more");
        assert!(
            asked.contains(&format!("authorization: Basic {secret}")),
            "{asked}"
        );
        let body = asked.split_once("\r\n\r\n").unwrap().1;
        let form: std::collections::BTreeMap<String, String> =
            url::form_urlencoded::parse(body.as_bytes())
                .into_owned()
                .collect();
        let proof = Sha256::digest(form["code_verifier"].as_bytes());
        assert_eq!(
            URL_SAFE_NO_PAD.encode(proof),
            parameter(&away, "code_challenge")
        );

        // Another address, even somebody else's: the subject counts.
        let (entry, _) = sign_in(bench, &acme, "ann-1", "colleague@example.com")
            .await
            .unwrap();
        assert_eq!(who(bench, &entry).await, bench.rep.user_id);
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert_eq!(own.list.len(), 1);
        assert_eq!(own.list[0].email, "colleague@example.com");
        let told = last_actions(bench, bench.rep.user_id.0).await;
        assert_eq!(told, ["identity_linked"]);
        let all = bench
            .run(&bench.administrator, ListProviders {})
            .await
            .unwrap();
        assert_eq!(all.list[0].people, 1);
        assert!(all.list[0].last_used_at.is_some_and(|at| at >= START));
        // Published facts were read once.
        assert_eq!(acme.0.asked("/keys").len(), 1);
    }
);

both!(
    an_answer_may_come_to_another_server_of_the_house,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let away = begin(&bench.services, acme.1).await.unwrap();
        acme.0.with().claims = claims(&acme.0, &away, "ann-1", "rep@example.com");
        let other = Services::new(bench.services.store().clone(), bench.clock.clone());
        other.allow_providers(Door::Home);
        assert!(come(&other, &away).await.unwrap().0.complete);
    }
);

both!(
    an_address_the_token_leaves_out_is_asked_for,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let away = begin(&bench.services, acme.1).await.unwrap();
        let mut said = claims(&acme.0, &away, "ann-1", "");
        said.as_object_mut().unwrap().remove("email");
        acme.0.with().claims = said;
        acme.0.with().more =
            json!({ "sub": "ann-1", "email": "rep@example.com", "email_verified": true });
        assert!(come(&bench.services, &away).await.is_ok());
        let asked = acme.0.asked("/me").remove(0);
        assert!(asked.contains("authorization: Bearer access"), "{asked}");

        // What is said there of somebody else is nothing.
        let away = begin(&bench.services, acme.1).await.unwrap();
        let mut said = claims(&acme.0, &away, "eve-1", "");
        said.as_object_mut().unwrap().remove("email");
        acme.0.with().claims = said;
        assert_eq!(refusal(come(&bench.services, &away).await), Refusal::Email);
    }
);

both!(
    people_unknown_here_are_added_where_the_provider_says_so,
    async |bench: &Bench| {
        let team = bench.rep.team_id;
        let acme = running(bench, |draft| {
            draft.newcomers = Newcomers::Created;
            draft.role = Role::Finance;
            draft.team_id = team;
        })
        .await;
        let (entry, _) = sign_in(bench, &acme, "ann-1", "ann@example.com")
            .await
            .unwrap();
        let user = who(bench, &entry).await;
        let actor = bench.services.actor(user).await.unwrap().unwrap();
        assert_eq!(
            (actor.name.as_str(), actor.role),
            ("Ann Lee", Role::Finance)
        );
        assert_eq!((actor.team_id, actor.lang), (team, Lang::Fr));
        let told = last_actions(bench, user.0).await;
        assert_eq!(told, ["created", "identity_linked"]);
        // Again: the same person.
        let (entry, _) = sign_in(bench, &acme, "ann-1", "ann@example.com")
            .await
            .unwrap();
        assert_eq!(who(bench, &entry).await, user);
        // Of another domain nobody is added.
        let came = sign_in(bench, &acme, "eve-1", "eve@evil.example").await;
        assert_eq!(refusal(came), Refusal::Domain);
    }
);

both!(
    the_factor_of_the_provider_counts_unless_it_says_otherwise,
    async |bench: &Bench| {
        let rule = SetAccessRule {
            role: Role::Representative,
            required: true,
        };
        bench.run(&bench.administrator, rule).await.unwrap();
        let acme = running(bench, |_| {}).await;
        let (entry, _) = sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .unwrap();
        let signed_in = bench
            .services
            .authenticate(&entry.token)
            .await
            .unwrap()
            .unwrap();
        assert!(!signed_in.must_enrol);
        let strict = running(bench, |draft| draft.second_factor = true).await;
        let (entry, _) = sign_in(bench, &strict, "ann-2", "rep@example.com")
            .await
            .unwrap();
        let signed_in = bench
            .services
            .authenticate(&entry.token)
            .await
            .unwrap()
            .unwrap();
        assert!(signed_in.must_enrol);

        // Who has a factor gives it where the provider's word is not enough.
        let mut session = bench.services.store().write().await.unwrap();
        let user = bench.rep.user_id;
        store::platform::access::begin_factor(&mut session, user, "GEZDGNBVGY3TQOJQ")
            .await
            .unwrap();
        store::platform::access::confirm_factor(&mut session, user, START, 1)
            .await
            .unwrap();
        session.commit().await.unwrap();
        let (entry, _) = sign_in(bench, &strict, "ann-2", "rep@example.com")
            .await
            .unwrap();
        assert!(!entry.complete);
        assert!(bench.services.second_step_open(&entry.token).await.unwrap());
        assert!(
            bench
                .services
                .authenticate(&entry.token)
                .await
                .unwrap()
                .is_none()
        );
        let (entry, _) = sign_in(bench, &acme, "ann-1", "rep@example.com")
            .await
            .unwrap();
        assert!(entry.complete);
    }
);
