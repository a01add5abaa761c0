//! Bytes of a file to text: UTF-8 and UTF-16 (with or without mark), else Windows-1252.

use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// Largest file taken, in bytes.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;

/// How the bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, the superset of ISO 8859-1 that spreadsheets write.
    Windows1252,
    /// No text: the cells of a workbook.
    Workbook,
    /// Text that is no table: contacts as an address book exports them.
    Cards,
}

impl Encoding {
    /// The name people know it by.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
            Encoding::Workbook => "XLSX",
            Encoding::Cards => "vCard",
        }
    }
}

/// Whether the bytes are a packed file, as workbooks (XLSX) are.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Windows-1252, 0x80 to 0x9F. Source: the WHATWG index, where the five holes are C1 controls.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

pub(super) fn windows_1252(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9f => HIGH
                .get(usize::from(byte - 0x80))
                .copied()
                .unwrap_or('\u{fffd}'),
            other => char::from(*other),
        })
        .collect()
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| match pair {
        [a, b] => Some(unit([*a, *b])),
        _ => None,
    });
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Text in UTF-16 without a mark: mostly Latin, so every other byte of the beginning is zero.
fn looks_like_utf_16(bytes: &[u8]) -> Option<Encoding> {
    let sample = bytes.get(..bytes.len().min(512)).unwrap_or(bytes);
    let zeros = |first: usize| {
        sample
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let most = sample.len() * 2 / 5;
    if sample.len() < 4 {
        None
    } else if odd > most && even == 0 {
        Some(Encoding::Utf16Le)
    } else if even > most && odd == 0 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Reads `bytes` as text and says in which encoding. Line ends become a bare line feed, the byte
/// order mark is dropped.
///
/// # Errors
/// `file_too_large`, `file_empty`, `file_spreadsheet` for a workbook (which only the server reads) and `file_binary` for anything else that is no text.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), Issue> {
    if bytes.len() > MAX_BYTES {
        return Err(Issue::error("file_too_large", "file").with("limit", "50"));
    }
    if is_workbook(bytes) || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Issue::error("file_spreadsheet", "file"));
    }
    let (text, encoding) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            (String::from_utf8_lossy(rest).into_owned(), Encoding::Utf8)
        }
        [0xff, 0xfe, rest @ ..] => (utf_16(rest, u16::from_le_bytes), Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => (utf_16(rest, u16::from_be_bytes), Encoding::Utf16Be),
        _ => without_mark(bytes),
    };
    let controls = text
        .chars()
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        .count();
    if controls * 10 > text.chars().count().max(1) {
        return Err(Issue::error("file_binary", "file"));
    }
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    if text.trim().is_empty() {
        return Err(Issue::error("file_empty", "file"));
    }
    Ok((text, encoding))
}

fn without_mark(bytes: &[u8]) -> (String, Encoding) {
    match looks_like_utf_16(bytes) {
        Some(Encoding::Utf16Be) => (utf_16(bytes, u16::from_be_bytes), Encoding::Utf16Be),
        Some(encoding) => (utf_16(bytes, u16::from_le_bytes), encoding),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => (windows_1252(bytes), Encoding::Windows1252),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_encoding_is_recognised() {
        let text = "société;prix €\nÉlan;12\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16.clone()).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            (marked, Encoding::Utf16Le),
            (
                "a;b\nname;12345\n"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect(),
                Encoding::Utf16Le,
            ),
            ([vec![0xfe, 0xff], big].concat(), Encoding::Utf16Be),
        ] {
            assert_eq!(decode(&bytes).unwrap().1, encoding);
        }
        assert_eq!(
            decode(b"soci\xe9t\xe9;prix \x80\r\n\xc9lan;12\r\n").unwrap(),
            (text.to_owned(), Encoding::Windows1252)
        );
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        for (bytes, code) in [
            (b"PK\x03\x04rest".to_vec(), "file_spreadsheet"),
            (b" \n\n".to_vec(), "file_empty"),
            (vec![], "file_empty"),
            (vec![0; 300], "file_binary"),
            (vec![b'a'; MAX_BYTES + 1], "file_too_large"),
        ] {
            assert_eq!(decode(&bytes).unwrap_err().code, code);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_text_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok((text, _)) = decode(&bytes) {
                prop_assert!(!text.contains('\r'));
            }
        }
    }
}
