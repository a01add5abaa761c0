//! Promotions, coupons and discounts that are no percentage, on both databases.

use super::support::{account, book, catalog, line, quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::pricing::{DocumentOff, LineOff};
use shared::cpq::promotions::gifts::mark;
use shared::cpq::promotions::ops::{
    DeletePromotion, ListPromotions, PromotionOccasion, RedeemCoupon, SavePromotion,
};
use shared::cpq::promotions::{Benefit, Families, Held, PromotionDraft, PromotionRow, settle};
use shared::cpq::quotes::ops::{CreateQuote, GetQuote, NewQuoteVersion, SaveQuote};
use shared::cpq::quotes::{QuoteDraft, QuoteMove, QuoteState, QuoteView};
use shared::kernel::{
    Actor, Currency, LocalText, Percent, Problem, ProblemKind, ProductId, PromotionId, Quantity,
    QuoteId, QuoteLineId, UnitPrice,
};

/// Ten percent on everything.
pub fn draft(rate: i32) -> PromotionDraft {
    PromotionDraft {
        name: LocalText::new("Spring", "Printemps"),
        benefit: Benefit::Percent(Percent::whole(rate)),
        coupon: String::new(),
        active: true,
        starts_on: None,
        ends_on: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        min_quantity: None,
        min_minor: None,
        segments: Vec::new(),
        price_book_id: None,
        currency: None,
        exclusive: false,
        priority: 0,
        uses: None,
        options: Vec::new(),
        gift_name: LocalText::default(),
        budget_minor: None,
    }
}

async fn write(bench: &Bench, draft: PromotionDraft) -> Result<PromotionRow, Problem> {
    let id = PromotionId(bench.uuid());
    let save = SavePromotion {
        id,
        version: 0,
        draft,
    };
    let rows = bench.run(&bench.administrator, save).await?;
    Ok(rows.into_iter().find(|row| row.id == id).unwrap())
}

/// A promotion that no quote has yet.
pub async fn promotion(bench: &Bench) -> PromotionRow {
    let inactive = PromotionDraft {
        active: false,
        ..draft(10)
    };
    write(bench, inactive).await.unwrap()
}

/// The promotion with this coupon, made when there is none.
pub async fn coupon(bench: &Bench, code: &str) -> PromotionRow {
    let code: String = code.to_uppercase().chars().take(32).collect();
    let there = bench.run(&bench.administrator, ListPromotions {}).await;
    let mut there = there.unwrap().into_iter();
    if let Some(row) = there.find(|row| row.draft.coupon == code) {
        return row;
    }
    write(
        bench,
        PromotionDraft {
            coupon: code,
            ..draft(10)
        },
    )
    .await
    .unwrap()
}

/// A request about a promotion as it was before somebody called it `name`.
pub async fn late(bench: &Bench, name: &str) -> serde_json::Value {
    let read = promotion(bench).await;
    let save = SavePromotion {
        id: read.id,
        version: read.version,
        draft: PromotionDraft {
            name: LocalText::new(name, name),
            ..read.draft.clone()
        },
    };
    bench.run(&bench.administrator, save).await.unwrap();
    serde_json::json!({"id": read.id, "version": read.version, "draft": read.draft})
}

/// Saves as the editor does: with what the promotions give.
async fn save_settled(
    bench: &Bench,
    quote: &QuoteView,
    mut draft: QuoteDraft,
) -> Result<QuoteView, Problem> {
    settle(&mut draft, &Families::new());
    save(bench, &bench.rep, quote, draft).await
}

async fn redeem(bench: &Bench, quote: &QuoteView, code: &str) -> Result<Held, Problem> {
    let request = RedeemCoupon {
        occasion: PromotionOccasion {
            account_id: quote.draft.account_id,
            currency: quote.draft.currency,
            price_book_id: quote.draft.price_book_id,
            on: quote.draft.issued_on,
        },
        code: code.into(),
    };
    bench.run(&bench.rep, request).await
}

fn code(problem: &Problem) -> (&str, &str) {
    let issue = &problem.issues[0];
    (&issue.code, issue.field.as_deref().unwrap_or_default())
}

/// A quote with the coupon on it.
async fn with_coupon(bench: &Bench, quote: &QuoteView, code: &str) -> QuoteView {
    let held = redeem(bench, quote, code).await.unwrap();
    let mut draft = quote.draft.clone();
    draft.promotions.push(held);
    save_settled(bench, quote, draft).await.unwrap()
}

async fn new_quote(bench: &Bench, actor: &Actor) -> QuoteView {
    let account_id = Some(account(bench, actor).await);
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id,
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    bench.run(actor, request).await.unwrap()
}

both!(
    only_administrators_write_promotions_and_a_coupon_is_one,
    async |bench: &Bench| {
        let one = coupon(bench, "SPRING").await;
        let twice = PromotionDraft {
            coupon: " spring ".into(),
            ..draft(20)
        };
        let refused = write(bench, twice).await.unwrap_err();
        assert_eq!(code(&refused), ("coupon_taken", "coupon"));
        let refused = write(bench, draft(0)).await.unwrap_err();
        assert_eq!(code(&refused), ("percent_out_of_range", "benefit"));
        let list = bench.run(&bench.manager, ListPromotions {}).await;
        assert_eq!(list.unwrap_err().kind, ProblemKind::Forbidden);
        let delete = DeletePromotion {
            id: one.id,
            version: one.version,
        };
        let left = bench.run(&bench.administrator, delete).await.unwrap();
        assert!(left.is_empty());
    }
);

both!(
    a_new_quote_takes_what_needs_no_coupon_and_keeps_it,
    async |bench: &Bench| {
        let book = book(bench).await;
        let spring = write(bench, draft(10)).await.unwrap();
        let gone = PromotionDraft {
            ends_on: "2026-11-22".parse().ok(),
            ..draft(50)
        };
        write(bench, gone).await.unwrap();
        let view = new_quote(bench, &bench.rep).await;
        let names: Vec<_> = view.draft.promotions.iter().map(|held| held.id).collect();
        assert_eq!(names, [spring.id]);
        let item = &catalog(bench, &bench.rep, book.book.id).await[0];
        let mut draft = view.draft.clone();
        draft.lines.push(line(bench, item, 2));
        let saved = save_settled(bench, &view, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, 216_000);
        assert_eq!(saved.draft.lines[0].price.promotions[0].off_minor, 2_000);

        // What it said goes on being what the quote has, even when it is gone.
        let delete = DeletePromotion {
            id: spring.id,
            version: spring.version,
        };
        bench.run(&bench.administrator, delete).await.unwrap();
        let mut draft = saved.draft.clone();
        draft.lines[0].price.quantity = Quantity::whole(3);
        let saved = save_settled(bench, &saved, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, 324_000);
        let mut draft = saved.draft.clone();
        draft.issued_on = "2026-11-24".parse().unwrap();
        let refused = save_settled(bench, &saved, draft).await.unwrap_err();
        assert_eq!(code(&refused), ("promotion_not_in_force", "promotions"));
    }
);

both!(
    the_server_believes_no_promotion_and_no_amount_of_the_browser,
    async |bench: &Bench| {
        write(bench, draft(10)).await.unwrap();
        let view = quote(bench, &bench.rep, 1).await;
        assert!(!view.draft.promotions.is_empty(), "taken when it was made");
        let mut forged = view.draft.clone();
        forged.promotions[0].promotion.benefit = Benefit::Percent(Percent::whole(90));
        let refused = save_settled(bench, &view, forged).await.unwrap_err();
        assert_eq!(code(&refused), ("promotion_not_in_force", "promotions"));
        let mut forged = view.draft.clone();
        settle(&mut forged, &Families::new());
        forged.lines[0].price.promotions[0].off_minor += 1;
        let refused = save(bench, &bench.rep, &view, forged).await.unwrap_err();
        assert_eq!(code(&refused), ("total_differs", "totals"));
        let mut twice = view.draft.clone();
        twice.promotions.push(twice.promotions[0].clone());
        assert!(save_settled(bench, &view, twice).await.is_err());
        let mut without = view.draft.clone();
        without.promotions.clear();
        assert!(save_settled(bench, &view, without).await.is_ok());
    }
);

both!(a_coupon_answers_in_words, async |bench: &Bench| {
    let view = quote(bench, &bench.rep, 1).await;
    let refused = redeem(bench, &view, "nothing").await.unwrap_err();
    assert_eq!(code(&refused), ("coupon_unknown", "coupon"));
    let of = |coupon: &str| PromotionDraft {
        coupon: coupon.into(),
        ..draft(10)
    };
    let cases = [
        (
            PromotionDraft {
                ends_on: "2026-11-22".parse().ok(),
                ..of("OLD")
            },
            "coupon_expired",
        ),
        (
            PromotionDraft {
                segments: vec!["banking".into()],
                ..of("BANK")
            },
            "coupon_not_for_customer",
        ),
        (
            PromotionDraft {
                currency: Some(Currency::USD),
                ..of("DOLLAR")
            },
            "coupon_other_currency",
        ),
    ];
    for (draft, expected) in cases {
        let typed = draft.coupon.to_lowercase();
        write(bench, draft).await.unwrap();
        let refused = redeem(bench, &view, &typed).await.unwrap_err();
        assert_eq!(code(&refused), (expected, "coupon"));
    }
});

both!(
    a_promotion_is_used_up_by_quotes_that_went_to_customers,
    async |bench: &Bench| {
        let once = PromotionDraft {
            coupon: "ONCE".into(),
            uses: Some(1),
            ..draft(10)
        };
        write(bench, once).await.unwrap();
        let first = quote(bench, &bench.rep, 1).await;
        let mut second = first.draft.clone();
        second.lines[0].id = QuoteLineId(bench.uuid());
        let other = new_quote(bench, &bench.rep).await;
        let other = save_settled(bench, &other, second).await.unwrap();
        let first = with_coupon(bench, &first, "once").await;
        let other = with_coupon(bench, &other, "ONCE").await;
        let sent = step(bench, &bench.rep, &first, QuoteMove::Send).await;
        let sent = sent.unwrap();
        assert_eq!(sent.state, QuoteState::Sent);
        let refused = step(bench, &bench.rep, &other, QuoteMove::Send).await;
        assert_eq!(
            code(&refused.unwrap_err()),
            ("promotion_used_up", "promotions")
        );
        let third = new_quote(bench, &bench.rep).await;
        let refused = redeem(bench, &third, "ONCE").await.unwrap_err();
        assert_eq!(code(&refused), ("coupon_used_up", "coupon"));

        // A new version gives the use back until it is sent itself.
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        bench.run(&bench.rep, request).await.unwrap();
        assert!(redeem(bench, &third, "ONCE").await.is_ok());
    }
);

both!(
    a_budget_counts_what_sent_quotes_were_given,
    async |bench: &Bench| {
        // One line of 100.00 a month over twelve months: 10 % are 120.00.
        let limited = PromotionDraft {
            coupon: "BUDGET".into(),
            currency: Some(Currency::EUR),
            budget_minor: Some(20_000),
            ..draft(10)
        };
        let none = PromotionDraft {
            currency: None,
            ..limited.clone()
        };
        let refused = write(bench, none).await.unwrap_err();
        assert_eq!(code(&refused), ("required", "currency"));
        let row = write(bench, limited).await.unwrap();
        let first = quote(bench, &bench.rep, 1).await;
        let mut second = first.draft.clone();
        second.lines[0].id = QuoteLineId(bench.uuid());
        let other = new_quote(bench, &bench.rep).await;
        let other = save_settled(bench, &other, second).await.unwrap();
        let first = with_coupon(bench, &first, "BUDGET").await;
        let other = with_coupon(bench, &other, "BUDGET").await;
        let given: i64 = first
            .draft
            .lines
            .iter()
            .map(|line| line.price.given_minor(&first.draft.pricing_terms(), row.id))
            .sum();
        assert_eq!(given, 12_000);
        let sent = step(bench, &bench.rep, &first, QuoteMove::Send).await;
        let sent = sent.unwrap();
        let refused = step(bench, &bench.rep, &other, QuoteMove::Send).await;
        assert_eq!(
            code(&refused.unwrap_err()),
            ("promotion_budget_spent", "promotions")
        );
        let list = bench.run(&bench.administrator, ListPromotions {}).await;
        let now = list.unwrap().into_iter().find(|own| own.id == row.id);
        let now = now.unwrap();
        assert_eq!((now.used, now.given_minor), (1, given));

        // What was given comes back with the quote it was given to.
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        bench.run(&bench.rep, request).await.unwrap();
        let again = step(bench, &bench.rep, &other, QuoteMove::Send).await;
        assert_eq!(again.unwrap().state, QuoteState::Sent);
    }
);

both!(
    a_gift_is_given_and_taken_by_the_server,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 10).await;
        let item = &catalog(bench, &bench.rep, view.draft.price_book_id.unwrap()).await[0];
        let product_id = item.entry.product_id;
        let unknown = PromotionDraft {
            benefit: Benefit::Gift {
                product_id: ProductId(bench.uuid()),
                units: 1,
                per: 5,
            },
            ..draft(10)
        };
        let refused = write(bench, unknown).await.unwrap_err();
        assert_eq!(code(&refused), ("unknown_record", "gift"));
        let gift = PromotionDraft {
            coupon: "GIFT".into(),
            benefit: Benefit::Gift {
                product_id,
                units: 1,
                per: 5,
            },
            ..draft(10)
        };
        let row = write(bench, gift).await.unwrap();
        assert_eq!(row.draft.gift_name, item.name);
        let paid = view.figures.net_minor;
        let view = with_coupon(bench, &view, "GIFT").await;
        assert_eq!(view.figures.net_minor, paid, "nothing on a line yet");

        // The browser marks more units than are given: it gets those that are.
        let mut asked = view.draft.clone();
        let held = asked.promotions[0].clone();
        let mut free = line(bench, item, 90);
        free.price.promotions = vec![mark(&held, Quantity::whole(90))];
        asked.lines.push(free);
        let view = save_settled(bench, &view, asked).await.unwrap();
        assert_eq!(view.draft.lines[1].price.quantity, Quantity::whole(2));
        assert_eq!(view.figures.net_minor, paid);

        // Too few units now: the line is gone, whatever the browser left there.
        let mut less = view.draft.clone();
        less.lines[0].price.quantity = Quantity::whole(4);
        let mut shown = less.clone();
        settle(&mut shown, &Families::new());
        let figures = shared::cpq::quotes::figures(&shared::cpq::quotes::price_draft(&shown));
        let request = SaveQuote {
            id: view.id,
            version: view.version,
            draft: less,
            figures,
        };
        let view = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(view.draft.lines.len(), 1);
        assert_eq!(view.figures.net_minor, 4 * 10_000 * 12);
    }
);

