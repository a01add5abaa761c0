//! Personal data erased: nothing is left in any text of the database, also in tables of tomorrow; what
//! must be kept stays; others are left alone; the address is known again.

use super::fields::add;
use super::imports::{import, set_up};
use super::last_actions;
use crate::bench::{Bench, START};
use crate::both;
use crate::deals::fixture as deals;
use crate::work::fixtures as work;
use shared::crm::contacts::{
    ContactChange, ContactFacts, ContactView, CreateContact, EditContact, GetContact,
};
use shared::crm::leads::{CreateLead, GetLead, LeadFacts, LeadView, WebLead};
use shared::kernel::search::search_key;
use shared::kernel::{ActivityId, ContactId, Instant, LeadId, ProblemKind};
use shared::platform::erasure::ops::{
    CheckPerson, ErasePerson, ExportPerson, PreviewErasure, ReadErasures,
};
use shared::platform::erasure::{Erasure, Requester, Subject, SubjectKind};
use shared::platform::fields::{CustomChange, FieldKind, Holder};
use shared::platform::imports::model::OnError;
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use shared::work::tasks::Due;
use store::args;
use uuid::Uuid;

pub(super) const EMAIL: &str = "zoe.quill@quill.example";
const PHONE: &str = "+33 6 98 76 54 32";
pub(super) const NAME: &str = "Zoé Quillfeather";

pub(super) async fn contact(bench: &Bench, facts: ContactFacts) -> ContactView {
    let id = ContactId(bench.uuid());
    bench
        .run(&bench.rep, CreateContact { id, facts })
        .await
        .unwrap()
}

pub(super) fn zoe(bench: &Bench) -> ContactFacts {
    ContactFacts {
        title: "Quillfeather in chief".into(),
        email: EMAIL.into(),
        phone: PHONE.into(),
        notes: "Zoé Quillfeather likes cats".into(),
        ..ContactFacts::named("Zoé", "Quillfeather", bench.rep.user_id)
    }
}

async fn lead(bench: &Bench) -> LeadView {
    let request = CreateLead {
        id: LeadId(bench.uuid()),
        facts: LeadFacts {
            email: EMAIL.into(),
            ..LeadFacts::named("Zoe", "Quillfeather", Some(bench.rep.user_id))
        },
    };
    bench.run(&bench.rep, request).await.unwrap()
}

pub(super) async fn exec(bench: &Bench, statement: &'static str, args: store::Args) {
    let mut session = bench.services.store().write().await.unwrap();
    session.exec(statement, args).await.unwrap();
    session.commit().await.unwrap();
}

