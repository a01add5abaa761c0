//! Files of quotes: kept while it is written, given with it, signed with it.

use super::approvals::discounted;
use super::rooms::{open, signing, visitor};
use super::support::step;
use crate::bench::{Bench, START};
use crate::both;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::cpq::attachments::Arranged;
use shared::cpq::attachments::ops::{
    AddAttachment, AttachmentsView, GetAttachments, ReadAttachment, SaveAttachments,
};
use shared::cpq::quotes::ops::{
    CompareQuotes, CreateQuote, DeleteQuote, DuplicateQuote, GetQuote, GetQuotePdf,
    NewQuoteVersion, RestoreQuote,
};
use shared::cpq::quotes::{QuoteMove, QuoteView};
use shared::cpq::rooms::ops::GetRooms;
use shared::cpq::rooms::{Choice, RoomPart};
use shared::cpq::templates::TemplateSharing;
use shared::cpq::templates::ops::{CreateTemplate, ListTemplates};
use shared::kernel::{Actor, Problem, ProblemKind, QuoteId, QuoteTemplateId};
use shared::platform::files::{FILE_BYTES, FileKind};

pub fn request(bench: &Bench, quote_id: QuoteId, name: &str, bytes: &[u8]) -> AddAttachment {
    AddAttachment {
        quote_id,
        id: bench.uuid(),
        file_name: name.into(),
        content: STANDARD.encode(bytes),
        shown: true,
    }
}

pub fn saving(view: &AttachmentsView) -> SaveAttachments {
    SaveAttachments {
        quote_id: view.quote_id,
        version: view.version,
        items: view.items.iter().map(Arranged::from).collect(),
    }
}

/// A quote of `actor` with a file.
pub async fn attached(bench: &Bench, actor: &Actor) -> (QuoteView, AttachmentsView) {
    let quote = discounted(bench, actor, 0).await;
    let add = request(bench, quote.id, "Sheet.txt", b"Read me");
    let view = bench.run(actor, add).await.unwrap();
    (quote, view)
}

/// A list that was saved since it was read, by who called the first file so.
pub async fn late(bench: &Bench, first: &str) -> serde_json::Value {
    let (_, view) = attached(bench, &bench.administrator).await;
    let second = saving(&view);
    let mut save = saving(&view);
    save.items[0].title = first.into();
    bench.run(&bench.administrator, save).await.unwrap();
    serde_json::json!(second)
}

async fn files(bench: &Bench, quote_id: QuoteId) -> AttachmentsView {
    let get = GetAttachments { quote_id };
    bench.run(&bench.rep, get).await.unwrap()
}

fn titles(view: &AttachmentsView) -> Vec<&str> {
    view.items.iter().map(|one| one.title.as_str()).collect()
}

fn code(problem: &Problem) -> &str {
    problem.issues[0].code.as_ref()
}

both!(
    files_are_added_arranged_taken_away_and_had_back,
    async |bench: &Bench| {
        let (quote, first) = attached(bench, &bench.rep).await;
        assert_eq!((titles(&first), first.may_edit), (vec!["Sheet"], true));
        let add = request(bench, quote.id, "C:\\plans\\Plan été.csv", b"a;b");
        let both = bench.run(&bench.rep, add.clone()).await.unwrap();
        assert_eq!(titles(&both), ["Sheet", "Plan été"]);
        assert_eq!(both.items[1].kind, FileKind::Csv);
        // Sent twice, it is there once.
        assert_eq!(bench.run(&bench.rep, add).await.unwrap(), both);

        let mut save = saving(&both);
        save.items.reverse();
        save.items[0].title = "Drawing".into();
        save.items[0].shown = false;
        let turned = bench.run(&bench.rep, save).await.unwrap();
        assert_eq!(titles(&turned), ["Drawing", "Sheet"]);
        assert!(!turned.items[0].shown);
        // Taken away and, by saying the list of before, there again with its bytes.
        let mut less = saving(&turned);
        let gone = less.items.remove(1);
        let one = bench.run(&bench.rep, less).await.unwrap();
        assert_eq!(titles(&one), ["Drawing"]);
        let read = ReadAttachment {
            quote_id: quote.id,
            id: gone.id,
        };
        let refused = bench.run(&bench.rep, read).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        let mut back = saving(&one);
        back.items.push(gone);
        let back = bench.run(&bench.rep, back).await.unwrap();
        assert_eq!(titles(&back), ["Drawing", "Sheet"]);
        let file = bench.run(&bench.rep, read).await.unwrap();
        assert_eq!(
            (file.bytes, file.file_name.as_str()),
            (b"Read me".to_vec(), "Sheet.txt")
        );
    }
);

