//! The address of the list of quotes.

use app::cpq::quotes::list::{address, request};
use leptos_router::params::ParamsMap;
use shared::cpq::quotes::QuoteState;
use shared::cpq::quotes::ops::QuoteSort;

#[test]
fn the_address_is_the_filter() {
    let mut query = ParamsMap::new();
    query.insert("state", "sent,viewed,nonsense".to_owned());
    query.insert("sort", "amount".to_owned());
    query.insert("page", "3".to_owned());
    let asked = request(&query);
    assert_eq!(asked.filter.states, [QuoteState::Sent, QuoteState::Viewed]);
    assert_eq!((asked.sort, asked.offset), (QuoteSort::Amount, 100));
    let next = address(&query, "q", "acme & co");
    assert!(next.contains("q=acme%20%26%20co") && !next.contains("page="));
}
