//! Pairs among so many records that not all of them are held at once: the blocks are divided into parts,
//! and each part is looked at by itself. Together the parts find what [`super::find_pairs`] finds.

use super::blocks::{LARGEST, blocks};
use super::print::Print;
use super::score::{THRESHOLD, compare};
use uuid::Uuid;

/// Up to so many records are compared at each look; more of them by a job.
pub const COMPARED_AT_ONCE: i64 = 5_000;
/// Records whose blocks are held at once, about.
const OF_A_PART: i64 = 20_000;
/// Records whose prints are held at once, about: as many as a few blocks have.
const OF_A_BATCH: usize = 1_500;

/// In how many parts so many records are compared.
#[must_use]
pub const fn parts_of(records: i64) -> i64 {
    if records < 1 {
        1
    } else {
        (records + OF_A_PART - 1) / OF_A_PART
    }
}

/// A number of a block's key that is the same on every server (FNV-1a).
fn number(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Which records share a block, of one part of the blocks: two numbers for each, whatever the records are.
#[derive(Debug)]
pub struct Part {
    part: u64,
    parts: u64,
    members: Vec<(u64, Uuid)>,
}

impl Part {
    /// Part `part` (from 0) of `parts`.
    #[must_use]
    pub fn new(part: i64, parts: i64) -> Self {
        Self {
            part: u64::try_from(part).unwrap_or_default(),
            parts: u64::try_from(parts).unwrap_or_default().max(1),
            members: Vec::new(),
        }
    }

    /// Puts a record into its blocks of this part.
    pub fn add(&mut self, print: &Print) {
        let numbers = blocks(print).into_iter().map(|key| number(&key));
        let own = numbers.filter(|number| number % self.parts == self.part);
        self.members.extend(own.map(|number| (number, print.id)));
    }

    /// The blocks with more than one record, but not with so many that they say nothing; a few of them
    /// at a time.
    #[must_use]
    pub fn batches(mut self) -> Vec<Vec<Vec<Uuid>>> {
        self.members.sort_unstable();
        self.members.dedup();
        let mut batches: Vec<Vec<Vec<Uuid>>> = Vec::new();
        let mut held = OF_A_BATCH;
        for block in self.members.chunk_by(|one, other| one.0 == other.0) {
            if !(2..=LARGEST).contains(&block.len()) {
                continue;
            }
            if held + block.len() > OF_A_BATCH {
                batches.push(Vec::new());
                held = 0;
            }
            held += block.len();
            if let Some(batch) = batches.last_mut() {
                batch.push(block.iter().map(|(_, id)| *id).collect());
            }
        }
        batches
    }
}

/// The pairs of one block from [`THRESHOLD`] on with their scores, the smaller id first.
#[must_use]
pub fn pairs_of_block(prints: &[&Print]) -> Vec<(Uuid, Uuid, u32)> {
    let mut pairs = Vec::new();
    for (index, one) in prints.iter().enumerate() {
        for other in prints.iter().skip(index + 1) {
            let found = compare(one, other);
            if one.id != other.id && found.score >= THRESHOLD {
                pairs.push((one.id.min(other.id), one.id.max(other.id), found.score));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::find_pairs;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn print(n: usize, (name, mail, phone): (usize, usize, usize)) -> Print {
        const NAMES: [&str; 7] = [
            "martin", "marten", "dupont", "dupond", "benali", "lefevre", "lefebvre",
        ];
        const MAILS: [&str; 4] = ["", "a@x.example", "b@x.example", "c@y.example"];
        const PHONES: [&str; 3] = ["", "612345678", "698765432"];
        Print {
            id: Uuid::from_u128(u128::try_from(n).unwrap()),
            person: n.is_multiple_of(2),
            name: format!("anna {}", NAMES[name]),
            company: String::new(),
            email: MAILS[mail].to_owned(),
            phone: PHONES[phone].to_owned(),
            domain: MAILS[mail].split('@').nth(1).unwrap_or_default().to_owned(),
            vat_number: String::new(),
            place: "lyon".to_owned(),
        }
    }

    #[test]
    fn many_records_are_compared_in_parts_of_a_bounded_size() {
        assert_eq!(
            [0, 1, 20_000, 20_001, 300_000].map(parts_of),
            [1, 1, 1, 2, 15]
        );
    }

    proptest! {
        #[test]
        fn the_parts_find_what_is_found_at_once(facts in prop::collection::vec((0_usize..7, 0_usize..4, 0_usize..3), 2..60), parts in 1_i64..6) {
            let prints: Vec<Print> = facts.into_iter().enumerate().map(|(n, facts)| print(n, facts)).collect();
            let whole: BTreeSet<(Uuid, Uuid, u32)> = find_pairs(&prints)
                .into_iter()
                .map(|(one, other, found)| (prints[one].id, prints[other].id, found.score))
                .collect();
            let mut found = BTreeSet::new();
            for part in 0..parts {
                let mut held = Part::new(part, parts);
                prints.iter().for_each(|print| held.add(print));
                for block in held.batches().into_iter().flatten() {
                    let members: Vec<&Print> = prints.iter().filter(|print| block.contains(&print.id)).collect();
                    found.extend(pairs_of_block(&members));
                }
            }
            prop_assert_eq!(found, whole);
        }
    }
}
