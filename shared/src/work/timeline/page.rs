//! Several ordered sources to one page.

use super::{TimelineEntry, TimelineKey};

/// The `limit` newest entries of all `sources` after `before` (the key of the last entry seen), and
/// the cursor of the next page when there is one. Each source holds its entries after `before`, at
/// least `limit + 1` of them or all it has; their order does not matter.
#[must_use]
pub fn merge_page(
    sources: Vec<Vec<TimelineEntry>>,
    before: Option<&TimelineKey>,
    limit: usize,
) -> (Vec<TimelineEntry>, Option<TimelineKey>) {
    let mut all: Vec<TimelineEntry> = sources
        .into_iter()
        .flatten()
        .filter(|entry| before.is_none_or(|before| entry.key < *before))
        .collect();
    all.sort_by(|a, b| b.key.cmp(&a.key));
    all.dedup_by(|a, b| a.key == b.key);
    let more = all.len() > limit;
    all.truncate(limit);
    let next = all.last().filter(|_| more).map(|entry| entry.key.clone());
    (all, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Instant;
    use crate::work::timeline::TimelineEvent;
    use proptest::prelude::*;

    fn entry(at: i64, source: usize) -> TimelineEntry {
        TimelineEntry {
            key: TimelineKey {
                at: Instant(at),
                id: format!("s{source}:{at}"),
            },
            actor: None,
            event: TimelineEvent::Created,
        }
    }

    proptest! {
        /// Reading page after page, each source giving only what it must, shows every entry once
        /// and in order, moments of several sources falling together included.
        #[test]
        fn pages_lose_and_repeat_nothing(
            sources in prop::collection::vec(prop::collection::btree_set(0_i64..40, 0..30), 1..4),
            limit in 1_usize..9,
        ) {
            let all: Vec<Vec<TimelineEntry>> = sources
                .iter()
                .enumerate()
                .map(|(source, moments)| moments.iter().rev().map(|at| entry(*at, source)).collect())
                .collect();
            let mut seen: Vec<TimelineKey> = Vec::new();
            let mut before: Option<TimelineKey> = None;
            loop {
                let asked = all
                    .iter()
                    .map(|source| {
                        source
                            .iter()
                            .filter(|entry| before.as_ref().is_none_or(|key| entry.key < *key))
                            .take(limit + 1)
                            .cloned()
                            .collect()
                    })
                    .collect();
                let (page, next) = merge_page(asked, before.as_ref(), limit);
                seen.extend(page.into_iter().map(|entry| entry.key));
                match next {
                    Some(key) => before = Some(key),
                    None => break,
                }
            }
            prop_assert_eq!(seen.len(), all.iter().map(Vec::len).sum::<usize>());
            prop_assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
        }
    }
}
