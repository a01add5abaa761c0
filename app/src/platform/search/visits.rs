//! The records a person opened last, kept in their browser: kinds and ids, never a name. What they are called,
//! and whether they may still be read, the server is asked each time.

use crate::boot::use_session;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::kernel::UserId;
use shared::kernel::event::Entity;
use shared::platform::search::{Visit, visited};

/// Whose visits are here, then one visit a line.
const KEPT: &str = "jalon.visits";

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// The record whose page stands at `path`, if it is one.
#[must_use]
pub fn visit_of(path: &str) -> Option<Visit> {
    let (list, id) = path.strip_prefix('/')?.split_once('/')?;
    let entity = match list {
        "opportunities" => Entity::Opportunity,
        "accounts" => Entity::Account,
        "contacts" => Entity::Contact,
        "leads" => Entity::Lead,
        "quotes" => Entity::Quote,
        _ => return None,
    };
    let id = id.parse().ok()?;
    Some(Visit { entity, id })
}

/// The text that is kept of the visits of `me`.
#[must_use]
pub fn written(me: UserId, visits: &[Visit]) -> String {
    let line = |visit: &Visit| format!("\n{} {}", visit.entity.code(), visit.id);
    std::iter::once(me.to_string())
        .chain(visits.iter().map(line))
        .collect()
}

/// The visits in a text that was kept; none when they are another person's.
#[must_use]
pub fn read(me: UserId, text: &str) -> Vec<Visit> {
    let mut lines = text.lines();
    if lines.next() != Some(me.to_string().as_str()) {
        return Vec::new();
    }
    let visit = |line: &str| {
        let (entity, id) = line.split_once(' ')?;
        Some(Visit {
            entity: entity.parse().ok()?,
            id: id.parse().ok()?,
        })
    };
    lines.filter_map(visit).collect()
}

/// The records `me` opened in this browser, the last one first.
#[must_use]
pub fn visits(me: UserId) -> Vec<Visit> {
    let text = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    text.map_or_else(Vec::new, |text| read(me, &text))
}

/// Notes every record whose page is opened; once, in the frame.
pub fn note_visits() {
    let me = use_session().actor.user_id;
    let path = use_location().pathname;
    Effect::new(move |_| {
        if let Some(now) = path.with(|path| visit_of(path))
            && let Some(storage) = storage()
        {
            let all = visited(&visits(me), now);
            // Where nothing can be kept, nothing is remembered.
            let _ = storage.set_item(KEPT, &written(me, &all));
        }
    });
}

/// The person signs out: whoever comes next finds nothing.
pub fn forget_visits() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEPT);
    }
}
