//! Lists are read from an index: whatever the number of records, the first rows of the usual orders and of
//! the views one starts with are found without looking at all.

use super::views::ground;
use crate::bench::{Bench, START};
use crate::both;
use crate::deals::fixture::today;
use shared::kernel::Scope;
use shared::platform::views::*;
use store::args;
use store::platform::views::{ListAsked, ListFacts, explain_rows};

/// How the database reads the first rows of a list, one line per step.
async fn plan(bench: &Bench, object: Object, filter: &str, sort: &str) -> Vec<String> {
    let mut session = bench.services.store().write().await.unwrap();
    if session.is_postgres() {
        // Small tables are read whole and sorted whatever there is; the question is whether they need to be.
        for setting in [
            "SET LOCAL enable_seqscan = off",
            "SET LOCAL enable_sort = off",
            "SET LOCAL enable_bitmapscan = off",
        ] {
            session.exec(setting, args![]).await.unwrap();
        }
    }
    let spec = ViewSpec {
        filter: filter.into(),
        sort: sort.into(),
        ..ViewSpec::default()
    };
    let resolved = check_spec(object, &spec, &ground(&bench.rep, Vec::new())).unwrap();
    let sort = parse_sort(object, sort).unwrap();
    let columns = parse_columns(object, object.usual_columns()).unwrap();
    let asked = ListAsked {
        object,
        filter: &resolved,
        search: "",
        sort: &sort,
        group: None,
        columns: &columns,
    };
    let at = (today(), START);
    let facts = ListFacts::new(&session, &bench.administrator, Scope::All, at, &[]);
    explain_rows(&mut session, &facts, &asked, 50)
        .await
        .unwrap()
}

both!(
    usual_orders_are_read_from_an_index,
    async |bench: &Bench| {
        for (object, sort) in [
            (Object::Opportunities, "close_date"),
            (Object::Opportunities, "-close_date"),
            (Object::Opportunities, "-amount"),
            (Object::Opportunities, "-updated"),
            (Object::Opportunities, "name"),
            (Object::Accounts, "name"),
            (Object::Accounts, "-updated"),
            (Object::Contacts, "name"),
            (Object::Contacts, "-updated"),
            (Object::Leads, "-created"),
            (Object::Leads, "name"),
            (Object::Leads, "-updated"),
            (Object::Quotes, "-updated"),
            (Object::Quotes, "-created"),
            (Object::Quotes, "valid_until"),
            (Object::Quotes, "number"),
            (Object::Quotes, "-net"),
            (Object::Tasks, "due"),
            (Object::Tasks, "-due"),
            (Object::Tasks, "name"),
            (Object::Tasks, "-updated"),
            (Object::Tasks, "-created"),
            (Object::Products, "sku"),
            (Object::Products, "-sku"),
        ] {
            let steps = plan(bench, object, "", sort).await;
            let sorts = |step: &String| {
                let step = step.trim_start_matches([' ', '-', '>']);
                step == "USE TEMP B-TREE FOR ORDER BY" || step.starts_with("Sort ")
            };
            assert!(!steps.iter().any(sorts), "{object:?} by {sort}: {steps:#?}");
        }
    }
);

both!(
    views_one_starts_with_read_no_table_whole,
    async |bench: &Bench| {
        for object in Object::ALL {
            for (view, filter) in built_in(*object) {
                let steps = plan(bench, *object, filter, object.usual_sort()).await;
                let whole = |step: &String| {
                    step.contains("Seq Scan")
                        || (step.starts_with("SCAN") && !step.contains("INDEX"))
                };
                assert!(!steps.iter().any(whole), "{object:?} {view}: {steps:#?}");
            }
        }
    }
);
