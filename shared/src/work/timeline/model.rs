//! What an entry says.

use crate::kernel::Named;
use crate::kernel::{Instant, LocalText, Money, QuoteId, UserId};
use crate::work::activities::ActivityView;
use crate::work::tasks::TaskView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Its place in the order.
    pub key: TimelineKey,
    /// Who did it; `None` for the system (an import, the sample company).
    pub actor: Option<Named<UserId>>,
    /// What it was.
    pub event: TimelineEvent,
}

/// The place of an entry: moments first, then a key that is unique and stable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimelineKey {
    /// When it happened.
    pub at: Instant,
    /// Source and id, for example `activity:0193…`.
    pub id: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineEvent {
    /// The record was created.
    Created,
    /// The record came with an import.
    Imported,
    /// A call, e-mail, meeting or note.
    Activity(Box<ActivityView>),
    /// A task was done.
    TaskDone(Box<TaskView>),
    /// The deal went to another stage.
    StageMoved {
        /// Where it was.
        from: LocalText,
        /// Where it went.
        to: LocalText,
        /// How many days it had been there, rounded down.
        days_in_stage: i64,
    },
    /// The deal was won.
    Won {
        /// The amount at that moment.
        amount: Money,
    },
    /// The deal was lost.
    Lost {
        /// Where it was.
        from: LocalText,
    },
    /// A closed deal was opened again.
    Reopened {
        /// Where it went.
        to: LocalText,
    },
    /// The expected day of signature moved.
    CloseDateMoved {
        /// The day it was.
        from: NaiveDate,
        /// The day it is.
        to: NaiveDate,
        /// Days later (positive: a slip) or earlier (negative).
        days: i64,
    },
    /// The amount changed.
    AmountChanged {
        /// What it was.
        from: Money,
        /// What it is.
        to: Money,
    },
    /// Somebody else owns the record.
    OwnerChanged {
        /// Who did.
        from: Named<UserId>,
        /// Who does.
        to: Named<UserId>,
    },
    /// A quote was made or went on.
    Quote {
        /// Which.
        id: QuoteId,
        /// Its number.
        number: String,
        /// Its version, from 1.
        version: i32,
        /// What happened to it.
        step: QuoteStep,
        /// Its total with tax.
        gross: Money,
    },
}

impl TimelineEvent {
    /// Which filter shows it.
    #[must_use]
    pub const fn group(&self) -> TimelineGroup {
        match self {
            TimelineEvent::Activity(_) => TimelineGroup::Activities,
            TimelineEvent::TaskDone(_) => TimelineGroup::Tasks,
            TimelineEvent::Quote { .. } => TimelineGroup::Quotes,
            TimelineEvent::Created
            | TimelineEvent::Imported
            | TimelineEvent::StageMoved { .. }
            | TimelineEvent::Won { .. }
            | TimelineEvent::Lost { .. }
            | TimelineEvent::Reopened { .. }
            | TimelineEvent::CloseDateMoved { .. }
            | TimelineEvent::AmountChanged { .. }
            | TimelineEvent::OwnerChanged { .. } => TimelineGroup::Changes,
        }
    }
}

/// What happened to a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuoteStep {
    /// Created, or a new version of it.
    Created,
    /// Sent to the customer.
    Sent,
    /// Opened by the customer.
    Viewed,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Past its last day.
    Expired,
    /// Anything else: approval, cancellation.
    Changed,
}

impl QuoteStep {
    /// The word in the catalogue (`work.timeline.quote.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            QuoteStep::Created => "created",
            QuoteStep::Sent => "sent",
            QuoteStep::Viewed => "viewed",
            QuoteStep::Accepted => "accepted",
            QuoteStep::Declined => "declined",
            QuoteStep::Expired => "expired",
            QuoteStep::Changed => "changed",
        }
    }
}

/// A group of entries that is shown or hidden together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimelineGroup {
    /// Calls, e-mails, meetings, notes.
    Activities,
    /// Moves and changes of the record.
    Changes,
    /// Quotes.
    Quotes,
    /// Tasks done.
    Tasks,
}

impl TimelineGroup {
    /// Every group, in the order of the filter.
    pub const ALL: [TimelineGroup; 4] = [
        TimelineGroup::Activities,
        TimelineGroup::Changes,
        TimelineGroup::Quotes,
        TimelineGroup::Tasks,
    ];

    /// The word in the catalogue (`work.timeline.group.<code>`) and in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TimelineGroup::Activities => "activities",
            TimelineGroup::Changes => "changes",
            TimelineGroup::Quotes => "quotes",
            TimelineGroup::Tasks => "tasks",
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

/// Which groups are shown; none named means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineFilter {
    /// The groups shown.
    pub groups: Vec<TimelineGroup>,
}

impl TimelineFilter {
    /// Whether entries of `group` are shown.
    #[must_use]
    pub fn shows(&self, group: TimelineGroup) -> bool {
        self.groups.is_empty() || self.groups.contains(&group)
    }
}
