//! Agreed prices on both databases.

use super::support::{account, book, catalog, line, quote, save};
use crate::bench::Bench;
use crate::both;
use chrono::NaiveDate;
use shared::cpq::agreements::ops::{
    AgreementList, DeleteAgreement, ListAgreements, ListOffers, SaveAgreement,
};
use shared::cpq::agreements::{Agreement, AgreementDraft};
use shared::cpq::pricing::{AgreedPrice, Charge, Contracted};
use shared::cpq::quotes::ops::{CreateQuote, DuplicateQuote, GetQuote};
use shared::cpq::quotes::{QuoteLine, QuoteView};
use shared::kernel::{
    AccountId, Actor, AgreementId, Currency, Percent, Problem, ProblemKind, ProductId, QuoteId,
    UnitPrice,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A monthly price of a product in euros, without end.
pub fn draft(product_id: ProductId, cents: i64) -> AgreementDraft {
    AgreementDraft {
        name: "Frame".into(),
        product_id,
        charge: Charge::Monthly,
        currency: Currency::EUR,
        price: AgreedPrice::Fixed(UnitPrice(cents * 100)),
        starts_on: None,
        ends_on: None,
    }
}

pub async fn agree(
    bench: &Bench,
    actor: &Actor,
    account_id: AccountId,
    draft: AgreementDraft,
) -> Result<AgreementList, Problem> {
    let request = SaveAgreement {
        id: AgreementId(bench.uuid()),
        account_id,
        version: 0,
        draft,
    };
    bench.run(actor, request).await
}

/// An agreement with an account of the representative.
pub async fn agreement(bench: &Bench) -> Agreement {
    let item = product(bench).await;
    let account_id = account(bench, &bench.rep).await;
    let saved = agree(bench, &bench.manager, account_id, draft(item, 8_000)).await;
    saved.unwrap().rows.pop().unwrap().agreement
}

/// An agreement as it was before somebody called it `name`.
pub async fn changed(bench: &Bench, name: &str) -> Agreement {
    let read = agreement(bench).await;
    let save = SaveAgreement {
        id: read.id,
        account_id: read.account_id,
        version: read.version,
        draft: AgreementDraft {
            name: name.into(),
            ..read.draft.clone()
        },
    };
    bench.run(&bench.administrator, save).await.unwrap();
    read
}

async fn product(bench: &Bench) -> ProductId {
    use shared::cpq::catalog::ops::CreateProduct;
    let id = ProductId(bench.uuid());
    let create = CreateProduct {
        id,
        draft: super::support::product(&format!("A{}", bench.uuid())),
    };
    bench.run(&bench.administrator, create).await.unwrap();
    id
}

async fn below(bench: &Bench, child: AccountId, parent: AccountId) {
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "UPDATE accounts SET parent_id = $2 WHERE id = $1",
            store::args![child, parent],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
}

/// A quote of the representative with one line of a product at 100.00 a month.
async fn offer(bench: &Bench) -> (QuoteView, AccountId, ProductId) {
    let view = quote(bench, &bench.rep, 1).await;
    let (account, line) = (view.draft.account_id.unwrap(), &view.draft.lines[0]);
    let product = line.product_id.unwrap();
    (view, account, product)
}

fn price_of(line: &QuoteLine) -> Option<i64> {
    match line.price.contracted.as_ref()?.price {
        AgreedPrice::Fixed(price) => Some(price.0 / 100),
        AgreedPrice::PercentOff(_) => None,
    }
}

both!(
    who_leads_the_owner_agrees_prices_and_all_who_sell_see_them,
    async |bench: &Bench| {
        let item = product(bench).await;
        let account_id = account(bench, &bench.rep).await;
        for stranger in [&bench.rep, &bench.colleague, &bench.finance] {
            let refused = agree(bench, stranger, account_id, draft(item, 8_000)).await;
            assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        }
        let list = agree(bench, &bench.manager, account_id, draft(item, 8_000)).await;
        let list = list.unwrap();
        assert!(list.may_edit && list.rows.len() == 1);
        let seen = bench
            .run(&bench.rep, ListAgreements { account_id })
            .await
            .unwrap();
        assert!(!seen.may_edit);
        assert_eq!(seen.rows, list.rows);
        // The manager of another team leads nobody here.
        let theirs = account(bench, &bench.stranger).await;
        let refused = agree(bench, &bench.manager, theirs, draft(item, 1)).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        let one = &list.rows[0].agreement;
        let gone = DeleteAgreement {
            id: one.id,
            version: one.version,
        };
        let refused = bench.run(&bench.rep, gone.clone()).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        assert!(
            bench
                .run(&bench.manager, gone.clone())
                .await
                .unwrap()
                .rows
                .is_empty()
        );
        let refused = bench.run(&bench.manager, gone).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        // Undone: the same again.
        let again = SaveAgreement {
            id: one.id,
            account_id,
            version: 0,
            draft: one.draft.clone(),
        };
        let back = bench.run(&bench.manager, again.clone()).await.unwrap();
        assert_eq!(bench.run(&bench.manager, again).await.unwrap(), back);
    }
);

both!(
    the_same_is_not_agreed_twice_for_a_day,
    async |bench: &Bench| {
        let item = product(bench).await;
        let account_id = account(bench, &bench.rep).await;
        let mut first = draft(item, 8_000);
        first.ends_on = Some(day("2026-12-31"));
        agree(bench, &bench.manager, account_id, first)
            .await
            .unwrap();
        let mut second = draft(item, 7_000);
        second.starts_on = Some(day("2026-12-31"));
        let refused = agree(bench, &bench.manager, account_id, second.clone()).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "agreement_overlaps");
        second.starts_on = Some(day("2027-01-01"));
        let list = agree(bench, &bench.manager, account_id, second)
            .await
            .unwrap();
        assert_eq!(list.rows.len(), 2);
        let price = async |on: &str| {
            let request = ListOffers {
                account_id,
                currency: Currency::EUR,
                on: day(on),
            };
            let offers = bench.run(&bench.rep, request).await.unwrap();
            offers[0].contracted.price
        };
        assert_eq!(
            price("2026-12-31").await,
            AgreedPrice::Fixed(UnitPrice(800_000))
        );
        assert_eq!(
            price("2027-01-01").await,
            AgreedPrice::Fixed(UnitPrice(700_000))
        );
        let refused = agree(
            bench,
            &bench.manager,
            account_id,
            draft(ProductId(bench.uuid()), 1),
        );
        assert_eq!(refused.await.unwrap_err().issues[0].code, "unknown_record");
    }
);

