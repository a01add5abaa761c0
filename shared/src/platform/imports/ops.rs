//! What a page and the command line ask of the server for an import.
//!
//! A file travels as text in parts (the browser has decoded it), is kept for an hour at most, and
//! is read again by the server with the same code; only the run writes.

use super::kinds::{Field, ImportKind};
use super::model::{Counts, Existing, ImportContext, Mapping, OnMatch, Outcome, RowPlan, Settings};
use super::own::find_own;
use super::plan::IssueGroup;
use super::sheet::SheetText;
use super::table::{Correction, ReadOptions};
use super::undo::{UndoChoice, UndoPreview, Undone};
use crate::kernel::{Currency, ImportId, Instant, Issue, coded};
use crate::operation;
use crate::platform::fields::{CustomField, field_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest part of a file, in bytes of UTF-8: below the limit of a request with room for escapes.
pub const PART_BYTES: usize = 900_000;

coded! {
    /// Where an import stands.
    ImportState {
        /// Being planned or written.
        Running = "running",
        /// Written.
        Done = "done",
        /// Nothing was written because of errors in the file.
        Refused = "refused",
        /// Nothing was written because the database refused.
        Failed = "failed",
        /// The server stopped while it ran: nothing was written.
        Interrupted = "interrupted",
        /// Written, and taken back since.
        Undone = "undone",
    }
}

/// Everything a preview needs: the company as the planner must know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadImportContext {}
operation!(ReadImportContext => ImportSetUp, "imports.context", Import);

/// The planner's context, and the mappings used before, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSetUp {
    /// For the planner.
    pub context: ImportContext,
    /// To be offered again for files with the same columns.
    pub mappings: Vec<Mapping>,
}

/// Asks for the records a file may concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordKeys {
    /// Keys in the source system.
    pub keys: Vec<String>,
    /// Names of accounts, products, people; last names of contacts.
    pub names: Vec<String>,
    /// E-mail addresses, lower case.
    pub emails: Vec<String>,
    /// Records chosen for rows.
    #[serde(default)]
    pub ids: Vec<Uuid>,
}

/// Bytes of keys in one question: far below the limit of a request, escapes included.
pub const QUESTION_BYTES: usize = 300_000;

impl RecordKeys {
    /// The same in as many questions as a large file needs.
    #[must_use]
    pub fn questions(self) -> Vec<RecordKeys> {
        let mut all = Vec::new();
        // At most a few thousand, and without a text of any length.
        let mut size = self.ids.len() * 39;
        let mut now = RecordKeys {
            ids: self.ids,
            ..RecordKeys::default()
        };
        type Pick = fn(&mut RecordKeys) -> &mut Vec<String>;
        let lists: [(Vec<String>, Pick); 3] = [
            (self.keys, |keys| &mut keys.keys),
            (self.names, |keys| &mut keys.names),
            (self.emails, |keys| &mut keys.emails),
        ];
        for (list, pick) in lists {
            for text in list {
                // Quotation marks and a comma; no more than six signs for one.
                let bytes = text.len() + 3;
                if size > 0 && size + bytes > QUESTION_BYTES {
                    all.push(std::mem::take(&mut now));
                    size = 0;
                }
                size += bytes;
                pick(&mut now).push(text);
            }
        }
        all.push(now);
        all
    }
}

/// See [`RecordKeys`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindExisting {
    /// What the rows are.
    pub kind: ImportKind,
    /// Which system the keys come from.
    pub source: String,
    /// Currency of prices to compare with.
    pub currency: Currency,
    /// What to look for.
    pub wanted: RecordKeys,
}
operation!(FindExisting => Existing, "imports.existing", Import);

/// A part of a file's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPart {
    /// Id of the import to come, made by the client.
    pub upload: ImportId,
    /// Parts are numbered from 0 and sent in order; 0 begins anew.
    pub part: u32,
    /// At most [`PART_BYTES`].
    pub text: String,
    /// Whether this is a workbook, whose bytes the text holds in Base64.
    #[serde(default)]
    pub workbook: bool,
}
operation!(UploadPart => u32, "imports.upload", Import);

/// Asks for a sheet of an uploaded workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSheet {
    /// The workbook, uploaded before; it stays for the import.
    pub upload: ImportId,
    /// Which sheet; `None`: the first one that is shown and has rows.
    pub sheet: Option<u32>,
}
operation!(ReadSheet => SheetText, "imports.sheet", Import);

/// A file to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// Its text, uploaded before.
    pub upload: ImportId,
    /// Its name.
    pub name: String,
    /// Separator, sheet and header as the person decided.
    pub read: ReadOptions,
    /// Cells corrected on the page.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// How its columns are used.
    pub mapping: Mapping,
    /// The records that rows are about by choice, by line.
    #[serde(default)]
    pub chosen: BTreeMap<u32, Uuid>,
}

/// Runs an import in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartImport {
    /// One or several related files.
    pub files: Vec<ImportFile>,
    /// Choices for all.
    pub settings: Settings,
}
operation!(StartImport => Vec<ImportView>, "imports.start", Import);

/// Asks where imports stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadImports {
    /// Which; empty: the latest twenty.
    pub ids: Vec<ImportId>,
}
operation!(ReadImports => Vec<ImportView>, "imports.read", Import);

