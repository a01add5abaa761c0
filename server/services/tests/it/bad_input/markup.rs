//! Texts that look like markup, and signs nobody types, in every field a person can fill. `JALON_MARKUP` says how
//! many of the hundred are written into each; `cargo xtask soak` writes all.

use super::samples::{self, Sample};
use super::{names_fields, reading, texts, with_text};
use crate::bench::Bench;
use crate::both;
use crate::matrix_records;
use serde_json::Value;
use shared::kernel::{Problem, ProblemKind};
use std::collections::BTreeSet;

/// It is escaping at output that protects; what is stored is what was typed.
const HOSTILE: &str = r#"<img src=x onerror=alert(1)>"'&"#;
/// A hundred more, one a line.
const PAYLOADS: &str = include_str!("markup.txt");
/// NUL, which PostgreSQL cannot keep, a bell, and the sign that turns the direction of writing.
const CONTROLS: &str = "a\u{0}b\u{7}c\u{202e}d";

/// Kept as identifiers, without signs: markup cannot survive in them.
const IDENTIFIERS: [&str; 2] = ["/facts/vat_number", "/VatNumber"];

/// Taken over from the product, never typed: what is sent there is kept nowhere.
const TAKEN_OVER: &str = "/price/family";

/// Kept in the history only, and only of a move that needed it.
const IN_HISTORY: &str = "/exception/reason";

/// Requests with a text that is no record's field.
const NOT_KEPT: [&str; 41] = [
    "approvals.try_rules",
    // Questions.
    "accounts.list",
    "accounts.similar",
    "accounts.suggest",
    "bin.read",
    "contacts.list",
    "contacts.suggest",
    // Looked for; the name is compared, and the reason tried beside the erasure itself.
    "erasure.check",
    "erasure.erase",
    "duplicates.check",
    // Names of fields: another one is none.
    "duplicates.merge",
    "imports.alike",
    "imports.existing",
    "leads.list",
    "models.import",
    "notifications.find_named",
    "opportunities.board",
    "opportunities.column",
    "opportunities.find_products",
    "opportunities.list",
    "products.list",
    "quotes.list",
    "search.find",
    "sso.test_provider",
    "tasks.find_links",
    "tasks.find_mentions",
    "tasks.list",
    "views.bulk",
    "views.count",
    "views.export",
    "views.groups",
    "views.rows",
    // Of which only a hash is kept.
    "profile.change_password",
    // Compared, and never kept.
    "access.confirm_second_factor",
    "access.drop_second_factor",
    "access.renew_recovery_codes",
    // A password, a signature; the name beside it is tried in `passkeys`.
    "passkeys.add",
    "passkeys.begin",
    "passkeys.remove",
    // Files: their cells are tried in `exports`.
    "imports.start",
    "imports.upload",
];

/// The places whose text is free: any other text there makes a request, too. A list as it was read
/// is a version, not something typed.
fn free(request: &Value, fits: fn(&Value) -> bool) -> Vec<String> {
    let mut places = texts(request);
    places
        .retain(|place| !place.starts_with("/read/") && fits(&with_text(request, place, HOSTILE)));
    places
}

fn holds(value: &Value, text: &str) -> bool {
    let is = |place: &String| value.pointer(place).and_then(Value::as_str) == Some(text);
    texts(value).iter().any(is)
}

/// Writes `text` at every free place of every sample, one at a time and with a number, so that none is
/// taken for one before; what came back and what is read.
async fn write_everywhere(
    bench: &Bench,
    text: &str,
    mut look: impl FnMut(&Sample, &str, &str, Result<(Value, Value), Problem>),
) {
    let mut number = 0;
    for sample in samples::all() {
        for place in free(&(sample.make)(bench).await, sample.fits) {
            number += 1;
            let text = format!("{text}{number}");
            let request = with_text(&(sample.make)(bench).await, &place, &text);
            let answer = match (sample.ask)(bench, request.clone()).await {
                Ok(answer) => {
                    let read = (sample.read)(bench, reading(&request)).await.unwrap();
                    Ok((answer, read))
                }
                Err(problem) => Err(problem),
            };
            look(&sample, &place, &text, answer);
        }
    }
}

