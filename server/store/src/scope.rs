//! The permission policy compiled into SQL: which rows of an owned table an actor may touch.

use crate::sql::Sql;
use shared::kernel::{Actor, Scope};

/// Appends `AND (…)` to `sql`: the condition that `owner` (a column, for example `o.owner_id`) is in
/// the actor's scope. `deal` is the column with the opportunity's id whose team members share the
/// record (`o.id`, `t.opportunity_id`), if the table has one.
///
/// `owner` and `deal` are static texts of the store, never outside input.
pub fn scope_condition(
    sql: &mut Sql,
    actor: &Actor,
    scope: Scope,
    owner: &'static str,
    deal: Option<&'static str>,
) {
    match scope {
        Scope::All => return,
        Scope::None => {
            sql.push("AND FALSE");
            return;
        }
        Scope::Own | Scope::Team => {}
    }
    sql.push("AND (").push(owner).push("=").bind(actor.user_id);
    if let (Scope::Team, Some(team)) = (scope, actor.team_id) {
        sql.push("OR")
            .push(owner)
            .push("IN (SELECT su.id FROM users su JOIN team_closure tc ON tc.descendant_id = su.team_id WHERE tc.ancestor_id =")
            .bind(team)
            .push(")");
    }
    if let Some(deal) = deal {
        sql.push("OR EXISTS (SELECT 1 FROM opportunity_team ot WHERE ot.opportunity_id =")
            .push(deal)
            .push("AND ot.user_id =")
            .bind(actor.user_id)
            .push(")");
    }
    sql.push(")");
}
