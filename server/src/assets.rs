//! The browser's files under `/assets/`: embedded in a release build, read from `target/site` in a
//! debug build. `cargo xtask site` names each by its content, so a browser keeps them for ever.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::borrow::Cow;
use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

#[cfg(debug_assertions)]
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

/// `/assets/{file}`, and in debug builds what `cargo xtask dev` reloads pages by.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let router = Router::new().route("/assets/{file}", get(serve));
    #[cfg(debug_assertions)]
    let router = router
        .route("/dev/version", get(version))
        .route("/dev/loaded", get(loaded).post(tell_loaded));
    router
}

/// The address of a file by the name it has in the sources, `jalon.css` for instance.
pub fn asset(logical: &str) -> Option<String> {
    names()
        .get(logical)
        .map(|served| format!("/assets/{served}"))
}

/// The files of each part of the browser's program; none when it is in one piece.
pub fn parts() -> BTreeMap<String, Vec<String>> {
    names()
        .iter()
        .filter_map(|(name, files)| Some((name.strip_prefix("part:")?, files)))
        .map(|(part, files)| {
            (
                part.to_owned(),
                files
                    .split(' ')
                    .map(|file| format!("/assets/{file}"))
                    .collect(),
            )
        })
        .collect()
}

/// The addresses of everything a browser needs to show pages: all but the licences, which are only read.
pub fn files() -> Vec<String> {
    names()
        .iter()
        .filter(|(name, _)| {
            *name != "build" && *name != "third-party-notices.txt" && !name.starts_with("part:")
        })
        .map(|(_, served)| format!("/assets/{served}"))
        .collect()
}

/// One word that differs between builds of the browser's files: lets an old tab learn that the
/// server was upgraded.
pub fn build() -> String {
    names().get("build").cloned().unwrap_or_default()
}

#[cfg(not(debug_assertions))]
fn names() -> &'static BTreeMap<String, String> {
    static NAMES: std::sync::LazyLock<BTreeMap<String, String>> =
        std::sync::LazyLock::new(read_names);
    &NAMES
}

#[cfg(debug_assertions)]
fn names() -> BTreeMap<String, String> {
    read_names()
}

fn read_names() -> BTreeMap<String, String> {
    bytes("manifest.json")
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

#[cfg(debug_assertions)]
fn bytes(file: &str) -> Option<Cow<'static, [u8]>> {
    let plain = !file.contains(['/', '\\']) && !file.starts_with('.');
    if plain {
        std::fs::read(std::path::Path::new(SITE).join(file))
            .ok()
            .map(Cow::Owned)
    } else {
        None
    }
}

#[cfg(not(debug_assertions))]
fn bytes(file: &str) -> Option<Cow<'static, [u8]>> {
    let embedded = |file: &str| {
        let at = EMBEDDED
            .binary_search_by_key(&file, |(name, _)| name)
            .ok()?;
        EMBEDDED.get(at).map(|(_, bytes)| *bytes)
    };
    embedded(file)
        .map(Cow::Borrowed)
        .or_else(|| unpacked(embedded(&format!("{file}.br"))?).map(Cow::Owned))
}

/// The content of a compressed file, for clients that do not take brotli: browsers do not over plain
/// HTTP from another machine.
#[cfg_attr(
    debug_assertions,
    allow(dead_code, reason = "a debug build reads both files")
)]
fn unpacked(mut packed: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut packed, &mut content).ok()?;
    Some(content)
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    respond(&file, &headers)
}

