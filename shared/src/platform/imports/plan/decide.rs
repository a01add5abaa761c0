//! What becomes of one row: the record it is about, and what is done with a record that is there.

use super::gate;
use super::own;
use super::people;
use super::reader::RowReader;
use super::world::{Known, World};
use crate::crm::contacts::full_name;
use crate::kernel::{Issue, Severity, StageId};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{
    Change, ExistingRecord, OnMatch, Outcome, RowIssue, RowPlan, StageOutcome, Value, Values,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What one row says, before it is compared with what is known.
pub(super) struct Draft {
    pub(super) label: String,
    /// Key in the source system.
    pub(super) key: Option<String>,
    /// Without such a key, the one under which the choice of its record is kept.
    pub(super) choice_key: Option<String>,
    /// Other keys by which the record may be known and which no two rows may share.
    pub(super) natural: Vec<String>,
    /// Values the row gives.
    pub(super) values: Values,
    /// Values for a new record only.
    pub(super) defaults: Values,
}

/// A known record with its id.
type Record<'k> = (Uuid, &'k ExistingRecord);

impl Draft {
    fn keys(&self) -> impl Iterator<Item = String> {
        let key = self.key.iter().map(|key| format!("key:{key}"));
        key.chain(self.natural.iter().cloned())
    }
}

/// The rows that were decided, and by what a later row finds the one of its record.
pub(super) struct Taken<'t> {
    pub(super) on_match: OnMatch,
    /// The records that rows are about by choice, by line.
    chosen: Option<&'t BTreeMap<u32, Uuid>>,
    pub(super) rows: Vec<RowPlan>,
    by_key: BTreeMap<String, usize>,
    by_id: BTreeMap<Uuid, usize>,
    /// What the rows of a new record gave, for a later one to replace what was only assumed.
    given: BTreeMap<usize, BTreeSet<Field>>,
}

impl<'t> Taken<'t> {
    pub(super) const fn new(on_match: OnMatch, chosen: Option<&'t BTreeMap<u32, Uuid>>) -> Self {
        Self {
            on_match,
            chosen,
            rows: Vec::new(),
            by_key: BTreeMap::new(),
            by_id: BTreeMap::new(),
            given: BTreeMap::new(),
        }
    }

    /// The row that writes the record.
    pub(super) fn of_record(&self, id: Uuid) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The record a row is about, and the place of an earlier row that is about it, too. The key in the
    /// source counts more than a name or an address, be the record known or another row's.
    fn resolve<'k>(&self, draft: &Draft, known: &'k Known) -> (Option<Record<'k>>, Option<usize>) {
        let by_key = known.by_key(draft.key.as_deref().or(draft.choice_key.as_deref()));
        let place = |key: &String| self.by_key.get(key).copied();
        if self.on_match == OnMatch::Update {
            let found = by_key.or_else(|| known.by_nature(draft));
            let same = draft.keys().find_map(|key| place(&key));
            return (found, same.or_else(|| self.of_record(found?.0)));
        }
        let row_of_key = || place(&format!("key:{}", draft.key.as_ref()?));
        match (by_key, row_of_key()) {
            (Some(found), _) => (Some(found), self.of_record(found.0)),
            (None, Some(row)) => (None, Some(row)),
            (None, None) => match known.by_nature(draft) {
                Some(found) => (Some(found), self.of_record(found.0)),
                None => (None, draft.natural.iter().find_map(place)),
            },
        }
    }

    /// Notes a row under its keys; of several rows of a record the first answers.
    fn push(&mut self, plan: RowPlan, keys: Vec<String>, first: Option<usize>) {
        let place = first.unwrap_or(self.rows.len());
        for key in keys {
            self.by_key.entry(key).or_insert(place);
        }
        if plan.outcome != Outcome::Error {
            self.by_id.entry(plan.id).or_insert(place);
        }
        self.rows.push(plan);
    }
}

