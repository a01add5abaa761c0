//! Reading timelines and histories.

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::kernel::{Action, Instant, Named, Problem, UserId};
use shared::work::activities::{ActivityKind, ActivityView};
use shared::work::tasks::TaskView;
use shared::work::timeline::history::{FieldChange, HistoryEntry, changes};
use shared::work::timeline::ops::{
    HistoryPage, ReadOpportunityHistory, ReadTimeline, TimelineOf, TimelinePage,
};
use shared::work::timeline::{
    TimelineEntry, TimelineEvent, TimelineKey, TimelineKind, Words, admits, from_facts, merge_page,
    moves_of,
};
use store::Session;
use store::platform::files;
use store::work::{activities, links, tasks, timeline as rows};
use uuid::Uuid;

/// Most entries of one page.
const LIMIT: u32 = 100;
/// Rows read at once when words are looked for in them.
const SCAN: u32 = 500;
/// Most steps of quotes looked at for words, far above what one record has.
const STEPS: u32 = 10_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(history);
}

async fn read(ctx: Ctx, request: ReadTimeline) -> Result<TimelinePage, Problem> {
    let limit = request.limit.clamp(1, LIMIT);
    let mut session = ctx.read().await?;
    allow(&ctx, &mut session, request.of).await?;
    let before = request.before.as_ref();
    let words = request.filter.words();
    let asked = Asked {
        ctx: &ctx,
        request: &request,
        words: &words,
        limit,
    };
    let mut sources = Vec::new();
    for source in [
        Source::Activities,
        Source::Tasks,
        Source::Questions,
        Source::Files,
    ] {
        sources.push(gather(&asked, &mut session, source).await?);
    }
    sources.push(quotes(&asked, &mut session).await?);
    sources.push(changes_of(&asked, &mut session).await?);
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let (entries, next) = merge_page(sources, before, most);
    Ok(TimelinePage { entries, next })
}

/// What was asked for.
struct Asked<'a> {
    ctx: &'a Ctx,
    request: &'a ReadTimeline,
    words: &'a Words,
    limit: u32,
}

impl Asked<'_> {
    fn admits(&self, entry: &TimelineEntry) -> bool {
        admits(&self.request.filter, self.words, &entry.event)
    }

    fn shows(&self, kind: TimelineKind) -> bool {
        self.request.filter.shows(kind)
    }

    fn activity_kinds(&self) -> Vec<ActivityKind> {
        let kinds = [
            (TimelineKind::Call, ActivityKind::Call),
            (TimelineKind::Email, ActivityKind::Email),
            (TimelineKind::Meeting, ActivityKind::Meeting),
            (TimelineKind::Note, ActivityKind::Note),
        ];
        let shown = kinds.into_iter().filter(|(kind, _)| self.shows(*kind));
        shown.map(|(_, kind)| kind).collect()
    }
}

/// A source whose rows are read from a bound `(moment, id)` on.
#[derive(Clone, Copy)]
enum Source {
    Activities,
    Tasks,
    Questions,
    Files,
}

impl Source {
    /// The first word of its keys.
    const fn word(self) -> &'static str {
        match self {
            Source::Activities => "activity",
            Source::Tasks => "task",
            Source::Questions => "question",
            Source::Files => "file",
        }
    }

    fn shown(self, asked: &Asked<'_>) -> bool {
        match self {
            Source::Activities => !asked.activity_kinds().is_empty(),
            Source::Tasks => asked.shows(TimelineKind::Task),
            Source::Questions => asked.shows(TimelineKind::Question),
            Source::Files => asked.shows(TimelineKind::File),
        }
    }

    async fn rows(
        self,
        asked: &Asked<'_>,
        session: &mut Session,
        bound: (Instant, Uuid),
        limit: u32,
    ) -> Result<Vec<TimelineEntry>, Problem> {
        let (actor, of) = (&asked.ctx.actor, asked.request.of);
        match self {
            Source::Activities => {
                let kinds = asked.activity_kinds();
                let found = activities::before(session, actor, (of, &kinds), bound, limit).await;
                Ok(found.or_problem()?.into_iter().map(of_activity).collect())
            }
            Source::Tasks => {
                let found = tasks::done_of(session, actor, of, bound, limit).await;
                Ok(found.or_problem()?.into_iter().map(of_task).collect())
            }
            Source::Questions => rows::questions(session, actor, of, bound, limit)
                .await
                .or_problem(),
            Source::Files => files::added(session, actor, of, bound, limit)
                .await
                .or_problem(),
        }
    }
}

