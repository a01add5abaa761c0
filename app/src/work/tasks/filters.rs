//! The filter of the queue and its form in the address: `?whose=team&kind=call&done=1`.

use crate::routes::path;
use shared::platform::views::{Filter, ListAddress, Object, Op, ViewSpec};
use shared::work::Whose;
use shared::work::tasks::ops::TaskFilter;

/// Reads the filter from an address.
pub fn from_query(get: impl Fn(&str) -> Option<String>) -> TaskFilter {
    TaskFilter {
        whose: parse(get("whose")).unwrap_or_default(),
        owner: parse(get("owner")),
        kind: parse(get("kind")),
        done: get("done").as_deref() == Some("1"),
        ..TaskFilter::default()
    }
}

fn parse<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// The address of the queue with this filter.
pub fn to_address(filter: &TaskFilter) -> String {
    let mut pairs = Vec::new();
    if filter.whose != Whose::Mine {
        pairs.push(format!("whose={}", filter.whose.code()));
    }
    if let Some(owner) = filter.owner {
        pairs.push(format!("owner={owner}"));
    }
    if let Some(kind) = filter.kind {
        pairs.push(format!("kind={}", kind.code()));
    }
    if filter.done {
        pairs.push("done=1".to_owned());
    }
    if pairs.is_empty() {
        path::TASKS.to_owned()
    } else {
        format!("{}?{}", path::TASKS, pairs.join("&"))
    }
}

/// The address of the list that shows the same tasks.
pub fn to_list(filter: &TaskFilter) -> String {
    let is = |field: &str, value: String| Filter::test(field, Op::Is, [value]);
    let mut parts = Vec::new();
    match (filter.owner, filter.whose) {
        (Some(owner), _) => parts.push(is("owner", owner.to_string())),
        (None, Whose::Mine) => parts.push(is("owner", "me".to_owned())),
        (None, Whose::Team) => {}
    }
    let status = if filter.done { "done" } else { "open" };
    parts.push(is("status", status.to_owned()));
    if let Some(kind) = filter.kind {
        parts.push(is("kind", kind.code().to_owned()));
    }
    let view = match (filter.owner, filter.whose, filter.done) {
        (None, Whose::Mine, false) => "mine",
        (_, _, true) => "done",
        _ => "",
    };
    let address = ListAddress {
        view: view.to_owned(),
        spec: ViewSpec::filtered(Filter::all(parts).to_string()),
    };
    format!("{}{}", path::TASK_LIST, address.to_query(Object::Tasks))
}

/// The address of the list with all tasks of a record, done ones too; `None` for a filter that names no record.
pub fn to_list_of_record(filter: &TaskFilter) -> Option<String> {
    let deal = filter.opportunity.map(|id| ("opportunity", id.to_string()));
    let contact = || filter.contact.map(|id| ("contact", id.to_string()));
    let account = || filter.account.map(|id| ("account", id.to_string()));
    let (field, id) = deal.or_else(contact).or_else(account)?;
    let address = ListAddress {
        view: "all".to_owned(),
        spec: ViewSpec::filtered(Filter::test(field, Op::Is, [id]).to_string()),
    };
    Some(format!(
        "{}{}",
        path::TASK_LIST,
        address.to_query(Object::Tasks)
    ))
}