pub(super) async fn number(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

/// Zoé in every corner: as contact and lead, in work, deals, the log, mail, rooms, views, reports.
pub(super) async fn everywhere(bench: &Bench) -> ContactView {
    let one = contact(bench, zoe(bench)).await;
    lead(bench).await;
    let links = Links {
        contact: Some(one.id),
        ..Links::default()
    };
    let due = Due::Day("2026-11-24".parse().unwrap());
    work::task(bench, &bench.rep, "Call Quillfeather", due, links).await;
    let activity = CreateActivity {
        id: ActivityId(bench.uuid()),
        draft: ActivityDraft {
            kind: ActivityKind::Call,
            subject: "Zoé Q. about cats".into(),
            body: "Private matters of Quillfeather".into(),
            outcome: Outcome::Connected,
            at: START,
            minutes: Some(5),
            links,
        },
    };
    bench.run(&bench.rep, activity).await.unwrap();
    let deal = deals::deal(bench, &bench.rep, "Cats for ZOÉ QUILLFEATHER", 1234).await;
    exec(
        bench,
        "UPDATE opportunities SET next_step = 'Mail zoe.quill@quill.example or 06.98.76.54.32 today' WHERE id = $1",
        args![deal.id],
    )
    .await;
    exec(
        bench,
        "INSERT INTO opportunity_contacts (opportunity_id, contact_id, buying_role) VALUES ($1, $2, 'user')",
        args![deal.id, one.id],
    )
    .await;
    exec(
        bench,
        "INSERT INTO mails (id, delivery_key, recipient, subject, text_body, html_body, state, created_at) VALUES ($1, 'k1', 'Zoe.Quill@quill.example', 'Hi', 'Dear Ms Quillfeather', '', 'sent', 1)",
        args![bench.uuid()],
    )
    .await;
    exec(
        bench,
        "INSERT INTO mails (id, delivery_key, recipient, subject, text_body, html_body, state, created_at) VALUES ($1, 'k2', 'rep@example.com', 'Task', 'Call Zoé Quillfeather', '<b>Zoé Quillfeather</b>', 'waiting', 1)",
        args![bench.uuid()],
    )
    .await;
    exec(
        bench,
        "INSERT INTO notifications (id, user_id, kind, reason, entity, entity_id, title, detail_en, detail_fr, records, at, shown_at) VALUES ($1, $2, 'mention', 'named', 'contact', $3, 'Zoé Quillfeather', '', '', 1, 1, 1)",
        args![bench.uuid(), bench.rep.user_id, one.id],
    )
    .await;
    exec(
        bench,
        "INSERT INTO external_ids (entity, source, key, record_id) VALUES ('contact', 'file', 'zoe.quill@quill.example', $1)",
        args![one.id],
    )
    .await;
    exec(
        bench,
        "INSERT INTO sign_in_failures (subject, at) VALUES ('zoe.quill@quill.example', 1)",
        args![],
    )
    .await;
    exec(
        bench,
        "INSERT INTO imports (id, kind, file_name, state, total, done, created, updated, skipped, errors, started_at, report_json) VALUES ($1, 'contacts', 'zoe quillfeather.csv', 'done', 1, 1, 1, 0, 0, 0, 1, '{\"value\":\"zoe.quill@quill.example\"}')",
        args![bench.uuid()],
    )
    .await;
    one
}

/// Every text of the database, read without the help of what is tested.
pub(super) async fn texts(bench: &Bench) -> Vec<(String, String)> {
    let mut session = bench.services.store().read().await.unwrap();
    let tables = store::platform::erasure::tables(&mut session)
        .await
        .unwrap();
    assert!(
        tables
            .iter()
            .any(|table| table.name == "contacts" && table.texts.len() > 5)
    );
    let mut all = Vec::new();
    for table in &tables {
        for column in &table.texts {
            let text = format!(
                "SELECT CAST(\"{column}\" AS TEXT) FROM \"{}\" WHERE \"{column}\" IS NOT NULL",
                table.name
            );
            let statement: &'static str = Box::leak(text.into_boxed_str());
            let rows: Vec<(String,)> = session.all(statement, args![]).await.unwrap();
            let place = format!("{}.{column}", table.name);
            all.extend(rows.into_iter().map(|(text,)| (place.clone(), text)));
        }
    }
    all
}

/// Texts with the last name, the address or the number in any form.
pub(super) async fn traces(bench: &Bench) -> Vec<(String, String)> {
    let mut found = texts(bench).await;
    found.retain(|(_, text)| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let key = search_key(text);
        key.contains("quill") || digits.contains("698765432")
    });
    found
}

pub(super) fn of(id: ContactId) -> Subject {
    Subject {
        kind: SubjectKind::Contact,
        id: id.0,
    }
}

pub(super) async fn erase(bench: &Bench, subject: Subject, typed: &str) -> Erasure {
    let request = ErasePerson {
        subject,
        typed: typed.into(),
        requester: Requester::Person,
        reason: "<b>Letter</b> of 12 November".into(),
    };
    bench.run(&bench.administrator, request).await.unwrap()
}

