//! Every door: bodies that are no requests, origins, cookies behind https, a database that is away.

use super::*;
use futures::stream;
use shared::cpq::quotes::rules::LINES;
use std::convert::Infallible;
use std::time::{Duration, Instant};

fn form(body: impl Into<Body>) -> Request<Body> {
    Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}

fn names(site: &Site) -> Vec<String> {
    site.services
        .operations()
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// More than is allowed, in pieces, so that no header tells beforehand.
fn endless() -> Body {
    let piece = "x".repeat(64 * 1024);
    let pieces = (0..48).map(move |_| Ok::<_, Infallible>(piece.clone()));
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_takes_a_body_that_is_no_request() {
    let site = site().await;
    let cookie = site.sign_in("admin@example.com").await;
    let bodies: [&[u8]; 6] = [
        b"",
        b"{",
        b"[1,2]",
        br#"{"request":"\ud800"}"#,
        b"\xff\xfe\x00",
        br#"{"request":[[[[[[[[]]]]]]]]}"#,
    ];
    let names = names(&site);
    assert!(names.len() > 80, "{}", names.len());
    for name in names {
        for garbage in bodies {
            let response = site.call(&name, Some(&cookie), garbage.to_vec()).await;
            let status = response.status();
            // A few operations have no page that calls them.
            assert!(
                matches!(status.as_u16(), 422 | 404 | 405),
                "{name}: {status}"
            );
        }
        let response = site.call(&name, Some(&cookie), endless()).await;
        assert!(response.status().is_client_error(), "{name}: endless");
        // A file is larger than what anybody types, and no larger than a file may be.
        // So is a quote of ten thousand lines.
        let most = match name.as_str() {
            "attachments.add" | "files.add" => 6,
            "quotes.save" | "offline.send" => 9,
            _ => 3,
        } * 1024
            * 1024;
        let large = Request::post(format!("/call/{name}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_LENGTH, most)
            .header(header::COOKIE, &cookie)
            .body(Body::from(vec![b' '; most]))
            .unwrap();
        assert_eq!(
            site.send(large).await.status(),
            StatusCode::PAYLOAD_TOO_LARGE,
            "{name}"
        );
    }
    // The server is as well as before.
    assert_eq!(site.get("/", Some(&cookie)).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_form_takes_nothing_else() {
    let site = site().await;
    for body in [
        "",
        "email=a",
        "email=%ff&password=%00",
        "{}",
        "email=a&email=b&password=c",
    ] {
        let response = site.send(form(body)).await;
        let status = response.status();
        let refused = status.is_client_error()
            || (status == StatusCode::SEE_OTHER
                && text(&response, "location").starts_with("/sign-in?error="));
        assert!(refused, "{body}: {status}");
        assert!(!response.headers().contains_key("set-cookie"), "{body}");
    }
    let response = site.send(form(endless())).await;
    assert!(response.status().is_client_error());
    let json = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(
        site.send(json).await.status(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_cookies_origin_and_transport_are_strict() {
    let site = site_as(&Serve {
        public_url: Some("https://crm.example.com".to_owned()),
        ..plain()
    })
    .await;
    let response = site.try_sign_in("rep@example.com", PASSWORD, "/").await;
    let cookie = text(&response, "set-cookie");
    assert!(
        cookie.starts_with("__Host-jalon=") && cookie.contains("; Secure"),
        "{cookie}"
    );
    assert!(text(&response, "strict-transport-security").starts_with("max-age=31536000"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let asked = |origin: &'static str| {
        Request::post("/call/session.people")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie.clone())
            .header(header::HOST, "127.0.0.1:4170")
            .header(header::ORIGIN, origin)
            .body(Body::from(r#"{"request":{}}"#))
            .unwrap()
    };
    for (origin, status) in [
        ("https://crm.example.com", 200),
        ("http://crm.example.com", 403),
        ("https://crm.example.com.evil.example", 403),
        ("http://127.0.0.1:4170", 403),
    ] {
        let answer = site.send(asked(origin)).await;
        assert_eq!(answer.status().as_u16(), status, "{origin}");
    }
    // The name without the prefix opens nothing: a page of another host name could have set it.
    let planted = cookie.replace("__Host-", "");
    assert_eq!(
        site.get("/", Some(&planted)).await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_planted_before_sign_in_is_worth_nothing_after() {
    let site = site().await;
    let planted = format!("__Host-jalon={}", "ab".repeat(32));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, &planted)
        .body(Body::from(format!(
            "email=rep@example.com&password={}&next=/",
            PASSWORD.replace(' ', "+")
        )))
        .unwrap();
    let response = site.send(request).await;
    let given = text(&response, "set-cookie");
    assert!(!given.contains(&"ab".repeat(32)), "{given}");
    assert_eq!(
        site.get("/", Some(&planted)).await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_wrong_passwords_through_a_proxy_lock_nobody_else_out() {
    let through = |serve: Serve, forwarded: &'static str| async move {
        let site = site_as(&serve).await;
        let mut statuses = Vec::new();
        for number in 0..52 {
            let request = Request::post("/sign-in")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("x-forwarded-for", forwarded)
                // Longer than any address: not hashed for long, and no e-mail is counted.
                .body(Body::from(format!(
                    "email={}{number}@example.com&password=x",
                    "a".repeat(300)
                )))
                .unwrap();
            statuses.push(text(&site.send(request).await, "location"));
        }
        let own = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", "198.51.100.7")
            .body(Body::from(format!(
                "email=rep@example.com&password={}&next=/",
                PASSWORD.replace(' ', "+")
            )))
            .unwrap();
        let own = text(&site.send(own).await, "location");
        (statuses.pop().unwrap_or_default(), own)
    };
    let behind = Serve {
        public_url: Some("https://crm.example.com".to_owned()),
        ..plain()
    };
    // Nobody told us to believe the proxy: no address is counted, the e-mails still are.
    let (last, own) = through(behind.clone(), "203.0.113.9").await;
    assert!(last.contains("error=unauthenticated"), "{last}");
    assert_eq!(own, "/");
    // A proxy one believes: the guesser waits, the next visitor does not.
    let believed = Serve {
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        ..behind
    };
    let (last, own) = through(believed, "203.0.113.9").await;
    assert!(last.contains("error=too_many_requests"), "{last}");
    assert_eq!(own, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vanished_database_is_a_clear_page_and_comes_back_whole() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let (file, away) = (
        site.directory.path().join("t.db"),
        site.directory.path().join("away.db"),
    );
    std::fs::rename(&file, &away).unwrap();
    let page = site.get("/opportunities?q=kept", Some(&cookie)).await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(&page, "retry-after"), "5");
    assert!(text(&page, "content-security-policy").contains("default-src 'none'"));
    let page = body(page).await;
    assert!(
        page.contains("location.reload()") && !page.contains("t.db"),
        "{page}"
    );
    let call = site
        .call("session.people", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(call.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(body(call).await.contains("Unavailable"));
    let sign_in = site
        .try_sign_in("rep@example.com", PASSWORD, "/admin")
        .await;
    let target = text(&sign_in, "location");
    assert!(
        target.contains("error=unavailable")
            && target.contains("email=rep%40example.com")
            && target.contains("next=/admin"),
        "{target}"
    );
    assert_eq!(
        site.get("/health", None).await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert!(!file.exists(), "an empty database was made in its place");
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(site.get("/", Some(&cookie)).await.status(), StatusCode::OK);
    assert_eq!(site.get("/health", None).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_holds_the_database_pages_answer_and_changes_are_refused_whole() {
    let site = site().await;
    let cookie = site.sign_in("admin@example.com").await;
    let other = Store::open(&format!(
        "sqlite:{}",
        site.directory.path().join("t.db").display()
    ))
    .await
    .unwrap();
    let held = other.write().await.unwrap();
    let begun = Instant::now();
    assert_eq!(site.get("/", Some(&cookie)).await.status(), StatusCode::OK);
    assert!(begun.elapsed() < Duration::from_secs(3));
    let preference = r#"{"request":{"preference":{"Theme":"dark"}}}"#;
    let (call, sign_in) = tokio::join!(
        site.call("profile.set_preference", Some(&cookie), preference),
        site.try_sign_in("rep@example.com", PASSWORD, "/")
    );
    assert_eq!(call.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(body(call).await.contains("Unavailable"));
    let target = text(&sign_in, "location");
    assert!(target.contains("error=unavailable"), "{target}");
    drop(held);
    let call = site
        .call("profile.set_preference", Some(&cookie), preference)
        .await;
    assert_eq!(call.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_among_ten_thousand_lines_gets_in_where_a_room_is_answered() {
    let site = site().await;
    let room = format!("/room/{}", room::opened(&site).await);
    let sent = |path: &str, body: String| {
        Request::post(format!("{room}{path}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    };
    let line = uuid::Uuid::from_u128(u128::MAX);
    // Of each line that it is taken, and how many of it.
    let choice = format!("o={line}&q.{line}=123456789.1234&").repeat(LINES);
    let signed = format!("{choice}name=Camille&drawing={}", "M600 160".repeat(2_500));
    assert!(signed.len() > 900_000);
    for path in ["", "/slides", "/ask", "/accept", "/decline"] {
        let response = site.send(sent(path, signed.clone())).await;
        // Nothing of it is in the quote; the size is no reason to refuse it.
        let wanted = if matches!(path, "" | "/slides") {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        assert_eq!(response.status(), wanted, "{path}");
        let response = site.send(sent(path, "x".repeat(2_000_000))).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    // What is told of reading is short.
    let response = site.send(sent("/seen", "x".repeat(200_000))).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_is_sealed_with_what_all_servers_of_the_database_know() {
    let site = site().await;
    let told = body(site.get("/web/lead-token", None).await).await;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let token = told["token"].as_str().unwrap();
    let page = body(site.get("/web/lead-form", None).await).await;
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    let hidden = rest.split('"').next().unwrap();
    // Another server, of which this one knows nothing.
    let other = Services::new(site.services.store().clone(), Arc::new(SystemClock));
    let secret = other.form_secret().await.unwrap();
    for token in [token, hidden] {
        let opened = crate::http::web_leads::opened(&secret, token);
        assert!(opened.is_some(), "{token}");
    }
}
