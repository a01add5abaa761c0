//! Reading timelines and histories.

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::kernel::{Action, Instant, Named, Problem, UserId};
use shared::work::timeline::history::{FieldChange, HistoryEntry, changes};
use shared::work::timeline::ops::{
    HistoryPage, ReadOpportunityHistory, ReadTimeline, TimelineOf, TimelinePage,
};
use shared::work::timeline::{
    TimelineEntry, TimelineEvent, TimelineGroup, TimelineKey, from_facts, merge_page,
};
use store::Session;
use store::work::{activities, links, tasks, timeline as rows};
use uuid::Uuid;

/// Most entries of one page.
const LIMIT: u32 = 100;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(history);
}

async fn read(ctx: Ctx, request: ReadTimeline) -> Result<TimelinePage, Problem> {
    let limit = request.limit.clamp(1, LIMIT);
    let of = request.of;
    let mut session = ctx.read().await?;
    allow(&ctx, &mut session, of).await?;
    let before = request.before.as_ref();
    let until = before.map_or(Instant(i64::MAX), |key| key.at);
    let shows = |group| request.filter.shows(group);
    let mut sources: Vec<Vec<TimelineEntry>> = Vec::new();
    if shows(TimelineGroup::Activities) {
        let bound = bound(before, "activity");
        let found = activities::before(&mut session, &ctx.actor, of, bound, limit + 1)
            .await
            .or_problem()?;
        sources.push(
            found
                .into_iter()
                .map(|activity| TimelineEntry {
                    key: key("activity", activity.at, activity.id.0),
                    actor: Some(activity.owner.clone()),
                    event: TimelineEvent::Activity(Box::new(activity)),
                })
                .collect(),
        );
    }
    if shows(TimelineGroup::Tasks) {
        let bound = bound(before, "task");
        let found = tasks::done_of(&mut session, &ctx.actor, of, bound, limit + 1)
            .await
            .or_problem()?;
        sources.push(
            found
                .into_iter()
                .map(|task| TimelineEntry {
                    key: key("task", task.done_at.unwrap_or_default(), task.id.0),
                    actor: Some(task.owner.clone()),
                    event: TimelineEvent::TaskDone(Box::new(task)),
                })
                .collect(),
        );
    }
    if shows(TimelineGroup::Quotes) {
        // Steps of several quotes may fall on one moment: ask for a page beyond the exact bound.
        let found = rows::quotes(&mut session, &ctx.actor, of, until, 2 * limit + 1)
            .await
            .or_problem()?;
        sources.push(found);
    }
    if shows(TimelineGroup::Changes) {
        if let TimelineOf::Opportunity(id) = of {
            let facts = rows::facts(&mut session, id).await.or_problem()?;
            sources.push(from_facts(&facts));
        }
        let birth = rows::birth(&mut session, of).await.or_problem()?;
        sources.push(birth.into_iter().collect());
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let (entries, next) = merge_page(sources, before, most);
    Ok(TimelinePage { entries, next })
}

/// A deal's timeline is for those who may see the deal; accounts and contacts are everybody's, and
/// each entry about them is shown to those who may see it.
async fn allow(ctx: &Ctx, session: &mut Session, of: TimelineOf) -> Result<(), Problem> {
    let TimelineOf::Opportunity(id) = of else {
        return ctx.require(Action::ViewAccount);
    };
    links::deal(
        session,
        &ctx.actor,
        ctx.scope_for(Action::ViewOpportunity),
        id,
    )
    .await
    .or_problem()?
    .or_not_found()?;
    Ok(())
}

fn key(source: &str, at: Instant, id: Uuid) -> TimelineKey {
    TimelineKey {
        at,
        id: format!("{source}:{id}"),
    }
}

/// Below which `(moment, id)` the rows of `source` come after the last entry seen. Keys of one
/// moment are ordered by source, so an entry of another source decides by its name alone.
fn bound(before: Option<&TimelineKey>, source: &str) -> (Instant, Uuid) {
    let Some(before) = before else {
        return (Instant(i64::MAX), Uuid::max());
    };
    let (last, id) = before
        .id
        .split_once(':')
        .unwrap_or((before.id.as_str(), ""));
    let id = match last.cmp(source) {
        std::cmp::Ordering::Equal => id.parse().unwrap_or(Uuid::nil()),
        std::cmp::Ordering::Greater => Uuid::max(),
        std::cmp::Ordering::Less => Uuid::nil(),
    };
    (before.at, id)
}

async fn history(ctx: Ctx, request: ReadOpportunityHistory) -> Result<HistoryPage, Problem> {
    let limit = request.limit.clamp(1, LIMIT);
    let mut session = ctx.read().await?;
    allow(&ctx, &mut session, TimelineOf::Opportunity(request.id)).await?;
    let before = request.before.unwrap_or(i64::MAX);
    let mut found = rows::history(&mut session, request.id.0, before, limit + 1)
        .await
        .or_problem()?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|row| row.seq);
    let mut entries = Vec::with_capacity(found.len());
    for row in found {
        let mut changes = changes(row.before_json.as_deref(), row.after_json.as_deref());
        for change in &mut changes {
            name_ids(&ctx, &mut session, change).await?;
        }
        entries.push(HistoryEntry {
            seq: row.seq,
            at: Instant(row.at),
            actor: row
                .actor_id
                .zip(row.actor_name)
                .map(|(id, name)| Named::new(UserId(id), name)),
            action: row.action,
            changes,
        });
    }
    Ok(HistoryPage { entries, next })
}

/// Puts names in the place of ids.
async fn name_ids(
    ctx: &Ctx,
    session: &mut Session,
    change: &mut FieldChange,
) -> Result<(), Problem> {
    for text in [&mut change.before, &mut change.after] {
        let Ok(id) = text.parse::<Uuid>() else {
            continue;
        };
        let name = rows::name_of(session, &change.field, id)
            .await
            .or_problem()?;
        if let Some(name) = name {
            name.get(ctx.actor.lang).clone_into(text);
        }
    }
    Ok(())
}
