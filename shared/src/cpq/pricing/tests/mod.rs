//! Prices as a whole: worked examples, properties over random quotes, published documents.

mod digests;
mod drift;
mod en16931_documents;
mod examples;
mod keep;
mod kinds;
mod monotone;
pub(super) mod properties;
mod surcharges;
mod wanted;
