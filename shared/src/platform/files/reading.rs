//! What the bytes of a file say of it.

use super::{FILE_BYTES, FileKind, NAME_LENGTH, TITLE_LENGTH};
use crate::kernel::Issue;

/// The name alone, without folders, quotation marks and what no system takes.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fine = |c: &char| !c.is_control() && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*');
    let name: String = last.chars().filter(fine).collect();
    name.trim().trim_matches('.').to_owned()
}

/// What a file is called until somebody says otherwise: its name without the ending.
#[must_use]
pub fn title_of(name: &str) -> String {
    let name = name.rsplit_once('.').map_or("", |(name, _)| name);
    name.trim().chars().take(TITLE_LENGTH).collect()
}

/// The ending of a name, in small letters.
fn ending(name: &str) -> String {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    match ending.to_lowercase().as_str() {
        "jpeg" => "jpg".to_owned(),
        other => other.to_owned(),
    }
}

/// What a file is.
///
/// # Errors
/// `attachment_empty`, `attachment_too_large`, `attachment_unknown` (what it is cannot be told, or may not be kept), all about
/// the field `content`; `attachment_name_differs`, `too_long`, `required` about the field `file_name`.
pub fn read_file(bytes: &[u8], name: &str) -> Result<FileKind, Issue> {
    if bytes.is_empty() {
        return Err(Issue::error("attachment_empty", "content"));
    }
    if bytes.len() > FILE_BYTES {
        let most = FILE_BYTES / 1024 / 1024;
        return Err(Issue::error("attachment_too_large", "content").with("max", most));
    }
    if name.is_empty() {
        return Err(Issue::error("required", "file_name"));
    }
    if name.chars().count() > NAME_LENGTH {
        return Err(Issue::error("too_long", "file_name").with("max", NAME_LENGTH));
    }
    let ending = ending(name);
    let kind =
        kind_of(bytes, &ending).ok_or_else(|| Issue::error("attachment_unknown", "content"))?;
    if kind.code() == ending {
        Ok(kind)
    } else {
        Err(Issue::error("attachment_name_differs", "file_name").with("kind", kind.label()))
    }
}

fn kind_of(bytes: &[u8], ending: &str) -> Option<FileKind> {
    if bytes.starts_with(b"%PDF-") {
        // What is cut off has no end; some writers put a few bytes behind it.
        let tail = bytes.get(bytes.len().saturating_sub(1_024)..)?;
        return has(tail, b"%%EOF").then_some(FileKind::Pdf);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return bytes
            .ends_with(b"IEND\xae\x42\x60\x82")
            .then_some(FileKind::Png);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return bytes.ends_with(&[0xff, 0xd9]).then_some(FileKind::Jpeg);
    }
    if bytes.starts_with(b"RIFF") {
        return (bytes.get(8..12)? == b"WEBP").then_some(FileKind::Webp);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return packed(bytes);
    }
    text(bytes, ending)
}

fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

/// Names of the parts of a packed file stand in it as they are, in its table at the end.
fn packed(bytes: &[u8]) -> Option<FileKind> {
    // Without its end it cannot be opened; macros may not come with it.
    if !has(bytes, b"PK\x05\x06") || has(bytes, b"vbaProject.bin") {
        return None;
    }
    // The first part of an OpenDocument is its kind, not packed.
    let start = bytes.get(30..)?;
    let open = [
        (
            &b"mimetypeapplication/vnd.oasis.opendocument.text"[..],
            FileKind::Odt,
        ),
        (
            b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            FileKind::Ods,
        ),
        (
            b"mimetypeapplication/vnd.oasis.opendocument.presentation",
            FileKind::Odp,
        ),
    ];
    if let Some((_, kind)) = open.iter().find(|(mark, _)| start.starts_with(mark)) {
        // Its macros lie in folders of these names.
        return (!has(bytes, b"Basic/") && !has(bytes, b"Scripts/")).then_some(*kind);
    }
    if !has(bytes, b"[Content_Types].xml") {
        return None;
    }
    [
        (&b"word/document.xml"[..], FileKind::Docx),
        (b"xl/workbook.xml", FileKind::Xlsx),
        (b"ppt/presentation.xml", FileKind::Pptx),
    ]
    .iter()
    .find(|(part, _)| has(bytes, part))
    .map(|(_, kind)| *kind)
}

