//! What is particular to one list.

use super::tests::{address, ground};
use super::*;
use crate::kernel::{Currency, UserId, Zone};
use uuid::Uuid;

#[test]
fn older_links_to_quotes_mean_what_they_said() {
    let filter = |query: &[(&str, &str)]| address(Object::Quotes, query).spec.filter;
    assert_eq!(filter(&[]), "active_version.is(yes)");
    assert_eq!(
        filter(&[("state", "sent,nonsense,viewed")]),
        "state.is(sent,viewed)"
    );
    let owner = Uuid::from_bytes([7; 16]).to_string();
    assert_eq!(
        filter(&[("owner", &owner), ("until", "2026-12-31")]),
        format!("and(active_version.is(yes),owner.is({owner}),valid_until.le(2026-12-31))")
    );
    assert_eq!(filter(&[("until", "soon")]), "active_version.is(yes)");
    let sorted = address(Object::Quotes, &[("sort", "valid_until"), ("page", "3")]);
    assert_eq!(sorted.spec.sort, "valid_until");
}

#[test]
fn the_words_of_quotes_are_those_of_their_rules() {
    let words = |name| match Object::Quotes.field(name).map(|field| field.kind) {
        Some(Kind::Choice(words)) => words.to_vec(),
        other => panic!("{other:?}"),
    };
    let states = crate::cpq::quotes::QuoteState::ALL.iter();
    assert_eq!(
        words("state"),
        states.map(|one| one.code()).collect::<Vec<_>>()
    );
    let channels = crate::kernel::SalesChannel::ALL.iter();
    assert_eq!(
        words("channel"),
        channels.map(|one| one.code()).collect::<Vec<_>>()
    );
}

