//! The present moment of a page that stays open.

use crate::boot::{now, use_session};
use leptos::prelude::*;
use shared::kernel::Instant;
use std::time::Duration;

/// The moment the page was made at first (so that server and browser render the same), then the
/// present one, renewed twice a minute.
#[must_use]
pub fn use_now() -> Signal<Instant> {
    let moment = RwSignal::new(use_session().now);
    Effect::new(move |_| {
        moment.set(now());
        let tick = set_interval_with_handle(
            move || {
                let _ = moment.try_set(now());
            },
            Duration::from_secs(30),
        );
        on_cleanup(move || {
            if let Ok(tick) = tick {
                tick.clear();
            }
        });
    });
    moment.into()
}
