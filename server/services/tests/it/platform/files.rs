//! Files of records: added, named, taken away and had back; they go where their record goes, and with it.

use super::last_actions;
use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::account;
use crate::deals::fixture as deals;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::crm::contacts::{ContactFacts, CreateContact};
use shared::crm::duplicates::{DuplicateKind, MergeRecords, PlanMerge, UndoMerge};
use shared::crm::leads::{
    AccountPart, ContactPart, ConvertLead, CreateLead, DealPart, GetLeadRelated, LeadFacts,
};
use shared::deals::opportunities::DeleteOpportunity;
use shared::kernel::{
    AccountId, Actor, ContactId, Currency, Instant, LeadId, MergeId, Money, OpportunityId, Problem,
    ProblemKind,
};
use shared::platform::erasure::ops::ErasePerson;
use shared::platform::erasure::{Requester, Subject, SubjectKind};
use shared::platform::files::ops::{
    AddFile, FilesView, GetFiles, ReadFile, RemoveFile, RenameFile, RestoreFile,
};
use shared::platform::files::{FILE_BYTES, FileHolder, FileKind, FileOf, RECORD_FILES};
use shared::work::timeline::ops::{ReadTimeline, TimelineOf};
use shared::work::timeline::{TimelineEvent, TimelineFilter, TimelineGroup};
use store::platform::bin;
use uuid::Uuid;

pub fn request(bench: &Bench, of: FileOf, name: &str, bytes: &[u8]) -> AddFile {
    AddFile {
        of,
        id: bench.uuid(),
        file_name: name.into(),
        content: STANDARD.encode(bytes),
    }
}

async fn add(bench: &Bench, actor: &Actor, of: FileOf, name: &str) -> FilesView {
    let add = request(bench, of, name, b"Read me");
    bench.run(actor, add).await.unwrap()
}

/// A deal of `actor` with a file.
pub async fn filed(bench: &Bench, actor: &Actor) -> (FileOf, FilesView) {
    let deal = deals::deal(bench, actor, "Filed", 100).await;
    let of = FileOf::new(FileHolder::Opportunity, deal.id);
    (of, add(bench, actor, of, "Sheet.txt").await)
}

/// An account of `actor` with a file.
pub async fn on_account(bench: &Bench, actor: &Actor) -> (FileOf, FilesView) {
    let of = FileOf::new(FileHolder::Account, account(bench, actor).await);
    (of, add(bench, actor, of, "Sheet.txt").await)
}

/// A file that was renamed since it was read, to `first`.
pub async fn late(bench: &Bench, first: &str) -> serde_json::Value {
    let (of, view) = filed(bench, &bench.administrator).await;
    let rename = |title: &str| RenameFile {
        of,
        id: view.items[0].id,
        version: view.items[0].version,
        title: title.into(),
    };
    bench
        .run(&bench.administrator, rename(first))
        .await
        .unwrap();
    serde_json::json!(rename("Second"))
}

async fn files(bench: &Bench, of: FileOf) -> FilesView {
    bench.run(&bench.rep, GetFiles { of }).await.unwrap()
}

fn titles(view: &FilesView) -> Vec<&str> {
    view.items.iter().map(|one| one.title.as_str()).collect()
}

fn code(problem: &Problem) -> &str {
    problem.issues[0].code.as_ref()
}

async fn contact(bench: &Bench, last: &str) -> ContactId {
    let id = ContactId(bench.uuid());
    let facts = ContactFacts::named("Zoé", last, bench.rep.user_id);
    let create = CreateContact { id, facts };
    bench.run(&bench.rep, create).await.unwrap().id
}

async fn lead(bench: &Bench) -> (LeadId, i64) {
    let create = CreateLead {
        id: LeadId(bench.uuid()),
        facts: LeadFacts {
            company: "Dupont".into(),
            ..LeadFacts::named("Zoé", "Quillfeather", Some(bench.rep.user_id))
        },
    };
    let lead = bench.run(&bench.rep, create).await.unwrap();
    (lead.id, lead.version)
}

