//! A list in the address: the words `view`, `f`, `q`, `sort`, `cols`, `group`, and the older words
//! with which other pages lead to a list.

use super::filter::{Condition, Filter, Op};
use super::model::ViewSpec;
use super::rules::built_in;
use super::{Field, Fields, Kind, Object};
use crate::cpq::quotes::QuoteState;
use crate::deals::opportunities::{ClosePeriod, DealFilter, NextActivity};
use chrono::NaiveDate;
use std::fmt::Write;

/// A list as its address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAddress {
    /// The view chosen: a word of [`built_in`], the id of a saved one; empty for the first.
    pub view: String,
    /// What is shown.
    pub spec: ViewSpec,
}

/// The filter of the built-in view `word`.
#[must_use]
pub fn built_in_filter(object: Object, word: &str) -> Option<&'static str> {
    built_in(object)
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, filter)| *filter)
}

impl ListAddress {
    /// Reads an address. Without a filter of its own it has that of its view; older words narrow
    /// it further, and among them `state`, when present, stands instead of the view's filter.
    #[must_use]
    pub fn read(fields: impl Into<Fields>, get: impl Fn(&str) -> Option<String>) -> Self {
        let fields = fields.into();
        let object = fields.object();
        let mut view = get("view").unwrap_or_default();
        if view.is_empty() {
            view = older_view(object, &get).to_owned();
        }
        let first = built_in(object).first().map_or("", |(_, filter)| filter);
        let base = built_in_filter(object, &view).unwrap_or(first);
        let filter = get("f").unwrap_or_else(|| base.to_owned());
        let filter = match older(object, &get) {
            Some(more) => match Filter::parse(&filter) {
                Ok(filter) => filter.and(more).to_string(),
                // What cannot be read is shown as wrong, not left out.
                Err(_) => filter,
            },
            None => filter,
        };
        let names = get("cols").unwrap_or_default();
        Self {
            view,
            spec: ViewSpec {
                filter,
                search: get("q").unwrap_or_default(),
                sort: older_sort(fields, &get),
                columns: names
                    .split(',')
                    .filter(|name| fields.get(name).is_some())
                    .map(str::to_owned)
                    .collect(),
                group: get("group").unwrap_or_default(),
            },
        }
    }

    /// The words of the address, readable: only what it needs is escaped. Empty for the list as it
    /// opens.
    #[must_use]
    pub fn to_query(&self, object: Object) -> String {
        let mut query = String::new();
        let mut put = |key: &str, value: &str| {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(key);
            query.push('=');
            query.push_str(&escaped(value));
        };
        let base = built_in_filter(object, &self.view);
        let first = built_in(object).first().map_or("", |(_, filter)| filter);
        if !self.view.is_empty() {
            put("view", &self.view);
        }
        if self.spec.filter != base.unwrap_or(first) || (base.is_none() && !self.view.is_empty()) {
            put("f", &self.spec.filter);
        }
        let columns = self.spec.columns.join(",");
        for (key, value) in [
            ("q", &self.spec.search),
            ("sort", &self.spec.sort),
            ("group", &self.spec.group),
            ("cols", &columns),
        ] {
            if !value.is_empty() {
                put(key, value);
            }
        }
        query
    }
}

/// The fields an address names among its columns and in its order that its reader does not see, each once: the list
/// opens without them.
#[must_use]
pub fn left_out(
    fields: impl Into<Fields>,
    get: impl Fn(&str) -> Option<String>,
) -> Vec<&'static Field> {
    let fields = fields.into();
    let mut found: Vec<&'static Field> = Vec::new();
    for words in [get("cols"), get("sort")].into_iter().flatten() {
        for word in words.split(',') {
            let hidden = fields.hidden(word.strip_prefix('-').unwrap_or(word));
            if let Some(field) = hidden.filter(|field| !found.contains(field)) {
                found.push(field);
            }
        }
    }
    found
}