/// Compares a draft with what is known and says what becomes of the row.
pub(super) fn decide(
    kind: ImportKind,
    reader: RowReader<'_>,
    mut draft: Draft,
    known: &Known,
    taken: &mut Taken<'_>,
    world: &mut World<'_>,
) {
    let said =
        [Field::Name, Field::FirstName, Field::LastName].map(|field| !reader.raw(field).is_empty());
    let mut plan = RowPlan {
        line: reader.row.line,
        label: draft.label.clone(),
        id: Uuid::nil(),
        version: 0,
        key: draft.key.clone(),
        same: None,
        outcome: Outcome::Error,
        exception: false,
        issues: reader.issues,
    };
    let (mut found, mut same) = taken.resolve(&draft, known);
    if let Some(id) = taken.chosen.and_then(|chosen| chosen.get(&plan.line)) {
        found = known.record(*id);
        same = taken.of_record(*id);
        if found.is_some() {
            plan.key = plan.key.or_else(|| draft.choice_key.clone());
        } else {
            // Deleted since: the choice does not stand, and nothing is created in its stead.
            plan.issues.push(RowIssue {
                column: None,
                value: draft.label.clone(),
                issue: Issue::error("chosen_gone", "row"),
            });
        }
    }
    if let Some((_, record)) = found {
        keep_name(said, &record.values, &mut draft.values);
    }
    // A row of the wrong width may be about any record.
    let misread = |issue: &RowIssue| {
        issue.issue.field.as_deref() == Some("row") && issue.issue.severity == Severity::Error
    };
    let readable = !plan.issues.iter().any(misread);
    match (taken.on_match, same) {
        (OnMatch::Skip, Some(first)) if readable => {
            leave(plan, &draft, Some(first), None, taken, world)
        }
        (OnMatch::Skip, None) if readable && found.is_some() => {
            leave(plan, &draft, None, found, taken, world);
        }
        (OnMatch::Merge, Some(first)) => join(kind, plan, draft, first, known, taken, world),
        _ => judge(kind, plan, draft, found, same, taken, world),
    }
}

/// What a row does not say of the name of a known person changes nothing of it. A name in one column does not say
/// where it is cut in two: `Jean Pierre` and `Martin` stay as they are. And without a last name, one was made of the
/// first or of the address, for somebody new. `said`: the whole name, the first, the last.
fn keep_name([whole, first, last]: [bool; 3], before: &Values, values: &mut Values) {
    let part = |values: &Values, field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let joined = |values: &Values| {
        let [first, last] = [Field::FirstName, Field::LastName].map(|field| part(values, field));
        full_name(&first, &last)
    };
    match (whole, first, last) {
        (true, false, false) if joined(before) == joined(values) => {
            values.remove(&Field::FirstName);
            values.remove(&Field::LastName);
        }
        (false, first, false) => {
            let made = values.remove(&Field::LastName).filter(|_| first);
            if let Some(made) = made {
                values.insert(Field::FirstName, made);
            }
        }
        _ => {}
    }
}

fn is_refused(plan: &RowPlan) -> bool {
    let error = |issue: &RowIssue| issue.issue.severity == Severity::Error;
    plan.issues.iter().any(error)
}

/// The record stays as it is: nothing of the row counts, not even what is wrong with it.
fn leave(
    mut plan: RowPlan,
    draft: &Draft,
    first: Option<usize>,
    found: Option<Record<'_>>,
    taken: &mut Taken<'_>,
    world: &mut World<'_>,
) {
    world.drop_pending();
    plan.issues.clear();
    plan.outcome = Outcome::Skip;
    match (first.and_then(|first| taken.rows.get(first)), found) {
        (Some(first), _) => {
            (plan.id, plan.version, plan.same) = (first.id, first.version, Some(first.line));
        }
        (None, Some((id, record))) => (plan.id, plan.version) = (id, record.version),
        (None, None) => {}
    }
    taken.push(plan, draft.keys().collect(), first);
}

