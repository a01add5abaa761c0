//! `Idempotency-Key`: a request that is sent again, because its answer was lost, is answered as the
//! first time and changes nothing twice.

use super::refusal::{Refusal, at};
use super::route::Answer;
use super::{json_response, reply_headers, text};
use crate::http::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use services::platform::api::{Answered, Bearer, KeptAnswer};
use services::platform::auth::token_hash;
use shared::kernel::Lang;
use uuid::Uuid;

/// The longest key, in characters.
const LONGEST: usize = 255;
const NAME: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is the one of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The key of a request.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    if !headers.contains_key(NAME) {
        return Ok(None);
    }
    let wrong = || {
        Refusal::malformed(vec![
            at("wrong_format", "Idempotency-Key").with("format", "ASCII"),
        ])
    };
    let key = text(headers, &NAME).ok_or_else(wrong)?.trim();
    // The draft standard writes it as a string of structured fields; most clients leave the quotes out.
    let key = key
        .strip_prefix('"')
        .and_then(|key| key.strip_suffix('"'))
        .unwrap_or(key);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.:-".contains(&b);
    if key.is_empty() || key.len() > LONGEST || !key.bytes().all(plain) {
        return Err(wrong());
    }
    Ok(Some(key.to_owned()))
}

/// What makes two requests the same.
pub struct Asked<'a> {
    pub key: String,
    pub method: &'a str,
    pub target: &'a str,
    pub if_match: Option<&'a str>,
    pub body: &'a [u8],
    /// Fields of the answer that are not kept: secrets are told once.
    pub once: &'static [&'static str],
}

impl Asked<'_> {
    fn hash(&self) -> String {
        let body = String::from_utf8_lossy(self.body);
        let if_match = self.if_match.unwrap_or_default();
        token_hash(&format!(
            "{}\n{}\n{if_match}\n{body}",
            self.method, self.target
        ))
    }
}

/// The answer of `run`, or of the request before with the same key. `run` is told the id of what it makes:
/// `new_id`, or that of the same request before, when its server died before it had answered. So what it had
/// saved is not made a second time.
pub async fn answered(
    state: &State,
    bearer: &Bearer,
    lang: Lang,
    asked: Asked<'_>,
    new_id: Uuid,
    run: impl FnOnce(Uuid) -> Answer,
) -> Result<Response, Refusal> {
    let services = state.services.clone();
    let begun = services
        .begin_answer(bearer.token_id, &asked.key, &asked.hash(), new_id)
        .await?;
    let run = match begun {
        Answered::Begin(id) => run(id),
        Answered::Before(kept) => return Ok(again(kept)),
        Answered::Running => {
            return Err(
                Refusal::of(409, "key_in_use").with_header(axum::http::header::RETRY_AFTER, "1")
            );
        }
        Answered::Other => return Err(Refusal::of(422, "key_reused")),
    };
    let (target, key, token) = (asked.target.to_owned(), asked.key, bearer.token_id);
    let once = asked.once;
    // Goes on when the client hangs up, so that what was done is also written down.
    let finished = tokio::spawn(async move {
        let outcome = run.await;
        let answer = match outcome {
            Ok(reply) => {
                let headers = reply_headers(&reply, &target);
                let named: Vec<(String, String)> = headers
                    .iter()
                    .filter_map(|(name, value)| {
                        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                    })
                    .collect();
                let kept = KeptAnswer {
                    status: reply.status,
                    headers_json: json!(named).to_string(),
                    body: reply
                        .body
                        .as_ref()
                        .map(|body| untold(body, once))
                        .unwrap_or_default(),
                };
                Ok((kept, reply.status, reply.body, headers))
            }
            Err(refusal) => Err(refusal),
        };
        let path = target.split('?').next().unwrap_or_default();
        let kept = match &answer {
            Ok((kept, ..)) => Some(kept.clone()),
            // Asking again does what was not done, and finds what was.
            Err(refusal) if refusal.status >= 500 => None,
            Err(refusal) => Some(KeptAnswer {
                status: refusal.status,
                headers_json: "[]".to_owned(),
                body: refusal.to_json(lang, path).to_string(),
            }),
        };
        if let Err(problem) = services.end_answer(token, &key, kept.as_ref()).await {
            tracing::warn!(problem = %problem, "an answer was not kept");
        }
        answer
    });
    match finished.await {
        Ok(Ok((_, status, body, headers))) => {
            let body = body.map(|body| body.to_string());
            Ok(json_response(status, headers, body))
        }
        Ok(Err(refusal)) => Err(refusal),
        Err(_) => Err(Refusal::of(500, "internal")),
    }
}

/// An answer as it is kept: without what is told once, which no copy of the database shall hold.
fn untold(body: &Value, once: &[&str]) -> String {
    let mut body = body.clone();
    for field in once {
        if let Some(told) = body.get_mut(field) {
            *told = Value::Null;
        }
    }
    body.to_string()
}

fn again(kept: KeptAnswer) -> Response {
    let named: Vec<(String, String)> = serde_json::from_str(&kept.headers_json).unwrap_or_default();
    let mut headers: Vec<(HeaderName, HeaderValue)> = named
        .into_iter()
        .filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)))
        .collect();
    headers.push((REPLAYED, HeaderValue::from_static("true")));
    if kept.status >= 400 {
        headers.push((
            axum::http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        ));
    }
    let body = (!kept.body.is_empty()).then_some(kept.body);
    json_response(kept.status, headers, body).into_response()
}
