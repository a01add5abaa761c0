//! The live stream from outside: who hears of what, how it resumes, when it ends.

use super::{Listening, Site, body, site, site_at};
use crate::http::live::Pace;
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::time::Duration;
use uuid::Uuid;

/// Longer than any event takes on a busy machine.
const SOON: Duration = Duration::from_secs(5);
/// Long enough to be sure that nothing comes.
const A_WHILE: Duration = Duration::from_millis(400);

/// What a page hears.
struct Ears {
    stream: BodyDataStream,
    heard: String,
}

impl Ears {
    async fn at(site: &Site, cookie: &str, last: Option<i64>) -> Self {
        let mut request = Request::get("/live").header(header::COOKIE, cookie);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut ears = Self {
            stream: response.into_body().into_data_stream(),
            heard: String::new(),
        };
        assert!(ears.hear("event: build").await);
        ears
    }

    /// Listens until `text` has been heard; what comes after it stays.
    async fn hear(&mut self, text: &str) -> bool {
        let listen = async {
            loop {
                if let Some(at) = self.heard.find(text) {
                    self.heard.drain(..at + text.len());
                    return true;
                }
                match self.stream.next().await {
                    Some(Ok(bytes)) => self.heard.push_str(&String::from_utf8_lossy(&bytes)),
                    _ => return false,
                }
            }
        };
        tokio::time::timeout(SOON, listen).await.unwrap_or(false)
    }

    /// The events that come within a while.
    async fn changes(&mut self) -> usize {
        let listen = async {
            while let Some(Ok(bytes)) = self.stream.next().await {
                self.heard.push_str(&String::from_utf8_lossy(&bytes));
            }
        };
        let _ = tokio::time::timeout(A_WHILE, listen).await;
        std::mem::take(&mut self.heard)
            .matches("event: change")
            .count()
    }

    /// Whether the stream ends soon.
    async fn ends(&mut self) -> bool {
        let listen = async { while let Some(Ok(_)) = self.stream.next().await {} };
        tokio::time::timeout(SOON, listen).await.is_ok()
    }
}

