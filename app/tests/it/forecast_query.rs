//! The address of the forecast page.

use app::planning::forecast::query::Query;
use app::routes::path;
use shared::kernel::Currency;
use shared::planning::forecast::{ColumnMode, Measure, NodeId};

#[test]
fn an_address_comes_back() {
    let query = Query {
        period: "2026-Q3".parse().ok(),
        node: NodeId::Everybody,
        currency: Some(Currency::USD),
        since: "2026-07-15".parse().ok(),
        mode: ColumnMode::Cumulative,
        measure: Measure::Commit,
    };
    let address = query.address();
    let (_, search) = address.split_once('?').unwrap();
    let get = |name: &str| {
        search
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    };
    assert_eq!(Query::read(get), query);
    assert_eq!(Query::read(|_| None).address(), path::FORECAST);
    assert_eq!(
        Query::read(|_| Some("nonsense".to_owned())).address(),
        path::FORECAST
    );
}