both!(
    discounts_are_kept_as_they_were_typed,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 3).await;
        let mut typed = view.draft.clone();
        typed.lines[0].price.off = Some(LineOff::Amount(5_000));
        typed.off = Some(DocumentOff::Total(290_000));
        let saved = save(bench, &bench.rep, &view, typed.clone()).await.unwrap();
        assert_eq!(saved.figures.net_minor, 290_000);
        let get = GetQuote { id: saved.id };
        let read = bench.run(&bench.rep, get).await.unwrap();
        assert_eq!(read.draft.off, typed.off);
        assert_eq!(read.draft.lines[0].price.off, typed.lines[0].price.off);

        // A larger quantity is solved again; a smaller one leaves less than was wanted.
        let mut more = read.draft.clone();
        more.lines[0].price.quantity = Quantity::whole(4);
        let saved = save(bench, &bench.rep, &read, more).await.unwrap();
        assert_eq!(saved.figures.net_minor, 290_000);
        let mut less = saved.draft.clone();
        less.lines[0].price.quantity = Quantity::whole(1);
        let refused = save(bench, &bench.rep, &saved, less).await.unwrap_err();
        assert_eq!(code(&refused), ("wanted_total_above", "discount"));
        let mut above = saved.draft.clone();
        above.off = None;
        above.lines[0].price.off = Some(LineOff::Price(UnitPrice(1_000_001)));
        let refused = save(bench, &bench.rep, &saved, above).await.unwrap_err();
        assert_eq!(code(&refused), ("wanted_price_above", "lines.0.discount"));
    }
);
