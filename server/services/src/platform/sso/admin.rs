//! Providers, kept by administrators.

use super::discovery::{discover, read_keys};
use crate::platform::roles::may_give;
use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProviderId, Rights, Role};
use shared::platform::sso::{
    DeleteProvider, ListProviders, PROVIDERS_MAX, ProviderDraft, ProviderReport, Providers,
    SaveProvider, TestProvider, administrators_kept, check_issuer, check_provider, check_secret,
    tidy_provider,
};
use store::platform::sso::{self, Stored};
use store::platform::{sessions, users};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
    registry.add(test);
}

async fn list(ctx: Ctx, _: ListProviders) -> Result<Providers, Problem> {
    view(&ctx, &mut ctx.read().await?).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<Providers, Problem> {
    let stored = sso::list(session).await.or_problem()?;
    let domains = sso::domains_without_password(session).await.or_problem()?;
    let samples = ctx.services().sample_logins();
    let administrators = sso::administrators_with_password(session, samples)
        .await
        .or_problem()?;
    Ok(Providers {
        list: stored.into_iter().map(|stored| stored.view).collect(),
        redirect: ctx.services().provider_redirect(),
        administrators_kept: administrators_kept(&domains, &administrators),
    })
}

/// A provider vouches for anybody, administrators among them: only who may do everything sets one up.
fn may_vouch(ctx: &Ctx) -> Result<(), Problem> {
    may_give(&ctx.actor, &Rights::of(Role::Administrator))
}

async fn save(ctx: Ctx, request: SaveProvider) -> Result<Providers, Problem> {
    may_vouch(&ctx)?;
    let draft = tidy_provider(request.draft);
    let mut issues = check_provider(&draft, ctx.services().provider_door().plain());
    let secret = request.secret.map(|secret| secret.trim().to_owned());
    issues.extend(secret.as_deref().and_then(check_secret));
    refuse(issues)?;
    let mut session = ctx.write().await?;
    if let Some(team) = draft.team_id {
        let teams = users::teams(&mut session).await.or_problem()?;
        if !teams.iter().any(|(id, _, _)| *id == team) {
            return Err(Problem::because(Issue::error("not_found", "team_id")));
        }
    }
    let id = request.id;
    if request.version == 0 {
        create(&ctx, &mut session, id, &draft, &secret.unwrap_or_default()).await?;
    } else {
        edit(&ctx, &mut session, (id, request.version), &draft, secret).await?;
    }
    let after = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn create(
    ctx: &Ctx,
    session: &mut Session,
    id: ProviderId,
    draft: &ProviderDraft,
    secret: &str,
) -> Result<(), Problem> {
    let there = sso::list(session).await.or_problem()?;
    if there.iter().any(|stored| stored.view.id == id) {
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    if there.len() >= PROVIDERS_MAX as usize {
        let issue = Issue::error("too_many", "name").with("max", PROVIDERS_MAX);
        return Err(Problem::because(issue));
    }
    let kept = ctx.services().seal_provider(id, secret)?;
    sso::insert(session, id, draft, &kept, ctx.now())
        .await
        .or_problem()?;
    record(ctx, session, id, "created", (None, Some(draft))).await
}

async fn edit(
    ctx: &Ctx,
    session: &mut Session,
    (id, version): (ProviderId, i64),
    draft: &ProviderDraft,
    secret: Option<String>,
) -> Result<(), Problem> {
    let before = current(session, id, version).await?;
    let old = &before.view.draft;
    // A secret belongs to the address it was typed for: with another one it would be sent to a stranger.
    if old.issuer != draft.issuer && secret.is_none() && before.view.has_secret {
        return Err(Problem::because(Issue::error("secret_again", "secret")));
    }
    let renewed = secret.is_some();
    let kept = match secret {
        Some(secret) => ctx.services().seal_provider(id, &secret)?,
        None => before.secret,
    };
    let saved = sso::update(session, id, version, draft, &kept, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(&before.view));
    }
    // Its word was the second factor of who is in: from now on they give ours, at once.
    if draft.second_factor && !old.second_factor {
        sessions::end_of_provider(session, id).await.or_problem()?;
    }
    sso::forget_foreign(session, id, &draft.issuer)
        .await
        .or_problem()?;
    record(ctx, session, id, "edited", (Some(old), Some(draft))).await?;
    if renewed {
        record(ctx, session, id, "secret_rotated", (None, None)).await?;
    }
    Ok(())
}

async fn delete(ctx: Ctx, request: DeleteProvider) -> Result<Providers, Problem> {
    may_vouch(&ctx)?;
    let mut session = ctx.write().await?;
    let before = current(&mut session, request.id, request.version).await?;
    let gone = sso::delete(&mut session, request.id, request.version)
        .await
        .or_problem()?;
    if !gone {
        return Err(conflict(&before.view));
    }
    let facts = (Some(&before.view.draft), None);
    record(&ctx, &mut session, request.id, "deleted", facts).await?;
    let left = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}

/// Reads anew what the provider publishes; every fault is a finding.
async fn test(ctx: Ctx, request: TestProvider) -> Result<ProviderReport, Problem> {
    let issuer = request.issuer.trim();
    let door = ctx.services().provider_door();
    let failed = |issue: Issue| ProviderReport {
        issues: vec![issue],
        ..ProviderReport::default()
    };
    if let Some(issue) = check_issuer(issuer, door.plain()) {
        return Ok(failed(issue));
    }
    let discovery = match discover(door, issuer).await {
        Ok(discovery) => discovery,
        Err(fault) => return Ok(failed(fault.issue())),
    };
    let mut report = ProviderReport {
        issues: discovery.issues(issuer, door),
        authorization: discovery.authorization_endpoint.clone(),
        algorithms: discovery.algorithms(),
        keys: 0,
    };
    if report.issues.is_empty() {
        match read_keys(door, &discovery.jwks_uri).await {
            Ok(keys) if keys.is_empty() => {
                report.issues.push(Issue::error("sso_no_keys", "issuer"));
            }
            Ok(keys) => report.keys = u32::try_from(keys.len()).unwrap_or(u32::MAX),
            Err(fault) => report.issues.push(fault.issue()),
        }
    }
    Ok(report)
}

async fn current(session: &mut Session, id: ProviderId, version: i64) -> Result<Stored, Problem> {
    let stored = sso::get(session, id).await.or_problem()?.or_not_found()?;
    if stored.view.version == version {
        Ok(stored)
    } else {
        Err(conflict(&stored.view))
    }
}

/// Appends the event of a change. Facts never hold the secret.
async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: ProviderId,
    action: &str,
    (before, after): (Option<&ProviderDraft>, Option<&ProviderDraft>),
) -> Result<(), Problem> {
    let facts = |draft: &ProviderDraft| json!(draft);
    let (before, after): (Option<Value>, Option<Value>) = (before.map(facts), after.map(facts));
    let change = Change {
        entity: Entity::IdentityProvider,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(session, change).await
}
