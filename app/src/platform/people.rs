//! Colleagues and teams for menus and filters.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::session::{ListPeople, People};

/// Everybody and every team.
#[server(name = ListPeopleCall, endpoint = "session.people", input = Json, output = Json)]
pub async fn list_people(request: ListPeople) -> Result<People, Fault> {
    call::run(request).await
}

/// Colleagues and teams, read once per page.
#[must_use]
pub fn use_people() -> Resource<Result<People, Fault>> {
    Resource::new(|| (), |()| list_people(ListPeople {}))
}

/// Colleagues and teams for a menu: empty in the first picture, filled once the page answers.
///
/// What a page shows first must be the same on the server and in the browser. A value read in passing is
/// there or not by chance while the server writes, and the browser would look for entries nobody wrote.
#[must_use]
pub fn use_people_menu() -> Signal<People> {
    let read = use_people();
    let shown = RwSignal::new(People::default());
    Effect::new(move |_| {
        if let Some(Ok(people)) = read.get() {
            shown.set(people);
        }
    });
    shown.into()
}
