//! The list's filters as its address has them.

use crate::crm::list::use_filter;
use leptos::prelude::*;
use shared::crm::accounts::{AccountQuery, AccountSort};

/// Names of the filters in the address.
pub(super) mod name {
    pub const SEARCH: &str = "q";
    pub const OWNER: &str = "owner";
    pub const INDUSTRY: &str = "industry";
    pub const COUNTRY: &str = "country";
    pub const KIND: &str = "kind";
    pub const OPEN: &str = "open";
    pub const SORT: &str = "sort";
    pub const DIRECTION: &str = "dir";
}

/// What the address asks for; what cannot be read is left out.
pub(super) fn use_account_query() -> Memo<AccountQuery> {
    let search = use_filter(name::SEARCH);
    let owner = use_filter(name::OWNER);
    let industry = use_filter(name::INDUSTRY);
    let country = use_filter(name::COUNTRY);
    let kind = use_filter(name::KIND);
    let open = use_filter(name::OPEN);
    let sort = use_filter(name::SORT);
    let direction = use_filter(name::DIRECTION);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Memo::new(move |_| AccountQuery {
        search: search.get(),
        owner: owner.get().parse().ok(),
        industry: some(industry.get()),
        country: some(country.get()),
        kind: kind.get().parse().ok(),
        open_only: open.get() == "1",
        sort: sort.get().parse::<AccountSort>().unwrap_or_default(),
        descending: direction.get() == "desc",
    })
}
