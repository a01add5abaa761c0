//! Checks of views, and the views everybody has.

use super::filter::Filter;
use super::model::{ViewSpec, parse_columns, parse_group, parse_sort};
use super::resolve::{Ground, resolve};
use super::{Fields, Object, Resolved};
use crate::kernel::Issue;

/// Longest name of a view, in characters.
pub const NAME_LIMIT: usize = 60;
/// Most columns of a view.
pub const COLUMN_LIMIT: usize = 30;
/// Longest search, in characters.
pub const SEARCH_LIMIT: usize = 200;

/// The findings about a view to be saved.
#[must_use]
pub fn check_view(
    fields: impl Into<Fields>,
    name: &str,
    spec: &ViewSpec,
    ground: &Ground,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let name = name.trim();
    if name.is_empty() {
        issues.push(Issue::error("required", "name"));
    } else if name.chars().count() > NAME_LIMIT {
        issues.push(Issue::error("too_long", "name").with("max", NAME_LIMIT));
    }
    if name.chars().any(char::is_control) {
        issues.push(Issue::error("control_characters", "name"));
    }
    issues.extend(check_spec(fields, spec, ground).err());
    issues
}

/// The filter of a view, once the whole view is found to be in order.
///
/// # Errors
/// The first finding, about `filter`, `sort`, `columns`, `group` or `search`.
pub fn check_spec(
    fields: impl Into<Fields>,
    spec: &ViewSpec,
    ground: &Ground,
) -> Result<Resolved, Issue> {
    let fields = fields.into();
    if spec.search.chars().count() > SEARCH_LIMIT {
        return Err(Issue::error("too_long", "search").with("max", SEARCH_LIMIT));
    }
    if spec.search.chars().any(char::is_control) {
        return Err(Issue::error("control_characters", "search"));
    }
    if spec.columns.len() > COLUMN_LIMIT {
        return Err(Issue::error("too_many", "columns").with("max", COLUMN_LIMIT));
    }
    parse_columns(fields, &spec.columns)?;
    parse_sort(fields, &spec.sort)?;
    parse_group(fields, &spec.group)?;
    resolve(fields, &Filter::parse(&spec.filter)?, ground)
}

/// The views everybody has, by their word in the address; the first is the one a list opens with.
#[must_use]
pub const fn built_in(object: Object) -> &'static [(&'static str, &'static str)] {
    match object {
        Object::Opportunities => &[
            ("open", "state.is(open)"),
            ("mine", "and(owner.is(me),state.is(open))"),
            (
                "quarter",
                "and(state.is(open),close_date.is(this_fiscal_quarter))",
            ),
            ("won", "and(state.is(won),closed_on.is(this_fiscal_year))"),
            ("all", ""),
        ],
        Object::Accounts => &[
            ("all", ""),
            ("mine", "owner.is(me)"),
            ("with_open", "open_deals.ge(1)"),
            ("recent", "created.is(last_30_days)"),
        ],
        Object::Contacts => &[
            ("all", ""),
            ("mine", "owner.is(me)"),
            ("recent", "created.is(last_30_days)"),
        ],
        Object::Leads => &[
            (
                "open",
                "status.is(new,contacted,nurturing,qualified,recycled)",
            ),
            (
                "mine",
                "and(owner.is(me),status.is(new,contacted,nurturing,qualified,recycled))",
            ),
            (
                "queue",
                "and(owner.empty(),status.is(new,contacted,nurturing,qualified,recycled))",
            ),
            ("late", "response.is(late)"),
            ("qualified", "status.is(qualified)"),
            ("converted", "status.is(converted)"),
            ("disqualified", "status.is(disqualified)"),
            ("all", ""),
        ],
        Object::Quotes => &[
            ("current", "active_version.is(yes)"),
            ("mine", "and(owner.is(me),active_version.is(yes))"),
            ("drafts", "state.is(draft)"),
            ("approval", "state.is(in_approval)"),
            ("waiting", "state.is(sent,viewed)"),
            (
                "ending",
                "and(state.is(sent,viewed),valid_until.is(next_7_days))",
            ),
            ("accepted", "state.is(accepted)"),
            ("all", ""),
        ],
        Object::Tasks => &[
            ("open", "status.is(open)"),
            ("mine", "and(owner.is(me),status.is(open))"),
            ("overdue", "overdue.is(yes)"),
            ("today", "and(status.is(open),due.is(today))"),
            ("next", "and(status.is(open),due.is(next_7_days))"),
            ("undated", "and(status.is(open),due.empty())"),
            ("done", "status.is(done)"),
            ("all", ""),
        ],
        Object::Products => &[
            ("active", "status.is(active)"),
            ("retired", "status.is(retired)"),
            ("unpriced", "and(status.is(active),price_books.is(0))"),
            ("all", ""),
        ],
    }
}
