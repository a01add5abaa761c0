//! Amounts of several currencies where one is meant: refused by a field, or kept apart until a dated
//! rate joins them.

use super::records::{self, book, deal, typed_line};
use super::{ask, names_fields, samples, texts, with_text};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support;
use crate::deals::fixture as deals;
use serde_json::json;
use shared::cpq::catalog::PriceBookDraft;
use shared::cpq::catalog::ops::{CreatePriceBook, EditPriceBook};
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::QuoteView;
use shared::cpq::quotes::ops::{CreateQuote, GetQuote};
use shared::deals::opportunities::{
    AmountSource, BoardQuery, DealFilter, DealProductInput, DealProductPrice, EditOpportunity,
    GetOpportunity, Grouping, ListQuery, ListSort, OpportunityChange, OpportunityView,
    SetDealProducts, ShownTotals,
};
use shared::kernel::{
    Currency, DatedRate, Money, OpportunityProductId, Percent, PriceBookId, Problem, Quantity,
    QuoteId, UnitPrice,
};
use shared::planning::forecast::NodeId;
use shared::planning::forecast::ops::LoadForecast;
use shared::planning::quotas::ops::SetQuota;
use shared::platform::company::{Company, GetCompany, SaveCompany, SetRate};

/// The one finding of a refusal: its code and field.
fn found(problem: &Problem) -> (&str, &str) {
    assert!(names_fields(problem), "{problem}");
    let issue = &problem.issues[0];
    (&issue.code, issue.field.as_deref().unwrap())
}

async fn rate(bench: &Bench, currency: Currency) -> Result<(), Problem> {
    let rate = DatedRate {
        currency,
        day: "2026-11-02".parse().unwrap(),
        rate_e8: 90_000_000,
    };
    bench
        .run(&bench.administrator, SetRate { rate })
        .await
        .map(|_| ())
}

both!(
    a_code_that_is_no_currency_is_no_request,
    async |bench: &Bench| {
        let mut tried = 0;
        for sample in samples::all() {
            let request = (sample.make)(bench).await;
            for place in texts(&request) {
                let is_code = |text: &str| text.parse::<Currency>().is_ok();
                let text = request.pointer(&place).and_then(|text| text.as_str());
                if !text.is_some_and(is_code) {
                    continue;
                }
                tried += 1;
                for code in ["XXX", "XTS", "EURO", "EU", "", "€", "E R", "978", "ЕUR"] {
                    let fits = (sample.fits)(&with_text(&request, &place, code));
                    assert!(!fits, "{}{place}: {code}", sample.name);
                }
                // Small letters are the same code.
                assert!((sample.fits)(&with_text(&request, &place, "eur")));
            }
        }
        assert!(tried > 8, "{tried}");
        let quota = json!({"user_id": bench.rep.user_id, "period_start": "2026-10-01", "amount_minor": 5, "currency": "eur", "version": null});
        let kept = ask::<SetQuota>(bench, quota).await.unwrap();
        assert_eq!(kept["amount"]["currency"], "EUR");
    }
);

/// The draft with another currency or price book, as a page that computed its figures would send it.
async fn saved(
    bench: &Bench,
    quote: &QuoteView,
    currency: Currency,
    price_book_id: Option<PriceBookId>,
) -> Result<QuoteView, Problem> {
    let mut draft = quote.draft.clone();
    draft.currency = currency;
    draft.price_book_id = price_book_id;
    support::save(bench, &bench.administrator, quote, draft).await
}

both!(
    a_quote_has_the_currency_of_its_price_book,
    async |bench: &Bench| {
        let dollars = Some(book(bench, Currency::USD).await.book.id);
        let blank = records::blank(bench, Currency::EUR).await;
        let typed = records::blank(bench, Currency::EUR).await;
        let mut draft = typed.draft.clone();
        draft.lines.push(typed_line(bench));
        let typed = support::save(bench, &bench.administrator, &typed, draft)
            .await
            .unwrap();
        for quote in [blank, typed, records::quote(bench).await] {
            let own = quote.draft.price_book_id;
            for (currency, book) in [(Currency::USD, own), (Currency::EUR, dollars)] {
                let refused = saved(bench, &quote, currency, book).await.unwrap_err();
                assert_eq!(found(&refused), ("currency_of_price_book", "price_book_id"));
            }
            let get = GetQuote { id: quote.id };
            let now = bench.run(&bench.administrator, get).await.unwrap();
            assert_eq!((now.version, now.draft), (quote.version, quote.draft));
        }
        // Both together are a change of price book, none at all a free choice.
        let blank = records::blank(bench, Currency::EUR).await;
        let other = saved(bench, &blank, Currency::USD, dollars).await.unwrap();
        let free = saved(bench, &other, Currency::CHF, None).await.unwrap();
        assert_eq!(free.draft.currency, Currency::CHF);
    }
);

