//! The reference of the interface, for people: one page made from the same routes as the document, in
//! both languages, with nothing of anybody else's on it. Without its few lines of script only the search
//! is missing.

use super::INTERFACE;
use super::refusal::{CODES, explained, title};
use super::route::{Route, tags};
use crate::assets::asset;
use crate::http::pages::accepted_language;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use html_escape::encode_double_quoted_attribute as escape;
use i18n::{Key, k, t};
use leptos::nonce::Nonce;
use serde_json::Value;
use shared::kernel::Lang;
use shared::platform::api::needed;
use std::fmt::Write;

/// Shows the addresses and records that have every word typed, and opens what the address names.
const SEARCH: &str = "const box = document.getElementById('filter'), none = document.getElementById('none');\
const all = [...document.querySelectorAll('[data-words]')];\
function show() {\
const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean); let found = 0;\
for (const one of all) { const hit = words.every((word) => one.dataset.words.includes(word)); one.hidden = !hit; found += hit; }\
for (const part of document.querySelectorAll('.docs-part')) part.hidden = words.length > 0 && !part.querySelector('[data-words]:not([hidden])');\
none.hidden = found > 0; }\
box.addEventListener('input', show);\
function open() { const one = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1))); if (one && one.tagName === 'DETAILS') one.open = true; }\
addEventListener('hashchange', open); open();";

/// The page.
pub async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let asked = uri.query().and_then(|query| query.strip_prefix("lang="));
    let lang = asked
        .and_then(|lang| lang.parse().ok())
        .unwrap_or_else(|| accepted_language(&headers));
    let nonce = Nonce::new();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let body = html(lang, &nonce.to_string());
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CONTENT_LANGUAGE, lang.tag().to_owned()),
            (header::VARY, "accept-language".to_owned()),
        ],
        body,
    )
        .into_response()
}

/// Text within an element.
fn text(value: &str) -> String {
    html_escape::encode_text(value).into_owned()
}

fn html(lang: Lang, nonce: &str) -> String {
    let say = |key: Key| text(t(lang, key));
    let icon = asset("favicon.svg").unwrap_or_default();
    let (icon, css) = (
        escape(&icon).into_owned(),
        escape(&asset("jalon.css").unwrap_or_default()).into_owned(),
    );
    let other = match lang {
        Lang::En => ("fr", "Français"),
        Lang::Fr => ("en", "English"),
    };
    let mut out = format!(
        r##"<!DOCTYPE html><html lang="{tag}" data-theme="system"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · {name}</title><link rel="icon" href="{icon}" type="image/svg+xml"><link rel="stylesheet" href="{css}"></head><body class="docs"><header class="docs-head"><a class="brand" href="/"><img class="brand-mark" src="{icon}" alt="" width="24" height="24">{name}</a><h1>{title}</h1><a class="btn" href="/settings#settings-tokens">{settings}</a><a class="btn btn-ghost" href="?lang={}" hreflang="{}" lang="{}">{}</a></header>"##,
        other.0,
        other.0,
        other.0,
        other.1,
        tag = lang.tag(),
        title = say(k::api::docs::TITLE),
        name = say(k::shell::APP_NAME),
        settings = say(k::api::docs::SETTINGS),
    );
    contents(&mut out, lang);
    let _ = write!(
        out,
        r#"<main class="docs-main"><p class="docs-lead">{intro}</p>{start}<p id="none" class="muted" role="status" hidden>{none}</p>"#,
        intro = say(k::api::docs::INTRO),
        start = start(lang),
        none = say(k::api::docs::NONE),
    );
    for tag in tags(&INTERFACE.routes) {
        let _ = write!(
            out,
            r#"<section class="docs-part" id="{tag}"><h2>{}</h2>"#,
            text(&heading(tag))
        );
        for route in INTERFACE.routes.iter().filter(|route| route.tag == tag) {
            endpoint(&mut out, lang, route);
        }
        out.push_str("</section>");
    }
    records(&mut out, lang);
    problems(&mut out, lang);
    let _ = write!(
        out,
        r#"</main><script nonce="{nonce}">{SEARCH}</script></body></html>"#
    );
    out
}

