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
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        BadInput::of(file, format!("not UTF-8 at byte {at}"))
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}
