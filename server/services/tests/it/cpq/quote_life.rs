//! What happens to a quote over time, on both databases: prices that change, versions that are given
//! up, answers that get lost, customers who move.

use super::support::{account, blank, catalog, line, quote, save, step};
use crate::bench::{Bench, START};
use crate::both;
use shared::cpq::catalog::ops::{GetPriceBook, SavePriceBookEntry};
use shared::cpq::quotes::ops::{
    CreateQuote, DeleteQuote, DuplicateQuote, GetQuote, GetQuotePdf, NewQuoteVersion, RestoreQuote,
};
use shared::cpq::quotes::rules::adopt_prices;
use shared::cpq::quotes::{QuoteLine, QuoteMove, QuoteState, QuoteView};
use shared::kernel::{Actor, PriceBookId, QuoteId, UnitPrice};

async fn get(bench: &Bench, actor: &Actor, id: QuoteId) -> QuoteView {
    bench.run(actor, GetQuote { id }).await.unwrap()
}

async fn next_version(bench: &Bench, sent: &QuoteView) -> QuoteView {
    let request = NewQuoteVersion {
        id: sent.id,
        version: sent.version,
        new_id: QuoteId(bench.uuid()),
    };
    bench.run(&bench.rep, request).await.unwrap()
}

async fn raise_price(bench: &Bench, id: PriceBookId, price: UnitPrice) {
    let admin = &bench.administrator;
    let view = bench.run(admin, GetPriceBook { id }).await.unwrap();
    let mut entry = view.items[0].entry.clone();
    entry.unit_price = price;
    let request = SavePriceBookEntry {
        price_book_id: id,
        version: view.book.version,
        entry,
    };
    bench.run(admin, request).await.unwrap();
}

both!(
    a_changed_price_is_handed_over_and_the_same_line_keeps_its_own,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let id = view.draft.price_book_id.unwrap();
        raise_price(bench, id, UnitPrice(1_200_000)).await;
        // What was saved stays as it was offered.
        let view = save(bench, &bench.rep, &view, view.draft.clone())
            .await
            .unwrap();
        assert_eq!(view.draft.lines[0].price.list_price, UnitPrice(1_000_000));
        // The product once more, from a page that still has the old prices.
        let mut draft = view.draft.clone();
        let mut second = draft.lines[0].clone();
        second.id = shared::kernel::QuoteLineId(bench.uuid());
        draft.lines.push(second);
        let refused = save(bench, &bench.rep, &view, draft.clone()).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        let trusted: Vec<QuoteLine> =
            serde_json::from_str(refused.current.as_deref().unwrap()).unwrap();
        assert!(trusted.iter().all(|line| line.price.cost.is_none()));
        assert_eq!(adopt_prices(&mut draft.lines, &trusted), [1]);
        assert_eq!(draft.lines[1].price.list_price, UnitPrice(1_200_000));
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, (10_000 + 12_000) * 12);
    }
);

both!(
    a_version_given_up_brings_the_sent_one_back,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let sent = step(bench, &bench.rep, &view, QuoteMove::Send)
            .await
            .unwrap();
        let next = next_version(bench, &sent).await;
        let delete = DeleteQuote {
            id: next.id,
            version: next.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        let back = get(bench, &bench.rep, sent.id).await;
        assert_eq!(back.state, QuoteState::Sent);
        assert!(back.active_version && back.moves.contains(&QuoteMove::Accept));

        // Taking the deletion back makes the new version count again.
        let restored = bench
            .run(&bench.rep, RestoreQuote { id: next.id })
            .await
            .unwrap();
        assert!(restored.active_version && restored.may_edit);
        let old = get(bench, &bench.rep, sent.id).await;
        assert_eq!(old.state, QuoteState::Superseded);
        let cancelled = step(bench, &bench.rep, &restored, QuoteMove::Cancel).await;
        assert!(!cancelled.unwrap().active_version);
        let back = get(bench, &bench.rep, sent.id).await;
        assert_eq!(back.state, QuoteState::Sent);
        let accepted = step(bench, &bench.rep, &back, QuoteMove::Accept).await;
        assert_eq!(accepted.unwrap().state, QuoteState::Accepted);
        // Two versions never count at once.
        let delete = DeleteQuote {
            id: next.id,
            version: get(bench, &bench.rep, next.id).await.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        let refused = bench.run(&bench.rep, RestoreQuote { id: next.id }).await;
        assert!(refused.is_ok(), "a cancelled version may be looked at");
        let still = get(bench, &bench.rep, sent.id).await;
        assert!(still.active_version);
    }
);

both!(
    an_out_of_date_quote_is_not_sent_even_when_approved,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        bench.clock.set(START.plus_days(40));
        let view = get(bench, &bench.rep, view.id).await;
        assert!(!view.moves.contains(&QuoteMove::Send));
        let refused = step(bench, &bench.rep, &view, QuoteMove::Send).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.issues[0].code, "validity_passed");
    }
);

