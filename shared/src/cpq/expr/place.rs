//! Where something stands in a text, and what is wrong there.

use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// Where something stands in a text; lines and columns (in characters) count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// How many characters.
    pub length: u32,
}

impl Place {
    /// The first character of a text.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        length: 1,
    };
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// Where.
    pub at: Place,
    /// What; its field is to be set by whoever knows which rule it is.
    pub issue: Issue,
}

impl TextError {
    /// What is wrong at a place; `line` and `column` are among the parameters.
    #[must_use]
    pub fn new(at: Place, code: &'static str) -> Self {
        Self {
            at,
            issue: Issue::error(code, "text")
                .with("line", at.line)
                .with("column", at.column),
        }
    }

    /// A name that means nothing, with the one that may have been meant.
    #[must_use]
    pub fn unknown_name(at: Place, name: &str, near: Option<&str>) -> Self {
        match near {
            Some(near) => Self::new(at, "rule_unknown_name_near")
                .with("name", name)
                .with("near", near),
            None => Self::new(at, "rule_unknown_name").with("name", name),
        }
    }

    /// The same with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.issue = self.issue.with(name, value);
        self
    }
}
