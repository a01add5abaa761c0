//! A signed-in person links an account at a provider to themselves.

use super::*;
use crate::bench::PASSWORD;
use services::platform::auth::SignedIn;
use shared::kernel::{Actor, Instant, ProblemKind};
use shared::platform::passkeys::ListPasskeys;
use shared::platform::sso::{ConnectProvider, UnlinkIdentity};

/// Signed in by password.
async fn signed_in(bench: &Bench, email: &str) -> SignedIn {
    let services = &bench.services;
    let entry = services.sign_in(email, PASSWORD, "", "x").await.unwrap();
    services.authenticate(&entry.token).await.unwrap().unwrap()
}

/// What the page of settings is given.
async fn ticket(bench: &Bench, actor: &Actor, id: ProviderId) -> String {
    let connection = bench.run(actor, ConnectProvider { id }).await.unwrap();
    let way = format!("/sign-in/with/{id}?connect=");
    connection.address.strip_prefix(&way).unwrap().to_owned()
}

async fn go(bench: &Bench, id: ProviderId, ticket: &str, who: &SignedIn) -> Result<Away, Refusal> {
    bench
        .services
        .begin_connection(id, ticket, who, Lang::En, FROM.address)
        .await
}

async fn back(
    bench: &Bench,
    away: &Away,
    who: Option<&SignedIn>,
) -> Result<(Arrival, String), (Refusal, String)> {
    bench
        .services
        .come_from_provider(&answer(away), &away.browser, who, Lang::En, FROM)
        .await
}

/// The whole way of `who`, to the account `subject` with `email`.
async fn connect(
    bench: &Bench,
    (running, id): &(Provider, ProviderId),
    who: &SignedIn,
    (subject, email): (&str, &str),
) -> Result<String, Refusal> {
    let ticket = ticket(bench, &who.actor, *id).await;
    let away = go(bench, *id, &ticket, who).await.unwrap();
    running.with().claims = claims(running, &away, subject, email);
    match back(bench, &away, Some(who)).await {
        Ok((Arrival::Connected, target)) => Ok(target),
        Ok((Arrival::Entered(_), _)) => panic!("came in"),
        Err((refusal, _)) => Err(refusal),
    }
}

both!(
    one_links_an_account_with_another_address_and_comes_in_with_it,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let rep = signed_in(bench, "rep@example.com").await;
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert_eq!((own.list.len(), own.ways.len()), (0, 1));
        let account = ("ann-1", "ann.private@example.com");
        let target = connect(bench, &acme, &rep, account).await.unwrap();
        assert_eq!(target, "/settings?sso=connected");
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert_eq!(own.list[0].email, "ann.private@example.com");
        assert!(own.ways.is_empty());
        assert_eq!(
            last_actions(bench, bench.rep.user_id.0).await,
            ["identity_linked"]
        );
        let (entry, _) = sign_in(bench, &acme, "ann-1", "ann.private@example.com")
            .await
            .unwrap();
        assert_eq!(who(bench, &entry).await, bench.rep.user_id);
        // There is no second one at the same provider.
        let again = bench.run(&bench.rep, ConnectProvider { id: acme.1 }).await;
        assert_eq!(again.unwrap_err().kind, ProblemKind::NotFound);
    }
);

both!(
    an_account_of_somebody_else_or_of_another_domain_is_not_linked,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        sign_in(bench, &acme, "col-1", "colleague@example.com")
            .await
            .unwrap();
        let rep = signed_in(bench, "rep@example.com").await;
        for (account, refusal) in [
            (("col-1", "colleague@example.com"), Refusal::Taken),
            (("ann-1", "ann@evil.example"), Refusal::Domain),
            (("ann-1", ""), Refusal::Email),
        ] {
            let came = connect(bench, &acme, &rep, account).await;
            assert_eq!(came, Err(refusal));
        }
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert!(own.list.is_empty());
    }
);

both!(
    a_way_out_is_opened_by_its_owner_and_ends_in_the_same_session,
    async |bench: &Bench| {
        let acme = running(bench, |_| {}).await;
        let rep = signed_in(bench, "rep@example.com").await;
        let other = signed_in(bench, "rep@example.com").await;
        let colleague = signed_in(bench, "colleague@example.com").await;
        let one = ticket(bench, &bench.rep, acme.1).await;
        for (ticket, who) in [(one.as_str(), &colleague), ("made up", &rep), ("", &rep)] {
            let gone = go(bench, acme.1, ticket, who).await;
            assert_eq!(gone.unwrap_err(), Refusal::Over);
        }
        // Somebody else's answer in one's own browser, in no session, in another session of oneself.
        for who in [None, Some(&colleague), Some(&other)] {
            let one = ticket(bench, &bench.rep, acme.1).await;
            let away = go(bench, acme.1, &one, &rep).await.unwrap();
            acme.0.with().claims = claims(&acme.0, &away, "eve-1", "eve@example.com");
            let came = back(bench, &away, who).await;
            assert_eq!(came.map(|_| ()).unwrap_err().0, Refusal::Over);
        }
        // A ticket is good once, and for two minutes.
        let one = ticket(bench, &bench.rep, acme.1).await;
        go(bench, acme.1, &one, &rep).await.unwrap();
        assert_eq!(
            go(bench, acme.1, &one, &rep).await.unwrap_err(),
            Refusal::Over
        );
        let late = ticket(bench, &bench.rep, acme.1).await;
        bench.clock.set(Instant(START.0 + 3 * 60_000));
        assert_eq!(
            go(bench, acme.1, &late, &rep).await.unwrap_err(),
            Refusal::Over
        );
        // A session that ended takes its way with it.
        let one = ticket(bench, &bench.rep, acme.1).await;
        let away = go(bench, acme.1, &one, &rep).await.unwrap();
        let mut session = bench.services.store().write().await.unwrap();
        store::platform::sessions::end(&mut session, rep.session_id, rep.actor.user_id)
            .await
            .unwrap();
        session.commit().await.unwrap();
        acme.0.with().claims = claims(&acme.0, &away, "ann-1", "rep@example.com");
        let came = back(bench, &away, Some(&rep)).await;
        assert_eq!(came.map(|_| ()).unwrap_err().0, Refusal::Over);
        let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
        assert!(own.list.is_empty());
    }
);

both!(a_passkey_is_another_way_in, async |bench: &Bench| {
    let acme = running(bench, |_| {}).await;
    let rep = signed_in(bench, "rep@example.com").await;
    connect(bench, &acme, &rep, ("ann-1", "rep@example.com"))
        .await
        .unwrap();
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "UPDATE users SET password_hash = '' WHERE id = $1",
            store::args![bench.rep.user_id],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    let own = bench.run(&bench.rep, ListIdentities {}).await.unwrap();
    let unlink = UnlinkIdentity { id: own.list[0].id };
    let refused = bench.run(&bench.rep, unlink.clone()).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "only_way_in");
    crate::platform::passkeys::passkey(bench, bench.rep.user_id).await;
    let all = bench.run(&bench.rep, ListPasskeys {}).await.unwrap();
    assert_eq!((all.list.len(), all.others), (1, 1));
    assert!(bench.run(&bench.rep, unlink).await.unwrap().list.is_empty());
});
