//! Terms, ramps and billing of quotes on both databases.

use super::support::{book, quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::PriceBookDraft;
use shared::cpq::catalog::ops::EditPriceBook;
use shared::cpq::pricing::{Billing, Charge, Proration, Ramp, Trial, TrialTerm, billing};
use shared::cpq::quotes::ops::{
    CompareQuotes, CreateQuote, GetQuote, GetQuotePdf, NewQuoteVersion,
};
use shared::cpq::quotes::{QuoteMove, price_draft};
use shared::kernel::{Percent, PriceBookId, Quantity, QuoteId};
use shared::platform::company::{GetCompany, SaveCompany};

both!(
    a_ramp_is_saved_priced_by_the_server_and_compared,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let mut draft = view.draft.clone();
        draft.term_months = 24;
        draft.subscription.starts_on = "2027-01-15".parse().ok();
        draft.subscription.ends_on = "2028-12-31".parse().ok();
        draft.subscription.billing = Some(Billing::Quarterly);
        draft.lines[0].price.change_term(|term| {
            term.free_months = Some(1);
            term.ramps = vec![Ramp {
                from_month: 12,
                quantity: Some(Quantity::whole(20)),
                discount: Some(Percent::whole(5)),
                ..Ramp::default()
            }];
        });
        let saved = save(bench, &bench.rep, &view, draft.clone()).await.unwrap();
        assert_eq!(saved.draft.subscription, draft.subscription);
        assert_eq!(saved.draft.lines[0].price.term, draft.lines[0].price.term);
        let read = bench
            .run(&bench.rep, GetQuote { id: view.id })
            .await
            .unwrap();
        let priced = price_draft(&read.draft);
        assert_eq!(read.figures.net_minor, priced.totals.net_minor);
        let plan = billing(&read.draft.pricing_terms(), &read.draft.lines, &priced).unwrap();
        let sum: i64 = plan.bills.iter().map(|bill| bill.sum_minor()).sum();
        assert_eq!(sum, read.figures.net_minor);
        let pdf = bench.run(&bench.rep, GetQuotePdf { id: view.id }).await;
        assert!(pdf.unwrap().bytes.starts_with(b"%PDF"));

        // Another version has the same terms; without the ramp the line differs in its term.
        let sent = step(bench, &bench.rep, &read, QuoteMove::Send)
            .await
            .unwrap();
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let second = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(second.draft.subscription, draft.subscription);
        let mut flat = second.draft.clone();
        flat.subscription.ends_on = None;
        flat.lines[0].price.change_term(|term| term.ramps.clear());
        save(bench, &bench.rep, &second, flat).await.unwrap();
        let request = CompareQuotes {
            old: sent.id,
            new: second.id,
        };
        let comparison = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(comparison.lines[0].fields, ["term"]);
        assert_eq!(comparison.fields[0].field, "ends_on");
    }
);

both!(
    what_cannot_be_a_term_is_refused_with_its_field,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let mut draft = view.draft.clone();
        draft.subscription.ends_on = "2027-12-31".parse().ok();
        let refused = save(bench, &bench.rep, &view, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "start_missing");
        assert_eq!(
            refused.issues[0].field.as_deref(),
            Some("lines.0.starts_on")
        );
        let mut draft = view.draft.clone();
        draft.lines[0].price.change_term(|term| {
            term.ramps = vec![Ramp {
                from_month: 6,
                quantity: Some(Quantity(-1)),
                ..Ramp::default()
            }];
        });
        let refused = save(bench, &bench.rep, &view, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "ramp_without_quantity");
        assert_eq!(refused.issues[0].field.as_deref(), Some("lines.0.ramps"));
        // What is charged once has no term, whatever is sent.
        let mut draft = view.draft.clone();
        let mut once = draft.lines[0].clone();
        once.id = shared::kernel::QuoteLineId(bench.uuid());
        once.product_id = None;
        once.price.change_term(|term| term.months = Some(3));
        once.price.charge = Charge::OneTime;
        draft.lines.push(once);
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert!(saved.draft.lines[1].price.term.is_none());
    }
);