/// A later row of the same record: what the earlier one leaves empty is added to it.
fn join(
    kind: ImportKind,
    mut plan: RowPlan,
    draft: Draft,
    first: usize,
    known: &Known,
    taken: &mut Taken<'_>,
    world: &mut World<'_>,
) {
    let keys: Vec<String> = draft.keys().collect();
    if is_refused(&plan) {
        world.drop_pending();
        return taken.push(plan, Vec::new(), None);
    }
    let given = taken.given.entry(first).or_default();
    let Some(main) = taken.rows.get_mut(first) else {
        return;
    };
    let nothing = Values::new();
    let before = known.values(main.id).unwrap_or(&nothing);
    let mut added: BTreeMap<Field, Value> = BTreeMap::new();
    match &mut main.outcome {
        Outcome::Create(values) => {
            for (field, value) in draft.values {
                if given.insert(field) {
                    values.insert(field, value.clone());
                    added.insert(field, value);
                }
            }
        }
        Outcome::Update(_) | Outcome::Skip => {
            let mut changes = match &main.outcome {
                Outcome::Update(changes) => changes.clone(),
                _ => Vec::new(),
            };
            let had: BTreeSet<Field> = changes.iter().map(|change| change.field).collect();
            let new = draft
                .values
                .into_iter()
                .filter(|(field, _)| !had.contains(field) && !before.contains_key(field));
            changes.extend(new.map(|(field, after)| Change {
                field,
                before: None,
                after,
            }));
            settle(kind, before, &mut changes, world);
            let fresh = changes.iter().filter(|change| !had.contains(&change.field));
            added.extend(fresh.map(|change| (change.field, change.after.clone())));
            if !changes.is_empty() {
                main.outcome = Outcome::Update(changes);
            }
        }
        Outcome::Join | Outcome::Error => {}
    }
    world.keep_used(added.values());
    (plan.id, plan.version, plan.same) = (main.id, main.version, Some(main.line));
    forget_unused(&mut plan, |field| added.contains_key(&field));
    if !added.is_empty() {
        plan.outcome = Outcome::Join;
        world.remember(kind, main);
    } else {
        plan.outcome = Outcome::Skip;
    }
    taken.push(plan, keys, Some(first));
}

/// A row by itself: a new record, or changes to a known one.
fn judge(
    kind: ImportKind,
    mut plan: RowPlan,
    draft: Draft,
    found: Option<Record<'_>>,
    same: Option<usize>,
    taken: &mut Taken<'_>,
    world: &mut World<'_>,
) {
    let keys: Vec<String> = draft.keys().collect();
    let by_key = keys.iter().any(|key| taken.by_key.contains_key(key));
    let before = found.map(|(_, record)| record);
    let given = match before {
        Some(_) => BTreeSet::new(),
        None => draft.values.keys().copied().collect(),
    };
    let outcome = match before {
        Some(record) => compared(kind, taken.on_match, &record.values, draft.values, world),
        None => {
            let mut values = draft.defaults;
            values.extend(draft.values);
            let lacking = own::lacking(kind, &values, &plan.issues, world);
            plan.issues.extend(lacking);
            Outcome::Create(values)
        }
    };
    // Two rows known by one key, or that would both write one record: which is right?
    let writes = |outcome: &Outcome| !matches!(outcome, Outcome::Skip | Outcome::Error);
    let twice = |first: &&RowPlan| by_key || writes(&first.outcome) && writes(&outcome);
    let first = same
        .filter(|_| taken.on_match == OnMatch::Update)
        .and_then(|first| taken.rows.get(first));
    if let Some(first) = first.filter(twice) {
        plan.issues.push(RowIssue {
            column: None,
            value: draft.label,
            issue: Issue::error("duplicate_row", "row").with("line", first.line),
        });
    }
    let gate = match kind {
        ImportKind::Opportunities => gate::look(before, &outcome, world),
        ImportKind::People => people::keeps_administrators(before, &outcome),
        _ => gate::Looked::default(),
    };
    plan.issues
        .extend(gate.issues.into_iter().map(|issue| RowIssue {
            column: None,
            value: String::new(),
            issue,
        }));
    plan.version = before.map_or(0, |record| record.version);
    if is_refused(&plan) {
        world.drop_pending();
        return taken.push(plan, Vec::new(), None);
    }
    plan.exception = gate.exception;
    let merged = before.is_some() && taken.on_match == OnMatch::Merge;
    keep_made(&mut plan, &outcome, merged, world);
    plan.id = found.map_or_else(|| (world.new_id)(), |(id, _)| id);
    plan.outcome = outcome;
    world.remember(kind, &plan);
    let place = taken.rows.len();
    if taken.on_match == OnMatch::Merge {
        taken.given.insert(place, given);
    }
    // The row that writes answers for its record.
    if writes(&plan.outcome) {
        taken.by_id.insert(plan.id, place);
    }
    taken.push(plan, keys, None);
}

