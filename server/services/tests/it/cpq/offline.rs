//! Quotes made without a network, on both databases.

use super::support::{account, blank, book, model_draft, publish, save_model};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::PriceBookView;
use shared::cpq::catalog::ops::{
    GetPriceBook, GetProduct, SavePriceBookEntry, SetPriceBookActive, SetProductActive,
};
use shared::cpq::offline::ops::{Arrival, SendTravelling, TakeAlong};
use shared::cpq::offline::{Luggage, new_line, new_quote, settle_offline};
use shared::cpq::quotes::QuoteDraft;
use shared::cpq::quotes::ops::{ListQuotes, QuoteFilter};
use shared::crm::accounts::DeleteAccount;
use shared::kernel::{
    AccountId, Actor, Percent, PriceBookId, Problem, ProblemKind, ProductId, Quantity, QuoteId,
    QuoteLineId, UnitPrice,
};
use std::collections::BTreeSet;

async fn luggage(bench: &Bench, actor: &Actor) -> Luggage {
    bench.run(actor, TakeAlong {}).await.unwrap()
}

/// As the page writes it: for the first customer, five of the first product.
fn written(bench: &Bench, luggage: &Luggage) -> QuoteDraft {
    let mut draft = new_quote(luggage, "2026-11-20".parse().unwrap());
    draft.account_id = luggage.accounts.first().map(|account| account.id);
    let mut line = new_line(
        QuoteLineId(bench.uuid()),
        &luggage.books[0].items[0],
        draft.language,
    );
    line.price.quantity = Quantity::whole(5);
    draft.lines.push(line);
    settle_offline(luggage, &mut draft);
    draft
}

async fn send(
    bench: &Bench,
    actor: &Actor,
    id: QuoteId,
    draft: &QuoteDraft,
) -> Result<Arrival, Problem> {
    let draft = draft.clone();
    let owner = Some(actor.user_id);
    bench.run(actor, SendTravelling { id, draft, owner }).await
}

async fn count(bench: &Bench, actor: &Actor) -> i64 {
    let list = ListQuotes {
        filter: QuoteFilter::default(),
        limit: 50,
        ..ListQuotes::default()
    };
    bench.run(actor, list).await.unwrap().total
}

/// Another list price for the one product.
async fn reprice(bench: &Bench, book: &PriceBookView, price: i64) {
    let now = GetPriceBook { id: book.book.id };
    let now = bench.run(&bench.administrator, now).await.unwrap();
    let mut entry = now.items[0].entry.clone();
    entry.unit_price = UnitPrice(price);
    let save = SavePriceBookEntry {
        price_book_id: now.book.id,
        version: now.book.version,
        entry,
    };
    bench.run(&bench.administrator, save).await.unwrap();
}

async fn sell(bench: &Bench, id: ProductId, active: bool) {
    let product = bench.run(&bench.administrator, GetProduct { id }).await;
    let set = SetProductActive {
        id,
        version: product.unwrap().version,
        active,
    };
    bench.run(&bench.administrator, set).await.unwrap();
}

async fn offer(bench: &Bench, id: PriceBookId, active: bool) {
    let book = bench.run(&bench.administrator, GetPriceBook { id }).await;
    let set = SetPriceBookActive {
        id,
        version: book.unwrap().book.version,
        active,
    };
    bench.run(&bench.administrator, set).await.unwrap();
}

both!(one_takes_along_what_one_may_read, async |bench: &Bench| {
    let book = book(bench).await;
    let mine = account(bench, &bench.rep).await;
    let others = account(bench, &bench.stranger).await;
    let gone = account(bench, &bench.rep).await;
    let delete = DeleteAccount {
        id: gone,
        version: 1,
    };
    bench.run(&bench.rep, delete).await.unwrap();
    let product_id = book.items[0].entry.product_id;
    let model = save_model(bench, product_id, model_draft()).await.unwrap();
    publish(bench, &model).await.unwrap();

    let taken = luggage(bench, &bench.rep).await;
    assert_eq!(taken.owner, bench.rep.user_id);
    let ids: Vec<AccountId> = taken.accounts.iter().map(|account| account.id).collect();
    assert_eq!(ids, [mine, others], "one's own first, none of the bin");
    assert!(!taken.more_accounts && taken.left_behind.is_empty());
    assert_eq!(taken.books[0].items.len(), 1);
    assert_eq!(taken.models[0].id, model.id);
    assert!(!taken.sees_margin);
    assert_eq!(taken.books[0].items[0].cost, None);
    let mut hidden = taken.models[0].draft.content.clone();
    hidden.hide_costs();
    assert_eq!(taken.models[0].draft.content, hidden);
    let seen = luggage(bench, &bench.manager).await;
    assert!(seen.sees_margin);
    assert_eq!(seen.books[0].items[0].cost, Some(UnitPrice(400_000)));
    let refused = bench.run(&bench.finance, TakeAlong {}).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Forbidden);

    sell(bench, product_id, false).await;
    let taken = luggage(bench, &bench.rep).await;
    assert!(taken.books[0].items.is_empty() && taken.models.is_empty());
    offer(bench, book.book.id, false).await;
    assert!(luggage(bench, &bench.rep).await.books.is_empty());
});

