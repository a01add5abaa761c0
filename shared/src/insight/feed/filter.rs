//! Which entries are asked for, and the words for it in an address.

use crate::kernel::UserId;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Which entries are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedFilter {
    /// Done by whom.
    pub who: FeedWho,
    /// On which kind of record; `None` is any.
    pub kind: Option<FeedKind>,
    /// What happened; `None` is anything.
    pub doing: Option<FeedDoing>,
}

impl FeedFilter {
    /// Whether anything that happens to this kind of record may be shown.
    #[must_use]
    pub fn shows(self, kind: FeedKind) -> bool {
        self.kind.is_none_or(|only| only == kind)
            && self.doing.is_none_or(|doing| doing.kind() == kind)
    }
}

/// Whose doings are shown. What a customer did to a quote counts for its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedWho {
    /// Everybody's, as far as the records may be seen.
    #[default]
    Everybody,
    /// The reader's own.
    Me,
    /// Those of the reader's team and the teams below it.
    Team,
    /// Those of one person.
    Person(UserId),
}

impl FeedWho {
    /// The word in an address: empty for everybody, the id for one person.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            FeedWho::Everybody => String::new(),
            FeedWho::Me => "me".to_owned(),
            FeedWho::Team => "team".to_owned(),
            FeedWho::Person(id) => id.to_string(),
        }
    }

    /// Reads [`Self::code`]; what cannot be understood is everybody.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text {
            "me" => FeedWho::Me,
            "team" => FeedWho::Team,
            _ => text.parse().map_or(FeedWho::Everybody, FeedWho::Person),
        }
    }
}

/// The kinds of records whose happenings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the variants are named after the records they stand for
pub enum FeedKind {
    Opportunity,
    Quote,
    Activity,
    Task,
    Lead,
}

impl FeedKind {
    /// Every kind, in the order of the filter.
    pub const ALL: [FeedKind; 5] = [
        FeedKind::Opportunity,
        FeedKind::Quote,
        FeedKind::Activity,
        FeedKind::Task,
        FeedKind::Lead,
    ];

    /// The word in the log, in an address and in the catalogue (`insight.feed.kind.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            FeedKind::Opportunity => "opportunity",
            FeedKind::Quote => "quote",
            FeedKind::Activity => "activity",
            FeedKind::Task => "task",
            FeedKind::Lead => "lead",
        }
    }
}

impl FromStr for FeedKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        FeedKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// The kinds of happenings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedDoing {
    /// A deal was created.
    Created,
    /// A deal went to another stage, or was opened again.
    Moved,
    /// A deal was won.
    Won,
    /// A deal was lost.
    Lost,
    /// Amount, close date or owner of a deal changed.
    Changed,
    /// A quote was sent.
    Sent,
    /// A quote was opened by the customer.
    Viewed,
    /// A quote was accepted.
    Accepted,
    /// A quote was declined.
    Declined,
    /// A call, e-mail, meeting or note was logged.
    Logged,
    /// A task was done.
    Done,
    /// A lead was converted.
    Converted,
}

impl FeedDoing {
    /// Every kind, in the order of the filter.
    pub const ALL: [FeedDoing; 12] = [
        FeedDoing::Created,
        FeedDoing::Moved,
        FeedDoing::Won,
        FeedDoing::Lost,
        FeedDoing::Changed,
        FeedDoing::Sent,
        FeedDoing::Viewed,
        FeedDoing::Accepted,
        FeedDoing::Declined,
        FeedDoing::Logged,
        FeedDoing::Done,
        FeedDoing::Converted,
    ];

    /// The word in an address and in the catalogue (`insight.feed.doing.<code>`); of a quote's steps also
    /// the word in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            FeedDoing::Created => "created",
            FeedDoing::Moved => "moved",
            FeedDoing::Won => "won",
            FeedDoing::Lost => "lost",
            FeedDoing::Changed => "changed",
            FeedDoing::Sent => "sent",
            FeedDoing::Viewed => "viewed",
            FeedDoing::Accepted => "accepted",
            FeedDoing::Declined => "declined",
            FeedDoing::Logged => "logged",
            FeedDoing::Done => "done",
            FeedDoing::Converted => "converted",
        }
    }

    /// The kind of record it happens to.
    #[must_use]
    pub const fn kind(self) -> FeedKind {
        match self {
            FeedDoing::Created
            | FeedDoing::Moved
            | FeedDoing::Won
            | FeedDoing::Lost
            | FeedDoing::Changed => FeedKind::Opportunity,
            FeedDoing::Sent | FeedDoing::Viewed | FeedDoing::Accepted | FeedDoing::Declined => {
                FeedKind::Quote
            }
            FeedDoing::Logged => FeedKind::Activity,
            FeedDoing::Done => FeedKind::Task,
            FeedDoing::Converted => FeedKind::Lead,
        }
    }
}

impl FromStr for FeedDoing {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        FeedDoing::ALL
            .into_iter()
            .find(|doing| doing.code() == text)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_address_are_read_back() {
        for kind in FeedKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
        }
        for doing in FeedDoing::ALL {
            assert_eq!(doing.code().parse(), Ok(doing));
        }
        let person = FeedWho::Person(UserId::new(1, [7; 10]));
        for who in [FeedWho::Everybody, FeedWho::Me, FeedWho::Team, person] {
            assert_eq!(FeedWho::read(&who.code()), who);
        }
        assert_eq!(FeedWho::read("nobody"), FeedWho::Everybody);
    }

    #[test]
    fn a_happening_belongs_to_one_kind_of_record() {
        let all = FeedFilter::default();
        assert!(FeedKind::ALL.into_iter().all(|kind| all.shows(kind)));
        for doing in FeedDoing::ALL {
            let only = FeedFilter {
                doing: Some(doing),
                ..all
            };
            let shown = FeedKind::ALL.into_iter().filter(|kind| only.shows(*kind));
            assert_eq!(shown.collect::<Vec<_>>(), [doing.kind()]);
        }
        let none = FeedFilter {
            kind: Some(FeedKind::Task),
            doing: Some(FeedDoing::Won),
            ..all
        };
        assert!(!FeedKind::ALL.into_iter().any(|kind| none.shows(kind)));
    }
}
