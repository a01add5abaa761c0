//! The address of the task list.

use app::work::tasks::filters::{from_query, to_address};
use shared::work::Whose;
use shared::work::tasks::TaskKind;
use shared::work::tasks::ops::TaskFilter;

#[test]
fn an_address_says_the_filter() {
    let filter = TaskFilter {
        whose: Whose::Team,
        kind: Some(TaskKind::Call),
        done: true,
        ..TaskFilter::default()
    };
    let address = to_address(&filter);
    let query = address.split_once('?').unwrap().1.to_owned();
    let back = from_query(|name| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    });
    assert_eq!(back, filter);
    assert_eq!(to_address(&TaskFilter::default()), "/tasks");
}
