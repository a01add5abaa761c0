//! The list's filters as its address has them.

use crate::crm::list::use_filter;
use leptos::prelude::*;
use shared::crm::contacts::{ContactQuery, ContactSort};

/// Names of the filters in the address.
pub(super) mod name {
    pub const SEARCH: &str = "q";
    pub const OWNER: &str = "owner";
    pub const SORT: &str = "sort";
    pub const DIRECTION: &str = "dir";
}

/// What the address asks for; what cannot be read is left out.
pub(super) fn use_contact_query() -> Memo<ContactQuery> {
    let search = use_filter(name::SEARCH);
    let owner = use_filter(name::OWNER);
    let account = use_filter("account");
    let sort = use_filter(name::SORT);
    let direction = use_filter(name::DIRECTION);
    Memo::new(move |_| ContactQuery {
        search: search.get(),
        owner: owner.get().parse().ok(),
        account: account.get().parse().ok(),
        sort: sort.get().parse::<ContactSort>().unwrap_or_default(),
        descending: direction.get() == "desc",
    })
}
