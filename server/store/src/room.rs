//! Whether there is room to write. A disk that is full, or nearly, makes the database *read only*: pages
//! are read as ever, whoever would write is told why not, work in the background waits.
//!
//! Two things say so: the free room of the disk a SQLite file lies on, which must not fall under a floor, and
//! a database that refuses for want of room. The first is looked at before every write and ends by itself; after
//! the second writes are still tried, and the first that is saved ends it ([`Store::try_room`] is such a
//! write, for when nobody else tries).

use crate::{Result, Store, StoreError, args};
use shared::platform::health::Disk;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// The room of the disk `folder` lies on; `None` where that cannot be asked.
#[cfg(unix)]
#[must_use]
pub fn room_of(folder: &Path) -> Option<Disk> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(found.f_frsize)).ok();
    Some(Disk {
        // What is left for others than the system's own account.
        free: bytes(found.f_bavail)?,
        total: bytes(found.f_blocks)?,
    })
}

/// Elsewhere nobody says.
#[cfg(not(unix))]
#[must_use]
pub fn room_of(_: &Path) -> Option<Disk> {
    None
}

/// What is known of the room.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// So much stays free; 0 when nobody said.
    floor: AtomicI64,
    /// There was less when it was looked at last.
    low: AtomicBool,
    /// The database refused for want of room.
    refused: AtomicBool,
}

impl Room {
    /// Whether less than the floor is free. What was low is not enough again before a quarter more than
    /// the floor is free, lest it goes to and fro.
    fn is_low(&self, folder: Option<&Path>) -> bool {
        let floor = self.floor.load(Ordering::Relaxed);
        let Some(found) = folder.filter(|_| floor > 0).and_then(room_of) else {
            self.low.store(false, Ordering::Relaxed);
            return false;
        };
        let was = self.low.load(Ordering::Relaxed);
        let enough = if was {
            floor.saturating_add(floor / 4)
        } else {
            floor
        };
        let low = found.free < enough;
        if self.low.swap(low, Ordering::Relaxed) != low {
            said(low, "too little of the disk is free");
        }
        low
    }

    /// The database refused for want of room.
    pub(crate) fn was_refused(&self) {
        if !self.refused.swap(true, Ordering::Relaxed) {
            said(true, "the database has no room left to write");
        }
    }

    /// Something was saved.
    pub(crate) fn was_saved(&self) {
        if self.refused.load(Ordering::Relaxed) && self.refused.swap(false, Ordering::Relaxed) {
            said(false, "");
        }
    }
}

fn said(read_only: bool, why: &str) {
    if read_only {
        tracing::error!(
            why,
            "read only from now on: make room on the disk of the database"
        );
    } else {
        tracing::info!("there is room again: changes are saved");
    }
}

/// Larger than what is left of a page, and not to be made smaller: letters at random.
const TRIAL_BYTES: usize = 64 * 1024;

impl Store {
    /// Keeps so many bytes of the disk of a SQLite database free: nothing is written below. 0 watches nothing.
    pub fn keep_free(&self, bytes: i64) {
        self.room().floor.store(bytes, Ordering::Relaxed);
    }

    /// Whether there is no room to write.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        let room = self.room();
        room.is_low(self.folder().as_deref()) || room.refused.load(Ordering::Relaxed)
    }

    /// What came of a statement, with an ear for a database that has no room.
    pub(crate) fn heard<T>(&self, done: sqlx::Result<T>) -> Result<T> {
        done.map_err(|error| {
            let error = StoreError::from(error);
            if matches!(error, StoreError::Full(_)) {
                self.room().was_refused();
            }
            error
        })
    }

    /// Refuses to begin to write where too little is free.
    pub(crate) fn check_room(&self) -> Result<()> {
        // A look at the disk costs a microsecond, but nobody asked for it where there is no floor.
        let watched = self.room().floor.load(Ordering::Relaxed) > 0;
        if watched && self.room().is_low(self.folder().as_deref()) {
            return Err(StoreError::Full(None));
        }
        Ok(())
    }

    /// Whether there is room to write; after a refusal this is tried, with a write that says nothing.
    pub async fn try_room(&self) -> bool {
        if !self.is_read_only() {
            return true;
        }
        match self.trial().await {
            Ok(()) => true,
            Err(error) => {
                tracing::debug!(%error, "still no room");
                false
            }
        }
    }

    async fn trial(&self) -> Result<()> {
        const FILL: &str = "UPDATE room_trial SET filler = $1 WHERE id = 1";
        let filler: String = scattered().take(TRIAL_BYTES).collect();
        let mut session = self.write().await?;
        session.exec(FILL, args![filler]).await?;
        session.commit().await?;
        let mut session = self.write().await?;
        session.exec(FILL, args![""]).await?;
        session.commit().await
    }
}

/// Letters without an order a database could make them smaller by.
fn scattered() -> impl Iterator<Item = char> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    std::iter::from_fn(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u8::try_from(state % 26)
            .ok()
            .map(|at| char::from(b'a' + at))
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_was_low_needs_a_little_more_than_the_floor() {
        let folder = std::env::temp_dir();
        let there = room_of(&folder).unwrap().free;
        let room = Room::default();
        assert!(!room.is_low(Some(&folder)), "nobody watches");
        room.floor.store(there.saturating_mul(2), Ordering::Relaxed);
        assert!(room.is_low(Some(&folder)));
        // Less is asked for than there is, but a quarter more is not there.
        room.floor.store(there / 10 * 9, Ordering::Relaxed);
        assert!(room.is_low(Some(&folder)));
        room.floor.store(there / 2, Ordering::Relaxed);
        assert!(!room.is_low(Some(&folder)));
        // In memory there is no disk.
        room.floor.store(i64::MAX, Ordering::Relaxed);
        assert!(!room.is_low(None));
    }
}