/// Rows of files there are, those taken away included.
async fn rows(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session
        .one("SELECT COUNT(*) FROM record_files", store::args![])
        .await
        .unwrap();
    count
}

/// What the timeline tells of files, newest first: which record, and the title.
async fn told(bench: &Bench, actor: &Actor, of: TimelineOf) -> Vec<(Uuid, String)> {
    let read = ReadTimeline {
        of,
        filter: TimelineFilter {
            groups: vec![TimelineGroup::Files],
            ..TimelineFilter::default()
        },
        before: None,
        limit: 50,
    };
    let page = bench.run(actor, read).await.unwrap();
    let titles = page.entries.into_iter().map(|entry| match entry.event {
        TimelineEvent::FileAdded { of, title, .. } => (of.id, title),
        other => panic!("{other:?}"),
    });
    titles.collect()
}

both!(
    files_are_added_named_taken_away_and_had_back,
    async |bench: &Bench| {
        let (of, first) = filed(bench, &bench.rep).await;
        assert_eq!((titles(&first), first.may_edit), (vec!["Sheet"], true));
        bench.clock.set(Instant(START.0 + 60_000));
        let more = request(bench, of, "C:\\plans\\Plan été.csv", b"a;b");
        let both = bench.run(&bench.rep, more.clone()).await.unwrap();
        // The latest first.
        assert_eq!(titles(&both), ["Plan été", "Sheet"]);
        let plan = &both.items[0];
        assert_eq!(
            (plan.kind, plan.size, plan.file_name.as_str()),
            (FileKind::Csv, 3, "Plan été.csv")
        );
        let by = plan.added_by.as_ref().map(|person| person.id);
        assert_eq!(by, Some(bench.rep.user_id));
        // Sent twice, it is there once.
        assert_eq!(bench.run(&bench.rep, more).await.unwrap(), both);
        let rename = RenameFile {
            of,
            id: plan.id,
            version: plan.version,
            title: " Drawing ".into(),
        };
        let renamed = bench.run(&bench.rep, rename).await.unwrap();
        assert_eq!(titles(&renamed), ["Drawing", "Sheet"]);
        let one = |version| RemoveFile {
            of,
            id: plan.id,
            version,
        };
        // It has been called something else since it was read.
        let refused = bench.run(&bench.rep, one(plan.version)).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Conflict);
        assert_eq!(files(bench, of).await, renamed);
        let one = one(plan.version + 1);
        let left = bench.run(&bench.rep, one).await.unwrap();
        assert_eq!(titles(&left), ["Sheet"]);
        let read = ReadFile { of, id: plan.id };
        let refused = bench.run(&bench.rep, read).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        assert_eq!(told(bench, &bench.rep, deal_of(of)).await.len(), 1);
        let back = RestoreFile { of, id: plan.id };
        let back = bench.run(&bench.rep, back).await.unwrap();
        assert_eq!(titles(&back), ["Drawing", "Sheet"]);
        let file = bench.run(&bench.rep, read).await.unwrap();
        assert_eq!(file.bytes, b"a;b");
        let actions = last_actions(bench, of.id).await;
        assert!(
            actions.ends_with(
                &[
                    "file_added",
                    "file_added",
                    "file_renamed",
                    "file_removed",
                    "file_restored"
                ]
                .map(str::to_owned)
            ),
            "{actions:?}"
        );
    }
);

fn deal_of(of: FileOf) -> TimelineOf {
    TimelineOf::Opportunity(OpportunityId(of.id))
}

