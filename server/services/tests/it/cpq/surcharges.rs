//! Surcharges on lines and on the whole quote, on both databases.

use super::support::{quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::pricing::{Added, DocumentSurcharge, Surcharge, Tax};
use shared::cpq::quotes::ops::{
    CompareQuotes, GetQuote, GetQuotePdf, GetQuoteUbl, NewQuoteVersion, SaveQuote,
};
use shared::cpq::quotes::rules::missing;
use shared::cpq::quotes::{QuoteDraft, QuoteMove, QuoteView, figures, price_draft};
use shared::kernel::{Percent, QuoteId};

fn freight(minor: i64) -> Surcharge {
    Surcharge {
        reason: String::new(),
        code: "FC".into(),
        added: Added::Amount(minor),
    }
}

/// The quote with 25.00 of freight, 2 % of packing on the whole, and 3.00 a month on its line.
fn surcharged(view: &QuoteView) -> QuoteDraft {
    let mut draft = view.draft.clone();
    let tax = Tax::standard(Percent::whole(20));
    draft.surcharges = vec![
        DocumentSurcharge {
            surcharge: freight(2_500),
            tax,
        },
        DocumentSurcharge {
            surcharge: Surcharge {
                reason: " Crates & straps ".into(),
                code: "pc".into(),
                added: Added::Percent(Percent::whole(2)),
            },
            tax,
        },
    ];
    draft.lines[0].price.surcharges = vec![freight(300)];
    draft
}

both!(
    surcharges_are_kept_priced_and_written,
    async |bench: &Bench| {
        let plain = quote(bench, &bench.rep, 2).await;
        // 200.00 a month for twelve: 2400.00.
        assert_eq!(plain.figures.net_minor, 240_000);
        let draft = surcharged(&plain);
        let saved = save(bench, &bench.rep, &plain, draft).await.unwrap();
        let get = GetQuote { id: saved.id };
        let read = bench.run(&bench.rep, get).await.unwrap();
        // 36.00 on the line; 25.00 and 48.00, which is 2 % of 2400.00 and not of the freight.
        assert_eq!(read.figures.net_minor, 240_000 + 3_600 + 2_500 + 4_800);
        assert_eq!(read.figures.tax_minor, 50_180);
        assert_eq!(read.figures.one_time_minor, 7_300);
        let own = &read.draft.surcharges[1].surcharge;
        assert_eq!(
            (own.reason.as_str(), own.code.as_str()),
            ("Crates & straps", "PC")
        );
        assert_eq!(read.draft.lines[0].price.surcharges, [freight(300)]);

        let ubl = GetQuoteUbl { id: read.id };
        let xml = bench.run(&bench.rep, ubl).await.unwrap().xml;
        assert_eq!(xml.matches("<cbc:ChargeIndicator>true").count(), 3, "{xml}");
        assert!(xml.contains("<cbc:AllowanceChargeReasonCode>FC<"), "{xml}");
        assert!(xml.contains("Crates &amp; straps"), "{xml}");
        assert!(
            xml.contains("<cbc:ChargeTotalAmount currencyID=\"EUR\">73.00<"),
            "{xml}"
        );
        let pdf = GetQuotePdf { id: read.id };
        assert!(
            bench
                .run(&bench.rep, pdf)
                .await
                .unwrap()
                .bytes
                .starts_with(b"%PDF")
        );

        // Taken away again, the quote is what it was.
        let mut without = read.draft.clone();
        without.surcharges.clear();
        without.lines[0].price.surcharges.clear();
        let back = save(bench, &bench.rep, &read, without).await.unwrap();
        assert_eq!(back.figures, plain.figures);
        assert!(back.draft.surcharges.is_empty());
    }
);

both!(
    a_surcharge_without_amount_or_reason_is_kept_and_not_sent,
    async |bench: &Bench| {
        let plain = quote(bench, &bench.rep, 2).await;
        let mut draft = surcharged(&plain);
        draft.surcharges[0].surcharge.added = Added::Amount(0);
        draft.surcharges[1].surcharge.added = Added::Percent(Percent::ZERO);
        draft.lines[0].price.surcharges[0].code.clear();
        draft.title = "With freight".into();
        let saved = save(bench, &bench.rep, &plain, draft).await.unwrap();
        assert_eq!(saved.draft.title, "With freight");
        let kept: Vec<Added> = saved
            .draft
            .surcharges
            .iter()
            .map(|own| own.surcharge.added)
            .collect();
        assert_eq!(kept, [Added::Amount(0), Added::Percent(Percent::ZERO)]);
        // They count as nothing.
        assert_eq!(saved.figures.net_minor, 240_000 + 3_600);
        let missing = missing(&saved.draft, &price_draft(&saved.draft));
        let fields: Vec<&str> = missing
            .iter()
            .filter_map(|issue| issue.field.as_deref())
            .collect();
        assert_eq!(
            fields,
            [
                "surcharges.0.added",
                "surcharges.1.added",
                "lines.0.surcharges.0.reason"
            ]
        );
        let refused = step(bench, &bench.rep, &saved, QuoteMove::Send)
            .await
            .unwrap_err();
        assert_eq!(refused.issues[0].code, "quote_incomplete");

        let whole = save(bench, &bench.rep, &saved, surcharged(&saved))
            .await
            .unwrap();
        step(bench, &bench.rep, &whole, QuoteMove::Send)
            .await
            .unwrap();
    }
);

both!(what_is_no_surcharge_is_refused, async |bench: &Bench| {
    let plain = quote(bench, &bench.rep, 2).await;
    type Case = (&'static str, fn(&mut QuoteDraft));
    let cases: [Case; 5] = [
        ("negative", |draft| {
            draft.surcharges[0].surcharge.added = Added::Amount(-1);
        }),
        ("negative", |draft| {
            draft.lines[0].price.surcharges[0].added = Added::Amount(-300);
        }),
        ("percent_out_of_range", |draft| {
            draft.surcharges[1].surcharge.added = Added::Percent(Percent(10_001));
        }),
        ("unknown_surcharge_code", |draft| {
            draft.surcharges[0].surcharge.code = "95".into();
        }),
        ("amount_too_large", |draft| {
            draft.surcharges[0].surcharge.added = Added::Amount(i64::MAX);
        }),
    ];
    for (code, change) in cases {
        let mut draft = surcharged(&plain);
        change(&mut draft);
        let refused = save(bench, &bench.rep, &plain, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, code);
    }
    // Tampered totals: surcharges that the figures leave out.
    let request = SaveQuote {
        id: plain.id,
        version: plain.version,
        draft: surcharged(&plain),
        figures: plain.figures,
    };
    let refused = bench.run(&bench.rep, request).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "total_differs");
});

both!(
    versions_and_approvals_see_surcharges,
    async |bench: &Bench| {
        let plain = quote(bench, &bench.rep, 2).await;
        let sent = step(bench, &bench.rep, &plain, QuoteMove::Send)
            .await
            .unwrap();
        let new_id = QuoteId(bench.uuid());
        let next = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id,
        };
        let next = bench.run(&bench.rep, next).await.unwrap();
        let mut draft = surcharged(&next);
        // A discount stays one, whatever is added.
        draft.lines[0].price.discount = Percent::whole(30);
        let saved = save(bench, &bench.rep, &next, draft).await.unwrap();
        let priced = price_draft(&saved.draft);
        assert_eq!(figures(&priced), saved.figures);
        assert_eq!(priced.totals.discount_bp, 3_000);
        assert!(!saved.approval_reasons.is_empty());

        let compare = CompareQuotes {
            old: sent.id,
            new: saved.id,
        };
        let found = bench.run(&bench.rep, compare).await.unwrap();
        let (old, new) = found.surcharges.unwrap();
        assert_eq!((old.len(), new.len()), (0, 2));
        assert!(
            found.lines[0]
                .fields
                .iter()
                .any(|field| field == "surcharges")
        );
        assert_eq!(found.net_minor.1, saved.figures.net_minor);
    }
);
