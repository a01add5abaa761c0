//! Activities, tasks, calendar and timelines.
//!
//! What a person sees: records they own or may see by their scope, those of deals such a person
//! owns, and those of deals on whose team they are. What they change: the same without the last.

pub mod activities;
pub mod links;
pub mod tasks;
pub mod timeline;

use crate::Sql;
use crate::scope::scope_condition;
use shared::kernel::Named;
use shared::kernel::{Actor, ContactId, Scope};
use shared::work::LinksView;
use uuid::Uuid;

/// Appends `AND …`: the reader may see the row `r` (a task or activity), whose deal is joined as `o`.
pub(crate) fn visible(sql: &mut Sql, actor: &Actor, scope: Scope) {
    if scope == Scope::All {
        return;
    }
    sql.push("AND EXISTS (SELECT 1 FROM users vu WHERE vu.id IN (r.owner_id, o.owner_id)");
    scope_condition(sql, actor, scope, "vu.id", Some("r.opportunity_id"));
    sql.push(")");
}

/// Appends the expression that says whether the reader may change the row `r`.
fn may_edit(sql: &mut Sql, actor: &Actor, scope: Scope) {
    match scope {
        Scope::All => {
            sql.push("TRUE");
        }
        Scope::None => {
            sql.push("FALSE");
        }
        Scope::Own | Scope::Team => {
            sql.push("EXISTS (SELECT 1 FROM users eu WHERE eu.id IN (r.owner_id, o.owner_id)");
            scope_condition(sql, actor, scope, "eu.id", None);
            sql.push(")");
        }
    }
}

/// The joins every list of tasks or activities needs; the row is `r`, and an outer join keeps it the first that
/// is read, whatever the planner thinks of people.
pub(crate) const JOINS: &str = "LEFT JOIN users u ON u.id = r.owner_id
    LEFT JOIN accounts a ON a.id = r.account_id
    LEFT JOIN contacts c ON c.id = r.contact_id
    LEFT JOIN opportunities o ON o.id = r.opportunity_id";

/// The columns of the joined records.
pub(crate) const LINK_COLUMNS: &str =
    "r.owner_id, u.name AS owner_name, r.account_id, a.name AS account_name,
    r.contact_id, c.first_name AS contact_first, c.last_name AS contact_last,
    r.opportunity_id, o.name AS opportunity_name";

#[derive(sqlx::FromRow)]
pub(crate) struct LinkRow {
    account_id: Option<Uuid>,
    account_name: Option<String>,
    contact_id: Option<Uuid>,
    contact_first: Option<String>,
    contact_last: Option<String>,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
}

impl LinkRow {
    pub(crate) fn view(self) -> LinksView {
        let contact = format!(
            "{} {}",
            self.contact_first.unwrap_or_default(),
            self.contact_last.unwrap_or_default()
        );
        LinksView {
            account: self
                .account_id
                .map(|id| Named::new(id.into(), self.account_name.unwrap_or_default())),
            contact: self
                .contact_id
                .map(|id| Named::new(ContactId(id), contact.trim())),
            opportunity: self
                .opportunity_id
                .map(|id| Named::new(id.into(), self.opportunity_name.unwrap_or_default())),
        }
    }
}
