//! What a request is written in, and what its answer is wanted in.

use super::refusal::{Refusal, at};
use super::route::Route;
use super::weight::{LEVELS, weighed};
use super::{engines, text};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, header};
use serde_json::Value;

/// A body this long is not read by the thread that answers.
const LONG: usize = 128 * 1024;

/// What the client takes.
fn accepted(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(bare)
        .filter(|kind| !kind.is_empty())
        .collect()
}

/// A media type without its parameters.
fn bare(kind: &str) -> String {
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// Whether the client takes what is given: JSON, what an engine computes in lines, or the file of the address.
pub fn acceptable(route: &Route, headers: &HeaderMap) -> Result<(), Refusal> {
    let kinds = accepted(headers);
    let gives = |wanted: &str| {
        let of = wanted.strip_suffix('*').filter(|of| of.ends_with('/'));
        let mut given = route.gives.iter().map(|given| bare(given));
        given.any(|given| given == wanted || of.is_some_and(|of| given.starts_with(of)))
    };
    let takes = |kind: &String| match kind.as_str() {
        "*/*" | "application/problem+json" => true,
        file if !route.gives.is_empty() => gives(file),
        "application/*" | "application/json" | "text/event-stream" => true,
        engines::LINES => route.computes.is_some(),
        _ => false,
    };
    if kinds.is_empty() || kinds.iter().any(takes) {
        Ok(())
    } else {
        Err(Refusal::of(406, "not_acceptable"))
    }
}

/// Whether the client asks for lines by name, and not for JSON.
pub fn wants_lines(headers: &HeaderMap) -> bool {
    let kinds = accepted(headers);
    let has = |name: &str| kinds.iter().any(|kind| kind == name);
    has(engines::LINES) && !has("application/json")
}

/// What the body is written in.
fn kind(headers: &HeaderMap) -> String {
    bare(text(headers, &header::CONTENT_TYPE).unwrap_or_default())
}

/// The body, within the size its route takes.
pub async fn read_body(route: &Route, headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let bytes = axum::body::to_bytes(body, route.body_max())
        .await
        .map_err(|_| Refusal::of(413, "too_large"))?;
    if route.body.is_none() {
        return if bytes.is_empty() {
            Ok(bytes)
        } else {
            Err(Refusal::malformed(vec![at("unknown_field", "body")]))
        };
    }
    let kinds = route.kinds();
    if kinds.contains(&kind(headers).as_str()) {
        Ok(bytes)
    } else {
        let name = HeaderName::from_static("accept-post");
        Err(Refusal::of(415, "unsupported_media_type").with_header(name, &kinds.join(", ")))
    }
}

/// The body as its schema wants it; a long one away from the threads that answer.
pub async fn parsed(
    route: &'static Route,
    headers: &HeaderMap,
    bytes: &Bytes,
) -> Result<Value, Refusal> {
    if route.body.is_some() && !kind(headers).ends_with("json") {
        return as_text(bytes).map(Value::String);
    }
    if bytes.len() < LONG {
        return as_json(route, bytes);
    }
    let bytes = bytes.clone();
    tokio::task::spawn_blocking(move || as_json(route, &bytes))
        .await
        .map_err(|_| Refusal::of(500, "internal"))?
}

fn as_text(bytes: &Bytes) -> Result<String, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let reason = format!("not UTF-8 at byte {}", error.valid_up_to());
        Refusal::malformed(vec![at("engine_refused", "body").with("reason", reason)])
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

fn as_json(route: &Route, bytes: &Bytes) -> Result<Value, Refusal> {
    let Some(check) = &route.checks.body else {
        return Ok(Value::Null);
    };
    weighed("body", bytes, (route.values_max(), LEVELS))?;
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let issue = at("not_json", "body")
            .with("line", error.line())
            .with("column", error.column());
        Refusal::malformed(vec![issue])
    })?;
    check.ask(&value)?;
    Ok(value)
}