both!(asking_twice_makes_one_quote, async |bench: &Bench| {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: None,
        price_book_id: None,
        title: "Once".into(),
        language: None,
        template_id: None,
    };
    let first = bench.run(&bench.rep, request.clone()).await.unwrap();
    let again = bench.run(&bench.rep, request.clone()).await.unwrap();
    assert_eq!((again.number, again.version), (first.number, first.version));
    let foreign = bench.run(&bench.stranger, request).await;
    assert!(foreign.is_err(), "a guessed id opens nothing");
    let copy = DuplicateQuote {
        id: first.id,
        new_id: QuoteId(bench.uuid()),
    };
    let made = bench.run(&bench.rep, copy.clone()).await.unwrap();
    let again = bench.run(&bench.rep, copy).await.unwrap();
    assert_eq!(again.number, made.number);
});

both!(a_conflict_names_who_saved, async |bench: &Bench| {
    let view = quote(bench, &bench.rep, 1).await;
    save(bench, &bench.manager, &view, view.draft.clone())
        .await
        .unwrap();
    let late = save(bench, &bench.rep, &view, view.draft.clone()).await;
    let current = late.unwrap_err().current.unwrap();
    let current: shared::cpq::quotes::QuoteView = serde_json::from_str(&current).unwrap();
    assert_eq!(
        current.changed_by.as_deref(),
        Some(bench.manager.name.as_str())
    );
});

both!(
    what_was_sent_does_not_change_with_its_customer,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let sent = step(bench, &bench.rep, &view, QuoteMove::Send)
            .await
            .unwrap();
        let pdf = async || {
            let request = GetQuotePdf { id: sent.id };
            bench.run(&bench.rep, request).await.unwrap().bytes
        };
        let before = pdf().await;
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE accounts SET street = '2 rue Neuve', name = 'Renamed'",
                store::args![],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!(pdf().await, before);
    }
);

both!(
    another_account_does_not_keep_the_contact,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let (old, other) = (
            view.draft.account_id.unwrap(),
            account(bench, &bench.rep).await,
        );
        let contact = shared::kernel::ContactId(bench.uuid());
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "INSERT INTO contacts (id, account_id, first_name, last_name, search, title, email, phone, language, notes, owner_id, sample, created_at, updated_at, version)
                 VALUES ($1, $2, 'Ann', 'Lee', 'ann lee', '', '', '', 'fr', '', $3, FALSE, $4, $4, 1)",
                store::args![contact, old, bench.rep.user_id, START],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let mut draft = view.draft.clone();
        draft.contact_id = Some(contact);
        let view = save(bench, &bench.rep, &view, draft).await.unwrap();
        let mut moved = view.draft.clone();
        moved.account_id = Some(other);
        let refused = save(bench, &bench.rep, &view, moved.clone()).await;
        assert_eq!(
            refused.unwrap_err().issues[0].code,
            "contact_of_other_account"
        );
        moved.contact_id = None;
        assert!(save(bench, &bench.rep, &view, moved).await.is_ok());
    }
);

both!(lines_are_changed_in_place, async |bench: &Bench| {
    let view = quote(bench, &bench.rep, 1).await;
    let book = view.draft.price_book_id.unwrap();
    let item = &catalog(bench, &bench.rep, book).await[0];
    let mut draft = view.draft.clone();
    for quantity in 2..=6 {
        draft.lines.push(line(bench, item, quantity));
    }
    let view = save(bench, &bench.rep, &view, draft).await.unwrap();
    let mut draft = view.draft.clone();
    draft.lines.remove(1);
    draft.lines.swap(0, 3);
    draft.lines[2].description = "Changed".into();
    draft.lines.insert(2, line(bench, item, 7));
    let saved = save(bench, &bench.rep, &view, draft.clone()).await.unwrap();
    let order = |draft: &shared::cpq::quotes::QuoteDraft| -> Vec<_> {
        let of = |line: &QuoteLine| (line.id, line.description.clone(), line.price.quantity);
        draft.lines.iter().map(of).collect()
    };
    assert_eq!(order(&saved.draft), order(&draft));
    // The id of another quote's line takes nothing from it.
    let other = blank(bench, &bench.rep).await;
    let mut thief = other.draft.clone();
    thief.lines.push(saved.draft.lines[0].clone());
    assert!(save(bench, &bench.rep, &other, thief).await.is_err());
    let still = get(bench, &bench.rep, view.id).await;
    assert_eq!(order(&still.draft), order(&draft));
});
