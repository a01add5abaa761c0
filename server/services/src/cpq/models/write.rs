//! Saving, publishing and retiring versions.

use super::exchange::away;
use super::{desk_of, engine, for_eyes, hash_of, load};
use crate::cpq::{conflict, or_issue, refuse_errors};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::cpq::models::guide::{Question, QuestionKind};
use shared::cpq::models::ops::{DiscardModel, ModelDesk, PublishModel, RetireModel, SaveModel};
use shared::cpq::models::{
    AttributeKind, Engine, ModelContent, ModelDraft, ModelState, ProductModel, validate_draft,
};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, LocalText, Problem, ProductModelId};
use std::sync::Arc;
use store::cpq::catalog::products;
use store::cpq::models as table;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(save);
    registry.add(discard);
    registry.add(publish);
    registry.add(retire);
}

/// Largest draft, in bytes of JSON.
const MAX_CONTENT: usize = 2 << 20;

/// A draft may be saved while its rules do not hold together yet; its structure must.
async fn save(ctx: Ctx, request: SaveModel) -> Result<ProductModel, Problem> {
    let mut draft = tidy(request.draft);
    refuse_errors(validate_draft(&draft))?;
    if table::content_json(&draft.content).or_problem()?.len() > MAX_CONTENT {
        return Err(Problem::because(
            Issue::error("too_long", "rules").with("max", MAX_CONTENT),
        ));
    }
    let mut session = ctx.write().await?;
    if request.version == 0 {
        products::get(&mut session, request.product_id)
            .await
            .or_problem()?
            .or_not_found()?;
        or_issue(
            table::insert(
                &mut session,
                request.id,
                request.product_id,
                &draft,
                ctx.now(),
            )
            .await,
            "model_draft_exists",
            "product_id",
        )?;
        return finish(&ctx, session, request.id, "created", None).await;
    }
    let before = load(&mut session, request.id).await?;
    if before.product_id != request.product_id {
        return Err(Problem::of(shared::kernel::ProblemKind::NotFound));
    }
    if before.version != request.version {
        return Err(stale(&ctx, before));
    }
    is_draft(&before)?;
    if !ctx.actor.may(Action::ViewMargin) {
        draft.content.keep_costs(&before.draft.content);
    }
    let saved = table::update(&mut session, request.id, request.version, &draft, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(stale(&ctx, before));
    }
    finish(&ctx, session, request.id, "edited", Some(before)).await
}

/// The version as it is by now, for whoever meant another.
fn stale(ctx: &Ctx, now: ProductModel) -> Problem {
    conflict(&for_eyes(ctx, now))
}

fn is_draft(model: &ProductModel) -> Result<(), Problem> {
    if model.state == ModelState::Draft {
        Ok(())
    } else {
        Err(Problem::because(
            Issue::error("model_not_draft", "state").with("number", model.number),
        ))
    }
}

/// Names without blanks around them, no sign that a database cannot keep, no empty rule.
fn tidy(mut draft: ModelDraft) -> ModelDraft {
    let content = &mut draft.content;
    for attribute in &mut content.attributes {
        tidy_name(&mut attribute.name);
        match &mut attribute.kind {
            AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } => {
                values
                    .iter_mut()
                    .for_each(|value| tidy_name(&mut value.name));
            }
            AttributeKind::Number { unit, .. } => tidy_name(unit),
            AttributeKind::Flag { .. } => {}
        }
    }
    for group in &mut content.groups {
        tidy_name(&mut group.name);
        let options = group.options.iter_mut();
        options.for_each(|option| tidy_name(&mut option.name));
    }
    for rule in &mut content.rules {
        tidy_name(&mut rule.name);
        rule.text.retain(|letter| letter != '\0');
    }
    tidy_guide(&mut content.guide);
    content
        .rules
        .retain(|rule| !rule.text.trim().is_empty() || rule.name != LocalText::default());
    draft
}

