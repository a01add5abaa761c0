//! The ways to a provider and back, tried without one: open to strangers, and leading nowhere else.

use super::*;
use services::platform::outgoing::Door;
use shared::kernel::{Instant, ProviderId};
use shared::platform::sso::ProviderDraft;

async fn with_provider(site: &Site, issuer: &str) -> ProviderId {
    let id = ProviderId::new(1, [7; 10]);
    let draft = ProviderDraft {
        name: "Acme & <friends>".into(),
        issuer: issuer.into(),
        client_id: "jalon".into(),
        ..ProviderDraft::blank()
    };
    let mut session = site.services.store().write().await.unwrap();
    store::platform::sso::insert(&mut session, id, &draft, "", Instant(0))
        .await
        .unwrap();
    session.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_page_offers_the_providers_there_are() {
    let site = site().await;
    let page = body(site.get("/sign-in", None).await).await;
    assert!(!page.contains("/sign-in/with/"));
    let id = with_provider(&site, "http://127.0.0.1:1").await;
    let page = body(site.get("/sign-in?next=/quotes%3Fx%3D1", None).await).await;
    let href = format!("/sign-in/with/{id}?next=/quotes%3Fx%3D1");
    assert!(page.contains(&href), "{page}");
    assert!(page.contains("Continue with Acme &amp; &lt;friends&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_cannot_be_asked_is_told_of_and_nothing_is_left_behind() {
    let site = site().await;
    site.services.allow_providers(Door::Home);
    let id = with_provider(&site, "http://127.0.0.1:1").await;
    for (path, location) in [
        (
            format!("/sign-in/with/{id}?next=/quotes"),
            "/sign-in?error=sso_down&next=/quotes",
        ),
        (
            format!("/sign-in/with/{id}?next=//evil.example"),
            "/sign-in?error=sso_down&next=/",
        ),
        (
            "/sign-in/with/nonsense".to_owned(),
            "/sign-in?error=sso_gone&next=/",
        ),
        // To link an account one is signed in.
        (
            format!("/sign-in/with/{id}?connect=made-up"),
            "/sign-in?error=sso_over&next=/",
        ),
        (
            "/sign-in/callback".to_owned(),
            "/sign-in?error=sso_over&next=/",
        ),
        (
            "/sign-in/callback?state=x&code=y&next=//evil.example".to_owned(),
            "/sign-in?error=sso_over&next=/",
        ),
        (
            "/sign-in/callback?state=x&state=y".to_owned(),
            "/sign-in?error=sso_over&next=/",
        ),
    ] {
        let response = site.get(&path, None).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(text(&response, "location"), location, "{path}");
        assert_eq!(text(&response, "set-cookie"), "", "{path}");
    }
    // And begins it on one's own page: no link of another's leads there.
    let cookie = site.sign_in("rep@example.com").await;
    for path in [
        format!("/sign-in/with/{id}?connect=made-up"),
        "/sign-in/callback?state=x&code=y".to_owned(),
    ] {
        let response = site.get(&path, Some(&cookie)).await;
        assert_eq!(text(&response, "location"), "/settings?sso=over", "{path}");
    }
    let page = body(site.get("/sign-in?error=sso_down", None).await).await;
    assert!(page.contains("does not answer as it should"));
    // What is no reason of ours is none of theirs.
    let page = body(site.get("/sign-in?error=sso_%3Cscript%3E", None).await).await;
    assert!(!page.contains("sso_<script>"));
}
