//! Price books by channel, and what their prices are rounded to, on both databases.

use super::support::{account, book, catalog, line, save};
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::deal;
use shared::cpq::catalog::ops::{CreatePriceBook, EditPriceBook};
use shared::cpq::catalog::{PriceBook, PriceBookDraft};
use shared::cpq::pricing::{PriceRounding, RoundedPlace, RoundingMode};
use shared::cpq::quotes::QuoteView;
use shared::cpq::quotes::ops::{CreateQuote, GetQuote};
use shared::deals::opportunities::{EditOpportunity, OpportunityChange, OpportunityView};
use shared::kernel::{
    AccountId, OpportunityId, Percent, PriceBookId, ProductId, Quantity, QuoteId, SalesChannel,
    UnitPrice,
};

async fn quote_of(
    bench: &Bench,
    opportunity_id: Option<OpportunityId>,
    account_id: Option<AccountId>,
) -> QuoteView {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id,
        account_id,
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    bench.run(&bench.rep, request).await.unwrap()
}

/// A copy of the price book that says something else beside its prices.
async fn copy(bench: &Bench, of: &PriceBook, draft: PriceBookDraft) -> PriceBook {
    let create = CreatePriceBook {
        id: PriceBookId(bench.uuid()),
        draft,
        copy_of: Some(of.id),
    };
    bench.run(&bench.administrator, create).await.unwrap().book
}

async fn sell_by(bench: &Bench, deal: &OpportunityView, channel: SalesChannel) -> OpportunityView {
    let edit = EditOpportunity {
        id: deal.id,
        version: deal.version,
        changes: vec![OpportunityChange::Channel(channel)],
    };
    bench.run(&bench.rep, edit).await.unwrap()
}

both!(
    a_quote_takes_the_price_book_of_its_deals_channel_and_says_why,
    async |bench: &Bench| {
        let all = book(bench).await.book;
        let partner = copy(
            bench,
            &all,
            PriceBookDraft {
                name: "Partners".into(),
                channels: vec![SalesChannel::Partner, SalesChannel::Marketplace],
                ..all.draft.clone()
            },
        )
        .await;
        assert_eq!(partner.draft.channels.len(), 2);

        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        assert_eq!(deal.channel, SalesChannel::Direct, "what nobody has to say");
        let direct = quote_of(bench, Some(deal.id), None).await;
        assert_eq!(direct.draft.price_book_id, Some(all.id));
        let why = direct.price_book_why.clone().unwrap();
        assert_eq!(why.fit.map(|fit| fit.named), Some(0));
        assert_eq!(why.better, None);

        let deal = sell_by(bench, &deal, SalesChannel::Partner).await;
        assert_eq!(deal.channel, SalesChannel::Partner);
        let sold = quote_of(bench, Some(deal.id), None).await;
        assert_eq!(sold.draft.channel, SalesChannel::Partner);
        assert_eq!(sold.draft.price_book_id, Some(partner.id));
        let why = sold.price_book_why.clone().unwrap();
        assert!(why.fit.is_some_and(|fit| fit.channel && fit.named == 1));

        // The channel is the quote's own from then on; its price book stays, and it says that another would come first.
        let mut draft = sold.draft.clone();
        draft.channel = SalesChannel::Web;
        let saved = save(bench, &bench.rep, &sold, draft).await.unwrap();
        let get = GetQuote { id: saved.id };
        let read = bench.run(&bench.rep, get).await.unwrap();
        assert_eq!(read.draft.channel, SalesChannel::Web);
        assert_eq!(read.draft.price_book_id, Some(partner.id));
        let why = read.price_book_why.unwrap();
        assert_eq!(why.fit, None);
        assert_eq!(why.better.map(|book| book.id), Some(all.id));
    }
);

both!(
    channel_country_and_day_choose_together,
    async |bench: &Bench| {
        let all = book(bench).await.book;
        let named = |name: &str, change: fn(&mut PriceBookDraft)| {
            let mut draft = PriceBookDraft {
                name: name.into(),
                ..all.draft.clone()
            };
            change(&mut draft);
            draft
        };
        let france = named("France", |draft| draft.countries = vec!["FR".into()]);
        let france = copy(bench, &all, france).await;
        let over = named("Partners last year", |draft| {
            draft.channels = vec![SalesChannel::Partner];
            draft.valid_to = "2025-12-31".parse().ok();
        });
        copy(bench, &all, over).await;
        let customer = account(bench, &bench.rep).await;
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![
                OpportunityChange::Account(Some(customer)),
                OpportunityChange::Channel(SalesChannel::Partner),
            ],
        };
        let deal = bench.run(&bench.rep, edit).await.unwrap();
        let taken = quote_of(bench, Some(deal.id), None).await;
        assert_eq!(
            taken.draft.price_book_id,
            Some(france.id),
            "one that is over is not looked at"
        );
        let partners = named("Partners", |draft| {
            draft.channels = vec![SalesChannel::Partner]
        });
        let partners = copy(bench, &all, partners).await;
        let taken = quote_of(bench, Some(deal.id), None).await;
        assert_eq!(
            taken.draft.price_book_id,
            Some(partners.id),
            "the channel comes before the country"
        );
        let both = named("French partners", |draft| {
            draft.channels = vec![SalesChannel::Partner];
            draft.countries = vec!["FR".into()];
        });
        let both = copy(bench, &all, both).await;
        let taken = quote_of(bench, Some(deal.id), None).await;
        assert_eq!(taken.draft.price_book_id, Some(both.id));
        let other = quote_of(bench, None, Some(customer)).await;
        assert_eq!(other.draft.price_book_id, Some(france.id), "sold directly");
    }
);

