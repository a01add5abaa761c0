//! Pairs among many records without comparing each with each: only what shares a block is compared.

use super::keys::name_words;
use super::print::Print;
use super::score::{Match, THRESHOLD, compare};
use std::collections::{BTreeMap, BTreeSet};

/// A block with more records than this says nothing about any two of them.
pub(super) const LARGEST: usize = 400;
/// Letters of a word two names must share to be compared.
const PREFIX: usize = 4;

/// The blocks a record is in.
pub(super) fn blocks(print: &Print) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut key = |kind: &str, value: &str| {
        if !value.is_empty() {
            keys.push(format!("{kind}:{value}"));
        }
    };
    key("v", &print.vat_number);
    key("e", &print.email);
    key("p", &print.phone);
    if print.person {
        // Colleagues share a domain: only those of like names are compared.
        for word in name_words(&print.name) {
            let start: String = word.chars().take(PREFIX).collect();
            key("n", &start);
            let initial: String = word.chars().take(1).collect();
            if !print.domain.is_empty() {
                key("d", &format!("{}/{initial}", print.domain));
            }
        }
    } else {
        key("d", &print.domain);
        for word in name_words(&print.name) {
            let start: String = word.chars().take(PREFIX).collect();
            key("n", &start);
            key(
                "l",
                &format!(
                    "{}/{}",
                    print.place,
                    start.chars().take(2).collect::<String>()
                ),
            );
        }
    }
    keys
}

/// Most records one new record is compared with.
const COMPARED: usize = 300;

/// For each new record the one of `all` it resembles most, from [`THRESHOLD`] on, with its place.
#[must_use]
pub fn find_alike(new: &[Print], all: &[Print]) -> Vec<Option<(usize, Match)>> {
    let wanted: BTreeSet<String> = new.iter().flat_map(blocks).collect();
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, print) in all.iter().enumerate() {
        for key in blocks(print).into_iter().filter(|key| wanted.contains(key)) {
            members.entry(key).or_default().push(at);
        }
    }
    members.retain(|_, block| block.len() <= LARGEST);
    new.iter()
        .map(|print| {
            // The strong keys stand first.
            let mut near: Vec<usize> = Vec::new();
            for at in blocks(print)
                .iter()
                .filter_map(|key| members.get(key))
                .flatten()
            {
                if near.len() < COMPARED && !near.contains(at) {
                    near.push(*at);
                }
            }
            let alike = near.into_iter().filter_map(|at| {
                let found = compare(print, all.get(at)?);
                (found.score >= THRESHOLD).then_some((at, found))
            });
            // The first of equals.
            alike.reduce(|best, one| {
                if one.1.score > best.1.score {
                    one
                } else {
                    best
                }
            })
        })
        .collect()
}

/// All pairs from [`THRESHOLD`] on, the surest first; each pair once, the smaller id first.
#[must_use]
pub fn find_pairs(prints: &[Print]) -> Vec<(usize, usize, Match)> {
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, print) in prints.iter().enumerate() {
        for key in blocks(print) {
            members.entry(key).or_default().push(at);
        }
    }
    let mut tried: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut pairs = Vec::new();
    for block in members.values().filter(|block| block.len() <= LARGEST) {
        for (index, one) in block.iter().enumerate() {
            for other in block.iter().skip(index + 1) {
                let (Some(a), Some(b)) = (prints.get(*one), prints.get(*other)) else {
                    continue;
                };
                if a.id == b.id || !tried.insert((*one.min(other), *one.max(other))) {
                    continue;
                }
                let found = compare(a, b);
                if found.score >= THRESHOLD {
                    let (first, second) = if a.id < b.id {
                        (*one, *other)
                    } else {
                        (*other, *one)
                    };
                    pairs.push((first, second, found));
                }
            }
        }
    }
    pairs.sort_by(|one, other| {
        let ids = |pair: &(usize, usize, Match)| {
            let id = |at: usize| prints.get(at).map(|print| print.id);
            (id(pair.0), id(pair.1))
        };
        other
            .2
            .score
            .cmp(&one.2.score)
            .then(ids(one).cmp(&ids(other)))
    });
    pairs
}
