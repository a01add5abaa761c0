//! Peers that never come to the point: a request head or body sent byte by byte, an answer nobody takes,
//! a connection left lying. Each would hold memory and a place for as long as its sender likes.
//!
//! The head is read before any layer of the router stands around it, so the connection itself is
//! watched: one on which the server has written nothing for [`Limits::silence`] is cut. Whoever is
//! answered goes on: every request is answered within [`Limits::answer`], and a live stream beats.

use super::State;
use super::crowd::{Gate, placed};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::serve::Listener;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// How long the server waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// No answer takes longer, its request's body included, but the live stream.
    pub answer: Duration,
    /// A connection without a written byte for so long is cut. Longer than `answer`, or the refusal
    /// would be cut off; longer than the beat of live streams.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(60),
            silence: Duration::from_secs(75),
        }
    }
}

/// Every request is answered within `answer`, whatever becomes of its handler.
pub fn answered_within(answer: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, answer)
}

/// The routes, answered in time and so many at once, and with bodies of at most `most` bytes.
pub fn bounded<S>(routes: Router<S>, state: &State, most: usize) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let gate = Gate {
        state: state.clone(),
        most,
    };
    routes
        .layer(axum::middleware::from_fn_with_state(gate, placed))
        .layer(answered_within(state.limits.answer))
        // For code that reads the body itself (server functions) as well as for extractors.
        .layer(RequestBodyLimitLayer::new(most))
        .layer(DefaultBodyLimit::disable())
}

/// Accepts connections and watches them.
pub struct Watching {
    listener: TcpListener,
    silence: Duration,
}

impl Watching {
    /// The same listener with this patience.
    pub const fn new(listener: TcpListener, limits: Limits) -> Self {
        Self {
            listener,
            silence: limits.silence,
        }
    }
}

impl Listener for Watching {
    type Io = Watched;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Watched, SocketAddr) {
        // The trait's: it outlives a failed accept.
        let (stream, peer) = Listener::accept(&mut self.listener).await;
        let watched = Watched {
            stream,
            silence: self.silence,
            end: Box::pin(sleep(self.silence)),
        };
        (watched, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with its end, which every written byte puts off. What is read does not: a byte a
/// minute would keep it for ever.
pub struct Watched {
    stream: TcpStream,
    silence: Duration,
    end: Pin<Box<Sleep>>,
}

impl Watched {
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.end.as_mut().poll(cx) {
            Poll::Ready(()) => Err(ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    fn written(&mut self, done: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(done, Poll::Ready(Ok(1..))) {
            self.end.as_mut().reset(Instant::now() + self.silence);
        }
        done
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let own = self.get_mut();
        own.check(cx)?;
        Pin::new(&mut own.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        own.check(cx)?;
        let done = Pin::new(&mut own.stream).poll_write(cx, bytes);
        own.written(done)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let own = self.get_mut();
        own.check(cx)?;
        let done = Pin::new(&mut own.stream).poll_write_vectored(cx, parts);
        own.written(done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
