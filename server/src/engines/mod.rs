//! The engines as they are asked from outside, at the command line and over the interface alike: what
//! they answer is written here, once.

pub mod configure;
pub mod price;
pub mod tax;

use std::fmt;

/// Why an engine gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// What it was given cannot be read or is too much, in its own words.
    Input(String),
    /// The time it was given is over.
    TookTooLong,
}

impl Refused {
    /// What cannot be read, in the words of what says so.
    pub fn input(why: impl fmt::Display) -> Self {
        Self::Input(why.to_string())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Input(why) => why,
            Self::TookTooLong => "given up: it took longer than it may",
        })
    }
}

impl std::error::Error for Refused {}
