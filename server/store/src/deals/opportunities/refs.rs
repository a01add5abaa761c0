//! Whether the records a request names exist: asked before saving, so that a wrong id is a finding
//! and not a broken constraint.

use crate::sql::Sql;
use crate::{Bind, Result, Session};
use shared::kernel::{AccountId, Actor, ContactId, LossReasonId, ProductId, Scope, UserId};
use std::collections::BTreeSet;

async fn all_known<T: Bind + Ord + Copy>(
    session: &mut Session,
    part: &'static str,
    ids: impl IntoIterator<Item = T>,
) -> Result<bool> {
    let ids: BTreeSet<T> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(true);
    }
    let wanted = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let mut sql = Sql::new("SELECT COUNT(*)");
    sql.within(part, ids);
    let found: Option<(i64,)> = session.opt_of(sql).await?;
    Ok(found.is_some_and(|(count,)| count == wanted))
}

/// Whether the account exists.
pub async fn known_account(session: &mut Session, id: AccountId) -> Result<bool> {
    all_known(
        session,
        "FROM accounts WHERE deleted_at IS NULL AND id IN",
        [id],
    )
    .await
}

/// Whether all these contacts exist.
pub async fn known_contacts(
    session: &mut Session,
    ids: impl IntoIterator<Item = ContactId>,
) -> Result<bool> {
    all_known(
        session,
        "FROM contacts WHERE deleted_at IS NULL AND id IN",
        ids,
    )
    .await
}

/// Whether all these users exist and are active.
pub async fn known_users(
    session: &mut Session,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<bool> {
    all_known(session, "FROM users WHERE active AND id IN", ids).await
}

/// Whether all these products exist.
pub async fn known_products(
    session: &mut Session,
    ids: impl IntoIterator<Item = ProductId>,
) -> Result<bool> {
    all_known(session, "FROM products WHERE id IN", ids).await
}

/// Whether the loss reason exists and may be chosen.
pub async fn known_loss_reason(session: &mut Session, id: LossReasonId) -> Result<bool> {
    all_known(session, "FROM loss_reasons WHERE active AND id IN", [id]).await
}

/// Whether `actor`, with the right to assign as far as `scope`, may give a deal to `user`: an
/// active colleague within that scope who sells.
pub async fn assignable_user(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    user: UserId,
) -> Result<bool> {
    let mut sql =
        Sql::new("SELECT u.id FROM users u WHERE u.active AND u.role <> 'finance' AND u.id =");
    sql.bind(user);
    crate::scope_condition(&mut sql, actor, scope, "u.id", None);
    let found: Option<(uuid::Uuid,)> = session.opt_of(sql).await?;
    Ok(found.is_some())
}
