//! Findings and refusals, as codes with parameters: text lives in the translation catalogue only.

use super::{Lang, LocalText};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// How bad a finding is.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Allowed, but look again.
    Warning,
    /// Not allowed.
    Error,
}

/// One finding: what, where, with which values. The catalogue key is `issue.<code>` and the
/// parameters fill its `{name}` places.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Stable code in snake case, for example `required` or `too_long`.
    pub code: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// The field it is about, by its name in code; `None` for the whole record.
    pub field: Option<Cow<'static, str>>,
    /// Values for the text, by name.
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl Issue {
    /// An error about `field`.
    #[must_use]
    pub fn error(code: &'static str, field: &'static str) -> Self {
        Self {
            code: Cow::Borrowed(code),
            severity: Severity::Error,
            field: Some(Cow::Borrowed(field)),
            params: Vec::new(),
        }
    }

    /// A warning about `field`.
    #[must_use]
    pub fn warning(code: &'static str, field: &'static str) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, field)
        }
    }

    /// The same finding about the whole record.
    #[must_use]
    pub fn of_all(self) -> Self {
        Self {
            field: None,
            ..self
        }
    }

    /// The same finding with words of ours for the place `{name}`, in both languages: the text takes
    /// those of its own.
    #[must_use]
    pub fn with_text(mut self, name: &'static str, text: &LocalText) -> Self {
        for lang in [Lang::En, Lang::Fr] {
            let name = format!("{name}_{}", lang.tag());
            self.params
                .push((Cow::Owned(name), text.get(lang).to_owned()));
        }
        self
    }

    /// The same finding with a value for the place `{name}` of its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((Cow::Borrowed(name), value.to_string()));
        self
    }
}

/// Whether any finding is an error: warnings and remarks keep nothing from being saved.
#[must_use]
pub fn has_errors(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Error)
}

/// Why an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The input is not acceptable; the issues say why, field by field.
    Invalid,
    /// Nobody is signed in, or the session has ended.
    Unauthenticated,
    /// The role does not have this right.
    Forbidden,
    /// There is no such record, or it is not this person's to know.
    NotFound,
    /// The record was changed by somebody else since it was read.
    Conflict,
    /// Too much was sent.
    TooLarge,
    /// Too many tries; wait.
    TooManyRequests,
    /// The database or another service is away for now; nothing was lost or half done.
    Unavailable,
    /// The page is of an older version than the server.
    Outdated,
    /// The server could not be reached.
    Network,
    /// A fault of ours; the reference finds it in the log.
    Internal,
}

impl ProblemKind {
    /// The HTTP status this kind answers with.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            ProblemKind::Invalid => 422,
            ProblemKind::Unauthenticated => 401,
            ProblemKind::Forbidden => 403,
            ProblemKind::NotFound => 404,
            ProblemKind::Conflict | ProblemKind::Outdated => 409,
            ProblemKind::TooLarge => 413,
            ProblemKind::TooManyRequests => 429,
            ProblemKind::Unavailable | ProblemKind::Network => 503,
            ProblemKind::Internal => 500,
        }
    }

    /// The code, which is also the catalogue key `problem.<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ProblemKind::Invalid => "invalid",
            ProblemKind::Unauthenticated => "unauthenticated",
            ProblemKind::Forbidden => "forbidden",
            ProblemKind::NotFound => "not_found",
            ProblemKind::Conflict => "conflict",
            ProblemKind::TooLarge => "too_large",
            ProblemKind::TooManyRequests => "too_many_requests",
            ProblemKind::Unavailable => "unavailable",
            ProblemKind::Outdated => "outdated",
            ProblemKind::Network => "network",
            ProblemKind::Internal => "internal",
        }
    }
}

/// A refused operation: its kind, the findings, and a reference to quote to an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of refusal.
    pub kind: ProblemKind,
    /// The findings, each naming its field.
    pub issues: Vec<Issue>,
    /// The request's id in the log, when the fault is ours.
    pub reference: Option<String>,
    /// For a conflict: the record as it is now, in the JSON form of the operation's answer.
    pub current: Option<String>,
}

impl Problem {
    /// A refusal without details.
    #[must_use]
    pub const fn of(kind: ProblemKind) -> Self {
        Self {
            kind,
            issues: Vec::new(),
            reference: None,
            current: None,
        }
    }

    /// Refused because of these findings.
    #[must_use]
    pub fn invalid(issues: Vec<Issue>) -> Self {
        Self {
            issues,
            ..Self::of(ProblemKind::Invalid)
        }
    }

    /// Refused because of one finding.
    #[must_use]
    pub fn because(issue: Issue) -> Self {
        Self::invalid(vec![issue])
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.code())?;
        for issue in &self.issues {
            write!(f, "; {}", issue.code)?;
            if let Some(field) = &issue.field {
                write!(f, " ({field})")?;
            }
        }
        Ok(())
    }
}
impl std::error::Error for Problem {}