/// What is written: one of each kind of sign, and as many of the hundred as are asked for.
fn payloads() -> impl Iterator<Item = &'static str> {
    let more = std::env::var("JALON_MARKUP").ok();
    let more = more.and_then(|text| text.parse().ok()).unwrap_or(0);
    std::iter::once(HOSTILE).chain(PAYLOADS.lines().take(more))
}

both!(
    markup_is_kept_as_text_or_refused_by_name,
    async |bench: &Bench| {
        for payload in payloads() {
            let (mut wrong, mut kept, mut refused) = (Vec::new(), 0, 0);
            write_everywhere(bench, payload, |sample, place, text, answer| {
                let at = format!("{}{place}", sample.name);
                match answer {
                    Ok((answer, read)) => {
                        kept += 1;
                        let identifier = IDENTIFIERS.iter().any(|end| place.ends_with(end));
                        let fine = if place.ends_with(TAKEN_OVER) {
                            !holds(&answer, text) && !holds(&read, text)
                        } else if identifier {
                            !holds(&read, text)
                        } else {
                            place.ends_with(IN_HISTORY)
                                || holds(&answer, text) && holds(&read, text)
                        };
                        if !fine {
                            wrong.push(format!("{at}: {read}"));
                        }
                    }
                    Err(problem) if names_fields(&problem) => refused += 1,
                    Err(problem) => wrong.push(format!("{at}: {problem}")),
                }
            })
            .await;
            assert!(wrong.is_empty(), "{payload}: {wrong:#?}");
            assert!(kept > 40 && refused > 5, "{kept} kept, {refused} refused");
        }
    }
);

#[test]
fn there_are_a_hundred_of_them() {
    let all: BTreeSet<&str> = PAYLOADS.lines().collect();
    assert_eq!(all.len(), 100);
}

both!(signs_nobody_types_break_nothing, async |bench: &Bench| {
    let mut wrong = Vec::new();
    write_everywhere(bench, CONTROLS, |sample, place, _, answer| match answer {
        Ok((_, read)) if read.to_string().contains("\\u0000") => {
            wrong.push(format!("{}{place}: NUL is kept", sample.name));
        }
        Err(problem) if !names_fields(&problem) => {
            wrong.push(format!("{}{place}: {problem}", sample.name));
        }
        _ => {}
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:#?}");
});

both!(any_text_may_be_asked_for, async |bench: &Bench| {
    let asked = |sign: char| matches!(sign, '.' | 'S' | '-' | 'i' | 'N');
    for row in matrix_records::all(bench).await {
        if !NOT_KEPT.contains(&row.name) {
            continue;
        }
        let request = (row.make)(bench).await;
        for place in free(&request, row.fits) {
            for text in [
                HOSTILE,
                CONTROLS,
                "%",
                "_",
                "\\",
                "'; DROP TABLE users; --",
                "𝕏\u{fffd}",
            ] {
                let request = with_text(&(row.make)(bench).await, &place, text);
                // Any other answer than these stops the test in there.
                let sign = (row.ask)(bench, &bench.administrator, request, None).await;
                assert!(asked(sign), "{}{place}: {sign}", row.name);
            }
        }
    }
});

/// A new operation with a text a person can fill gets a sample, or is said to keep none.
#[test]
fn every_text_is_tried() {
    crate::bench::on_sqlite(async |bench: &Bench| {
        let mut tried: BTreeSet<&str> = samples::all().iter().map(|sample| sample.name).collect();
        tried.extend(NOT_KEPT);
        let mut missing = Vec::new();
        for row in matrix_records::all(bench).await {
            let request = (row.make)(bench).await;
            // `shown` is the matrix's own.
            let mut places = free(&request, row.fits);
            places.retain(|place| place != "/shown");
            if !places.is_empty() && !tried.contains(row.name) {
                missing.push(format!("{}: {places:?}", row.name));
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    });
}

#[test]
fn a_refusal_without_a_field_is_none() {
    assert!(!names_fields(&Problem::of(ProblemKind::Invalid)));
    assert!(!names_fields(&Problem::of(ProblemKind::Internal)));
}
