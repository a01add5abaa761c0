//! Files a person hands to a command: read whole, within limits, refused in words.

use std::io::Read;
use std::path::Path;

/// Input that is none: the command ends with code 2, as it does for arguments it does not know.
#[derive(Debug)]
pub struct BadInput(pub String);

impl BadInput {
    /// What is wrong with a file.
    pub fn of(file: &Path, why: impl std::fmt::Display) -> Self {
        Self(format!("{}: {why}", file.display()))
    }
}

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// The text of a file of at most `largest` bytes; `-` is the standard input.
pub fn read_text(file: &Path, largest: usize) -> Result<String, BadInput> {
    text_of(file, read_bytes(file, largest)?)
}

/// The text of an XML file, which may be in another encoding: UTF-16 with its mark, or the western European one
/// its declaration names.
pub fn read_xml(file: &Path, largest: usize) -> Result<String, BadInput> {
    let bytes = read_bytes(file, largest)?;
    if let Some(text) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(file, text, u16::from_be_bytes);
    }
    if let Some(text) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(file, text, u16::from_le_bytes);
    }
    if is_western(&bytes) {
        return Ok(bytes.into_iter().map(western).collect());
    }
    text_of(file, bytes)
}

fn read_bytes(file: &Path, largest: usize) -> Result<Vec<u8>, BadInput> {
    let mut bytes = Vec::new();
    let most = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| BadInput::of(file, error))?;
    if bytes.len() > largest {
        return Err(BadInput::of(file, format!("larger than {largest} bytes")));
    }
    Ok(bytes)
}

fn text_of(file: &Path, bytes: Vec<u8>) -> Result<String, BadInput> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        BadInput::of(file, format!("not UTF-8 at byte {at}"))
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

fn utf16(file: &Path, text: &[u8], read: fn([u8; 2]) -> u16) -> Result<String, BadInput> {
    let (pairs, rest) = text.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| read(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(BadInput::of(file, "not UTF-16")),
    }
}

/// Whether it says so of itself, and is not UTF-8 all the same.
fn is_western(bytes: &[u8]) -> bool {
    let Some(begin) = bytes.strip_prefix(b"<?xml") else {
        return false;
    };
    let head: Vec<u8> = begin
        .iter()
        .copied()
        .take_while(|byte| *byte != b'>')
        .collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let named = ["iso-8859-1", "latin1", "windows-1252"];
    head.split(['"', '\'']).any(|word| named.contains(&word)) && str::from_utf8(bytes).is_err()
}

/// A letter of Windows-1252, which has those of ISO 8859-1 and more.
fn western(byte: u8) -> char {
    const MORE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let more = byte.checked_sub(0x80).map(usize::from);
    more.and_then(|at| MORE.get(at).copied())
        .unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_may_be_in_another_encoding() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invoice.xml");
        let read = |bytes: &[u8]| {
            std::fs::write(&file, bytes).unwrap();
            read_xml(&file, 200).map_err(|error| error.to_string())
        };
        let text = "<Invoice><ID>é€</ID></Invoice>";
        assert_eq!(read(text.as_bytes()).unwrap(), text);
        for (mark, big) in [([0xfe, 0xff], true), ([0xff, 0xfe], false)] {
            let units = text.encode_utf16().flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            });
            let mut bytes: Vec<u8> = mark.into_iter().chain(units).collect();
            assert_eq!(read(&bytes).unwrap(), text);
            bytes.pop();
            assert!(read(&bytes).unwrap_err().contains("UTF-16"));
        }
        let head = "<?xml version='1.0' encoding='ISO-8859-1'?>";
        let western = [head.as_bytes(), b"<a>\xe9\x80</a>"].concat();
        assert_eq!(read(&western).unwrap(), format!("{head}<a>é€</a>"));
        // What is UTF-8 in spite of its declaration stays what it is; what says nothing is refused.
        let both = format!("{head}<a>é</a>");
        assert_eq!(read(both.as_bytes()).unwrap(), both);
        assert!(read(b"<a>\xe9</a>").unwrap_err().contains("byte 3"));
        assert!(read(&[b'a'; 201]).unwrap_err().contains("200"));
    }
}
