//! The programming interface from outside: who may ask what, and what the answers look like.

mod costs;
mod deactivated;
mod engines;
mod files;
mod finding;
mod guards;
mod imports;
mod injection;
mod leads;
mod lists;
mod matrix;
mod news;
mod records;
mod relations;
mod selling;
mod setup;
mod sign_on;
mod strangers;
mod twice;

use super::{PASSWORD, Site, body, site, text};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};
use shared::kernel::{Actor, Role};
use shared::platform::api::{CreateToken, Level, Scopes};

/// A token of the person with this address.
pub(super) async fn token(site: &Site, email: &str, level: Level) -> String {
    let session = site
        .services
        .sign_in(email, PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site
        .services
        .authenticate(&session.token)
        .await
        .unwrap()
        .unwrap();
    token_of(site, &signed_in.actor, Scopes::all(level)).await
}

async fn token_of(site: &Site, actor: &Actor, scopes: Scopes) -> String {
    let create = CreateToken {
        name: "Test".into(),
        scopes,
        days: None,
    };
    ports::run(&site.state.dispatcher, actor, create)
        .await
        .unwrap()
        .token
}

/// What is sent beside method, address and token.
#[derive(Clone, Default)]
struct Sent {
    body: Option<Value>,
    headers: Vec<(&'static str, String)>,
}

impl Sent {
    fn json(body: Value) -> Self {
        Self {
            body: Some(body),
            headers: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

struct Got {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    json: Value,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    fn codes(&self) -> Vec<(String, String)> {
        self.json["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| {
                (
                    error["code"].as_str().unwrap_or_default().to_owned(),
                    error["field"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect()
    }
}

async fn ask(site: &Site, token: Option<&str>, verb: &str, path: &str, sent: Sent) -> Got {
    let mut request = Request::builder()
        .method(verb)
        .uri(format!("/api/v1{path}"));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in &sent.headers {
        request = request.header(*name, value);
    }
    let body_text = sent.body.map(|body| body.to_string());
    if body_text.is_some() && !sent.headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let request = request
        .body(body_text.map_or_else(Body::empty, Body::from))
        .unwrap();
    got(site.send(request).await).await
}

/// The address of a route, with this in the place of every id.
fn in_place(path: &str, id: &str) -> String {
    let id = |part: &str| match part.starts_with('{') {
        true => id.to_owned(),
        false => part.to_owned(),
    };
    path.split('/').map(id).collect::<Vec<_>>().join("/")
}

async fn got(response: Response<Body>) -> Got {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), 10_000_000)
        .await
        .unwrap();
    // Some answers are files.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Got {
        status,
        headers,
        json: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_the_interface_and_a_session_does_not() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    let good = ask(&site, Some(&token), "GET", "/accounts", Sent::default()).await;
    assert_eq!(good.status, StatusCode::OK);
    assert_eq!(good.json["data"], json!([]));
    assert_eq!(good.header("content-type"), "application/json");

    let cookie = site.sign_in("rep@example.com").await;
    let response = site.get("/api/v1/accounts", Some(&cookie)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(text(&response, "www-authenticate").starts_with("Bearer"));

    let mut wrong = token.clone();
    wrong.pop();
    for wrong in [
        wrong.as_str(),
        "jalon_x",
        "",
        &shared::platform::api::token([9; 32]),
    ] {
        let refused = ask(&site, Some(wrong), "GET", "/accounts", Sent::default()).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert_eq!(refused.json["code"], "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_wrong_tokens_are_slowed_down() {
    let site = site().await;
    for _ in 0..50 {
        ask(&site, Some("nonsense"), "GET", "/accounts", Sent::default()).await;
    }
    let refused = ask(&site, Some("nonsense"), "GET", "/accounts", Sent::default()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(refused.header("retry-after"), "");
    // A right one is not refused for the wrong ones of its neighbours.
    let token = token(&site, "rep@example.com", Level::Read).await;
    let good = ask(&site, Some(&token), "GET", "/accounts", Sent::default()).await;
    assert_eq!(good.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_verbs_and_forms_are_refused_by_name() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let bearer = format!("Bearer {token}");
    let token = Some(token.as_str());
    let account = json!({ "name": "Acme" });
    let id = uuid::Uuid::from_u128(7);
    let one = format!("/accounts/{id}");
    let put = Sent::json(account.clone());
    for (verb, path, sent, status, code) in [
        ("GET", "/nothing", Sent::default(), 404, "not_found"),
        ("GET", "/accounts/x", Sent::default(), 404, "not_found"),
        ("GET", &one, Sent::default(), 404, "not_found"),
        ("PUT", "/accounts", put.clone(), 405, "method_not_allowed"),
        (
            "GET",
            "/accounts",
            Sent::default().with("accept", "text/csv"),
            406,
            "not_acceptable",
        ),
        (
            "POST",
            "/accounts",
            put.clone().with("content-type", "text/plain"),
            415,
            "unsupported_media_type",
        ),
        ("PATCH", &one, put.clone(), 428, "precondition_required"),
        (
            "GET",
            "/accounts?limit=0",
            Sent::default(),
            400,
            "malformed",
        ),
        (
            "GET",
            "/accounts?limit=1&limit=2",
            Sent::default(),
            400,
            "malformed",
        ),
        (
            "GET",
            "/accounts?colour=red",
            Sent::default(),
            400,
            "malformed",
        ),
        (
            "GET",
            "/accounts?fields=id,colour",
            Sent::default(),
            400,
            "malformed",
        ),
        (
            "GET",
            "/accounts?owner_id=me",
            Sent::default(),
            400,
            "malformed",
        ),
        (
            "GET",
            "/accounts?cursor=abc",
            Sent::default(),
            422,
            "invalid",
        ),
        (
            "POST",
            "/accounts",
            Sent::json(json!({ "nam": "x" })),
            400,
            "malformed",
        ),
        (
            "POST",
            "/accounts",
            Sent::json(json!({ "name": " " })),
            422,
            "invalid",
        ),
    ] {
        let refused = ask(&site, token, verb, path, sent).await;
        assert_eq!(refused.status, status, "{verb} {path}: {}", refused.json);
        assert_eq!(refused.json["code"], code, "{verb} {path}");
        assert_eq!(refused.json["status"], status);
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
    let refused = ask(&site, token, "PUT", "/accounts", put).await;
    assert_eq!(refused.header("allow"), "GET, POST, HEAD, OPTIONS");
    let options = ask(&site, None, "OPTIONS", &one, Sent::default()).await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    assert_eq!(options.header("allow"), "GET, PATCH, DELETE, HEAD, OPTIONS");
    let head = ask(&site, token, "HEAD", "/accounts", Sent::default()).await;
    assert_eq!((head.status, head.json), (StatusCode::OK, json!("")));

    let french = Sent::json(json!({ "nam": "x" })).with("accept-language", "fr-FR");
    let refused = ask(&site, token, "POST", "/accounts", french).await;
    assert_eq!(refused.header("content-language"), "fr");
    assert_eq!(refused.json["title"], "Non conforme au document");
    assert_eq!(
        refused.codes(),
        [
            ("unknown_field".to_owned(), "nam".to_owned()),
            ("required".to_owned(), "name".to_owned())
        ]
    );
    let broken = Request::post("/api/v1/accounts")
        .header(header::AUTHORIZATION, bearer)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{\"name\": "))
        .unwrap();
    let broken = got(site.send(broken).await).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert_eq!(broken.codes()[0].0, "not_json");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_asks_too_often_is_told_when_to_come_again() {
    let serve = crate::cli::Serve {
        api_rate: 3,
        ..super::plain()
    };
    let site = super::site_as(&serve).await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    for left in ["2", "1", "0"] {
        let good = ask(&site, Some(&token), "GET", "/accounts", Sent::default()).await;
        assert_eq!(good.status, StatusCode::OK);
        assert_eq!(good.header("ratelimit-limit"), "3");
        assert_eq!(good.header("ratelimit-remaining"), left);
    }
    let refused = ask(&site, Some(&token), "GET", "/accounts", Sent::default()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_holds_every_route_and_its_schemas_are_sound() {
    let site = site().await;
    let response = site.get("/api/v1/openapi.json", None).await;
    let document: Value = serde_json::from_str(&body(response).await).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let interface = &crate::http::api::INTERFACE;
    assert!(interface.routes.len() > 60, "{}", interface.routes.len());
    for route in &interface.routes {
        let verb = route.method.as_str().to_ascii_lowercase();
        let operation = &document["paths"][&route.path][&verb];
        assert_eq!(operation["operationId"], json!(route.operation_id));
        for check in [&route.checks.query, &route.checks.body]
            .into_iter()
            .flatten()
        {
            assert!(check.is_sound(), "{} {}", route.method, route.path);
        }
    }
    // Nothing is referred to that is not there.
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    // What is taken has names of its own: a record never refers to a body.
    let components = document["components"]["schemas"].as_object().unwrap();
    for body in interface
        .routes
        .iter()
        .filter_map(|route| route.body.as_ref())
    {
        let name = body["$ref"].as_str().unwrap();
        let users = components
            .iter()
            .filter(|(_, schema)| schema.to_string().contains(&format!("\"{name}\"")));
        for (user, _) in users {
            assert!(user.ends_with("Bulk"), "{user} refers to {name}");
        }
    }
    let ids: std::collections::BTreeSet<&str> = interface
        .routes
        .iter()
        .map(|route| route.operation_id.as_str())
        .collect();
    assert_eq!(ids.len(), interface.routes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_told_within_the_scopes_of_the_token() {
    let site = site().await;
    let write = token(&site, "rep@example.com", Level::Write).await;
    let new = Sent::json(json!({ "name": "Acme" }));
    let made = ask(&site, Some(&write), "POST", "/accounts", new).await;
    let all = ask(
        &site,
        Some(&write),
        "GET",
        "/events?limit=500",
        Sent::default(),
    )
    .await;
    let told = |got: &Got| {
        let events = got.json["data"].as_array().unwrap().clone();
        events.iter().any(|event| event["id"] == made.json["id"])
    };
    assert!(told(&all), "{}", all.json);
    let next = all.json["next"].as_str().unwrap();
    let later = format!("/events?cursor={next}");
    let later = ask(&site, Some(&write), "GET", &later, Sent::default()).await;
    assert_eq!(later.json["data"], json!([]));

    let session = site
        .services
        .sign_in("rep@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let actor = site
        .services
        .authenticate(&session.token)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let narrow = Scopes::try_from("deals:read".to_owned()).unwrap();
    let narrow = token_of(&site, &actor, narrow).await;
    let some = ask(
        &site,
        Some(&narrow),
        "GET",
        "/events?limit=500",
        Sent::default(),
    )
    .await;
    assert!(!told(&some), "{}", some.json);

    let stream = Request::get("/api/v1/events")
        .header(header::AUTHORIZATION, format!("Bearer {write}"))
        .header(header::ACCEPT, "text/event-stream")
        .body(Body::empty())
        .unwrap();
    let stream = site.send(stream).await;
    assert_eq!(stream.status(), StatusCode::OK);
    assert_eq!(text(&stream, "content-type"), "text/event-stream");
}

/// The reference names every address, in both languages, and runs nothing of anybody else's.
#[tokio::test(flavor = "multi_thread")]
async fn the_reference_names_every_address() {
    let site = site().await;
    for (lang, word) in [("en", "API reference"), ("fr", "Référence de l’API")] {
        let response = site.get(&format!("/api/docs?lang={lang}"), None).await;
        assert_eq!(response.status(), StatusCode::OK);
        let policy = text(&response, "content-security-policy");
        assert!(policy.contains("script-src 'nonce-"), "{policy}");
        let page = body(response).await;
        assert!(page.contains(word), "{lang}");
        assert!(!page.contains("style=") && !page.contains("https://cdn"));
        for route in &crate::http::api::INTERFACE.routes {
            assert!(page.contains(&format!("id=\"{}\"", route.operation_id)));
        }
    }
}

/// The roles of the people of these tests.
const ROLES: [(&str, Role); 5] = [
    ("rep@example.com", Role::Representative),
    ("other@example.com", Role::Representative),
    ("manager@example.com", Role::Manager),
    ("admin@example.com", Role::Administrator),
    ("finance@example.com", Role::Finance),
];

/// Adds the people the site does not have.
async fn with_everybody(site: &Site) {
    for (email, role) in ROLES {
        if matches!(role, Role::Manager | Role::Finance) {
            let person = services::platform::auth::NewPerson {
                email: email.into(),
                name: "Somebody".into(),
                role,
                lang: shared::kernel::Lang::En,
                password: PASSWORD.into(),
            };
            site.services.add_person(&person).await.unwrap();
        }
    }
}
