//! The list's filters as its address has them.

use crate::boot::use_session;
use crate::crm::list::use_filter;
use leptos::prelude::*;
use shared::crm::leads::{LeadQuery, LeadSort, OwnedBy};

/// Names of the filters in the address.
pub(super) mod name {
    pub const SEARCH: &str = "q";
    pub const STATUS: &str = "status";
    pub const WHOSE: &str = "whose";
    pub const SOURCE: &str = "source";
    pub const RATING: &str = "rating";
    pub const SORT: &str = "sort";
    pub const DIRECTION: &str = "dir";
}

/// Words of `whose`; a person's id is one, too.
pub(super) const MINE: &str = "mine";
pub(super) const QUEUE: &str = "queue";

/// What the address asks for; what cannot be read is left out.
pub(super) fn use_lead_query() -> Memo<LeadQuery> {
    let me = use_session().actor.user_id;
    let search = use_filter(name::SEARCH);
    let status = use_filter(name::STATUS);
    let whose = use_filter(name::WHOSE);
    let source = use_filter(name::SOURCE);
    let rating = use_filter(name::RATING);
    let sort = use_filter(name::SORT);
    let direction = use_filter(name::DIRECTION);
    Memo::new(move |_| LeadQuery {
        search: search.get(),
        status: status.get().parse().ok(),
        closed: false,
        owned_by: match whose.get().as_str() {
            MINE => OwnedBy::User(me),
            QUEUE => OwnedBy::Queue,
            id => id.parse().map_or(OwnedBy::Anybody, OwnedBy::User),
        },
        source: source.get().parse().ok(),
        rating: rating.get().parse().ok(),
        sort: sort.get().parse().unwrap_or(LeadSort::Created),
        descending: direction.get() != "asc",
    })
}
