//! Every id one person's records have, sent by another to every address of the interface: as what it names, as
//! what a filter asks for, inside bodies. What is not theirs is answered as what is not there, and no word of it is
//! told. `JALON_STRANGERS` says how many ids are tried; `cargo xtask soak` takes all.

use super::*;
use crate::http::api::INTERFACE;
use crate::http::api::route::Route;

/// Stands in everything the first person writes.
const SECRET: &str = "zqsecret";
/// No record has it.
const MISSING: &str = "01936f2e-7c1a-7000-8000-00000000dead";

fn how_many(all: usize) -> usize {
    let given = std::env::var("JALON_STRANGERS").ok();
    given
        .and_then(|text| text.parse().ok())
        .unwrap_or(2)
        .min(all)
}

async fn make(site: &Site, me: Option<&str>, path: &str, body: Value) -> Value {
    let made = ask(site, me, "POST", path, Sent::json(body)).await;
    assert!(made.status.is_success(), "{path}: {}", made.json);
    made.json
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// Records nobody but their owner sees; their ids, those of each kind first.
async fn records(site: &Site, me: Option<&str>) -> Vec<String> {
    let pipelines = ask(site, me, "GET", "/pipelines", Sent::default()).await;
    let pipeline = pipelines.json["data"][0]["id"].clone();
    // A lead of nobody is everybody's.
    let owner = site.person("rep@example.com").await;
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let account = make(site, me, "/accounts", json!({ "name": "Acme" })).await;
        let deal = make(
            site,
            me,
            "/opportunities",
            json!({
                "name": SECRET, "pipeline_id": pipeline, "account_id": account["id"],
                "amount": { "minor": 1_000, "currency": "EUR" }, "close_date": "2027-12-18"
            }),
        )
        .await;
        let quote = json!({ "opportunity_id": deal["id"], "title": SECRET });
        let quote = make(site, me, "/quotes", quote).await;
        let call = json!({ "kind": "Call", "subject": SECRET, "opportunity_id": deal["id"] });
        let call = make(site, me, "/activities", call).await;
        let task = json!({ "subject": SECRET, "opportunity_id": deal["id"] });
        let task = make(site, me, "/tasks", task).await;
        let lead = make(
            site,
            me,
            "/leads",
            json!({ "last_name": SECRET, "owner_id": owner }),
        )
        .await;
        let files = format!("/opportunities/{}/files", id(&deal));
        let name = format!("{SECRET}.txt");
        let file = json!({ "file_name": name, "content": super::imports::base64("x") });
        let file = make(site, me, &files, file).await;
        rounds.push([&deal, &quote, &call, &task, &lead, &file].map(id));
    }
    rounds.concat()
}

/// The smallest value that keeps a schema, with this id wherever one is wanted.
fn smallest(schema: &Value, id: &str) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return smallest(&INTERFACE.components[name], id);
    }
    for forms in ["anyOf", "oneOf", "allOf"] {
        let mut forms = schema[forms].as_array().into_iter().flatten();
        if let Some(form) = forms.find(|form| form["type"] != "null") {
            return smallest(form, id);
        }
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
        return word.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].clone(),
        kind => kind.clone(),
    };
    match kind.as_str().unwrap_or("object") {
        "string" if schema["format"] == "uuid" => json!(id),
        "string" if schema["format"] == "date" => json!("2027-01-01"),
        "string" => json!("Some"),
        "integer" => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
        "boolean" => json!(false),
        "array" if schema["minItems"].as_i64() > Some(0) => json!([smallest(&schema["items"], id)]),
        "array" => json!([]),
        "null" => Value::Null,
        _ => object(schema, id),
    }
}

/// Its required fields, and every id it may name but its own.
fn object(schema: &Value, own: &str) -> Value {
    let properties = schema["properties"].as_object();
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Vec<&str> = required.filter_map(Value::as_str).collect();
    let wanted = |name: &str, of: &Value| {
        let names_one = name.ends_with("_id") && of.to_string().contains("\"uuid\"");
        required.contains(&name) || names_one
    };
    let all = properties.into_iter().flatten();
    let mut made: serde_json::Map<String, Value> = all
        .clone()
        .filter(|(name, of)| wanted(name, of))
        .map(|(name, of)| (name.clone(), smallest(of, own)))
        .collect();
    // A change that changes nothing is none.
    if made.is_empty() && schema["minProperties"].as_i64() > Some(0) {
        let mut first = all;
        made.extend(
            first
                .next()
                .map(|(name, of)| (name.clone(), smallest(of, own))),
        );
    }
    Value::Object(made)
}