/// A deal in `currency` with one product of `product` at 500.00.
async fn with_product(
    bench: &Bench,
    currency: Currency,
    product: DealProductInput,
) -> OpportunityView {
    let new = deals::new_deal(bench, "Products", Money::new(100, currency)).await;
    let deal = bench.run(&bench.rep, new).await.unwrap();
    let set = SetDealProducts {
        id: deal.id,
        version: deal.version,
        products: vec![product],
        amount_source: AmountSource::Products,
    };
    bench.run(&bench.rep, set).await.unwrap()
}

both!(
    prices_agreed_in_one_currency_are_none_in_another,
    async |bench: &Bench| {
        let euros = book(bench, Currency::EUR).await;
        let product = DealProductInput {
            id: OpportunityProductId(bench.uuid()),
            product_id: euros.items[0].entry.product_id,
            price: DealProductPrice {
                charge: Charge::Monthly,
                quantity: Quantity::whole(4),
                unit_price: UnitPrice(5_000_000),
                discount: Percent::ZERO,
            },
        };
        let deal = with_product(bench, Currency::USD, product).await;
        let create = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: Some(deal.id),
            account_id: None,
            price_book_id: Some(euros.book.id),
            title: String::new(),
            language: None,
            template_id: None,
        };
        let quote = bench.run(&bench.rep, create).await.unwrap();
        let line = &quote.draft.lines[0].price;
        assert_eq!(quote.draft.currency, Currency::EUR);
        assert_eq!(line.quantity, Quantity::whole(4));
        assert_eq!(
            (line.list_price, line.manual_price),
            (UnitPrice(1_000_000), None)
        );

        // And a deal whose products have prices keeps their currency.
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![
                OpportunityChange::AmountSource(AmountSource::Typed),
                OpportunityChange::Amount(Money::new(1, Currency::EUR)),
            ],
        };
        let refused = bench.run(&bench.rep, edit).await.unwrap_err();
        assert_eq!(found(&refused), ("currency_of_products", "currency"));
        let get = GetOpportunity { id: deal.id };
        assert_eq!(
            bench.run(&bench.rep, get).await.unwrap().amount,
            deal.amount
        );
    }
);

both!(
    a_price_book_and_the_company_keep_their_currency,
    async |bench: &Bench| {
        let admin = &bench.administrator;
        let full = book(bench, Currency::EUR).await.book;
        let draft = PriceBookDraft {
            currency: Currency::USD,
            ..full.draft.clone()
        };
        let edit = EditPriceBook {
            id: full.id,
            version: full.version,
            draft: draft.clone(),
        };
        let copy = CreatePriceBook {
            id: PriceBookId(bench.uuid()),
            draft,
            copy_of: Some(full.id),
        };
        let refused = bench.run(admin, edit).await.unwrap_err();
        assert_eq!(found(&refused), ("currency_of_price_book", "currency"));
        let refused = bench.run(admin, copy).await.unwrap_err();
        assert_eq!(found(&refused), ("currency_of_price_book", "currency"));

        let refused = rate(bench, Currency::EUR).await.unwrap_err();
        assert_eq!(found(&refused), ("own_currency", "currency"));
        rate(bench, Currency::USD).await.unwrap();
        let view = bench.run(admin, GetCompany {}).await.unwrap();
        let company = Company {
            name: "Acme".into(),
            currency: Currency::GBP,
            ..view.company
        };
        let refused = bench.run(admin, SaveCompany { company }).await.unwrap_err();
        assert_eq!(found(&refused), ("rates_exist", "currency"));
    }
);

