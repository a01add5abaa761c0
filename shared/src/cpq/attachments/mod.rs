//! Files that go with a quote: data sheets, drawings, conditions.
//!
//! Terms: a file is *shown* when the customer gets it with the quote. What may be a file, and how large, is
//! said in [`crate::platform::files`].
//! Entry points: [`arrange`], [`shown`], [`compare_files`], the operations in [`ops`].
//! Invariant: files change only while the quote is written, so that what was sent is what is signed.
//! Tests: below; both databases in `server/services/tests/it/cpq/attachments.rs`.

mod compare;
pub mod ops;

pub use compare::{FileChange, compare_files};

use crate::kernel::Issue;
use crate::platform::files::{FileKind, check_title};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most files of a quote.
pub const FILES: usize = 10;

/// A file of a quote, without its bytes.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Which.
    pub id: Uuid,
    /// What it is called in the list, in the language of the quote.
    pub title: String,
    /// The name it is saved under.
    pub file_name: String,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes it has.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Whether the customer gets it.
    pub shown: bool,
}

/// What is said of a file in the list: its place is that in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// Which.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Whether the customer gets it.
    pub shown: bool,
}

impl From<&Attachment> for Arranged {
    fn from(file: &Attachment) -> Self {
        Self {
            id: file.id,
            title: file.title.clone(),
            shown: file.shown,
        }
    }
}

/// The list after it was arranged: in this order, with these titles and flags, without what is not
/// named. `known` are all files of the quote, those taken away before included: naming one brings it back.
///
/// # Errors
/// What is wrong with a title; a file named twice or of another quote; too many.
pub fn arrange(known: &[Attachment], wanted: &[Arranged]) -> Result<Vec<Attachment>, Vec<Issue>> {
    let mut issues: Vec<Issue> = wanted
        .iter()
        .filter_map(|one| check_title(&one.title))
        .collect();
    if wanted.len() > FILES {
        issues.push(Issue::error("too_many", "items").with("max", FILES));
    }
    let mut list: Vec<Attachment> = Vec::new();
    for one in wanted {
        let found = known.iter().find(|file| file.id == one.id);
        match found {
            Some(file) if list.iter().all(|taken| taken.id != one.id) => list.push(Attachment {
                title: one.title.trim().to_owned(),
                shown: one.shown,
                ..file.clone()
            }),
            Some(_) => issues.push(Issue::error("duplicate", "items")),
            None => issues.push(Issue::error("unknown_record", "items")),
        }
    }
    if issues.is_empty() {
        Ok(list)
    } else {
        Err(issues)
    }
}

/// Those the customer gets, in their order. The place of one, from 1, is its number in what the seller sees
/// of who read it.
pub fn shown(files: &[Attachment]) -> impl Iterator<Item = &Attachment> {
    files.iter().filter(|file| file.shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(n: u128) -> Attachment {
        Attachment {
            id: Uuid::from_u128(n),
            title: format!("File {n}"),
            file_name: format!("file-{n}.pdf"),
            kind: FileKind::Pdf,
            size: 1,
            sha256: String::new(),
            shown: true,
        }
    }

    #[test]
    fn a_list_is_ordered_renamed_shortened_and_brought_back() {
        let known = [file(1), file(2), file(3)];
        let mut wanted: Vec<Arranged> = [&known[2], &known[0]].map(Arranged::from).to_vec();
        wanted[0].title = "  Data sheet ".into();
        wanted[0].shown = false;
        let list = arrange(&known, &wanted).unwrap();
        let titles: Vec<&str> = list.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Data sheet", "File 1"]);
        assert_eq!(shown(&list).count(), 1);
        // What was said of a file changes nothing of what it is.
        assert_eq!(list[0].file_name, known[2].file_name);
        let all: Vec<Arranged> = known.iter().map(Arranged::from).collect();
        assert_eq!(arrange(&known, &all).unwrap(), known);
    }

    #[test]
    fn a_wrong_list_is_refused_by_name() {
        let known = [file(1)];
        let one = Arranged::from(&known[0]);
        let refused = |wanted: Vec<Arranged>| {
            let issues = arrange(&known, &wanted).unwrap_err();
            (issues[0].code.to_string(), issues[0].field.clone())
        };
        let field = |name: &str| Some(std::borrow::Cow::from(name.to_owned()));
        let unnamed = Arranged {
            title: " ".into(),
            ..one.clone()
        };
        assert_eq!(refused(vec![unnamed]), ("required".into(), field("title")));
        let twice = vec![one.clone(), one.clone()];
        assert_eq!(refused(twice), ("duplicate".into(), field("items")));
        let strange = Arranged::from(&file(9));
        assert_eq!(
            refused(vec![strange]),
            ("unknown_record".into(), field("items"))
        );
        let many: Vec<Arranged> = (0..=10).map(|n| Arranged::from(&file(n))).collect();
        let issues = arrange(&(0..=10).map(file).collect::<Vec<_>>(), &many).unwrap_err();
        assert_eq!(issues[0].code, "too_many");
    }
}
