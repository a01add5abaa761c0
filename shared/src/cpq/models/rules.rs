//! What the content of a model must satisfy, rules aside.

use super::guide::check_guide;
use super::model::{
    Adder, Attribute, AttributeKind, BundleOption, Group, ModelContent, ModelDraft, ValueOption,
};
use super::text::is_key;
use crate::kernel::{Issue, LocalText, check_day};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Most attributes, options and values of multiple choices together.
pub const MAX_ITEMS: usize = 3_000;
/// Most values of all choices and numbers together.
pub const MAX_VALUES: u64 = 12_000;
/// Most rules: a list of clauses of the largest models has so many.
pub const MAX_RULES: usize = 12_000;
/// Most of one option.
pub const MAX_QUANTITY: u32 = 200;
/// Longest key.
const KEY_LENGTH: usize = 40;
/// Longest name.
const NAME_LENGTH: usize = 200;
/// Largest adder: a billion, so that sums always fit.
const MAX_ADDER: i64 = 10_000_000_000_000;
/// Largest number of a number attribute, either way.
const MAX_NUMBER: i64 = 1_000_000;

/// The field of a rule's finding.
#[must_use]
pub fn rule_field(position: usize) -> String {
    format!("rules.{position}.text")
}

/// Findings about a draft, rules aside; an issue's field says where (`attributes.0.values.1.key`).
#[must_use]
pub fn validate_draft(draft: &ModelDraft) -> Vec<Issue> {
    let mut issues = validate_content(&draft.content);
    if let (Some(from), Some(to)) = (draft.valid_from, draft.valid_to)
        && to < from
    {
        issues.push(Issue::error("ends_before_start", "valid_to"));
    }
    for (day, field) in [
        (draft.valid_from, "valid_from"),
        (draft.valid_to, "valid_to"),
    ] {
        issues.extend(day.and_then(|day| check_day(day, field)));
    }
    issues
}

/// Findings about a model's content, rules aside.
#[must_use]
pub fn validate_content(content: &ModelContent) -> Vec<Issue> {
    let mut check = Check::default();
    let mut keys = BTreeSet::new();
    for (at, attribute) in content.attributes.iter().enumerate() {
        let place = format!("attributes.{at}");
        check.key(&place, &attribute.key, &mut keys);
        check.name(&place, &attribute.name);
        check.attribute(&place, attribute);
    }
    for (at, group) in content.groups.iter().enumerate() {
        let place = format!("groups.{at}");
        check.group(&place, group, &mut keys);
        let before = content.groups.get(..at).unwrap_or_default();
        check.bundle(&place, group, before);
    }
    check.limit("attributes", check.items, MAX_ITEMS as u64);
    check.limit("attributes", check.values, MAX_VALUES);
    check.limit("rules", content.rules.len() as u64, MAX_RULES as u64);
    for (at, rule) in content.rules.iter().enumerate() {
        check.optional_name(&format!("rules.{at}"), &rule.name);
    }
    check_guide(&mut check, &content.guide, &mut keys);
    check.issues
}

#[derive(Default)]
pub(super) struct Check {
    pub(super) issues: Vec<Issue>,
    items: u64,
    values: u64,
}

impl Check {
    pub(super) fn add(&mut self, place: &str, field: &str, mut issue: Issue) {
        issue.field = Some(Cow::Owned(format!("{place}.{field}")));
        self.issues.push(issue);
    }

    pub(super) fn limit(&mut self, field: &'static str, found: u64, limit: u64) {
        if found > limit {
            self.issues
                .push(Issue::error("too_many", field).with("max", limit));
        }
    }

    pub(super) fn key(&mut self, place: &str, key: &str, taken: &mut BTreeSet<String>) {
        if !is_key(key) {
            self.add(
                place,
                "key",
                Issue::error("model_key", "key").with("key", key),
            );
        } else if key.chars().count() > KEY_LENGTH {
            self.add(
                place,
                "key",
                Issue::error("too_long", "key").with("max", KEY_LENGTH),
            );
        } else if !taken.insert(key.to_owned()) {
            self.add(
                place,
                "key",
                Issue::error("model_key_twice", "key").with("key", key),
            );
        }
    }

    pub(super) fn name(&mut self, place: &str, name: &LocalText) {
        if name.en.trim().is_empty() && name.fr.trim().is_empty() {
            self.add(place, "name", Issue::error("required", "name"));
        }
        self.optional_name(place, name);
    }