both!(
    however_often_it_is_sent_it_is_made_once,
    async |bench: &Bench| {
        book(bench).await;
        account(bench, &bench.rep).await;
        let draft = written(bench, &luggage(bench, &bench.rep).await);
        let id = QuoteId(bench.uuid());
        let all = (0..8).map(|_| send(bench, &bench.rep, id, &draft));
        let answers = futures::future::join_all(all).await;
        let answers: Vec<Arrival> = answers.into_iter().map(Result::unwrap).collect();
        let made = answers.iter().filter(|answer| !answer.repeated).count();
        assert_eq!(made, 1);
        let numbers: BTreeSet<&str> = answers
            .iter()
            .map(|answer| answer.quote.number.as_str())
            .collect();
        assert_eq!(numbers.len(), 1);
        assert_eq!(count(bench, &bench.rep).await, 1);
        let first = &answers[0];
        assert!(first.changes.is_empty() && !first.differs);
        assert_eq!(first.quote.figures.net_minor, 5 * 10_000 * 12);
        assert_eq!(first.quote.draft.issued_on, "2026-11-23".parse().unwrap());
        // Numbers have no gap, however many tries found it made.
        let next = blank(bench, &bench.rep).await;
        assert_eq!(next.number, "Q-2026-00002");

        // What was changed after it was sent is not taken for what was sent.
        let mut other = draft.clone();
        other.lines[0].price.quantity = Quantity::whole(6);
        let again = send(bench, &bench.rep, id, &other).await.unwrap();
        assert!(again.repeated && again.differs);
        let quantity = again.quote.draft.lines[0].price.quantity;
        assert_eq!(quantity, Quantity::whole(5));
        let refused = send(bench, &bench.stranger, id, &draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "already_exists");
        assert_eq!(count(bench, &bench.administrator).await, 2);
    }
);

both!(
    it_has_the_prices_of_today_and_says_what_differs,
    async |bench: &Bench| {
        let book = book(bench).await;
        account(bench, &bench.rep).await;
        let mut draft = written(bench, &luggage(bench, &bench.rep).await);
        draft.lines[0].price.discount = Percent::whole(10);
        // Whatever a browser says of costs, floors and promotions.
        draft.lines[0].price.cost = Some(UnitPrice(1));
        draft.lines[0].price.floor = None;
        reprice(bench, &book, 1_100_000).await;
        let id = QuoteId(bench.uuid());
        let sent = send(bench, &bench.rep, id, &draft).await.unwrap();
        let line = &sent.quote.draft.lines[0].price;
        assert_eq!(line.list_price, UnitPrice(1_100_000));
        assert_eq!(line.floor, Some(UnitPrice(700_000)));
        assert_eq!((line.cost, line.manual_price), (None, None));
        let changes = &sent.changes;
        assert_eq!(changes.lines.len(), 1);
        let (then, now) = (changes.lines[0].then, changes.lines[0].now);
        assert_eq!(then.unwrap().unit, UnitPrice(1_000_000));
        assert_eq!(now.unwrap().unit, UnitPrice(1_100_000));
        assert_eq!(changes.then.net_minor, 5 * 9_000 * 12);
        assert_eq!(changes.now.net_minor, 5 * 9_900 * 12);
        assert_eq!(changes.now, sent.quote.figures);
        let seen = shared::cpq::quotes::ops::GetQuote { id };
        let seen = bench.run(&bench.manager, seen).await.unwrap();
        assert_eq!(seen.draft.lines[0].price.cost, Some(UnitPrice(400_000)));

        let mut forged = written(bench, &luggage(bench, &bench.rep).await);
        forged.lines[0].price.list_price = UnitPrice(1);
        let id = QuoteId(bench.uuid());
        let sent = send(bench, &bench.rep, id, &forged).await.unwrap();
        assert_eq!(sent.quote.figures.net_minor, 5 * 11_000 * 12);
    }
);

both!(
    what_is_refused_is_not_made_and_can_be_sent_later,
    async |bench: &Bench| {
        let book = book(bench).await;
        let customer = account(bench, &bench.rep).await;
        let draft = written(bench, &luggage(bench, &bench.rep).await);
        let id = QuoteId(bench.uuid());
        let why = async |draft: &QuoteDraft| {
            let refused = send(bench, &bench.rep, id, draft).await.unwrap_err();
            assert_eq!(count(bench, &bench.rep).await, 0);
            let issue = &refused.issues[0];
            (
                issue.code.to_string(),
                issue.field.as_deref().unwrap_or_default().to_owned(),
            )
        };
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        let product_id = book.items[0].entry.product_id;
        sell(bench, product_id, false).await;
        let retired = pair("product_retired", "lines.0.product_id");
        assert_eq!(why(&draft).await, retired);
        sell(bench, product_id, true).await;
        offer(bench, book.book.id, false).await;
        let off = pair("price_book_not_offered", "price_book_id");
        assert_eq!(why(&draft).await, off);
        offer(bench, book.book.id, true).await;
        let mut unknown = draft.clone();
        unknown.lines[0].product_id = Some(ProductId(bench.uuid()));
        let none = pair("product_not_in_price_book", "lines.0.product_id");
        assert_eq!(why(&unknown).await, none);
        let delete = DeleteAccount {
            id: customer,
            version: 1,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert_eq!(why(&draft).await, pair("account_gone", "account_id"));
        let refused = send(bench, &bench.finance, id, &draft).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);

        let mut corrected = draft;
        corrected.account_id = Some(account(bench, &bench.rep).await);
        let sent = send(bench, &bench.rep, id, &corrected).await.unwrap();
        assert!(!sent.repeated);
        assert_eq!(sent.quote.number, "Q-2026-00001");
    }
);
