//! The engine against the given data and against trying everything.

mod data;
mod digests;
mod examples;
mod formats;
mod random;
mod traces;
