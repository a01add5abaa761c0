//! The document of the interface (OpenAPI 3.1), made from the routes.

use super::engines::LINES;
use super::refusal::{CODES, explained};
use super::route::{Kind, Route, tags};
use super::schema::reference;
use serde_json::{Map, Value, json};
use shared::kernel::Lang;
use shared::platform::api::needed;

const INTRODUCTION: &str = "Everything a person can do in Jalon, a program can do with a personal access token of theirs \
(Settings, API tokens): the same rights, the same records, the same rules. Amounts are whole minor units with their \
currency, unit prices and quantities ten-thousandths, percentages basis points, moments milliseconds since 1970 in UTC.";

/// Schemas that are the interface's own.
pub fn own_schemas(components: &mut Map<String, Value>) {
    let codes: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
    components.insert(
        "Problem".to_owned(),
        json!({
            "type": "object",
            "description": "Why a request was refused (RFC 9457), in the language of Accept-Language (English or French).",
            "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "instance": { "type": "string" },
                "code": { "type": "string", "enum": codes },
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["code", "detail"],
                        "properties": {
                            "field": { "type": ["string", "null"], "description": "The place in the request." },
                            "code": { "type": "string" },
                            "detail": { "type": "string" }
                        }
                    }
                },
                "current": { "description": "The record as it is now, when the request was made on another version." }
            }
        }),
    );
}

/// The whole document.
pub fn document(routes: &[Route], components: &Map<String, Value>) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let place = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        if let Some(place) = place.as_object_mut() {
            let verb = route.method.as_str().to_ascii_lowercase();
            let mut operation = operation(route);
            let links = links(route, routes);
            if !links.is_empty() {
                operation["responses"][route.status.to_string()]["links"] = Value::Object(links);
            }
            place.insert(verb, operation);
        }
    }
    let tags = tags(routes);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Jalon",
            "version": "1",
            "summary": "Sales, from the first lead to the renewed contract.",
            "description": INTRODUCTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "token": [] }],
        "tags": tags.iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "jalon_…",
                    "description": "A personal access token; it does what its person may, within its scopes."
                }
            },
            "headers": {
                "RateLimit-Limit": header("integer", "Requests a minute."),
                "RateLimit-Remaining": header("integer", "Requests left."),
                "RateLimit-Reset": header("integer", "Seconds until all are left again."),
                "Retry-After": header("integer", "Seconds to wait."),
                "ETag": header("string", "The record's version, to be sent back as If-Match."),
                "Location": header("string", "Where the record is."),
                "Link": header("string", "The next page, as rel=\"next\"."),
            }
        }
    })
}

/// Where one goes from here: from a new record, or the first of a list, to what is done with one.
fn links(from: &Route, routes: &[Route]) -> Map<String, Value> {
    let id = match from.kind {
        Kind::Create => "$response.body#/id",
        Kind::List => "$response.body#/data/0/id",
        _ => return Map::new(),
    };
    let one = format!("{}/{{id}}", from.path);
    let beneath = format!("{one}/");
    let to = |route: &&Route| route.path == one || route.path.starts_with(&beneath);
    routes
        .iter()
        .filter(to)
        .map(|to| {
            let link = json!({ "operationId": to.operation_id, "parameters": { "path.id": id } });
            (to.operation_id.clone(), link)
        })
        .collect()
}

fn header(kind: &str, description: &str) -> Value {
    json!({ "description": description, "schema": { "type": kind } })
}

