//! The records opened last: which addresses are records, and whose they are.

use app::platform::search::visits::{read, visit_of, written};
use shared::kernel::UserId;
use shared::kernel::event::Entity;
use shared::platform::search::Visit;
use uuid::Uuid;

const ID: &str = "0192f0c1-2f5a-7c3e-8d41-5b6a7c8d9e0f";

#[test]
fn pages_of_records_are_visits() {
    for (list, entity) in [
        ("opportunities", Entity::Opportunity),
        ("accounts", Entity::Account),
        ("contacts", Entity::Contact),
        ("leads", Entity::Lead),
        ("quotes", Entity::Quote),
    ] {
        let id = ID.parse().unwrap();
        let visit = visit_of(&format!("/{list}/{ID}"));
        assert_eq!(visit, Some(Visit { entity, id }), "{list}");
    }
    for path in [
        "/",
        "/accounts",
        "/accounts/new",
        "/quotes/offline",
        "/tasks",
    ] {
        assert_eq!(visit_of(path), None, "{path}");
    }
    assert_eq!(visit_of(&format!("/admin/privacy/{ID}")), None);
    assert_eq!(visit_of(&format!("/accounts/{ID}/people")), None);
}

#[test]
fn what_is_kept_comes_back_to_its_person_only() {
    let (me, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    let visits: Vec<Visit> = [Entity::Lead, Entity::Quote]
        .into_iter()
        .zip(7u128..)
        .map(|(entity, n)| Visit {
            entity,
            id: Uuid::from_u128(n),
        })
        .collect();
    let text = written(me, &visits);
    assert_eq!(read(me, &text), visits);
    assert!(read(other, &text).is_empty());
    assert!(read(me, "").is_empty());
    // What something else wrote there is no visit.
    assert!(read(me, &format!("{me}\nlead\nnothing x\nlead y")).is_empty());
    assert!(read(me, &written(me, &[])).is_empty());
}
