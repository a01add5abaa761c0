//! What an erasure leaves alone: documents the law wants, other people.

use super::erasure::{EMAIL, NAME, contact, erase, exec, number, of, texts, traces, zoe};
use super::fields::{add, values};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support;
use crate::crm::accounts;
use crate::work::fixtures;
use shared::crm::contacts::{ContactFacts, GetContact};
use shared::kernel::TaskId;
use shared::platform::erasure::{KeptDocument, TermKind};
use shared::platform::fields::{FieldKind, Holder};
use shared::work::Links;
use shared::work::tasks::ops::CreateTask;
use shared::work::tasks::{Due, TaskDraft};
use store::args;

both!(
    an_accepted_quote_is_kept_and_named,
    async |bench: &Bench| {
        let one = contact(bench, zoe(bench)).await;
        let accepted = support::blank(bench, &bench.rep).await;
        let draft = support::blank(bench, &bench.rep).await;
        for (quote, state) in [(&accepted, "accepted"), (&draft, "sent")] {
            exec(
            bench,
            "UPDATE quotes SET state = $2, contact_id = $3, parties = '{\"contact\":\"Zoé Quillfeather\"}', introduction = 'Dear Zoé Quillfeather' WHERE id = $1",
            args![quote.id, state, one.id],
        )
        .await;
            exec(
            bench,
            "INSERT INTO rooms (id, quote_id, token_hash, recipient, created_at) VALUES ($1, $2, $3, 'zoe.quill@quill.example', 1)",
            args![bench.uuid(), quote.id, state],
        )
        .await;
            exec(
            bench,
            "INSERT INTO room_messages (id, quote_id, author, ours, body, at) VALUES ($1, $2, 'Zoé Quillfeather', FALSE, 'My husband says no', 1)",
            args![bench.uuid(), quote.id],
        )
        .await;
        }
        let erasure = erase(bench, of(one.id), NAME).await;
        let kept = [KeptDocument {
            number: accepted.number.clone(),
            signed: false,
        }];
        assert_eq!(erasure.report.kept, kept);
        let mut left: Vec<String> = traces(bench)
            .await
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        left.sort();
        left.dedup();
        assert_eq!(
            left,
            [
                "quotes.introduction",
                "quotes.parties",
                "room_messages.author",
                "rooms.recipient"
            ]
        );
        assert_eq!(
            number(
                bench,
                "SELECT COUNT(*) FROM quotes WHERE introduction LIKE '%Quill%'"
            )
            .await,
            1
        );
        assert_eq!(number(bench, "SELECT COUNT(*) FROM rooms").await, 1);
        assert_eq!(number(bench, "SELECT COUNT(*) FROM room_messages").await, 1);
        // The quote still points at its contact, who is nobody now.
        assert_eq!(
            number(
                bench,
                "SELECT COUNT(*) FROM contacts WHERE email = '' AND last_name = '[…]'"
            )
            .await,
            1
        );
    }
);

both!(
    others_with_the_same_name_or_number_are_left_alone,
    async |bench: &Bench| {
        let office = accounts::create(bench, &bench.rep, "Office").await;
        exec(
            bench,
            "UPDATE accounts SET phone = '06 98 76 54 32' WHERE id = $1",
            args![office.id],
        )
        .await;
        let one = contact(bench, zoe(bench)).await;
        let namesake = contact(
            bench,
            ContactFacts {
                email: "other@quill.example".into(),
                notes: "Zoé Quillfeather, the other one".into(),
                ..ContactFacts::named("Zoé", "Quillfeather", bench.rep.user_id)
            },
        )
        .await;
        let erasure = erase(bench, of(one.id), NAME).await;
        assert_eq!(erasure.report.shared, [TermKind::Phone, TermKind::Name]);
        let read = bench
            .run(&bench.rep, GetContact { id: namesake.id })
            .await
            .unwrap();
        assert_eq!(read.facts, namesake.facts);
        assert_eq!(
            number(
                bench,
                "SELECT COUNT(*) FROM accounts WHERE phone = '06 98 76 54 32'"
            )
            .await,
            1
        );
        let found: Vec<_> = texts(bench)
            .await
            .into_iter()
            .filter(|(_, text)| text.contains(EMAIL))
            .collect();
        assert_eq!(found, []);
    }
);

both!(
    rows_that_stay_empty_keep_no_own_values,
    async |bench: &Bench| {
        for holder in [Holder::Contact, Holder::Task] {
            add(bench, holder, "memo", FieldKind::Text).await;
        }
        let facts = ContactFacts {
            custom: values(&[("memo", "afraid of dogs")]),
            ..zoe(bench)
        };
        let one = contact(bench, facts).await;
        let draft = TaskDraft {
            custom: values(&[("memo", "bring no dog")]),
            links: Links {
                contact: Some(one.id),
                ..Links::default()
            },
            ..fixtures::draft(&bench.rep, "Visit", Due::None)
        };
        let id = TaskId(bench.uuid());
        let create = CreateTask { id, draft };
        bench.run(&bench.rep, create).await.unwrap();
        // An accepted quote keeps its contact as an empty row.
        let accepted = support::blank(bench, &bench.rep).await;
        exec(
            bench,
            "UPDATE quotes SET state = 'accepted', contact_id = $2 WHERE id = $1",
            args![accepted.id, one.id],
        )
        .await;
        let kept = "SELECT COUNT(*) FROM contact_values";
        let said = "SELECT COUNT(*) FROM task_values";
        assert_eq!(
            (number(bench, kept).await, number(bench, said).await),
            (1, 1)
        );
        let erasure = erase(bench, of(one.id), NAME).await;
        assert_eq!(erasure.report.kept.len(), 1);
        assert_eq!(
            (number(bench, kept).await, number(bench, said).await),
            (0, 0)
        );
        assert_eq!(number(bench, "SELECT COUNT(*) FROM tasks").await, 1);
        let dogs = texts(bench).await;
        let dogs: Vec<_> = dogs
            .into_iter()
            .filter(|(_, text)| text.contains("dog"))
            .collect();
        assert_eq!(dogs, []);
    }
);
