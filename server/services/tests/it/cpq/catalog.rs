//! Products and price books.

use super::support::{book, catalog, product};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::ops::{
    CreatePriceBook, CreateProduct, EditProduct, ListPriceBooks, ListProducts,
    RemovePriceBookEntry, SavePriceBookEntry, SetProductActive,
};
use shared::cpq::catalog::{PriceBookDraft, PriceBookEntry};
use shared::kernel::{
    Action, Currency, PriceBookEntryId, PriceBookId, ProblemKind, ProductId, Scope, UnitPrice,
};

fn all(text: &str) -> ListProducts {
    ListProducts {
        text: text.into(),
        limit: 50,
        ..ListProducts::default()
    }
}

both!(
    products_are_found_without_accents_and_percent_signs_are_letters,
    async |bench: &Bench| {
        for (n, name) in ["Forfait été", "100% coton", "Autre"]
            .into_iter()
            .enumerate()
        {
            let mut draft = product(&format!("P{n}"));
            draft.name.fr = name.into();
            let create = CreateProduct {
                id: ProductId(bench.uuid()),
                draft,
            };
            bench.run(&bench.administrator, create).await.unwrap();
        }
        for (text, count) in [("ETE", 1), ("100%", 1), ("%", 1), ("_", 0), ("", 3)] {
            let found = bench.run(&bench.rep, all(text)).await.unwrap();
            assert_eq!(found.rows.len(), count, "{text}");
            assert_eq!(found.total, i64::try_from(count).unwrap());
            assert!(found.rows.iter().all(|row| row.draft.cost.is_none()));
        }
        let found = bench.run(&bench.finance, all("")).await.unwrap();
        assert!(found.rows.iter().all(|row| row.draft.cost.is_some()));
    }
);

both!(
    a_code_is_taken_once_and_a_stale_change_is_refused,
    async |bench: &Bench| {
        let create = |sku: &str| CreateProduct {
            id: ProductId(bench.uuid()),
            draft: product(sku),
        };
        let made = bench.run(&bench.administrator, create("A")).await.unwrap();
        let again = bench.run(&bench.administrator, create("A")).await;
        assert_eq!(again.unwrap_err().issues[0].code, "already_exists");
        let edit = |version| EditProduct {
            id: made.id,
            version,
            draft: product("B"),
        };
        let edited = bench.run(&bench.administrator, edit(1)).await.unwrap();
        assert_eq!((edited.version, edited.draft.sku.as_str()), (2, "B"));
        let stale = bench.run(&bench.administrator, edit(1)).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.is_some());
        let refused = bench.run(&bench.rep, edit(2)).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
    }
);

both!(
    price_books_hold_one_price_per_product_and_charge,
    async |bench: &Bench| {
        let view = book(bench).await;
        let entry = PriceBookEntry {
            id: PriceBookEntryId(bench.uuid()),
            ..view.items[0].entry.clone()
        };
        let twice = SavePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            entry,
        };
        let refused = bench.run(&bench.administrator, twice).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "already_exists");

        let copy = CreatePriceBook {
            id: PriceBookId(bench.uuid()),
            draft: PriceBookDraft {
                name: "Next year".into(),
                ..view.book.draft.clone()
            },
            copy_of: Some(view.book.id),
        };
        let copied = bench.run(&bench.administrator, copy).await.unwrap();
        assert_eq!(copied.items.len(), 1);
        assert_ne!(copied.items[0].entry.id, view.items[0].entry.id);
        let dollars = CreatePriceBook {
            id: PriceBookId(bench.uuid()),
            draft: PriceBookDraft {
                currency: Currency::USD,
                ..view.book.draft.clone()
            },
            copy_of: Some(view.book.id),
        };
        let refused = bench.run(&bench.administrator, dollars).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "currency_of_price_book");

        let remove = RemovePriceBookEntry {
            price_book_id: copied.book.id,
            version: copied.book.version,
            id: copied.items[0].entry.id,
        };
        let empty = bench.run(&bench.administrator, remove).await.unwrap();
        assert!(empty.items.is_empty());
        let books = bench.run(&bench.rep, ListPriceBooks::default()).await;
        assert_eq!(books.unwrap().len(), 2);
    }
);

both!(
    costs_are_for_those_who_see_margins_and_inactive_products_are_not_offered,
    async |bench: &Bench| {
        let view = book(bench).await;
        let seen = catalog(bench, &bench.manager, view.book.id).await;
        assert_eq!(seen[0].cost, Some(UnitPrice(400_000)));
        let hidden = catalog(bench, &bench.rep, view.book.id).await;
        assert_eq!(hidden[0].cost, None);
        let off = SetProductActive {
            id: view.items[0].entry.product_id,
            version: 1,
            active: false,
        };
        bench.run(&bench.administrator, off).await.unwrap();
        assert!(catalog(bench, &bench.rep, view.book.id).await.is_empty());
        // Whoever keeps products without seeing costs is told none and loses none.
        let mut keeper = bench.administrator.clone();
        keeper.rights = keeper.rights.with(Action::ViewMargin, Scope::None);
        let list = ListProducts {
            with_inactive: true,
            ..all("")
        };
        let costs = async || -> Vec<Option<UnitPrice>> {
            let found = bench.run(&bench.finance, list.clone()).await.unwrap();
            found.rows.iter().map(|row| row.draft.cost).collect()
        };
        let before = costs().await;
        assert!(before.iter().any(Option::is_some));
        for row in bench.run(&keeper, list.clone()).await.unwrap().rows {
            let edit = EditProduct {
                id: row.id,
                version: row.version,
                draft: row.draft,
            };
            let edited = bench.run(&keeper, edit).await.unwrap();
            assert_eq!(edited.draft.cost, None);
        }
        assert_eq!(costs().await, before);
    }
);

both!(
    the_log_keeps_every_price_as_it_was,
    async |bench: &Bench| {
        let view = book(bench).await;
        let old = view.items[0].entry.clone();
        let entry = PriceBookEntry {
            unit_price: UnitPrice(7_770_000),
            ..old.clone()
        };
        let save = SavePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            entry: entry.clone(),
        };
        let view = bench.run(&bench.administrator, save).await.unwrap();
        let remove = RemovePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            id: entry.id,
        };
        let view = bench.run(&bench.administrator, remove).await.unwrap();
        // What "Undo" sends.
        let back = SavePriceBookEntry {
            price_book_id: view.book.id,
            version: view.book.version,
            entry: entry.clone(),
        };
        let view = bench.run(&bench.administrator, back).await.unwrap();
        assert_eq!(view.items[0].entry, entry);
        let mut session = bench.services.store().read().await.unwrap();
        let log = store::history(&mut session, view.book.id.0, 4)
            .await
            .unwrap();
        let read = |text: &Option<String>| -> Option<PriceBookEntry> {
            text.as_deref()
                .map(|text| serde_json::from_str(text).unwrap())
        };
        let told: Vec<_> = log
            .iter()
            .take(3)
            .rev()
            .map(|(event, before, after)| (event.action.as_str(), read(before), read(after)))
            .collect();
        assert_eq!(
            told,
            [
                ("entry_edited", Some(old), Some(entry.clone())),
                ("entry_removed", Some(entry.clone()), None),
                ("entry_added", None, Some(entry)),
            ]
        );
    }
);
