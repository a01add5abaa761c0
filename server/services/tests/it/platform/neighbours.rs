//! Several processes on one database: what one saves the pages of the others are told, once, and what
//! was saved while one was cut off, too.

use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::event::Entity;
use std::time::Duration;
use store::{Change, Published, Store};
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

async fn save(store: &Store, id: Uuid) {
    let mut session = store.write().await.unwrap();
    let change = Change::<()> {
        entity: Entity::Company,
        id,
        parent: None,
        owner: None,
        action: "edited",
        before: None,
        after: None,
    };
    session.record(START, None, change).await.unwrap();
    session.commit().await.unwrap();
}

async fn next(heard: &mut Receiver<Published>) -> Uuid {
    let heard = tokio::time::timeout(Duration::from_secs(20), heard.recv());
    heard.await.expect("nothing was heard").unwrap().event.id
}

both!(
    what_another_process_saves_is_heard_once,
    async |bench: &Bench| {
        let own = bench.services.store().clone();
        let other = Store::open(&bench.url).await.unwrap();
        let mut heard = own.subscribe();
        let mut neighbours = own.neighbours().await.unwrap();
        let listening = tokio::spawn(async move {
            loop {
                neighbours.next().await.unwrap();
            }
        });
        let ids: Vec<Uuid> = (0..4).map(|_| bench.uuid()).collect();
        save(&other, ids[0]).await;
        assert_eq!(next(&mut heard).await, ids[0]);
        // One's own is told at once, and not again by the way round.
        save(&own, ids[1]).await;
        assert_eq!(next(&mut heard).await, ids[1]);
        save(&other, ids[2]).await;
        assert_eq!(next(&mut heard).await, ids[2]);
        // What is undone nobody hears of.
        let session = other.write().await.unwrap();
        drop(session);
        save(&other, ids[3]).await;
        assert_eq!(next(&mut heard).await, ids[3]);
        assert!(heard.try_recv().is_err());
        listening.abort();
    }
);

both!(
    what_was_saved_while_one_was_cut_off_is_heard_afterwards,
    async |bench: &Bench| {
        let own = bench.services.store().clone();
        let other = Store::open(&bench.url).await.unwrap();
        let mut heard = own.subscribe();
        let mut neighbours = own.neighbours().await.unwrap();
        // Nobody calls `next` meanwhile, and PostgreSQL ends the listening connection.
        if !bench.url.starts_with("sqlite") {
            let mut session = other.read().await.unwrap();
            let ended: Vec<(bool,)> = session
                .all(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE query = 'LISTEN \"jalon_' || current_schema() || '\"'",
                    store::args![],
                )
                .await
                .unwrap();
            assert_eq!(ended, [(true,)]);
        }
        let id = bench.uuid();
        save(&other, id).await;
        let listening = tokio::spawn(async move {
            loop {
                // The first words may be that the connection is lost.
                let _ = neighbours.next().await;
            }
        });
        assert_eq!(next(&mut heard).await, id);
        let later = bench.uuid();
        save(&other, later).await;
        assert_eq!(next(&mut heard).await, later);
        listening.abort();
    }
);

both!(
    who_comes_back_hears_of_what_was_saved_late,
    async |bench: &Bench| {
        // SQLite has one writer: its numbers are saved in their order.
        if !bench.services.store().is_shared() {
            return;
        }
        let store = bench.services.store();
        let (late, early) = (bench.uuid(), bench.uuid());
        let mut slow = store.write().await.unwrap();
        let change = Change::<()> {
            entity: Entity::Company,
            id: late,
            parent: None,
            owner: None,
            action: "edited",
            before: None,
            after: None,
        };
        let lower = slow.record(START, None, change).await.unwrap();
        save(store, early).await;
        let heard = store.read().await.unwrap().last_event().await.unwrap();
        assert!(heard > lower);
        // The connection of a page ends here, and then the slow one is saved.
        slow.commit().await.unwrap();
        let mut session = store.read().await.unwrap();
        let after = store::events_after(&mut session, heard, 500).await;
        assert!(after.unwrap().is_empty());
        let missed = store::events_missed(&mut session, heard, 500)
            .await
            .unwrap();
        assert!(missed.iter().any(|one| one.event.id == late));
    }
);
