//! The company's look: the page that keeps it, and the mark in the frame that shows it.

pub mod api;
mod form;
mod mark;
mod page;
mod picture;
mod preview;
mod read;

pub use mark::{BRAND_SHEET, BrandMark, BrandNow, provide_brand};
pub use page::BrandingPage;