both!(
    a_trial_is_kept_compared_and_said_on_the_document,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let before = view.figures;
        let mut draft = view.draft.clone();
        draft.subscription.starts_on = "2027-01-01".parse().ok();
        draft.subscription.trial = Some(Trial::Days(14));
        draft.lines[0]
            .price
            .change_term(|term| term.trial = Some(Trial::Months(1)));
        let saved = save(bench, &bench.rep, &view, draft.clone()).await.unwrap();
        assert_eq!(saved.draft.subscription, draft.subscription);
        assert_eq!(saved.draft.lines[0].price.term, draft.lines[0].price.term);
        // Before the term a trial changes nothing of what is charged.
        assert_eq!(saved.figures.net_minor, before.net_minor);
        assert_eq!(saved.figures.monthly_minor, before.monthly_minor);
        let priced = price_draft(&saved.draft);
        let plan = billing(&saved.draft.pricing_terms(), &saved.draft.lines, &priced).unwrap();
        assert_eq!(plan.bills[0].on.to_string(), "2027-02-01");
        let pdf = bench.run(&bench.rep, GetQuotePdf { id: view.id }).await;
        assert!(pdf.unwrap().bytes.starts_with(b"%PDF"));
        // Within it, it is not charged; one that leaves nothing is refused.
        let mut within = saved.draft.clone();
        within.subscription.trial_term = TrialTerm::Within;
        let shorter = save(bench, &bench.rep, &saved, within.clone())
            .await
            .unwrap();
        assert_eq!(shorter.figures.net_minor, before.net_minor / 12 * 11);
        assert_eq!(shorter.figures.monthly_minor, before.monthly_minor);
        within.term_months = 1;
        let refused = save(bench, &bench.rep, &shorter, within).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "trial_too_long");
        assert_eq!(refused.issues[0].field.as_deref(), Some("lines.0.trial"));
    }
);

both!(
    new_quotes_count_part_months_as_the_company_does,
    async |bench: &Bench| {
        let admin = &bench.administrator;
        let mut company = bench.run(admin, GetCompany {}).await.unwrap().company;
        assert_eq!(company.proration, Proration::CalendarDay);
        company.name = "Acme".into();
        company.country = "FR".into();
        company.proration = Proration::Thirty360;
        bench.run(admin, SaveCompany { company }).await.unwrap();
        let book = book(bench).await.book;
        let made = async |price_book_id: Option<PriceBookId>| {
            let request = CreateQuote {
                id: QuoteId(bench.uuid()),
                opportunity_id: None,
                account_id: None,
                price_book_id,
                title: "Offer".into(),
                language: None,
                template_id: None,
            };
            let view = bench.run(&bench.rep, request).await.unwrap();
            view.draft.subscription.proration
        };
        assert_eq!(made(None).await, Proration::Thirty360);
        // A price book may say otherwise.
        let edit = EditPriceBook {
            id: book.id,
            version: book.version,
            draft: PriceBookDraft {
                proration: Some(Proration::Actual365),
                ..book.draft
            },
        };
        let edited = bench.run(admin, edit).await.unwrap();
        assert_eq!(edited.book.draft.proration, Some(Proration::Actual365));
        assert_eq!(made(Some(book.id)).await, Proration::Actual365);
        assert_eq!(made(None).await, Proration::Actual365);
        // One for another country is not taken for a customer nobody knows.
        let edit = EditPriceBook {
            id: book.id,
            version: edited.book.version,
            draft: PriceBookDraft {
                countries: vec!["DE".into()],
                ..edited.book.draft
            },
        };
        let edited = bench.run(admin, edit).await.unwrap();
        assert_eq!(edited.book.draft.countries, ["DE"]);
        assert_eq!(made(None).await, Proration::Thirty360);
    }
);
