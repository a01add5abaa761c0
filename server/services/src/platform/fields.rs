//! Fields an administrator adds: their set-up, and the one check every way of writing a record asks.
//! The rules are `shared::platform::fields`.

use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::fields::{
    CustomField, CustomValues, DeleteField, FieldUse, Holder, ListFieldUse, ListFields,
    OrderFields, RestoreField, SaveField, check_field, check_field_change, check_values,
};
use std::collections::{BTreeMap, BTreeSet};
use store::platform::fields as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(list_use);
    registry.add(save);
    registry.add(order);
    registry.add(delete);
    registry.add(restore);
}

/// The values of a record as they are kept, and the findings about them; `before` is what it has,
/// `None` for a new record.
pub(crate) async fn judge(
    ctx: &Ctx,
    session: &mut Session,
    holder: Holder,
    before: Option<&CustomValues>,
    values: &CustomValues,
) -> Result<(CustomValues, Vec<Issue>), Problem> {
    if before == Some(values) {
        return Ok((values.clone(), Vec::new()));
    }
    let settings = ctx.settings(session).await?;
    let fields = of(&settings.fields, holder);
    Ok(check_values(&fields, before, values))
}

/// The fields of one object.
pub(crate) fn of(all: &[CustomField], holder: Holder) -> Vec<CustomField> {
    all.iter()
        .filter(|field| field.holder == holder)
        .cloned()
        .collect()
}

async fn list(ctx: Ctx, _: ListFields) -> Result<Vec<CustomField>, Problem> {
    let settings = ctx.settings(&mut ctx.read().await?).await?;
    Ok(settings.fields.clone())
}

async fn list_use(ctx: Ctx, _: ListFieldUse) -> Result<Vec<FieldUse>, Problem> {
    let mut session = ctx.read().await?;
    let mut used: BTreeMap<i64, i64> = BTreeMap::new();
    for holder in Holder::ALL {
        let counts = rows::count_values(&mut session, *holder).await;
        used.extend(counts.or_problem()?);
    }
    let fields = rows::all(&mut session).await.or_problem()?;
    Ok(fields
        .into_iter()
        .map(|field| FieldUse {
            values: used.get(&field.number).copied().unwrap_or_default(),
            field,
        })
        .collect())
}

/// The field without blanks at the ends of what people read.
fn tidy(field: CustomField) -> CustomField {
    let text = |text: shared::kernel::LocalText| {
        shared::kernel::LocalText::new(text.en.trim(), text.fr.trim())
    };
    CustomField {
        label: text(field.label),
        help: text(field.help),
        options: field
            .options
            .into_iter()
            .map(|option| shared::platform::fields::FieldOption {
                code: option.code,
                label: text(option.label),
            })
            .collect(),
        ..field
    }
}

async fn save(ctx: Ctx, request: SaveField) -> Result<CustomField, Problem> {
    let wanted = tidy(request.field);
    let mut session = ctx.write().await?;
    let there = rows::get(&mut session, wanted.id).await.or_problem()?;
    let others = rows::all(&mut session).await.or_problem()?;
    let issues = check_field(&wanted, &others);
    if wanted.version == 0 {
        if let Some((there, _)) = there {
            // Sent again, because its answer was lost.
            let same = CustomField {
                version: there.version,
                number: there.number,
                position: there.position,
                ..wanted
            };
            return if same == there {
                Ok(there)
            } else {
                Err(conflict(&there))
            };
        }
        refuse(issues)?;
        let made = rows::insert(&mut session, &wanted, false, ctx.now())
            .await
            .or_problem()?;
        if !made {
            // A deleted field may come back and needs its key.
            return Err(Problem::because(Issue::error("custom_key_taken", "key")));
        }
        return finish(&ctx, session, wanted.id, "created", None).await;
    }
    let (before, deleted) = there.or_not_found()?;
    if deleted.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    if before.version != wanted.version {
        return Err(conflict(&before));
    }
    let mut issues = issues;
    issues.extend(check_field_change(&before, &wanted));
    issues.extend(options_in_use(&mut session, &before, &wanted).await?);
    if wanted.archived && !before.archived {
        issues.extend(stage_in_need(&mut session, &before).await?);
    }
    refuse(issues)?;
    let after = CustomField {
        number: before.number,
        position: before.position,
        ..wanted
    };
    if after == before {
        return Ok(before);
    }
    if !rows::update(&mut session, &after, ctx.now())
        .await
        .or_problem()?
    {
        return Err(conflict(&before));
    }
    let action = match (before.archived, after.archived) {
        (false, true) => "archived",
        (true, false) => "unarchived",
        _ => "edited",
    };
    finish(&ctx, session, after.id, action, Some(before)).await
}

