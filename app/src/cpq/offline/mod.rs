//! Quotes made without a network: what is taken along, what is written on the way, what is sent on return.
//!
//! The page asks the server for nothing but what is taken along and what is sent; everything between is
//! priced by `shared` from the luggage. Entry points: [`OfflinePage`]; for the frame and the list of quotes
//! the small things of [`device`], which come with the frame's part of the program.

pub mod api;
mod books;
mod configure;
mod desk;
pub mod device;
mod lines;
mod lists;
mod page;
mod sending;
mod totals;
mod vault;
mod writing;

pub use device::{TakeAlongLink, Waiting, guard, hold, luggage_is_here};
pub use page::OfflinePage;
