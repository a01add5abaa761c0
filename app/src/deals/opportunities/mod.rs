//! The board (`/pipeline`), the list (`/opportunities`) and the dialogs both share.

pub mod api;
