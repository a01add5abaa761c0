//! What an activity is and when one is acceptable.

use crate::kernel::Named;
use crate::kernel::{ActivityId, Instant, Issue, UserId, Zone};
use crate::work::{Links, LinksView, check_subject, check_text};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What took place.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActivityKind {
    /// A telephone call.
    Call,
    /// An e-mail.
    Email,
    /// A meeting, in person or not; the only kind that may be planned.
    Meeting,
    /// Something worth remembering.
    #[default]
    Note,
}

impl ActivityKind {
    /// Every kind, in the order of menus.
    pub const ALL: [ActivityKind; 4] = [
        ActivityKind::Call,
        ActivityKind::Email,
        ActivityKind::Meeting,
        ActivityKind::Note,
    ];

    /// The word in the database and in the catalogue (`work.activity.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ActivityKind::Call => "call",
            ActivityKind::Email => "email",
            ActivityKind::Meeting => "meeting",
            ActivityKind::Note => "note",
        }
    }

    /// The outcomes that make sense for this kind.
    #[must_use]
    pub const fn outcomes(self) -> &'static [Outcome] {
        match self {
            ActivityKind::Call => &[
                Outcome::None,
                Outcome::Connected,
                Outcome::Voicemail,
                Outcome::NoAnswer,
            ],
            ActivityKind::Email => &[Outcome::None, Outcome::Replied, Outcome::NoAnswer],
            ActivityKind::Meeting => &[
                Outcome::None,
                Outcome::Held,
                Outcome::NoShow,
                Outcome::Cancelled,
            ],
            ActivityKind::Note => &[Outcome::None],
        }
    }
}

impl FromStr for ActivityKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        ActivityKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// How an activity ended.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// Nothing was noted.
    #[default]
    None,
    /// The person was reached.
    Connected,
    /// A message was left.
    Voicemail,
    /// Nobody answered.
    NoAnswer,
    /// An answer came.
    Replied,
    /// The meeting took place.
    Held,
    /// Nobody came.
    NoShow,
    /// It was called off.
    Cancelled,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 8] = [
        Outcome::None,
        Outcome::Connected,
        Outcome::Voicemail,
        Outcome::NoAnswer,
        Outcome::Replied,
        Outcome::Held,
        Outcome::NoShow,
        Outcome::Cancelled,
    ];

    /// The word in the database (empty for none) and in the catalogue (`work.outcome.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::None => "",
            Outcome::Connected => "connected",
            Outcome::Voicemail => "voicemail",
            Outcome::NoAnswer => "no_answer",
            Outcome::Replied => "replied",
            Outcome::Held => "held",
            Outcome::NoShow => "no_show",
            Outcome::Cancelled => "cancelled",
        }
    }
}

impl FromStr for Outcome {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.code() == text)
            .ok_or(())
    }
}

/// An activity as a person writes it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityDraft {
    /// What took place.
    pub kind: ActivityKind,
    /// One line, at most 200 characters.
    pub subject: String,
    /// Details, at most 20,000 characters.
    pub body: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub at: Instant,
    /// How long it took, in minutes (1 to 1,440).
    pub minutes: Option<i32>,
    /// What it is about.
    pub links: Links,
}

/// An activity as pages show it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityView {
    /// Which.
    pub id: ActivityId,
    /// What took place.
    pub kind: ActivityKind,
    /// One line.
    pub subject: String,
    /// Details.
    pub body: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub at: Instant,
    /// How long it took, in minutes.
    pub minutes: Option<i32>,
    /// What it is about.
    pub links: LinksView,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// Version to send with an edit.
    pub version: i64,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

impl ActivityView {
    /// The draft that would change nothing.
    #[must_use]
    pub fn draft(&self) -> ActivityDraft {
        ActivityDraft {
            kind: self.kind,
            subject: self.subject.clone(),
            body: self.body.clone(),
            outcome: self.outcome,
            at: self.at,
            minutes: self.minutes,
            links: self.links.ids(),
        }
    }
}