both!(
    what_is_no_file_to_attach_is_refused_by_name,
    async |bench: &Bench| {
        let (quote, view) = attached(bench, &bench.rep).await;
        let large = vec![b'a'; FILE_BYTES + 1];
        for (name, bytes, expected) in [
            ("page.html", &b"<script>"[..], "attachment_unknown"),
            ("sheet.pdf", b"Read me", "attachment_unknown"),
            ("sheet.txt", b"%PDF-1.7\n%%EOF", "attachment_name_differs"),
            ("empty.txt", b"", "attachment_empty"),
            ("large.txt", &large, "attachment_too_large"),
        ] {
            let add = request(bench, quote.id, name, bytes);
            let refused = bench.run(&bench.rep, add).await.unwrap_err();
            assert_eq!((name, code(&refused)), (name, expected));
        }
        for n in 1..10 {
            let add = request(bench, quote.id, &format!("{n}.txt"), b"x");
            bench.run(&bench.rep, add).await.unwrap();
        }
        let add = request(bench, quote.id, "more.txt", b"x");
        let refused = bench.run(&bench.rep, add).await.unwrap_err();
        assert_eq!(code(&refused), "too_many");
        // A file of another quote is none of this one.
        let (other, _) = attached(bench, &bench.rep).await;
        let stolen = ReadAttachment {
            quote_id: other.id,
            id: view.items[0].id,
        };
        let refused = bench.run(&bench.rep, stolen).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
    }
);

fn compare(old: QuoteId, new: QuoteId) -> CompareQuotes {
    CompareQuotes { old, new }
}

both!(
    a_template_carries_the_files_of_its_quote,
    async |bench: &Bench| {
        let (quote, view) = attached(bench, &bench.rep).await;
        let keep = CreateTemplate {
            id: QuoteTemplateId(bench.uuid()),
            quote_id: quote.id,
            name: "Starter".into(),
            sharing: TemplateSharing::Private,
        };
        let kept = bench.run(&bench.rep, keep).await.unwrap();
        assert_eq!(kept.files, 1);
        // What becomes of the quote's own file changes nothing of the template.
        let mut none = saving(&view);
        none.items.clear();
        bench.run(&bench.rep, none).await.unwrap();
        let begin = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: None,
            account_id: None,
            price_book_id: None,
            title: String::new(),
            language: None,
            template_id: Some(kept.id),
        };
        let made = bench.run(&bench.rep, begin).await.unwrap();
        let theirs = files(bench, made.id).await;
        assert_eq!(titles(&theirs), titles(&view));
        assert_eq!(theirs.items[0].sha256, view.items[0].sha256);
        let read = ReadAttachment {
            quote_id: made.id,
            id: theirs.items[0].id,
        };
        let file = bench.run(&bench.rep, read).await.unwrap();
        assert_eq!(file.bytes, b"Read me");
        let listed = bench.run(&bench.rep, ListTemplates {}).await.unwrap();
        assert_eq!(listed[0].files, 1);
    }
);

/// A sent quote with a file the customer gets and one that is ours, and the token of its room.
async fn sent(bench: &Bench) -> (QuoteView, String, AttachmentsView) {
    let (quote, _) = attached(bench, &bench.rep).await;
    let mut ours = request(bench, quote.id, "Costs.csv", b"a;b");
    ours.shown = false;
    let view = bench.run(&bench.rep, ours).await.unwrap();
    let sent = step(bench, &bench.rep, &quote, QuoteMove::Send)
        .await
        .unwrap();
    let token = open(bench, &bench.rep, sent.id).await;
    (sent, token, view)
}

