//! The walls around every request, tried from outside: the router as it is served, a database of
//! its own, no browser.

use super::{State, router};
use crate::cli::Serve;
use crate::cli::stopping::serve_until;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Request, Response, StatusCode, header};
use services::platform::auth::NewPerson;
use services::{Services, SystemClock};
use shared::kernel::{Lang, Role};
use std::net::SocketAddr;
use std::sync::Arc;
use store::Store;
use tower::ServiceExt;

mod api;
mod approve;
mod branding;
mod crowd;
mod doors;
mod export;
mod full;
mod headers;
mod live;
mod markup;
mod offline;
mod passkeys;
mod room;
mod slow;
mod sso;
mod weight;

struct Site {
    router: Router,
    state: State,
    services: Services,
    directory: tempfile::TempDir,
}

const PASSWORD: &str = "a long enough password";

/// As `jalon serve` without flags.
fn plain() -> Serve {
    Serve {
        listen: ([127, 0, 0, 1], 0).into(),
        demo: false,
        demo_public: false,
        public_url: None,
        trusted_proxies: Vec::new(),
        mail: crate::cli::Mail::default(),
        api_rate: 100_000,
        at_once: super::AT_ONCE,
        webhooks_inside: false,
        providers_inside: false,
        min_free: 0,
        export_folder: None,
        sign_on: crate::cli::SignOn::default(),
        keys: crate::cli::KeyFile::default(),
    }
}

async fn site() -> Site {
    site_as(&plain()).await
}

async fn site_at(pace: super::live::Pace) -> Site {
    site_with(&plain(), |state| state.with_pace(pace)).await
}

async fn site_as(serve: &Serve) -> Site {
    site_with(serve, |state| state).await
}

async fn site_with(serve: &Serve, arranged: impl FnOnce(State) -> State) -> Site {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&format!(
        "sqlite:{}",
        directory.path().join("t.db").display()
    ))
    .await
    .unwrap();
    store.migrate().await.unwrap();
    let services = Services::new(store, Arc::new(SystemClock));
    services.ensure_set_up().await.unwrap();
    for (email, role) in [
        ("rep@example.com", Role::Representative),
        ("other@example.com", Role::Representative),
        ("admin@example.com", Role::Administrator),
    ] {
        let person = NewPerson {
            email: email.into(),
            name: "Somebody".into(),
            role,
            lang: Lang::En,
            password: PASSWORD.into(),
        };
        services.add_person(&person).await.unwrap();
    }
    let peer: SocketAddr = ([127, 0, 0, 1], 4000).into();
    let state = arranged(State::new(services.clone(), serve, Vec::new()));
    Site {
        router: router(state.clone()).layer(MockConnectInfo(peer)),
        state,
        services,
        directory,
    }
}

