//! The log's seals: whatever is changed behind Jalon's back is found, whatever Jalon itself does is not.

use super::erasure::{NAME, contact, erase, exec, zoe};
use crate::bench::{Bench, on_sqlite};
use crate::both;
use services::platform::audit::Known;
use shared::crm::accounts::{AccountFacts, CreateAccount};
use shared::kernel::AccountId;
use shared::platform::audit::{CheckLog, FaultKind, LogCheck};
use shared::platform::erasure::{Subject, SubjectKind};
use shared::platform::health::{GetHealth, Mark};
use store::args;
use uuid::Uuid;

async fn create(bench: &Bench, name: &str) {
    let new = CreateAccount {
        id: AccountId(bench.uuid()),
        facts: AccountFacts::named(name, bench.rep.user_id),
    };
    bench.run(&bench.rep, new).await.unwrap();
}

async fn seal(bench: &Bench) {
    while bench.services.seal_some().await.unwrap() > 0 {}
}

async fn check(bench: &Bench) -> LogCheck {
    bench.services.check_log(None).await.unwrap()
}

/// A text of the program's life.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Another byte in the place of one.
fn spoilt(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let places: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at].is_ascii())
        .collect();
    let at = places[rand::random_range(0..places.len())];
    bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).unwrap()
}

/// Changes one byte of `column` in the row `key = at`, sees it found, and changes it back; `false` where there is
/// nothing to change.
async fn edit(bench: &Bench, (table, column): (&str, &str), (key, at): (&str, i64)) -> bool {
    let get = kept(format!(
        "SELECT {column} FROM {table} WHERE {key} = $1 AND {column} IS NOT NULL"
    ));
    let set = kept(format!("UPDATE {table} SET {column} = $2 WHERE {key} = $1"));
    let mut session = bench.services.store().write().await.unwrap();
    let back = match column {
        "at" | "seq" => {
            let row: Option<(i64,)> = session.opt(get, args![at]).await.unwrap();
            let Some((value,)) = row else { return false };
            let other = value ^ (1 << (8 * rand::random_range(1..6)));
            session.exec(set, args![at, other]).await.unwrap();
            args![at, value]
        }
        "actor_id" | "entity_id" | "parent_id" | "owner_id" => {
            let row: Option<(Uuid,)> = session.opt(get, args![at]).await.unwrap();
            let Some((value,)) = row else { return false };
            let mut bytes = value.into_bytes();
            bytes[rand::random_range(0..16)] ^= 1;
            let other = Uuid::from_bytes(bytes);
            session.exec(set, args![at, other]).await.unwrap();
            args![at, value]
        }
        _ => {
            let row: Option<(String,)> = session.opt(get, args![at]).await.unwrap();
            let Some((value,)) = row else { return false };
            session.exec(set, args![at, spoilt(&value)]).await.unwrap();
            args![at, value]
        }
    };
    session.commit().await.unwrap();
    let found = check(bench).await;
    assert!(found.fault.is_some(), "{table}.{column} of {at}");
    exec(bench, set, back).await;
    true
}

both!(every_changed_byte_is_found, async |bench: &Bench| {
    for index in 0..6 {
        create(bench, &format!("Sealed {index}")).await;
    }
    // What waits is not lost sight of.
    let before = check(bench).await;
    assert!(before.waiting >= 6 && before.fault.is_none());
    seal(bench).await;
    let whole = check(bench).await;
    assert_eq!((whole.fault, whole.waiting, whole.rewritten), (None, 0, 0));
    assert_eq!(whole.entries, before.waiting);
    let mut session = bench.services.store().read().await.unwrap();
    let seqs: Vec<(i64,)> = session
        .all("SELECT seq FROM events ORDER BY seq", args![])
        .await
        .unwrap();
    drop(session);
    const EVENTS: [&str; 9] = [
        "at",
        "actor_id",
        "entity",
        "entity_id",
        "parent_id",
        "owner_id",
        "action",
        "before_json",
        "after_json",
    ];
    const SEALS: [&str; 5] = ["seq", "kind", "salt", "content", "chain"];
    let wanted = std::env::var("JALON_EDITS").ok();
    let wanted = wanted.and_then(|text| text.parse().ok()).unwrap_or(50);
    let mut done = 0;
    while done < wanted {
        let at = rand::random_range(0..seqs.len());
        let hit = if rand::random_range(0..3) == 0 {
            let column = SEALS[rand::random_range(0..SEALS.len())];
            let position = i64::try_from(at).unwrap() + 1;
            edit(bench, ("event_seals", column), ("position", position)).await
        } else {
            let column = EVENTS[rand::random_range(0..EVENTS.len())];
            edit(bench, ("events", column), ("seq", seqs[at].0)).await
        };
        done += i32::from(hit);
    }
    assert_eq!(check(bench).await.fault, None, "all is as it was");
});

