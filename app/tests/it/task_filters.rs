//! The address of the task list.

use app::work::tasks::filters::{from_query, to_address, to_list, to_list_of_record};
use shared::kernel::{AccountId, ContactId};
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

#[test]
fn the_list_is_reached_with_the_same_tasks() {
    let mine = TaskFilter::default();
    assert_eq!(to_list(&mine), "/tasks/list?view=mine");
    let team = TaskFilter {
        whose: Whose::Team,
        ..TaskFilter::default()
    };
    assert_eq!(to_list(&team), "/tasks/list");
    let done = TaskFilter {
        done: true,
        ..team.clone()
    };
    assert_eq!(to_list(&done), "/tasks/list?view=done");
    let calls = TaskFilter {
        kind: Some(TaskKind::Call),
        ..mine
    };
    assert_eq!(
        to_list(&calls),
        "/tasks/list?view=mine&f=and(owner.is(me),status.is(open),kind.is(call))"
    );
}

#[test]
fn a_record_leads_to_all_its_tasks() {
    let (account, contact) = (AccountId::new(1, [1; 10]), ContactId::new(1, [2; 10]));
    let filter = TaskFilter {
        account: Some(account),
        contact: Some(contact),
        ..TaskFilter::default()
    };
    assert_eq!(
        to_list_of_record(&filter),
        Some(format!("/tasks/list?view=all&f=contact.is({contact})"))
    );
    assert_eq!(to_list_of_record(&TaskFilter::default()), None);
}
