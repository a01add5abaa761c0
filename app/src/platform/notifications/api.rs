//! One's notices, as pages ask for them.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::notifications::{
    CountNotices, GetWishes, ListNotices, MarkNotices, NoticeCount, NoticeList, SaveWishes,
    SnoozeNotice, Snoozed, WishesView,
};

/// A page of notices.
#[server(name = ListNoticesCall, endpoint = "notifications.list", input = Json, output = Json)]
pub async fn list_notices(request: ListNotices) -> Result<NoticeList, Fault> {
    call::run(request).await
}

/// How many are unread.
#[server(name = CountNoticesCall, endpoint = "notifications.count", input = Json, output = Json)]
pub async fn count_notices(request: CountNotices) -> Result<NoticeCount, Fault> {
    call::run(request).await
}

/// Marks them read or unread.
#[server(name = MarkNoticesCall, endpoint = "notifications.mark", input = Json, output = Json)]
pub async fn mark_notices(request: MarkNotices) -> Result<NoticeCount, Fault> {
    call::run(request).await
}

/// Puts one away until later.
#[server(name = SnoozeNoticeCall, endpoint = "notifications.snooze", input = Json, output = Json)]
pub async fn snooze_notice(request: SnoozeNotice) -> Result<Snoozed, Fault> {
    call::run(request).await
}

/// What one wishes to be told.
#[server(name = GetWishesCall, endpoint = "notifications.wishes", input = Json, output = Json)]
pub async fn get_wishes(request: GetWishes) -> Result<WishesView, Fault> {
    call::run(request).await
}

/// Saves what one wishes to be told.
#[server(name = SaveWishesCall, endpoint = "notifications.save_wishes", input = Json, output = Json)]
pub async fn save_wishes(request: SaveWishes) -> Result<WishesView, Fault> {
    call::run(request).await
}