both!(
    a_new_quote_takes_the_nearest_agreement_by_itself,
    async |bench: &Bench| {
        let (view, child, product) = offer(bench).await;
        assert_eq!(view.draft.lines[0].price.contracted, None);
        let parent = account(bench, &bench.rep).await;
        below(bench, child, parent).await;
        agree(bench, &bench.manager, parent, draft(product, 8_800))
            .await
            .unwrap();
        // The line says nothing of it: a new line takes it, and its figures are refused.
        let blank = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: None,
            account_id: Some(child),
            price_book_id: view.draft.price_book_id,
            title: "Offer".into(),
            language: None,
            template_id: None,
        };
        let other = bench.run(&bench.rep, blank).await.unwrap();
        let book = view.draft.price_book_id.unwrap();
        let item = &catalog(bench, &bench.rep, book).await[0];
        let mut draft_ = other.draft.clone();
        draft_.lines.push(line(bench, item, 20));
        let refused = save(bench, &bench.rep, &other, draft_.clone()).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        let lines: Vec<QuoteLine> = serde_json::from_str(&refused.current.unwrap()).unwrap();
        assert_eq!(price_of(&lines[0]), Some(8_800));
        draft_.lines = lines;
        let saved = save(bench, &bench.rep, &other, draft_).await.unwrap();
        assert_eq!(saved.figures.net_minor, 20 * 8_800 * 12);
        assert!(
            saved.approval_reasons.is_empty(),
            "an agreed price is no discount"
        );
        // The account's own goes before its parent's.
        agree(bench, &bench.manager, child, draft(product, 8_500))
            .await
            .unwrap();
        let request = ListOffers {
            account_id: child,
            currency: Currency::EUR,
            on: saved.draft.issued_on,
        };
        let offers = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(offers.len(), 1);
        let mut taken = saved.draft.clone();
        taken.lines[0].price.contracted = Some(offers[0].contracted.clone());
        let saved = save(bench, &bench.rep, &saved, taken).await.unwrap();
        assert_eq!(saved.figures.net_minor, 20 * 8_500 * 12);
    }
);

