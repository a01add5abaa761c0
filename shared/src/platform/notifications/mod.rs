//! What a person should know of without looking for it: deals given to them, moves of their deals,
//! answers to their quotes, tasks that fall due, colleagues who name them, sales to celebrate, the full
//! export they asked for.
//!
//! Terms: a *happening* is what a saved event means to people; a *notice* is one person's word of it;
//! a *mention* is `@` with a colleague's name in a text; to *snooze* is to have it come back unread
//! at a later time; the *digest* is what is unread, mailed in the morning.
//! Entry points: [`notices`], [`gather`], [`mentioned`], [`digest_day`], [`Wishes`], the operations in `ops`.
//! Invariants: nobody is told of what they did themselves, at the screen; one happening is at most one notice per
//! person, with the reason nearest to them; a kind that a person switched off is never written.
//! Tests: below and in `mentions`; both databases in
//! `server/services/tests/it/platform/notifications.rs`; the page in
//! `end2end/tests/platform/notifications.spec.mjs`.

mod digest;
mod mentions;
mod model;
mod ops;
mod snooze;

pub use digest::{DIGEST_HOUR, digest_day};
pub use mentions::{completed, completing, may_mean, mentioned};
pub use model::*;
pub use ops::*;
pub use snooze::{SnoozeUntil, snoozed_until};

use crate::kernel::UserId;
use std::collections::BTreeMap;

/// More notices of one kind from one person at a time than this are told as one ("gave you 40
/// accounts").
pub const GATHER_ABOVE: u32 = 3;

/// What an event means to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A record has a new owner, or was made for one.
    Given {
        /// Whose it is now.
        to: UserId,
    },
    /// A deal stands at another stage.
    Moved {
        /// Whose deal it is.
        owner: UserId,
        /// Who else works on it.
        team: Vec<UserId>,
    },
    /// A deal was won.
    Won {
        /// Whose deal it is.
        owner: UserId,
        /// Who else works on it.
        team: Vec<UserId>,
        /// Those who lead the owner, at any level: they may read the deal.
        leaders: Vec<UserId>,
        /// Others of the owner's team: they hear of the success, not of the deal.
        colleagues: Vec<UserId>,
    },
    /// The customer's answer to a quote, or its first look at one.
    QuoteAnswered {
        /// Whose quote it is.
        owner: UserId,
        /// Who else works on its deal.
        team: Vec<UserId>,
    },
    /// People are asked to approve a quote.
    Asked {
        /// Who.
        users: Vec<UserId>,
    },
    /// What was asked to be approved is decided.
    Decided {
        /// Who asked, and whose quote it is.
        users: Vec<UserId>,
    },
    /// People are named in a text, who may read it.
    Named {
        /// Who.
        users: Vec<UserId>,
    },
    /// A task falls due.
    Due {
        /// Whose task it is.
        owner: UserId,
    },
    /// What was written in the background is there, or will not be.
    Exported {
        /// Who asked for it.
        by: UserId,
    },
}

/// Who is told of `happening`, of what kind and why, in order of person. The one who did it is told
/// nothing: they know; but of what ended in the background nobody knows, nor whoever decides that the next step asks
/// them again.
///
/// Of several reasons a person has, the first in the order of [`Reason`] counts.
#[must_use]
pub fn notices(happening: &Happening, actor: Option<UserId>) -> Vec<(UserId, NoticeKind, Reason)> {
    let mut found: BTreeMap<UserId, (NoticeKind, Reason)> = BTreeMap::new();
    let unknown = matches!(
        happening,
        Happening::Exported { .. } | Happening::Asked { .. }
    );
    let actor = actor.filter(|_| !unknown);
    let mut tell = |users: &[UserId], kind, reason| {
        for user in users.iter().filter(|user| Some(**user) != actor) {
            let entry = found.entry(*user).or_insert((kind, reason));
            *entry = (*entry).min((kind, reason));
        }
    };
    match happening {
        Happening::Given { to } => tell(&[*to], NoticeKind::Assigned, Reason::Yours),
        Happening::Moved { owner, team } => {
            tell(&[*owner], NoticeKind::Stage, Reason::Yours);
            tell(team, NoticeKind::Stage, Reason::DealTeam);
        }
        Happening::Won {
            owner,
            team,
            leaders,
            colleagues,
        } => {
            tell(&[*owner], NoticeKind::Won, Reason::Yours);
            tell(team, NoticeKind::Won, Reason::DealTeam);
            tell(leaders, NoticeKind::Won, Reason::YouLead);
            tell(colleagues, NoticeKind::Won, Reason::YourTeam);
        }
        Happening::QuoteAnswered { owner, team } => {
            tell(&[*owner], NoticeKind::Quote, Reason::Yours);
            tell(team, NoticeKind::Quote, Reason::DealTeam);
        }
        Happening::Asked { users } => tell(users, NoticeKind::Approval, Reason::Approver),
        Happening::Decided { users } => tell(users, NoticeKind::Decision, Reason::Yours),
        Happening::Named { users } => tell(users, NoticeKind::Mention, Reason::Named),
        Happening::Due { owner } => tell(&[*owner], NoticeKind::TaskDue, Reason::Yours),
        Happening::Exported { by } => tell(&[*by], NoticeKind::Export, Reason::Requested),
    }
    found
        .into_iter()
        .map(|(user, (kind, reason))| (user, kind, reason))
        .collect()
}

