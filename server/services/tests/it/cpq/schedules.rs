//! Discount schedules, on both databases.

use super::support::{account, book, catalog, line, save};
use crate::bench::Bench;
use crate::both;
use shared::cpq::pricing::{
    ScheduleAcross, ScheduleGives, ScheduleMeasure, ScheduleRule, ScheduleStep, ScheduleWay,
};
use shared::cpq::quotes::QuoteView;
use shared::cpq::quotes::ops::{CreateQuote, GetQuote};
use shared::cpq::schedules::ops::{
    DeleteDiscountSchedule, ListDiscountSchedules, SaveDiscountSchedule,
};
use shared::cpq::schedules::{ScheduleDraft, ScheduleRow};
use shared::kernel::{
    DiscountScheduleId, LocalText, PriceBookId, Problem, ProblemKind, ProductId, Quantity, QuoteId,
    UnitPrice,
};

/// 10 % from five units on, 20 % from twenty, over all lines that follow it.
pub fn draft() -> ScheduleDraft {
    let step = |from: i64, value| ScheduleStep {
        from: Quantity::whole(from).0,
        value,
    };
    ScheduleDraft {
        name: LocalText::new("Volume", "Volume"),
        active: true,
        rule: ScheduleRule {
            measure: ScheduleMeasure::Quantity,
            across: ScheduleAcross::Quote,
            way: ScheduleWay::Slab,
            gives: ScheduleGives::Percent,
            steps: vec![step(5, 1_000), step(20, 2_000)],
            orders: false,
        },
        currency: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        price_book_ids: Vec::new(),
    }
}

async fn write(bench: &Bench, draft: ScheduleDraft) -> Result<ScheduleRow, Problem> {
    let id = DiscountScheduleId(bench.uuid());
    let save = SaveDiscountSchedule {
        id,
        version: 0,
        draft,
    };
    let rows = bench.run(&bench.administrator, save).await?;
    Ok(rows.into_iter().find(|row| row.id == id).unwrap())
}

/// A schedule that no line takes over.
pub async fn schedule(bench: &Bench) -> ScheduleRow {
    let inactive = ScheduleDraft {
        active: false,
        ..draft()
    };
    write(bench, inactive).await.unwrap()
}

/// A request about a schedule as it was before somebody called it `name`.
pub async fn late(bench: &Bench, name: &str) -> serde_json::Value {
    let read = schedule(bench).await;
    let save = SaveDiscountSchedule {
        id: read.id,
        version: read.version,
        draft: ScheduleDraft {
            name: LocalText::new(name, name),
            ..read.draft.clone()
        },
    };
    bench.run(&bench.administrator, save).await.unwrap();
    serde_json::json!({"id": read.id, "version": read.version, "draft": read.draft})
}

/// A quote with two lines of the one product: so many units each, at 100.00 a month.
async fn two_lines(bench: &Bench, book: PriceBookId, quantities: [i64; 2]) -> QuoteView {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: None,
        price_book_id: Some(book),
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    let view = bench.run(&bench.rep, request).await.unwrap();
    let items = catalog(bench, &bench.rep, book).await;
    let mut draft = view.draft.clone();
    for quantity in quantities {
        draft.lines.push(line(bench, &items[0], quantity));
    }
    save(bench, &bench.rep, &view, draft).await.unwrap()
}

both!(
    a_schedule_is_written_changed_and_taken_away,
    async |bench: &Bench| {
        let made = write(bench, draft()).await.unwrap();
        let again = SaveDiscountSchedule {
            id: made.id,
            version: 0,
            draft: made.draft.clone(),
        };
        let rows = bench.run(&bench.administrator, again).await.unwrap();
        assert_eq!(rows.len(), 1, "sent again it is not made again");
        let mut changed = made.draft.clone();
        changed.rule.steps.clear();
        let edit = |version, draft| SaveDiscountSchedule {
            id: made.id,
            version,
            draft,
        };
        let refused = bench.run(&bench.administrator, edit(1, changed)).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "required");
        let mut unknown = made.draft.clone();
        unknown.product_ids = vec![ProductId(bench.uuid())];
        let refused = bench.run(&bench.administrator, edit(1, unknown)).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "unknown_record");
        let mut renamed = made.draft.clone();
        renamed.name = LocalText::new("Units", "Unités");
        let rows = bench.run(&bench.administrator, edit(1, renamed)).await;
        assert_eq!(rows.unwrap()[0].version, 2);
        let stale = bench.run(&bench.administrator, edit(1, draft())).await;
        assert_eq!(stale.unwrap_err().kind, ProblemKind::Conflict);
        let refused = bench.run(&bench.rep, ListDiscountSchedules {}).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        let delete = DeleteDiscountSchedule {
            id: made.id,
            version: 2,
        };
        let left = bench.run(&bench.administrator, delete).await.unwrap();
        assert!(left.is_empty());
    }
);

