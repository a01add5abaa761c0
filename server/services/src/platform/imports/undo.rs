//! Taking an import back: first what it would touch, then in one unit of work.

use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::accounts::is_above_itself;
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, ImportId, Issue, Problem, ProblemKind, Role};
use shared::platform::imports::ops::{ImportState, ImportView, PreviewUndo, UndoImport};
use shared::platform::imports::undo::{
    NAMED, Since, Touched, UndoChoice, UndoCounts, UndoPreview, judge,
};
use shared::platform::imports::{Field, ImportKind, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::crm::accounts;
use store::platform::bulk::{self, EventRow};
use store::platform::imports::{self as log, Trail, Written};
use store::{Change, Session};
use uuid::Uuid;

/// A record with what happened to it since.
struct Judged {
    record: Written,
    name: String,
    since: Since,
}

/// A file of people may have made some of any role, and taking it back touches them: as with the import.
fn may_undo(ctx: &Ctx, view: &ImportView) -> Result<(), Problem> {
    if view.kind == ImportKind::People && ctx.actor.role != Role::Administrator {
        return Err(Problem::of(ProblemKind::Forbidden));
    }
    Ok(())
}

pub(super) async fn preview(ctx: Ctx, request: PreviewUndo) -> Result<UndoPreview, Problem> {
    let mut session = ctx.read().await?;
    may_undo(&ctx, &load(&mut session, request.id).await?)?;
    let mut judged = judged(&mut session, request.id).await?;
    let choice = UndoChoice::default();
    held(&mut session, &mut judged, &choice).await?;
    let mut counts = UndoCounts::default();
    for one in &judged {
        let undone = choice.undoes(one.record.id, one.since);
        counts.add(one.record.created, one.since, undone);
    }
    let mut touched: Vec<Judged> = judged
        .into_iter()
        .filter(|one| one.since.is_touched())
        .collect();
    touched.sort_by(|a, b| (&a.name, a.record.id).cmp(&(&b.name, b.record.id)));
    touched.truncate(NAMED);
    let ids: Vec<Uuid> = touched.iter().map(|one| one.record.id).collect();
    let mut last = log::last_touch(&mut session, &ids).await.or_problem()?;
    let touched = touched.into_iter().map(|one| {
        let (at, by) = last.remove(&one.record.id).unzip();
        Touched {
            entity: one.record.entity,
            id: one.record.id,
            name: one.name,
            created: one.record.created,
            since: one.since,
            by: by.unwrap_or_default(),
            at,
        }
    });
    Ok(UndoPreview {
        counts,
        touched: touched.collect(),
    })
}

pub(super) async fn undo(ctx: Ctx, request: UndoImport) -> Result<ImportView, Problem> {
    let mut session = ctx.write().await?;
    let view = load(&mut session, request.id).await?;
    may_undo(&ctx, &view)?;
    // Whoever comes second waits here for the first and finds nothing to undo.
    let first = log::mark_undone(&mut session, request.id, ctx.actor.user_id, ctx.now())
        .await
        .or_problem()?;
    if !first {
        return Err(refused("import_undone"));
    }
    // Nobody else moves accounts until they are back where they were.
    if view.kind == ImportKind::Accounts {
        accounts::lock_hierarchy(&mut session).await.or_problem()?;
    }
    let mut judged = judged(&mut session, request.id).await?;
    let held = held(&mut session, &mut judged, &request.choice).await?;
    let mut counts = UndoCounts::default();
    let mut created: BTreeMap<Entity, Vec<Uuid>> = BTreeMap::new();
    let mut changed: Vec<(Uuid, Trail)> = Vec::new();
    for one in judged {
        let undone =
            request.choice.undoes(one.record.id, one.since) && !held.contains(&one.record.id);
        counts.add(one.record.created, one.since, undone);
        match (undone, one.record.created, one.record.trail) {
            (true, true, _) => created
                .entry(one.record.entity)
                .or_default()
                .push(one.record.id),
            (true, false, Some(trail)) => changed.push((one.record.id, trail)),
            _ => {}
        }
    }
    let (by, now) = (ctx.actor.user_id, ctx.now());
    log::put_back(&mut session, view.kind, &changed, by, now)
        .await
        .or_problem()?;
    for (entity, ids) in &created {
        log::remove(&mut session, *entity, ids, by, now)
            .await
            .or_problem()?;
        tell(&ctx, &mut session, &view, *entity, ids, true).await?;
    }
    let ids: Vec<Uuid> = changed.iter().map(|(id, _)| *id).collect();
    let entity = super::trail::entity(view.kind);
    tell(&ctx, &mut session, &view, entity, &ids, false).await?;
    // Roles may have come with the file: somebody must be left who may sign in and set things up.
    if view.kind == ImportKind::People {
        let left = log::first_administrator(&mut session).await.or_problem()?;
        if left.is_none() {
            return Err(refused("last_administrator"));
        }
    }
    let text = serde_json::to_string(&counts).unwrap_or_default();
    log::note_undone(&mut session, request.id, &text)
        .await
        .or_problem()?;
    let change = Change {
        entity: Entity::Import,
        id: request.id.0,
        parent: None,
        owner: None,
        action: ImportState::Undone.code(),
        before: None,
        after: Some(&counts),
    };
    session.record(now, Some(by), change).await.or_problem()?;
    let view = run_of(&mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn run_of(session: &mut Session, id: ImportId) -> Result<ImportView, Problem> {
    let rows = log::runs(session, &[id]).await.or_problem()?;
    rows.into_iter().next().map(|row| row.view).or_not_found()
}

/// The import, when it can be undone.
async fn load(session: &mut Session, id: ImportId) -> Result<ImportView, Problem> {
    let view = run_of(session, id).await?;
    if view.state == ImportState::Undone {
        return Err(refused("import_undone"));
    }
    if !view.undoable {
        return Err(refused("import_not_undoable"));
    }
    Ok(view)
}

fn refused(code: &'static str) -> Problem {
    Problem::because(Issue::error(code, "id"))
}

async fn judged(session: &mut Session, import: ImportId) -> Result<Vec<Judged>, Problem> {
    let written = log::written(session, import).await.or_problem()?;
    let standing = log::standing(session, import).await.or_problem()?;
    let used = log::used(session, import).await.or_problem()?;
    Ok(written
        .into_iter()
        .map(|record| {
            let (name, now) = match standing.get(&record.id) {
                Some((name, version)) => {
                    (name.clone(), Some((*version, used.contains(&record.id))))
                }
                None => (String::new(), None),
            };
            Judged {
                since: judge(record.created, record.version, now),
                record,
                name,
            }
        })
        .collect())
}

/// Accounts that would be above themselves where they were before the import, because of what was put under them
/// since: they are used, and stay where they are, whatever is chosen.
async fn held(
    session: &mut Session,
    judged: &mut [Judged],
    choice: &UndoChoice,
) -> Result<BTreeSet<Uuid>, Problem> {
    let mut held = BTreeSet::new();
    let back: Vec<(AccountId, Option<AccountId>)> = judged
        .iter()
        .filter(|one| !one.record.created && choice.undoes(one.record.id, one.since))
        .filter_map(|one| {
            let mut values = one.record.trail.iter().flat_map(|trail| &trail.values);
            let (_, before) = values.find(|(field, _)| *field == Field::Parent)?;
            let parent = match before {
                Some(Value::Id(parent)) => Some(AccountId(*parent)),
                _ => None,
            };
            Some((AccountId(one.record.id), parent))
        })
        .collect();
    if back.iter().all(|(_, parent)| parent.is_none()) {
        return Ok(held);
    }
    let now = accounts::parents(session).await.or_problem()?;
    loop {
        let mut then = now.clone();
        let stays = &held;
        let goes = || back.iter().filter(move |(id, _)| !stays.contains(&id.0));
        for (id, parent) in goes() {
            match parent {
                Some(parent) => then.insert(*id, *parent),
                None => then.remove(id),
            };
        }
        let circled: Vec<Uuid> = goes()
            .filter(|(id, _)| is_above_itself(*id, &then))
            .map(|(id, _)| id.0)
            .collect();
        if circled.is_empty() {
            break;
        }
        // What stays may be in the way of others.
        held.extend(circled);
    }
    for one in judged
        .iter_mut()
        .filter(|one| held.contains(&one.record.id))
    {
        one.since = Since::Used;
    }
    Ok(held)
}

/// One event for each record, so that its history shows what happened: the facts are those of the
/// import's own event, the other way round.
async fn tell(
    ctx: &Ctx,
    session: &mut Session,
    view: &ImportView,
    entity: Entity,
    ids: &[Uuid],
    removed: bool,
) -> Result<(), Problem> {
    let mut sides = log::sides(session, ids, view.started_at)
        .await
        .or_problem()?;
    let mut belongings = BTreeMap::new();
    if entity == Entity::Opportunity {
        belongings = log::belongings(session, ids).await.or_problem()?;
    }
    let retired = matches!(entity, Entity::User | Entity::Product);
    let events = ids.iter().map(|id| {
        let (before, after) = sides.remove(id).unwrap_or_default();
        let (owner, account) = belongings.get(id).copied().unzip();
        let (action, before, after) = match (removed, retired) {
            (true, true) => ("edited", active(true), active(false)),
            (true, false) => ("deleted", after, None),
            (false, _) => ("edited", after, before),
        };
        EventRow {
            at: ctx.now(),
            actor_id: Some(ctx.actor.user_id),
            entity: entity.code(),
            entity_id: *id,
            parent_id: account.flatten(),
            owner_id: owner,
            action,
            before_json: before,
            after_json: after,
        }
    });
    bulk::insert(session, events.collect::<Vec<_>>())
        .await
        .or_problem()
}

fn active(active: bool) -> Option<String> {
    Some(serde_json::json!({ "active": active }).to_string())
}
