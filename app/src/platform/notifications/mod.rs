//! What a person is told of: the bell of the top bar, the page, the choices in the settings.

mod api;
mod bell;
mod inbox;
mod page;
mod row;
mod wishes;
mod words;

pub use bell::Bell;
pub use page::NotificationsPage;
pub use wishes::WishesCard;
