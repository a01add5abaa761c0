//! How the server is: for its administrators.
//!
//! Entry points: [`GetHealth`], [`Mark`] (what deserves a look, from [`HealthView::marks`]).
//! Invariants: figures are read when asked for and none is made up; a part that cannot be known on a
//! database says so by being absent. Nothing here tells a text of a message or a secret.
//! Tests: below; both databases in `server/services/tests/it/platform/health.rs`; the page in
//! `end2end/tests/platform/health.spec.mjs`.

mod ops;
pub use ops::*;

use crate::kernel::Instant;

/// A job due for longer than this is late: nobody works on the queue.
pub const LATE_MS: i64 = 5 * 60_000;
/// Less free room than this share of the disk, in hundredths, deserves a look, unless it is [`AMPLE_BYTES`].
const TIGHT_PERCENT: i64 = 10;
/// Free room that is never tight, whatever its share of a large disk, in bytes.
const AMPLE_BYTES: i64 = 10_000_000_000;
/// Less free room than this deserves a look on any disk, in bytes.
const TIGHT_BYTES: i64 = 500_000_000;

/// Something an administrator should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// There is no room to write.
    ReadOnly,
    /// The log is not as it was sealed.
    BrokenLog,
    /// Jobs failed too often.
    ParkedJobs,
    /// A job waits although it is due.
    LateJobs,
    /// Messages could not be handed over.
    TroubledMail,
    /// The disk is nearly full.
    TightDisk,
    /// The database is not of this version.
    PendingMigrations,
}

impl Disk {
    /// Whether the disk is nearly full.
    #[must_use]
    pub fn is_tight(&self) -> bool {
        let share = self.total / 100 * TIGHT_PERCENT;
        self.free < TIGHT_BYTES || self.free < share.min(AMPLE_BYTES)
    }
}

impl JobsHealth {
    /// Whether a job waits although it has been due for a while at `now`.
    #[must_use]
    pub fn is_late(&self, now: Instant) -> bool {
        self.oldest_due
            .is_some_and(|due| now.0.saturating_sub(due.0) > LATE_MS)
    }
}

impl HealthView {
    /// What deserves a look, the gravest first; empty when all is well.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let tight = self.disk.as_ref().is_some_and(Disk::is_tight);
        let found = [
            (self.read_only, Mark::ReadOnly),
            (self.log_broken, Mark::BrokenLog),
            (self.database.pending > 0, Mark::PendingMigrations),
            (tight && !self.read_only, Mark::TightDisk),
            (self.jobs.is_late(self.now), Mark::LateJobs),
            (self.jobs.parked > 0, Mark::ParkedJobs),
            (!self.mail.troubled.is_empty(), Mark::TroubledMail),
        ];
        found
            .into_iter()
            .filter_map(|(there, mark)| there.then_some(mark))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> HealthView {
        HealthView {
            now: Instant(10 * LATE_MS),
            disk: Some(Disk {
                free: 50_000_000_000,
                total: 100_000_000_000,
            }),
            ..HealthView::default()
        }
    }

    #[test]
    fn a_server_that_is_well_has_no_mark() {
        assert_eq!(well().marks(), []);
    }

    #[test]
    fn a_full_disk_and_a_late_job_are_marked() {
        let mut view = well();
        view.disk = Some(Disk {
            free: 9_000_000_000,
            total: 100_000_000_000,
        });
        view.jobs.oldest_due = Some(Instant(8 * LATE_MS));
        assert_eq!(view.marks(), [Mark::TightDisk, Mark::LateJobs]);
        view.jobs.oldest_due = Some(Instant(9 * LATE_MS));
        view.disk = Some(Disk {
            free: 24_000_000_000,
            total: 252_000_000_000,
        });
        view.jobs.parked = 1;
        assert_eq!(view.marks(), [Mark::ParkedJobs]);
        // Full is more than tight.
        view.read_only = true;
        view.disk = Some(Disk {
            free: 1_000_000,
            total: 252_000_000_000,
        });
        view.log_broken = true;
        assert_eq!(
            view.marks(),
            [Mark::ReadOnly, Mark::BrokenLog, Mark::ParkedJobs]
        );
    }
}