/// Text is what can be read; only its name says whether it is a table.
fn text(bytes: &[u8], ending: &str) -> Option<FileKind> {
    let text = std::str::from_utf8(bytes).ok()?;
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(odd) {
        return None;
    }
    match ending {
        "txt" => Some(FileKind::Txt),
        "csv" => Some(FileKind::Csv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zip(parts: &[&str]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 26]);
        for part in parts {
            bytes.extend(part.as_bytes());
        }
        bytes.extend(b"PK\x05\x06");
        bytes
    }

    #[test]
    fn each_kind_is_told_by_its_bytes_and_its_name_agrees() {
        let docx = zip(&["[Content_Types].xml", "word/document.xml"]);
        let odt = zip(&["mimetypeapplication/vnd.oasis.opendocument.text"]);
        for (bytes, name, kind) in [
            (&b"%PDF-1.7\n%%EOF\n"[..], "Data sheet.PDF", FileKind::Pdf),
            (
                b"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82",
                "a.png",
                FileKind::Png,
            ),
            (&[0xff, 0xd8, 0xff, 0, 0xff, 0xd9], "a.jpeg", FileKind::Jpeg),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", FileKind::Webp),
            (&docx, "Conditions.docx", FileKind::Docx),
            (&odt, "Conditions.odt", FileKind::Odt),
            ("Prix ; quantité\n".as_bytes(), "prices.csv", FileKind::Csv),
            (b"Hello\r\n", "read me.txt", FileKind::Txt),
        ] {
            assert_eq!(read_file(bytes, name), Ok(kind), "{name}");
        }
        let differs = read_file(&docx, "Conditions.pdf").unwrap_err();
        assert_eq!(differs.code, "attachment_name_differs");
        assert_eq!(differs.field.as_deref(), Some("file_name"));
    }

    #[test]
    fn what_runs_is_cut_off_or_is_no_file_is_refused() {
        let macros = zip(&[
            "[Content_Types].xml",
            "word/document.xml",
            "word/vbaProject.bin",
        ]);
        let basic = zip(&[
            "mimetypeapplication/vnd.oasis.opendocument.text",
            "Basic/Standard",
        ]);
        let cut = b"PK\x03\x04[Content_Types].xmlword/document.xml";
        for (bytes, name) in [
            (&b"MZ\x90\0"[..], "setup.exe"),
            (b"<!doctype html><script>", "page.html"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
            (b"%PDF-1.7 cut off", "a.pdf"),
            (b"\0\0text", "a.txt"),
            (&macros, "a.docx"),
            (&basic, "a.odt"),
            (cut, "a.docx"),
        ] {
            let found = read_file(bytes, name).unwrap_err();
            assert_eq!((found.code.as_ref(), name), ("attachment_unknown", name));
        }
        assert_eq!(
            read_file(b"", "a.txt").unwrap_err().code,
            "attachment_empty"
        );
        let large = vec![b'a'; FILE_BYTES + 1];
        assert_eq!(
            read_file(&large, "a.txt").unwrap_err().code,
            "attachment_too_large"
        );
        let long = format!("{}.txt", "x".repeat(NAME_LENGTH));
        assert_eq!(read_file(b"a", &long).unwrap_err().code, "too_long");
        assert_eq!(read_file(b"a", "").unwrap_err().code, "required");
    }

    #[test]
    fn a_name_is_a_name_alone() {
        for (name, clean) in [
            ("C:\\files\\sheet.pdf", "sheet.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\"b\n<c>.pdf", "abc.pdf"),
            (" été.pdf ", "été.pdf"),
            ("..", ""),
        ] {
            assert_eq!(clean_name(name), clean);
        }
    }

    #[test]
    fn a_title_is_the_name_without_its_ending() {
        assert_eq!(title_of("Data sheet.v2.pdf"), "Data sheet.v2");
        assert_eq!(title_of("pdf"), "");
        let long = format!("{}.pdf", "é".repeat(TITLE_LENGTH + 1));
        assert_eq!(title_of(&long).chars().count(), TITLE_LENGTH);
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_name_bring_the_reader_down(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            start in prop::sample::select(vec![&b""[..], b"%PDF-", b"PK\x03\x04", b"RIFF", b"\xff\xd8\xff"]),
            name in ".{0,20}",
        ) {
            let mut all = start.to_vec();
            all.extend(bytes);
            let name = clean_name(&name);
            prop_assert!(!name.contains(['/', '\\', '"']));
            if let Ok(kind) = read_file(&all, &name) {
                prop_assert!(name.to_lowercase().ends_with(kind.code()) || kind == FileKind::Jpeg);
            }
        }
    }
}
