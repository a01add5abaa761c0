//! Activities and tasks found by what they say, products by their names: words, rights, and an index that stays true
//! whatever happens to the texts.

use super::erasure::{self, contact, erase, zoe};
use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::product;
use crate::deals::fixture as deals;
use crate::work::fixtures::draft as task_draft;
use shared::cpq::catalog::ops::CreateProduct;
use shared::deals::opportunities::{DeleteOpportunity, OpportunityView, RestoreOpportunity};
use shared::kernel::event::Entity;
use shared::kernel::{
    Action, ActivityId, Actor, LocalText, OpportunityId, ProductId, Rights, Scope, TaskId,
};
use shared::platform::search::{Find, Found, Hit};
use shared::work::Links;
use shared::work::activities::ops::{
    CreateActivity, DeleteActivity, EditActivity, RestoreActivity,
};
use shared::work::activities::{ActivityDraft, ActivityKind, ActivityView};
use shared::work::tasks::ops::{CreateTask, DeleteTask, RestoreTask};
use shared::work::tasks::{Due, TaskDraft};
use store::args;

async fn find(bench: &Bench, actor: &Actor, text: &str) -> Found {
    let request = Find {
        text: text.to_owned(),
        limit: 5,
    };
    bench.run(actor, request).await.unwrap()
}

/// The subjects of the activities and tasks found.
async fn said(bench: &Bench, actor: &Actor, text: &str) -> Vec<String> {
    let found = find(bench, actor, text).await;
    let said = found.hits.into_iter().filter(|hit| hit.said.is_some());
    said.map(|hit| hit.title).collect()
}

fn about(deal: &OpportunityView) -> Links {
    Links {
        opportunity: Some(deal.id),
        ..Links::default()
    }
}

fn note(subject: &str, body: &str, links: Links) -> ActivityDraft {
    ActivityDraft {
        kind: ActivityKind::Note,
        subject: subject.into(),
        body: body.into(),
        at: START,
        links,
        ..ActivityDraft::default()
    }
}

async fn log(bench: &Bench, actor: &Actor, draft: ActivityDraft) -> ActivityView {
    let id = ActivityId(bench.uuid());
    bench
        .run(actor, CreateActivity { id, draft })
        .await
        .unwrap()
}

/// The snippet of a hit, its marks in brackets.
fn shown(hit: &Hit) -> String {
    let pieces = hit.said.iter().flat_map(|said| &said.snippet);
    let piece = |piece: &shared::platform::search::Piece| match piece.marked {
        true => format!("[{}]", piece.text),
        false => piece.text.clone(),
    };
    pieces.map(piece).collect()
}

/// The index holds the words the texts have now, no others, and of no row that is gone.
async fn true_index(bench: &Bench) {
    let mut session = bench.services.store().write().await.unwrap();
    if session.is_postgres() {
        for differs in [
            "SELECT COUNT(*) FROM activities r FULL JOIN activity_texts t ON t.record_id = r.id
             WHERE t.words IS DISTINCT FROM said_words(r.subject || ' ' || r.body)",
            "SELECT COUNT(*) FROM tasks r FULL JOIN task_texts t ON t.record_id = r.id
             WHERE t.words IS DISTINCT FROM said_words(r.subject || ' ' || r.notes)",
        ] {
            let (count,): (i64,) = session.one(differs, args![]).await.unwrap();
            assert_eq!(count, 0, "{differs}");
        }
        return;
    }
    // With 1 it is compared with the texts: an entry too much or too few is an error.
    for check in [
        "INSERT INTO activity_words (activity_words, rank) VALUES ('integrity-check', 1)",
        "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)",
    ] {
        session.exec(check, args![]).await.unwrap();
    }
}

