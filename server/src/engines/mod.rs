//! The engines as they are asked from outside, at the command line and over the interface alike.

pub mod configure;
pub mod tax;
