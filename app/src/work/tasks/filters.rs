//! The filter of the queue and its form in the address: `?whose=team&kind=call&done=1`.

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
        crate::routes::path::TASKS.to_owned()
    } else {
        format!("{}?{}", crate::routes::path::TASKS, pairs.join("&"))
    }
}
