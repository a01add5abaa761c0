//! Which rows are selected: some of those shown, or everything that matches.

use leptos::prelude::*;
use shared::platform::views::{Targets, ViewRow, ViewSpec};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The selection of a list. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Records with the version they were seen at.
    pub picked: RwSignal<BTreeMap<Uuid, i64>>,
    /// Everything that matches, shown or not.
    pub all: RwSignal<bool>,
    /// The last row picked: a press with Shift goes on from it.
    last: StoredValue<Option<Uuid>>,
}

impl Selection {
    pub fn new() -> Self {
        Self {
            picked: RwSignal::new(BTreeMap::new()),
            all: RwSignal::new(false),
            last: StoredValue::new(None),
        }
    }

    pub fn has(self, id: Uuid) -> bool {
        self.all.get() || self.picked.with(|picked| picked.contains_key(&id))
    }

    pub fn any(self) -> bool {
        self.all.get() || self.picked.with(|picked| !picked.is_empty())
    }

    pub fn clear(self) {
        let _ = self.all.try_set(false);
        let _ = self.picked.try_update(BTreeMap::clear);
        self.last.try_set_value(None);
    }

    /// Picks or leaves a row; with `range`, every row from the last one picked to it.
    pub fn toggle(self, rows: &[ViewRow], id: Uuid, range: bool) {
        // Of everything, one row less is the rows shown without it.
        if self.all.get_untracked() {
            self.all.set(false);
        }
        let at = |wanted: Uuid| rows.iter().position(|row| row.id == wanted);
        let Some(to) = at(id) else { return };
        let from = self
            .last
            .get_value()
            .filter(|_| range)
            .and_then(at)
            .unwrap_or(to);
        let on = !self
            .picked
            .with_untracked(|picked| picked.contains_key(&id));
        self.picked.update(|picked| {
            let span = rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
            for row in span {
                if on {
                    picked.insert(row.id, row.version);
                } else {
                    picked.remove(&row.id);
                }
            }
        });
        self.last.set_value(Some(id));
    }

    /// Picks all rows shown, or leaves all.
    pub fn toggle_page(self, rows: &[ViewRow]) {
        let full = rows.iter().all(|row| {
            self.picked
                .with_untracked(|picked| picked.contains_key(&row.id))
        });
        if full {
            self.clear();
        } else {
            self.picked
                .set(rows.iter().map(|row| (row.id, row.version)).collect());
        }
    }

    /// After a reading: versions as they are now; rows that are gone are no longer picked.
    pub fn refresh(self, rows: &[ViewRow]) {
        let _ = self.picked.try_update(|picked| {
            let now: BTreeMap<Uuid, i64> = rows.iter().map(|row| (row.id, row.version)).collect();
            picked.retain(|id, version| match now.get(id) {
                Some(new) => {
                    *version = *new;
                    true
                }
                None => false,
            });
        });
    }

    /// The records a bulk change is about.
    pub fn targets(self, spec: &ViewSpec) -> Targets {
        if self.all.get_untracked() {
            Targets::Matching {
                filter: spec.filter.clone(),
                search: spec.search.clone(),
            }
        } else {
            let picked = self.picked.get_untracked();
            Targets::Records(picked.into_iter().collect())
        }
    }
}
