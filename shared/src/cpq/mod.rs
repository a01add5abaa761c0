//! Configure, price, quote: what is sold, at which price, and the offer made of it.

pub mod catalog;
pub mod configure;
pub mod policies;
pub mod pricing;
pub mod promotions;
pub mod proration;
pub mod quotes;
pub mod ubl;
pub mod vectors;
