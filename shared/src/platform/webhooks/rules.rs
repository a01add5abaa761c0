//! What a webhook must be, and how long one waits for it.

use super::model::WebhookDraft;
use crate::kernel::{Instant, Issue};

/// Longest address, in bytes.
const URL_MAX: usize = 2_000;
/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 200;
/// Most webhooks of a company.
pub const WEBHOOKS_MAX: u32 = 50;
/// After so many days without one success a webhook is switched off.
pub const FAILING_DAYS: i64 = 5;
/// For so long the old secret signs beside the new one, in milliseconds.
pub const OLD_SECRET_MS: i64 = 24 * 3_600_000;
/// Waits before the second attempt and the following, in seconds (Standard Webhooks 1.0.0,
/// "Deliverability and reliability").
const WAITS: [i64; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3_600,
    5 * 3_600,
    10 * 3_600,
    14 * 3_600,
    20 * 3_600,
    24 * 3_600,
];

/// What is wrong with a webhook. `plain` also lets `http://` through, for development.
#[must_use]
pub fn check_webhook(draft: &WebhookDraft, plain: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    let url = draft.url.trim();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://").filter(|_| plain));
    if url.is_empty() {
        issues.push(Issue::error("required", "url"));
    } else if url.len() > URL_MAX {
        issues.push(Issue::error("too_long", "url").with("max", URL_MAX));
    } else if url.starts_with("http://") && !plain {
        issues.push(Issue::error("https_only", "url"));
    } else {
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
        // A name before an @ would be sent as a password, or hide where the address leads.
        let sound = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
            && !url.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\');
        if !sound {
            issues.push(Issue::error("invalid_url", "url"));
        }
    }
    if draft.description.chars().count() > DESCRIPTION_MAX {
        issues.push(Issue::error("too_long", "description").with("max", DESCRIPTION_MAX));
    }
    if draft.description.chars().any(char::is_control) {
        issues.push(Issue::error("control_characters", "description"));
    }
    issues
}

/// How long to wait after the `attempts`th failed attempt, in milliseconds; `None` to give up.
/// `chance` (0 to 999) moves it by up to a fifth either way, so that deliveries which failed together
/// do not come back together.
#[must_use]
pub fn wait_after(attempts: i32, chance: u32) -> Option<i64> {
    let position = usize::try_from(attempts - 1).ok()?;
    let wait = WAITS.get(position)? * 1_000;
    let fifth = wait / 5;
    Some(wait - fifth + 2 * fifth * i64::from(chance % 1_000) / 999)
}

/// Whether a webhook that has failed since `failing_since` is switched off at `now`.
#[must_use]
pub fn gives_up(failing_since: Instant, now: Instant) -> bool {
    now >= failing_since.plus_days(FAILING_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str, plain: bool) -> Vec<String> {
        let draft = WebhookDraft {
            url: url.into(),
            ..WebhookDraft::default()
        };
        check_webhook(&draft, plain)
            .into_iter()
            .map(|issue| issue.code.into_owned())
            .collect()
    }

    #[test]
    fn addresses_are_https_without_a_name_inside() {
        assert!(found("https://example.com/hooks?x=1", false).is_empty());
        assert!(found("http://localhost:8080/", true).is_empty());
        assert_eq!(found("http://example.com", false), ["https_only"]);
        assert_eq!(found("", false), ["required"]);
        for odd in [
            "ftp://example.com",
            "https://",
            "https:///x",
            "https://user@example.com",
            "https://example.com/a b",
            "https://example.com\\@evil",
            "example.com",
        ] {
            assert_eq!(found(odd, true), ["invalid_url"], "{odd}");
        }
    }

    #[test]
    fn waits_grow_and_end() {
        let mut last = 0;
        for attempts in 1..=9 {
            let (early, late) = (wait_after(attempts, 0), wait_after(attempts, 999));
            assert!(early > Some(last) && late > early);
            last = early.unwrap_or(0);
        }
        assert_eq!(wait_after(10, 0), None);
        assert_eq!(wait_after(0, 0), None);
        assert_eq!(
            (wait_after(1, 0), wait_after(1, 999)),
            (Some(4_000), Some(6_000))
        );
    }

    #[test]
    fn five_days_of_failures_are_enough() {
        let start = Instant(1_000);
        assert!(!gives_up(start, start.plus_days(4)));
        assert!(gives_up(start, start.plus_days(5)));
    }
}
