//! `GET /lists/{object}`: the lists of the product with their own filter grammar, columns and order.

use super::book::{Book, limit, paging};
use super::cursor;
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, Kind, Param, Query, Reply, Route, Run};
use super::schema::text;
use axum::http::Method;
use serde_json::{Map, Value, json};
use shared::kernel::Operation;
use shared::platform::fields::TypedValue;
use shared::platform::views::{Cell, Field, Object, ReadRows, ViewRow, ViewSpec};
use std::sync::Arc;

/// A value as the rest of the interface writes it. Percentages are basis points, moments milliseconds.
pub(super) fn value(field: Option<&Field>, cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Word(text) => json!(text),
        // What is no field of the product is an administrator's, and its numbers have decimals.
        Cell::Number(number) if field.is_none() => {
            json!(TypedValue::Number(*number).to_string())
        }
        Cell::Number(number) => json!(number),
        Cell::Money(money) => json!(money),
        Cell::Sums(sums) => json!(sums),
        Cell::Day(day) => json!(day),
        Cell::At(at) => json!(at),
        Cell::Ref { id, name } => json!({ "id": id, "name": name }),
        Cell::Refs(all) => json!(all),
        Cell::Flag(flag) => json!(flag),
    }
}

pub(super) fn columns(object: Object, query: &Query) -> Vec<String> {
    match query.words("columns") {
        Some(names) => names.into_iter().map(str::to_owned).collect(),
        None => ViewSpec::default().shown_columns(object),
    }
}

fn row(object: Object, columns: &[String], row: &ViewRow) -> Value {
    let values: Map<String, Value> = columns
        .iter()
        .zip(&row.cells)
        .map(|(name, cell)| (name.clone(), value(object.field(name), cell)))
        .collect();
    json!({ "id": row.id, "version": row.version, "values": values })
}

async fn page(object: Object, call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let word = |name| query.text(name).unwrap_or_default().to_owned();
    let columns = columns(object, query);
    let spec = ViewSpec {
        filter: word("filter"),
        search: word("search"),
        sort: word("sort"),
        columns: columns.clone(),
        group: String::new(),
    };
    // A place is one of its order, whatever the filter.
    let order = format!("lists {} {}", object.code(), spec.sort);
    let after = cursor::read(&order, query.text("cursor"))?;
    let request = ReadRows {
        object,
        spec,
        after,
        limit: limit(query),
    };
    let view = call.ask(request).await?;
    let data: Vec<Value> = view
        .rows
        .iter()
        .map(|one| row(object, &columns, one))
        .collect();
    let next = view.next.map(|next| cursor::write(&order, &next));
    let mut reply = Reply::ok(json!({ "data": data, "next": next }));
    reply.next = next;
    Ok(reply)
}

pub(super) fn params() -> Vec<Param> {
    let mut params = paging();
    params.extend([
        Param::new(
            "filter",
            text(4_000),
            "Which, in the language of the lists, as their addresses have it: `and(state.is(open),amount.ge(50000_EUR))`.",
        ),
        Param::new(
            "search",
            text(200),
            "Words that must all be found; accents and capitals do not matter.",
        ),
        Param::new(
            "sort",
            text(200),
            "Up to three fields, `-` before one for the largest first: `-amount,name`.",
        ),
        Param::new(
            "columns",
            json!({ "type": "array", "items": { "type": "string", "maxLength": 60 }, "minItems": 1, "maxItems": 30 }),
            "The fields wanted, those an administrator added as `custom.key`; the usual ones when left out.",
        ),
    ]);
    params
}

/// The routes, one for each list.
pub fn add(book: &mut Book) {
    for object in Object::ALL.iter().copied() {
        let names: Vec<&str> = object.fields().iter().map(|field| field.name).collect();
        let run: Run = Arc::new(move |call| Box::pin(page(object, call)) as Answer);
        book.routes.push(Route {
            method: Method::GET,
            path: format!("/lists/{}", object.code()),
            operation_id: format!("lists.{}", object.code()),
            tag: "lists",
            kind: Kind::List,
            summary: format!(
                "The list of {} by the filters, columns and orders of its page",
                object.code()
            ),
            operations: vec![ReadRows::NAME],
            action: object.view_action(),
            params: params(),
            body: None,
            status: 200,
            answer: Some(json!({
                "type": "object",
                "required": ["data", "next"],
                "properties": {
                    "data": { "type": "array", "items": {
                        "type": "object",
                        "required": ["id", "version", "values"],
                        "properties": {
                            "id": { "type": "string", "format": "uuid" },
                            "version": { "type": "integer" },
                            "values": {
                                "type": "object",
                                "description": format!("By field: {}.", names.join(", ")),
                                "additionalProperties": true
                            }
                        }
                    } },
                    "next": { "type": ["string", "null"], "description": "Send it as `cursor` for the next page; null at the end." }
                }
            })),
            gives: &[],
            once: &[],
            versioned: false,
            tagged: false,
            free: false,
            computes: None,
            carries: false,
            run,
            checks: Checks::default(),
        });
    }
}
