//! Use cases of contacts: read and changed.

mod read;
mod write;

pub(super) use write::{add, record};

use super::owner::rights;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::crm::contacts::ContactView;
use shared::kernel::{ContactId, Named, Problem};
use store::Session;
use store::crm::contacts as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read::list);
    registry.add(read::get);
    registry.add(read::related);
    registry.add(read::suggest);
    registry.add(write::create);
    registry.add(write::edit);
    registry.add(write::delete);
    registry.add(write::restore);
}

/// The contact as its page shows it, deleted or not.
async fn view(ctx: &Ctx, session: &mut Session, id: ContactId) -> Result<ContactView, Problem> {
    let stored = rows::get(session, id).await.or_problem()?.or_not_found()?;
    let rights = rights(ctx, session, stored.facts.owner_id).await?;
    Ok(ContactView {
        id,
        version: stored.version,
        account: stored
            .facts
            .account_id
            .zip(stored.account_name)
            .map(|(id, name)| Named::new(id, name)),
        owner: Named::new(stored.facts.owner_id, stored.owner_name),
        facts: stored.facts,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        deleted_at: stored.deleted_at,
        may_edit: rights.edit,
        may_assign: rights.assign,
    })
}
