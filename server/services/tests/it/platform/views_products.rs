//! Products in a list: named in the reader's language, switched off and on as many, and with costs for those alone who
//! see margins, whatever they ask.

use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support::{book, product};
use shared::cpq::catalog::ProductDraft;
use shared::cpq::catalog::ops::{CreateProduct, GetProduct};
use shared::cpq::pricing::{Tax, TaxCategory};
use shared::kernel::{
    Action, Actor, Lang, LocalText, Percent, ProblemKind, ProductId, Scope, UnitPrice,
};
use shared::platform::views::*;

/// Conditions on products of every kind; on costs, below.
pub(super) const FILTERS: &[&str] = &[
    "name.has(product)",
    "name.starts('Article 1')",
    "sku.has('-1')",
    "sku.is('P-3')",
    "family.empty()",
    "family.is(software)",
    "status.is(active)",
    "status.is(retired)",
    "unit.is(user)",
    "unit.starts(h)",
    "tax_category.is(S)",
    "tax_category.is(AE,Z)",
    "tax_rate.ge(10)",
    "tax_rate.is(20)",
    "price_books.is(0)",
    "price_books.ge(1)",
    "description.empty()",
];

/// Products of several families, with and without a name in English, a cost, a price.
pub(super) async fn world(bench: &Bench) {
    let admin = &bench.administrator;
    book(bench).await;
    for n in 0..12_usize {
        let i = i64::try_from(n).unwrap();
        let tax = match n % 3 {
            0 => Tax::standard(Percent::whole(20)),
            1 => Tax::standard(Percent::whole(5)),
            _ => Tax {
                category: TaxCategory::Ae,
                rate: Percent::ZERO,
            },
        };
        let name = if n % 4 == 0 {
            LocalText::new("", format!("Article {n}"))
        } else {
            LocalText::new(format!("Product {n}"), format!("Article {n}"))
        };
        let draft = ProductDraft {
            name,
            family: ["Software", "", "Hardware"][n % 3].into(),
            unit: ["user", "hour"][n % 2].into(),
            tax,
            cost: (n % 5 != 0).then_some(UnitPrice(i * 12_500)),
            ..product(&format!("P-{n}"))
        };
        let id = ProductId(bench.uuid());
        bench.run(admin, CreateProduct { id, draft }).await.unwrap();
    }
    let change = BulkChange {
        object: Object::Products,
        run: bench.uuid(),
        targets: Targets::Matching {
            filter: "sku.is('P-2','P-7')".into(),
            search: String::new(),
        },
        act: set("status", "retired"),
        after: None,
    };
    assert_eq!(run_all(bench, admin, change).await.0, 2);
}

fn set(field: &str, value: &str) -> BulkAct {
    BulkAct::Set {
        field: field.into(),
        value: value.into(),
    }
}

fn columns(names: &[&str]) -> ViewSpec {
    ViewSpec {
        columns: names.iter().map(|name| (*name).to_owned()).collect(),
        ..ViewSpec::default()
    }
}

both!(
    a_product_is_called_what_its_readers_language_calls_it,
    async |bench: &Bench| {
        world(bench).await;
        let mut french = bench.rep.clone();
        french.lang = Lang::Fr;
        let names = async |actor: &Actor, filter: &str| -> Vec<Cell> {
            let spec = ViewSpec {
                filter: filter.into(),
                sort: "-name".into(),
                ..columns(&["name"])
            };
            let rows = all_rows(bench, actor, Object::Products, &spec, 2).await;
            rows.into_iter().map(|row| row.cells[0].clone()).collect()
        };
        let text = |name: &str| Cell::Text(name.into());
        let filter = "sku.is('P-4','P-5')";
        // Without a name of its own it has that of the other language.
        let english = [text("Product 5"), text("Article 4")];
        assert_eq!(names(&bench.rep, filter).await, english);
        let said = [text("Article 5"), text("Article 4")];
        assert_eq!(names(&french, filter).await, said);
        assert!(names(&french, "name.has(product)").await.is_empty());
        let count = CountRows {
            object: Object::Products,
            filter: "name.has(article)".into(),
            search: String::new(),
            own: Vec::new(),
        };
        // Of the twelve and the one of the price book.
        let all = bench.run(&french, count.clone()).await.unwrap();
        assert_eq!(all.sums.count, 13);
        let some = bench.run(&bench.rep, count).await.unwrap();
        assert_eq!(some.sums.count, 3);
    }
);