fn heading(tag: &str) -> String {
    let words = tag.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn contents(out: &mut String, lang: Lang) {
    let say = |key: Key| text(t(lang, key));
    let _ = write!(
        out,
        r#"<nav class="docs-nav" aria-label="{contents}"><label class="field-label" for="filter">{filter}</label><input class="input" id="filter" type="search" placeholder="{hint}" autocomplete="off"><ul class="plain-list">"#,
        contents = escape(t(lang, k::api::docs::CONTENTS)),
        filter = say(k::api::docs::FILTER),
        hint = escape(t(lang, k::api::docs::FILTER_HINT)),
    );
    for tag in tags(&INTERFACE.routes) {
        let _ = write!(
            out,
            r##"<li><a href="#{tag}">{}</a></li>"##,
            text(&heading(tag))
        );
    }
    let _ = write!(
        out,
        r##"<li><a href="#records">{}</a></li><li><a href="#problems">{}</a></li></ul></nav>"##,
        say(k::api::docs::RECORDS),
        say(k::api::docs::PROBLEMS),
    );
}

fn start(lang: Lang) -> String {
    let say = |key: Key| text(t(lang, key));
    let call =
        "curl -H 'Authorization: Bearer jalon_…' https://crm.example.com/api/v1/accounts?limit=5";
    format!(
        r#"<section class="card docs-start"><h2>{}</h2><ol><li>{}</li><li>{}<pre><code>{}</code></pre></li><li>{} <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></li></ol></section>"#,
        say(k::api::docs::START),
        say(k::api::docs::START_TOKEN),
        say(k::api::docs::START_CALL),
        text(call),
        say(k::api::docs::START_DOCUMENT),
    )
}

fn endpoint(out: &mut String, lang: Lang, route: &Route) {
    let say = |key: Key| text(t(lang, key));
    let verb = route.method.as_str();
    let words = format!("{verb} {} {}", route.path, route.summary).to_lowercase();
    let _ = write!(
        out,
        r#"<details class="endpoint" id="{id}" data-words="{words}"><summary><span class="verb">{verb}</span><code>{path}</code><span class="muted">{summary}</span></summary><div class="endpoint-body">"#,
        id = escape(&route.operation_id),
        words = escape(&words),
        path = text(&route.path),
        summary = text(&route.summary),
    );
    if let Some((area, level)) = needed(route.action).filter(|_| !route.free) {
        let _ = write!(
            out,
            "<p>{}: <code>{}:{}</code></p>",
            say(k::api::docs::SCOPE),
            area.code(),
            level.code()
        );
    }
    let headers: Vec<(&str, &str)> = [
        (route.versioned, "If-Match", "\"3\""),
        (route.repeats(), "Idempotency-Key", "…"),
    ]
    .into_iter()
    .filter(|(there, _, _)| *there)
    .map(|(_, name, example)| (name, example))
    .collect();
    if !route.params.is_empty() || !headers.is_empty() {
        let _ = write!(out, "<h3>{}</h3>", say(k::api::docs::PARAMETERS));
        open_table(out, lang);
        for (name, example) in headers {
            let required = if name == "If-Match" {
                say(k::api::docs::REQUIRED)
            } else {
                String::new()
            };
            row(
                out,
                name,
                &format!("<code>{}</code>", text(example)),
                &required,
            );
        }
        for param in &route.params {
            let mut meaning = text(param.description);
            if param.required {
                let _ = write!(meaning, " {}", say(k::api::docs::REQUIRED));
            }
            row(out, param.name, &kind(&param.schema), &meaning);
        }
        out.push_str("</tbody></table></div>");
    }
    if let Some(body) = &route.body {
        let _ = write!(out, "<h3>{}</h3>", say(k::api::docs::BODY));
        fields(out, lang, body);
    }
    if let Some(answer) = &route.answer {
        let _ = write!(
            out,
            "<h3>{} {}</h3>",
            say(k::api::docs::ANSWER),
            route.status
        );
        fields(out, lang, answer);
    }
    if !route.gives.is_empty() {
        let _ = write!(
            out,
            "<h3>{} {}</h3><p><code>{}</code></p>",
            say(k::api::docs::ANSWER),
            route.status,
            text(&route.gives.join(", "))
        );
    }
    out.push_str("</div></details>");
}

fn open_table(out: &mut String, lang: Lang) {
    let say = |key: Key| text(t(lang, key));
    let _ = write!(
        out,
        r#"<div class="table-wrap" tabindex="0" role="group" aria-label="{field}"><table class="table docs-fields"><thead><tr><th scope="col">{field}</th><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>"#,
        say(k::api::docs::TYPE),
        say(k::api::docs::MEANING),
        field = say(k::api::docs::FIELD),
    );
}

fn row(out: &mut String, name: &str, kind: &str, meaning: &str) {
    let _ = write!(
        out,
        r#"<tr><th scope="row"><code>{}</code></th><td>{kind}</td><td>{meaning}</td></tr>"#,
        text(name)
    );
}

/// The component a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// A schema's fields as a table; a reference to a record as a link.
fn fields(out: &mut String, lang: Lang, schema: &Value) {
    let shape = match referred(schema) {
        // What is sent is shown where it is sent; records have a place of their own.
        Some(name) if is_own(name) => INTERFACE.components.get(name).unwrap_or(schema),
        _ => schema,
    };
    if shape.get("properties").is_none() {
        let _ = write!(out, "<p>{}</p>", kind(shape));
        return;
    }
    open_table(out, lang);
    rows(out, lang, shape, "", 0);
    out.push_str("</tbody></table></div>");
}

/// Bodies of requests: named after their record and verb.
fn is_own(name: &str) -> bool {
    INTERFACE
        .routes
        .iter()
        .filter_map(|route| route.body.as_ref())
        .any(|body| referred(body) == Some(name))
}

fn rows(out: &mut String, lang: Lang, schema: &Value, before: &str, depth: u32) {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let full = format!("{before}{name}");
        let mut meaning = property
            .get("description")
            .and_then(Value::as_str)
            .map(text)
            .unwrap_or_default();
        if depth == 0 && required.contains(&name.as_str()) && before.is_empty() {
            let _ = write!(
                meaning,
                r#" <span class="faint small">{}</span>"#,
                text(t(lang, k::api::docs::REQUIRED))
            );
        }
        row(out, &full, &kind(property), &meaning);
        if depth >= 3 {
            continue;
        }
        let inner = property.get("items").unwrap_or(property);
        let mark = if property.get("items").is_some() {
            "[]."
        } else {
            "."
        };
        if inner.get("properties").is_some() {
            rows(out, lang, inner, &format!("{full}{mark}"), depth + 1);
        }
    }
}

