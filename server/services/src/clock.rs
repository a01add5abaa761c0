//! The time, as an argument.

use shared::kernel::Instant;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time and gives random bytes: the two things a pure rule cannot make itself.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
    /// Ten random bytes for an id.
    fn random(&self) -> [u8; 10];
}

/// The machine's clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where the machine is asked for the time"
        )]
        let now = std::time::SystemTime::now();
        let since = now
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn random(&self) -> [u8; 10] {
        rand::random()
    }
}

/// A clock for tests: it moves on by one millisecond each time it is asked, or where it is set.
#[derive(Debug)]
pub struct FixedClock {
    ms: AtomicI64,
    count: AtomicI64,
}

impl FixedClock {
    /// Starts at `at`.
    #[must_use]
    pub fn new(at: Instant) -> Self {
        Self {
            ms: AtomicI64::new(at.0),
            count: AtomicI64::new(0),
        }
    }

    /// Moves on by so many milliseconds.
    pub fn advance(&self, ms: i64) {
        self.ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Jumps to `at`.
    pub fn set(&self, at: Instant) {
        self.ms.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.ms.fetch_add(1, Ordering::SeqCst))
    }

    fn random(&self) -> [u8; 10] {
        let count = self.count.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&count);
        bytes
    }
}