fn header_of(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// One verb of one address.
pub fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    for name in route.ids() {
        parameters.push(json!({
            "name": name, "in": "path", "required": true,
            "schema": { "type": "string", "format": "uuid" }
        }));
    }
    for param in &route.params {
        let mut parameter = json!({
            "name": param.name, "in": "query", "required": param.required,
            "description": param.description, "schema": param.schema
        });
        if param.schema.get("type").and_then(Value::as_str) == Some("array") {
            parameter["style"] = json!("form");
            parameter["explode"] = json!(false);
        }
        parameters.push(parameter);
    }
    if route.versioned {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": true,
            "description": "The version the change was made on, as its ETag said; `*` for any.",
            "schema": { "type": "string", "pattern": "^(\\*|\"[0-9]{1,15}\")$" }
        }));
    }
    if route.repeats() {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "A request with the same key within 24 hours gets the answer of the first.",
            "schema": { "type": "string", "pattern": "^([A-Za-z0-9_.:-]{1,255}|\"[A-Za-z0-9_.:-]{1,255}\")$" }
        }));
    }
    let scope = needed(route.action)
        .filter(|_| !route.free)
        .map(|(area, level)| format!("{}:{}", area.code(), level.code()));
    let mut operation = json!({
        "operationId": route.operation_id,
        "tags": [route.tag],
        "summary": route.summary,
        "description": scope.as_deref().map_or_else(
            || "Any scope; what is told is narrowed to the token's.".to_owned(),
            |scope| format!("Needs the scope `{scope}`."),
        ),
        "parameters": parameters,
        "responses": responses(route),
        "x-jalon-operations": route.operations,
        "x-jalon-scope": scope,
    });
    if let Some(body) = &route.body {
        let content: Map<String, Value> = route
            .kinds()
            .into_iter()
            .map(|kind| {
                let own = json!({ "type": "string" });
                let schema = if kind.ends_with("json") { body } else { &own };
                (kind.to_owned(), json!({ "schema": schema }))
            })
            .collect();
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

fn responses(route: &Route) -> Value {
    let mut responses = Map::new();
    let mut good = json!({ "description": good_words(route.kind), "headers": {
        "RateLimit-Limit": header_of("RateLimit-Limit"),
        "RateLimit-Remaining": header_of("RateLimit-Remaining"),
        "RateLimit-Reset": header_of("RateLimit-Reset"),
    } });
    if route.tagged {
        good["headers"]["ETag"] = header_of("ETag");
    }
    if route.kind == Kind::Create {
        good["headers"]["Location"] = header_of("Location");
    }
    if route.kind == Kind::List {
        good["headers"]["Link"] = header_of("Link");
    }
    if let Some(answer) = &route.answer {
        good["content"] = json!({ "application/json": { "schema": answer } });
        if route.operation_id == super::events::ID {
            good["content"]["text/event-stream"] = json!({ "schema": { "type": "string" } });
        }
        if route.computes.is_some() {
            good["content"][LINES] = json!({
                "schema": { "type": "string", "description": "The lines of the command line." }
            });
        }
    }
    // A file is bytes: nothing is said of its form but its kind.
    for kind in route.gives {
        good["content"][*kind] = json!({});
    }
    responses.insert(route.status.to_string(), good);
    for status in refusals(route) {
        let codes: Vec<String> = CODES
            .iter()
            .filter(|(_, of)| *of == status)
            .map(|(code, _)| format!("`{code}`: {}", explained(Lang::En, code)))
            .collect();
        let mut refusal = json!({
            "description": codes.join(" "),
            "content": { "application/problem+json": { "schema": reference("Problem") } }
        });
        if matches!(status, 429 | 503) {
            refusal["headers"] = json!({ "Retry-After": header_of("Retry-After") });
        }
        responses.insert(status.to_string(), refusal);
    }
    Value::Object(responses)
}

/// The statuses a route may refuse with.
fn refusals(route: &Route) -> Vec<u16> {
    let mut all = vec![400, 401, 403, 405, 406, 422, 429, 500, 503];
    // The record of the address, or one that a parameter names.
    if route.path.contains("{id}") || !route.params.is_empty() {
        all.push(404);
    }
    if route.body.is_some() {
        all.extend([404, 413, 415]);
    }
    if route.repeats() {
        all.extend([409]);
    }
    if route.versioned {
        all.extend([409, 412, 428]);
    }
    all.sort_unstable();
    all.dedup();
    all
}

const fn good_words(kind: Kind) -> &'static str {
    match kind {
        Kind::List => "A page of the list.",
        Kind::Get | Kind::Act => "The record.",
        Kind::Create => "The new record.",
        Kind::Update => "The record as it is now.",
        Kind::Delete => "It is deleted.",
        Kind::Bulk => "What became of each item.",
        Kind::Other => "The answer.",
    }
}
