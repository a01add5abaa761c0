//! What a page may ask about one's own tokens.

use super::scopes::Scopes;
use crate::kernel::event::LiveEvent;
use crate::kernel::{ApiTokenId, Instant, Issue};
use crate::operation;
use crate::work::timeline::history::FieldChange;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest name of a token, in characters.
pub const TOKEN_NAME_MAX: u32 = 80;
/// Most tokens one person may have at a time.
pub const TOKENS_MAX: u32 = 50;
/// The longest a token may last, in days.
pub const TOKEN_DAYS_MAX: u32 = 366;

/// A token as its owner sees it; its text is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// Which.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// Its first signs.
    pub hint: String,
    /// What it may touch.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends; never when not given.
    pub expires_at: Option<Instant>,
    /// Last use, exact to five minutes.
    pub last_used_at: Option<Instant>,
}

/// Lists one's own tokens, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTokens {}
operation!(ListTokens => Vec<TokenView>, "api.tokens", EditProfile);

/// Makes a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateToken {
    /// What it is for.
    pub name: String,
    /// What it may touch; at least one area.
    pub scopes: Scopes,
    /// Days until it ends (1 to 366); `None` lasts until it is revoked.
    pub days: Option<u32>,
}
operation!(CreateToken => NewToken, "api.create_token", EditProfile);

/// A token that has just been made, with its text: the only time it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The text to send as `Authorization: Bearer …`.
    pub token: String,
    /// What stays.
    pub view: TokenView,
}

/// Ends a token at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeToken {
    /// Which.
    pub id: ApiTokenId,
}
operation!(RevokeToken => Vec<TokenView>, "api.revoke_token", EditProfile);

/// Most events looked at for one [`ListEvents`].
pub const EVENTS_MAX: u32 = 500;

/// What changed after an event, as far as the reader may know of it; oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEvents {
    /// The number of the last event the reader has; 0 from the beginning.
    pub after: i64,
    /// Events looked at, 1 to [`EVENTS_MAX`].
    pub limit: u32,
    /// With the fields that changed, before and after, of records the reader may see.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changes: bool,
}
operation!(ListEvents => EventPage, "api.events", ReadReference);

/// A piece of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events the reader may know of.
    pub events: Vec<LiveEvent>,
    /// The number of the last event looked at, told or not.
    pub last: i64,
    /// Whether there are more already.
    pub more: bool,
    /// The fields that changed, by the number of the event; those of administrators as `custom.<key>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<i64, Vec<FieldChange>>,
}

/// What is wrong with a token about to be made: `required`, `too_long` (name), `no_scope`,
/// `out_of_range` (days).
#[must_use]
pub fn check_token(request: &CreateToken) -> Vec<Issue> {
    let mut issues = Vec::new();
    let length = u32::try_from(request.name.chars().count()).unwrap_or(u32::MAX);
    if request.name.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    } else if length > TOKEN_NAME_MAX {
        issues.push(Issue::error("too_long", "name").with("max", TOKEN_NAME_MAX));
    }
    if request.name.chars().any(char::is_control) {
        issues.push(Issue::error("control_characters", "name"));
    }
    if request.scopes.0.is_empty() {
        issues.push(Issue::error("no_scope", "scopes"));
    }
    if request
        .days
        .is_some_and(|days| !(1..=TOKEN_DAYS_MAX).contains(&days))
    {
        issues.push(
            Issue::error("out_of_range", "days")
                .with("min", 1)
                .with("max", TOKEN_DAYS_MAX),
        );
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::api::Level;

    #[test]
    fn a_token_has_a_name_a_scope_and_an_end_within_a_year() {
        let ask = |name: &str, scopes, days| {
            let request = CreateToken {
                name: name.into(),
                scopes,
                days,
            };
            check_token(&request)
                .into_iter()
                .map(|issue| issue.code.into_owned())
                .collect::<Vec<_>>()
        };
        let read = || Scopes::all(Level::Read);
        assert!(ask("Nightly export", read(), Some(90)).is_empty());
        assert!(ask("Nightly export", read(), None).is_empty());
        assert_eq!(ask(" ", read(), None), ["required"]);
        assert_eq!(ask("x\ty", read(), None), ["control_characters"]);
        assert_eq!(ask(&"x".repeat(81), read(), None), ["too_long"]);
        assert_eq!(
            ask("x", Scopes::default(), Some(0)),
            ["no_scope", "out_of_range"]
        );
        assert_eq!(ask("x", read(), Some(367)), ["out_of_range"]);
    }
}
