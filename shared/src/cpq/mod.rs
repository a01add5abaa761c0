//! Configure, price, quote: what is sold, at which price, and the offer made of it.

pub mod catalog;
pub mod configure;
pub mod pricing;
pub mod quotes;