/// A value as an address takes it, with the signs of filters left readable.
fn escaped(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~!*'(),:@/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The view older words ask for; empty for the first.
fn older_view(object: Object, get: &impl Fn(&str) -> Option<String>) -> &'static str {
    match object {
        // Who says a state means every one but for that.
        Object::Opportunities | Object::Quotes if get("state").is_some() => "all",
        Object::Products if get("inactive").is_some() => "all",
        Object::Leads => match (get("whose").as_deref(), get("status")) {
            (Some("mine"), None) => "mine",
            (Some("queue"), None) => "queue",
            (_, Some(_)) => "all",
            _ => "",
        },
        _ => "",
    }
}

/// `sort` with the older `dir=desc` and the older word `updated` alike.
fn older_sort(fields: Fields, get: &impl Fn(&str) -> Option<String>) -> String {
    let sort = get("sort").unwrap_or_default();
    let known = |word: &str| fields.get(word).is_some_and(|field| field.sort);
    let words: Vec<&str> = sort
        .split(',')
        .filter(|word| known(word.strip_prefix('-').unwrap_or(word)))
        .collect();
    match (words.as_slice(), get("dir").as_deref()) {
        ([only], Some("desc")) if !only.starts_with('-') => format!("-{only}"),
        ([], Some("desc")) => {
            format!("-{}", fields.object().usual_sort().trim_start_matches('-'))
        }
        (words, _) => words.join(","),
    }
}

/// The conditions of the words pages used before there were filters, and still use in links.
fn older(object: Object, get: &impl Fn(&str) -> Option<String>) -> Option<Filter> {
    let mut parts = Vec::new();
    let mut is = |field: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            parts.push(Filter::test(field, Op::Is, [value]));
        }
    };
    let named = |key: &str, field: &'static str| {
        let open = matches!(
            object.field(field)?.kind,
            Kind::Choice(_) | Kind::Reference(_)
        );
        get(key).filter(|_| open).map(|value| (field, value))
    };
    let pairs = match object {
        Object::Opportunities => {
            is("pipeline", get("pipeline"));
            is("stage", get("stage"));
            parts.extend(deal_parts(&DealFilter::from_pairs(get)));
            return (!parts.is_empty()).then(|| Filter::all(parts));
        }
        Object::Accounts => vec![
            named("owner", "owner"),
            named("industry", "industry"),
            named("country", "country"),
            named("kind", "kind"),
        ],
        Object::Contacts => vec![named("owner", "owner"), named("account", "account")],
        Object::Leads => vec![
            named("owner", "owner"),
            named("status", "status"),
            named("rating", "rating"),
            named("source", "lead_source"),
        ],
        Object::Quotes => vec![
            named("owner", "owner"),
            named("account", "account"),
            named("opportunity", "opportunity"),
        ],
        Object::Tasks => vec![
            named("owner", "owner"),
            named("kind", "kind"),
            named("account", "account"),
            named("opportunity", "opportunity"),
            named("contact", "contact"),
        ],
        Object::Products => {
            is("family", get("family"));
            Vec::new()
        }
    };
    for (field, value) in pairs.into_iter().flatten() {
        is(field, Some(value));
    }
    if object == Object::Accounts && get("open").as_deref() == Some("1") {
        parts.push(Filter::test("open_deals", Op::Ge, ["1"]));
    }
    if object == Object::Quotes {
        parts.extend(quote_states(get));
        parts.extend(latest_validity(get));
    }
    (!parts.is_empty()).then(|| Filter::all(parts))
}

/// `state=sent,viewed`; what is no state is left out, as the list of quotes always did.
fn quote_states(get: &impl Fn(&str) -> Option<String>) -> Option<Filter> {
    let words = get("state")?;
    let known = |word: &&str| word.parse::<QuoteState>().is_ok();
    let states: Vec<&str> = words.split(',').filter(known).collect();
    (!states.is_empty()).then(|| Filter::test("state", Op::Is, states))
}

