//! How often one token may ask: a bucket that fills evenly, so that a client which keeps its pace is
//! never refused and one which does not hears when to come again. Servers of one PostgreSQL share it.

use crate::http::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use shared::kernel::{ApiTokenId, Instant};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Requests a minute, unless the server is told otherwise.
pub const PER_MINUTE: u32 = 600;
/// Buckets kept; idle ones are full and need not be.
const KEPT: usize = 10_000;

/// The buckets of all tokens.
pub struct Limits {
    per_minute: u32,
    buckets: Mutex<BTreeMap<ApiTokenId, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Thousandths of a request left.
    left: i64,
    at: Instant,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub allowed: bool,
    limit: u32,
    remaining: i64,
    /// Seconds until the bucket is full; of a refused request, until the next may come.
    reset: i64,
}

impl Limits {
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: per_minute.max(1),
            buckets: Mutex::new(BTreeMap::new()),
        }
    }

    /// Takes one request out of a token's bucket.
    pub fn take(&self, token: ApiTokenId, now: Instant) -> Standing {
        let limit = i64::from(self.per_minute);
        let full = limit * 1_000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEPT {
            buckets.retain(|_, bucket| now.0 - bucket.at.0 < 60_000);
        }
        let bucket = buckets.entry(token).or_insert(Bucket {
            left: full,
            at: now,
        });
        // A minute of 60,000 milliseconds brings `limit` requests of 1,000 thousandths.
        let passed = (now.0 - bucket.at.0).clamp(0, 60_000);
        bucket.left = full.min(bucket.left + passed * limit / 60);
        bucket.at = now;
        let allowed = bucket.left >= 1_000;
        if allowed {
            bucket.left -= 1_000;
        }
        Standing::of(self.per_minute, bucket.left, allowed)
    }
}

/// Takes one request out of a token's bucket, which all servers share where there may be several.
pub async fn take(state: &State, token: ApiTokenId, now: Instant) -> Standing {
    let per_minute = state.api.per_minute;
    let full = i64::from(per_minute) * 1_000;
    match state.services.take_request(token, full, now).await {
        Some((left, allowed)) => Standing::of(per_minute, left, allowed),
        None => state.api.take(token, now),
    }
}

impl Standing {
    /// After a request, with thousandths of one left.
    fn of(per_minute: u32, left: i64, allowed: bool) -> Self {
        let limit = i64::from(per_minute);
        let missing = if allowed { limit * 1_000 } else { 1_000 } - left;
        Standing {
            allowed,
            limit: per_minute,
            remaining: left / 1_000,
            reset: ((missing * 60 + limit * 1_000 - 1) / (limit * 1_000)).max(1),
        }
    }

    /// Seconds to wait, of a refused request.
    pub fn retry_after(self) -> String {
        self.reset.to_string()
    }

    /// Says where the token stands.
    pub fn tell(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("ratelimit-limit", i64::from(self.limit)),
            ("ratelimit-remaining", self.remaining),
            ("ratelimit-reset", self.reset),
        ] {
            headers.insert(name, HeaderValue::from(value));
        }
        let policy = format!("{};w=60", self.limit);
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert("ratelimit-policy", policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_evenly() {
        let limits = Limits::new(60);
        let token = ApiTokenId::new(1, [1; 10]);
        for left in (0..60).rev() {
            let standing = limits.take(token, Instant(0));
            assert!(standing.allowed);
            assert_eq!(standing.remaining, left);
        }
        let refused = limits.take(token, Instant(0));
        assert!(!refused.allowed);
        assert_eq!(refused.retry_after(), "1");
        assert!(limits.take(token, Instant(1_000)).allowed);
        assert!(!limits.take(token, Instant(1_500)).allowed);
        // Another token has its own, and a clock that goes back gives nothing.
        assert!(limits.take(ApiTokenId::new(1, [2; 10]), Instant(0)).allowed);
        assert!(!limits.take(token, Instant(0)).allowed);
    }
}
