//! Where what was found in a text leads.

use app::routes;
use shared::kernel::TaskId;
use shared::kernel::event::Entity;
use shared::platform::search::OfRecord;
use uuid::Uuid;

const ID: &str = "0192f0c1-2f5a-7c3e-8d41-5b6a7c8d9e0f";

#[test]
fn an_activity_leads_to_its_entry_on_the_record_it_is_about() {
    let id: Uuid = ID.parse().unwrap();
    for (entity, page) in [
        (Entity::Opportunity, Some("/opportunities/")),
        (Entity::Account, Some("/accounts/")),
        (Entity::Contact, Some("/contacts/")),
        (Entity::Quote, None),
    ] {
        let title = String::new();
        let of = OfRecord { entity, id, title };
        let link = routes::timeline_entry(&of, "marge & été", id);
        let wanted =
            page.map(|page| format!("{page}{ID}?timeline=marge%20%26%20%C3%A9t%C3%A9&entry={ID}"));
        assert_eq!(link, wanted);
    }
}

#[test]
fn a_task_leads_to_its_form_and_a_product_to_its_row() {
    let id = TaskId(ID.parse().unwrap());
    assert_eq!(routes::task(id), format!("/tasks?task={ID}"));
    assert_eq!(routes::product("A/1 B"), "/products?q=A/1%20B&inactive=1");
}
