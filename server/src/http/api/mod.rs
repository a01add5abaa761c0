//! `/api/v1`: every object over HTTP, for programs.
//!
//! A token stands for its person: a request becomes the operation a page would ask, so that rights,
//! record scopes, versions and events are the same. What is taken and given is written down once, in
//! `resources`; routes, checks, document and reference are made from it.

mod body;
mod book;
mod bulk;
mod check;
mod cursor;
mod docs;
mod engines;
mod events;
mod keys;
mod limits;
mod lists;
mod many;
mod openapi;
mod record;
mod refusal;
mod resource;
mod resources;
pub(super) mod route;
mod schema;
mod weight;

pub use limits::{Limits, PER_MINUTE};

use super::State;
use super::documents::Disposition;
use super::live::{Heard, Proof, last_event, stream_for};
use super::pages::accepted_language;
use super::peer::{client, counted};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use body::{acceptable, parsed, read_body, wants_lines};
use book::Book;
use refusal::{Refusal, at};
use route::{Call, IfMatch, Query, Reply, Route, Written};
use serde_json::{Map, Value};
use services::platform::api::Bearer;
use shared::kernel::{Lang, ProblemKind, Scope};
use std::net::SocketAddr;
use std::sync::LazyLock;
use uuid::Uuid;

/// Where the interface is.
const ROOT: &str = "/api/v1";
/// The largest body, in bytes.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// The same where a body may hold every line of a quote, or what an engine is to compute.
pub(super) const LONG_BODY_MAX: usize = engines::BODY_MAX;
/// Most values of it, each of which may take some hundred bytes.
const VALUES_MAX: u32 = 300_000;

/// The interface as it is written down.
pub(super) struct Interface {
    pub(super) routes: Vec<Route>,
    /// What the schemas of the routes refer to.
    pub(super) components: Map<String, Value>,
    document: Bytes,
}

pub(super) static INTERFACE: LazyLock<Interface> = LazyLock::new(|| {
    let mut book = Book::new();
    resources::add(&mut book);
    lists::add(&mut book);
    many::add(&mut book);
    events::add(&mut book);
    engines::add(&mut book);
    let Book {
        mut routes,
        schemas,
    } = book;
    let mut components = schemas.finish();
    openapi::own_schemas(&mut components);
    for route in &mut routes {
        route.compile(&components);
    }
    let document = openapi::document(&routes, &components).to_string();
    Interface {
        routes,
        components,
        document: Bytes::from(document),
    }
});

/// The addresses of the interface.
pub fn router() -> Router {
    Router::new()
        .route("/api/v1/openapi.json", get(document))
        .route("/api/docs", get(docs::page))
        .route("/api/v1", any(answer))
        .route("/api/v1/{*rest}", any(answer))
}

async fn document() -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ],
        INTERFACE.document.clone(),
    )
        .into_response()
}

