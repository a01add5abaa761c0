//! What a customer chooses beside options: alternatives and quantities, from the quote to the seal.

use super::approvals::{draft as rule, put};
use super::rooms::{open, signing, visitor};
use super::support::{quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::approvals::ops::{DecideApproval, GetApproval};
use shared::cpq::approvals::{Approver, DecisionKind, Fact, FactValue, MayTake};
use shared::cpq::quotes::choice::join_above;
use shared::cpq::quotes::ops::{CompareQuotes, GetQuote, NewQuoteVersion};
use shared::cpq::quotes::{QuantityLimits, QuoteMove, QuoteState, QuoteView};
use shared::cpq::rooms::ops::GetRooms;
use shared::cpq::rooms::{Choice, SignedQuantity, Signing};
use shared::kernel::{AlternativesId, Quantity, QuoteId, QuoteLineId};

/// A sent quote with two lines of which one counts; of the first 12 are offered, 1 to 20 may be taken.
/// With the token of its room.
async fn room(bench: &Bench) -> (QuoteView, String) {
    let view = quote(bench, &bench.rep, 12).await;
    let mut draft = view.draft.clone();
    draft.lines[0].choice.limits = Some(QuantityLimits {
        min: Quantity::whole(1),
        max: Quantity::whole(20),
    });
    let mut other = draft.lines[0].clone();
    other.id = QuoteLineId(bench.uuid());
    other.description = "The small one".into();
    other.price.quantity = Quantity::whole(2);
    other.choice.limits = None;
    let id = other.id;
    draft.lines.push(other);
    join_above(&mut draft.lines, id, AlternativesId(bench.uuid())).unwrap();
    let saved = save(bench, &bench.rep, &view, draft.clone()).await.unwrap();
    // Read back as it was saved, and not counted.
    assert_eq!(saved.draft.lines, draft.lines);
    assert_eq!(saved.figures, view.figures);
    let sent = step(bench, &bench.rep, &saved, QuoteMove::Send)
        .await
        .unwrap();
    let token = open(bench, &bench.rep, sent.id).await;
    (sent, token)
}

fn quantity(line: QuoteLineId, units: i64) -> Choice {
    Choice {
        quantities: [(line, Quantity::whole(units))].into(),
        ..Choice::default()
    }
}

both!(
    the_room_counts_what_is_chosen_and_says_what_cannot_be,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let (first, other) = (sent.draft.lines[0].id, sent.draft.lines[1].id);
        let page = async |choice: &Choice| bench.services.room(&token, choice).await.unwrap();
        let proposed = page(&Choice::default()).await;
        assert_eq!(proposed.priced.totals.gross_minor, sent.figures.gross_minor);
        let six = page(&quantity(first, 6)).await;
        assert_eq!(six.counted.lines[0].price.quantity, Quantity::whole(6));
        assert!(six.priced.totals.net_minor < sent.figures.net_minor);
        let small = Choice {
            alternatives: [other].into(),
            ..Choice::default()
        };
        let small = page(&small).await;
        assert!(small.counted.lines[0].price.optional && !small.counted.lines[1].price.optional);
        // A quantity that is not offered changes nothing, and is said.
        let wrong = page(&quantity(first, 21)).await;
        assert_eq!(wrong.priced.totals, proposed.priced.totals);
        assert_eq!(wrong.not[0].issue.code, "chosen_quantity_outside");
        assert_eq!(wrong.not[0].quantity, Some(Quantity::whole(21)));
    }
);

