//! Two people open the same record; the second to save is told, and the first one's values stay.

use super::{Ask, Make, last_event, reading, stale_relations, stale_rows, stale_sso};
use crate::bench::Bench;
use crate::both;
use crate::matrix_records;
use serde_json::Value;
use shared::kernel::ProblemKind;
use std::collections::BTreeSet;

/// A change on a version that is past.
pub struct Stale {
    pub name: &'static str,
    /// Saves once and gives the second request, made on the version the first was made on.
    pub make: Make,
    pub ask: Ask,
    pub read: Ask,
    /// What the first save wrote, as it is read.
    pub first: &'static str,
}

/// Where requests and records keep their version.
const PLACES: [&str; 5] = [
    "/field/version",
    "/version",
    "/pipeline/version",
    "/company/version",
    "/book/version",
];

fn all() -> Vec<Stale> {
    let mut rows = stale_rows::all();
    rows.extend(stale_relations::all());
    rows.extend(stale_sso::rows());
    rows
}

fn version(value: &Value) -> Option<Value> {
    PLACES
        .iter()
        .find_map(|place| value.pointer(place))
        .cloned()
}

both!(
    the_second_save_is_refused_and_the_first_stays,
    async |bench: &Bench| {
        let mut wrong = Vec::new();
        for row in all() {
            let mut request = (row.make)(bench).await;
            let before = (row.read)(bench, reading(&request)).await.unwrap();
            let events = last_event(bench).await;
            let refused = (row.ask)(bench, request.clone()).await;
            let after = (row.read)(bench, reading(&request)).await.unwrap();
            let kept = before == after && last_event(bench).await == events;
            if !kept || !after.to_string().contains(row.first) {
                wrong.push(format!("{}: the first save is lost: {after}", row.name));
            }
            let problem = match refused {
                Err(problem) if problem.kind == ProblemKind::Conflict => problem,
                other => {
                    wrong.push(format!("{}: {other:?}", row.name));
                    continue;
                }
            };
            // The record as it is comes with the refusal, and nothing but the version was wrong.
            let current = problem
                .current
                .and_then(|text| serde_json::from_str(&text).ok());
            let Some(now) = current.as_ref().and_then(version) else {
                wrong.push(format!("{}: no present record: {current:?}", row.name));
                continue;
            };
            let place = PLACES.iter().find(|place| request.pointer(place).is_some());
            *request.pointer_mut(place.unwrap()).unwrap() = now;
            if let Err(problem) = (row.ask)(bench, request).await {
                wrong.push(format!(
                    "{}: refused for more than its version: {problem}",
                    row.name
                ));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
);

/// Whether a request says which version it was made on.
fn has_version(request: &Value) -> bool {
    match request {
        Value::Object(all) => all.contains_key("version") || all.values().any(has_version),
        Value::Array(all) => all.iter().any(has_version),
        _ => false,
    }
}

#[test]
fn every_request_with_a_version_is_tried() {
    crate::bench::on_sqlite(async |bench: &Bench| {
        let tried: BTreeSet<&str> = all().iter().map(|row| row.name).collect();
        let mut versioned = BTreeSet::new();
        for row in matrix_records::all(bench).await {
            if has_version(&(row.make)(bench).await) {
                versioned.insert(row.name);
            }
        }
        assert_eq!(versioned, tried);
    });
}
