//! Deal rooms: what a link opens, what a visitor may do and what is kept of it.

use super::support::{quote, save, step};
use crate::bench::{Bench, START};
use crate::both;
use services::cpq::rooms::Visitor;
use services::platform::notifications::Follower;
use shared::cpq::quotes::ops::{DuplicateQuote, GetQuote, NewQuoteVersion};
use shared::cpq::quotes::{QuoteMove, QuoteState, QuoteView};
use shared::cpq::rooms::ops::{AnswerRoom, CloseRoom, GetCertificate, GetRooms, OpenRoom};
use shared::cpq::rooms::{Choice, RoomPart, RoomsView, Signing};
use shared::kernel::{Actor, Instant, ProblemKind, QuoteId};
use shared::platform::notifications::{ListNotices, NoticeFilter};

/// A sent quote of the representative with one line and one option, and the token of its room.
pub(super) async fn room(bench: &Bench) -> (QuoteView, String) {
    let view = quote(bench, &bench.rep, 12).await;
    let mut draft = view.draft.clone();
    let mut option = draft.lines[0].clone();
    option.id = shared::kernel::QuoteLineId(bench.uuid());
    option.price.optional = true;
    option.description = "Support".into();
    draft.lines.push(option);
    let view = save(bench, &bench.rep, &view, draft).await.unwrap();
    let sent = step(bench, &bench.rep, &view, QuoteMove::Send)
        .await
        .unwrap();
    let token = open(bench, &bench.rep, sent.id).await;
    (sent, token)
}

/// What somebody has chosen who takes one option.
fn taking(option: shared::kernel::QuoteLineId) -> Choice {
    Choice {
        options: [option].into(),
        ..Choice::default()
    }
}

pub(super) async fn open(bench: &Bench, actor: &Actor, id: QuoteId) -> String {
    let request = OpenRoom {
        id,
        room_id: bench.uuid(),
        recipient: "Camille Roux".into(),
        email: String::new(),
    };
    let opened = bench.run(actor, request).await.unwrap();
    opened.path.strip_prefix("/room/").unwrap().to_owned()
}

async fn rooms(bench: &Bench, actor: &Actor, id: QuoteId) -> RoomsView {
    bench.run(actor, GetRooms { id }).await.unwrap()
}

async fn state(bench: &Bench, id: QuoteId) -> QuoteState {
    bench.run(&bench.rep, GetQuote { id }).await.unwrap().state
}

pub(super) fn signing(gross_minor: i64) -> Signing {
    Signing {
        name: "Camille Roux".into(),
        consent: true,
        drawing: "M1 1L2 2".into(),
        options: Vec::new(),
        alternatives: Vec::new(),
        quantities: Vec::new(),
        gross_minor,
        code: String::new(),
    }
}

pub(super) fn visitor() -> Visitor {
    Visitor {
        address: "203.0.113.7".into(),
        user_agent: "Browser".into(),
    }
}

both!(a_link_shows_the_quote_and_no_cost, async |bench: &Bench| {
    let (sent, token) = room(bench).await;
    let page = bench
        .services
        .room(&token, &Choice::default())
        .await
        .unwrap();
    assert_eq!(page.priced.totals.gross_minor, sent.figures.gross_minor);
    assert!(
        page.draft
            .lines
            .iter()
            .all(|line| line.price.cost.is_none())
    );
    let option = page.draft.lines[1].id;
    let with = bench.services.room(&token, &taking(option)).await.unwrap();
    assert_eq!(with.priced.totals.gross_minor, 2 * sent.figures.gross_minor);
    // What was chosen on a page changes nothing of the quote.
    let again = bench
        .services
        .room(&token, &Choice::default())
        .await
        .unwrap();
    assert_eq!(again.priced.totals.gross_minor, sent.figures.gross_minor);
    for wrong in ["", "0", &token[1..], &format!("{token}0")] {
        let refused = bench
            .services
            .room(wrong, &Choice::default())
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound, "{wrong}");
        let refused = bench.services.room_leads(wrong).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound, "{wrong}");
    }
    bench.services.room_leads(&token).await.unwrap();
});

