//! The engine against the given data and against trying everything.

mod data;
mod examples;
mod formats;
mod random;
mod traces;