both!(
    words_are_found_in_what_was_written_with_what_stands_around_them,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let body = "Le cœur du sujet :\n la NÉGOCIATION des marges, jean-luc@straße.example.";
        log(bench, &bench.rep, note("Compte rendu", body, about(&deal))).await;
        let task = TaskDraft {
            notes: "Vérifier l’avenant no 7".into(),
            links: about(&deal),
            ..task_draft(&bench.rep, "Rappeler l’acheteur", Due::None)
        };
        let id = TaskId(bench.uuid());
        bench
            .run(&bench.rep, CreateTask { id, draft: task })
            .await
            .unwrap();

        let found = find(bench, &bench.rep, "negoc COEUR").await;
        let [hit] = found.hits.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (hit.entity, hit.title.as_str()),
            (Entity::Activity, "Compte rendu")
        );
        assert_eq!(hit.detail, "Rollout Lyon");
        let of = hit.said.as_ref().unwrap();
        assert_eq!((of.kind.as_str(), of.at), ("note", Some(START)));
        let record = of.record.as_ref().unwrap();
        assert_eq!((record.entity, record.id), (Entity::Opportunity, deal.id.0));
        assert_eq!(
            shown(hit),
            "Le [cœur] du sujet : la [NÉGOC]IATION des marges, jean-luc@straße.example."
        );
        // Found in the subject, shown there.
        let found = find(bench, &bench.rep, "compte").await;
        assert_eq!(shown(&found.hits[0]), "[Compte] rendu");
        let found = find(bench, &bench.rep, "avenant").await;
        assert_eq!(
            (found.hits[0].entity, found.hits[0].id),
            (Entity::Task, id.0)
        );
        assert_eq!(shown(&found.hits[0]), "Vérifier l’[avenant] no 7");
        for (typed, count) in [
            ("strasse", 1),
            ("jean-luc", 1),
            ("example luc", 1),
            ("marges absentes", 0),
            // Not the middle of a word; but with a slip, when nothing else is found.
            ("gociation", 0),
            ("negocaition", 1),
            ("negocaition margs", 1),
            ("avennat", 1),
            ("negocaition absentes", 0),
            // Short ones are meant as they are, and not alone.
            ("du marges", 1),
            ("d marges", 0),
            ("du", 0),
            ("\"marges\" OR x*", 0),
            ("'marges':* | x", 0),
        ] {
            assert_eq!(said(bench, &bench.rep, typed).await.len(), count, "{typed}");
        }
        true_index(bench).await;
    }
);

both!(
    a_slip_in_what_was_written_is_forgiven_and_shown,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let draft = note("Compte rendu", "la négociation des marges", about(&deal));
        log(bench, &bench.rep, draft).await;
        let found = find(bench, &bench.rep, "margse negocaition").await;
        assert!(found.loose);
        assert_eq!(shown(&found.hits[0]), "la [négociation] des [marges]");
        assert!(!find(bench, &bench.rep, "marges").await.loose);
        // What is written later is learnt; who may not read it finds nothing with a slip either.
        log(bench, &bench.rep, note("Suite", "un avenant", about(&deal))).await;
        assert_eq!(said(bench, &bench.rep, "avennat").await, ["Suite"]);
        assert!(
            find(bench, &bench.stranger, "avennat")
                .await
                .hits
                .is_empty()
        );
    }
);

both!(
    only_those_who_may_read_the_record_find_what_was_said_about_it,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        log(
            bench,
            &bench.rep,
            note("Visit", "the secret margin", about(&deal)),
        )
        .await;
        let task = TaskDraft {
            notes: "the secret plan".into(),
            links: about(&deal),
            ..task_draft(&bench.rep, "Call", Due::None)
        };
        let id = TaskId(bench.uuid());
        bench
            .run(&bench.rep, CreateTask { id, draft: task })
            .await
            .unwrap();
        let may = async |wanted: [(&Actor, usize); 5]| {
            for (actor, count) in wanted {
                let subjects = said(bench, actor, "secret").await;
                assert_eq!(subjects.len(), count, "{:?} {subjects:?}", actor.user_id);
            }
        };
        let (rep, manager) = (&bench.rep, &bench.manager);
        let (colleague, stranger, head) = (&bench.colleague, &bench.stranger, &bench.head);
        may([
            (rep, 2),
            (manager, 2),
            (head, 2),
            (colleague, 0),
            (stranger, 0),
        ])
        .await;
        // On the deal's team one reads what is said about it.
        let team = "INSERT INTO opportunity_team (opportunity_id, user_id, role) VALUES ($1, $2, 'seller')";
        erasure::exec(bench, team, args![deal.id, colleague.user_id]).await;
        may([
            (rep, 2),
            (manager, 2),
            (head, 2),
            (colleague, 2),
            (stranger, 0),
        ])
        .await;
        // Given away: who wrote it still reads a task of their own, but an activity has no page they may open.
        let give = "UPDATE opportunities SET owner_id = $2 WHERE id = $1";
        erasure::exec(bench, give, args![deal.id, stranger.user_id]).await;
        assert_eq!(said(bench, rep, "secret margin").await, [""; 0]);
        assert_eq!(said(bench, rep, "secret plan").await, ["Call"]);
        assert_eq!(said(bench, stranger, "secret").await.len(), 2);
        // Who may read no activities finds none, whatever else.
        let mut blind = head.clone();
        blind.rights = Rights::of(head.role).with(Action::ViewActivity, Scope::None);
        assert_eq!(said(bench, &blind, "secret").await, [""; 0]);
    }
);

