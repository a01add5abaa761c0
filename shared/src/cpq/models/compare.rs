//! Configurations side by side: what they say of each thing, what differs first.

use super::model::{Configuration, SummaryItem};
use crate::kernel::LocalText;

/// Most configurations side by side.
pub const MAX_COMPARED: usize = 3;

/// One thing, of each configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareRow {
    /// What it is.
    pub name: LocalText,
    /// What each configuration says of it, in their order; `None` when it has nothing of it.
    pub values: Vec<Option<SummaryItem>>,
    /// Whether they differ.
    pub differs: bool,
}

/// The rows: those that differ first, otherwise in the order of the configurations. Versions of a model
/// are compared by what people read of them, so that an older one needs no engine.
#[must_use]
pub fn compare_configurations(all: &[&Configuration]) -> Vec<CompareRow> {
    // A name may stand for several things: the first goes with the first.
    let mut rows: Vec<(LocalText, usize, Vec<Option<SummaryItem>>)> = Vec::new();
    for (at, configuration) in all.iter().enumerate() {
        for (position, item) in configuration.summary.iter().enumerate() {
            let before = configuration.summary.iter().take(position);
            let turn = before.filter(|other| other.name == item.name).count();
            let known = rows
                .iter_mut()
                .find(|(name, of, _)| *name == item.name && *of == turn);
            let values = match known {
                Some((_, _, values)) => values,
                None => {
                    rows.push((item.name.clone(), turn, vec![None; all.len()]));
                    match rows.last_mut() {
                        Some((_, _, values)) => values,
                        None => continue,
                    }
                }
            };
            if let Some(place) = values.get_mut(at) {
                *place = Some(item.clone());
            }
        }
    }
    let mut rows: Vec<CompareRow> = rows
        .into_iter()
        .map(|(name, _, values)| CompareRow {
            differs: values
                .iter()
                .any(|value| value.as_ref() != values.first().and_then(Option::as_ref)),
            name,
            values,
        })
        .collect();
    rows.sort_by_key(|row| !row.differs);
    rows
}
