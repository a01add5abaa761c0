//! Templates: kept by their owner, started from by those they are shared with.

use crate::cpq::{attachments, conflict};
use crate::platform::fields;
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use shared::cpq::templates::ops::{
    CreateTemplate, DeleteTemplate, ListTemplates, RestoreTemplate, UpdateTemplate,
};
use shared::cpq::templates::{
    TEMPLATES, TemplateContents, TemplateRow, TemplateSharing, contents_of, validate_template,
};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, Named, Problem, ProblemKind, QuoteTemplateId, Role, Scope};
use shared::platform::fields::{FieldKind, Holder};
use store::cpq::quotes;
use store::cpq::templates::{self as table, StoredTemplate};
use store::{Change, Session};

/// Days a deletion can be taken back.
const KEPT_DAYS: i64 = 30;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(create);
    registry.add(update);
    registry.add(delete);
    registry.add(restore);
}

/// Its owner changes a template; a shared one, an administrator, too.
fn may_edit(ctx: &Ctx, template: &StoredTemplate) -> bool {
    let shared = template.sharing != TemplateSharing::Private;
    template.owner.id == ctx.actor.user_id || (shared && ctx.actor.role == Role::Administrator)
}

fn shown(ctx: &Ctx, template: StoredTemplate) -> TemplateRow {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let contents = &template.contents;
    TemplateRow {
        may_edit: may_edit(ctx, &template),
        lines: count(contents.lines.len()),
        sections: count(contents.sections.len()),
        clauses: count(contents.clauses.len()),
        files: count(template.files),
        title: contents.title.clone(),
        language: contents.language,
        id: template.id,
        name: template.name,
        sharing: template.sharing,
        owner: template.owner,
        updated_at: template.updated_at,
        version: template.version,
    }
}

async fn list(ctx: Ctx, _: ListTemplates) -> Result<Vec<TemplateRow>, Problem> {
    let mut session = ctx.read().await?;
    let seen = table::seen_by(&mut session, &ctx.actor)
        .await
        .or_problem()?;
    Ok(seen.into_iter().map(|one| shown(&ctx, one)).collect())
}

fn check(ctx: &Ctx, template: &StoredTemplate) -> Result<(), Problem> {
    let leads = matches!(ctx.scope_for(Action::EditQuote), Scope::Team | Scope::All);
    let has_team = template.team_id.is_some();
    refuse(validate_template(
        &template.name,
        template.sharing,
        has_team,
        leads,
    ))
}

fn named(name: &str) -> String {
    name.replace('\0', "").trim().to_owned()
}