both!(
    lines_follow_the_schedule_across_the_quote_and_keep_it,
    async |bench: &Bench| {
        let made = write(bench, draft()).await.unwrap();
        let book = book(bench).await.book;
        let quote = two_lines(bench, book.id, [2, 3]).await;
        let own = quote.draft.lines[0].price.schedule.clone().unwrap();
        assert_eq!(own.schedule_id, made.id);
        assert_eq!((own.measured, own.lines), (Quantity::whole(5).0, 2));
        assert_eq!(quote.figures.net_minor, 12 * 5 * 9_000);

        // What a browser says of it is not believed.
        let mut tampered = quote.draft.clone();
        for line in &mut tampered.lines {
            if let Some(schedule) = &mut line.price.schedule {
                schedule.rule.steps[0].value = 9_000;
            }
        }
        let refused = save(bench, &bench.rep, &quote, tampered).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "total_differs");

        // The schedule goes; the quote keeps what it said, and follows it further.
        let delete = DeleteDiscountSchedule {
            id: made.id,
            version: made.version,
        };
        bench.run(&bench.administrator, delete).await.unwrap();
        let mut more = quote.draft.clone();
        more.lines[1].price.quantity = Quantity::whole(1);
        let saved = save(bench, &bench.rep, &quote, more).await.unwrap();
        assert_eq!(
            saved.figures.net_minor,
            12 * 3 * 10_000,
            "three are too few"
        );
        let get = GetQuote { id: quote.id };
        let read = bench.run(&bench.rep, get).await.unwrap();
        let own = read.draft.lines[0].price.schedule.clone().unwrap();
        assert_eq!((own.measured, own.lines), (Quantity::whole(3).0, 2));
        let fresh = two_lines(bench, book.id, [2, 3]).await;
        assert!(fresh.draft.lines[0].price.schedule.is_none());
    }
);

both!(
    a_schedule_is_for_its_products_families_price_books_and_currency,
    async |bench: &Bench| {
        let book = book(bench).await.book;
        let item = catalog(bench, &bench.rep, book.id).await.remove(0);
        let follows = async || {
            let item = catalog(bench, &bench.rep, book.id).await.remove(0);
            item.schedule.map(|schedule| schedule.schedule_id)
        };
        assert_eq!(follows().await, None);
        let dollars = ScheduleDraft {
            currency: Some(shared::kernel::Currency::USD),
            rule: ScheduleRule {
                gives: ScheduleGives::Amount,
                ..draft().rule
            },
            ..draft()
        };
        write(bench, dollars).await.unwrap();
        assert_eq!(follows().await, None, "in another currency");
        let family = ScheduleDraft {
            families: vec![" Software ".into(), String::new()],
            ..draft()
        };
        let family = write(bench, family).await.unwrap();
        assert_eq!(family.draft.families, ["Software"]);
        assert_eq!(follows().await, Some(family.id));
        let product = ScheduleDraft {
            product_ids: vec![item.entry.product_id],
            price_book_ids: vec![book.id],
            ..draft()
        };
        let product = write(bench, product).await.unwrap();
        assert_eq!(follows().await, Some(product.id));
        assert_eq!(item.entry.unit_price, UnitPrice(1_000_000));
    }
);

both!(
    earlier_orders_of_the_customer_count_for_spend,
    async |bench: &Bench| {
        let mut spend = draft();
        spend.currency = Some(shared::kernel::Currency::EUR);
        spend.rule = ScheduleRule {
            measure: ScheduleMeasure::Spend,
            steps: vec![ScheduleStep {
                from: 2_000_000,
                value: 1_000,
            }],
            orders: true,
            ..spend.rule
        };
        write(bench, spend).await.unwrap();
        let book = book(bench).await.book;
        let customer = account(bench, &bench.rep).await;
        let quote = async || {
            let request = CreateQuote {
                id: QuoteId(bench.uuid()),
                opportunity_id: None,
                account_id: Some(customer),
                price_book_id: Some(book.id),
                title: "Offer".into(),
                language: None,
                template_id: None,
            };
            bench.run(&bench.rep, request).await.unwrap()
        };
        let item = catalog(bench, &bench.rep, book.id).await.remove(0);
        let with_line = async |view: &QuoteView, earlier| {
            let mut draft = view.draft.clone();
            let mut added = line(bench, &item, 9);
            if let Some(schedule) = &mut added.price.schedule {
                schedule.earlier = earlier;
            }
            draft.lines.push(added);
            save(bench, &bench.rep, view, draft).await
        };
        // Nine a month for a year are 10,800.00: too little.
        let first = with_line(&quote().await, 0).await.unwrap();
        assert_eq!(first.figures.net_minor, 1_080_000);
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE quotes SET state = 'accepted' WHERE id = $1",
                store::args![first.id],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        // With the order before it is enough, and the browser is told when it does not know.
        let second = quote().await;
        let refused = with_line(&second, 0).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        let second = with_line(&second, 1_080_000).await.unwrap();
        assert_eq!(second.figures.net_minor, 972_000);
        let own = second.draft.lines[0].price.schedule.clone().unwrap();
        assert_eq!((own.measured, own.earlier), (1_080_000, 1_080_000));
    }
);
