//! Accounts, contacts and leads.

mod accounts;
mod contacts;
pub(crate) mod duplicates;
mod leads;
mod owner;
mod relations;

pub(crate) use leads::Recorded;

use crate::Registry;
use shared::crm::accounts::HistoryEntry;
use shared::kernel::event::{Entity, LiveEvent};
use std::collections::BTreeMap;

pub(crate) fn register(registry: &mut Registry) {
    accounts::register(registry);
    contacts::register(registry);
    leads::register(registry);
    relations::register(registry);
    duplicates::register(registry);
}

pub(crate) fn register_jobs(kinds: &mut crate::platform::jobs::Kinds) {
    duplicates::register_jobs(kinds);
}

/// The log of one record as entries of its history: which fields each change touched.
fn entries(
    entity: Entity,
    log: Vec<(LiveEvent, Option<String>, Option<String>)>,
    names: &BTreeMap<shared::kernel::UserId, String>,
) -> Vec<HistoryEntry> {
    log.into_iter()
        .filter(|(event, _, _)| event.entity == entity)
        .map(|(event, before, after)| HistoryEntry {
            seq: event.seq,
            fields: changed_fields(before.as_deref(), after.as_deref()),
            actor: event.actor.and_then(|id| names.get(&id).cloned()),
            action: event.action,
            at: event.at,
        })
        .collect()
}

/// Names of the fields in which two facts differ; nothing unless both are there.
fn changed_fields(before: Option<&str>, after: Option<&str>) -> Vec<String> {
    type Fields = serde_json::Map<String, serde_json::Value>;
    let read = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Fields>(text).ok());
    match (read(before), read(after)) {
        (Some(before), Some(after)) => {
            let differs =
                |(name, value): &(String, serde_json::Value)| before.get(name) != Some(value);
            let changed = after.into_iter().filter(differs);
            changed
                .flat_map(|(name, value)| match (name.as_str(), value) {
                    ("custom", value) => custom_fields(before.get(&name), &value),
                    _ => vec![name],
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The fields of an administrator that differ, each by its own name.
fn custom_fields(before: Option<&serde_json::Value>, after: &serde_json::Value) -> Vec<String> {
    use shared::platform::fields::CustomValues;
    let read = |value: &serde_json::Value| -> CustomValues {
        serde_json::from_value(value.clone()).unwrap_or_default()
    };
    let before = before.map(read).unwrap_or_default();
    let changes = before.changes(&read(after));
    changes.into_iter().map(|change| change.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_fields_are_named() {
        let fields = changed_fields(Some(r#"{"a":1,"b":"x"}"#), Some(r#"{"a":2,"b":"x"}"#));
        assert_eq!(fields, ["a"]);
        assert!(changed_fields(None, Some(r#"{"a":2}"#)).is_empty());
        let own = changed_fields(
            Some(r#"{"custom":{"x":"1","y":"2"}}"#),
            Some(r#"{"custom":{"x":"1","z":"3"}}"#),
        );
        assert_eq!(own, ["custom.y", "custom.z"]);
    }
}
