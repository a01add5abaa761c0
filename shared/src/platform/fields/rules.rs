//! When a field is acceptable, and when the values of a record are.

use super::book::field_name;
use super::value::parse_value;
use super::{CustomField, CustomValues, FieldKind, Holder};
use crate::kernel::{Issue, LocalText, search_key};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Most fields of one object, archived ones included.
pub const FIELD_LIMIT: usize = 100;
/// Most options of a choice.
pub const OPTION_LIMIT: usize = 100;
/// Longest key, in characters.
pub const KEY_LIMIT: usize = 40;
/// Longest label, in characters.
pub const LABEL_LIMIT: usize = 60;
/// Longest help text, in characters.
pub const HELP_LIMIT: usize = 300;

/// Whether a text is a key: a letter, then letters, digits and `_`, in lower case.
fn is_key(text: &str) -> bool {
    text.len() <= KEY_LIMIT
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A key made of a label: `Customer since` gives `customer_since`; empty when nothing is left.
#[must_use]
pub fn key_from_label(label: &str) -> String {
    let mut key = String::new();
    for c in search_key(label).chars() {
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !key.is_empty()) {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('_') {
            key.push('_');
        }
    }
    key.truncate(KEY_LIMIT);
    key.trim_end_matches('_').to_owned()
}

fn check_text(issues: &mut Vec<Issue>, text: &LocalText, field: &'static str, max: usize) {
    let longest = text.en.chars().count().max(text.fr.chars().count());
    if longest > max {
        issues.push(Issue::error("too_long", field).with("max", max));
    }
    if text.en.chars().chain(text.fr.chars()).any(char::is_control) {
        issues.push(Issue::error("control_characters", field));
    }
}

fn is_blank(text: &LocalText) -> bool {
    text.en.trim().is_empty() && text.fr.trim().is_empty()
}

/// The findings about a field by itself and beside the `others` of its object.
#[must_use]
pub fn check_field(field: &CustomField, others: &[CustomField]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if is_blank(&field.label) {
        issues.push(Issue::error("required", "label"));
    }
    check_text(&mut issues, &field.label, "label", LABEL_LIMIT);
    check_text(&mut issues, &field.help, "help", HELP_LIMIT);
    if !is_key(&field.key) {
        issues.push(Issue::error("custom_key", "key").with("max", KEY_LIMIT));
    }
    let mut beside = others
        .iter()
        .filter(|other| other.holder == field.holder && other.id != field.id);
    if beside.clone().any(|other| other.key == field.key) {
        issues.push(Issue::error("custom_key_taken", "key"));
    }
    if beside.clone().count() >= FIELD_LIMIT {
        issues.push(Issue::error("too_many", "label").with("max", FIELD_LIMIT));
    }
    // Two columns of one name cannot be told apart, neither in a list nor in a file.
    let named = |a: &str, b: &str| !a.trim().is_empty() && search_key(a) == search_key(b);
    let same = |other: &CustomField| {
        named(&other.label.en, &field.label.en) || named(&other.label.fr, &field.label.fr)
    };
    if !field.archived && beside.any(|other| !other.archived && same(other)) {
        issues.push(Issue::error("custom_label_taken", "label"));
    }
    check_options(&mut issues, field);
    issues
}

fn check_options(issues: &mut Vec<Issue>, field: &CustomField) {
    if field.kind != FieldKind::Choice {
        if !field.options.is_empty() {
            issues.push(Issue::error("custom_options", "options"));
        }
        return;
    }
    if field.options.is_empty() {
        issues.push(Issue::error("required", "options"));
    }
    if field.options.len() > OPTION_LIMIT {
        issues.push(Issue::error("too_many", "options").with("max", OPTION_LIMIT));
    }
    let codes: BTreeSet<&str> = field.options.iter().map(|one| one.code.as_str()).collect();
    if codes.len() < field.options.len() {
        issues.push(Issue::error("duplicate", "options"));
    }
    for option in &field.options {
        if is_blank(&option.label) {
            issues.push(Issue::error("required", "options"));
        } else if !is_key(&option.code) {
            issues.push(Issue::error("custom_key", "options").with("max", KEY_LIMIT));
        }
        check_text(issues, &option.label, "options", LABEL_LIMIT);
    }
}

/// The findings about a change of a field that is there: what files and filters build on stays.
#[must_use]
pub fn check_field_change(before: &CustomField, after: &CustomField) -> Vec<Issue> {
    let mut issues = Vec::new();
    if before.key != after.key {
        issues.push(Issue::error("custom_fixed", "key"));
    }
    if before.kind != after.kind || before.holder != after.holder {
        issues.push(Issue::error("custom_fixed", "kind"));
    }
    issues
}

/// The values as they are kept, and the findings about them. `before` are those the record has, or
/// `None` for a new record. Judged is what differs, and of a new record what it must have; values of
/// archived fields stay as they are.
#[must_use]
pub fn check_values(
    fields: &[CustomField],
    before: Option<&CustomValues>,
    values: &CustomValues,
) -> (CustomValues, Vec<Issue>) {
    let mut kept = CustomValues::default();
    let mut issues = Vec::new();
    let nothing = CustomValues::default();
    let had = before.unwrap_or(&nothing);
    let named = |code: &'static str, key: &str| Issue {
        field: Some(Cow::Owned(field_name(
            &key.chars().take(KEY_LIMIT).collect::<String>(),
        ))),
        ..Issue::error(code, "custom")
    };
    for (key, text) in &values.0 {
        if had.0.get(key) == Some(text) {
            kept.set(key, text);
            continue;
        }
        let field = fields.iter().find(|field| field.key == *key);
        match field.filter(|field| !field.archived) {
            Some(field) => match parse_value(field, text) {
                Ok(Some(value)) => kept.set(key, &value.to_string()),
                Ok(None) => {}
                Err(issue) => issues.push(issue),
            },
            // Clearing what is not there is no error: a retry of a change that was done.
            None if text.trim().is_empty() => {}
            None => issues.push(named("unknown_field", key)),
        }
    }
    for field in fields.iter().filter(|field| !field.archived) {
        let asked = before.is_none() || !had.get(&field.key).is_empty();
        let judged = issues
            .iter()
            .any(|issue| issue.field.as_deref() == Some(&field_name(&field.key)));
        if field.required && asked && !judged && kept.get(&field.key).is_empty() {
            issues.push(named("required", &field.key));
        }
    }
    // Nobody clears the value of a hidden field unseen.
    for (key, text) in &had.0 {
        let hidden = fields
            .iter()
            .all(|field| field.key != *key || field.archived);
        if hidden && !values.0.contains_key(key) {
            kept.set(key, text);
        }
    }
    (kept, issues)
}

/// What a record still lacks of what it must have: one that is begun unfinished is asked for it later.
#[must_use]
pub fn lacking(fields: &[CustomField], values: &CustomValues) -> Vec<Issue> {
    let lacks = |field: &&CustomField| {
        field.required && !field.archived && values.get(&field.key).is_empty()
    };
    let issue = |field: &CustomField| {
        Issue {
            field: Some(Cow::Owned(field_name(&field.key))),
            ..Issue::error("missing_custom", "custom")
        }
        .with_text("name", &field.label)
    };
    fields.iter().filter(lacks).map(issue).collect()
}

/// The values a record of one object brings along when it becomes one of another: those whose key
/// has an active field there that takes them.
#[must_use]
pub fn carried(fields: &[CustomField], holder: Holder, values: &CustomValues) -> CustomValues {
    let taken = values.0.iter().filter_map(|(key, text)| {
        let field = fields
            .iter()
            .find(|field| field.holder == holder && field.key == *key && !field.archived)?;
        let value = parse_value(field, text).ok().flatten()?;
        Some((key.clone(), value.to_string()))
    });
    taken.collect()
}
