//! What a careless hand, a stale page or somebody hostile may send: refused by name or kept as it is,
//! never a fault of ours.

mod currencies;
mod dates;
mod exports;
mod injection;
mod markup;
mod records;
mod sample_files;
mod samples;
mod samples_platform;
mod stale;
mod stale_parts;
mod stale_relations;
mod stale_rows;
mod stale_setup;
mod stale_sso;

use crate::bench::Bench;
use serde_json::{Value, json};
use shared::kernel::{Operation, Problem, ProblemKind};
use std::future::Future;
use std::pin::Pin;

type Made<'a> = Pin<Box<dyn Future<Output = Value> + 'a>>;
type Make = Box<dyn for<'a> Fn(&'a Bench) -> Made<'a>>;
type Answered<'a> = Pin<Box<dyn Future<Output = Result<Value, Problem>> + 'a>>;
type Ask = for<'a> fn(&'a Bench, Value) -> Answered<'a>;

fn made<F>(make: F) -> Make
where
    F: for<'a> Fn(&'a Bench) -> Made<'a> + 'static,
{
    Box::new(make)
}

/// Asks for `O` as the administrator, who may do everything; the answer as a page gets it.
fn ask<O: Operation>(bench: &Bench, request: Value) -> Answered<'_> {
    Box::pin(async move {
        let request: O = serde_json::from_value(request)
            .unwrap_or_else(|error| panic!("the request of {} is none: {error}", O::NAME));
        let answer = bench.run(&bench.administrator, request).await?;
        Ok(serde_json::to_value(&answer).unwrap())
    })
}

/// The request that reads what `request` changed, good for every reading operation: each takes the
/// fields it knows.
fn reading(request: &Value) -> Value {
    // An entry is read with its price book.
    let book = request.get("entry").and(request.get("price_book_id"));
    let id = book.or(request.get("id"));
    let mut read =
        json!({"id": id, "from": "2026-01-01", "to": "2026-12-31", "object": "opportunities"});
    // What is agreed is read by its account.
    if let Some(account) = request.get("account_id") {
        read["account_id"] = account.clone();
    }
    // A picture is read by its product.
    if let Some(product) = request.get("product_id") {
        read["product_id"] = product.clone();
    }
    // The files of a quote are read by the quote.
    if let Some(quote) = request.get("quote_id") {
        read["quote_id"] = quote.clone();
    }
    // Those of a record by the record.
    if let Some(of) = request.get("of") {
        read["of"] = of.clone();
    }
    // Where a person is, and how they stand to others, by the person.
    let contact = request.get("contact_id");
    if let Some(contact) = contact.or_else(|| request.pointer("/read/contact_id")) {
        read["contact_id"] = contact.clone();
    }
    read
}

/// The places of all texts in `value`.
fn texts(value: &Value) -> Vec<String> {
    fn walk(value: &Value, place: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(place.to_owned()),
            Value::Array(all) => {
                for (index, one) in all.iter().enumerate() {
                    walk(one, &format!("{place}/{index}"), found);
                }
            }
            Value::Object(all) => {
                for (name, one) in all {
                    walk(one, &format!("{place}/{name}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// `request` with another text at `place`.
fn with_text(request: &Value, place: &str, text: &str) -> Value {
    let mut request = request.clone();
    *request.pointer_mut(place).unwrap() = text.into();
    request
}

/// The number of the last event: nothing is changed without one.
pub async fn last_event(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    session.last_event().await.unwrap()
}

/// A refusal a person can act on: of the input, every finding with its field.
fn names_fields(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Invalid
        && !problem.issues.is_empty()
        && problem.issues.iter().all(|issue| issue.field.is_some())
}