/// A site that listens on a port of its own.
struct Listening {
    address: SocketAddr,
    /// Tells it to stop; dropping does, too.
    tell: tokio::sync::oneshot::Sender<()>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Site {
    async fn listening(&self) -> Listening {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = tokio::sync::oneshot::channel();
        let (router, state) = (router(self.state.clone()), self.state.clone());
        let server = tokio::spawn(serve_until(listener, router, state, async {
            let _ = told.await;
        }));
        Listening {
            address,
            tell,
            server,
        }
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str, cookie: Option<&str>) -> Response<Body> {
        let mut request = Request::get(path);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn call(
        &self,
        operation: &str,
        cookie: Option<&str>,
        body: impl Into<Body>,
    ) -> Response<Body> {
        let mut request = Request::post(format!("/call/{operation}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn try_sign_in(&self, email: &str, password: &str, next: &str) -> Response<Body> {
        let form = format!(
            "email={email}&password={}&next={next}",
            password.replace(' ', "+")
        );
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    /// The cookie pair of a new session.
    async fn sign_in(&self, email: &str) -> String {
        let response = self.try_sign_in(email, PASSWORD, "/").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        text(&response, "set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }
}

fn text(response: &Response<Body>, header: &str) -> String {
    response
        .headers()
        .get(header)
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

async fn body(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 10_000_000)
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_led_to_sign_in_and_back() {
    let site = site().await;
    let response = site.get("/admin?x=1", None).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(text(&response, "location"), "/sign-in?next=/admin%3Fx%3D1");
    let response = site
        .try_sign_in("rep@example.com", PASSWORD, "/admin")
        .await;
    assert_eq!(text(&response, "location"), "/admin");
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "/%0A/evil.example",
    ] {
        let response = site.try_sign_in("rep@example.com", PASSWORD, evil).await;
        assert_eq!(text(&response, "location"), "/", "{evil}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_locked_down() {
    let site = site().await;
    let response = site.try_sign_in("rep@example.com", PASSWORD, "/").await;
    let cookie = text(&response, "set-cookie");
    assert!(cookie.starts_with("__Host-jalon="), "{cookie}");
    for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.contains(attribute), "{cookie} lacks {attribute}");
    }
    let again = text(
        &site.try_sign_in("rep@example.com", PASSWORD, "/").await,
        "set-cookie",
    );
    assert_ne!(cookie, again, "the token changes at every sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_keeps_what_was_typed_but_the_password() {
    let site = site().await;
    let response = site.try_sign_in("rep@example.com", "wrong", "/admin").await;
    let target = text(&response, "location");
    assert!(
        target.contains("error=unauthenticated")
            && target.contains("email=rep%40example.com")
            && !target.contains("wrong"),
        "{target}"
    );
    let page = body(site.get(&target, None).await).await;
    assert!(
        page.contains("rep@example.com") && page.contains("do not match"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_from_our_own_pages_only() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let attempt = |name: &'static str, value: &'static str| {
        Request::post("/call/session.people")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie.clone())
            .header(header::HOST, "crm.example.com")
            .header(name, value)
            .body(Body::from(r#"{"request":{}}"#))
            .unwrap()
    };
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 200),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "https://crm.example.com", 200),
    ] {
        assert_eq!(
            site.send(attempt(name, value)).await.status().as_u16(),
            status,
            "{name}: {value}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let site = site().await;
    let cookie = site.sign_in("admin@example.com").await;
    for (path, cookie) in [
        ("/sign-in", None),
        ("/", Some(&cookie)),
        ("/admin", Some(&cookie)),
        ("/nowhere", Some(&cookie)),
        ("/health", None),
        ("/healthz", None),
        ("/forgot", None),
        ("/assets/none.js", None),
    ] {
        let response = site.get(path, cookie.map(String::as_str)).await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "permissions-policy",
        ] {
            assert!(response.headers().contains_key(name), "{path} lacks {name}");
        }
        let policy = text(&response, "content-security-policy");
        assert!(
            !policy.contains("unsafe-inline")
                && !policy.contains("'unsafe-eval'")
                && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nonce_is_new_for_every_page_and_on_every_script() {
    let site = site().await;
    let cookie = site.sign_in("admin@example.com").await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let response = site.get("/admin", Some(&cookie)).await;
        let policy = text(&response, "content-security-policy");
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        let page = body(response).await;
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains("application/json") || tag.contains(&nonce),
                "script without nonce: {tag}"
            );
        }
        assert!(!page.contains(" style=\""), "inline style");
        assert!(seen.insert(nonce));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_oversized_and_unknown_calls_are_refused_clearly() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    for garbage in [
        "",
        "{",
        "[]",
        r#"{"request":7}"#,
        "null",
        &"[".repeat(10_000),
    ] {
        let response = site
            .call("pipelines.save", Some(&cookie), garbage.to_owned())
            .await;
        assert_eq!(
            response.status().as_u16(),
            422,
            "{}",
            &garbage[..garbage.len().min(20)]
        );
        assert!(body(response).await.contains("malformed"));
    }
    let large = Request::post("/call/pipelines.save")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, 2 * 1024 * 1024 + 1)
        .header(header::COOKIE, &cookie)
        .body(Body::from(vec![b' '; 2 * 1024 * 1024 + 1]))
        .unwrap();
    assert_eq!(
        site.send(large).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert!(
        site.call("no.such", Some(&cookie), "{}")
            .await
            .status()
            .is_client_error()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_without_a_session_or_a_right_are_refused_with_the_kind() {
    let site = site().await;
    let response = site.call("session.people", None, r#"{"request":{}}"#).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(body(response).await.contains("Unauthenticated"));
    let cookie = site.sign_in("rep@example.com").await;
    let response = site
        .call("people.directory", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(body(response).await.contains("Forbidden"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_everywhere_it_is_used() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    assert_eq!(site.get("/", Some(&cookie)).await.status(), StatusCode::OK);
    let request = Request::post("/sign-out")
        .header(header::COOKIE, &cookie)
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(request).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/", Some(&cookie)).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        site.call("session.people", Some(&cookie), r#"{"request":{}}"#)
            .await
            .status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_stream_first_says_which_build_answers() {
    use futures::StreamExt;
    let site = site().await;
    assert_eq!(
        site.get("/live", None).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let cookie = site.sign_in("rep@example.com").await;
    let response = site.get("/live?after=0", Some(&cookie)).await;
    assert_eq!(text(&response, "content-type"), "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let first = stream.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: build\n"), "{first:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_the_browsers_language_before_sign_in() {
    let site = site().await;
    let request =
        Request::get("/sign-in").header(header::ACCEPT_LANGUAGE, "de-DE, fr-CA;q=0.8, en;q=0.5");
    let page = body(site.send(request.body(Body::empty()).unwrap()).await).await;
    assert!(
        page.contains(r#"<html lang="fr""#) && page.contains("Se connecter"),
        "{page}"
    );
}
