//! Files on their way and imports under way, in memory.

use crate::Ctx;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use shared::kernel::{ImportId, Instant, Issue, Problem, ProblemKind, UserId};
use shared::platform::imports::decode::MAX_BYTES;
use shared::platform::imports::ops::{ImportView, UploadPart};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// How long an upload waits for its import.
pub(super) const KEPT_MS: i64 = 3_600_000;
/// Most bytes of all waiting uploads together.
pub(super) const ALL_BYTES: usize = 4 * MAX_BYTES;

#[derive(Debug)]
struct Upload {
    by: UserId,
    since: Instant,
    parts: u32,
    workbook: bool,
    bytes: Vec<u8>,
}

/// A whole file that was uploaded.
pub(super) enum Uploaded {
    /// Text.
    Text(Vec<u8>),
    /// A packed workbook.
    Workbook(Vec<u8>),
}

/// Uploads and running imports.
#[derive(Debug)]
pub struct Desk {
    uploads: Mutex<BTreeMap<ImportId, Upload>>,
    running: Mutex<BTreeMap<ImportId, ImportView>>,
    /// Who may unpack a workbook now: each takes memory.
    pub(super) unpacking: Semaphore,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            uploads: Mutex::default(),
            running: Mutex::default(),
            unpacking: Semaphore::new(2),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A holder that panicked left no half-made state: every change is one statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Appends a part; answers how many there are. The first part begins anew.
    pub(super) fn add_part(&self, ctx: &Ctx, part: UploadPart) -> Result<u32, Problem> {
        let malformed = || Problem::because(Issue::error("malformed", "text"));
        let bytes = if part.workbook {
            BASE64.decode(&part.text).map_err(|_| malformed())?
        } else {
            part.text.into_bytes()
        };
        let mut uploads = locked(&self.uploads);
        uploads.retain(|_, upload| ctx.now().0 - upload.since.0 < KEPT_MS);
        let mine = |upload: &Upload| upload.by == ctx.actor.user_id;
        if !uploads.get(&part.upload).is_none_or(mine) {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        if part.part == 0 {
            uploads.remove(&part.upload);
        }
        let waiting: usize = uploads.values().map(|upload| upload.bytes.len()).sum();
        let upload = uploads.entry(part.upload).or_insert_with(|| Upload {
            by: ctx.actor.user_id,
            since: ctx.now(),
            parts: 0,
            workbook: part.workbook,
            bytes: Vec::new(),
        });
        if upload.parts != part.part || upload.workbook != part.workbook {
            return Err(Problem::of(ProblemKind::Conflict));
        }
        let size = upload.bytes.len() + bytes.len();
        // UTF-8 may be up to three times as long as the file's own encoding.
        let most = if part.workbook { 1 } else { 3 } * MAX_BYTES;
        if size > most || waiting + bytes.len() > ALL_BYTES {
            uploads.remove(&part.upload);
            return Err(Problem::because(
                Issue::error("file_too_large", "file").with("limit", 50),
            ));
        }
        upload.bytes.extend_from_slice(&bytes);
        upload.parts += 1;
        Ok(upload.parts)
    }

    /// A copy of a workbook that waits for its import.
    pub(super) fn workbook(&self, ctx: &Ctx, id: ImportId) -> Result<Vec<u8>, Problem> {
        let uploads = locked(&self.uploads);
        match uploads.get(&id) {
            Some(upload) if upload.by == ctx.actor.user_id && upload.workbook => {
                Ok(upload.bytes.clone())
            }
            _ => Err(Problem::of(ProblemKind::NotFound)),
        }
    }

    /// Takes the whole of an upload.
    pub(super) fn take(&self, ctx: &Ctx, id: ImportId) -> Result<Uploaded, Problem> {
        let mut uploads = locked(&self.uploads);
        let mine = uploads
            .get(&id)
            .is_some_and(|upload| upload.by == ctx.actor.user_id);
        if !mine {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        match uploads.remove(&id) {
            Some(upload) if upload.workbook => Ok(Uploaded::Workbook(upload.bytes)),
            Some(upload) => Ok(Uploaded::Text(upload.bytes)),
            None => Err(Problem::of(ProblemKind::NotFound)),
        }
    }

    /// Drops every file that waits: an erasure cannot look into them.
    pub(crate) fn forget_uploads(&self) {
        locked(&self.uploads).clear();
    }

    pub(super) fn running(&self, id: ImportId) -> Option<ImportView> {
        locked(&self.running).get(&id).cloned()
    }

    /// All runs under way.
    pub(super) fn all_running(&self) -> BTreeMap<ImportId, ImportView> {
        locked(&self.running).clone()
    }

    pub(super) fn put(&self, view: &ImportView) {
        locked(&self.running).insert(view.id, view.clone());
    }

    pub(super) fn progress(&self, id: ImportId, done: i64) {
        if let Some(view) = locked(&self.running).get_mut(&id) {
            view.done = done;
        }
    }

    pub(super) fn remove(&self, id: ImportId) {
        locked(&self.running).remove(&id);
    }
}
