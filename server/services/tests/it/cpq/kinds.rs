//! Kinds of price in price books and quotes, on both databases.

use super::support::{blank, book, catalog, line, product, save};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::ops::{
    CreateProduct, EditProduct, GetPriceBook, GetProduct, RemovePriceBookEntry, SavePriceBookEntry,
};
use shared::cpq::catalog::{CatalogItem, PriceBookEntry, PriceBookView, ProductDraft};
use shared::cpq::pricing::{Charge, PriceKind, ShareOf, TierMode};
use shared::kernel::{
    Action, Actor, Percent, PriceBookEntryId, PriceBookId, Problem, ProductId, Quantity, Scope,
    UnitPrice,
};

/// A new product with a price of this kind in the book.
async fn with_kind(
    bench: &Bench,
    actor: &Actor,
    book: PriceBookId,
    draft: ProductDraft,
    (price, charge): (i64, Charge),
    kind: PriceKind,
) -> Result<PriceBookView, Problem> {
    let product_id = ProductId(bench.uuid());
    let create = CreateProduct {
        id: product_id,
        draft,
    };
    bench.run(&bench.administrator, create).await.unwrap();
    let entry = PriceBookEntry {
        id: PriceBookEntryId(bench.uuid()),
        product_id,
        charge,
        unit_price: UnitPrice(price),
        floor: None,
        tier_mode: TierMode::None,
        tiers: Vec::new(),
        kind: Some(kind),
    };
    put(bench, actor, book, entry).await
}

async fn put(
    bench: &Bench,
    actor: &Actor,
    book: PriceBookId,
    entry: PriceBookEntry,
) -> Result<PriceBookView, Problem> {
    let now = bench.run(actor, GetPriceBook { id: book }).await.unwrap();
    let save = SavePriceBookEntry {
        price_book_id: book,
        version: now.book.version,
        entry,
    };
    bench.run(actor, save).await
}

fn of<'a>(items: &'a [CatalogItem], sku: &str) -> &'a CatalogItem {
    items.iter().find(|item| item.sku == sku).unwrap()
}

fn packages(size: i64) -> PriceKind {
    PriceKind::Package {
        size: Quantity::whole(size),
    }
}

both!(
    a_quote_keeps_the_kind_its_lines_were_taken_with,
    async |bench: &Bench| {
        let id = book(bench).await.book.id;
        let admin = &bench.administrator;
        let kind = packages(10);
        let view = with_kind(
            bench,
            admin,
            id,
            product("PACK"),
            (490_000, Charge::OneTime),
            kind.clone(),
        )
        .await
        .unwrap();
        let old = of(&view.items, "PACK").entry.clone();
        let quote = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, id).await;
        let mut draft = quote.draft.clone();
        draft.lines.push(line(bench, of(&items, "PACK"), 25));
        let saved = save(bench, &bench.rep, &quote, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, 3 * 4_900);
        assert_eq!(saved.draft.lines[0].price.kind, Some(kind.clone()));
        assert_eq!(saved.draft.lines[0].price.family, "Software");

        // The book goes on; the line stays what it was.
        let changed = PriceBookEntry {
            kind: Some(packages(5)),
            ..old
        };
        put(bench, admin, id, changed).await.unwrap();
        let again = save(bench, &bench.rep, &saved, saved.draft.clone())
            .await
            .unwrap();
        assert_eq!(again.figures.net_minor, 3 * 4_900);

        // Whoever says otherwise is not believed.
        let mut forged = again.draft.clone();
        forged.lines[0].price.kind = Some(packages(1_000));
        let refused = save(bench, &bench.rep, &again, forged).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        let mut free = again.draft.clone();
        free.lines[0].product_id = None;
        free.lines[0].price.kind = Some(packages(1_000));
        let refused = save(bench, &bench.rep, &again, free).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
    }
);

