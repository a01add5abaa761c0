//! Reads and sets quotas.

use super::company_facts;
use super::organisation::{Branch, Organisation};
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Money, Problem, ProblemKind, QuotaId, Scope, UserId};
use shared::planning::quotas::check;
use shared::planning::quotas::ops::{ListQuotas, QuotaView, RemoveQuota, SetQuota};
use std::collections::BTreeSet;
use store::planning::quotas as stored;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(set);
    registry.add(remove);
}

async fn list(ctx: Ctx, request: ListQuotas) -> Result<Vec<QuotaView>, Problem> {
    let mut session = ctx.read().await?;
    let visible = Organisation::of(&ctx, &mut session, Action::ViewForecast).await?;
    let owners: Vec<UserId> = visible.people.iter().map(|person| person.id).collect();
    stored::list(&mut session, Some(&owners), request.from, request.to)
        .await
        .or_problem()
}

/// Whose quota the person may set, among the people of `branch`.
pub(super) async fn may_set(
    ctx: &Ctx,
    session: &mut Session,
    branch: &Branch,
) -> Result<Vec<UserId>, Problem> {
    if ctx.scope_for(Action::EditQuota) == Scope::None {
        return Ok(Vec::new());
    }
    let editable = Organisation::of(ctx, session, Action::EditQuota).await?;
    let ids: BTreeSet<UserId> = editable.people.iter().map(|person| person.id).collect();
    Ok(branch
        .owners()
        .into_iter()
        .filter(|id| ids.contains(id))
        .collect())
}

async fn set(ctx: Ctx, request: SetQuota) -> Result<QuotaView, Problem> {
    let mut session = ctx.write().await?;
    let editable = Organisation::of(&ctx, &mut session, Action::EditQuota).await?;
    editable
        .people
        .iter()
        .find(|person| person.id == request.user_id)
        .or_not_found()?;
    let (calendar, _) = company_facts(&ctx, &mut session).await?;
    refuse(check(calendar, request.period_start, request.amount_minor))?;
    let amount = Money::new(request.amount_minor, request.currency);
    let before = stored::get(&mut session, request.user_id, request.period_start)
        .await
        .or_problem()?;
    if before.as_ref().map(|quota| quota.version) != request.version {
        return Err(Problem {
            current: before.and_then(|quota| serde_json::to_string(&quota).ok()),
            ..Problem::of(ProblemKind::Conflict)
        });
    }
    let after = match &before {
        Some(quota) => {
            let changed = QuotaView {
                amount,
                ..quota.clone()
            };
            if !stored::update(&mut session, &changed).await.or_problem()? {
                return Err(Problem::of(ProblemKind::Conflict));
            }
            QuotaView {
                version: quota.version + 1,
                ..changed
            }
        }
        None => {
            let created = QuotaView {
                id: QuotaId(ctx.uuid()),
                user_id: request.user_id,
                period_start: request.period_start,
                amount,
                version: 1,
            };
            stored::insert(&mut session, &created, false)
                .await
                .or_problem()?;
            created
        }
    };
    let change = Change {
        entity: Entity::Quota,
        id: after.id.0,
        parent: None,
        owner: Some(after.user_id),
        action: if before.is_some() {
            "edited"
        } else {
            "created"
        },
        before: before.as_ref(),
        after: Some(&after),
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn remove(ctx: Ctx, request: RemoveQuota) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    let editable = Organisation::of(&ctx, &mut session, Action::EditQuota).await?;
    editable
        .people
        .iter()
        .find(|person| person.id == request.user_id)
        .or_not_found()?;
    let before = stored::get(&mut session, request.user_id, request.period_start)
        .await
        .or_problem()?
        .or_not_found()?;
    let removed = before.version == request.version
        && stored::delete(&mut session, before.id, request.version)
            .await
            .or_problem()?;
    if !removed {
        return Err(crate::conflict(&before));
    }
    let change = Change {
        entity: Entity::Quota,
        id: before.id.0,
        parent: None,
        owner: Some(before.user_id),
        action: "deleted",
        before: Some(&before),
        after: None,
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()
}
