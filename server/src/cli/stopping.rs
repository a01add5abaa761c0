//! Serving until told to stop: what is being answered is answered, live streams end at once, and
//! nothing keeps the program longer than [`DRAIN`].

use crate::http;
use axum::Router;
use axum::serve::ListenerExt;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// The longest a request may go on after the signal.
const DRAIN: Duration = Duration::from_secs(10);

/// Ctrl-C at a terminal, SIGTERM from a service manager.
pub async fn told_to_stop() {
    let interrupt = async {
        // Without a handler the server simply runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Serves `router` until `signal`.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    state: http::State,
    signal: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut stopping = state.stopping();
    // Tapped only because axum knows the peer's address of tapped listeners of any kind.
    let listener = http::Watching::new(listener, state.limits).tap_io(|_| {});
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move {
        signal.await;
        state.stop();
    });
    tokio::select! {
        result = server.into_future() => result,
        () = async {
            let _ = stopping.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(DRAIN).await;
        } => Ok(()),
    }
}