/// The same of questions.
pub(super) fn tidy_guide(guide: &mut [Question]) {
    let tidy_text = |text: &mut String| text.retain(|letter| letter != '\0');
    for question in guide {
        tidy_name(&mut question.name);
        tidy_name(&mut question.help);
        tidy_text(&mut question.when);
        for answer in question.answers_mut().into_iter().flatten() {
            tidy_name(&mut answer.name);
            tidy_name(&mut answer.because);
            tidy_text(&mut answer.sets);
            tidy_text(&mut answer.favours);
        }
        if let QuestionKind::Number {
            unit,
            sets,
            because,
            ..
        } = &mut question.kind
        {
            tidy_name(unit);
            tidy_name(because);
            tidy_text(sets);
        }
    }
}

fn tidy_name(name: &mut LocalText) {
    for text in [&mut name.en, &mut name.fr] {
        text.retain(|letter| letter != '\0');
        *text = text.trim().to_owned();
    }
}

async fn discard(ctx: Ctx, request: DiscardModel) -> Result<ModelDesk, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&mut session, request.id).await?;
    if before.version != request.version {
        return Err(stale(&ctx, before));
    }
    is_draft(&before)?;
    if !table::delete(&mut session, request.id, request.version)
        .await
        .or_problem()?
    {
        return Err(stale(&ctx, before));
    }
    record(&ctx, &mut session, &before, "deleted", Some(&before), None).await?;
    let desk = desk_of(&ctx, &mut session, before.product_id).await?;
    session.commit().await.or_problem()?;
    Ok(desk)
}

/// The rules must hold together and allow a product: the draft is compiled before anything is
/// written.
async fn publish(ctx: Ctx, request: PublishModel) -> Result<ProductModel, Problem> {
    let mut session = ctx.read().await?;
    let draft = load(&mut session, request.id).await?;
    drop(session);
    if draft.version != request.version {
        return Err(stale(&ctx, draft));
    }
    is_draft(&draft)?;
    let compiled = engine(draft.draft.content.clone()).await?;
    if compiled.items.is_empty() {
        return Err(Problem::because(Issue::error("required", "attributes")));
    }
    if !compiled.compiled.possible {
        return Err(Problem::because(Issue::error("model_void", "rules")));
    }
    guide_holds(&draft.draft.content).await?;
    let hash = hash_of(&draft.draft.content)?;
    move_to(
        &ctx,
        request.id,
        request.version,
        ModelState::Published,
        Some(hash),
    )
    .await
}

/// The guide's texts must hold together, too.
async fn guide_holds(content: &ModelContent) -> Result<(), Problem> {
    if content.guide.is_empty() {
        return Ok(());
    }
    let content = Arc::new(content.clone());
    away(move || Engine::guided(content).map(|_| ())).await
}

async fn retire(ctx: Ctx, request: RetireModel) -> Result<ProductModel, Problem> {
    move_to(&ctx, request.id, request.version, ModelState::Retired, None).await
}

async fn move_to(
    ctx: &Ctx,
    id: ProductModelId,
    version: i64,
    state: ModelState,
    hash: Option<String>,
) -> Result<ProductModel, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&mut session, id).await?;
    if before.version != version {
        return Err(stale(ctx, before));
    }
    let from = match state {
        ModelState::Published => ModelState::Draft,
        ModelState::Retired | ModelState::Draft => ModelState::Published,
    };
    if before.state != from {
        return Err(Problem::because(
            Issue::error("move_not_possible", "state").with("state", before.state.code()),
        ));
    }
    let hash = hash.unwrap_or_else(|| before.hash.clone());
    if !table::set_state(&mut session, id, version, (state, &hash), ctx.now())
        .await
        .or_problem()?
    {
        return Err(stale(ctx, before));
    }
    finish(ctx, session, id, state.code(), Some(before)).await
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    of: &ProductModel,
    action: &str,
    before: Option<&ProductModel>,
    after: Option<&ProductModel>,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::ProductModel,
        id: of.id.0,
        parent: Some(of.product_id.0),
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: ProductModelId,
    action: &str,
    before: Option<ProductModel>,
) -> Result<ProductModel, Problem> {
    let after = load(&mut session, id).await?;
    record(
        ctx,
        &mut session,
        &after,
        action,
        before.as_ref(),
        Some(&after),
    )
    .await?;
    session.commit().await.or_problem()?;
    Ok(for_eyes(ctx, after))
}
