//! Fields an administrator adds to products: written with the product, kept by who does not know of them, shown,
//! filtered, sorted, exported and set on many in lists.

use super::fields::{add, codes, save, values};
use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support::product;
use shared::cpq::catalog::ops::{CreateProduct, EditProduct, GetProduct, ListProducts};
use shared::cpq::catalog::{Product, ProductDraft};
use shared::kernel::{Problem, ProblemKind, ProductId};
use shared::platform::fields::*;
use shared::platform::views::*;

async fn made(bench: &Bench, sku: &str, pairs: &[(&str, &str)]) -> Result<Product, Problem> {
    let draft = ProductDraft {
        custom: values(pairs),
        ..product(sku)
    };
    let id = ProductId(bench.uuid());
    let create = CreateProduct { id, draft };
    bench.run(&bench.administrator, create).await
}

async fn edited(
    bench: &Bench,
    before: &Product,
    pairs: &[(&str, &str)],
) -> Result<Product, Problem> {
    let edit = EditProduct {
        id: before.id,
        version: before.version,
        draft: ProductDraft {
            custom: values(pairs),
            ..before.draft.clone()
        },
    };
    bench.run(&bench.administrator, edit).await
}

both!(a_product_has_its_fields, async |bench: &Bench| {
    let tier = add(bench, Holder::Product, "tier", FieldKind::Choice).await;
    add(bench, Holder::Product, "weight", FieldKind::Number).await;
    // The same key of another object is another field.
    add(bench, Holder::Account, "other", FieldKind::Text).await;
    for (pairs, finding) in [
        (("weight", "heavy"), ("not_a_number", "custom.weight")),
        (("other", "x"), ("unknown_field", "custom.other")),
    ] {
        let refused = made(bench, "P-0", &[pairs]).await.unwrap_err();
        assert_eq!(codes(&refused), [finding]);
    }
    let one = made(bench, "P-1", &[("tier", "gold"), ("weight", "02.50")])
        .await
        .unwrap();
    let kept = values(&[("tier", "gold"), ("weight", "2.5")]);
    assert_eq!(one.draft.custom, kept);
    let get = GetProduct { id: one.id };
    let read = bench.run(&bench.rep, get.clone()).await.unwrap();
    assert_eq!(read.draft.custom, kept);
    // Pages edit what the list gives them.
    let asked = ListProducts {
        limit: 10,
        ..ListProducts::default()
    };
    let listed = bench.run(&bench.rep, asked).await.unwrap();
    assert_eq!(listed.rows[0].draft.custom, kept);

    // An edit is judged, told in the log and undone by another; a stale one changes nothing.
    let refused = edited(bench, &one, &[("tier", "tin")]).await.unwrap_err();
    assert_eq!(refused.issues[0].field.as_deref(), Some("custom.tier"));
    let two = edited(bench, &one, &[("tier", "silver")]).await.unwrap();
    assert_eq!(two.draft.custom, values(&[("tier", "silver")]));
    let refused = edited(bench, &one, &[("weight", "9")]).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
    let mut session = bench.services.store().read().await.unwrap();
    let told: Vec<(String,)> = session
        .all(
            "SELECT after_json FROM events WHERE entity_id = $1 ORDER BY seq DESC",
            store::args![one.id],
        )
        .await
        .unwrap();
    drop(session);
    assert!(
        told[0].0.contains(r#""custom":{"tier":"silver"}"#),
        "{told:?}"
    );

    // What is archived is hidden, and stays with a product that is edited without it.
    let archived = CustomField {
        archived: true,
        ..tier
    };
    save(bench, archived).await.unwrap();
    let three = edited(bench, &two, &[("weight", "7")]).await.unwrap();
    let both = values(&[("tier", "silver"), ("weight", "7")]);
    assert_eq!(three.draft.custom, both);
    assert_eq!(bench.run(&bench.rep, get).await.unwrap().draft.custom, both);
});

both!(
    what_a_product_must_have_is_asked_of_new_ones,
    async |bench: &Bench| {
        let old = made(bench, "OLD", &[]).await.unwrap();
        let must = add(bench, Holder::Product, "must", FieldKind::Text).await;
        let must = CustomField {
            required: true,
            ..must
        };
        save(bench, must).await.unwrap();
        let refused = made(bench, "NEW", &[]).await.unwrap_err();
        assert_eq!(codes(&refused), [("required", "custom.must")]);
        made(bench, "NEW", &[("must", "x")]).await.unwrap();
        // A new rule locks no old record; what is there is not cleared.
        let first = edited(bench, &old, &[]).await.unwrap();
        let old = edited(bench, &first, &[("must", "y")]).await.unwrap();
        let refused = edited(bench, &old, &[]).await.unwrap_err();
        assert_eq!(codes(&refused), [("required", "custom.must")]);
        // Who has not seen it yet has cleared nothing.
        let refused = edited(bench, &first, &[]).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Conflict);
    }
);