both!(
    what_is_read_is_told_and_makes_it_viewed,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        bench
            .services
            .room_read(&token, RoomPart::Opened)
            .await
            .unwrap();
        bench
            .services
            .room_read(&token, RoomPart::Opened)
            .await
            .unwrap();
        bench
            .services
            .room_read(&token, RoomPart::Lines)
            .await
            .unwrap();
        assert_eq!(state(bench, sent.id).await, QuoteState::Viewed);
        let view = rooms(bench, &bench.rep, sent.id).await;
        let parts: Vec<_> = view.rooms[0]
            .visits
            .iter()
            .map(|visit| visit.part)
            .collect();
        assert_eq!(parts.len(), 2, "the same part once a minute");
        let mut follower = Follower::default();
        bench.services.tell_people(&mut follower).await.unwrap();
        let ask = ListNotices {
            filter: NoticeFilter::default(),
            before: None,
            limit: 10,
        };
        let told = bench.run(&bench.rep, ask).await.unwrap();
        assert_eq!(told.notices[0].detail.en, "viewed");
    }
);

both!(
    slides_that_are_looked_at_are_told_by_their_place,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let look = async |slide| bench.services.room_slide(&token, slide).await;
        for slide in [1, 3, 1] {
            look(slide).await.unwrap();
        }
        for wrong in [0, 5, u32::MAX] {
            let refused = look(wrong).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "out_of_range", "{wrong}");
        }
        let view = rooms(bench, &bench.rep, sent.id).await;
        // Cover, the two lines, the price, what comes next.
        assert_eq!(view.slides.len(), 4);
        let mut seen: Vec<_> = view.rooms[0]
            .visits
            .iter()
            .map(|visit| (visit.part, visit.slide))
            .collect();
        seen.sort_unstable();
        let part = RoomPart::Presentation;
        assert_eq!(
            seen,
            [(part, Some(1)), (part, Some(3))],
            "the same slide once a minute"
        );
    }
);

both!(
    a_signature_accepts_with_its_options_and_is_sealed,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let option = sent.draft.lines[1].id;
        let gross = 2 * sent.figures.gross_minor;
        let accept = async |signing: Signing| {
            let from = visitor();
            bench
                .services
                .room_accept(&token, signing, "I agree", from)
                .await
        };
        // Another total than the one computed for the options, no consent, an unknown option.
        let options = vec![option];
        let wrong = Signing {
            options: options.clone(),
            ..signing(gross - 1)
        };
        assert_eq!(
            accept(wrong).await.unwrap_err().issues[0].code,
            "total_differs"
        );
        let silent = Signing {
            consent: false,
            ..signing(sent.figures.gross_minor)
        };
        assert_eq!(
            accept(silent).await.unwrap_err().issues[0].code,
            "consent_needed"
        );
        let unknown = Signing {
            options: vec![sent.draft.lines[0].id],
            ..signing(gross)
        };
        assert_eq!(
            accept(unknown).await.unwrap_err().issues[0].code,
            "unknown_option"
        );
        assert_eq!(state(bench, sent.id).await, QuoteState::Sent);

        let good = Signing {
            options,
            ..signing(gross)
        };
        accept(good.clone()).await.unwrap();
        let after = bench
            .run(&bench.rep, GetQuote { id: sent.id })
            .await
            .unwrap();
        assert_eq!(after.state, QuoteState::Accepted);
        assert_eq!(after.figures.gross_minor, gross);
        let signed = rooms(bench, &bench.rep, sent.id).await.signature.unwrap();
        assert!(signed.intact);
        assert_eq!(signed.signature.options, ["Support"]);
        assert_eq!(signed.signature.address, "203.0.113.7");
        // The same acceptance again changes nothing; the document stays byte for byte.
        let first = bench.services.room_document(&token).await.unwrap();
        accept(Signing {
            name: "Somebody Else".into(),
            ..good
        })
        .await
        .unwrap();
        let again = rooms(bench, &bench.rep, sent.id).await.signature.unwrap();
        assert_eq!(again, signed);
        bench.clock.set(START.plus_days(400));
        let second = bench.services.room_document(&token).await.unwrap();
        assert_eq!(first.bytes, second.bytes);
        assert!(bench.services.room_decline(&token, "No").await.is_err());
    }
);

