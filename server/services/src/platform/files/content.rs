//! The bytes of a file: as they come, as they are kept, as they are handed out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use shared::kernel::{Issue, Problem};
use shared::platform::files::{FILE_BYTES, FileContent, FileKind, clean_name, read_file};
use uuid::Uuid;

/// A file that came, judged.
pub(crate) struct Taken {
    /// Its name alone.
    pub file_name: String,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes it has.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes in Base64, as they are kept.
    pub content: String,
}

/// Judges what was sent: a name, and bytes in Base64.
pub(crate) fn take(file_name: &str, content: &str) -> Result<Taken, Problem> {
    let file_name = clean_name(file_name);
    let bytes = bytes_of(content)?;
    let kind = read_file(&bytes, &file_name).map_err(Problem::because)?;
    Ok(Taken {
        file_name,
        kind,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: hash(&bytes),
        content: STANDARD.encode(&bytes),
    })
}

/// The bytes that were sent.
fn bytes_of(content: &str) -> Result<Vec<u8>, Problem> {
    // Before it is unpacked: four letters are three bytes.
    if content.len() > FILE_BYTES.div_ceil(3) * 4 {
        let most = FILE_BYTES / 1024 / 1024;
        return Err(Problem::because(
            Issue::error("attachment_too_large", "content").with("max", most),
        ));
    }
    STANDARD
        .decode(content)
        .map_err(|_| Problem::because(Issue::error("attachment_unknown", "content")))
}

/// Refuses one more file where as many are kept as may be.
pub(crate) fn room_for_one(kept: usize, most: usize) -> Result<(), Problem> {
    if kept < most {
        return Ok(());
    }
    Err(Problem::because(
        Issue::error("too_many", "content").with("max", most),
    ))
}

/// A file as it is handed out. What does not fit its hash any more is handed to nobody.
pub(crate) fn give(
    id: Uuid,
    (file_name, kind): (String, FileKind),
    sha256: &str,
    content: &str,
) -> Result<FileContent, Problem> {
    let bytes = STANDARD.decode(content).unwrap_or_default();
    if hash(&bytes) != sha256 {
        tracing::error!(%id, "the bytes of a file differ from its hash");
        return Err(Problem::because(Issue::error(
            "attachment_damaged",
            "content",
        )));
    }
    Ok(FileContent {
        file_name,
        kind,
        bytes,
    })
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