both!(
    a_choice_is_signed_for_its_own_total_and_sealed,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let (first, other) = (sent.draft.lines[0].id, sent.draft.lines[1].id);
        let accept = async |signing: Signing| {
            let answer = bench
                .services
                .room_accept(&token, signing, "I agree", visitor())
                .await;
            answer.map_err(|problem| problem.issues[0].code.to_string())
        };
        let taking = |units: i64, gross: i64| Signing {
            quantities: vec![(first, Quantity::whole(units))],
            ..signing(gross)
        };
        let six = bench.services.room(&token, &quantity(first, 6)).await;
        let gross = six.unwrap().priced.totals.gross_minor;
        // Forged on the way: more than is offered, half a unit, a fixed line, both alternatives, the
        // total of something else.
        let code = "chosen_quantity_outside";
        assert_eq!(accept(taking(21, gross)).await.unwrap_err(), code);
        assert_eq!(accept(taking(0, gross)).await.unwrap_err(), code);
        let half = Signing {
            quantities: vec![(first, Quantity(65_000))],
            ..signing(gross)
        };
        assert_eq!(accept(half).await.unwrap_err(), code);
        let fixed = Signing {
            quantities: vec![(other, Quantity::whole(1))],
            ..signing(gross)
        };
        assert_eq!(accept(fixed).await.unwrap_err(), "quantity_fixed");
        let both = Signing {
            alternatives: vec![first, other],
            ..signing(gross)
        };
        assert_eq!(accept(both).await.unwrap_err(), "one_alternative_only");
        assert_eq!(accept(taking(7, gross)).await.unwrap_err(), "total_differs");

        accept(taking(6, gross)).await.unwrap();
        let after = bench.run(&bench.rep, GetQuote { id: sent.id }).await;
        let after = after.unwrap();
        assert_eq!(after.state, QuoteState::Accepted);
        assert_eq!(after.figures.gross_minor, gross);
        assert_eq!(after.draft.lines[0].price.quantity, Quantity::whole(6));
        let rooms = bench.run(&bench.rep, GetRooms { id: sent.id }).await;
        let signed = rooms.unwrap().signature.unwrap();
        assert!(signed.intact);
        let name = sent.draft.lines[0].name().to_owned();
        assert_eq!(signed.signature.alternatives, [name.as_str()]);
        let sealed = SignedQuantity {
            line: name,
            quantity: Quantity::whole(6),
            later: Vec::new(),
        };
        assert_eq!(signed.signature.quantities, [sealed]);
    }
);

both!(
    a_version_keeps_alternatives_and_limits_and_is_compared_by_them,
    async |bench: &Bench| {
        let (sent, _) = room(bench).await;
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let second = bench.run(&bench.rep, request).await.unwrap();
        let choices = |view: &QuoteView| {
            let lines = view.draft.lines.iter();
            lines
                .map(|line| (line.choice, line.price.optional))
                .collect::<Vec<_>>()
        };
        assert_eq!(choices(&second), choices(&sent));
        let mut draft = second.draft.clone();
        draft.lines[0].choice.limits = None;
        let other = draft.lines[1].id;
        shared::cpq::quotes::choice::propose(&mut draft.lines, other);
        save(bench, &bench.rep, &second, draft).await.unwrap();
        let compare = CompareQuotes {
            old: sent.id,
            new: second.id,
        };
        let found = bench.run(&bench.rep, compare).await.unwrap();
        let fields: Vec<_> = found.lines.iter().map(|line| line.fields.clone()).collect();
        assert_eq!(
            fields,
            [
                vec!["proposed".to_owned(), "limits".to_owned()],
                vec!["proposed".to_owned()]
            ]
        );
    }
);

both!(
    lines_that_make_no_group_are_put_right_before_they_are_kept,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let mut draft = view.draft.clone();
        let group = Some(AlternativesId(bench.uuid()));
        draft.lines[0].choice.alternatives = group;
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(saved.draft.lines[0].choice.alternatives, None);
        // Two that both count: the totals of the browser are not those of the server.
        let mut draft = saved.draft.clone();
        draft.lines[0].choice.alternatives = group;
        let mut twin = draft.lines[0].clone();
        twin.id = QuoteLineId(bench.uuid());
        draft.lines.push(twin);
        let refused = save(bench, &bench.rep, &saved, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
    }
);

/// A rule asks of the amount that fifty would come to, not of twelve.
async fn raised(bench: &Bench) -> QuoteView {
    let condition = "net > 50000";
    put(bench, rule("Finance", condition, 1, Approver::Finance))
        .await
        .unwrap();
    let view = quote(bench, &bench.rep, 12).await;
    let mut draft = view.draft.clone();
    draft.lines[0].choice.limits = Some(QuantityLimits {
        min: Quantity::whole(1),
        max: Quantity::whole(50),
    });
    save(bench, &bench.rep, &view, draft).await.unwrap()
}