both!(a_changed_signature_is_found, async |bench: &Bench| {
    let (one, token) = room(bench).await;
    let gross = one.figures.gross_minor;
    let accept = async |token: &str| {
        let from = visitor();
        bench
            .services
            .room_accept(token, signing(gross), "I agree", from)
            .await
            .unwrap();
    };
    accept(&token).await;
    let copy = DuplicateQuote {
        id: one.id,
        new_id: QuoteId(bench.uuid()),
    };
    let two = bench.run(&bench.rep, copy).await.unwrap();
    step(bench, &bench.rep, &two, QuoteMove::Send)
        .await
        .unwrap();
    let other = open(bench, &bench.rep, two.id).await;
    accept(&other).await;
    let second = rooms(bench, &bench.rep, two.id).await.signature.unwrap();
    let first = rooms(bench, &bench.rep, one.id).await.signature.unwrap();
    assert_eq!(second.signature.previous, first.seal);
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "UPDATE quote_signatures SET record = REPLACE(record, 'Camille', 'Camilla') WHERE quote_id = $1",
            store::args![one.id],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    assert!(
        !rooms(bench, &bench.rep, one.id)
            .await
            .signature
            .unwrap()
            .intact
    );
    assert!(
        rooms(bench, &bench.rep, two.id)
            .await
            .signature
            .unwrap()
            .intact
    );
});

both!(
    a_signature_outlives_one_of_the_sample_it_was_sealed_upon,
    async |bench: &Bench| {
        let (tried, token) = room(bench).await;
        let gross = tried.figures.gross_minor;
        let accept = async |token: &str| {
            let signed = signing(gross);
            let accepted = bench
                .services
                .room_accept(token, signed, "I agree", visitor());
            accepted.await.unwrap();
        };
        accept(&token).await;
        let copy = DuplicateQuote {
            id: tried.id,
            new_id: QuoteId(bench.uuid()),
        };
        let own = bench.run(&bench.rep, copy).await.unwrap();
        step(bench, &bench.rep, &own, QuoteMove::Send)
            .await
            .unwrap();
        accept(&open(bench, &bench.rep, own.id).await).await;
        let mut session = bench.services.store().write().await.unwrap();
        let flag = "UPDATE quotes SET sample = TRUE WHERE id = $1";
        session.exec(flag, store::args![tried.id]).await.unwrap();
        session.commit().await.unwrap();
        bench.services.remove_demo().await.unwrap();
        let gone = bench.run(&bench.rep, GetQuote { id: tried.id }).await;
        assert_eq!(gone.unwrap_err().kind, ProblemKind::NotFound);
        let signed = rooms(bench, &bench.rep, own.id).await.signature.unwrap();
        assert!(signed.intact && !signed.signature.previous.is_empty());
    }
);

