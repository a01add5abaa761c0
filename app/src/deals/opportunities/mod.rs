//! The board (`/pipeline`), the list (`/opportunities`) and the dialog that creates.

pub mod api;
pub mod board;
mod create;
mod list;
pub mod words;

pub use board::BoardPage;
pub use create::CreateDialog;
pub use list::ListPage;
