//! Requests about one's own notices.

use super::{NoticeKind, NoticeView, SnoozeUntil, Wishes};
use crate::kernel::{Instant, Named, UserId};
use crate::operation;
use crate::work::Links;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFilter {
    /// Only what was not read.
    pub unread: bool,
    /// Only this kind.
    pub kind: Option<NoticeKind>,
}

/// Asks for one's notices, newest first, without those that sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListNotices {
    /// Which.
    pub filter: NoticeFilter,
    /// Only those before this one: the last of the page before.
    pub before: Option<NoticeCursor>,
    /// How many, 1 to 100.
    pub limit: u32,
}
operation!(ListNotices => NoticeList, "notifications.list", ReadReference);

/// The place of a notice in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCursor {
    /// When it happened, or came back.
    pub at: Instant,
    /// Which.
    pub id: Uuid,
}

/// A page of notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeList {
    /// Newest first.
    pub notices: Vec<NoticeView>,
    /// Where the next page begins.
    pub next: Option<NoticeCursor>,
    /// How many are unread, whatever the filter.
    pub unread: i64,
}

/// Asks for the colleagues who may be named in a text about these records: those who may read it, the
/// asker left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindNamed {
    /// What the text is about.
    pub links: Links,
    /// Whose activity or task it stands in; the asker's when nothing is said.
    pub owner: Option<UserId>,
    /// The beginning of a name, or nothing yet.
    pub text: String,
}
operation!(FindNamed => Vec<Named<UserId>>, "notifications.find_named", ReadReference);

/// Asks how many notices are unread, and for the newest of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountNotices {}
operation!(CountNotices => NoticeCount, "notifications.count", ReadReference);

/// What the bell shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCount {
    /// How many are unread.
    pub unread: i64,
    /// The newest unread one, when the person wants messages to slide in.
    pub newest: Option<NoticeView>,
}

/// Marks notices read or unread. Those of others and unknown ones are left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkNotices {
    /// Which; `None`: all.
    pub ids: Option<Vec<Uuid>>,
    /// Read, or unread again.
    pub read: bool,
}
operation!(MarkNotices => NoticeCount, "notifications.mark", EditProfile);

/// Puts a notice away until later; it then comes back unread, as new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnoozeNotice {
    /// Which.
    pub id: Uuid,
    /// Until when.
    pub until: SnoozeUntil,
}
operation!(SnoozeNotice => Snoozed, "notifications.snooze", EditProfile);

/// The answer to [`SnoozeNotice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snoozed {
    /// When it comes back.
    pub until: Instant,
    /// What the bell shows now.
    pub count: NoticeCount,
}

/// Asks for one's wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetWishes {}
operation!(GetWishes => WishesView, "notifications.wishes", ReadReference);

/// One's wishes, with the version they were read at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishesView {
    /// The wishes.
    pub wishes: Wishes,
    /// 0 when none were ever saved.
    pub version: i64,
}

/// Saves one's wishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveWishes {
    /// The wishes.
    pub wishes: Wishes,
    /// The version they were read at.
    pub version: i64,
}
operation!(SaveWishes => WishesView, "notifications.save_wishes", EditProfile);