both!(
    nothing_of_the_person_is_left_anywhere,
    async |bench: &Bench| {
        let one = everywhere(bench).await;
        // A table of tomorrow, which nothing of the erasure names.
        exec(
            bench,
            "CREATE TABLE tomorrow (id INTEGER PRIMARY KEY, remark TEXT NOT NULL)",
            args![],
        )
        .await;
        exec(
        bench,
        "INSERT INTO tomorrow (id, remark) VALUES (1, 'ask Zoé Quillfeather (+33698765432)'), (2, 'ask Zoé')",
        args![],
    )
    .await;
        assert!(traces(bench).await.len() > 15);
        let amounts = "SELECT CAST(SUM(amount_minor) AS BIGINT) FROM opportunities";
        let calls = "SELECT COUNT(*) FROM activities";
        let before = (number(bench, amounts).await, number(bench, calls).await);

        let preview = bench
            .run(
                &bench.administrator,
                PreviewErasure {
                    subject: of(one.id),
                },
            )
            .await
            .unwrap();
        assert_eq!(preview.name, NAME);
        assert_eq!(preview.records.len(), 2);
        // Looking changed nothing.
        assert!(traces(bench).await.len() > 15);
        assert!(
            bench
                .run(&bench.rep, GetContact { id: one.id })
                .await
                .is_ok()
        );

        let erasure = erase(bench, of(one.id), "zoe quillfeather").await;
        assert_eq!(traces(bench).await, []);
        assert_eq!(erasure.report, preview.report);
        assert_eq!(erasure.report.left, 0);
        assert_eq!(erasure.by, "administrator");
        assert_eq!(erasure.reason, "<b>Letter</b> of 12 November");
        assert_eq!(erasure.marks.len(), 1);
        let place = |name: &str| {
            let found = erasure
                .report
                .places
                .iter()
                .find(|place| place.place == name);
            found.map_or((0, 0), |place| (place.about, place.named))
        };
        assert_eq!(place("contacts"), (1, 0));
        assert_eq!(place("leads"), (1, 0));
        assert_eq!(place("activities"), (1, 0));
        assert_eq!(place("mails"), (1, 2));
        assert_eq!(place("tomorrow"), (0, 1));
        assert_eq!(
            (number(bench, amounts).await, number(bench, calls).await),
            before
        );
        assert_eq!(number(bench, "SELECT COUNT(*) FROM contacts").await, 0);
        assert_eq!(
            number(
                bench,
                "SELECT COUNT(*) FROM tomorrow WHERE remark = 'ask Zoé'"
            )
            .await,
            1
        );
        assert_eq!(
            last_actions(bench, one.id.0)
                .await
                .last()
                .map(String::as_str),
            Some("erased")
        );
        let gone = bench
            .run(&bench.rep, GetContact { id: one.id })
            .await
            .unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
        let all = bench
            .run(&bench.administrator, ReadErasures { id: None })
            .await
            .unwrap();
        assert_eq!(all, [erasure]);
    }
);