/// One file's run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Which run.
    pub id: ImportId,
    /// What its rows are.
    pub kind: ImportKind,
    /// The file's name.
    pub file: String,
    /// Where it stands.
    pub state: ImportState,
    /// Rows of the file.
    pub total: i64,
    /// Rows written so far.
    pub done: i64,
    /// What became, or will become, of the rows.
    pub counts: Counts,
    /// Since when.
    pub started_at: Instant,
    /// Until when.
    pub finished_at: Option<Instant>,
    /// Findings about rows, told once each, at most a hundred.
    pub groups: Vec<IssueGroup>,
    /// Findings about the file.
    pub issues: Vec<Issue>,
    /// Who imported it; empty when nobody knows any more.
    #[serde(default)]
    pub by: String,
    /// Whether it is known what became of each row.
    #[serde(default)]
    pub reported: bool,
    /// Whether it is known what it wrote, so that it can be undone.
    #[serde(default)]
    pub undoable: bool,
    /// Who took it back, when, and what became of it.
    #[serde(default)]
    pub undone: Option<Undone>,
}

coded! {
    /// What became of a row.
    RowOutcome {
        /// A new record.
        Created = "created",
        /// Values of a record were replaced.
        Updated = "updated",
        /// What was empty in a record was filled.
        Merged = "merged",
        /// Its values went into the record of an earlier row of the file.
        Joined = "joined",
        /// Nothing: the record was so already, or stayed as it is by choice.
        Skipped = "skipped",
        /// It was left out for its errors.
        Error = "error",
    }
}

/// Asks what became of the rows of a file, a part at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadImportRows {
    /// Which import.
    pub id: ImportId,
    /// Those after this line; 0 from the beginning.
    pub after: u32,
}
operation!(ReadImportRows => Vec<ImportRow>, "imports.rows", Import);

/// Rows answered at once; fewer are the last.
pub const ROWS_AT_ONCE: i64 = 5_000;

/// What became of one row of a file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Line of the file.
    pub line: u32,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The record it is about; `None` for an error.
    pub record: Option<Uuid>,
    /// Fields that were changed, by their codes; those of administrators as `custom.<key>`.
    pub fields: Vec<String>,
    /// Errors, warnings and the reason why nothing was changed.
    pub issues: Vec<Issue>,
}

/// A finding without what the cell said: the report is kept longer than the file.
fn unquoted(issue: &Issue) -> Issue {
    let mut issue = issue.clone();
    for (name, value) in &mut issue.params {
        if name == "text" {
            *value = "…".into();
        }
    }
    issue
}

impl ImportRow {
    /// What the plan says of a row, as it is kept. `own` are the fields of administrators.
    #[must_use]
    pub fn of(row: &RowPlan, on_match: OnMatch, own: &[CustomField]) -> Self {
        let outcome = match &row.outcome {
            Outcome::Create(_) => RowOutcome::Created,
            Outcome::Update(_) if on_match == OnMatch::Merge => RowOutcome::Merged,
            Outcome::Update(_) => RowOutcome::Updated,
            Outcome::Join => RowOutcome::Joined,
            Outcome::Skip => RowOutcome::Skipped,
            Outcome::Error => RowOutcome::Error,
        };
        let fields = match &row.outcome {
            Outcome::Update(changes) => changes.iter().map(|change| change.field).collect(),
            _ => Vec::new(),
        };
        let name = |field: Field| match find_own(field, own) {
            Some(own) => field_name(&own.key),
            None => field.to_string(),
        };
        Self {
            line: row.line,
            outcome,
            record: (outcome != RowOutcome::Error).then_some(row.id),
            fields: fields.into_iter().map(name).collect(),
            issues: row
                .issues
                .iter()
                .map(|found| unquoted(&found.issue))
                .collect(),
        }
    }
}

/// Asks what undoing an import would do, before anybody decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewUndo {
    /// Which import.
    pub id: ImportId,
}
operation!(PreviewUndo => UndoPreview, "imports.undo_preview", Import);

/// Takes an import back in one unit of work: what it created goes to the bin, what it changed gets
/// its earlier values. A second time is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoImport {
    /// Which import.
    pub id: ImportId,
    /// What becomes of records that were touched since.
    pub choice: UndoChoice,
}
operation!(UndoImport => ImportView, "imports.undo", Import);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_files_keys_are_asked_in_parts_and_none_is_lost() {
        let texts = |kind: &str| (0..20_000).map(|n| format!("{kind} {n:030}")).collect();
        let keys = RecordKeys {
            keys: texts("key"),
            names: texts("name"),
            emails: texts("mail"),
            ids: vec![Uuid::nil(); 40],
        };
        let questions = keys.clone().questions();
        assert!(questions.len() > 5);
        for question in &questions {
            assert!(serde_json::to_string(question).unwrap().len() < 2 * QUESTION_BYTES);
        }
        let mut together = RecordKeys::default();
        for question in questions {
            together.keys.extend(question.keys);
            together.names.extend(question.names);
            together.emails.extend(question.emails);
            together.ids.extend(question.ids);
        }
        assert_eq!(together, keys);
        assert_eq!(RecordKeys::default().questions(), [RecordKeys::default()]);
    }
}
