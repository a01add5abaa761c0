//! What a notice is, and what a person wishes to be told.

use crate::kernel::event::Entity;
use crate::kernel::{Instant, LocalText, UserId, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What kind of thing a notice tells. The order is that of the settings, the nearest first.
    NoticeKind {
        /// Somebody wrote one's name.
        Mention = "mention",
        /// Something is one's own from now on.
        Assigned = "assigned",
        /// One is asked to approve a quote.
        Approval = "approval",
        /// What one asked to have approved was decided.
        Decision = "decision",
        /// The customer answered a quote.
        Quote = "quote",
        /// A deal stands at another stage.
        Stage = "stage",
        /// A task falls due.
        TaskDue = "task_due",
        /// A deal was won.
        Won = "won",
        /// The full export one asked for is ready, or could not be written.
        Export = "export",
    }
}

coded! {
    /// Why a person is told. The order is that of nearness.
    Reason {
        /// The text names one.
        Named = "named",
        /// One's word is asked for.
        Approver = "approver",
        /// The record is one's own.
        Yours = "yours",
        /// One asked for it.
        Requested = "requested",
        /// One is on the team of the deal.
        DealTeam = "deal_team",
        /// One leads the record's owner.
        YouLead = "you_lead",
        /// The owner is of one's team.
        YourTeam = "your_team",
    }
}

/// A notice before it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who is told.
    pub user: UserId,
    /// Of what kind.
    pub kind: NoticeKind,
    /// Why.
    pub reason: Reason,
    /// The kind of record.
    pub entity: Entity,
    /// Which record; of several, the first.
    pub entity_id: Uuid,
    /// What to show for the record; empty when the person may not read it.
    pub title: String,
    /// What became of it: the stage's name; empty when there is nothing to add.
    pub detail: LocalText,
    /// Who did it.
    pub actor: Option<UserId>,
    /// How many records it stands for, at least 1.
    pub count: u32,
    /// When it happened.
    pub at: Instant,
    /// What it tells of, so that looking twice tells once: each is unique with person and kind.
    pub keys: Vec<String>,
}

/// A notice as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// Which.
    pub id: Uuid,
    /// Of what kind.
    pub kind: NoticeKind,
    /// Why one is told.
    pub reason: Reason,
    /// The kind of record.
    pub entity: Entity,
    /// Which record.
    pub entity_id: Uuid,
    /// What to show for the record; empty when one may not read it.
    pub title: String,
    /// What became of it.
    pub detail: LocalText,
    /// Who did it; `None`: nobody, or somebody who is gone.
    pub actor: Option<String>,
    /// How many records it stands for.
    pub count: u32,
    /// When it happened.
    pub at: Instant,
    /// When it was read.
    pub read_at: Option<Instant>,
}

/// What a person wishes to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// The kinds that are switched off.
    pub off: Vec<NoticeKind>,
    /// Whether a message slides in when something new comes.
    pub pop_up: bool,
    /// The kinds that are mailed as they happen, too.
    #[serde(default)]
    pub mail: Vec<NoticeKind>,
    /// Whether what is unread is mailed in the morning of a working day.
    #[serde(default)]
    pub digest: bool,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            off: Vec::new(),
            pop_up: true,
            mail: Vec::new(),
            digest: false,
        }
    }
}

impl Wishes {
    /// Whether the person wants to be told of this kind.
    #[must_use]
    pub fn wants(&self, kind: NoticeKind) -> bool {
        !self.off.contains(&kind)
    }

    /// Whether a notice of this kind is mailed as it happens: never one that is not wanted at all.
    #[must_use]
    pub fn mails(&self, kind: NoticeKind) -> bool {
        self.mail.contains(&kind) && self.wants(kind)
    }

    /// The same with each kind named once, in order: what is kept.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        for kinds in [&mut self.off, &mut self.mail] {
            kinds.sort_unstable();
            kinds.dedup();
        }
        self
    }
}
