//! Prices as a whole: worked examples, properties over random quotes, published documents.

mod en16931_documents;
mod examples;
mod kinds;
pub(super) mod properties;
mod wanted;