    pub(super) fn optional_name(&mut self, place: &str, name: &LocalText) {
        if [&name.en, &name.fr]
            .iter()
            .any(|text| text.chars().count() > NAME_LENGTH)
        {
            self.add(
                place,
                "name",
                Issue::error("too_long", "name").with("max", NAME_LENGTH),
            );
        }
    }

    fn adder(&mut self, place: &str, adder: &Adder) {
        let fits = |price: i64| (-MAX_ADDER..=MAX_ADDER).contains(&price);
        if !fits(adder.price.0) || adder.cost.is_some_and(|cost| !fits(cost.0)) {
            self.add(place, "adder", Issue::error("too_large", "adder"));
        }
    }

    fn attribute(&mut self, place: &str, attribute: &Attribute) {
        match &attribute.kind {
            AttributeKind::Choice { values } => {
                self.items += 1;
                self.values(place, values);
                let defaults = values.iter().filter(|value| value.default).count();
                if defaults > 1 {
                    self.add(place, "values", Issue::error("model_defaults", "values"));
                }
            }
            AttributeKind::Multi { min, max, values } => {
                self.items += values.len() as u64;
                self.values(place, values);
                self.bounds(place, *min, *max, values.len());
            }
            AttributeKind::Number {
                min,
                max,
                step,
                default,
                adder,
                ..
            } => {
                self.items += 1;
                self.number(place, (*min, *max, *step), *default);
                self.adder(place, adder);
            }
            AttributeKind::Flag { adder, .. } => {
                self.items += 1;
                self.values += 2;
                self.adder(place, adder);
            }
        }
    }

    fn values(&mut self, place: &str, values: &[ValueOption]) {
        self.values += values.len() as u64;
        if values.is_empty() {
            self.add(place, "values", Issue::error("required", "values"));
        }
        let mut keys = BTreeSet::new();
        for (at, value) in values.iter().enumerate() {
            let place = format!("{place}.values.{at}");
            self.key(&place, &value.key, &mut keys);
            self.name(&place, &value.name);
            self.adder(&place, &value.adder);
        }
    }

    fn number(&mut self, place: &str, (min, max, step): (i64, i64, i64), default: Option<i64>) {
        let inside = |number: i64| (-MAX_NUMBER..=MAX_NUMBER).contains(&number);
        if !inside(min) || !inside(max) || step < 1 || min > max {
            self.add(
                place,
                "min",
                Issue::error("model_range", "min").with("limit", MAX_NUMBER),
            );
            return;
        }
        self.values = self
            .values
            .saturating_add(((max - min) / step + 1).unsigned_abs());
        if default.is_some_and(|number| number < min || number > max || (number - min) % step != 0)
        {
            self.add(place, "default", Issue::error("model_default", "default"));
        }
    }

    fn bounds(&mut self, place: &str, min: u32, max: u32, of: usize) {
        if min > max || min as usize > of {
            self.add(
                place,
                "min",
                Issue::error("model_bounds", "min").with("count", of),
            );
        }
    }

    fn group(&mut self, place: &str, group: &Group, keys: &mut BTreeSet<String>) {
        self.key(place, &group.key, keys);
        self.name(place, &group.name);
        if group.options.is_empty() {
            self.add(place, "options", Issue::error("required", "options"));
        }
        self.bounds(place, group.min, group.max, group.options.len());
        for (at, option) in group.options.iter().enumerate() {
            let place = format!("{place}.options.{at}");
            self.key(&place, &option.key, keys);
            self.name(&place, &option.name);
            self.option(&place, option);
        }
    }

    /// What it belongs to stands before it: nothing is part of itself, however deep.
    fn bundle(&mut self, place: &str, group: &Group, before: &[Group]) {
        let mut options = before.iter().flat_map(|group| &group.options);
        if !group.of.is_empty() && options.all(|option| option.key != group.of) {
            let issue = Issue::error("model_bundle", "of").with("name", &group.of);
            self.add(place, "of", issue);
        }
    }

    fn option(&mut self, place: &str, option: &BundleOption) {
        self.items += 1;
        self.values += u64::from(option.to.min(MAX_QUANTITY)) + 1;
        self.adder(place, &option.adder);
        if option.from == 0 || option.from > option.to || option.to > MAX_QUANTITY {
            self.add(
                place,
                "from",
                Issue::error("model_quantity", "from").with("limit", MAX_QUANTITY),
            );
        }
        if option.required && option.locked && !option.default {
            self.add(place, "locked", Issue::error("model_locked", "locked"));
        }
    }
}