async fn create(ctx: Ctx, request: CreateTemplate) -> Result<TemplateRow, Problem> {
    let mut session = ctx.write().await?;
    let quote = quotes::get(&mut session, &ctx.actor, ctx.scope, request.quote_id)
        .await
        .or_problem()?
        .or_not_found()?;
    let files = attachments::all(&mut session, quote.id).await?;
    let template = StoredTemplate {
        id: request.id,
        name: named(&request.name),
        sharing: request.sharing,
        team_id: ctx
            .actor
            .team_id
            .filter(|_| request.sharing == TemplateSharing::Team),
        owner: Named::new(ctx.actor.user_id, ctx.actor.name.clone()),
        contents: without_days(&ctx, &mut session, contents_of(&quote.draft)).await?,
        files: files.len(),
        updated_at: ctx.now(),
        deleted_at: None,
        version: 1,
    };
    check(&ctx, &template)?;
    if let Some(there) = table::get(&mut session, request.id).await.or_problem()? {
        // The same request twice (a retry after a lost answer) is no error.
        let same = (&there.name, &there.contents) == (&template.name, &template.contents);
        if same && there.owner.id == template.owner.id {
            return Ok(shown(&ctx, there));
        }
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    let count = table::count(&mut session, ctx.actor.user_id)
        .await
        .or_problem()?;
    if count >= TEMPLATES {
        return Err(Problem::because(
            Issue::error("too_many", "name").with("max", TEMPLATES),
        ));
    }
    table::insert(&mut session, &template, false)
        .await
        .or_problem()?;
    attachments::into_template(&ctx, &mut session, quote.id, template.id).await?;
    record(&ctx, &mut session, "created", None, Some(&template)).await?;
    session.commit().await.or_problem()?;
    Ok(shown(&ctx, template))
}

/// The contents without what administrators' fields say of days: those are the quote's it is made of.
async fn without_days(
    ctx: &Ctx,
    session: &mut Session,
    mut contents: TemplateContents,
) -> Result<TemplateContents, Problem> {
    let settings = ctx.settings(session).await?;
    let fields = fields::of(&settings.fields, Holder::Quote);
    let is_day = |key: &str| {
        let mut all = fields.iter();
        all.any(|field| field.key == key && field.kind == FieldKind::Date)
    };
    contents.custom.0.retain(|key, _| !is_day(key));
    Ok(contents)
}

/// The template to change: the actor may change it.
async fn own(
    ctx: &Ctx,
    session: &mut Session,
    id: QuoteTemplateId,
) -> Result<StoredTemplate, Problem> {
    let template = table::get(session, id).await.or_problem()?;
    template.filter(|one| may_edit(ctx, one)).or_not_found()
}

async fn update(ctx: Ctx, request: UpdateTemplate) -> Result<TemplateRow, Problem> {
    let mut session = ctx.write().await?;
    let before = own(&ctx, &mut session, request.id).await?;
    if before.deleted_at.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    if before.version != request.version {
        return Err(conflict(&shown(&ctx, before)));
    }
    // A template stays with the team it was shared with, whoever changes it.
    let team = before.team_id.or(ctx.actor.team_id);
    let mut after = StoredTemplate {
        name: named(&request.name),
        sharing: request.sharing,
        team_id: team.filter(|_| request.sharing == TemplateSharing::Team),
        ..before.clone()
    };
    check(&ctx, &after)?;
    if after != before {
        let saved = table::update(&mut session, &after, ctx.now())
            .await
            .or_problem()?;
        if !saved {
            return Err(conflict(&shown(&ctx, before)));
        }
        record(&ctx, &mut session, "edited", Some(&before), Some(&after)).await?;
        after.version += 1;
        after.updated_at = ctx.now();
    }
    session.commit().await.or_problem()?;
    Ok(shown(&ctx, after))
}

async fn delete(ctx: Ctx, request: DeleteTemplate) -> Result<TemplateRow, Problem> {
    let mut session = ctx.write().await?;
    let mut template = own(&ctx, &mut session, request.id).await?;
    if template.version != request.version {
        return Err(conflict(&shown(&ctx, template)));
    }
    if template.deleted_at.is_none() {
        let now = ctx.now();
        table::forget(&mut session, now.plus_days(-KEPT_DAYS))
            .await
            .or_problem()?;
        let place = (template.id, template.version);
        table::set_deleted(&mut session, place, Some(now), now)
            .await
            .or_problem()?;
        record(&ctx, &mut session, "deleted", Some(&template), None).await?;
        session.commit().await.or_problem()?;
        template.version += 1;
    }
    Ok(shown(&ctx, template))
}

async fn restore(ctx: Ctx, request: RestoreTemplate) -> Result<TemplateRow, Problem> {
    let mut session = ctx.write().await?;
    let mut template = own(&ctx, &mut session, request.id).await?;
    if template.deleted_at.is_some() {
        let place = (template.id, template.version);
        table::set_deleted(&mut session, place, None, ctx.now())
            .await
            .or_problem()?;
        record(&ctx, &mut session, "restored", None, Some(&template)).await?;
        session.commit().await.or_problem()?;
        template.version += 1;
    }
    Ok(shown(&ctx, template))
}

/// What the log keeps of a template.
#[derive(serde::Serialize)]
struct Facts<'a> {
    name: &'a str,
    sharing: TemplateSharing,
}

impl<'a> Facts<'a> {
    fn of(template: &'a StoredTemplate) -> Self {
        Self {
            name: &template.name,
            sharing: template.sharing,
        }
    }
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&StoredTemplate>,
    after: Option<&StoredTemplate>,
) -> Result<(), Problem> {
    let Some(template) = after.or(before) else {
        return Ok(());
    };
    let (old, new) = (before.map(Facts::of), after.map(Facts::of));
    let both_private = [before, after]
        .into_iter()
        .flatten()
        .all(|one| one.sharing == TemplateSharing::Private);
    let change = Change {
        entity: Entity::QuoteTemplate,
        id: template.id.0,
        parent: None,
        // Of a shared one everybody may hear: a page reads again with its own rights.
        owner: both_private.then_some(template.owner.id),
        action,
        before: old.as_ref(),
        after: new.as_ref(),
    };
    ctx.record(session, change).await
}

/// What a template says, for who may start from it.
pub(in crate::cpq) async fn contents(
    ctx: &Ctx,
    session: &mut Session,
    id: QuoteTemplateId,
) -> Result<TemplateContents, Problem> {
    let template = table::usable(session, &ctx.actor, id)
        .await
        .or_problem()?
        .or_not_found()?;
    Ok(template.contents)
}