both!(
    costs_are_shown_filtered_sorted_and_exported_to_those_who_see_margins,
    async |bench: &Bench| {
        world(bench).await;
        let mut keeper = bench.administrator.clone();
        keeper.rights = keeper.rights.with(Action::ViewMargin, Scope::None);
        let spec = ViewSpec {
            filter: "cost.ge(5)".into(),
            sort: "-cost".into(),
            ..columns(&["sku", "cost"])
        };
        for actor in [&bench.finance, &bench.manager, &bench.administrator] {
            let rows = all_rows(bench, actor, Object::Products, &spec, 3).await;
            // 5 and more: from the fourth on, without the fifth and the tenth, and the one of the price book.
            assert_eq!(rows.len(), 7, "{}", actor.name);
            assert_eq!(rows[0].cells[1], Cell::Number(400_000));
            assert_eq!(rows[1].cells[1], Cell::Number(11 * 12_500));
        }
        let parts = [
            ViewSpec::filtered("cost.ge(5)"),
            ViewSpec::filtered("not(cost.empty())"),
            columns(&["sku", "cost"]),
            ViewSpec {
                sort: "cost".into(),
                ..ViewSpec::default()
            },
            ViewSpec {
                group: "cost".into(),
                ..ViewSpec::default()
            },
        ];
        for actor in [&bench.rep, &keeper] {
            for spec in &parts {
                let read = ReadRows {
                    object: Object::Products,
                    spec: spec.clone(),
                    after: None,
                    limit: 5,
                };
                let refused = bench.run(actor, read).await.unwrap_err();
                assert_eq!(refused.issues[0].code, "filter_field", "{spec:?}");
                let export = ExportRows {
                    object: Object::Products,
                    spec: spec.clone(),
                    form: FileForm::Csv,
                };
                let refused = bench.run(actor, export).await.unwrap_err();
                assert_eq!(refused.issues[0].code, "filter_field", "{spec:?}");
                let save = SaveView {
                    id: bench.uuid(),
                    object: Object::Products,
                    name: "Costs".into(),
                    sharing: Sharing::Private,
                    spec: spec.clone(),
                };
                let refused = bench.run(actor, save).await.unwrap_err();
                assert_eq!(refused.issues[0].code, "filter_field", "{spec:?}");
            }
            for filter in ["cost.ge(5)", "or(sku.is(x),cost.empty())"] {
                let count = CountRows {
                    object: Object::Products,
                    filter: filter.into(),
                    search: String::new(),
                    own: Vec::new(),
                };
                let refused = bench.run(actor, count).await.unwrap_err();
                assert_eq!(refused.issues[0].code, "filter_field");
                let groups = CountGroups {
                    object: Object::Products,
                    filter: filter.into(),
                    search: String::new(),
                    group: "family".into(),
                    own: Vec::new(),
                };
                let refused = bench.run(actor, groups).await.unwrap_err();
                assert_eq!(refused.issues[0].code, "filter_field");
            }
        }
        // Nor is it told by what a change of many does and does not reach.
        let change = BulkChange {
            object: Object::Products,
            run: bench.uuid(),
            targets: Targets::Matching {
                filter: "cost.ge(5)".into(),
                search: String::new(),
            },
            act: set("family", "Boxes"),
            after: None,
        };
        let refused = bench.run(&keeper, change).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "filter_field");
    }
);

both!(
    many_products_are_switched_off_and_on_and_not_deleted,
    async |bench: &Bench| {
        world(bench).await;
        let admin = &bench.administrator;
        let change = |act| BulkChange {
            object: Object::Products,
            run: bench.uuid(),
            targets: Targets::Matching {
                filter: "family.is(Hardware)".into(),
                search: String::new(),
            },
            act,
            after: None,
        };
        let count = async |filter: &str| {
            let spec = ViewSpec::filtered(filter);
            all_rows(bench, admin, Object::Products, &spec, 50)
                .await
                .len()
        };
        assert_eq!(count("status.is(retired)").await, 2);
        let off = change(set("status", "retired"));
        // Four of them, one of which is off already.
        assert_eq!(run_all(bench, admin, off.clone()).await.0, 4);
        assert_eq!(count("status.is(retired)").await, 5);
        assert_eq!(undo_all(bench, admin, off.run).await.0, 3);
        assert_eq!(count("status.is(retired)").await, 2);
        // Whoever keeps products without seeing costs loses none of them.
        let mut keeper = admin.clone();
        keeper.rights = keeper.rights.with(Action::ViewMargin, Scope::None);
        let moved = change(set("family", "Boxes"));
        assert_eq!(run_all(bench, &keeper, moved.clone()).await.0, 4);
        assert_eq!(count("family.is(Hardware)").await, 0);
        let spec = ViewSpec {
            filter: "family.is(Boxes)".into(),
            ..columns(&["cost"])
        };
        for row in all_rows(bench, admin, Object::Products, &spec, 50).await {
            let id = ProductId(row.id);
            let kept = bench.run(admin, GetProduct { id }).await.unwrap();
            let cost = kept.draft.cost.map(|cost| cost.0);
            assert_eq!(row.cells[0], cost.map_or(Cell::Empty, Cell::Number));
        }
        assert_eq!(count("and(family.is(Boxes),not(cost.empty()))").await, 3);
        undo_all(bench, &keeper, moved.run).await;
        assert_eq!(count("family.is(Hardware)").await, 4);
        for act in [
            BulkAct::Delete,
            BulkAct::Assign(bench.rep.user_id),
            set("cost", "1"),
            set("sku", "x"),
        ] {
            let refused = bench.run(admin, change(act)).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "filter_field");
        }
        for actor in [&bench.manager, &bench.rep, &bench.finance] {
            let act = change(set("status", "active"));
            let refused = bench.run(actor, act).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
        let undo = UndoBulk {
            run: off.run,
            after: None,
            object: Some(Object::Products),
        };
        let refused = bench.run(&bench.manager, undo).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
    }
);
