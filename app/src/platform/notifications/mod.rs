//! What a person is told of: the bell of the top bar, the page, the choices in the settings.

mod api;
mod bell;
mod inbox;
mod page;
mod row;
mod wishes;
mod words;

use shared::platform::notifications::{GetWishes, Wishes};

pub use bell::Bell;
pub use page::NotificationsPage;
pub use wishes::WishesCard;

/// What one wishes to be told; nothing when it cannot be asked now.
pub async fn own_wishes() -> Option<Wishes> {
    let view = api::get_wishes(GetWishes {}).await.ok()?;
    Some(view.wishes)
}