fn respond(file: &str, headers: &HeaderMap) -> Response {
    let small = if accepts_brotli(headers) {
        bytes(&format!("{file}.br"))
    } else {
        None
    };
    let encoded = small.is_some();
    let Some(body) = small
        .or_else(|| bytes(file))
        .filter(|_| has_content_name(file))
    else {
        return plain(StatusCode::NOT_FOUND, "404");
    };
    let tag = format!("\"{file}{}\"", if encoded { ".br" } else { "" });
    let mut response = if is_known(headers, &tag) {
        status(StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        status(StatusCode::OK, body.into_owned().into())
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(file)));
    set.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    set.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if encoded {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    if let Some(policy) = policy(file) {
        let policy = HeaderValue::from_static(policy);
        set.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A worker has the policy its script comes with: it runs the program and its parts, nothing else. Other
/// files get the one under which nothing runs.
fn policy(file: &str) -> Option<&'static str> {
    let is_worker = file.starts_with("worker.") && kind(file).starts_with("text/javascript");
    is_worker
        .then_some("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
}

/// Only names with a content hash are served: not the manifest, and no compressed twin by its own name.
fn has_content_name(file: &str) -> bool {
    let parts: Vec<_> = file.rsplit('.').collect();
    !file.contains(['/', '\\'])
        && parts.len() >= 3
        && parts[1].len() == 16
        && parts[1].bytes().all(|letter| letter.is_ascii_hexdigit())
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let value = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value.split(',').any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let brotli = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("br"));
        brotli && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let value = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value
        .split(',')
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

fn kind(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn status(code: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = code;
    response
}

fn plain(code: StatusCode, text: &'static str) -> Response {
    let mut response = status(code, text.into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

/// Changes when the files or the server do.
#[cfg(debug_assertions)]
async fn version() -> String {
    format!("{} {}", build(), std::process::id())
}

/// Pages that have come to life since the server started: `cargo xtask dev` measures by them.
#[cfg(debug_assertions)]
static LOADED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

#[cfg(debug_assertions)]
async fn loaded() -> String {
    LOADED
        .load(std::sync::atomic::Ordering::Relaxed)
        .to_string()
}

#[cfg(debug_assertions)]
async fn tell_loaded() {
    LOADED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        assert!(accepts_brotli(&with(
            header::ACCEPT_ENCODING,
            "gzip, deflate, br;q=0.8"
        )));
        assert!(!accepts_brotli(&with(
            header::ACCEPT_ENCODING,
            "gzip, br;q=0"
        )));
        assert!(!accepts_brotli(&with(header::ACCEPT_ENCODING, "gzip, brx")));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn a_compressed_file_is_unpacked_and_a_broken_one_is_none() {
        let packed = [
            27, 29, 0, 248, 5, 116, 99, 181, 219, 162, 222, 38, 12, 222, 68, 12, 165, 66, 128, 74,
            180, 87, 12, 14, 183, 30,
        ];
        assert_eq!(
            unpacked(&packed).unwrap(),
            b"body{color:red}body{color:red}"
        );
        assert_eq!(unpacked(&packed[..9]), None);
    }

    #[cfg(debug_assertions)]
    #[tokio::test]
    async fn pages_that_came_to_life_are_counted() {
        let before: u64 = loaded().await.parse().unwrap();
        tell_loaded().await;
        assert_eq!(loaded().await, (before + 1).to_string());
    }

    #[test]
    fn a_known_tag_needs_no_body() {
        assert!(is_known(
            &with(header::IF_NONE_MATCH, "\"a\", W/\"b\""),
            "\"b\""
        ));
        assert!(!is_known(&with(header::IF_NONE_MATCH, "\"a\""), "\"b\""));
    }

    #[test]
    fn only_the_worker_may_run_anything() {
        let worker = policy("worker.0123456789abcdef.js").unwrap();
        assert!(worker.starts_with("default-src 'none'"));
        assert!(!worker.contains("unsafe-inline") && !worker.contains('*'));
        for other in [
            "jalon.0123456789abcdef.js",
            "jalon.0123456789abcdef.wasm",
            "worker.txt",
        ] {
            assert_eq!(policy(other), None, "{other}");
        }
    }

    #[test]
    fn only_hashed_names_are_served() {
        assert!(has_content_name("jalon.0123456789abcdef.js"));
        for bad in [
            "manifest.json",
            "jalon.0123456789abcdef.js.br",
            "../jalon.0123456789abcdef.js/x",
            "jalon.js",
            "",
        ] {
            assert!(!has_content_name(bad), "{bad}");
        }
        assert_eq!(
            respond("manifest.json", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            respond("../Cargo.toml", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
    }
}
