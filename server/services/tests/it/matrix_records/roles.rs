//! Roles, as administrators keep them.

use super::*;
use crate::platform::roles::role;
use shared::platform::roles;

pub fn rows() -> Vec<Row> {
    rows![(ADMIN, roles::ListRoles, |_b| json!({}))(
        ADMIN,
        roles::SaveRole,
        |b| {
            let one = role(b, &b.uuid().to_string()).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        }
    )(ADMIN, roles::DeleteRole, |b| {
        let one = role(b, &b.uuid().to_string()).await;
        json!({"id": one.id, "version": one.version})
    })]
}
