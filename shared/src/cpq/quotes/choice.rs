//! What the seller leaves to the customer at a line: which of several alternatives counts, how many
//! of it.
//!
//! Of a group of alternatives exactly one counts in the totals, as [`crate::cpq::pricing::LineInput`]
//! has it: it is not `optional`, the others are. So every sum of a quote knows of alternatives without
//! knowing of groups. [`settle`] keeps it so, whatever became of the lines.

use super::model::QuoteLine;
use crate::kernel::{AlternativesId, Issue, Quantity, QuoteLineId, QuoteSectionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of a line the customer may take: whole units from `min` to `max`.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityLimits {
    /// The fewest.
    pub min: Quantity,
    /// The most.
    pub max: Quantity,
}

/// What the customer may choose at a line.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChoice {
    /// The group of alternatives it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternatives: Option<AlternativesId>,
    /// Within what the customer may change its quantity; absent where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<QuantityLimits>,
}

impl LineChoice {
    /// Whether nothing is left to the customer.
    #[must_use]
    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks it by reference"
    )]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

const fn is_whole(quantity: Quantity) -> bool {
    quantity.0 % Quantity::ONE.0 == 0
}

impl QuantityLimits {
    /// What is wrong with the limits themselves.
    #[must_use]
    pub fn issue(self) -> Option<Issue> {
        if self.min.0 <= 0 {
            Some(Issue::error("not_positive", "limits"))
        } else if !is_whole(self.min) || !is_whole(self.max) {
            Some(Issue::error("limits_not_whole", "limits"))
        } else if self.max < self.min {
            Some(Issue::error("limits_backwards", "limits"))
        } else {
            None
        }
    }

    /// Why a quantity is none of those the customer may take.
    #[must_use]
    pub fn refusal(self, quantity: Quantity) -> Option<Issue> {
        let outside = quantity < self.min || self.max < quantity || !is_whole(quantity);
        outside.then(|| {
            Issue::error("quantity_outside_limits", "quantity")
                .with("from", self.min.to_decimal().normalize())
                .with("to", self.max.to_decimal().normalize())
        })
    }
}

impl QuoteLine {
    /// Whether it is one of several of which one counts.
    #[must_use]
    pub const fn is_alternative(&self) -> bool {
        self.choice.alternatives.is_some()
    }

    /// Whether it is an alternative that is not the one that counts.
    #[must_use]
    pub const fn is_other(&self) -> bool {
        self.is_alternative() && self.price.optional
    }

    /// Whether the customer may take it or leave it.
    #[must_use]
    pub const fn is_option(&self) -> bool {
        !self.is_alternative() && self.price.optional
    }

    /// What the customer calls it: the first line of its description.
    #[must_use]
    pub fn name(&self) -> &str {
        self.description.lines().next().unwrap_or_default()
    }
}

/// The positions of the members of each group, in the order of the lines.
fn groups(lines: &[QuoteLine]) -> BTreeMap<AlternativesId, Vec<usize>> {
    let mut all: BTreeMap<AlternativesId, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(group) = line.choice.alternatives {
            all.entry(group).or_default().push(at);
        }
    }
    all
}

/// Brings back what always holds: the lines of a group stand in one section, that of its first, and
/// exactly one of them counts, the first of those that did. A line on its own that was the last of its
/// group counts as well: there is nothing else to choose.
pub fn settle(lines: &mut [QuoteLine]) {
    for members in groups(lines).into_values() {
        let section = members
            .first()
            .and_then(|at| lines.get(*at))
            .and_then(|line| line.section);
        let mut kept = Vec::new();
        for at in members {
            match lines.get_mut(at) {
                Some(line) if line.section == section => kept.push(at),
                // Somewhere else it is a line like any other: counted, or an option.
                Some(line) => line.choice.alternatives = None,
                None => {}
            }
        }
        let counts = |at: &&usize| lines.get(**at).is_some_and(|line| !line.price.optional);
        let counted = kept.iter().find(counts).or(kept.first()).copied();
        for at in kept {
            if let Some(line) = lines.get_mut(at) {
                line.price.optional = Some(at) != counted;
            }
        }
    }
}

/// A line that has no other to choose instead is no alternative.
pub fn dissolve(lines: &mut [QuoteLine]) {
    for members in groups(lines).into_values() {
        if let [only] = members.as_slice()
            && let Some(line) = lines.get_mut(*only)
        {
            line.choice.alternatives = None;
        }
    }
}

/// Makes a line an alternative to the one above it, in the group of that one or in a new one called
/// `new`. It does not count from then on.
///
/// # Errors
/// `no_line_above` for the first line of a section; `alternative_to_option` when the one above is an
/// option, which does not count either; `already_alternative` when the two are alternatives.
pub fn join_above(
    lines: &mut [QuoteLine],
    id: QuoteLineId,
    new: AlternativesId,
) -> Result<(), Issue> {
    let refused = |code| Err(Issue::error(code, "alternatives"));
    // Nothing stands above the first line, nor above one that is not there.
    let at = lines.iter().position(|line| line.id == id).unwrap_or(0);
    let (before, after) = lines.split_at_mut(at);
    let (Some(above), Some(line)) = (before.last_mut(), after.first_mut()) else {
        return refused("no_line_above");
    };
    if above.section != line.section {
        return refused("no_line_above");
    }
    if above.is_option() {
        return refused("alternative_to_option");
    }
    if above.is_alternative() && above.choice.alternatives == line.choice.alternatives {
        return refused("already_alternative");
    }
    let group = *above.choice.alternatives.get_or_insert(new);
    line.choice.alternatives = Some(group);
    line.price.optional = true;
    // The group it was in before may have one line left, which stays as it is.
    dissolve(lines);
    settle(lines);
    Ok(())
}

/// Takes a line out of its group. Whether it counts stays as it is; so does the one that is left alone:
/// it counts if it did, else it is an option.
pub fn leave(lines: &mut [QuoteLine], id: QuoteLineId) {
    let Some(line) = lines.iter_mut().find(|line| line.id == id) else {
        return;
    };
    if line.choice.alternatives.take().is_some() {
        dissolve(lines);
        settle(lines);
    }
}

/// Makes a line the one of its group that counts.
pub fn propose(lines: &mut [QuoteLine], id: QuoteLineId) {
    let group = lines
        .iter()
        .find(|line| line.id == id)
        .and_then(|line| line.choice.alternatives);
    let members = lines
        .iter_mut()
        .filter(|line| group.is_some() && line.choice.alternatives == group);
    for line in members {
        line.price.optional = line.id != id;
    }
}

/// Puts the members of each group behind its first one, as far as they stand in the same place;
/// everything else keeps its order.
pub(super) fn gather<T>(
    all: &mut Vec<T>,
    of: impl Fn(&T) -> (Option<QuoteSectionId>, Option<AlternativesId>),
) {
    let mut first: BTreeMap<(Option<QuoteSectionId>, AlternativesId), usize> = BTreeMap::new();
    let mut keyed: Vec<(usize, T)> = Vec::with_capacity(all.len());
    for (at, one) in all.drain(..).enumerate() {
        let (section, group) = of(&one);
        let rank = match group {
            Some(group) => *first.entry((section, group)).or_insert(at),
            None => at,
        };
        keyed.push((rank, one));
    }
    keyed.sort_by_key(|(rank, _)| *rank);
    all.extend(keyed.into_iter().map(|(_, one)| one));
}

#[cfg(test)]
#[path = "choice_tests.rs"]
mod tests;