/// What is sent to a route about an id: by its address, by each parameter that takes one, and in its body.
fn requests(route: &Route, id: &str) -> Vec<(String, Sent)> {
    let sent = || {
        let body = route.body.as_ref().map(|body| smallest(body, id));
        let headers = Vec::new();
        Sent { body, headers }.with("if-match", "*")
    };
    let place = in_place(&route.path, id);
    let mut all = Vec::new();
    let inside = sent()
        .body
        .is_some_and(|body| body.to_string().contains(id));
    if place != route.path || inside {
        all.push((place.clone(), sent()));
    }
    for param in &route.params {
        if param.schema["format"] == "uuid" {
            all.push((format!("{place}?{}={id}", param.name), sent()));
        }
    }
    all
}

/// What was answered, whichever id was asked about; of what was done only that it was.
fn told(got: &Got, id: &str, read: bool) -> (u16, String) {
    let status = got.status.as_u16();
    let text = if got.status.is_success() && !read {
        String::new()
    } else {
        got.json.to_string().replace(id, "…")
    };
    (status, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_somebody_elses_is_answered_as_one_there_is_not() {
    let serve = crate::cli::Serve {
        api_rate: 10_000_000,
        ..super::super::plain()
    };
    let site = super::super::site_as(&serve).await;
    let mine = token(&site, "rep@example.com", Level::Write).await;
    let foreign = records(&site, Some(&mine)).await;
    let tried = how_many(foreign.len());
    let mut tokens = Vec::new();
    for level in [Level::Read, Level::Write] {
        tokens.push(token(&site, "other@example.com", level).await);
    }
    let (mut asked, mut wrong) = (0, Vec::new());
    for route in INTERFACE
        .routes
        .iter()
        .filter(|route| route.computes.is_none())
    {
        let verb = route.method.as_str();
        let read = verb == "GET";
        for token in &tokens {
            let it = Some(token.as_str());
            let mut missing = Vec::new();
            for (path, sent) in requests(route, MISSING) {
                let got = ask(&site, it, verb, &path, sent).await;
                missing.push(told(&got, MISSING, read));
                asked += 1;
            }
            for id in foreign.iter().take(tried) {
                for ((path, sent), expected) in requests(route, id).into_iter().zip(&missing) {
                    let got = ask(&site, it, verb, &path, sent).await;
                    asked += 1;
                    let found = told(&got, id, read);
                    let leaks = got.json.to_string().contains(SECRET);
                    if leaks || found.0 >= 500 || found != *expected {
                        wrong.push(format!("{verb} {path}: {found:?}, not {expected:?}"));
                    }
                }
            }
        }
    }
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let enough = if tried == foreign.len() { 5_000 } else { 900 };
    assert!(asked >= enough, "{asked} requests with {tried} ids");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_search_export_or_feed_tells_a_word_of_it() {
    let site = site().await;
    let mine = token(&site, "rep@example.com", Level::Write).await;
    records(&site, Some(&mine)).await;
    let other = token(&site, "other@example.com", Level::Write).await;
    let (mut asked, mut owners) = (0, 0);
    for route in &INTERFACE.routes {
        if route.method != axum::http::Method::GET || route.path.contains('{') {
            continue;
        }
        let mut paths = vec![route.path.clone()];
        let has = |name: &str| route.params.iter().any(|param| param.name == name);
        for (param, value) in [
            ("q", SECRET),
            ("search", SECRET),
            ("changes", "true"),
            ("form", "csv"),
            ("kind", "account"),
            ("group", "owner"),
        ] {
            if has(param) {
                paths.push(format!("{}?{param}={value}", route.path));
            }
        }
        for path in paths {
            let got = ask(&site, Some(&other), "GET", &path, Sent::default()).await;
            assert!(got.status.as_u16() < 500, "{path}: {}", got.json);
            assert!(
                !got.json.to_string().contains(SECRET),
                "{path}: {}",
                got.json
            );
            let own = ask(&site, Some(&mine), "GET", &path, Sent::default()).await;
            owners += usize::from(own.json.to_string().contains(SECRET));
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
    // The owner is told by many of them: they are no empty doors.
    assert!(owners > 10, "{owners}");
}