/// Puts records given to one person by one person together when there are more than
/// [`GATHER_ABOVE`]: the first stands for all, with their count. Others stay as they are, in order.
#[must_use]
pub fn gather(notices: Vec<Notice>) -> Vec<Notice> {
    let key = |notice: &Notice| {
        (notice.kind == NoticeKind::Assigned).then_some((notice.user, notice.actor, notice.entity))
    };
    let mut counts: BTreeMap<_, u32> = BTreeMap::new();
    for group in notices.iter().filter_map(key) {
        *counts.entry(group).or_default() += 1;
    }
    let mut told: Vec<Notice> = Vec::new();
    let mut places = BTreeMap::new();
    for notice in notices {
        let group = key(&notice).filter(|group| counts.get(group) > Some(&GATHER_ABOVE));
        let first = group
            .map(|group| *places.entry(group).or_insert(told.len()))
            .and_then(|place| told.get_mut(place));
        match first {
            Some(first) => {
                first.count += notice.count;
                first.keys.extend(notice.keys);
            }
            None => told.push(notice),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Instant;
    use crate::kernel::event::Entity;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn user(n: u8) -> UserId {
        UserId(Uuid::from_bytes([n; 16]))
    }

    fn notice(to: u8, by: u8, entity: Entity, kind: NoticeKind) -> Notice {
        Notice {
            user: user(to),
            kind,
            reason: Reason::Yours,
            entity,
            entity_id: Uuid::nil(),
            title: String::new(),
            detail: Default::default(),
            actor: Some(user(by)),
            count: 1,
            at: Instant(0),
            keys: vec![String::new()],
        }
    }

    #[test]
    fn who_did_it_is_not_told() {
        let moved = Happening::Moved {
            owner: user(1),
            team: vec![user(2)],
        };
        assert_eq!(
            notices(&moved, Some(user(1))),
            [(user(2), NoticeKind::Stage, Reason::DealTeam)]
        );
        assert_eq!(notices(&moved, None).len(), 2);
        assert!(notices(&Happening::Given { to: user(1) }, Some(user(1))).is_empty());
    }

    #[test]
    fn whoever_asked_for_an_export_is_told_that_it_ended() {
        let ended = Happening::Exported { by: user(1) };
        let told = [(user(1), NoticeKind::Export, Reason::Requested)];
        assert_eq!(notices(&ended, Some(user(1))), told);
        assert_eq!(notices(&ended, None), told);
    }

    #[test]
    fn whoever_decides_is_told_of_what_they_are_asked_next() {
        let asked = Happening::Asked {
            users: vec![user(1), user(2)],
        };
        assert_eq!(notices(&asked, Some(user(1))).len(), 2);
    }

    #[test]
    fn the_nearest_reason_counts() {
        let won = Happening::Won {
            owner: user(1),
            team: vec![user(2), user(3)],
            leaders: vec![user(2), user(4)],
            colleagues: vec![user(3), user(4), user(5)],
        };
        let told = notices(&won, Some(user(1)));
        let reasons: Vec<_> = told.iter().map(|(_, _, reason)| *reason).collect();
        assert_eq!(
            reasons,
            [
                Reason::DealTeam,
                Reason::DealTeam,
                Reason::YouLead,
                Reason::YourTeam
            ]
        );
    }

    #[test]
    fn many_at_once_are_told_as_one() {
        let mut all = vec![notice(1, 9, Entity::Account, NoticeKind::Assigned); 40];
        all.push(notice(2, 9, Entity::Account, NoticeKind::Assigned));
        all.push(notice(1, 9, Entity::Task, NoticeKind::Assigned));
        all.push(notice(1, 9, Entity::Opportunity, NoticeKind::Stage));
        let told = gather(all);
        assert_eq!(told.len(), 4);
        assert_eq!(told.first().map(|notice| notice.count), Some(40));
        assert!(told.iter().skip(1).all(|notice| notice.count == 1));
    }

    proptest! {
        #[test]
        fn nothing_is_told_twice_or_lost(
            given in prop::collection::vec((0u8..4, 0u8..3, 0usize..2), 0..60)
        ) {
            let kinds = [Entity::Account, Entity::Task];
            let all: Vec<Notice> = given
                .iter()
                .map(|(to, by, kind)| notice(*to, *by, kinds[*kind], NoticeKind::Assigned))
                .collect();
            let told = gather(all.clone());
            let keys: usize = told.iter().map(|notice| notice.keys.len()).sum();
            prop_assert_eq!(keys, all.len());
            let sum: u32 = told.iter().map(|notice| notice.count).sum();
            prop_assert_eq!(sum as usize, all.len());
        }
    }
}
