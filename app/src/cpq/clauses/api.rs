//! What the pages ask of the server about clauses.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::clauses::Clause;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};

/// The library.
#[server(name = ListClausesCall, endpoint = "clauses.list", input = Json, output = Json)]
pub async fn list(request: ListClauses) -> Result<Vec<Clause>, Fault> {
    call::run(request).await
}

/// Adds or changes one.
#[server(name = SaveClauseCall, endpoint = "clauses.save", input = Json, output = Json)]
pub async fn save(request: SaveClause) -> Result<Vec<Clause>, Fault> {
    call::run(request).await
}

/// Takes one away.
#[server(name = DeleteClauseCall, endpoint = "clauses.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteClause) -> Result<Vec<Clause>, Fault> {
    call::run(request).await
}
