//! Files that people keep here: what may be one, how large, under which name; and those of records (accounts,
//! contacts, leads, opportunities). Those of quotes are in [`crate::cpq::attachments`].
//!
//! Terms: the *kind* of a file is what its bytes are, and its name has to agree; its *hash* is the SHA-256 of
//! its bytes.
//! Entry points: [`read_file`], [`clean_name`], [`title_of`], [`check_title`], the operations in [`ops`].
//! Invariants: what is kept begins and ends as a file of its kind does; nothing that runs (a page, a
//! drawing with scripts, a macro) is kept; whoever sees a record sees its files, whoever changes it changes
//! them.
//! Sources: PDF (ISO 32000), Office Open XML (ECMA-376), OpenDocument (ISO/IEC 26300), ZIP (APPNOTE 6.3).
//! Tests: beside the code; both databases in `server/services/tests/it/platform/files.rs`.

pub mod ops;
mod reading;
mod record;

pub use reading::{clean_name, read_file, title_of};
pub use record::{FileHolder, FileOf, RECORD_FILES, RecordFile};

use crate::coded;
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// Most bytes of a file.
pub const FILE_BYTES: usize = 4 * 1024 * 1024;
/// Longest title, in characters.
pub const TITLE_LENGTH: usize = 120;
/// Longest name of a file, in characters.
pub const NAME_LENGTH: usize = 120;
/// Days a file that was taken away can be had back.
pub const KEPT_DAYS: i64 = 30;

coded! {
    /// What the bytes of a file are, by the ending its name has.
    FileKind {
        /// PDF.
        Pdf = "pdf",
        /// PNG.
        Png = "png",
        /// JPEG.
        Jpeg = "jpg",
        /// WebP.
        Webp = "webp",
        /// A text document, Office Open XML.
        Docx = "docx",
        /// A spreadsheet, Office Open XML.
        Xlsx = "xlsx",
        /// Slides, Office Open XML.
        Pptx = "pptx",
        /// A text document, OpenDocument.
        Odt = "odt",
        /// A spreadsheet, OpenDocument.
        Ods = "ods",
        /// Slides, OpenDocument.
        Odp = "odp",
        /// Plain text.
        Txt = "txt",
        /// A table in plain text.
        Csv = "csv",
    }
}

impl FileKind {
    /// As a browser is told.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Webp => "image/webp",
            FileKind::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            FileKind::Odt => "application/vnd.oasis.opendocument.text",
            FileKind::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            FileKind::Odp => "application/vnd.oasis.opendocument.presentation",
            FileKind::Txt => "text/plain; charset=utf-8",
            FileKind::Csv => "text/csv; charset=utf-8",
        }
    }

    /// As people call it.
    #[must_use]
    pub fn label(self) -> String {
        self.code().to_uppercase()
    }
}

/// The endings a name may have, as a form tells the browser.
pub const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv";

/// A file as it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// The name it is saved under.
    pub file_name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is wrong with a title.
#[must_use]
pub fn check_title(title: &str) -> Option<Issue> {
    let title = title.trim();
    if title.is_empty() {
        Some(Issue::error("required", "title"))
    } else if title.chars().count() > TITLE_LENGTH {
        Some(Issue::error("too_long", "title").with("max", TITLE_LENGTH))
    } else if title.chars().any(char::is_control) {
        Some(Issue::error("control_characters", "title"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_every_kind() {
        let asked: Vec<&str> = ACCEPT.split(',').collect();
        assert!(
            FileKind::ALL
                .iter()
                .all(|kind| asked.contains(&format!(".{}", kind.code()).as_str()))
        );
    }

    #[test]
    fn a_title_is_one_line_of_words() {
        assert_eq!(check_title(" Data sheet "), None);
        for (title, code) in [
            (" ", "required"),
            ("a\nb", "control_characters"),
            (&"x".repeat(TITLE_LENGTH + 1), "too_long"),
        ] {
            let issue = check_title(title).unwrap();
            assert_eq!(issue.code, code);
            assert_eq!(issue.field.as_deref(), Some("title"));
        }
    }
}
