//! Of a long quote the line at hand is priced at every keystroke, the whole a moment after the last one.

use super::state::{Editor, Row};
use leptos::prelude::*;
use shared::cpq::pricing::{Policy, price_line};
use std::time::Duration;

/// Quotes with more lines are priced whole only after a pause.
const LONG: usize = 1_000;
/// How long after the last change.
const PAUSE: Duration = Duration::from_millis(200);

/// What waits to be priced.
#[derive(Clone, Copy)]
pub struct Later {
    turn: StoredValue<u32>,
    waits: StoredValue<bool>,
}

impl Later {
    pub fn new() -> Self {
        Self {
            turn: StoredValue::new(0),
            waits: StoredValue::new(false),
        }
    }
}

impl Editor {
    /// Whether it has so many lines that not all can follow every keystroke.
    pub fn is_long(&self) -> bool {
        self.rows.with_untracked(Vec::len) > LONG
    }

    /// Prices everything once nothing has changed for a moment.
    pub(super) fn follow_later(&self) {
        self.later.waits.set_value(true);
        self.later.turn.update_value(|n| *n += 1);
        let mine = self.later.turn.get_value();
        let editor = *self;
        set_timeout(
            move || {
                // The page may be gone.
                if editor.later.turn.try_get_value() == Some(mine) {
                    editor.follow_now();
                }
            },
            PAUSE,
        );
    }

    /// Prices what waits: before it is saved or handed on.
    pub fn follow_now(&self) {
        if self.later.waits.try_get_value() == Some(true) {
            self.later.waits.set_value(false);
            self.follow();
        }
    }

    /// The amounts of one line as they are without looking at the others.
    pub(super) fn price_alone(&self, row: &Row) {
        let terms = self.head.with_untracked(|head| head.pricing_terms());
        let line = row.line.read_untracked();
        let amounts = price_line(&terms, &line.price, &Policy::default());
        drop(line);
        if row.priced.with_untracked(|old| *old != amounts) {
            row.priced.set(amounts);
        }
    }
}
