//! When a relation is acceptable, and what is left of relations when two people become one.

use super::model::{Relation, RelationDraft, RelationKind};
use crate::crm::fields::{NOTES_MAX, check_length, tidy_text};
use crate::kernel::{AccountId, ContactId, Issue, RelationId};
use std::collections::BTreeSet;

/// The draft as it is kept: only who reports to somebody does so at an account.
#[must_use]
pub fn tidy_relation(draft: &RelationDraft) -> RelationDraft {
    RelationDraft {
        account_id: draft
            .account_id
            .filter(|_| draft.kind == RelationKind::ReportsTo),
        note: tidy_text(&draft.note),
        ..draft.clone()
    }
}

/// Whether `manager` would, directly or not, report to `person` at this account already.
#[must_use]
pub fn leads_back(
    others: &[RelationDraft],
    account: Option<AccountId>,
    (person, manager): (ContactId, ContactId),
) -> bool {
    let mut met = BTreeSet::new();
    let mut waiting = vec![manager];
    while let Some(next) = waiting.pop() {
        if next == person {
            return true;
        }
        // Damaged data may have a circle already: everybody is met once.
        if met.insert(next) {
            let above = others.iter().filter(|other| {
                other.kind == RelationKind::ReportsTo
                    && other.account_id == account
                    && other.from == next
            });
            waiting.extend(above.map(|other| other.to));
        }
    }
    false
}

/// Findings about a tidy relation; `others` are the relations of both people and, for one who reports
/// to the other, all reporting lines of that account; the relation itself is not among them.
#[must_use]
pub fn check_relation(draft: &RelationDraft, others: &[RelationDraft]) -> Vec<Issue> {
    let mut issues: Vec<Issue> = check_length(&draft.note, NOTES_MAX, "note")
        .into_iter()
        .collect();
    if draft.from == draft.to {
        issues.push(Issue::error("relation_to_oneself", "to"));
        return issues;
    }
    if others.iter().any(|other| other.same_as(draft)) {
        issues.push(Issue::error("relation_exists", "to"));
        return issues;
    }
    if draft.kind != RelationKind::ReportsTo {
        return issues;
    }
    if draft.account_id.is_none() {
        issues.push(Issue::error("required", "account_id"));
    }
    let has_manager = others.iter().any(|other| {
        other.kind == RelationKind::ReportsTo
            && other.from == draft.from
            && other.account_id == draft.account_id
    });
    if has_manager {
        issues.push(Issue::error("manager_exists", "to"));
    }
    if leads_back(others, draft.account_id, (draft.from, draft.to)) {
        issues.push(Issue::error("manager_cycle", "to"));
    }
    issues
}

/// Which relations have no place any more when `turn` has given some of them other ends or another
/// account, as a merge does: those to oneself, those said twice, a second manager, and what would
/// close a circle. What `turn` leaves alone stays; of the rest the earlier one does.
#[must_use]
pub fn settle(
    all: &[Relation],
    turn: impl Fn(&RelationDraft) -> RelationDraft,
) -> BTreeSet<RelationId> {
    let mut kept: Vec<RelationDraft> = Vec::new();
    let mut turned: Vec<(RelationId, RelationDraft)> = Vec::new();
    for relation in all {
        let after = turn(&relation.draft);
        if after == relation.draft {
            kept.push(after);
        } else {
            turned.push((relation.id, after));
        }
    }
    turned.sort_by_key(|(id, _)| *id);
    let mut gone = BTreeSet::new();
    for (id, after) in turned {
        if check_relation(&after, &kept).is_empty() {
            kept.push(after);
        } else {
            gone.insert(id);
        }
    }
    gone
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