both!(
    a_rule_is_asked_about_the_most_the_customer_may_take,
    async |bench: &Bench| {
        let view = raised(bench).await;
        let reason = &view.approval_reasons[0];
        assert_eq!(reason.code, "approval_by_rule_open");
        let found = view.approval.rules.iter().find(|rule| rule.found).unwrap();
        let fifty = MayTake::Quantity {
            line: view.draft.lines[0].name().to_owned(),
            quantity: Quantity::whole(50),
        };
        assert_eq!(found.because, std::slice::from_ref(&fifty));
        assert!(!view.moves.contains(&QuoteMove::Send));
        let submitted = step(bench, &bench.rep, &view, QuoteMove::Submit).await;
        assert_eq!(submitted.unwrap().state, QuoteState::InApproval);
        let get = GetApproval { quote_id: view.id };
        let asked = bench.run(&bench.finance, get).await.unwrap();
        let request = asked.request.unwrap();
        let need = &request.approval.requirements[0].need;
        assert_eq!(need.because, [fifty]);
        // 50 at 90.00 for twelve months.
        let net = FactValue::Number(54_000.into());
        assert_eq!(need.seen, [(Fact::Net, net)]);
        let decide = DecideApproval {
            id: request.id,
            decision: DecisionKind::Approve,
            comment: String::new(),
            condition: String::new(),
            step: None,
        };
        bench.run(&bench.finance, decide).await.unwrap();
        let get = GetQuote { id: view.id };
        let approved = bench.run(&bench.rep, get).await.unwrap();
        let sent = step(bench, &bench.rep, &approved, QuoteMove::Send).await;
        let sent = sent.unwrap();
        let token = open(bench, &bench.rep, sent.id).await;
        // What was approved may be taken, also when the rules are stricter by now.
        put(bench, rule("Later", "net > 1", 1, Approver::Finance))
            .await
            .unwrap();
        let fifty = quantity(sent.draft.lines[0].id, 50);
        let page = bench.services.room(&token, &fifty).await.unwrap();
        assert!(!page.beyond);
        let taking = Signing {
            quantities: vec![(sent.draft.lines[0].id, Quantity::whole(50))],
            ..signing(page.priced.totals.gross_minor)
        };
        let accepted = bench
            .services
            .room_accept(&token, taking, "I agree", visitor());
        accepted.await.unwrap();
    }
);

both!(
    what_was_not_approved_is_not_accepted,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 12).await;
        let mut draft = view.draft.clone();
        draft.lines[0].choice.limits = Some(QuantityLimits {
            min: Quantity::whole(1),
            max: Quantity::whole(50),
        });
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        let sent = step(bench, &bench.rep, &saved, QuoteMove::Send).await;
        let sent = sent.unwrap();
        let token = open(bench, &bench.rep, sent.id).await;
        // As a quote that was sent before this was kept, under a rule that asks of more than it says.
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec("DELETE FROM quote_allowed", store::args![])
            .await
            .unwrap();
        session.commit().await.unwrap();
        let condition = "net > 50000";
        put(bench, rule("Finance", condition, 1, Approver::Finance))
            .await
            .unwrap();
        let take = async |units: i64| {
            let line = sent.draft.lines[0].id;
            let choice = quantity(line, units);
            let page = bench.services.room(&token, &choice).await.unwrap();
            let signing = Signing {
                quantities: vec![(line, Quantity::whole(units))],
                ..signing(page.priced.totals.gross_minor)
            };
            let services = &bench.services;
            let answer = services.room_accept(&token, signing, "I agree", visitor());
            let answer = answer
                .await
                .map_err(|problem| problem.issues[0].code.to_string());
            (page.beyond, answer)
        };
        assert_eq!(take(50).await, (true, Err("beyond_approved".to_owned())));
        assert_eq!(take(20).await, (false, Ok(())));
    }
);
