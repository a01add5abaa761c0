//! More requests than the server can answer. So many are at work at the same time; the others wait for a place.
//! A wave (every open page reads again) passes while they wait; when no place has been free for longer than a
//! wave takes, waiting would only make everybody slow: from then on who is not let in almost at once is told to
//! come again, and those who are let in are answered as fast as ever (Maurer, "Fail at Scale", ACM Queue 13(8),
//! 2015). Streams, files of the browser's program and the health page need no place.

use super::State;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State as Shared};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http_body_util::LengthLimitError;
use shared::kernel::{Problem, ProblemKind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// Requests at work at the same time, unless the server is told otherwise.
pub const AT_ONCE: u32 = 64;
/// Requests that wait: each may hold a body.
const WAITING: usize = 1_000;

/// How long a place is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// In a wave, and how long a wave may take.
    pub wave: Duration,
    /// When it is none.
    pub crush: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            wave: Duration::from_secs(2),
            crush: Duration::from_millis(20),
        }
    }
}

/// The places.
pub struct Crowd {
    places: Arc<Semaphore>,
    seats: Semaphore,
    patience: Patience,
    /// When somebody last got a place without waiting.
    last_free: Mutex<Instant>,
}

/// A place, until it is dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Crowd {
    pub fn new(at_once: u32, patience: Patience) -> Self {
        let places = usize::try_from(at_once.max(1)).unwrap_or(usize::MAX);
        Self {
            places: Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS))),
            seats: Semaphore::new(WAITING),
            patience,
            last_free: Mutex::new(Instant::now()),
        }
    }

    /// A place, waited for in the order of arrival; none when too many want one.
    pub async fn enter(&self) -> Option<Place> {
        if let Ok(permit) = self.places.clone().try_acquire_owned() {
            *self.free() = Instant::now();
            return Some(Place { _permit: permit });
        }
        let _seat = self.seats.try_acquire().ok()?;
        let full = self.free().elapsed();
        let patience = if full < self.patience.wave {
            self.patience.wave
        } else {
            self.patience.crush
        };
        let permit = timeout(patience, self.places.clone().acquire_owned()).await;
        let permit = permit.ok()?.ok()?;
        Some(Place { _permit: permit })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.last_free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands in front of routes whose bodies are of at most `most` bytes.
#[derive(Clone)]
pub struct Gate {
    pub state: State,
    pub most: usize,
}

/// Lets a request in when it has arrived whole and there is a place for it. One that is sent slowly holds none.
pub async fn placed(Shared(gate): Shared<Gate>, request: Request, next: Next) -> Response {
    let Some(request) = arrived(request, gate.most).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Some(_place) = gate.state.crowd.enter().await else {
        return refused(request.uri(), request.headers());
    };
    next.run(request).await
}

/// The request with its body read as far as a handler would read it, so that nobody waits for its sender later;
/// nothing when it is larger than that.
async fn arrived(request: Request, most: usize) -> Option<Request> {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return Some(Request::from_parts(parts, body));
    }
    let mut rest = body
        .into_data_stream()
        .map(|piece| piece.map_err(axum::Error::into_inner));
    let (mut read, mut size) = (Vec::new(), 0);
    while let Some(piece) = rest.next().await {
        match &piece {
            Ok(bytes) => size += bytes.len(),
            Err(error) if error.is::<LengthLimitError>() => return None,
            // Who reads it again meets the same end.
            Err(_) => {
                read.push(piece);
                break;
            }
        }
        if size > most {
            return None;
        }
        read.push(piece);
    }
    let body = Body::from_stream(futures::stream::iter(read).chain(rest));
    Some(Request::from_parts(parts, body))
}

/// Come again in a moment: a page that does so by itself, or the refusal a program expects.
pub(super) fn refused(uri: &Uri, headers: &HeaderMap) -> Response {
    tracing::debug!(path = uri.path(), "no place for a request");
    let problem = Problem::of(ProblemKind::Unavailable);
    let takes = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if takes.is_some_and(|takes| takes.contains("text/html")) {
        super::pages::trouble(headers, &problem)
    } else {
        super::auth::unavailable(&problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        wave: Duration::from_millis(400),
        crush: Duration::from_millis(10),
    };

    #[tokio::test]
    async fn a_wave_waits_and_a_crush_does_not() {
        let crowd = Arc::new(Crowd::new(1, PATIENCE));
        let first = crowd.enter().await.unwrap();
        // Part of a wave: waits, and gets the place when it is free.
        let waiting = tokio::spawn({
            let crowd = crowd.clone();
            async move { crowd.enter().await.is_some() }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(first);
        assert!(waiting.await.unwrap());
        // Nobody leaves: who comes in the wave waits as long as it may take, who comes later hardly.
        let _held = crowd.enter().await.unwrap();
        let begun = Instant::now();
        assert!(crowd.enter().await.is_none());
        assert!(begun.elapsed() >= PATIENCE.wave);
        let begun = Instant::now();
        assert!(crowd.enter().await.is_none());
        assert!(begun.elapsed() < PATIENCE.wave);
    }

    #[tokio::test]
    async fn when_the_crush_is_over_it_is_over() {
        let crowd = Crowd::new(1, PATIENCE);
        let held = crowd.enter().await.unwrap();
        tokio::time::sleep(PATIENCE.wave).await;
        assert!(crowd.enter().await.is_none());
        drop(held);
        assert!(crowd.enter().await.is_some());
        assert!(crowd.free().elapsed() < PATIENCE.wave);
    }
}