both!(
    what_is_taken_away_or_slipped_in_is_found,
    async |bench: &Bench| {
        for index in 0..4 {
            create(bench, &format!("Sealed {index}")).await;
        }
        seal(bench).await;
        let end = check(bench).await;
        let known = Known {
            position: end.position,
            chain: end.chain.clone(),
        };
        create(bench, "Later").await;
        seal(bench).await;
        let services = &bench.services;
        let found = services.check_log(Some(&known)).await.unwrap();
        assert_eq!(found.fault, None, "the chain still leads there");
        let wrong = Known {
            chain: "0".repeat(64),
            ..known.clone()
        };
        let found = services
            .check_log(Some(&wrong))
            .await
            .unwrap()
            .fault
            .unwrap();
        assert_eq!(found.kind, FaultKind::Known);
        let beyond = Known {
            position: end.position + 50,
            ..known
        };
        let found = services
            .check_log(Some(&beyond))
            .await
            .unwrap()
            .fault
            .unwrap();
        assert_eq!(found.kind, FaultKind::Known);

        // A page asks, and the health page says what was found.
        let ask = |now| bench.run(&bench.administrator, CheckLog { now });
        assert_eq!(ask(false).await.unwrap(), None);
        assert_eq!(ask(true).await.unwrap().unwrap().fault, None);
        exec(
            bench,
            "DELETE FROM events WHERE seq = (SELECT MIN(seq) FROM events)",
            args![],
        )
        .await;
        assert_eq!(
            ask(false).await.unwrap().unwrap().fault,
            None,
            "not read since"
        );
        let fault = ask(true).await.unwrap().unwrap().fault.unwrap();
        assert_eq!(fault.kind, FaultKind::Gone);
        assert_eq!(ask(false).await.unwrap().unwrap().fault, Some(fault));
        let health = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert!(health.marks().contains(&Mark::BrokenLog));
    }
);

both!(
    the_end_of_the_chain_and_the_queue_are_missed,
    async |bench: &Bench| {
        create(bench, "First").await;
        create(bench, "Second").await;
        // Past the queue: nobody knows where it came from.
        exec(
            bench,
            "DELETE FROM event_seal_queue WHERE seq = (SELECT MAX(seq) FROM event_seal_queue)",
            args![],
        )
        .await;
        seal(bench).await;
        assert_eq!(check(bench).await.fault.unwrap().kind, FaultKind::Foreign);
        exec(
            bench,
            "INSERT INTO event_seal_queue (seq, why) SELECT MAX(seq), 'made' FROM events",
            args![],
        )
        .await;
        seal(bench).await;
        assert_eq!(check(bench).await.fault, None);
        exec(
            bench,
            "DELETE FROM event_seals WHERE position = (SELECT MAX(position) FROM event_seals)",
            args![],
        )
        .await;
        assert_eq!(check(bench).await.fault.unwrap().kind, FaultKind::Seal);
    }
);

both!(
    what_jalon_itself_erases_keeps_the_log_whole,
    async |bench: &Bench| {
        let person = contact(bench, zoe(bench)).await;
        create(bench, "Quillfeather likes us").await;
        seal(bench).await;
        let before = check(bench).await;
        let subject = Subject {
            kind: SubjectKind::Contact,
            id: person.id.0,
        };
        erase(bench, subject, NAME).await;
        // Before the new seals and after.
        assert_eq!(check(bench).await.fault, None);
        seal(bench).await;
        let after = check(bench).await;
        assert_eq!((after.fault, after.waiting), (None, 0));
        assert!(after.rewritten > 0 && after.entries >= before.entries);
        // Nothing is left to guess with.
        let mut session = bench.services.store().read().await.unwrap();
        let (left,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM event_seals s WHERE s.salt IS NOT NULL
             AND EXISTS (SELECT 1 FROM event_seals n WHERE n.seq = s.seq AND n.position > s.position)",
            args![],
        )
        .await
        .unwrap();
        assert_eq!(left, 0);
    }
);

#[test]
fn the_sample_company_comes_and_goes_and_the_log_is_whole() {
    on_sqlite(async |bench: &Bench| {
        bench.services.load_demo().await.unwrap();
        create(bench, "One of ours").await;
        seal(bench).await;
        let with = check(bench).await;
        assert_eq!(with.fault, None);
        bench.services.remove_demo().await.unwrap();
        assert_eq!(check(bench).await.fault, None);
        seal(bench).await;
        let without = check(bench).await;
        assert_eq!((without.fault, without.waiting), (None, 0));
        assert!(without.rewritten > 100 && without.entries < with.entries);
    });
}