/// An option that records have cannot be taken away: it would leave words nobody understands.
async fn options_in_use(
    session: &mut Session,
    before: &CustomField,
    after: &CustomField,
) -> Result<Option<Issue>, Problem> {
    let left: BTreeSet<&str> = after.options.iter().map(|one| one.code.as_str()).collect();
    let gone: Vec<&str> = before
        .options
        .iter()
        .map(|one| one.code.as_str())
        .filter(|code| !left.contains(code))
        .collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let used = rows::option_use(session, before, gone).await.or_problem()?;
    Ok((used > 0).then(|| Issue::error("custom_option_used", "options").with("count", used)))
}

/// A field a stage requires stays in sight: its deals could not go on without it.
async fn stage_in_need(
    session: &mut Session,
    field: &CustomField,
) -> Result<Option<Issue>, Problem> {
    if field.holder != Holder::Opportunity {
        return Ok(None);
    }
    let pipelines = store::deals::pipelines::all(session).await.or_problem()?;
    let mut stages = pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    let stage = stages.find(|stage| {
        let mut required = stage.required_fields.iter();
        stage.active && required.any(|one| one.key == field.key)
    });
    Ok(stage
        .map(|stage| Issue::error("custom_required_by", "archived").with_text("name", &stage.name)))
}

async fn order(ctx: Ctx, request: OrderFields) -> Result<Vec<CustomField>, Problem> {
    let mut session = ctx.write().await?;
    let before = rows::all(&mut session).await.or_problem()?;
    let own: BTreeSet<_> = before
        .iter()
        .filter(|field| field.holder == request.holder)
        .map(|field| field.id)
        .collect();
    let wanted: BTreeSet<_> = request.order.iter().copied().collect();
    if own != wanted || wanted.len() != request.order.len() {
        // Somebody added or deleted one meanwhile.
        return Err(conflict(&before));
    }
    for (position, id) in (0_i32..).zip(&request.order) {
        rows::set_position(&mut session, *id, position)
            .await
            .or_problem()?;
    }
    let after = rows::all(&mut session).await.or_problem()?;
    let keys = |all: &[CustomField]| -> Vec<String> {
        let own = all.iter().filter(|field| field.holder == request.holder);
        own.map(|field| field.key.clone()).collect()
    };
    let (old, new) = (Order::of(keys(&before)), Order::of(keys(&after)));
    if old != new {
        let change = Change {
            entity: Entity::CustomField,
            id: uuid::Uuid::nil(),
            parent: None,
            owner: None,
            action: "ordered",
            before: Some(&old),
            after: Some(&new),
        };
        ctx.record(&mut session, change).await?;
        session.commit().await.or_problem()?;
    }
    Ok(after)
}

#[derive(serde::Serialize, PartialEq)]
struct Order {
    order: Vec<String>,
}

impl Order {
    const fn of(order: Vec<String>) -> Self {
        Self { order }
    }
}

async fn delete(ctx: Ctx, request: DeleteField) -> Result<CustomField, Problem> {
    let mut session = ctx.write().await?;
    let (before, deleted) = rows::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if deleted.is_some() {
        return Ok(before);
    }
    let counts = rows::count_values(&mut session, before.holder)
        .await
        .or_problem()?;
    let values = counts
        .into_iter()
        .find(|(number, _)| *number == before.number)
        .map_or(0, |(_, count)| count);
    // Who deletes knows how much: more by now is another question.
    if before.version != request.version || values != request.values {
        return Err(conflict(&before));
    }
    if !before.archived {
        return Err(Problem::because(Issue::error("custom_not_archived", "id")));
    }
    let place = (before.id, before.version);
    rows::set_deleted(&mut session, place, Some(ctx.now()), ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, before.id, "deleted", Some(before)).await
}

async fn restore(ctx: Ctx, request: RestoreField) -> Result<CustomField, Problem> {
    let mut session = ctx.write().await?;
    let (before, deleted) = rows::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if deleted.is_none() {
        return Ok(before);
    }
    let others = rows::all(&mut session).await.or_problem()?;
    refuse(check_field(&before, &others))?;
    let place = (before.id, before.version);
    rows::set_deleted(&mut session, place, None, ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, before.id, "restored", None).await
}

/// Writes the event and answers the field as it is now.
async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: uuid::Uuid,
    action: &str,
    before: Option<CustomField>,
) -> Result<CustomField, Problem> {
    let (after, deleted) = rows::get(&mut session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let change = Change {
        entity: Entity::CustomField,
        id,
        parent: None,
        // Every page shows fields: everybody may hear.
        owner: None,
        action,
        before: before.as_ref(),
        after: Some(&after).filter(|_| deleted.is_none()),
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}
