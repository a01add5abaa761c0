//! The dry run, which is also the real run's list of things to do: the server writes exactly this
//! plan, so the counts cannot differ.

mod accounts;
mod contacts;
mod decide;
mod gate;
mod leads;
mod opportunities;
mod own;
mod people;
mod products;
mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_match;
#[cfg(test)]
mod tests_own;
mod world;

use super::alike::choice_key;
use super::kinds::ImportKind;
use super::model::{
    Counts, Existing, FilePlan, ImportContext, Mapping, OnError, OnMatch, Outcome, RowIssue,
    RowPlan, Settings,
};
use super::ops::RecordKeys;
use super::table::Table;
use crate::kernel::{Issue, Severity};
pub use accounts::account_facts;
pub use contacts::contact_facts;
use decide::{Taken, decide, explain};
pub use leads::lead_facts;
use reader::{Columns, RowReader};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use world::{Known, World};

/// One file with its mapping.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'t> {
    /// Name, for the report.
    pub name: &'t str,
    /// Its rows.
    pub table: &'t Table,
    /// How they are read.
    pub mapping: &'t Mapping,
    /// The records that rows are about by choice, by line.
    pub chosen: Option<&'t BTreeMap<u32, Uuid>>,
}

/// What the rows of a file may be known by: their keys in the source system, names, addresses.
#[must_use]
pub fn record_keys(table: &Table, mapping: &Mapping) -> RecordKeys {
    let columns = Columns::new(table, mapping, &[]);
    let mut wanted = RecordKeys::default();
    for row in &table.rows {
        let reader = RowReader::unchecked(&columns, row);
        let cell = |field| Some(reader.raw(field)).filter(|cell| !cell.is_empty());
        match (cell(super::Field::ExternalId), mapping.kind) {
            (Some(key), _) => wanted.keys.push(key.to_owned()),
            (None, ImportKind::Opportunities) => {
                wanted.keys.push(opportunities::made_key(&reader));
            }
            (None, kind) => wanted
                .keys
                .extend(choice_key(kind, |field| reader.raw(field))),
        }
        let name = cell(super::Field::LastName)
            .or_else(|| cell(super::Field::Name))
            .or_else(|| cell(super::Field::Company));
        wanted.names.extend(name.map(str::to_owned));
        wanted
            .names
            .extend(cell(super::Field::Sku).map(str::to_owned));
        wanted
            .emails
            .extend(cell(super::Field::Email).map(str::to_lowercase));
    }
    for list in [&mut wanted.keys, &mut wanted.names, &mut wanted.emails] {
        list.sort_unstable();
        list.dedup();
    }
    wanted
}

/// Plans files together: those that others refer to first, so that an opportunity finds the account
/// that the same import creates. `new_id` gives the ids of new records (random bytes on the server,
/// any counter for a dry run). Plans come back in the order of `files`.
pub fn plan_files(
    files: &[SourceFile<'_>],
    context: &ImportContext,
    existing: &BTreeMap<ImportKind, Existing>,
    settings: &Settings,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Vec<FilePlan> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|index| files.get(*index).map(|file| file.mapping.kind));
    let mut world = World::new(context, settings, new_id);
    for known in existing.values() {
        world.gone.extend(known.erased.clone());
    }
    let mut plans: BTreeMap<usize, FilePlan> = BTreeMap::new();
    for index in order {
        let Some(file) = files.get(index) else {
            continue;
        };
        let known = existing.get(&file.mapping.kind);
        let before = world.names.clone();
        let plan = plan_file(file, known, &mut world);
        if plan.refused {
            world.names = before;
        }
        plans.insert(index, plan);
    }
    plans.into_values().collect()
}

fn plan_file(
    file: &SourceFile<'_>,
    existing: Option<&Existing>,
    world: &mut World<'_>,
) -> FilePlan {
    let kind = file.mapping.kind;
    let on_match = file.mapping.on_match;
    let columns = Columns::new(file.table, file.mapping, &world.context.own);
    let mut issues = file_issues(&columns, kind);
    let known = Known::new(kind, existing);
    let mut facts = FileFacts::default();
    match kind {
        ImportKind::Opportunities => facts.opportunities(&columns, world),
        ImportKind::People => facts.people(&columns),
        _ => {}
    }
    let missing_column = issues.iter().any(|issue| issue.severity == Severity::Error);
    let mut taken = Taken::new(on_match, file.chosen);
    if !missing_column {
        for row in &file.table.rows {
            let mut reader = RowReader::new(&columns, row);
            let mut draft = match kind {
                ImportKind::People => people::draft(&mut reader, world, &facts),
                ImportKind::Products => products::draft(&mut reader, world),
                ImportKind::Accounts => accounts::draft(&mut reader, world),
                ImportKind::Contacts => contacts::draft(&mut reader, world),
                ImportKind::Leads => leads::draft(&mut reader, world),
                ImportKind::Opportunities => opportunities::draft(&mut reader, world, &mut facts),
            };
            own::read(&mut reader, world, kind, &mut draft);
            if draft.key.is_none() {
                draft.choice_key = choice_key(kind, |field| reader.raw(field));
            }
            decide(kind, reader, draft, &known, &mut taken, world);
        }
        if kind == ImportKind::Accounts {
            accounts::link_parents(&columns, &mut taken, &known, world);
        }
    }
    let rows = explain(taken);
    issues.append(&mut facts.findings());
    let mut plan = FilePlan {
        file: file.name.to_owned(),
        kind,
        counts: Counts::default(),
        rows,
        extras: std::mem::take(&mut world.extras),
        issues,
        refused: missing_column,
    };
    plan.counts = count(&plan, on_match);
    if plan.counts.error > 0 && world.settings.on_error == OnError::RefuseFile {
        plan.refused = true;
    }
    plan
}

