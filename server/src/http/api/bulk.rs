//! Many changes in one request, each with its own outcome: one that fails keeps no other from being
//! made, exactly as if they had been sent one by one.

use super::refusal::Refusal;
use super::route::{Answer, Call, IfMatch, Kind, Reply, Route, Run};
use super::schema::{id, reference};
use serde_json::{Value, json};
use shared::kernel::Action;
use std::sync::Arc;

/// Most changes of one request.
pub const MOST: u32 = 100;

/// The verbs of one item, by what the resource has.
#[derive(Clone, Default)]
struct Verbs {
    create: Option<Run>,
    update: Option<Run>,
    delete: Option<Run>,
}

/// The route's answer, body schema, right and operations, from the resource's own routes.
pub fn route(name: &str, routes: &[&Route]) -> (Run, Value, Option<Action>, Vec<&'static str>) {
    let find = |kind| routes.iter().find(|route| route.kind == kind);
    let (create, update, delete) = (find(Kind::Create), find(Kind::Update), find(Kind::Delete));
    let verbs = Verbs {
        create: create.map(|route| route.run.clone()),
        update: update.map(|route| route.run.clone()),
        delete: delete.map(|route| route.run.clone()),
    };
    let mut variants = Vec::new();
    let version = json!({ "type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991_i64 });
    if create.is_some() {
        variants.push(variant(
            json!({ "create": reference(&format!("{name}Create")) }),
        ));
    }
    if update.is_some() {
        let patch = reference(&format!("{name}Patch"));
        let update = object(json!({ "id": id(), "version": version, "changes": patch }));
        variants.push(variant(json!({ "update": update })));
    }
    if delete.is_some() {
        let delete = object(json!({ "id": id(), "version": version }));
        variants.push(variant(json!({ "delete": delete })));
    }
    let body = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["items"],
        "properties": {
            "items": { "type": "array", "minItems": 1, "maxItems": MOST, "items": { "oneOf": variants } }
        }
    });
    let all: Vec<&&Route> = [create, update, delete].into_iter().flatten().collect();
    let mut operations: Vec<&'static str> = all
        .iter()
        .flat_map(|route| route.operations.iter().copied())
        .collect();
    operations.dedup();
    let run: Run = Arc::new(move |call| {
        let verbs = verbs.clone();
        Box::pin(async move { Ok(all_of(call, &verbs).await) }) as Answer
    });
    (run, body, all.first().map(|route| route.action), operations)
}

fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": properties,
    })
}

fn variant(properties: Value) -> Value {
    object(properties)
}

/// The schema of the answer.
pub fn answer(name: &str) -> Value {
    json!({
        "type": "object",
        "required": ["results"],
        "properties": {
            "results": {
                "type": "array",
                "description": "One for each item, in their order.",
                "items": {
                    "type": "object",
                    "required": ["status"],
                    "properties": {
                        "status": { "type": "integer", "description": "What the item alone would have been answered with." },
                        "record": reference(name),
                        "problem": reference("Problem"),
                    }
                }
            }
        }
    })
}

async fn all_of(mut call: Call, verbs: &Verbs) -> Reply {
    let items = match call.body.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let mut results = Vec::with_capacity(items.len());
    for (position, item) in items.into_iter().enumerate() {
        let one = Call {
            new_id: following(call.new_id, position),
            ..call.clone()
        };
        results.push(match one_of(one, verbs, item).await {
            Ok(reply) => match reply.body {
                Some(record) => json!({ "status": reply.status, "record": record }),
                None => json!({ "status": reply.status }),
            },
            Err(refusal) => {
                let instance = format!("#/items/{position}");
                json!({ "status": refusal.status, "problem": refusal.to_json(call.lang, &instance) })
            }
        });
    }
    Reply::ok(json!({ "results": results }))
}

/// Another id for each item, in the order of the items.
fn following(id: uuid::Uuid, position: usize) -> uuid::Uuid {
    let step = u128::try_from(position).unwrap_or(0);
    uuid::Uuid::from_u128(
        (id.as_u128() & !0xff) | ((id.as_u128() & 0xff).wrapping_add(step) & 0xff),
    )
}

async fn one_of(mut call: Call, verbs: &Verbs, mut item: Value) -> Result<Reply, Refusal> {
    let none = || Refusal::of(400, "malformed");
    if let Some(body) = item.get_mut("create").map(Value::take) {
        call.body = body;
        return verbs.create.as_ref().ok_or_else(none)?(call).await;
    }
    let (verb, mut item) = match (
        item.get_mut("update").map(Value::take),
        item.get_mut("delete").map(Value::take),
    ) {
        (Some(item), _) => (&verbs.update, item),
        (_, Some(item)) => (&verbs.delete, item),
        _ => return Err(none()),
    };
    call.id = item
        .get("id")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok());
    call.if_match = item
        .get("version")
        .and_then(Value::as_f64)
        .map(|version| IfMatch::Version(version as i64));
    call.body = item.get_mut("changes").map(Value::take).unwrap_or_default();
    verb.as_ref().ok_or_else(none)?(call).await
}