fn of_activity(activity: ActivityView) -> TimelineEntry {
    TimelineEntry {
        key: key(Source::Activities.word(), activity.at, activity.id.0),
        actor: Some(activity.owner.clone()),
        event: TimelineEvent::Activity(Box::new(activity)),
    }
}

fn of_task(task: TaskView) -> TimelineEntry {
    TimelineEntry {
        key: key(
            Source::Tasks.word(),
            task.done_at.unwrap_or_default(),
            task.id.0,
        ),
        actor: Some(task.owner.clone()),
        event: TimelineEvent::TaskDone(Box::new(task)),
    }
}

/// The entries of a source a page needs: one statement; with words, which no index knows, one for each
/// [`SCAN`] rows of this one record until enough of them were found.
async fn gather(
    asked: &Asked<'_>,
    session: &mut Session,
    source: Source,
) -> Result<Vec<TimelineEntry>, Problem> {
    let mut found = Vec::new();
    if !source.shown(asked) {
        return Ok(found);
    }
    let needed = usize::try_from(asked.limit + 1).unwrap_or(usize::MAX);
    let step = if asked.words.is_empty() {
        asked.limit + 1
    } else {
        SCAN
    };
    let mut from = bound(asked.request.before.as_ref(), source.word());
    loop {
        let rows = source.rows(asked, session, from, step).await?;
        let more = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= step;
        if let Some(last) = rows.last() {
            from = bound(Some(&last.key), source.word());
        }
        found.extend(rows.into_iter().filter(|entry| asked.admits(entry)));
        if !more || found.len() >= needed {
            return Ok(found);
        }
    }
}

/// The steps of the quotes of a record.
async fn quotes(asked: &Asked<'_>, session: &mut Session) -> Result<Vec<TimelineEntry>, Problem> {
    if !asked.shows(TimelineKind::Quote) {
        return Ok(Vec::new());
    }
    // Steps of several quotes may fall on one moment: ask for a page beyond the exact bound. Words are
    // looked for in all the steps of the record's quotes.
    let most = if asked.words.is_empty() {
        2 * asked.limit + 1
    } else {
        STEPS
    };
    let before = asked.request.before.as_ref();
    let until = before.map_or(Instant(i64::MAX), |key| key.at);
    let mut found = rows::quotes(session, &asked.ctx.actor, asked.request.of, until, most)
        .await
        .or_problem()?;
    found.retain(|entry| asked.admits(entry));
    Ok(found)
}

/// The moves and changes of a record.
async fn changes_of(
    asked: &Asked<'_>,
    session: &mut Session,
) -> Result<Vec<TimelineEntry>, Problem> {
    let of = asked.request.of;
    let mut found = Vec::new();
    let changes = asked.shows(TimelineKind::Change);
    let stages = asked.shows(TimelineKind::Stage);
    match of {
        TimelineOf::Opportunity(id) if changes || stages => {
            found = from_facts(&rows::facts(session, id).await.or_problem()?);
        }
        TimelineOf::Account(_) | TimelineOf::Contact(_) if stages => {
            found = moves(asked, session).await?;
        }
        _ => {}
    }
    // That a record came to be says no words.
    if changes && asked.words.is_empty() {
        found.extend(rows::birth(session, of).await.or_problem()?);
    }
    found.retain(|entry| asked.admits(entry));
    Ok(found)
}

/// How the deals of an account or a contact moved.
async fn moves(asked: &Asked<'_>, session: &mut Session) -> Result<Vec<TimelineEntry>, Problem> {
    let deals = rows::deals_of(session, &asked.ctx.actor, asked.request.of)
        .await
        .or_problem()?;
    if deals.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = deals.iter().map(|deal| deal.id).collect();
    let facts = rows::facts_of(session, &ids).await.or_problem()?;
    let moves = deals.iter().filter_map(|deal| {
        let rows = facts.get(&deal.id)?;
        Some(moves_of(deal, rows))
    });
    Ok(moves.flatten().collect())
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
