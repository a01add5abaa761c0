//! A record another record points at, with the name to show for it.

use serde::{Deserialize, Serialize};

/// The id of a record with its name, so that a page can show and link it without asking again.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named<I> {
    /// Which record.
    pub id: I,
    /// What to show for it.
    pub name: String,
}

impl<I> Named<I> {
    /// Both at once.
    pub fn new(id: I, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
        }
    }
}