both!(
    a_text_is_found_as_it_is_now_while_it_and_its_record_are_there,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let one = log(
            bench,
            &bench.rep,
            note("First", "an old word", about(&deal)),
        )
        .await;
        let rep = &bench.rep;
        let edit = EditActivity {
            id: one.id,
            version: one.version,
            draft: note("First", "a newer wörd", about(&deal)),
        };
        bench.run(rep, edit).await.unwrap();
        assert_eq!(said(bench, rep, "old").await, [""; 0]);
        assert_eq!(said(bench, rep, "newer word").await, ["First"]);
        true_index(bench).await;
        bench.run(rep, DeleteActivity { id: one.id }).await.unwrap();
        assert_eq!(said(bench, rep, "newer").await, [""; 0]);
        bench
            .run(rep, RestoreActivity { id: one.id })
            .await
            .unwrap();
        assert_eq!(said(bench, rep, "newer").await, ["First"]);
        let gone = DeleteOpportunity {
            id: deal.id,
            version: deals::get(bench, rep, deal.id).await.unwrap().version,
        };
        let gone = bench.run(rep, gone).await.unwrap();
        assert_eq!(said(bench, rep, "newer").await, [""; 0]);
        let back = RestoreOpportunity {
            id: deal.id,
            version: gone.version,
        };
        bench.run(rep, back).await.unwrap();
        assert_eq!(said(bench, rep, "newer").await, ["First"]);

        let id = TaskId(bench.uuid());
        let draft = task_draft(rep, "Newer errand", Due::None);
        bench.run(rep, CreateTask { id, draft }).await.unwrap();
        assert_eq!(said(bench, rep, "newer").await, ["First", "Newer errand"]);
        bench.run(rep, DeleteTask { id }).await.unwrap();
        assert_eq!(said(bench, rep, "newer").await, ["First"]);
        bench.run(rep, RestoreTask { id }).await.unwrap();
        assert_eq!(said(bench, rep, "errand").await, ["Newer errand"]);
        true_index(bench).await;
        // Gone for good.
        erasure::exec(bench, "DELETE FROM activities WHERE id = $1", args![one.id]).await;
        erasure::exec(bench, "DELETE FROM tasks WHERE id = $1", args![id]).await;
        true_index(bench).await;
        let left =
            "SELECT (SELECT COUNT(*) FROM activity_texts) + (SELECT COUNT(*) FROM task_texts)";
        assert_eq!(erasure::number(bench, left).await, 0);
    }
);

both!(
    an_erased_person_is_found_in_no_text,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let one = contact(bench, zoe(bench)).await;
        let links = Links {
            contact: Some(one.id),
            ..about(&deal)
        };
        log(
            bench,
            &bench.rep,
            note("Lunch", "Quillfeather likes cats", links),
        )
        .await;
        let other = "Ask zoe.quill@quill.example or Zoé Quillfeather about the terms";
        log(bench, &bench.rep, note("Terms", other, about(&deal))).await;
        assert_eq!(
            said(bench, &bench.rep, "quillfeather").await,
            ["Terms", "Lunch"]
        );
        erase(bench, erasure::of(one.id), erasure::NAME).await;
        for typed in ["quillfeather", "zoe.quill@quill.example", "cats"] {
            assert_eq!(said(bench, &bench.rep, typed).await, [""; 0], "{typed}");
        }
        assert_eq!(said(bench, &bench.rep, "about the terms").await, ["Terms"]);
        true_index(bench).await;
    }
);

/// Notes of somebody on a deal, put into the table directly.
async fn many(bench: &Bench, owner: &Actor, deal: OpportunityId, count: i64) {
    let row = |n: i64| {
        let subject = format!("Note {n}");
        let at = START.0 + n;
        args![
            bench.uuid(),
            &subject,
            "a common word",
            at,
            deal,
            owner.user_id,
            START
        ]
    };
    let rows: Vec<_> = (0..count).map(row).collect();
    let mut session = bench.services.store().write().await.unwrap();
    for row in rows {
        session
            .exec(
                "INSERT INTO activities (id, kind, subject, body, outcome, at, opportunity_id, owner_id, sample, created_at, version)
                 VALUES ($1, 'note', $2, $3, '', $4, $5, $6, FALSE, $7, 1)",
                row,
            )
            .await
            .unwrap();
    }
    session.commit().await.unwrap();
}