/// A schema in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = referred(schema) {
        return format!(r##"<a href="#schema-{0}">{0}</a>"##, text(name));
    }
    for word in ["anyOf", "oneOf", "allOf"] {
        if let Some(variants) = schema.get(word).and_then(Value::as_array) {
            let mut kinds: Vec<String> = variants.iter().map(kind).collect();
            kinds.dedup();
            return kinds.join(" | ");
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let shown: Vec<String> = words
            .iter()
            .take(12)
            .map(|word| format!("<code>{}</code>", text(word.as_str().unwrap_or("null"))))
            .collect();
        let more = if words.len() > shown.len() {
            " …"
        } else {
            ""
        };
        return format!("{}{more}", shown.join(" "));
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", kind(items));
    }
    let format = schema.get("format").and_then(Value::as_str);
    let base = match schema.get("type") {
        Some(Value::String(one)) => one.clone(),
        Some(Value::Array(many)) => {
            let names: Vec<&str> = many.iter().filter_map(Value::as_str).collect();
            names.join(" | ")
        }
        _ => "any".to_owned(),
    };
    let format = format
        .map(|format| format!(r#" <span class="faint">{}</span>"#, text(format)))
        .unwrap_or_default();
    format!("{}{format}", text(&base))
}

fn records(out: &mut String, lang: Lang) {
    let _ = write!(
        out,
        r#"<section class="docs-part" id="records"><h2>{}</h2>"#,
        text(t(lang, k::api::docs::RECORDS))
    );
    for (name, schema) in &INTERFACE.components {
        if is_own(name) {
            continue;
        }
        let described = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let first = described.lines().next().unwrap_or_default();
        let _ = write!(
            out,
            r#"<details class="endpoint" id="schema-{name}" data-words="{words}"><summary><code>{name}</code><span class="muted">{first}</span></summary><div class="endpoint-body">"#,
            words = escape(&format!("{name} {first}").to_lowercase()),
            name = text(name),
            first = text(first),
        );
        fields(out, lang, schema);
        out.push_str("</div></details>");
    }
    out.push_str("</section>");
}

fn problems(out: &mut String, lang: Lang) {
    let _ = write!(
        out,
        r#"<section class="docs-part" id="problems"><h2>{}</h2><p>{}</p><dl class="docs-problems">"#,
        text(t(lang, k::api::docs::PROBLEMS)),
        text(t(lang, k::api::docs::PROBLEMS_TEXT)),
    );
    for (code, status) in CODES {
        let _ = write!(
            out,
            r#"<div id="problem-{code}" data-words="{words}"><dt><span class="verb">{status}</span> <code>{code}</code> {title}</dt><dd class="muted">{meaning}</dd></div>"#,
            words = escape(&format!("{status} {code}")),
            title = text(title(lang, code)),
            meaning = text(explained(lang, code)),
        );
    }
    out.push_str("</dl></section>");
}
