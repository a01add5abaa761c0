//! Whether a SQLite database is still the file that was opened.

use crate::{Result, StoreError};
use std::path::{Path, PathBuf};

/// The file of a SQLite database, to notice when it is no longer the one that is open: SQLite goes
/// on writing into a file that was moved or deleted, and what it writes there is lost.
pub(crate) struct File {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl File {
    pub(crate) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            identity: identity(path),
        }
    }

    /// The folder of the file; `None` for a database in memory.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        self.identity?;
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => Some(folder.to_owned()),
            _ => Some(PathBuf::from(".")),
        }
    }

    /// # Errors
    /// When the file is gone or another one.
    pub(crate) fn check(&self) -> Result<()> {
        // A database in memory has no file.
        if self.identity.is_none() || identity(&self.path) == self.identity {
            return Ok(());
        }
        let text = format!(
            "{} is gone or another file; put it back, or start anew with what is there",
            self.path.display()
        );
        let error = std::io::Error::new(std::io::ErrorKind::NotFound, text);
        Err(StoreError::Unavailable(sqlx::Error::Io(error)))
    }
}

/// Device and number of a file; `None` when there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let data = std::fs::metadata(path).ok()?;
    Some((data.dev(), data.ino()))
}

/// Elsewhere only that it is there is known.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}
