//! What became of the files of a quote from one version to the next.

use super::Attachment;
use serde::{Deserialize, Serialize};

/// A file that was added, taken away, replaced or said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Before; `None` when it was added.
    pub old: Option<Attachment>,
    /// After; `None` when it was taken away.
    pub new: Option<Attachment>,
    /// Names of what differs, when it is in both: `content`, `title`, `shown`.
    pub fields: Vec<String>,
}

fn same_bytes(a: &Attachment, b: &Attachment) -> bool {
    a.sha256 == b.sha256
}

fn same_name(a: &Attachment, b: &Attachment) -> bool {
    a.file_name == b.file_name
}

/// Compares the files of two versions, in the order of the newer one, those taken away last. Each version has copies
/// with ids of their own: a file is the same one when its bytes are, else when its name is.
#[must_use]
pub fn compare_files(old: &[Attachment], new: &[Attachment]) -> Vec<FileChange> {
    let mut waiting: Vec<&Attachment> = old.iter().collect();
    let mut matched: Vec<Option<&Attachment>> = vec![None; new.len()];
    let rules: [fn(&Attachment, &Attachment) -> bool; 3] = [
        |a, b| same_bytes(a, b) && same_name(a, b),
        same_bytes,
        same_name,
    ];
    for rule in rules {
        for (file, place) in new.iter().zip(&mut matched) {
            let found = waiting.iter().position(|other| rule(other, file));
            if let (None, Some(at)) = (&place, found) {
                *place = Some(waiting.remove(at));
            }
        }
    }
    let kept = new.iter().zip(matched).filter_map(|(file, before)| {
        let fields = before.map_or_else(Vec::new, |before| differing(before, file));
        (before.is_none() || !fields.is_empty()).then(|| FileChange {
            old: before.cloned(),
            new: Some(file.clone()),
            fields,
        })
    });
    let gone = waiting.into_iter().map(|file| FileChange {
        old: Some(file.clone()),
        new: None,
        fields: Vec::new(),
    });
    kept.chain(gone).collect()
}

fn differing(old: &Attachment, new: &Attachment) -> Vec<String> {
    let all = [
        ("content", old.sha256 != new.sha256),
        ("title", old.title != new.title),
        ("shown", old.shown != new.shown),
    ];
    let differ = all.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(field, _)| field.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::files::FileKind;
    use uuid::Uuid;

    fn file(n: u128, name: &str, bytes: &str) -> Attachment {
        Attachment {
            id: Uuid::from_u128(n),
            title: name.to_owned(),
            file_name: name.to_owned(),
            kind: FileKind::Txt,
            size: 1,
            sha256: bytes.to_owned(),
            shown: true,
        }
    }

    #[test]
    fn copies_are_the_same_and_what_differs_is_named() {
        let old = [file(1, "a", "aa"), file(2, "b", "bb"), file(3, "c", "cc")];
        let copies = [file(4, "a", "aa"), file(5, "b", "bb"), file(6, "c", "cc")];
        assert!(compare_files(&old, &copies).is_empty());
        let mut shown = file(5, "b", "bb");
        shown.shown = false;
        shown.title = "Sheet".to_owned();
        let new = [file(7, "d", "dd"), shown, file(8, "c", "c2")];
        let found = compare_files(&old, &new);
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.old.is_some(), one.new.is_some(), one.fields.join(",")))
            .collect();
        assert_eq!(
            said,
            [
                (false, true, String::new()),
                (true, true, "title,shown".to_owned()),
                (true, true, "content".to_owned()),
                (true, false, String::new()),
            ]
        );
        assert_eq!(found[3].old, Some(old[0].clone()));
    }

    #[test]
    fn two_files_of_the_same_bytes_are_two() {
        let old = [file(1, "a", "x"), file(2, "b", "x")];
        let new = [file(3, "b", "x")];
        let found = compare_files(&old, &new);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].old, Some(old[0].clone()));
    }
}
