//! Names of the people a record can be given to.

use leptos::prelude::*;
use shared::crm::accounts::AccountFacets;
use shared::kernel::{Named, UserId};
use ui::Choice;

/// Known to everything below the record's page.
#[derive(Clone)]
pub(super) struct Owners(pub Vec<Named<UserId>>);

/// The name of a possible owner; the id when it is none we know.
pub(super) fn owner_name(id: UserId) -> String {
    use_context::<Owners>()
        .and_then(|owners| owners.0.into_iter().find(|owner| owner.id == id))
        .map_or_else(|| id.to_string(), |owner| owner.name)
}

/// The people a record can be given to, to choose from.
pub(super) fn owner_choices(facets: &AccountFacets) -> impl Iterator<Item = Choice> + '_ {
    let choice = |owner: &Named<UserId>| Choice::new(owner.id.to_string(), owner.name.clone());
    facets.owners.iter().map(choice)
}