#[test]
fn the_words_of_tasks_are_those_of_their_rules() {
    use crate::work::tasks::{Priority, TaskKind};
    let words = |name| match Object::Tasks.field(name).map(|field| field.kind) {
        Some(Kind::Choice(words)) => words.to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(words("kind"), TaskKind::ALL.map(TaskKind::code));
    assert_eq!(words("priority"), Priority::ALL.map(Priority::code));
}

#[test]
fn a_task_is_completed_and_put_off_by_a_word() {
    use crate::work::tasks::{Priority, Snooze, TaskChange};
    let set = |field, value| setting(Object::Tasks, field, value);
    let task = |change| Ok(FieldChange::Task(change));
    assert_eq!(set("status", "done"), task(TaskChange::Done(true)));
    assert_eq!(set("status", "open"), task(TaskChange::Done(false)));
    assert_eq!(
        set("priority", "high"),
        task(TaskChange::Priority(Priority::High))
    );
    assert_eq!(set("due", ""), task(TaskChange::Day(None)));
    let day = "2026-12-01".parse().unwrap();
    assert_eq!(set("due", "2026-12-01"), task(TaskChange::Day(Some(day))));
    for choice in Snooze::MENU {
        assert_eq!(set("due", choice.code()), task(TaskChange::Snooze(choice)));
    }
    for (field, value) in [
        ("due", "someday"),
        ("status", ""),
        ("status", "overdue"),
        ("kind", ""),
    ] {
        assert_eq!(set(field, value).unwrap_err().code, "filter_value");
    }
    for field in ["overdue", "owner", "done_at", "notes", "custom.tier"] {
        assert_eq!(set(field, "x").unwrap_err().code, "filter_field");
    }
}

#[test]
fn a_link_to_tasks_names_the_record_they_are_about() {
    let id = Uuid::from_bytes([7; 16]).to_string();
    let read = address(Object::Tasks, &[("contact", &id), ("kind", "call")]);
    let wanted = format!("and(status.is(open),kind.is(call),contact.is({id}))");
    assert_eq!(read.spec.filter, wanted);
    assert!(
        resolve(
            Object::Tasks,
            &Filter::parse(&read.spec.filter).unwrap(),
            &ground()
        )
        .is_ok()
    );
}

#[test]
fn costs_are_a_field_of_those_who_see_margins_only() {
    use crate::kernel::{Actor, Lang, Rights, Role, Scope};
    let rights = Rights::of(Role::Administrator);
    let actor = |scope| Actor {
        user_id: UserId(Uuid::from_bytes([7; 16])),
        name: String::new(),
        email: String::new(),
        role: Role::Administrator,
        role_name: None,
        rights: rights.with(crate::kernel::Action::ViewMargin, scope),
        team_id: None,
        lang: Lang::En,
        zone: Zone::utc(),
        currency: Currency::EUR,
        theme: String::new(),
        density: String::new(),
    };
    let seen = Fields::from(Object::Products).seen_by(&actor(Scope::All));
    let hidden = Fields::from(Object::Products).seen_by(&actor(Scope::None));
    assert_eq!(seen.all().count(), hidden.all().count() + 1);
    assert_eq!(seen.get("cost").map(|field| field.name), Some("cost"));
    // A page may say which field it is that somebody else sees.
    assert_eq!(seen.hidden("cost"), None);
    assert_eq!(hidden.hidden("cost"), seen.get("cost"));
    assert_eq!(
        (hidden.hidden("sku"), hidden.hidden("colour")),
        (None, None)
    );
    let cost = Filter::parse("cost.ge(12.5)").unwrap();
    assert!(resolve(seen, &cost, &ground()).is_ok());
    assert!(parse_sort(seen, "-cost").is_ok());
    let spec = ViewSpec {
        columns: vec!["cost".into()],
        ..ViewSpec::default()
    };
    assert!(check_spec(seen, &spec, &ground()).is_ok());
    for fields in [hidden, Fields::from(Object::Products)] {
        let code = resolve(fields, &cost, &ground()).unwrap_err().code;
        assert_eq!(code, "filter_field");
        assert_eq!(
            parse_sort(fields, "-cost").unwrap_err().code,
            "filter_field"
        );
        let code = check_spec(fields, &spec, &ground()).unwrap_err().code;
        assert_eq!(code, "filter_field");
        let address = ListAddress::read(fields, |key| {
            (key == "cols" || key == "sort").then(|| "cost".to_owned())
        });
        assert!(address.spec.columns.is_empty() && address.spec.sort.is_empty());
    }
    // What the address names and the list leaves out is told, each field once.
    let named = |fields: Fields| -> Vec<&str> {
        let found = left_out(fields, |key| match key {
            "cols" => Some("name,cost,colour".to_owned()),
            "sort" => Some("-cost,sku".to_owned()),
            _ => None,
        });
        found.into_iter().map(|field| field.name).collect()
    };
    assert!(named(seen).is_empty());
    assert_eq!(named(hidden), ["cost"]);
}

#[test]
fn a_product_is_switched_off_not_deleted() {
    use crate::cpq::catalog::ProductChange;
    let set = |field, value| setting(Object::Products, field, value);
    let product = |change| Ok(FieldChange::Product(change));
    assert_eq!(
        set("status", "retired"),
        product(ProductChange::Active(false))
    );
    assert_eq!(
        set("status", "active"),
        product(ProductChange::Active(true))
    );
    let family = ProductChange::Family("Boxes".into());
    assert_eq!(set("family", " Boxes "), product(family));
    assert_eq!(set("status", "").unwrap_err().code, "filter_value");
    assert_eq!(set("cost", "1").unwrap_err().code, "filter_field");
    assert!(!Object::Products.is_deletable() && !Object::Products.is_assigned());
    let filter = |query: &[(&str, &str)]| address(Object::Products, query).spec.filter;
    assert_eq!(filter(&[]), "status.is(active)");
    assert_eq!(filter(&[("inactive", "1")]), "");
    assert_eq!(
        filter(&[("family", "Boxes")]),
        "and(status.is(active),family.is(Boxes))"
    );
}

#[test]
fn the_tax_categories_of_products_are_those_of_their_rules() {
    let words = match Object::Products
        .field("tax_category")
        .map(|field| field.kind)
    {
        Some(Kind::Choice(words)) => words.to_vec(),
        other => panic!("{other:?}"),
    };
    let all = crate::cpq::pricing::TaxCategory::ALL.iter();
    assert_eq!(words, all.map(|one| one.code()).collect::<Vec<_>>());
}