both!(questions_are_asked_and_answered, async |bench: &Bench| {
    let (sent, token) = room(bench).await;
    let id = bench.uuid();
    for _ in 0..2 {
        bench
            .services
            .room_ask(&token, Some(id), "Camille Roux", "Is training included?")
            .await
            .unwrap();
    }
    let refused = bench
        .services
        .room_ask(&token, None, "", "  ")
        .await
        .unwrap_err();
    assert_eq!(refused.issues.len(), 2);
    let answer = AnswerRoom {
        id: sent.id,
        message_id: bench.uuid(),
        text: "Yes".into(),
    };
    let hidden = bench
        .run(&bench.stranger, answer.clone())
        .await
        .unwrap_err();
    assert_eq!(hidden.kind, ProblemKind::NotFound);
    bench.run(&bench.rep, answer).await.unwrap();
    let page = bench
        .services
        .room(&token, &Choice::default())
        .await
        .unwrap();
    let thread: Vec<_> = page
        .messages
        .iter()
        .map(|message| (message.ours, message.text.as_str()))
        .collect();
    assert_eq!(thread.len(), 2);
    assert!(thread.contains(&(true, "Yes")));
});

both!(
    a_closed_link_and_an_old_version_end,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let declined = bench.services.room_decline(&token, " ").await.unwrap_err();
        assert_eq!(declined.issues[0].code, "required");
        // A newer version: the old link says so and takes no answer.
        let view = bench
            .run(&bench.rep, GetQuote { id: sent.id })
            .await
            .unwrap();
        let newer = NewQuoteVersion {
            id: sent.id,
            version: view.version,
            new_id: QuoteId(bench.uuid()),
        };
        bench.run(&bench.rep, newer).await.unwrap();
        let page = bench
            .services
            .room(&token, &Choice::default())
            .await
            .unwrap();
        assert!(page.replaced && !page.waits());
        let accept = bench
            .services
            .room_accept(&token, signing(sent.figures.gross_minor), "", visitor())
            .await;
        assert_eq!(accept.unwrap_err().issues[0].code, "move_not_possible");
        let view = rooms(bench, &bench.rep, sent.id).await;
        let close = CloseRoom {
            id: sent.id,
            room_id: view.rooms[0].id,
        };
        bench.run(&bench.rep, close).await.unwrap();
        let gone = bench
            .services
            .room(&token, &Choice::default())
            .await
            .unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
        let gone = bench.services.room_leads(&token).await.unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
    }
);

both!(an_expired_quote_is_not_accepted, async |bench: &Bench| {
    let (sent, token) = room(bench).await;
    bench.clock.set(Instant(START.plus_days(400).0));
    let page = bench
        .services
        .room(&token, &Choice::default())
        .await
        .unwrap();
    assert_eq!(page.state, QuoteState::Expired);
    let accept = bench
        .services
        .room_accept(&token, signing(sent.figures.gross_minor), "", visitor())
        .await;
    assert!(accept.is_err());
});

both!(a_draft_has_no_link, async |bench: &Bench| {
    let draft = quote(bench, &bench.rep, 1).await;
    let request = OpenRoom {
        id: draft.id,
        room_id: bench.uuid(),
        recipient: "Camille".into(),
        email: String::new(),
    };
    let refused = bench.run(&bench.rep, request).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "room_needs_sent_quote");
});

both!(
    a_signature_has_a_certificate_for_both_sides,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let request = GetCertificate { id: sent.id };
        let early = bench.services.room_certificate(&token).await;
        assert_eq!(early.unwrap_err().kind, ProblemKind::NotFound);
        let early = bench.run(&bench.rep, request.clone()).await;
        assert_eq!(early.unwrap_err().kind, ProblemKind::NotFound);

        let accepted = bench.services.room_accept(
            &token,
            signing(sent.figures.gross_minor),
            "I accept",
            visitor(),
        );
        accepted.await.unwrap();
        let theirs = bench.services.room_certificate(&token).await.unwrap();
        assert!(theirs.bytes.starts_with(b"%PDF-"));
        assert!(theirs.file_name.ends_with("-certificate.pdf"));
        let ours = bench.run(&bench.rep, request.clone()).await.unwrap();
        assert_eq!(ours.bytes, theirs.bytes, "both hold the same");
        let stranger = bench.run(&bench.stranger, request).await;
        assert_eq!(stranger.unwrap_err().kind, ProblemKind::NotFound);
    }
);