fn file_issues(columns: &Columns<'_>, kind: ImportKind) -> Vec<Issue> {
    let mut issues = columns.table.issues.clone();
    let ambiguous = columns
        .ambiguous_dates()
        .map(|name| Issue::warning("ambiguous_dates", "file").with("column", name));
    issues.extend(ambiguous);
    let missing = kind
        .fields()
        .iter()
        .filter(|def| def.required && !columns.has(def.field));
    issues.extend(missing.map(|def| Issue::error("column_missing", def.field.code())));
    let company = (kind == ImportKind::Leads).then_some(super::Field::Company);
    let names = [
        super::Field::Name,
        super::Field::LastName,
        super::Field::Email,
    ]
    .into_iter()
    .chain(company);
    let persons = matches!(kind, ImportKind::Contacts | ImportKind::Leads);
    if persons && !names.into_iter().any(|field| columns.has(field)) {
        issues.push(Issue::error(
            "column_missing",
            super::Field::LastName.code(),
        ));
    }
    issues
}

fn count(plan: &FilePlan, on_match: OnMatch) -> Counts {
    let mut counts = Counts {
        extra: u32::try_from(plan.extras.len()).unwrap_or(u32::MAX),
        ..Counts::default()
    };
    for row in &plan.rows {
        match row.outcome {
            Outcome::Create(_) => counts.create += 1,
            Outcome::Update(_) if on_match == OnMatch::Merge => counts.merge += 1,
            Outcome::Update(_) => counts.update += 1,
            Outcome::Join => counts.merge += 1,
            Outcome::Skip => counts.skip += 1,
            Outcome::Error => counts.error += 1,
        }
        let warned = row
            .issues
            .iter()
            .any(|issue| issue.issue.severity == Severity::Warning);
        counts.warning += u32::from(warned && row.outcome != Outcome::Error);
        counts.exception += u32::from(row.exception);
    }
    counts
}

/// What must be known of the whole file before its first row, and what is told of it afterwards.
#[derive(Default)]
struct FileFacts {
    /// Median days from opening to closing of the file's closed deals.
    median_cycle: Option<i64>,
    estimated_amounts: u32,
    unknown_amounts: u32,
    estimated_dates: u32,
    /// Keys of the names in the manager column.
    managers: std::collections::BTreeSet<String>,
    /// Keys of the names that have their own row.
    people_listed: std::collections::BTreeSet<String>,
}

impl FileFacts {
    fn findings(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.estimated_amounts > 0 {
            issues.push(
                Issue::warning("amounts_from_price", "amount")
                    .with("count", self.estimated_amounts),
            );
        }
        if self.unknown_amounts > 0 {
            issues.push(
                Issue::warning("amounts_unknown", "amount").with("count", self.unknown_amounts),
            );
        }
        if self.estimated_dates > 0 {
            issues.push(
                Issue::warning("close_dates_estimated", "close_date")
                    .with("count", self.estimated_dates)
                    .with(
                        "days",
                        self.median_cycle.unwrap_or(opportunities::USUAL_CYCLE),
                    ),
            );
        }
        issues
    }
}

/// Findings that say the same thing, told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueGroup {
    /// One of them.
    pub issue: RowIssue,
    /// How many rows.
    pub count: u32,
    /// The first line.
    pub line: u32,
}

/// Groups the findings of a plan by column, value and reason: errors first, then the most frequent.
#[must_use]
pub fn grouped_issues(rows: &[RowPlan]) -> Vec<IssueGroup> {
    let mut groups: BTreeMap<(Option<&str>, &str, &str), IssueGroup> = BTreeMap::new();
    for row in rows {
        for issue in &row.issues {
            let key = (
                issue.column.as_deref(),
                issue.value.as_str(),
                issue.issue.code.as_ref(),
            );
            groups
                .entry(key)
                .and_modify(|group| group.count += 1)
                .or_insert_with(|| IssueGroup {
                    issue: issue.clone(),
                    count: 1,
                    line: row.line,
                });
        }
    }
    let mut groups: Vec<IssueGroup> = groups.into_values().collect();
    groups.sort_by(|a, b| {
        let by_severity = b.issue.issue.severity.cmp(&a.issue.issue.severity);
        by_severity
            .then(b.count.cmp(&a.count))
            .then(a.line.cmp(&b.line))
    });
    groups
}