both!(
    what_is_no_file_to_keep_is_refused_by_name,
    async |bench: &Bench| {
        let (of, view) = filed(bench, &bench.rep).await;
        let large = vec![b'a'; FILE_BYTES + 1];
        for (name, bytes, expected) in [
            ("page.html", &b"<script>"[..], "attachment_unknown"),
            ("sheet.pdf", b"Read me", "attachment_unknown"),
            ("sheet.txt", b"%PDF-1.7\n%%EOF", "attachment_name_differs"),
            ("empty.txt", b"", "attachment_empty"),
            ("large.txt", &large, "attachment_too_large"),
        ] {
            let add = request(bench, of, name, bytes);
            let refused = bench.run(&bench.rep, add).await.unwrap_err();
            assert_eq!((name, code(&refused)), (name, expected));
        }
        for n in 1..RECORD_FILES {
            add(bench, &bench.rep, of, &format!("{n}.txt")).await;
        }
        let more = request(bench, of, "more.txt", b"x");
        let refused = bench.run(&bench.rep, more).await.unwrap_err();
        assert_eq!(code(&refused), "too_many");
        // A file of another record is none of this one, whoever may see both.
        let (other, _) = filed(bench, &bench.rep).await;
        let id = view.items[0].id;
        let stolen = bench.run(&bench.rep, ReadFile { of: other, id }).await;
        assert_eq!(stolen.unwrap_err().kind, ProblemKind::NotFound);
        let twice = AddFile {
            id,
            ..request(bench, other, "x.txt", b"x")
        };
        let refused = bench.run(&bench.rep, twice).await.unwrap_err();
        assert_eq!(code(&refused), "duplicate");
    }
);

both!(a_damaged_file_is_handed_to_nobody, async |bench: &Bench| {
    let (of, view) = filed(bench, &bench.rep).await;
    let mut session = bench.services.store().write().await.unwrap();
    let spoil = "UPDATE record_files SET content = 'AAAA'";
    session.exec(spoil, store::args![]).await.unwrap();
    session.commit().await.unwrap();
    let id = view.items[0].id;
    let refused = bench.run(&bench.rep, ReadFile { of, id }).await;
    assert_eq!(code(&refused.unwrap_err()), "attachment_damaged");
});

both!(
    an_account_tells_of_files_of_its_people_and_of_the_deals_one_sees,
    async |bench: &Bench| {
        let deal = crate::work::fixtures::deal(bench, bench.rep.user_id).await;
        let at = deal.account;
        let of = FileOf::new(FileHolder::Opportunity, deal.id);
        add(bench, &bench.rep, of, "Offer.txt").await;
        let account = FileOf::new(FileHolder::Account, at);
        add(bench, &bench.administrator, account, "Frame.txt").await;
        let here = TimelineOf::Account(at);
        let ours = told(bench, &bench.rep, here).await;
        assert_eq!(ours.len(), 2);
        assert!(ours.contains(&(of.id, "Offer".into())));
        let theirs = told(bench, &bench.stranger, here).await;
        assert_eq!(theirs, [(at.0, "Frame".to_owned())]);
    }
);

both!(
    files_go_where_two_records_become_one_and_back,
    async |bench: &Bench| {
        let (kept, gone) = (
            contact(bench, "Quillfeather").await,
            contact(bench, "Quilfeather").await,
        );
        let [kept_of, gone_of] = [kept, gone].map(|id| FileOf::new(FileHolder::Contact, id));
        add(bench, &bench.rep, gone_of, "Card.txt").await;
        let plan = PlanMerge {
            kind: DuplicateKind::Contact,
            one: kept.0,
            other: gone.0,
        };
        let plan = bench.run(&bench.rep, plan).await.unwrap();
        let sides = if plan.one.record.id == kept.0 {
            (plan.one, plan.other)
        } else {
            (plan.other, plan.one)
        };
        let merge = MergeRecords {
            id: MergeId(bench.uuid()),
            kind: DuplicateKind::Contact,
            kept: sides.0.record.id,
            kept_version: sides.0.version,
            merged: sides.1.record.id,
            merged_version: sides.1.version,
            take: Vec::new(),
        };
        let done = bench.run(&bench.rep, merge).await.unwrap();
        assert_eq!(titles(&files(bench, kept_of).await), ["Card"]);
        assert!(files(bench, gone_of).await.items.is_empty());
        let undo = UndoMerge { id: done.id };
        bench.run(&bench.rep, undo).await.unwrap();
        assert_eq!(titles(&files(bench, gone_of).await), ["Card"]);
        assert!(files(bench, kept_of).await.items.is_empty());
    }
);