both!(
    what_was_sent_is_frozen_given_and_signed,
    async |bench: &Bench| {
        let (sent, token, view) = sent(bench).await;
        let frozen = bench.run(&bench.rep, saving(&view)).await.unwrap_err();
        assert_eq!(code(&frozen), "attachments_frozen");
        let add = request(bench, sent.id, "late.txt", b"x");
        let frozen = bench.run(&bench.rep, add).await.unwrap_err();
        assert_eq!(code(&frozen), "attachments_frozen");
        assert!(!files(bench, sent.id).await.may_edit);

        // By the link: the customer's file, and no other.
        let services = &bench.services;
        let page = services.room(&token, &Choice::default()).await.unwrap();
        assert_eq!(page.files, view.items[..1]);
        let file = services.room_file(&token, view.items[0].id).await.unwrap();
        assert_eq!(file.bytes, b"Read me");
        let ours = services.room_file(&token, view.items[1].id).await;
        assert_eq!(ours.unwrap_err().kind, ProblemKind::NotFound);
        let rooms = bench
            .run(&bench.rep, GetRooms { id: sent.id })
            .await
            .unwrap();
        assert_eq!(rooms.files, ["Sheet"]);
        let visit = rooms.rooms[0].visits[0];
        assert_eq!((visit.part, visit.slide), (RoomPart::Attachment, Some(1)));
        let pdf = bench.run(&bench.rep, GetQuotePdf { id: sent.id }).await;
        assert!(pdf.unwrap().bytes.starts_with(b"%PDF"));

        let gross = sent.figures.gross_minor;
        services
            .room_accept(&token, signing(gross), "I agree", visitor())
            .await
            .unwrap();
        let rooms = bench
            .run(&bench.rep, GetRooms { id: sent.id })
            .await
            .unwrap();
        let signed = rooms.signature.unwrap();
        assert!(signed.intact);
        assert_eq!(signed.signature.files.len(), 1);
        assert_eq!(signed.signature.files[0].sha256, view.items[0].sha256);

        // Another file in its place is found out, by its bytes as by what is said of it.
        spoil(bench, "UPDATE quote_attachments SET content = 'AAAA'").await;
        let damaged = services.room_file(&token, view.items[0].id).await;
        assert_eq!(code(&damaged.unwrap_err()), "attachment_damaged");
        spoil(bench, "UPDATE quote_attachments SET sha256 = 'ab'").await;
        let rooms = bench
            .run(&bench.rep, GetRooms { id: sent.id })
            .await
            .unwrap();
        assert!(!rooms.signature.unwrap().intact);
    }
);

async fn spoil(bench: &Bench, sql: &'static str) {
    let mut session = bench.services.store().write().await.unwrap();
    session.exec(sql, store::args![]).await.unwrap();
    session.commit().await.unwrap();
}

both!(
    a_new_version_and_a_copy_have_the_same_files,
    async |bench: &Bench| {
        let (sent, _, view) = sent(bench).await;
        let now = bench
            .run(&bench.rep, GetQuote { id: sent.id })
            .await
            .unwrap();
        let version = NewQuoteVersion {
            id: sent.id,
            version: now.version,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = DuplicateQuote {
            id: sent.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copied = bench.run(&bench.rep, copy).await.unwrap().id;
        let newer = bench.run(&bench.rep, version).await.unwrap().id;
        for id in [copied, newer] {
            let theirs = files(bench, id).await;
            assert_eq!(titles(&theirs), titles(&view));
            assert!(theirs.may_edit && theirs.items[0].id != view.items[0].id);
            let read = ReadAttachment {
                quote_id: id,
                id: theirs.items[0].id,
            };
            let file = bench.run(&bench.rep, read).await.unwrap();
            assert_eq!(file.bytes, b"Read me");
        }
        // What is changed there changes nothing of what was sent.
        let mut none = saving(&files(bench, newer).await);
        none.items.clear();
        let same = bench
            .run(&bench.rep, compare(sent.id, newer))
            .await
            .unwrap();
        assert!(same.files.is_empty(), "copies are the same files");
        bench.run(&bench.rep, none).await.unwrap();
        assert_eq!(files(bench, sent.id).await.items, view.items);
        let other = bench
            .run(&bench.rep, compare(sent.id, newer))
            .await
            .unwrap();
        let gone: Vec<_> = other.files.iter().map(|one| one.old.clone()).collect();
        assert_eq!(
            gone,
            [Some(view.items[0].clone()), Some(view.items[1].clone())]
        );
    }
);

both!(
    files_go_to_the_bin_with_their_quote_and_come_back,
    async |bench: &Bench| {
        let (quote, view) = attached(bench, &bench.rep).await;
        let delete = DeleteQuote {
            id: quote.id,
            version: quote.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        let get = GetAttachments { quote_id: quote.id };
        let gone = bench.run(&bench.rep, get).await.unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
        bench
            .run(&bench.rep, RestoreQuote { id: quote.id })
            .await
            .unwrap();
        assert_eq!(files(bench, quote.id).await.items, view.items);
        // What was taken away is forgotten after thirty days, and nothing else.
        let mut none = saving(&view);
        none.items.clear();
        bench.run(&bench.rep, none).await.unwrap();
        for (days, left) in [(29, 1), (31, 0)] {
            let mut session = bench.services.store().write().await.unwrap();
            let before = START.plus_days(days - 30);
            store::cpq::attachments::forget_removed(&mut session, before)
                .await
                .unwrap();
            let known = store::cpq::attachments::known(&mut session, quote.id)
                .await
                .unwrap();
            session.commit().await.unwrap();
            assert_eq!(known.len(), left, "{days}");
        }
    }
);
