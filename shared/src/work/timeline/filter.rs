//! Which entries of a timeline are shown.

use super::TimelineEvent;
use super::text::{Words, says};
use crate::coded;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

coded! {
    /// What kind of entry it is.
    TimelineKind {
        /// A call.
        Call = "call",
        /// An e-mail.
        Email = "email",
        /// A meeting.
        Meeting = "meeting",
        /// A note.
        Note = "note",
        /// A task that was done.
        Task = "task",
        /// A move to another stage, won and lost included.
        Stage = "stage",
        /// Any other change: amount, close date, owner, how the record came to be.
        Change = "change",
        /// A step of a quote.
        Quote = "quote",
        /// A question of the customer about a quote, or our answer.
        Question = "question",
        /// A file that was added.
        File = "file",
    }
}

impl TimelineKind {
    /// The group it is shown with.
    #[must_use]
    pub const fn group(self) -> TimelineGroup {
        match self {
            TimelineKind::Call
            | TimelineKind::Email
            | TimelineKind::Meeting
            | TimelineKind::Note => TimelineGroup::Activities,
            TimelineKind::Task => TimelineGroup::Tasks,
            TimelineKind::Stage | TimelineKind::Change => TimelineGroup::Changes,
            TimelineKind::Quote | TimelineKind::Question => TimelineGroup::Quotes,
            TimelineKind::File => TimelineGroup::Files,
        }
    }
}

/// Kinds that programs ask for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimelineGroup {
    /// Calls, e-mails, meetings, notes.
    Activities,
    /// Moves and changes of the record.
    Changes,
    /// Quotes, and what is asked and answered about them.
    Quotes,
    /// Tasks done.
    Tasks,
    /// Files added.
    Files,
}

impl TimelineGroup {
    /// Every group.
    pub const ALL: [TimelineGroup; 5] = [
        TimelineGroup::Activities,
        TimelineGroup::Changes,
        TimelineGroup::Quotes,
        TimelineGroup::Tasks,
        TimelineGroup::Files,
    ];

    /// The word in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TimelineGroup::Activities => "activities",
            TimelineGroup::Changes => "changes",
            TimelineGroup::Quotes => "quotes",
            TimelineGroup::Tasks => "tasks",
            TimelineGroup::Files => "files",
        }
    }
}

impl FromStr for TimelineGroup {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        TimelineGroup::ALL
            .into_iter()
            .find(|group| group.code() == text)
            .ok_or(())
    }
}

/// Which entries are shown; nothing named means all. What is named narrows together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineFilter {
    /// Only of these groups.
    #[serde(default)]
    pub groups: Vec<TimelineGroup>,
    /// Only of these kinds.
    #[serde(default)]
    pub kinds: Vec<TimelineKind>,
    /// Only what holds all of these words, as typed.
    #[serde(default)]
    pub text: String,
}

impl TimelineFilter {
    /// The filter an address or a page names: kinds by their codes, separated by commas. Words nobody
    /// knows, of an older link perhaps, are passed over.
    #[must_use]
    pub fn named(kinds: &str, text: &str) -> Self {
        let mut kinds: Vec<TimelineKind> = kinds
            .split(',')
            .filter_map(|word| word.parse().ok())
            .collect();
        kinds.sort();
        kinds.dedup();
        Self {
            kinds,
            text: text.trim().to_owned(),
            ..Self::default()
        }
    }

    /// Its kinds as [`TimelineFilter::named`] reads them.
    #[must_use]
    pub fn kind_codes(&self) -> String {
        let codes: Vec<&str> = self.kinds.iter().map(|kind| kind.code()).collect();
        codes.join(",")
    }

    /// Whether it shows less than everything.
    #[must_use]
    pub fn narrows(&self) -> bool {
        !self.groups.is_empty() || !self.kinds.is_empty() || !self.words().is_empty()
    }

    /// Whether entries of `kind` are shown.
    #[must_use]
    pub fn shows(&self, kind: TimelineKind) -> bool {
        (self.groups.is_empty() || self.groups.contains(&kind.group()))
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }

    /// The words looked for.
    #[must_use]
    pub fn words(&self) -> Words {
        Words::of(&self.text)
    }
}

/// Whether an entry is of a kind shown and holds the words (`filter.words()`, made once).
#[must_use]
pub fn admits(filter: &TimelineFilter, words: &Words, event: &TimelineEvent) -> bool {
    filter.shows(event.kind()) && says(event, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::LocalText;

    #[test]
    fn kinds_and_groups_narrow_together() {
        let all = TimelineFilter::default();
        assert!(TimelineKind::ALL.iter().all(|kind| all.shows(*kind)));
        assert!(!all.narrows());
        let calls = TimelineFilter {
            groups: vec![TimelineGroup::Activities, TimelineGroup::Quotes],
            kinds: vec![TimelineKind::Call, TimelineKind::Task],
            text: String::new(),
        };
        let shown: Vec<_> = TimelineKind::ALL
            .iter()
            .filter(|kind| calls.shows(**kind))
            .collect();
        assert_eq!(shown, [&TimelineKind::Call]);
        assert!(calls.narrows());
    }

    #[test]
    fn an_address_is_read_back_and_unknown_words_are_passed_over() {
        let filter = TimelineFilter::named("note,fax,call,note", "  Zoë ");
        assert_eq!(filter.kinds, [TimelineKind::Call, TimelineKind::Note]);
        assert_eq!(filter.text, "Zoë");
        assert_eq!(filter.kind_codes(), "call,note");
        assert_eq!(
            TimelineFilter::named(&filter.kind_codes(), &filter.text),
            filter
        );
        assert_eq!(TimelineFilter::named("", " "), TimelineFilter::default());
    }

    #[test]
    fn every_group_has_kinds_and_a_request_of_before_is_still_read() {
        for group in TimelineGroup::ALL {
            assert!(TimelineKind::ALL.iter().any(|kind| kind.group() == group));
        }
        let old: TimelineFilter = serde_json::from_str(r#"{"groups":["Tasks"]}"#).unwrap();
        assert_eq!(old.groups, [TimelineGroup::Tasks]);
        assert!(old.kinds.is_empty() && old.text.is_empty());
    }

    #[test]
    fn a_move_is_found_by_the_name_of_its_stage_in_either_language() {
        let moved = TimelineEvent::StageMoved {
            from: LocalText::new("Discovery", "Découverte"),
            to: LocalText::new("Proposal", "Proposition"),
            days_in_stage: 3,
        };
        for (kinds, text, admitted) in [
            ("stage", "decouv", true),
            ("", "PROPOSAL discovery", true),
            ("change", "proposal", false),
            ("stage", "closing", false),
        ] {
            let filter = TimelineFilter::named(kinds, text);
            assert_eq!(
                admits(&filter, &filter.words(), &moved),
                admitted,
                "{kinds} {text}"
            );
        }
    }
}
