//! The values of one record.

use super::book::{field_name, key_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values by the key of their field, each in the neutral text of its kind; a field without a value
/// is not among them.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomValues(pub BTreeMap<String, String>);

/// A new value for one field; empty clears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomChange {
    /// The field by the name it has beside the built-in ones: `custom.<key>`.
    pub name: String,
    /// The value in the neutral text.
    pub value: String,
}

impl FromIterator<(String, String)> for CustomValues {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl CustomValues {
    /// The value of a field; empty when there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Sets or clears a value.
    pub fn set(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), value.to_owned());
        }
    }

    /// Whether no field has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys of the fields with a value.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// What leads from these values to `to`.
    #[must_use]
    pub fn changes(&self, to: &CustomValues) -> Vec<CustomChange> {
        let keys: std::collections::BTreeSet<&String> = self.0.keys().chain(to.0.keys()).collect();
        keys.into_iter()
            .filter(|key| self.get(key) != to.get(key))
            .map(|key| CustomChange::new(key, to.get(key)))
            .collect()
    }

    /// These values, and those of `other` for fields that have none here: what a merge or a
    /// conversion brings along without overwriting.
    #[must_use]
    pub fn filled_from(&self, other: &CustomValues) -> CustomValues {
        let mut all = other.0.clone();
        all.extend(self.0.clone());
        CustomValues(all)
    }
}

impl CustomChange {
    /// A new value for the field of this key.
    #[must_use]
    pub fn new(key: &str, value: &str) -> Self {
        Self {
            name: field_name(key),
            value: value.to_owned(),
        }
    }

    /// The field's key.
    #[must_use]
    pub fn key(&self) -> &str {
        key_of(&self.name).unwrap_or(&self.name)
    }

    /// Puts the value among `values`.
    pub fn apply(&self, values: &mut CustomValues) {
        values.set(self.key(), &self.value);
    }

    /// The same field as it is in `values`.
    #[must_use]
    pub fn current(&self, values: &CustomValues) -> Self {
        Self::new(self.key(), values.get(self.key()))
    }
}
