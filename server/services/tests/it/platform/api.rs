//! Tokens of the interface, kept answers, and the log as a token reads it.

use super::fields::{add, values};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support::{blank, product, save};
use crate::work::fixtures::task;
use services::platform::api::{Answered, KeptAnswer};
use shared::cpq::catalog::ProductDraft;
use shared::cpq::catalog::ops::{CreateProduct, EditProduct};
use shared::cpq::quotes::QuoteDraft;
use shared::crm::accounts::{AccountFacts, CreateAccount};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Action, Actor, ApiTokenId, Instant, ProblemKind, ProductId};
use shared::platform::api::{
    CreateToken, Level, ListEvents, ListTokens, NewToken, RevokeToken, Scopes,
};
use shared::platform::fields::{FieldKind, Holder};
use shared::work::Links;
use shared::work::tasks::ops::EditTask;
use shared::work::tasks::{Due, TaskDraft};

async fn token(bench: &Bench, actor: &Actor, days: Option<u32>) -> NewToken {
    let create = CreateToken {
        name: " Export ".into(),
        scopes: Scopes::all(Level::Read),
        days,
    };
    bench.run(actor, create).await.unwrap()
}

async fn opens(bench: &Bench, text: &str) -> Option<ApiTokenId> {
    match bench.services.bearer(text, "").await {
        Ok(bearer) => Some(bearer.token_id),
        Err(problem) => {
            assert_eq!(problem.kind, ProblemKind::Unauthenticated);
            None
        }
    }
}

both!(
    a_token_opens_until_it_ends_or_is_revoked,
    async |bench: &Bench| {
        let new = token(bench, &bench.rep, Some(30)).await;
        assert_eq!(new.view.name, "Export");
        let bearer = bench.services.bearer(&new.token, "").await.unwrap();
        assert_eq!(bearer.actor.user_id, bench.rep.user_id);
        assert_eq!(bearer.scopes, new.view.scopes);
        let mine = bench.run(&bench.rep, ListTokens {}).await.unwrap();
        assert_eq!(mine.len(), 1);
        assert_eq!(
            bench.run(&bench.colleague, ListTokens {}).await.unwrap(),
            []
        );
        // Only its hash is kept.
        let mut session = bench.services.store().read().await.unwrap();
        let found = store::platform::api::find(&mut session, &new.token, mine[0].created_at, true);
        assert!(found.await.unwrap().is_none());
        drop(session);

        let revoke = RevokeToken { id: new.view.id };
        let refused = bench
            .run(&bench.colleague, revoke.clone())
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        assert_eq!(bench.run(&bench.rep, revoke.clone()).await.unwrap(), []);
        assert_eq!(opens(bench, &new.token).await, None);
        let again = bench.run(&bench.rep, revoke).await.unwrap_err();
        assert_eq!(again.kind, ProblemKind::NotFound);

        let short = token(bench, &bench.rep, Some(1)).await;
        assert_eq!(opens(bench, &short.token).await, Some(short.view.id));
        bench.clock.advance(2 * 86_400_000);
        assert_eq!(opens(bench, &short.token).await, None);
        assert_eq!(bench.run(&bench.rep, ListTokens {}).await.unwrap(), []);
    }
);

both!(
    a_bucket_is_one_for_all_servers_and_fills_evenly,
    async |bench: &Bench| {
        // Three requests a minute.
        const FULL: i64 = 3_000;
        let token = token(bench, &bench.rep, None).await.view.id;
        let start = Instant(1_000_000);
        let take = async |after: i64| {
            let mut session = bench.services.store().write().await.unwrap();
            let at = Instant(start.0 + after);
            let taken = store::platform::api::take_request(&mut session, token, FULL, at).await;
            session.commit().await.unwrap();
            taken.unwrap()
        };
        for left in [2_000, 1_000, 0] {
            assert_eq!(take(0).await, (left, true));
        }
        assert_eq!(take(0).await, (0, false));
        assert_eq!(take(10_000).await, (500, false));
        assert_eq!(take(20_000).await, (0, true));
        // A server whose clock is behind brings nothing back.
        assert_eq!(take(5_000).await, (0, false));
        assert_eq!(take(200_000).await, (2_000, true));

        // Many at once get no more than there is.
        let all = (0..8).map(|_| take(200_000));
        let taken = futures::future::join_all(all).await;
        assert_eq!(taken.iter().filter(|(_, allowed)| *allowed).count(), 2);
        // One server alone counts for itself.
        let shared = bench.services.take_request(token, FULL, start).await;
        assert_eq!(shared.is_some(), bench.services.store().is_shared());
    }
);

both!(
    wrong_tokens_are_counted_by_address,
    async |bench: &Bench| {
        let wrong = shared::platform::api::token([3; 32]);
        for _ in 0..50 {
            let refused = bench
                .services
                .bearer(&wrong, "203.0.113.9")
                .await
                .unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Unauthenticated);
        }
        let refused = bench
            .services
            .bearer(&wrong, "203.0.113.9")
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::TooManyRequests);
        let elsewhere = bench
            .services
            .bearer(&wrong, "203.0.113.10")
            .await
            .unwrap_err();
        assert_eq!(elsewhere.kind, ProblemKind::Unauthenticated);
        bench.clock.advance(16 * 60_000);
        let later = bench
            .services
            .bearer(&wrong, "203.0.113.9")
            .await
            .unwrap_err();
        assert_eq!(later.kind, ProblemKind::Unauthenticated);
    }
);

