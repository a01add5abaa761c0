//! An answer to a customer while it is typed.

use leptos::prelude::*;
use shared::kernel::QuoteId;

/// What is being typed as an answer, and about which quote: it outlives the readings of the quote, too.
#[derive(Clone, Copy)]
pub(super) struct TypedAnswer {
    of: StoredValue<Option<QuoteId>>,
    text: RwSignal<String>,
}

impl TypedAnswer {
    pub(super) fn new() -> TypedAnswer {
        TypedAnswer {
            of: StoredValue::new(None),
            text: RwSignal::new(String::new()),
        }
    }

    /// What was typed about this quote; nothing of another one.
    pub(super) fn about(self, id: QuoteId) -> RwSignal<String> {
        if self.of.get_value() != Some(id) {
            self.of.set_value(Some(id));
            self.text.set(String::new());
        }
        self.text
    }
}
