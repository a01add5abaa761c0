//! What the pages ask of the server about affiliations, relations and the map.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::crm::relations::ops::{
    AffiliationList, DeleteAffiliation, DeleteRelation, GetPeopleMap, ListAffiliations,
    ListRelations, MakePrimary, RelationList, SaveAffiliation, SaveRelation,
};
use shared::crm::relations::{Affiliation, PeopleMap, Relation};

/// The further accounts of a contact.
#[server(name = ListAffiliationsCall, endpoint = "affiliations.list", input = Json, output = Json)]
pub async fn places(request: ListAffiliations) -> Result<AffiliationList, Fault> {
    call::run(request).await
}

/// Adds or changes an affiliation.
#[server(name = SaveAffiliationCall, endpoint = "affiliations.save", input = Json, output = Json)]
pub async fn save_place(request: SaveAffiliation) -> Result<Affiliation, Fault> {
    call::run(request).await
}

/// Takes an affiliation away.
#[server(name = DeleteAffiliationCall, endpoint = "affiliations.delete", input = Json, output = Json)]
pub async fn delete_place(request: DeleteAffiliation) -> Result<Affiliation, Fault> {
    call::run(request).await
}

/// Makes an account the contact's own one.
#[server(name = MakePrimaryCall, endpoint = "affiliations.make_primary", input = Json, output = Json)]
pub async fn make_primary(request: MakePrimary) -> Result<AffiliationList, Fault> {
    call::run(request).await
}

/// How a contact stands to others, and who of us knows the contact.
#[server(name = ListRelationsCall, endpoint = "relations.list", input = Json, output = Json)]
pub async fn relations(request: ListRelations) -> Result<RelationList, Fault> {
    call::run(request).await
}

/// Adds or changes a relation.
#[server(name = SaveRelationCall, endpoint = "relations.save", input = Json, output = Json)]
pub async fn save_relation(request: SaveRelation) -> Result<Relation, Fault> {
    call::run(request).await
}

/// Takes a relation away.
#[server(name = DeleteRelationCall, endpoint = "relations.delete", input = Json, output = Json)]
pub async fn delete_relation(request: DeleteRelation) -> Result<Relation, Fault> {
    call::run(request).await
}

/// Everybody around an account.
#[server(name = GetPeopleMapCall, endpoint = "relations.map", input = Json, output = Json)]
pub async fn map(request: GetPeopleMap) -> Result<PeopleMap, Fault> {
    call::run(request).await
}
