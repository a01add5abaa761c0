//! What the page asks of the server about roles.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::roles::{DeleteRole, ListRoles, RoleView, SaveRole};

/// Every role.
#[server(name = ListRolesCall, endpoint = "roles.list", input = Json, output = Json)]
pub async fn list(request: ListRoles) -> Result<Vec<RoleView>, Fault> {
    call::run(request).await
}

/// Adds or changes one.
#[server(name = SaveRoleCall, endpoint = "roles.save", input = Json, output = Json)]
pub async fn save(request: SaveRole) -> Result<Vec<RoleView>, Fault> {
    call::run(request).await
}

/// Takes one of the company away.
#[server(name = DeleteRoleCall, endpoint = "roles.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteRole) -> Result<Vec<RoleView>, Fault> {
    call::run(request).await
}