both!(
    ones_own_is_found_among_many_newer_texts_of_others,
    async |bench: &Bench| {
        let own = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        log(
            bench,
            &bench.rep,
            note("Mine", "a common word", about(&own)),
        )
        .await;
        let theirs = deals::deal(bench, &bench.stranger, "Rollout Nantes", 10).await;
        many(bench, &bench.stranger, theirs.id, 800).await;
        assert_eq!(said(bench, &bench.rep, "common").await, ["Mine"]);
        // The newest first.
        let head = said(bench, &bench.head, "common").await;
        assert_eq!(
            head,
            ["Note 799", "Note 798", "Note 797", "Note 796", "Note 795"]
        );
    }
);

both!(
    products_are_found_by_code_and_name_with_a_slip_forgiven,
    async |bench: &Bench| {
        let id = ProductId(bench.uuid());
        let draft = shared::cpq::catalog::ProductDraft {
            name: LocalText::new("Telescope mount", "Monture de télescope"),
            ..product("TL-77")
        };
        let create = CreateProduct { id, draft };
        bench.run(&bench.administrator, create).await.unwrap();
        for typed in ["tl-77", "telescope", "mount TELE", "telescoep"] {
            let found = find(bench, &bench.rep, typed).await;
            let [hit] = found.hits.as_slice() else {
                panic!("{typed}: {found:?}")
            };
            assert_eq!((hit.entity, hit.id), (Entity::Product, id.0), "{typed}");
            assert_eq!(hit.detail, "TL-77");
        }
        erasure::exec(bench, "DELETE FROM products WHERE id = $1", args![id]).await;
        assert!(find(bench, &bench.rep, "telescope").await.hits.is_empty());
    }
);

both!(words_of_any_script_are_looked_for, async |bench: &Bench| {
    let deal = deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
    let text = "Réunion à Delhi : हिन्दी में बात हुई";
    log(bench, &bench.rep, note("Delhi", text, about(&deal))).await;
    log(bench, &bench.rep, note("Lyon", "Réunion", about(&deal))).await;
    for typed in ["हिन्दी", "reunion हिन्दी"] {
        assert_eq!(said(bench, &bench.rep, typed).await, ["Delhi"], "{typed}");
    }
    assert_eq!(said(bench, &bench.rep, "reunion").await, ["Lyon", "Delhi"]);
    // Signs that are letters to us and none to the index: nothing is found, and nothing fails.
    for typed in ["rolloutⒶb", "ไทยดีมาก", "தமிழ்", "x𞤢y", "ⓐⓑ"]
    {
        assert_eq!(said(bench, &bench.rep, typed).await, [""; 0], "{typed}");
    }
});

both!(
    names_are_looked_up_in_the_index_when_rows_were_counted,
    async |bench: &Bench| {
        let store = bench.services.store();
        deals::deal(bench, &bench.rep, "Rollout Lyon", 10).await;
        let mut session = store.write().await.unwrap();
        if session.is_postgres() {
            return;
        }
        session.exec("ANALYZE", args![]).await.unwrap();
        session.commit().await.unwrap();
        store.look_at_plans();
        assert_eq!(find(bench, &bench.rep, "lyon").await.hits.len(), 1);
        let plans = store.take_plans().into_iter();
        let steps: Vec<String> = plans
            .filter(|plan| plan.statement.contains("search_grams"))
            .flat_map(|plan| plan.steps)
            .collect();
        assert!(!steps.is_empty());
        assert!(
            !steps.iter().any(|step| step.contains("SCAN sr")),
            "{steps:#?}"
        );
    }
);

both!(
    what_is_said_is_looked_up_in_the_index,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        let plan: Vec<String> = if session.is_postgres() {
            session
                .exec("SET LOCAL enable_seqscan = off", args![])
                .await
                .unwrap();
            let explain = "EXPLAIN SELECT n FROM activity_texts WHERE words @@ (SELECT CAST(said_plain($1) AS tsquery)) LIMIT 20";
            let rows: Vec<(String,)> = session.all(explain, args!["'abc':*"]).await.unwrap();
            rows.into_iter().map(|row| row.0).collect()
        } else {
            let explain = "EXPLAIN QUERY PLAN SELECT t.n FROM activity_words w JOIN activity_texts t ON t.n = w.rowid
            WHERE w.activity_words MATCH $1 ORDER BY w.rowid DESC LIMIT 20";
            let rows: Vec<(i64, i64, i64, String)> =
                session.all(explain, args!["\"abc\"*"]).await.unwrap();
            rows.into_iter().map(|row| row.3).collect()
        };
        let has = |part: &str| plan.iter().any(|line| line.contains(part));
        assert!(
            has("activity_texts_words") || has("VIRTUAL TABLE INDEX"),
            "{plan:?}"
        );
        assert!(
            !has("TEMP B-TREE"),
            "the index gives the newest first: {plan:?}"
        );
    }
);