/// A deal of 100 in each of three currencies: the company's, one with a rate, one without.
async fn three_deals(bench: &Bench) -> [OpportunityView; 3] {
    rate(bench, Currency::USD).await.unwrap();
    let mut made = Vec::new();
    for currency in [Currency::EUR, Currency::USD, Currency::CHF] {
        let new = deals::new_deal(bench, currency.code(), Money::new(100_00, currency)).await;
        made.push(bench.run(&bench.rep, new).await.unwrap());
    }
    made.try_into().unwrap()
}

both!(
    boards_and_lists_add_currencies_only_at_a_rate_they_name,
    async |bench: &Bench| {
        let [euro, ..] = three_deals(bench).await;
        let board = BoardQuery {
            pipeline: Some(euro.pipeline_id),
            filter: DealFilter::default(),
            group: Grouping::None,
            limit: 10,
        };
        let board = bench.run(&bench.rep, board).await.unwrap();
        let sums = board.totals.of(euro.stage_id);
        let shown = board
            .totals
            .shown(euro.stage_id, board.currency, &board.rates, board.today);
        let list = ListQuery {
            pipeline: None,
            stage: None,
            filter: DealFilter::default(),
            sort: ListSort::default(),
            after: None,
            limit: 10,
        };
        let list = bench.run(&bench.rep, list).await.unwrap();
        let listed = ShownTotals::new(&list.sums, list.currency, &list.rates, list.today);
        for (sums, shown) in [(&sums, &shown), (&list.sums, &listed)] {
            let apart: Vec<Money> = sums.iter().map(|sum| sum.amount).collect();
            let each = [Currency::CHF, Currency::EUR, Currency::USD];
            assert_eq!(apart, each.map(|currency| Money::new(100_00, currency)));
            assert_eq!(shown.count, 3);
            assert_eq!(shown.amount.total, Money::new(190_00, Currency::EUR));
            assert_eq!(
                shown.amount.unconverted,
                [Money::new(100_00, Currency::CHF)]
            );
            let named: Vec<_> = shown.amount.rates.iter().map(|r| (r.from, r.day)).collect();
            assert_eq!(named, [(Currency::USD, "2026-11-02".parse().unwrap())]);
        }
    }
);

both!(
    the_forecast_names_what_it_cannot_convert,
    async |bench: &Bench| {
        let [.., francs] = three_deals(bench).await;
        for (actor, currency, amount) in [
            (&bench.rep, Currency::USD, 1_000_00),
            (&bench.colleague, Currency::CHF, 1_000_00),
        ] {
            let set = SetQuota {
                user_id: actor.user_id,
                period_start: "2026-10-01".parse().unwrap(),
                amount_minor: amount,
                currency,
                version: None,
            };
            let kept = bench.run(&bench.manager, set).await.unwrap();
            assert_eq!(kept.amount, Money::new(amount, currency));
        }
        let load = LoadForecast {
            period: None,
            node: NodeId::Everybody,
            currency: Some(Currency::EUR),
            since: None,
        };
        let view = bench.run(&bench.manager, load.clone()).await.unwrap();
        let amounts: Vec<i64> = view.deals.iter().map(|deal| deal.amount).collect();
        assert_eq!(amounts.iter().sum::<i64>(), 190_00, "{amounts:?}");
        let apart: Vec<_> = view.without_rate.iter().map(|deal| deal.id).collect();
        assert_eq!(apart, [francs.id]);
        let named: Vec<Currency> = view.rates.iter().map(|rate| rate.from).collect();
        assert_eq!(named, [Currency::USD]);
        // A quota without a rate counts for nothing, and stands in the list as it was set.
        assert_eq!(view.quota_of, [(bench.rep.user_id, 900_00)]);
        assert_eq!(view.quotas.len(), 2);

        // In a currency nothing can be brought into, nothing is added.
        let load = LoadForecast {
            currency: Some(Currency::CHF),
            ..load
        };
        let view = bench.run(&bench.manager, load).await.unwrap();
        assert_eq!((view.deals.len(), view.without_rate.len()), (1, 2));
        assert_eq!(view.rates, []);
    }
);

both!(
    a_deal_changes_its_currency_with_its_amount,
    async |bench: &Bench| {
        let deal = deal(bench).await;
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::Amount(Money::new(5, Currency::CHF))],
        };
        let view = bench.run(&bench.rep, edit).await.unwrap();
        assert_eq!(view.amount, Money::new(5, Currency::CHF));
    }
);