/// Answers a request of the interface.
async fn answer(
    axum::Extension(state): axum::Extension<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let lang = accepted_language(request.headers());
    let instance = request.uri().path().to_owned();
    let head = request.method() == Method::HEAD;
    let mut standing = None;
    let outcome = respond(&state, peer, lang, request, &mut standing).await;
    let mut response = match outcome {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(lang, &instance),
    };
    if let Some(standing) = standing {
        limits::Standing::tell(standing, response.headers_mut());
    }
    if head {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn respond(
    state: &State,
    peer: SocketAddr,
    lang: Lang,
    request: Request,
    standing: &mut Option<limits::Standing>,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix(ROOT).unwrap_or_default();
    let found = find(path, &parts.method)?;
    let (route, ids) = match found {
        Found::Route(route, ids) => (route, ids),
        Found::Options(allow) => {
            return Ok((StatusCode::NO_CONTENT, [(header::ALLOW, allow)]).into_response());
        }
    };
    let bearer = bearer(state, peer, &parts.headers).await?;
    let now = state.services.clock().now();
    let place = limits::take(state, bearer.token_id, now).await;
    *standing = Some(place);
    if !place.allowed {
        return Err(Refusal::of(429, "too_many_requests")
            .with_header(header::RETRY_AFTER, &place.retry_after()));
    }
    acceptable(route, &parts.headers)?;
    allowed(route, &bearer)?;
    let query = route.query(parts.uri.query())?;
    let place = |_| engines::admitted(bearer.token_id);
    let _place = route.computes.map(place).transpose()?;
    let bytes = read_body(route, &parts.headers, body).await?;
    let value = parsed(route, &parts.headers, &bytes).await?;
    let if_match = if route.versioned {
        if_match(&parts.headers)?
    } else {
        None
    };
    if route.versioned && if_match.is_none() {
        return Err(Refusal::of(428, "precondition_required"));
    }
    if route.operation_id == events::ID && events::wants_stream(&parts.headers) {
        return stream(state, bearer, &parts.headers, &query).await;
    }
    // Here, because until now it was waited for the sender of the body.
    let Some(_at_work) = state.crowd.enter().await else {
        return Err(Refusal::of(503, "unavailable").with_header(header::RETRY_AFTER, "5"));
    };
    let new_id = shared::kernel::id::uuid_v7(now.0, state.services.clock().random());
    let call = Call {
        scopes: bearer.scopes.clone(),
        dispatcher: state.dispatcher.clone(),
        lang,
        id: ids.record,
        second: ids.second,
        query,
        body: value,
        sent: bytes.clone(),
        lines: wants_lines(&parts.headers),
        if_match,
        new_id,
        today: bearer.actor.zone.date(now),
        now,
        actor: bearer.actor.clone(),
    };
    let Some(key) = keys::key(&parts.headers)?.filter(|_| route.repeats()) else {
        let reply = (route.run)(call).await?;
        let unchanged = not_modified(&parts.headers, &reply);
        return Ok(unchanged.unwrap_or_else(|| reply_response(reply, &parts.uri)));
    };
    let asked = keys::Asked {
        key,
        method: parts.method.as_str(),
        target: parts.uri.path_and_query().map_or("", |t| t.as_str()),
        if_match: text(&parts.headers, &header::IF_MATCH),
        body: &bytes,
        once: route.once,
    };
    let run = move |new_id| (route.run)(Call { new_id, ..call });
    keys::answered(state, &bearer, lang, asked, new_id, run).await
}

/// Whether the token may ask for this, and its person where no operation stands behind it that would ask.
fn allowed(route: &Route, bearer: &Bearer) -> Result<(), Refusal> {
    if !route.free && !bearer.scopes.allow(route.action) {
        return Err(Refusal::of(403, "insufficient_scope").with_header(
            header::WWW_AUTHENTICATE,
            "Bearer error=\"insufficient_scope\"",
        ));
    }
    if route.computes.is_some() && bearer.actor.scope(route.action) == Scope::None {
        return Err(Refusal::of(403, "forbidden"));
    }
    Ok(())
}

/// Events as they happen, from where the reader was.
async fn stream(
    state: &State,
    bearer: Bearer,
    headers: &HeaderMap,
    query: &Query,
) -> Result<Response, Refusal> {
    let heard = match last_event(headers) {
        Some(last) => Heard::Last(last),
        None => Heard::All(events::after(query)?),
    };
    let token = secret(headers).unwrap_or_default().to_owned();
    let proof = Proof::Token(token, bearer.scopes);
    Ok(stream_for(state, bearer.actor, proof, heard).await)
}

/// The ids in an address.
#[derive(Clone, Copy, Default)]
struct Ids {
    record: Option<Uuid>,
    second: Option<Uuid>,
}

enum Found {
    Route(&'static Route, Ids),
    Options(HeaderValue),
}

/// The route of an address, with the ids in it.
fn find(path: &str, method: &Method) -> Result<Found, Refusal> {
    let asked: Vec<&str> = path.split('/').skip(1).collect();
    let here: Vec<(&Route, Ids)> = INTERFACE
        .routes
        .iter()
        .filter_map(|route| matches(route, &asked).map(|ids| (route, ids)))
        .collect();
    if here.is_empty() {
        return Err(Refusal::of(404, "not_found"));
    }
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    if let Some((route, ids)) = here.iter().find(|(route, _)| route.method == *method) {
        return Ok(Found::Route(route, *ids));
    }
    let mut allow: Vec<&str> = here
        .iter()
        .map(|(route, _)| route.method.as_str())
        .collect();
    if allow.contains(&"GET") {
        allow.push("HEAD");
    }
    allow.push("OPTIONS");
    let allow = allow.join(", ");
    if method == Method::OPTIONS {
        return Ok(Found::Options(
            HeaderValue::from_str(&allow).unwrap_or(HeaderValue::from_static("OPTIONS")),
        ));
    }
    Err(Refusal::of(405, "method_not_allowed").with_header(header::ALLOW, &allow))
}

/// Whether an address is this route's; gives the ids in it. Only the usual form of an id is one.
fn matches(route: &Route, asked: &[&str]) -> Option<Ids> {
    let wanted: Vec<&str> = route.path.split('/').skip(1).collect();
    if wanted.len() != asked.len() {
        return None;
    }
    let id = |text: &str| Uuid::parse_str(text).ok().filter(|_| text.len() == 36);
    let mut ids = Ids::default();
    for (wanted, asked) in wanted.iter().zip(asked) {
        match *wanted {
            "{id}" => ids.record = Some(id(asked)?),
            route::SECOND => ids.second = Some(id(asked)?),
            word if word == *asked => {}
            _ => return None,
        }
    }
    Some(ids)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The token in `Authorization: Bearer …`.
fn secret(headers: &HeaderMap) -> Option<&str> {
    text(headers, &header::AUTHORIZATION)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

async fn bearer(state: &State, peer: SocketAddr, headers: &HeaderMap) -> Result<Bearer, Refusal> {
    let nobody =
        || Refusal::of(401, "unauthenticated").with_header(header::WWW_AUTHENTICATE, "Bearer");
    let token = secret(headers).ok_or_else(nobody)?;
    let address = client(
        &state.trusted_proxies,
        state.public_origin.is_some(),
        peer.ip(),
        headers,
    );
    state
        .services
        .bearer(token, &counted(address))
        .await
        .map_err(|problem| match problem.kind {
            ProblemKind::Unauthenticated => Refusal::of(401, "unauthenticated")
                .with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
            _ => problem.into(),
        })
}

/// The version of an `If-Match`; what is no tag at all is refused, a tag of somebody else is just not ours.
fn if_match(headers: &HeaderMap) -> Result<Option<IfMatch>, Refusal> {
    if !headers.contains_key(header::IF_MATCH) {
        return Ok(None);
    }
    let wrong = || Refusal::malformed(vec![at("wrong_format", "If-Match").with("format", "ETag")]);
    let tag = text(headers, &header::IF_MATCH).ok_or_else(wrong)?.trim();
    if tag == "*" {
        return Ok(Some(IfMatch::Any));
    }
    let inside = |tag: &str| {
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        let inner = tag.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains('"')).then(|| inner.to_owned())
    };
    let version = inside(tag).and_then(|version| version.parse().ok());
    if let Some(version) = version.filter(|_| !tag.starts_with("W/")) {
        return Ok(Some(IfMatch::Version(version)));
    }
    if tag.split(',').all(|one| inside(one.trim()).is_some()) {
        Ok(Some(IfMatch::Other))
    } else {
        Err(wrong())
    }
}

fn not_modified(headers: &HeaderMap, reply: &Reply) -> Option<Response> {
    let asked = text(headers, &header::IF_NONE_MATCH)?;
    let tag = etag(reply.version?)?;
    let same = asked.split(',').any(|one| {
        let one = one.trim();
        one == "*" || one.trim_start_matches("W/").as_bytes() == tag.as_bytes()
    });
    (same && reply.status == 200)
        .then(|| (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response())
}

fn etag(version: i64) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
}

/// The headers of an answer that are part of it.
fn reply_headers(reply: &Reply, target: &str) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = Vec::new();
    if let Some(tag) = reply.version.and_then(etag) {
        headers.push((header::ETAG, tag));
    }
    if let Some(place) = &reply.location
        && let Ok(place) = HeaderValue::from_str(place)
    {
        headers.push((header::LOCATION, place));
    }
    if let Some(next) = &reply.next {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
            .collect();
        let link = format!(
            "<{path}?{}cursor={next}>; rel=\"next\"",
            kept.iter()
                .map(|pair| format!("{pair}&"))
                .collect::<String>()
        );
        if let Ok(link) = HeaderValue::from_str(&link) {
            headers.push((header::LINK, link));
        }
    }
    headers
}

fn reply_response(reply: Reply, target: &axum::http::Uri) -> Response {
    let headers = reply_headers(
        &reply,
        target.path_and_query().map_or("", |target| target.as_str()),
    );
    if let Some(written) = reply.written {
        return written_response(reply.status, headers, written);
    }
    let body = reply.body.map(|body| body.to_string());
    json_response(reply.status, headers, body)
}

/// A file, which nobody keeps for others.
fn written_response(
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
    written: Written,
) -> Response {
    let mut response = json_response(status, headers, None);
    *response.body_mut() = Body::from(written.content);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(written.kind));
    if let Some(name) = &written.name {
        headers.insert(
            header::CONTENT_DISPOSITION,
            Disposition::Attachment.of(name),
        );
        let private = HeaderValue::from_static("private, no-store");
        headers.insert(header::CACHE_CONTROL, private);
    }
    response
}

fn json_response(
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<String>,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match body {
        Some(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        None => status.into_response(),
    };
    for (name, value) in headers {
        response.headers_mut().insert(name, value);
    }
    response
}
