//! What is priced when: of a long quote the line at hand at every keystroke, the whole a moment after the last one. Of
//! the whole, only lines that differ are priced again, whoever asks for it.

use super::state::{Editor, Row};
use leptos::prelude::*;
use shared::cpq::pricing::{Kept, Policy, PricedQuote, price_line};
use shared::cpq::quotes::{QuoteDraft, keep_lines, reprice_draft};
use std::time::Duration;

/// Quotes with more lines are priced whole only after a pause.
const LONG: usize = 1_000;
/// How long after the last change.
const PAUSE: Duration = Duration::from_millis(200);

/// What waits to be priced, and what was.
#[derive(Clone, Copy)]
pub struct Later {
    turn: StoredValue<u32>,
    waits: StoredValue<bool>,
    kept: StoredValue<Kept>,
}

impl Later {
    pub fn new() -> Self {
        Self {
            turn: StoredValue::new(0),
            waits: StoredValue::new(false),
            kept: StoredValue::new(Kept::default()),
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

    /// Prices all of the contents: lines that are as they were when somebody asked last come to what they came to.
    pub(super) fn price(&self, draft: &QuoteDraft) -> PricedQuote {
        // The server prices a page once.
        if self.editable && !cfg!(feature = "ssr") {
            self.later.kept.update_value(|kept| {
                keep_lines(draft, kept);
            });
        }
        self.with_kept(|kept| reprice_draft(draft, kept))
    }

    /// Looks at what was priced last, for contents that differ from these in a few lines.
    pub(super) fn with_kept<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        self.later.kept.with_value(look)
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