/// A lead with a file, converted; with a deal or without. What it became.
async fn converted(bench: &Bench, with_deal: bool) -> (LeadId, ContactId, Option<OpportunityId>) {
    let (id, version) = lead(bench).await;
    add(
        bench,
        &bench.rep,
        FileOf::new(FileHolder::Lead, id),
        "Need.txt",
    )
    .await;
    let related = bench.run(&bench.rep, GetLeadRelated { id }).await.unwrap();
    let told = related.history[0].file.as_ref().unwrap();
    assert!(told.title == "Need" && told.id.is_some());
    let (contact, deal) = (ContactId(bench.uuid()), OpportunityId(bench.uuid()));
    let part = if with_deal {
        DealPart::New {
            id: deal,
            name: "Sensors".into(),
            pipeline_id: deals::b2b(bench).await.id,
            amount: Money::new(100_00, Currency::EUR),
            close_date: deals::in_days(30),
        }
    } else {
        DealPart::None
    };
    let convert = ConvertLead {
        id,
        version,
        account: AccountPart::New(AccountId(bench.uuid())),
        contact: ContactPart::New(contact),
        deal: part,
    };
    bench.run(&bench.rep, convert).await.unwrap();
    let left = files(bench, FileOf::new(FileHolder::Lead, id)).await;
    assert!(left.items.is_empty());
    (id, contact, with_deal.then_some(deal))
}

both!(
    a_lead_takes_its_files_along_and_an_erasure_finds_them,
    async |bench: &Bench| {
        let (_, alone, _) = converted(bench, false).await;
        let of = FileOf::new(FileHolder::Contact, alone);
        assert_eq!(titles(&files(bench, of).await), ["Need"]);
        let (_, person, deal) = converted(bench, true).await;
        let of = FileOf::new(FileHolder::Opportunity, deal.unwrap());
        assert_eq!(titles(&files(bench, of).await), ["Need"]);
        add(bench, &bench.rep, of, "Ours.txt").await;
        let erase = ErasePerson {
            subject: Subject {
                kind: SubjectKind::Contact,
                id: person.0,
            },
            typed: "Zoé Quillfeather".into(),
            requester: Requester::Person,
            reason: "Letter".into(),
        };
        let erasure = bench.run(&bench.administrator, erase).await.unwrap();
        let place = |place: &&shared::platform::erasure::PlaceCount| place.place == "record_files";
        let counted = erasure.report.places.iter().find(place).unwrap();
        assert_eq!(counted.about, 1);
        // What was given to the deal itself stays.
        assert_eq!(titles(&files(bench, of).await), ["Ours"]);
    }
);

both!(
    files_end_with_their_record_and_thirty_days_after_they_were_taken_away,
    async |bench: &Bench| {
        let (of, view) = filed(bench, &bench.rep).await;
        let id = view.items[0].id;
        let remove = RemoveFile { of, id, version: 1 };
        bench.run(&bench.rep, remove).await.unwrap();
        for (days, left) in [(29, 1), (31, 0)] {
            let mut session = bench.services.store().write().await.unwrap();
            let before = START.plus_days(days - 30);
            store::platform::files::forget_removed(&mut session, before)
                .await
                .unwrap();
            session.commit().await.unwrap();
            assert_eq!(rows(bench).await, left, "{days}");
        }
        add(bench, &bench.rep, of, "Last.txt").await;
        let deal = deals::get(bench, &bench.rep, OpportunityId(of.id))
            .await
            .unwrap();
        let delete = DeleteOpportunity {
            id: deal.id,
            version: deal.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        // In the bin its files are seen with it, and not changed.
        let seen = files(bench, of).await;
        assert!(seen.items.len() == 1 && !seen.may_edit);
        let late = request(bench, of, "late.txt", b"x");
        let refused = bench.run(&bench.rep, late).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        let mut session = bench.services.store().write().await.unwrap();
        let kind = shared::platform::bin::BinKind::Opportunity;
        bin::purge(&mut session, kind, &[of.id]).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(rows(bench).await, 0);
    }
);
