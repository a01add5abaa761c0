//! What a page and the command line ask of the server for an import.
//!
//! A file travels as text in parts (the browser has decoded it), is kept for an hour at most, and
//! is read again by the server with the same code; only the run writes.

use super::kinds::ImportKind;
use super::model::{Counts, Existing, ImportContext, Mapping, Settings};
use super::plan::IssueGroup;
use super::sheet::SheetText;
use super::table::{Correction, ReadOptions};
use super::undo::{UndoChoice, UndoPreview, Undone};
use crate::kernel::{Currency, ImportId, Instant, Issue, coded};
use crate::operation;
use serde::{Deserialize, Serialize};

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
}

/// Bytes of keys in one question: far below the limit of a request, escapes included.
pub const QUESTION_BYTES: usize = 300_000;

impl RecordKeys {
    /// The same in as many questions as a large file needs.
    #[must_use]
    pub fn questions(self) -> Vec<RecordKeys> {
        let mut all = Vec::new();
        let mut now = RecordKeys::default();
        let mut size = 0;
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
    /// Whether it is known what it wrote, so that it can be undone.
    #[serde(default)]
    pub undoable: bool,
    /// Who took it back, when, and what became of it.
    #[serde(default)]
    pub undone: Option<Undone>,
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
        }
        assert_eq!(together, keys);
        assert_eq!(RecordKeys::default().questions(), [RecordKeys::default()]);
    }
}
