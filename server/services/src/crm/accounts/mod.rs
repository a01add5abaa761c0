//! Use cases of accounts: read and changed.

mod read;
mod write;

pub(super) use write::{add, check_hierarchy};

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::crm::accounts::AccountView;
use shared::kernel::{AccountId, Named, Problem};
use store::Session;
use store::crm::accounts as rows;

use super::owner::rights;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read::list);
    registry.add(read::facets);
    registry.add(read::get);
    registry.add(read::related);
    registry.add(read::suggest);
    registry.add(read::similar);
    registry.add(write::create);
    registry.add(write::edit);
    registry.add(write::delete);
    registry.add(write::restore);
}

/// The account as its page shows it, deleted or not.
async fn view(ctx: &Ctx, session: &mut Session, id: AccountId) -> Result<AccountView, Problem> {
    let stored = rows::get(session, id).await.or_problem()?.or_not_found()?;
    let rights = rights(ctx, session, stored.facts.owner_id).await?;
    Ok(AccountView {
        id,
        version: stored.version,
        owner: Named::new(stored.facts.owner_id, stored.owner_name),
        above: rows::above(session, id).await.or_problem()?,
        below: rows::below(session, id).await.or_problem()?,
        facts: stored.facts,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        deleted_at: stored.deleted_at,
        may_edit: rights.edit,
        may_assign: rights.assign,
    })
}
