//! What an entry says.

use super::filter::TimelineKind;
use crate::kernel::Named;
use crate::kernel::{Instant, LocalText, Money, OpportunityId, QuoteId, UserId};
use crate::platform::files::FileOf;
use crate::work::activities::{ActivityKind, ActivityView};
use crate::work::tasks::TaskView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
        /// What it is called.
        title: String,
        /// Its version, from 1.
        version: i32,
        /// What happened to it.
        step: QuoteStep,
        /// Its total with tax.
        gross: Money,
    },
    /// A deal of the record, an account or a contact, moved.
    OfDeal {
        /// Which deal.
        deal: Named<OpportunityId>,
        /// How: one of the moves of stage above.
        what: Box<TimelineEvent>,
    },
    /// A file was added, and is still there.
    FileAdded {
        /// To which record: of an account, perhaps one of its contacts or deals.
        of: FileOf,
        /// Which file.
        id: Uuid,
        /// What it is called.
        title: String,
        /// The name it is saved under.
        file_name: String,
    },
    /// A question of the customer about a quote, or our answer.
    Question {
        /// About which.
        quote: QuoteId,
        /// Its number.
        number: String,
        /// What it is called.
        title: String,
        /// Who wrote it.
        author: String,
        /// Whether it is an answer of ours.
        ours: bool,
        /// What was written.
        text: String,
    },
}

impl TimelineEvent {
    /// Which kind of entry it is.
    #[must_use]
    pub fn kind(&self) -> TimelineKind {
        match self {
            TimelineEvent::Activity(activity) => match activity.kind {
                ActivityKind::Call => TimelineKind::Call,
                ActivityKind::Email => TimelineKind::Email,
                ActivityKind::Meeting => TimelineKind::Meeting,
                ActivityKind::Note => TimelineKind::Note,
            },
            TimelineEvent::TaskDone(_) => TimelineKind::Task,
            TimelineEvent::StageMoved { .. }
            | TimelineEvent::Won { .. }
            | TimelineEvent::Lost { .. }
            | TimelineEvent::Reopened { .. } => TimelineKind::Stage,
            TimelineEvent::Created
            | TimelineEvent::Imported
            | TimelineEvent::CloseDateMoved { .. }
            | TimelineEvent::AmountChanged { .. }
            | TimelineEvent::OwnerChanged { .. } => TimelineKind::Change,
            TimelineEvent::Quote { .. } => TimelineKind::Quote,
            TimelineEvent::Question { .. } => TimelineKind::Question,
            TimelineEvent::OfDeal { what, .. } => what.kind(),
            TimelineEvent::FileAdded { .. } => TimelineKind::File,
        }
    }

    /// What is written in it, where words are looked for: names in both languages, because two people
    /// who look at one deal look for the same one.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            TimelineEvent::Activity(activity) => vec![&activity.subject, &activity.body],
            TimelineEvent::TaskDone(task) => vec![&task.subject, &task.notes],
            TimelineEvent::StageMoved { from, to, .. } => [both(from), both(to)].concat(),
            TimelineEvent::Lost { from: name } | TimelineEvent::Reopened { to: name } => {
                both(name).to_vec()
            }
            TimelineEvent::OwnerChanged { from, to } => vec![&from.name, &to.name],
            TimelineEvent::Quote { number, title, .. } => vec![number, title],
            TimelineEvent::Question {
                number,
                title,
                author,
                text,
                ..
            } => vec![number, title, author, text],
            TimelineEvent::OfDeal { deal, what } => {
                [vec![deal.name.as_str()], what.texts()].concat()
            }
            TimelineEvent::FileAdded {
                title, file_name, ..
            } => vec![title, file_name],
            TimelineEvent::Created
            | TimelineEvent::Imported
            | TimelineEvent::Won { .. }
            | TimelineEvent::CloseDateMoved { .. }
            | TimelineEvent::AmountChanged { .. } => Vec::new(),
        }
    }
}

const fn both(name: &LocalText) -> [&str; 2] {
    [name.en.as_str(), name.fr.as_str()]
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