both!(
    it_is_confirmed_by_the_name_and_only_by_administrators,
    async |bench: &Bench| {
        let one = contact(bench, zoe(bench)).await;
        let request = |typed: &str, reason: &str| ErasePerson {
            subject: of(one.id),
            typed: typed.into(),
            requester: Requester::Person,
            reason: reason.into(),
        };
        for (typed, reason, code) in [
            ("Zoé", "x", "erasure_name_differs"),
            (NAME, "", "required"),
            (NAME, "zoe quillfeather asked", "erasure_names_person"),
        ] {
            let refused = bench
                .run(&bench.administrator, request(typed, reason))
                .await
                .unwrap_err();
            assert_eq!(refused.issues[0].code, code);
        }
        for actor in [&bench.rep, &bench.manager, &bench.finance] {
            let refused = bench.run(actor, request(NAME, "x")).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
        assert!(
            bench
                .run(&bench.rep, GetContact { id: one.id })
                .await
                .is_ok()
        );
    }
);

both!(an_erased_address_is_known_again, async |bench: &Bench| {
    let one = contact(bench, zoe(bench)).await;
    let check = CheckPerson {
        email: "ZOE.QUILL@quill.example".into(),
        name: NAME.into(),
        phone: String::new(),
    };
    let before = bench
        .run(&bench.administrator, check.clone())
        .await
        .unwrap();
    assert!(before.erasures.is_empty());
    assert!(before.found.iter().any(|place| place.place == "contacts"));
    let erasure = erase(bench, of(one.id), NAME).await;
    let after = bench.run(&bench.administrator, check).await.unwrap();
    assert_eq!(after.erasures, [erasure]);
    assert_eq!(after.found, []);
    assert!(after.columns > 100);

    let (_, _) = set_up(bench).await;
    let text =
        format!("first name,last name,email\nZoé,Quillfeather,{EMAIL}\nAda,Other,ada@x.example\n");
    let run = import(bench, &[("contacts.csv", &text)], true, OnError::RefuseFile).await;
    let rows = &run.plans[0].rows;
    assert_eq!(rows[0].issues[0].issue.code, "erased_address");
    assert!(rows[1].issues.is_empty());
    assert_eq!(run.plans[0].counts.create, 2);

    let form = WebLead {
        first_name: "Zoé".into(),
        last_name: "Quillfeather".into(),
        email: EMAIL.into(),
        company: "Quill".into(),
        consent: "yes".into(),
        lang: "en".into(),
        ..WebLead::default()
    };
    let opened = Some(Instant(START.0 - 60_000));
    bench
        .services
        .receive_lead(&form, opened, "192.0.2.1", "")
        .await
        .unwrap();
    let mut session = bench.services.store().read().await.unwrap();
    let (id,): (Uuid,) = session.one("SELECT id FROM leads", args![]).await.unwrap();
    let (note,): (String,) = session
        .one("SELECT body FROM lead_touches", args![])
        .await
        .unwrap();
    assert!(note.contains("erased"), "{note}");
    drop(session);
    assert!(
        bench
            .run(&bench.rep, GetLead { id: LeadId(id) })
            .await
            .is_ok()
    );
});

both!(
    the_person_is_given_everything_first,
    async |bench: &Bench| {
        let one = everywhere(bench).await;
        add(bench, Holder::Contact, "shoe", FieldKind::Number).await;
        let edit = EditContact {
            id: one.id,
            version: one.version,
            changes: vec![ContactChange::Custom(CustomChange::new("shoe", "38.5"))],
        };
        bench.run(&bench.rep, edit).await.unwrap();
        let other = ContactFacts {
            notes: "Met Zoé Quillfeather in Lyon".into(),
            ..ContactFacts::named("Somebody", "Else", bench.rep.user_id)
        };
        contact(bench, other).await;
        let file = bench
            .run(
                &bench.administrator,
                ExportPerson {
                    subject: of(one.id),
                },
            )
            .await
            .unwrap();
        assert_eq!(file.name, "contact-2026-11-23.json");
        let known: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        assert_eq!(known["about"]["contacts"][0]["email"], EMAIL);
        assert_eq!(known["about"]["leads"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            known["about"]["activities"][0]["body"],
            "Private matters of Quillfeather"
        );
        let named = known["named"].as_array().unwrap();
        assert!(named.iter().any(|found| found["table"] == "opportunities"));
        // What stands in another's record, and nothing twice that is about the person anyway.
        let contacts: Vec<_> = named
            .iter()
            .filter(|found| found["table"] == "contacts")
            .map(|found| (found["column"].as_str(), found["text"].as_str()))
            .collect();
        let told = (Some("notes"), Some("Met Zoé Quillfeather in Lyon"));
        assert_eq!(contacts, [told]);
        let own = &known["own_fields"][0];
        assert_eq!(own["of"], "contacts");
        assert_eq!(own["name"]["fr"], "shoe fr");
        assert_eq!(own["value"], "38.5");
        assert!(traces(bench).await.len() > 15);
    }
);