both!(
    a_formula_is_checked_in_its_book_and_follows_the_quote,
    async |bench: &Bench| {
        let id = book(bench).await.book.id;
        let admin = &bench.administrator;
        let formula = |text: &str| PriceKind::Formula {
            text: text.into(),
            products: Vec::new(),
        };
        let add = async |sku: &str, text: &str| {
            let kind = formula(text);
            let price = (0, Charge::OneTime);
            with_kind(bench, admin, id, product(sku), price, kind).await
        };
        let refused = async |text: &str| {
            let problem = add("BAD", text).await.unwrap_err();
            let issue = &problem.issues[0];
            assert_eq!(issue.field.as_deref(), Some("kind_formula"));
            issue.code.to_string()
        };
        assert_eq!(refused("1 +").await, "rule_unfinished");
        // The product of the first try is there; another one each time.
        let unknown = with_kind(
            bench,
            admin,
            id,
            product("BAD2"),
            (0, Charge::OneTime),
            formula("price(\"NONE\")"),
        );
        let unknown = unknown.await.unwrap_err();
        assert_eq!(unknown.issues[0].code, "formula_unknown_product");
        let model = with_kind(
            bench,
            admin,
            id,
            product("BAD3"),
            (0, Charge::OneTime),
            formula("number(\"length\")"),
        );
        let model = model.await.unwrap_err();
        assert_eq!(model.issues[0].code, "formula_no_model");
        let view = add("CARE", "50 + price(\"LIC\") * 10 % * quantity(\"LIC\")")
            .await
            .unwrap();
        let care = of(&view.items, "CARE").entry.clone();
        assert_eq!(care.unit_price, UnitPrice(500_000));
        // Of itself, by way of another one.
        let other = add("MORE", "price(\"CARE\") * 2").await.unwrap();
        assert_eq!(
            of(&other.items, "MORE").entry.unit_price,
            UnitPrice(1_000_000)
        );
        let circle = PriceBookEntry {
            kind: Some(formula("price(\"MORE\")")),
            ..care
        };
        let circle = put(bench, admin, id, circle).await.unwrap_err();
        assert_eq!(circle.issues[0].code, "formula_circle");

        let quote = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, id).await;
        let mut draft = quote.draft.clone();
        draft.lines.push(line(bench, of(&items, "CARE"), 2));
        draft.lines.push(line(bench, of(&items, "LIC"), 5));
        let saved = save(bench, &bench.rep, &quote, draft).await.unwrap();
        // 50 + 10 × 5 each, beside 500.00 a month.
        assert_eq!(saved.draft.lines[0].price.list_price, UnitPrice(1_000_000));
        assert_eq!(saved.figures.net_minor, 20_000 + 600_000);
        // A formula from the browser is not believed.
        let mut forged = saved.draft.clone();
        forged.lines[0].price.kind = Some(formula("1"));
        let refused = save(bench, &bench.rep, &saved, forged).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
    }
);

both!(
    a_products_new_code_is_followed_by_the_formulas_that_name_it,
    async |bench: &Bench| {
        let id = book(bench).await.book.id;
        let admin = &bench.administrator;
        let text = |sku: &str| PriceKind::Formula {
            text: format!("price(\"{sku}\") / 2"),
            products: Vec::new(),
        };
        let half = (0, Charge::Monthly);
        let view = with_kind(bench, admin, id, product("HALF"), half, text("LIC"))
            .await
            .unwrap();
        assert_eq!(of(&view.items, "HALF").entry.unit_price, UnitPrice(500_000));
        let named = of(&view.items, "LIC").entry.product_id;
        let known = bench.run(admin, GetProduct { id: named }).await.unwrap();
        let rename = EditProduct {
            id: named,
            version: known.version,
            draft: ProductDraft {
                sku: "LIC-2".into(),
                ..known.draft
            },
        };
        bench.run(admin, rename).await.unwrap();
        let now = bench.run(admin, GetPriceBook { id }).await.unwrap();
        assert_eq!(now.book.version, view.book.version + 1);
        let entry = &of(&now.items, "HALF").entry;
        assert_eq!(entry.unit_price, UnitPrice(500_000));
        let Some(PriceKind::Formula { text, .. }) = &entry.kind else {
            unreachable!("it is a formula")
        };
        assert_eq!(text, "price(\"LIC-2\") / 2");
    }
);

