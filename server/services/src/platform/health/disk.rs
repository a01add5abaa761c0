//! How much room is left.

use shared::platform::health::Disk;
use std::path::Path;

/// The room of the disk `folder` lies on; `None` where that cannot be asked.
#[cfg(unix)]
pub(super) fn room(folder: &Path) -> Option<Disk> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(found.f_frsize)).ok();
    Some(Disk {
        // What is left for others than the system's own account.
        free: bytes(found.f_bavail)?,
        total: bytes(found.f_blocks)?,
    })
}

#[cfg(not(unix))]
pub(super) fn room(_: &Path) -> Option<Disk> {
    None
}
