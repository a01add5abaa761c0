//! Refusals as problem details (RFC 9457), in the reader's language.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use i18n::{Key, issue_text, k, problem_text, t};
use serde_json::{Map, Value, json};
use shared::kernel::{Issue, Lang, Problem, ProblemKind};
use std::borrow::Cow;

/// A refused request.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: &'static str,
    /// Each names the field of the request it is about.
    pub issues: Vec<Issue>,
    /// The record as it is now, when another version was meant.
    pub current: Option<Value>,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub reference: Option<String>,
}

impl Refusal {
    pub fn of(status: u16, code: &'static str) -> Self {
        Self {
            status,
            code,
            issues: Vec::new(),
            current: None,
            headers: Vec::new(),
            reference: None,
        }
    }

    /// A request that is not what the document says.
    pub fn malformed(issues: Vec<Issue>) -> Self {
        Self {
            issues,
            ..Self::of(400, "malformed")
        }
    }

    /// A request that is as the document says, and still cannot be.
    pub fn invalid(code: &'static str, field: &'static str) -> Self {
        Problem::because(Issue::error(code, field)).into()
    }

    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The refusal as JSON; `instance` is the address that was asked.
    pub fn to_json(&self, lang: Lang, instance: &str) -> Value {
        let errors: Vec<Value> = self
            .issues
            .iter()
            .map(|issue| {
                json!({
                    "field": issue.field,
                    "code": issue.code,
                    "detail": issue_text(lang, issue),
                })
            })
            .collect();
        let mut body = Map::new();
        body.insert(
            "type".to_owned(),
            json!(format!("/api/docs#problem-{}", self.code)),
        );
        body.insert("title".to_owned(), json!(title(lang, self.code)));
        body.insert("status".to_owned(), json!(self.status));
        body.insert("detail".to_owned(), json!(self.detail(lang)));
        body.insert("instance".to_owned(), json!(instance));
        body.insert("code".to_owned(), json!(self.code));
        body.insert("errors".to_owned(), Value::Array(errors));
        if let Some(current) = &self.current {
            body.insert("current".to_owned(), current.clone());
        }
        Value::Object(body)
    }

    fn detail(&self, lang: Lang) -> String {
        let text = explained(lang, self.code);
        match &self.reference {
            Some(_) => {
                let problem = Problem {
                    reference: self.reference.clone(),
                    ..Problem::of(ProblemKind::Internal)
                };
                problem_text(lang, &problem)
            }
            None => text.to_owned(),
        }
    }

    pub fn into_response(self, lang: Lang, instance: &str) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = self.to_json(lang, instance).to_string();
        let mut response = (
            status,
            [
                (header::CONTENT_TYPE, "application/problem+json"),
                (header::CONTENT_LANGUAGE, lang.tag()),
                (header::VARY, "accept-language"),
            ],
            body,
        )
            .into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Every code with its status, for the document and the reference.
pub const CODES: &[(&str, u16)] = &[
    ("malformed", 400),
    ("unauthenticated", 401),
    ("forbidden", 403),
    ("insufficient_scope", 403),
    ("not_found", 404),
    ("method_not_allowed", 405),
    ("not_acceptable", 406),
    ("conflict", 409),
    ("key_in_use", 409),
    ("stale", 412),
    ("too_large", 413),
    ("unsupported_media_type", 415),
    ("invalid", 422),
    ("key_reused", 422),
    ("precondition_required", 428),
    ("too_many_requests", 429),
    ("internal", 500),
    ("unavailable", 503),
    ("read_only", 503),
];

/// What a code is called.
pub fn title(lang: Lang, code: &str) -> &'static str {
    Key::by_name(&format!("api.problem.{code}.title"))
        .map_or_else(|| t(lang, k::problem::INTERNAL), |key| t(lang, key))
}

/// What a code means and what to do.
pub fn explained(lang: Lang, code: &str) -> &'static str {
    Key::by_name(&format!("api.problem.{code}.text"))
        .map_or_else(|| t(lang, k::problem::INTERNAL), |key| t(lang, key))
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let taken = |issue: &Issue| issue.code == "already_exists";
        let full = |issue: &Issue| issue.code == "disk_full";
        let (status, code) = match problem.kind {
            // A record with this id is there: the state of the server is against it.
            ProblemKind::Invalid if problem.issues.iter().any(taken) => (409, "conflict"),
            ProblemKind::Invalid => (422, "invalid"),
            ProblemKind::Unauthenticated => (401, "unauthenticated"),
            ProblemKind::Forbidden => (403, "forbidden"),
            ProblemKind::NotFound => (404, "not_found"),
            ProblemKind::Conflict => (409, "conflict"),
            ProblemKind::TooLarge => (413, "too_large"),
            ProblemKind::TooManyRequests => (429, "too_many_requests"),
            ProblemKind::Unavailable if problem.issues.iter().any(full) => (503, "read_only"),
            ProblemKind::Unavailable | ProblemKind::Network => (503, "unavailable"),
            ProblemKind::Outdated | ProblemKind::Internal => (500, "internal"),
        };
        let refusal = Self {
            issues: problem.issues,
            current: problem
                .current
                .and_then(|text| serde_json::from_str(&text).ok()),
            reference: problem.reference,
            ..Self::of(status, code)
        };
        match code {
            "unauthenticated" => refusal.with_header(header::WWW_AUTHENTICATE, "Bearer"),
            "unavailable" => refusal.with_header(header::RETRY_AFTER, "5"),
            "too_many_requests" | "read_only" => refusal.with_header(header::RETRY_AFTER, "60"),
            _ => refusal,
        }
    }
}

/// A finding about a place of the request.
pub fn at(code: &'static str, field: impl Into<String>) -> Issue {
    Issue {
        field: Some(Cow::Owned(field.into())),
        ..Issue::error(code, "")
    }
}