/// Clocks differ a little: this far ahead still counts as now.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;
/// 1990-01-01T00:00:00Z: nothing earlier was ever logged in earnest.
const EARLIEST: Instant = Instant(631_152_000_000);

/// Everything wrong with `draft` at `now`: `required`, `too_long`, `out_of_range` (minutes),
/// `date_out_of_range`, `activity_in_future` (only a meeting may be planned, at most two years
/// ahead), `outcome_of_another_kind`, `activity_without_record`.
#[must_use]
pub fn check(draft: &ActivityDraft, now: Instant) -> Vec<Issue> {
    let mut issues = Vec::new();
    check_subject(&draft.subject, &mut issues);
    check_text(&draft.body, "body", &mut issues);
    if draft
        .minutes
        .is_some_and(|minutes| !(1..=1440).contains(&minutes))
    {
        issues.push(
            Issue::error("out_of_range", "minutes")
                .with("min", 1)
                .with("max", 1440),
        );
    }
    let future = draft.at.0 > now.0 + CLOCK_TOLERANCE_MS;
    if draft.at < EARLIEST || draft.at > now.plus_days(731) {
        let day = |at: Instant| Zone::utc().date(at);
        issues.push(
            Issue::error("date_out_of_range", "at")
                .with("from", day(EARLIEST))
                .with("until", day(now.plus_days(731))),
        );
    } else if future && draft.kind != ActivityKind::Meeting {
        issues.push(Issue::error("activity_in_future", "at"));
    }
    if !draft.kind.outcomes().contains(&draft.outcome) {
        issues.push(Issue::error("outcome_of_another_kind", "outcome"));
    }
    if draft.links == Links::default() {
        issues.push(Issue::error("activity_without_record", "links"));
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::AccountId;

    const NOW: Instant = Instant(1_795_000_000_000);

    fn call() -> ActivityDraft {
        ActivityDraft {
            kind: ActivityKind::Call,
            subject: "Budget".into(),
            at: NOW,
            minutes: Some(15),
            outcome: Outcome::Voicemail,
            links: Links {
                account: Some(AccountId::new(1, [1; 10])),
                ..Links::default()
            },
            ..ActivityDraft::default()
        }
    }

    fn codes(draft: &ActivityDraft) -> Vec<String> {
        check(draft, NOW)
            .into_iter()
            .map(|issue| issue.code.into_owned())
            .collect()
    }

    #[test]
    fn a_plain_call_is_fine() {
        assert_eq!(codes(&call()), Vec::<String>::new());
    }

    #[test]
    fn only_meetings_may_be_planned() {
        let tomorrow = ActivityDraft {
            at: NOW.plus_days(1),
            ..call()
        };
        assert_eq!(codes(&tomorrow), ["activity_in_future"]);
        let meeting = ActivityDraft {
            kind: ActivityKind::Meeting,
            outcome: Outcome::None,
            ..tomorrow
        };
        assert_eq!(codes(&meeting), Vec::<String>::new());
        let far = ActivityDraft {
            at: NOW.plus_days(1000),
            ..meeting
        };
        assert_eq!(codes(&far), ["date_out_of_range"]);
    }

    #[test]
    fn every_finding_names_its_field() {
        let bad = ActivityDraft {
            kind: ActivityKind::Note,
            subject: " ".into(),
            body: "x".repeat(20_001),
            minutes: Some(0),
            links: Links::default(),
            ..call()
        };
        assert_eq!(
            codes(&bad),
            [
                "required",
                "too_long",
                "out_of_range",
                "outcome_of_another_kind",
                "activity_without_record"
            ]
        );
    }

    #[test]
    fn codes_come_back() {
        for kind in ActivityKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
            assert!(kind.outcomes().contains(&Outcome::None));
        }
        for outcome in Outcome::ALL {
            assert_eq!(outcome.code().parse(), Ok(outcome));
        }
    }
}
