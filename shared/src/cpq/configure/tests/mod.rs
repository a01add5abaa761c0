//! The engine against the given data and against trying everything.

mod data;
mod traces;