both!(
    a_quote_keeps_its_agreed_price_and_believes_no_other,
    async |bench: &Bench| {
        let (view, account_id, product) = offer(bench).await;
        let list = agree(bench, &bench.manager, account_id, draft(product, 8_000)).await;
        let kept = list.unwrap().rows[0].agreement.clone();
        // The saved line stays as it is until it asks.
        let saved = save(bench, &bench.rep, &view, view.draft.clone())
            .await
            .unwrap();
        assert_eq!(saved.draft.lines[0].price.contracted, None);
        let contracted = Contracted {
            agreement_id: kept.id,
            name: kept.draft.name.clone(),
            price: kept.draft.price,
        };
        for forged in [
            Contracted {
                price: AgreedPrice::Fixed(UnitPrice(1)),
                ..contracted.clone()
            },
            Contracted {
                price: AgreedPrice::PercentOff(Percent::whole(99)),
                ..contracted.clone()
            },
            Contracted {
                agreement_id: AgreementId(bench.uuid()),
                price: AgreedPrice::Fixed(UnitPrice(1)),
                name: "Mine".into(),
            },
        ] {
            let mut draft = saved.draft.clone();
            draft.lines[0].price.contracted = Some(forged);
            let refused = save(bench, &bench.rep, &saved, draft).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "total_differs");
        }
        let mut taken = saved.draft.clone();
        taken.lines[0].price.contracted = Some(contracted);
        let saved = save(bench, &bench.rep, &saved, taken).await.unwrap();
        assert_eq!(saved.figures.net_minor, 8_000 * 12);
        // The agreement ends and goes: what was quoted stays, here and in a copy.
        let gone = DeleteAgreement {
            id: kept.id,
            version: kept.version,
        };
        bench.run(&bench.manager, gone).await.unwrap();
        let again = save(bench, &bench.rep, &saved, saved.draft.clone())
            .await
            .unwrap();
        assert_eq!(price_of(&again.draft.lines[0]), Some(8_000));
        let copy = DuplicateQuote {
            id: again.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = bench.run(&bench.rep, copy).await.unwrap();
        assert_eq!(price_of(&copy.draft.lines[0]), Some(8_000));
        // For another customer it never counted.
        let mut moved = again.draft.clone();
        moved.account_id = Some(account(bench, &bench.rep).await);
        let refused = save(bench, &bench.rep, &again, moved.clone()).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "total_differs");
        moved.lines[0].price.contracted = None;
        let moved = save(bench, &bench.rep, &again, moved).await.unwrap();
        assert_eq!(moved.figures.net_minor, 10_000 * 12);
        let read = GetQuote { id: moved.id };
        let read = bench.run(&bench.rep, read).await.unwrap();
        assert_eq!(read.draft.lines[0].price.contracted, None);
    }
);

both!(
    a_deals_products_become_lines_at_their_agreed_prices,
    async |bench: &Bench| {
        let book = book(bench).await;
        let product = book.items[0].entry.product_id;
        let account_id = account(bench, &bench.rep).await;
        let mut agreed = draft(product, 0);
        agreed.price = AgreedPrice::PercentOff(Percent::whole(10));
        agree(bench, &bench.manager, account_id, agreed)
            .await
            .unwrap();
        let deal = crate::deals::fixture::deal(bench, &bench.rep, "Deal", 1).await;
        let deal = deal.id;
        let mut session = bench.services.store().write().await.unwrap();
        for (sql, args) in [
            (
                "UPDATE opportunities SET account_id = $2 WHERE id = $1",
                store::args![deal, account_id],
            ),
            (
                "INSERT INTO opportunity_products (id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp) VALUES ($1, $2, $3, 1, 'monthly', 10000, 1000000, 0)",
                store::args![bench.uuid(), deal, product],
            ),
        ] {
            session.exec(sql, args).await.unwrap();
        }
        session.commit().await.unwrap();
        let create = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: Some(deal),
            account_id: None,
            price_book_id: Some(book.book.id),
            title: String::new(),
            language: None,
            template_id: None,
        };
        let view = bench.run(&bench.rep, create).await.unwrap();
        let held = view.draft.lines[0].price.contracted.as_ref().unwrap();
        assert_eq!(held.price, AgreedPrice::PercentOff(Percent::whole(10)));
        assert_eq!(view.draft.lines[0].price.manual_price, None);
    }
);