impl Site {
    pub(super) async fn ask(&self, operation: &str, cookie: &str, request: Value) -> Value {
        let text = json!({ "request": request }).to_string();
        let response = self.call(operation, Some(cookie), text).await;
        let status = response.status();
        let text = body(response).await;
        assert_eq!(status, StatusCode::OK, "{operation}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(super) async fn deal(&self, cookie: &str, name: &str) -> Value {
        let pipelines = self.ask("pipelines.list", cookie, json!({})).await;
        let id = shared::kernel::id::uuid_v7(1_795_424_400_000, rand::random());
        let new = json!({
            "id": id, "name": name, "account_id": null, "contact": null,
            "pipeline_id": pipelines["pipelines"][0]["id"], "stage_id": null, "owner_id": null,
            "kind": "new", "amount": { "minor": 100, "currency": "EUR" },
            "close_date": "2027-01-15", "next_step": "", "next_step_on": null, "source": "",
        });
        self.ask("opportunities.create", cookie, new).await
    }

    async fn touch(&self, cookie: &str, deal: &Value, source: &str) -> Value {
        let edit = json!({
            "id": deal["id"], "version": deal["version"], "changes": [{ "Source": source }],
        });
        self.ask("opportunities.edit", cookie, edit).await
    }

    async fn team(&self, cookie: &str, deal: &Value, members: &[Uuid]) -> Value {
        let members: Vec<_> = members.iter().map(|id| json!([id, "support"])).collect();
        let set = json!({ "id": deal["id"], "version": deal["version"], "members": members });
        self.ask("opportunities.set_team", cookie, set).await
    }

    pub(super) async fn person(&self, email: &str) -> Uuid {
        let mut session = self.state.services.store().read().await.unwrap();
        let found = store::platform::users::credentials(&mut session, email, false).await;
        found.unwrap().unwrap().user_id.0
    }

    async fn last(&self) -> i64 {
        let mut session = self.state.services.store().read().await.unwrap();
        session.last_event().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_deal_is_silent_until_one_is_on_its_team() {
    let site = site().await;
    let rep = site.sign_in("rep@example.com").await;
    let other = site.sign_in("other@example.com").await;
    let other_id = site.person("other@example.com").await;
    let mut own = Ears::at(&site, &rep, Some(site.last().await)).await;
    let mut ears = Ears::at(&site, &other, Some(site.last().await)).await;
    let deal = site.deal(&rep, "Fleet").await;
    let deal = site.touch(&rep, &deal, "Fair").await;
    assert!(own.hear("\"created\"").await && own.hear("\"edited\"").await);
    assert_eq!(ears.changes().await, 0, "a stranger's deal");
    let deal = site.team(&rep, &deal, &[other_id]).await;
    assert!(ears.hear("team_edited").await);
    let deal = site.touch(&rep, &deal, "Web").await;
    assert!(ears.hear("\"edited\"").await, "the deal team hears");
    // A page that opens now hears as well, of what it missed, too.
    let mut late = Ears::at(&site, &other, Some(site.last().await - 1)).await;
    assert!(late.hear("\"edited\"").await);
    let deal = site.team(&rep, &deal, &[]).await;
    assert!(ears.hear("team_edited").await, "who leaves is told");
    site.touch(&rep, &deal, "Fair").await;
    assert_eq!(ears.changes().await, 0, "and hears no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_a_deal_is_told() {
    let site = site().await;
    let rep = site.sign_in("rep@example.com").await;
    let admin = site.sign_in("admin@example.com").await;
    let mut ears = Ears::at(&site, &rep, Some(site.last().await)).await;
    let deal = site.deal(&rep, "Fleet").await;
    let before = site.last().await;
    let other = site.person("other@example.com").await;
    let give = json!({ "id": deal["id"], "version": deal["version"], "owner_id": other });
    site.ask("opportunities.assign", &admin, give).await;
    assert!(ears.hear("\"assigned\"").await);
    // A page that slept meanwhile hears of it from the log.
    let mut late = Ears::at(&site, &rep, Some(before)).await;
    assert!(late.hear("\"assigned\"").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_resumes_after_its_last_event_or_reads_everything_again() {
    let site = site().await;
    let rep = site.sign_in("rep@example.com").await;
    site.deal(&rep, "First").await;
    let first = site.last().await;
    site.deal(&rep, "Second").await;
    let mut ears = Ears::at(&site, &rep, Some(first)).await;
    assert!(ears.hear(&format!("id: {}", first + 1)).await);
    assert_eq!(ears.changes().await, 0, "and nothing it knew already");
    let mut ears = Ears::at(&site, &rep, Some(first + 1_000)).await;
    assert!(ears.hear("event: reset").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_lives_by_its_beat_and_ends_with_its_session() {
    let pace = Pace {
        beat: Duration::from_millis(50),
        recheck: Duration::from_millis(100),
    };
    let site = site_at(pace).await;
    let rep = site.sign_in("rep@example.com").await;
    let other = site.sign_in("other@example.com").await;
    let mut kept = Ears::at(&site, &other, None).await;
    let mut ears = Ears::at(&site, &rep, None).await;
    assert!(ears.hear("event: beat").await && ears.hear("event: beat").await);
    let request = Request::post("/sign-out")
        .header(header::COOKIE, &rep)
        .body(Body::empty())
        .unwrap();
    site.send(request).await;
    assert!(ears.ends().await, "a session that has ended hears no more");
    assert!(kept.hear("event: beat").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_stops_though_a_page_listens() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let Listening {
        address,
        tell,
        server,
    } = site.listening().await;
    let page = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET /live HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n"
        )
        .unwrap();
        let mut heard = String::new();
        let mut buffer = [0_u8; 1024];
        while !heard.contains("event: build") {
            let count = stream.read(&mut buffer).unwrap();
            assert_ne!(count, 0, "{heard}");
            heard.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
        stream
    });
    let _open = page.await.unwrap();
    tell.send(()).unwrap();
    tokio::time::timeout(SOON, server)
        .await
        .expect("the server hangs while a page listens")
        .unwrap()
        .unwrap();
}

impl Site {
    /// Makes somebody something else.
    async fn make(&self, admin: &str, email: &str, role: &str) {
        let directory = self.ask("people.directory", admin, json!({})).await;
        let users = directory["users"].as_array().unwrap();
        let one = users.iter().find(|user| user["facts"]["email"] == email);
        let one = one.unwrap();
        let mut facts = one["facts"].clone();
        facts["role"] = json!(role);
        let save = json!({
            "id": one["id"], "version": one["version"], "facts": facts, "password": null,
        });
        self.ask("people.save_user", admin, save).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_becomes_counts_from_the_next_event_on() {
    // The usual pace: a minute between two looks.
    let site = site().await;
    let rep = site.sign_in("rep@example.com").await;
    let admin = site.sign_in("admin@example.com").await;
    let other = site.sign_in("other@example.com").await;
    let mut ears = Ears::at(&site, &other, Some(site.last().await)).await;
    let deal = site.deal(&rep, "Fleet").await;
    assert_eq!(ears.changes().await, 0, "a stranger's deal");
    site.make(&admin, "other@example.com", "Administrator")
        .await;
    let deal = site.touch(&rep, &deal, "Fair").await;
    assert!(ears.hear("\"entity\":\"opportunity\"").await);
    site.make(&admin, "other@example.com", "Representative")
        .await;
    // They hear that they were changed, and nothing after it.
    ears.changes().await;
    let deal = site.touch(&rep, &deal, "Web").await;
    site.touch(&rep, &deal, "Fair").await;
    assert_eq!(ears.changes().await, 0, "no longer theirs to hear of");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_what_opened_it_at_once() {
    let site = site().await;
    let admin = site.sign_in("admin@example.com").await;
    let id = site.person("rep@example.com").await;
    let other = site.sign_in("other@example.com").await;
    let mut kept = Ears::at(&site, &other, None).await;
    for ending in ["sign-out", "access.end_sessions"] {
        let rep = site.sign_in("rep@example.com").await;
        let mut ears = Ears::at(&site, &rep, None).await;
        if ending == "sign-out" {
            let request = Request::post("/sign-out")
                .header(header::COOKIE, &rep)
                .body(Body::empty())
                .unwrap();
            site.send(request).await;
        } else {
            let end = json!({ "id": id, "session": null });
            site.ask(ending, &admin, end).await;
        }
        assert!(ears.ends().await, "{ending}");
    }
    kept.changes().await;
    let still = tokio::time::timeout(A_WHILE, kept.ends()).await;
    assert!(still.is_err(), "nobody else's stream ends");
}