both!(
    a_share_follows_the_other_lines_here_as_in_the_browser,
    async |bench: &Bench| {
        let id = book(bench).await.book.id;
        let kind = PriceKind::Share {
            percent: Percent::whole(18),
            of: ShareOf::Families(vec!["Software".into()]),
        };
        let care = ProductDraft {
            family: "Services".into(),
            ..product("CARE")
        };
        with_kind(
            bench,
            &bench.administrator,
            id,
            care,
            (0, Charge::Yearly),
            kind,
        )
        .await
        .unwrap();
        let quote = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, id).await;
        let mut draft = quote.draft.clone();
        draft.lines.push(line(bench, of(&items, "CARE"), 1));
        draft.lines.push(line(bench, of(&items, "LIC"), 5));
        let mut option = line(bench, of(&items, "LIC"), 1);
        option.price.optional = true;
        draft.lines.push(option);
        let saved = save(bench, &bench.rep, &quote, draft).await.unwrap();
        // 500.00 a month are 6,000.00 a year: 1,080.00 a year beside 6,000.00.
        assert_eq!(saved.figures.net_minor, 708_000);
        assert_eq!(saved.draft.lines[0].price.list_price, UnitPrice(10_800_000));
        let mut chosen = saved.draft.clone();
        chosen.lines[2].price.optional = false;
        let saved = save(bench, &bench.rep, &saved, chosen).await.unwrap();
        assert_eq!(saved.figures.net_minor, 849_600);
    }
);

both!(
    a_price_on_the_cost_follows_it_and_keeps_it_secret,
    async |bench: &Bench| {
        let id = book(bench).await.book.id;
        let admin = &bench.administrator;
        let kind = |percent| PriceKind::CostPlus {
            percent,
            step: UnitPrice(10_000),
        };
        // 40.00 and 35 %, to the whole: 54.00.
        let own = Some(Percent::whole(35));
        let built = (0, Charge::OneTime);
        let view = with_kind(bench, admin, id, product("BUILT"), built, kind(own))
            .await
            .unwrap();
        let entry = of(&view.items, "BUILT").entry.clone();
        assert_eq!(entry.unit_price, UnitPrice(540_000));

        let seen = catalog(bench, &bench.rep, id).await;
        let seen = &of(&seen, "BUILT");
        assert_eq!((seen.cost, &seen.entry.kind), (None, &Some(kind(None))));
        assert_eq!(seen.to_line().kind, None);
        let quote = blank(bench, &bench.rep).await;
        let mut draft = quote.draft.clone();
        draft.lines.push(line(bench, seen, 2));
        let saved = save(bench, &bench.rep, &quote, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, 10_800);
        assert_eq!(saved.draft.lines[0].price.kind, None);

        // Another cost: new lines follow, saved ones do not.
        let product_id = entry.product_id;
        let known = bench
            .run(admin, GetProduct { id: product_id })
            .await
            .unwrap();
        let dearer = EditProduct {
            id: product_id,
            version: known.version,
            draft: ProductDraft {
                cost: Some(UnitPrice(800_000)),
                ..known.draft.clone()
            },
        };
        let known = bench.run(admin, dearer).await.unwrap();
        let items = catalog(bench, &bench.rep, id).await;
        let now = of(&items, "BUILT");
        assert_eq!(now.entry.unit_price, UnitPrice(1_080_000));
        let mut draft = saved.draft.clone();
        draft.lines.push(line(bench, now, 1));
        let saved = save(bench, &bench.rep, &saved, draft).await.unwrap();
        assert_eq!(saved.figures.net_minor, 10_800 + 10_800);

        // Without a cost there is no such price; what is sold keeps the last one.
        let unknown = EditProduct {
            id: product_id,
            version: known.version,
            draft: ProductDraft {
                cost: None,
                ..known.draft
            },
        };
        bench.run(admin, unknown).await.unwrap();
        let refused = put(bench, admin, id, entry.clone()).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "cost_unknown");
        let items = catalog(bench, &bench.rep, id).await;
        assert_eq!(of(&items, "BUILT").entry.unit_price, UnitPrice(540_000));

        // Who does not see margins neither writes such a price nor takes it away.
        let mut blind = admin.clone();
        blind.rights = blind.rights.with(Action::ViewMargin, Scope::None);
        let plain = PriceBookEntry {
            kind: None,
            unit_price: UnitPrice(1),
            ..entry.clone()
        };
        for told in [plain, entry.clone()] {
            let refused = put(bench, &blind, id, told).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "cost_plus_is_secret");
        }
        let now = bench.run(&blind, GetPriceBook { id }).await.unwrap();
        let remove = RemovePriceBookEntry {
            price_book_id: id,
            version: now.book.version,
            id: entry.id,
        };
        let refused = bench.run(&blind, remove).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "cost_plus_is_secret");
    }
);
