//! The file itself, written piece by piece on a thread of its own; nothing of it is kept in memory.

use super::Stop;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::platform::export::ExportFault;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// What stays free of the disk, whatever is written.
pub(super) const MIN_FREE: i64 = 64_000_000;
/// Pieces on their way: reading waits for writing.
const WAITING: usize = 4;
/// The disk is looked at again after so many bytes.
const LOOK_AFTER: usize = 4 * 1024 * 1024;

enum Piece {
    /// A file begins.
    Open(String),
    Bytes(Vec<u8>),
    /// Everything was said: the list of files and hashes ends it, after these words.
    Last(Value),
}

/// What was written.
#[derive(Debug)]
pub(super) struct Packed {
    /// Bytes of the whole file.
    pub size: i64,
    /// Files in it.
    pub files: usize,
}

/// Takes pieces and writes them.
pub(super) struct Packer {
    pieces: mpsc::Sender<Piece>,
    work: JoinHandle<Result<Packed, Stop>>,
}

impl Packer {
    /// Begins a new file at `path`.
    pub(super) fn at(path: PathBuf) -> Self {
        let (pieces, mut told) = mpsc::channel(WAITING);
        let work = tokio::task::spawn_blocking(move || {
            let mut book = Book::at(&path)?;
            while let Some(piece) = told.blocking_recv() {
                match piece {
                    Piece::Open(name) => book.open(name)?,
                    Piece::Bytes(bytes) => book.write(&bytes)?,
                    Piece::Last(words) => return book.close(words),
                }
            }
            // Whoever wrote has gone: it was stopped.
            Err(Stop::Cancelled)
        });
        Self { pieces, work }
    }

    /// Begins a file within.
    pub(super) async fn open(&mut self, name: impl Into<String>) -> Result<(), Stop> {
        self.send(Piece::Open(name.into())).await
    }

    /// Adds to the file that was begun last.
    pub(super) async fn write(&mut self, bytes: Vec<u8>) -> Result<(), Stop> {
        self.send(Piece::Bytes(bytes)).await
    }

    async fn send(&mut self, piece: Piece) -> Result<(), Stop> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        // Only a failure ends the work before the last piece.
        match (&mut self.work).await {
            Ok(Err(stop)) => Err(stop),
            _ => Err(Stop::Failed(ExportFault::Internal)),
        }
    }

    /// Ends the file with `manifest.json`.
    pub(super) async fn close(mut self, words: Value) -> Result<Packed, Stop> {
        self.send(Piece::Last(words)).await?;
        self.work
            .await
            .unwrap_or(Err(Stop::Failed(ExportFault::Internal)))
    }

    /// Gives up, and waits until nothing is written any more.
    pub(super) async fn drop_all(self) {
        drop(self.pieces);
        let _ = self.work.await;
    }
}

struct Book {
    zip: ZipWriter<File>,
    folder: PathBuf,
    /// The file that is written: its name, size, hash so far.
    now: Option<(String, u64, Sha256)>,
    done: Vec<Value>,
    since_look: usize,
}

impl Book {
    fn at(path: &Path) -> Result<Self, Stop> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let book = Self {
            zip: ZipWriter::new(private(path).map_err(|error| failed(&error))?),
            folder,
            now: None,
            done: Vec::new(),
            since_look: 0,
        };
        book.look()?;
        Ok(book)
    }

    /// Stops before the disk is full: the database wants to be written, too.
    fn look(&self) -> Result<(), Stop> {
        match store::room_of(&self.folder) {
            Some(disk) if disk.free < MIN_FREE => Err(Stop::Failed(ExportFault::Room)),
            _ => Ok(()),
        }
    }

    fn open(&mut self, name: String) -> Result<(), Stop> {
        self.finish_file();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true);
        self.zip
            .start_file(name.as_str(), options)
            .map_err(|error| failed(&io::Error::from(error)))?;
        self.now = Some((name, 0, Sha256::new()));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.since_look += bytes.len();
        if self.since_look >= LOOK_AFTER {
            self.since_look = 0;
            self.look()?;
        }
        if let Some((_, size, hash)) = &mut self.now {
            *size += u64::try_from(bytes.len()).unwrap_or(0);
            hash.update(bytes);
        }
        self.zip.write_all(bytes).map_err(|error| failed(&error))
    }

    fn finish_file(&mut self) {
        if let Some((name, size, hash)) = self.now.take() {
            let digest: String = hash
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            self.done
                .push(json!({ "name": name, "size": size, "sha256": digest }));
        }
    }

    fn close(mut self, mut words: Value) -> Result<Packed, Stop> {
        self.finish_file();
        let files = self.done.len();
        if let Value::Object(map) = &mut words {
            map.insert(
                "files".to_owned(),
                Value::Array(std::mem::take(&mut self.done)),
            );
        }
        self.open("manifest.json".to_owned())?;
        let text =
            serde_json::to_vec_pretty(&words).map_err(|_| Stop::Failed(ExportFault::Internal))?;
        self.write(&text)?;
        let file = self
            .zip
            .finish()
            .map_err(|error| failed(&io::Error::from(error)))?;
        file.sync_all().map_err(|error| failed(&error))?;
        let size = file.metadata().map_err(|error| failed(&error))?.len();
        Ok(Packed {
            size: i64::try_from(size).unwrap_or(i64::MAX),
            files,
        })
    }
}

/// Only the server's own account reads it.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn failed(error: &io::Error) -> Stop {
    if error.kind() == io::ErrorKind::StorageFull {
        return Stop::Failed(ExportFault::Room);
    }
    tracing::error!(%error, "an export cannot be written");
    Stop::Failed(ExportFault::Internal)
}
