//! The names a rule may use.

use std::collections::BTreeMap;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A choice: its slot and the keys of its values.
    Choice(u32, Vec<String>),
    /// A number: its slot.
    Number(u32),
    /// A yes/no, or a value of a multiple choice: its slot.
    Flag(u32),
    /// A question answered with yes or no: its slot, none, yes, no.
    Answer(u32),
    /// An option: its slot; on or how many.
    Option(u32),
    /// A multiple choice or a group: its slots.
    Several(Vec<u32>),
}

/// All names.
#[derive(Clone, Debug, Default)]
pub struct Scope(BTreeMap<String, Symbol>);

impl Scope {
    /// Adds a name; false when it is taken.
    pub fn add(&mut self, name: String, symbol: Symbol) -> bool {
        self.0.insert(name, symbol).is_none()
    }

    /// What a name stands for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Symbol> {
        self.0.get(name)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The name a person may have meant.
    #[must_use]
    pub fn near(&self, name: &str) -> Option<&str> {
        nearest(name, self.names())
    }
}

/// The word that takes the fewest changes (at most two, and fewer than it has letters).
pub(super) fn nearest<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 2.min(name.chars().count().saturating_sub(1));
    words
        .map(|word| (strsim::levenshtein(name, word), word))
        .filter(|(changes, _)| *changes <= limit)
        .min()
        .map(|(_, word)| word)
}