/// Keeps what is made for the row's sake: of a row merged into a record only what its changes use.
fn keep_made(plan: &mut RowPlan, outcome: &Outcome, merged: bool, world: &mut World<'_>) {
    match outcome {
        Outcome::Update(changes) if merged => {
            world.keep_used(changes.iter().map(|change| &change.after));
            let changes: BTreeSet<Field> = changes.iter().map(|change| change.field).collect();
            forget_unused(plan, |field| changes.contains(&field));
        }
        _ if merged => {
            world.drop_pending();
            forget_unused(plan, |_| false);
        }
        _ => world.keep_pending(),
    }
}

/// What was to be created for a field that is not written is not, and is not told.
fn forget_unused(plan: &mut RowPlan, written: impl Fn(Field) -> bool) {
    plan.issues.retain(|issue| {
        let for_field = match issue.issue.code.as_ref() {
            "account_created" | "owner_created" => {
                let name = issue.issue.field.as_deref();
                name.and_then(|name| name.parse().ok())
            }
            "manager_created" => Some(Field::Team),
            _ => None,
        };
        for_field.is_none_or(&written)
    });
}

/// What becomes of a record that is there.
pub(super) fn compared(
    kind: ImportKind,
    on_match: OnMatch,
    before: &Values,
    after: Values,
    world: &World<'_>,
) -> Outcome {
    let mut changes: Vec<Change> = after
        .into_iter()
        .filter(|(field, value)| match before.get(field) {
            Some(had) => on_match == OnMatch::Update && had != value,
            None => on_match != OnMatch::Skip,
        })
        .map(|(field, after)| Change {
            field,
            before: before.get(&field).cloned(),
            after,
        })
        .collect();
    settle(kind, before, &mut changes, world);
    if changes.is_empty() {
        Outcome::Skip
    } else {
        Outcome::Update(changes)
    }
}

/// Takes away what the record could not keep, so that the same file changes nothing a second time:
/// how often something is charged without its price, why a deal was lost that is not, how probable a
/// closed one is.
fn settle(kind: ImportKind, before: &Values, changes: &mut Vec<Change>, world: &World<'_>) {
    let after = |changes: &[Change], field| {
        let changed = changes.iter().find(|change| change.field == field);
        changed
            .map(|change| &change.after)
            .or_else(|| before.get(&field))
            .cloned()
    };
    match kind {
        ImportKind::Products => {
            let priced = after(changes, Field::Price).is_some();
            changes.retain(|change| priced || change.field != Field::Charge);
        }
        ImportKind::Opportunities => {
            let outcome = match after(changes, Field::Stage) {
                Some(Value::Id(stage)) => world.context.outcome(StageId(stage)),
                _ => None,
            };
            changes.retain(|change| match change.field {
                Field::LossReason => outcome == Some(StageOutcome::Lost),
                Field::Probability => outcome == Some(StageOutcome::Open),
                _ => true,
            });
        }
        _ => {}
    }
}

/// The rows, each that changes nothing with the reason when it is one of the choice made.
pub(super) fn explain(taken: Taken<'_>) -> Vec<RowPlan> {
    let mut rows = taken.rows;
    for row in &mut rows {
        let (code, value) = match (&row.outcome, row.same, taken.on_match) {
            (Outcome::Join, ..) => ("joined_row", row.label.clone()),
            (Outcome::Skip, Some(_), _) => ("same_row", row.label.clone()),
            (Outcome::Skip, None, OnMatch::Skip) => ("left_as_is", String::new()),
            (Outcome::Skip, None, OnMatch::Merge) => ("nothing_empty", String::new()),
            _ => continue,
        };
        let issue = Issue {
            severity: Severity::Info,
            ..Issue::error(code, "row")
        };
        row.issues.push(RowIssue {
            column: None,
            value,
            issue: match row.same {
                Some(line) => issue.with("line", line),
                None => issue,
            },
        });
    }
    rows
}
