//! Calling back a page that may be gone.

use leptos::prelude::*;

/// Runs a callback unless the page it belongs to is gone.
///
/// `Callback::run` panics then, and a panic ends the browser's program. It takes little: an answer
/// of the server that arrives after a live event has redrawn the page, a dialog that tells of its
/// closing a moment after it was removed.
pub trait Tell<In> {
    /// Runs the callback, or does nothing when its page is gone.
    fn tell(&self, input: In);
}

impl<In: 'static> Tell<In> for Callback<In> {
    fn tell(&self, input: In) {
        let _ = self.try_run(input);
    }
}
