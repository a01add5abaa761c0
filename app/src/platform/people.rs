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
