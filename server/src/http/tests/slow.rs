//! Peers that never come to the point: what is sent byte by byte is cut, what is answered goes on.

use super::*;
use crate::http::live::Pace;
use crate::http::slow::Limits;
use futures::stream;
use std::convert::Infallible;
use std::io::{Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const SOON: Duration = Duration::from_secs(15);
const STEP: Duration = Duration::from_millis(50);

#[test]
fn whoever_is_answered_is_not_cut() {
    let limits = Limits::default();
    assert!(limits.silence > limits.answer && limits.silence > 2 * Pace::default().beat);
}

/// A byte now and then, for ever.
fn trickle() -> Body {
    Body::from_stream(stream::unfold((), |()| async {
        tokio::time::sleep(STEP).await;
        Some((Ok::<_, Infallible>(" "), ()))
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_refused_in_time() {
    let limits = Limits {
        answer: Duration::from_secs(2),
        ..Limits::default()
    };
    let site = site_with(&plain(), |state| state.with_limits(limits)).await;
    let cookie = site.sign_in("rep@example.com").await;
    let form = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(trickle())
        .unwrap();
    let begun = Instant::now();
    let (form, call) = tokio::join!(
        site.send(form),
        site.call("pipelines.save", Some(&cookie), trickle())
    );
    assert!(begun.elapsed() < SOON);
    assert_eq!(form.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(call.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.get("/", Some(&cookie)).await.status(), StatusCode::OK);
}

/// Writes a byte now and then; whether the server hangs up in time.
fn is_cut(mut stream: TcpStream, byte: &[u8]) -> bool {
    stream.set_read_timeout(Some(STEP)).unwrap();
    let begun = Instant::now();
    while begun.elapsed() < SOON {
        if stream.write_all(byte).is_err() {
            return true;
        }
        match stream.read(&mut [0; 64]) {
            Ok(0) => return true,
            Ok(_) => return false,
            Err(error) if is_waiting(&error) => {}
            Err(_) => return true,
        }
    }
    false
}

fn is_waiting(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Reads until `text` has been heard so many times.
fn hears(stream: &mut TcpStream, text: &str, times: usize) -> bool {
    stream.set_read_timeout(Some(SOON)).unwrap();
    let mut heard = String::new();
    let mut buffer = [0; 4096];
    while heard.matches(text).count() < times {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(count) => heard.push_str(&String::from_utf8_lossy(&buffer[..count])),
        }
    }
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_cut_when_nothing_is_ever_answered_on_it() {
    let pace = Pace {
        beat: Duration::from_millis(100),
        ..Pace::default()
    };
    let limits = Limits {
        silence: Duration::from_millis(800),
        ..Limits::default()
    };
    let site = site_with(&plain(), |state| state.with_pace(pace).with_limits(limits)).await;
    let cookie = site.sign_in("rep@example.com").await;
    let Listening {
        address,
        tell,
        server,
    } = site.listening().await;
    let connect = move |head: String| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let cut = |head: &str, byte: &'static [u8]| {
        let head = head.to_owned();
        tokio::task::spawn_blocking(move || is_cut(connect(head), byte))
    };
    let live = tokio::task::spawn_blocking(move || {
        let head = format!("GET /live HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        // Many times the patience of a silent connection.
        hears(&mut connect(head), "event: beat", 30)
    });
    let kept = tokio::task::spawn_blocking(move || {
        let head = format!("GET /health HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let mut stream = connect(head.clone());
        let first = hears(&mut stream, "HTTP/1.1 200", 1);
        stream.write_all(head.as_bytes()).unwrap();
        (
            first,
            hears(&mut stream, "HTTP/1.1 200", 1),
            is_cut(stream, b""),
        )
    });
    // An endless head, one that stops, nothing at all, and the same in the newer protocol.
    let heads = [
        cut("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x"),
        cut("GET /health HTTP/1.1\r\n", b""),
        cut("", b""),
        cut("PRI * HTTP/2.0\r\n", b""),
    ];
    for (number, head) in heads.into_iter().enumerate() {
        assert!(head.await.unwrap(), "connection {number} is still open");
    }
    assert_eq!(kept.await.unwrap(), (true, true, true));
    assert!(live.await.unwrap(), "a live stream was cut");
    tell.send(()).unwrap();
    tokio::time::timeout(SOON, server)
        .await
        .expect("the server hangs")
        .unwrap()
        .unwrap();
}

/// How much work an unknown address is, is counted beside the passwords; here, that nothing in the
/// answers tells it from a known one.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_answered_like_a_known_one() {
    let site = site().await;
    let mut answers = Vec::new();
    for email in ["rep@example.com", "who@example.com"] {
        let response = site.try_sign_in(email, "not the password", "/").await;
        let status = response.status();
        let target = text(&response, "location").replace(&email.replace('@', "%40"), "");
        let mut names: Vec<String> = response.headers().keys().map(ToString::to_string).collect();
        names.sort();
        answers.push((status, target, names));
    }
    assert_eq!(answers[0], answers[1]);
}