both!(
    a_key_is_taken_once_and_keeps_its_answer_for_a_day,
    async |bench: &Bench| {
        let id = token(bench, &bench.rep, None).await.view.id;
        let services = &bench.services;
        let made = bench.uuid();
        let begin = async |hash: &str, new| {
            let begun = services.begin_answer(id, "k", hash, new).await;
            begun.unwrap()
        };
        let again = async |hash: &str| begin(hash, bench.uuid()).await;
        assert_eq!(begin("a", made).await, Answered::Begin(made));
        assert_eq!(again("a").await, Answered::Running);
        assert_eq!(again("b").await, Answered::Other);
        let kept = KeptAnswer {
            status: 201,
            headers_json: "[]".into(),
            body: "{}".into(),
        };
        services.end_answer(id, "k", Some(&kept)).await.unwrap();
        assert_eq!(again("a").await, Answered::Before(kept));
        bench.clock.advance(25 * 3_600_000);
        let made = bench.uuid();
        assert_eq!(begin("b", made).await, Answered::Begin(made));
        // Given back, the same request has it at once; left behind by a server that died, after a while. It
        // makes what it makes under the first id, because nobody knows how far it came.
        services.end_answer(id, "k", None).await.unwrap();
        assert_eq!(again("c").await, Answered::Other);
        assert_eq!(again("b").await, Answered::Begin(made));
        assert_eq!(again("b").await, Answered::Running);
        bench.clock.advance(3 * 60_000);
        assert_eq!(again("c").await, Answered::Other);
        assert_eq!(again("b").await, Answered::Begin(made));
        assert_eq!(again("b").await, Answered::Running);
        bench.clock.advance(25 * 3_600_000);
        let other = bench.uuid();
        assert_eq!(begin("c", other).await, Answered::Begin(other));
    }
);

both!(the_log_goes_on_where_it_ended, async |bench: &Bench| {
    for name in ["A", "B", "C"] {
        let create = CreateAccount {
            id: AccountId(bench.uuid()),
            facts: AccountFacts::named(name, bench.rep.user_id),
        };
        bench.run(&bench.rep, create).await.unwrap();
    }
    bench.clock.advance(5_000);
    let mut after = 0;
    let mut told = Vec::new();
    loop {
        let page = bench
            .run(
                &bench.stranger,
                ListEvents {
                    after,
                    limit: 2,
                    changes: false,
                },
            )
            .await
            .unwrap();
        told.extend(page.events);
        after = page.last;
        if !page.more {
            break;
        }
    }
    let created = told
        .iter()
        .filter(|event| event.action == "created" && event.entity.code() == "account");
    assert_eq!(created.count(), 3);
    let end = bench
        .run(
            &bench.stranger,
            ListEvents {
                after,
                limit: 2,
                changes: false,
            },
        )
        .await
        .unwrap();
    assert_eq!((end.events.len(), end.last, end.more), (0, after, false));
});

/// The fields that changed by kind of record, as `actor` is told them.
async fn changed(bench: &Bench, actor: &Actor) -> Vec<(Entity, String)> {
    let asked = ListEvents {
        after: 0,
        limit: 500,
        changes: true,
    };
    let page = bench.run(actor, asked).await.unwrap();
    let mut told = Vec::new();
    for event in page.events.iter().filter(|event| event.action == "edited") {
        let changes = page.changes.get(&event.seq).into_iter().flatten();
        told.extend(changes.map(|change| (event.entity, change.field.clone())));
    }
    told
}

both!(
    the_log_tells_which_fields_of_tasks_quotes_and_products_changed,
    async |bench: &Bench| {
        for holder in [Holder::Task, Holder::Quote, Holder::Product] {
            add(bench, holder, "tier", FieldKind::Choice).await;
        }
        let gold = || values(&[("tier", "gold")]);
        let task = task(bench, &bench.rep, "Call", Due::None, Links::default()).await;
        let edit = EditTask {
            id: task.id,
            version: task.version,
            draft: TaskDraft {
                custom: gold(),
                ..task.draft()
            },
        };
        bench.run(&bench.rep, edit).await.unwrap();
        let quote = blank(bench, &bench.rep).await;
        let draft = QuoteDraft {
            custom: gold(),
            ..quote.draft.clone()
        };
        save(bench, &bench.rep, &quote, draft).await.unwrap();
        let create = CreateProduct {
            id: ProductId(bench.uuid()),
            draft: product("P-1"),
        };
        let product = bench.run(&bench.administrator, create).await.unwrap();
        let edit = EditProduct {
            id: product.id,
            version: product.version,
            draft: ProductDraft {
                custom: gold(),
                ..product.draft.clone()
            },
        };
        bench.run(&bench.administrator, edit).await.unwrap();
        bench.clock.advance(5_000);
        let own = |told: &[(Entity, String)]| -> Vec<Entity> {
            let own = told.iter().filter(|(_, field)| field == "custom.tier");
            own.map(|(entity, _)| *entity).collect()
        };
        let all = changed(bench, &bench.administrator).await;
        assert_eq!(own(&all), [Entity::Task, Entity::Quote, Entity::Product]);
        // Who may not see the records is not told what changed in them; costs are not everybody's.
        let theirs = changed(bench, &bench.stranger).await;
        assert!(
            theirs
                .iter()
                .all(|(entity, _)| !matches!(entity, Entity::Task | Entity::Quote)),
            "{theirs:?}"
        );
        let sees_costs = bench.rep.may(Action::ViewMargin);
        let mine = own(&changed(bench, &bench.rep).await);
        assert_eq!(mine.contains(&Entity::Product), sees_costs);
        assert!(mine.contains(&Entity::Task) && mine.contains(&Entity::Quote));
    }
);