both!(lists_of_products_know_them, async |bench: &Bench| {
    add(bench, Holder::Product, "tier", FieldKind::Choice).await;
    add(bench, Holder::Product, "weight", FieldKind::Number).await;
    let rows: [&[(&str, &str)]; 5] = [
        &[("tier", "gold"), ("weight", "2")],
        &[("tier", "silver"), ("weight", "10.5")],
        &[("tier", "gold")],
        &[("weight", "-1")],
        &[],
    ];
    for (n, pairs) in rows.into_iter().enumerate() {
        made(bench, &format!("P-{n}"), pairs).await.unwrap();
    }
    let skus = async |filter: &str, sort: &str, limit: u32| -> Vec<String> {
        let spec = ViewSpec {
            filter: filter.into(),
            sort: sort.into(),
            columns: vec!["sku".into()],
            ..ViewSpec::default()
        };
        let rows = all_rows(bench, &bench.rep, Object::Products, &spec, limit).await;
        let sku = |row: ViewRow| match &row.cells[0] {
            Cell::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        rows.into_iter().map(sku).collect()
    };
    for limit in [1, 2, 50] {
        // Those without a value come last either way.
        let up = skus("", "custom.weight", limit).await;
        assert_eq!(up[..3], ["P-3", "P-0", "P-1"]);
        let down = skus("", "-custom.weight", limit).await;
        assert_eq!(down[..3], ["P-1", "P-0", "P-3"]);
        assert_eq!((up.len(), down.len()), (5, 5));
    }
    let found = skus("custom.tier.is(gold)", "sku", 50).await;
    assert_eq!(found, ["P-0", "P-2"]);
    let found = skus("custom.weight.ge(2)", "sku", 50).await;
    assert_eq!(found, ["P-0", "P-1"]);
    let found = skus("custom.tier.empty()", "sku", 50).await;
    assert_eq!(found, ["P-3", "P-4"]);
    let groups = CountGroups {
        object: Object::Products,
        filter: String::new(),
        search: String::new(),
        group: "custom.tier".into(),
        own: Vec::new(),
    };
    let groups = bench.run(&bench.rep, groups).await.unwrap().groups;
    let counts: Vec<i64> = groups.iter().map(|group| group.sums.count).collect();
    assert_eq!(counts, [2, 1, 2]);
    let export = ExportRows {
        object: Object::Products,
        spec: ViewSpec {
            filter: "custom.tier.is(silver)".into(),
            columns: vec!["sku".into(), "custom.tier".into(), "custom.weight".into()],
            ..ViewSpec::default()
        },
        form: FileForm::Csv,
    };
    let file = bench.run(&bench.rep, export).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("P-1,SILVER,10.5"), "{text}");

    // Set on many by who keeps products, and taken back.
    let run = bench.uuid();
    let change = BulkChange {
        object: Object::Products,
        run,
        targets: Targets::Matching {
            filter: "custom.tier.is(gold)".into(),
            search: String::new(),
        },
        act: BulkAct::Set {
            field: "custom.tier".into(),
            value: "bronze".into(),
        },
        after: None,
    };
    let refused = bench.run(&bench.rep, change.clone()).await;
    let reached = skus("custom.tier.is(bronze)", "sku", 50).await;
    assert!(reached.is_empty(), "{refused:?}");
    let (done, failed) = run_all(bench, &bench.administrator, change).await;
    assert_eq!((done, failed.len()), (2, 0));
    let found = skus("custom.tier.is(bronze)", "sku", 50).await;
    assert_eq!(found, ["P-0", "P-2"]);
    assert_eq!(undo_all(bench, &bench.administrator, run).await.0, 2);
    let found = skus("custom.tier.is(gold)", "sku", 50).await;
    assert_eq!(found, ["P-0", "P-2"]);
});
