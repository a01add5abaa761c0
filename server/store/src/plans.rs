//! How the database means to run each statement, for the tests which prove that no page reads a large table
//! whole: they see the statements pages really ask, with their values, and not copies of them.

use crate::Store;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A statement that was run while plans were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its text.
    pub statement: String,
    /// What the database says it does, one line per step.
    pub steps: Vec<String>,
}

/// Whether plans are looked at, and those seen since they were taken last. Servers never look.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    wanted: AtomicBool,
    seen: Mutex<Vec<Plan>>,
}

impl Plans {
    /// Whether the plan of this statement is looked at: insertions read nothing, settings have none.
    pub(crate) fn wanted(&self, statement: &str) -> bool {
        let reads = |word| statement.trim_start().starts_with(word);
        self.wanted.load(Ordering::Relaxed)
            && ["SELECT", "WITH", "UPDATE", "DELETE"]
                .into_iter()
                .any(reads)
    }

    pub(crate) fn saw(&self, statement: &str, steps: Vec<String>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(Plan {
            statement: statement.to_owned(),
            steps,
        });
    }
}

impl Store {
    /// From now on the database is asked of every statement how it runs it: for tests.
    pub fn look_at_plans(&self) {
        self.plans().wanted.store(true, Ordering::Relaxed);
    }

    /// The plans of the statements run since they were taken last: for tests.
    #[must_use]
    pub fn take_plans(&self) -> Vec<Plan> {
        let seen = &self.plans().seen;
        std::mem::take(&mut seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
