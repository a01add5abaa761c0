//! Files on their way and imports under way, in memory.

use crate::Ctx;
use shared::kernel::{ImportId, Instant, Issue, Problem, ProblemKind, UserId};
use shared::platform::imports::decode::MAX_BYTES;
use shared::platform::imports::ops::{ImportView, UploadPart};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long an upload waits for its import.
const KEPT_MS: i64 = 3_600_000;
/// Most bytes of all waiting uploads together.
const ALL_BYTES: usize = 4 * MAX_BYTES;

#[derive(Debug)]
struct Upload {
    by: UserId,
    since: Instant,
    parts: u32,
    text: String,
}

/// Uploads and running imports.
#[derive(Debug, Default)]
pub struct Desk {
    uploads: Mutex<BTreeMap<ImportId, Upload>>,
    running: Mutex<BTreeMap<ImportId, ImportView>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A holder that panicked left no half-made state: every change is one statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Appends a part; answers how many there are.
    pub(super) fn add_part(&self, ctx: &Ctx, part: UploadPart) -> Result<u32, Problem> {
        let mut uploads = locked(&self.uploads);
        uploads.retain(|_, upload| ctx.now().0 - upload.since.0 < KEPT_MS);
        let waiting: usize = uploads.values().map(|upload| upload.text.len()).sum();
        let upload = uploads.entry(part.upload).or_insert_with(|| Upload {
            by: ctx.actor.user_id,
            since: ctx.now(),
            parts: 0,
            text: String::new(),
        });
        if upload.by != ctx.actor.user_id {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        if upload.parts != part.part {
            return Err(Problem::of(ProblemKind::Conflict));
        }
        let size = upload.text.len() + part.text.len();
        // UTF-8 may be up to three times as long as the file's own encoding.
        if size > 3 * MAX_BYTES || waiting + part.text.len() > ALL_BYTES {
            uploads.remove(&part.upload);
            return Err(Problem::because(
                Issue::error("file_too_large", "file").with("limit", 50),
            ));
        }
        upload.text.push_str(&part.text);
        upload.parts += 1;
        Ok(upload.parts)
    }

    /// Takes the whole text of an upload.
    pub(super) fn take(&self, ctx: &Ctx, id: ImportId) -> Result<String, Problem> {
        let mut uploads = locked(&self.uploads);
        match uploads.get(&id) {
            Some(upload) if upload.by == ctx.actor.user_id => Ok(uploads
                .remove(&id)
                .map(|upload| upload.text)
                .unwrap_or_default()),
            _ => Err(Problem::of(ProblemKind::NotFound)),
        }
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