/// `until=2026-12-31`: valid that long at most.
fn latest_validity(get: &impl Fn(&str) -> Option<String>) -> Option<Filter> {
    let day: NaiveDate = get("until")?.parse().ok()?;
    Some(Filter::test("valid_until", Op::Le, [day.to_string()]))
}

/// The filter of the board as conditions of the list; its search stands apart in both.
#[must_use]
pub fn deal_parts(filter: &DealFilter) -> Vec<Filter> {
    let mut parts = Vec::new();
    let mut is = |field: &str, value: Option<String>| {
        parts.extend(value.map(|value| Filter::test(field, Op::Is, [value])));
    };
    is("owner", filter.owner.map(|id| id.to_string()));
    is("owner.team", filter.team.map(|id| id.to_string()));
    is("account", filter.account.map(|id| id.to_string()));
    is(
        "category",
        filter.category.map(|word| word.code().to_owned()),
    );
    is("kind", filter.kind.map(|word| word.code().to_owned()));
    is("state", filter.state.map(|word| word.code().to_owned()));
    is("stalled", filter.stalled.then(|| "yes".to_owned()));
    if let Some(close) = filter.close {
        parts.extend(close_parts(close));
    }
    if let Some(next) = filter.next_activity {
        parts.push(Filter::test("state", Op::Is, ["open"]));
        parts.push(match next {
            NextActivity::None => Filter::test("next_activity", Op::Empty, [""; 0]),
            NextActivity::Overdue => Filter::test("next_activity", Op::Lt, ["today"]),
            NextActivity::Today => Filter::test("next_activity", Op::Is, ["today"]),
            NextActivity::Planned => Filter::test("next_activity", Op::Gt, ["today"]),
        });
    }
    parts
}

fn close_parts(close: ClosePeriod) -> Vec<Filter> {
    let is = |word: &str| vec![Filter::test("close_date", Op::Is, [word])];
    match close {
        ClosePeriod::Overdue => vec![
            Filter::test("close_date", Op::Lt, ["today"]),
            Filter::test("state", Op::Is, ["open"]),
        ],
        ClosePeriod::ThisMonth => is("this_month"),
        ClosePeriod::NextMonth => is("next_month"),
        ClosePeriod::ThisQuarter => is("this_fiscal_quarter"),
        ClosePeriod::NextQuarter => is("next_fiscal_quarter"),
        ClosePeriod::Between(from, to) => vec![Filter::Test(Condition::new(
            "close_date",
            Op::Between,
            [from.to_string(), to.to_string()],
        ))],
    }
}

/// The words of the board that show the same, as far as it has them: its filters are of one value
/// each.
#[must_use]
pub fn board_words(spec: &ViewSpec) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    let parts = Filter::parse(&spec.filter).unwrap_or_default().into_parts();
    for part in parts {
        let Filter::Test(condition) = part else {
            continue;
        };
        if let ("close_date", Op::Between, [from, to]) = (
            condition.field.as_str(),
            condition.op,
            condition.values.as_slice(),
        ) {
            words.push(("close", format!("{from}..{to}")));
        }
        let ([value], Op::Is) = (condition.values.as_slice(), condition.op) else {
            continue;
        };
        let word = match (condition.field.as_str(), value.as_str()) {
            ("close_date", "this_month" | "next_month") => ("close", value.clone()),
            ("close_date", "this_fiscal_quarter") => ("close", "this_quarter".to_owned()),
            ("close_date", "next_fiscal_quarter") => ("close", "next_quarter".to_owned()),
            ("stalled", "yes") => ("stalled", "1".to_owned()),
            ("pipeline", _) => ("pipeline", value.clone()),
            ("owner", _) if value != "me" => ("owner", value.clone()),
            ("owner.team", _) if value != "my_team" => ("team", value.clone()),
            ("account", _) => ("account", value.clone()),
            ("category", _) => ("category", value.clone()),
            ("kind", _) => ("kind", value.clone()),
            _ => continue,
        };
        words.push(word);
    }
    if !spec.search.is_empty() {
        words.push(("q", spec.search.clone()));
    }
    words
}