both!(
    lines_take_the_price_books_rounding_over_and_keep_it,
    async |bench: &Bench| {
        let all = book(bench).await.book;
        let rounding = PriceRounding {
            place: RoundedPlace::Unit,
            step: UnitPrice(10_000),
            ending: UnitPrice(9_900),
            mode: RoundingMode::HalfUp,
        };
        let edit = |version, rounding| EditPriceBook {
            id: all.id,
            version,
            draft: PriceBookDraft {
                rounding,
                ..all.draft.clone()
            },
        };
        let nothing = PriceRounding::to(UnitPrice(0));
        let refused = edit(all.version, Some(nothing));
        let refused = bench.run(&bench.administrator, refused).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "not_positive");
        let edited = edit(all.version, Some(rounding));
        let edited = bench.run(&bench.administrator, edited).await.unwrap();
        assert_eq!(edited.book.draft.rounding, Some(rounding));

        let view = quote_of(bench, None, None).await;
        let items = catalog(bench, &bench.rep, all.id).await;
        let mut draft = view.draft.clone();
        let mut added = line(bench, &items[0], 3);
        added.price.discount = Percent::whole(7);
        draft.lines.push(added);
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        // 100.00 less 7 % is 93.00: 92.99 a month for each of three, over a year.
        assert_eq!(saved.figures.net_minor, 12 * 3 * 9_299);
        assert_eq!(saved.draft.lines[0].price.rounding, Some(rounding));

        // What a browser says of it is not believed.
        let mut tampered = saved.draft.clone();
        tampered.lines[0].price.rounding = None;
        let refused = save(bench, &bench.rep, &saved, tampered).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");

        // The price book changes; what is on the quote stays what it was.
        let off = edit(edited.book.version, None);
        bench.run(&bench.administrator, off).await.unwrap();
        let again = save(bench, &bench.rep, &saved, saved.draft.clone()).await;
        assert_eq!(again.unwrap().figures.net_minor, 12 * 3 * 9_299);
    }
);

both!(
    a_price_book_that_is_over_gives_no_new_price,
    async |bench: &Bench| {
        let all = book(bench).await.book;
        let last_year = PriceBookDraft {
            name: "Last year".into(),
            valid_to: "2025-12-31".parse().ok(),
            ..all.draft.clone()
        };
        let over = copy(bench, &all, last_year.clone()).await;
        let not_offered = |refused: shared::kernel::Problem| {
            assert_eq!(refused.issues[0].code, "price_book_not_offered");
            assert_eq!(refused.issues[0].field.as_deref(), Some("price_book_id"));
        };
        // Neither does a new quote begin with it, nor may one that is there change to it.
        let create = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: None,
            account_id: Some(account(bench, &bench.rep).await),
            price_book_id: Some(over.id),
            title: "Offer".into(),
            language: None,
            template_id: None,
        };
        not_offered(bench.run(&bench.rep, create).await.unwrap_err());
        let customer = account(bench, &bench.rep).await;
        let view = quote_of(bench, None, Some(customer)).await;
        assert_eq!(view.draft.price_book_id, Some(all.id));
        let item = &catalog(bench, &bench.rep, all.id).await[0];
        let mut draft = view.draft.clone();
        draft.lines = vec![line(bench, item, 1)];
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        let mut other = saved.draft.clone();
        other.price_book_id = Some(over.id);
        not_offered(save(bench, &bench.rep, &saved, other).await.unwrap_err());

        // Once its own is over, what is on the quote keeps its price and nothing else is taken from it.
        let edit = EditPriceBook {
            id: all.id,
            version: all.version,
            draft: PriceBookDraft {
                name: all.draft.name.clone(),
                ..last_year
            },
        };
        bench.run(&bench.administrator, edit).await.unwrap();
        let mut more = saved.draft.clone();
        more.lines[0].price.quantity = Quantity::whole(2);
        let kept = save(bench, &bench.rep, &saved, more).await.unwrap();
        let mut new = kept.draft.clone();
        new.lines = vec![line(bench, item, 1)];
        new.lines[0].product_id = Some(ProductId(bench.uuid()));
        not_offered(save(bench, &bench.rep, &kept, new).await.unwrap_err());
    }
);
