//! Looking for duplicates among very many records: a job that compares them part by part, so that no
//! server holds them all, and what its run found as each reader may see it.

use super::read::{PAIRS, Reach, is_apart};
use super::sides::lead_scope;
use crate::platform::jobs::{Job, JobError, Kinds, enqueue};
use crate::{Ctx, OrProblem, Services};
use serde::{Deserialize, Serialize};
use shared::crm::duplicates::{
    COMPARED_AT_ONCE, DuplicateKind, DuplicateList, DuplicatePair, DuplicateRun, LookForDuplicates,
    Part, Print, RunState, THRESHOLD, compare, pairs_of_block, parts_of,
};
use shared::kernel::{Instant, Problem, ProblemKind};
use std::collections::{BTreeMap, BTreeSet};
use store::Session;
use store::crm::duplicate_runs::{self as runs, StoredRun};
use store::crm::duplicates as rows;
use uuid::Uuid;

/// Records read at once.
const PIECE: i64 = 1_000;
/// Most pairs kept of a part: the surest.
const KEPT: usize = 20_000;
/// Pairs read at once, and the most of them that are looked at for one page.
const AT_ONCE: i64 = 200;
const LOOKED_AT: i64 = 4_000;

/// One part of a run.
#[derive(Serialize, Deserialize)]
struct Look {
    run: Uuid,
    kind: DuplicateKind,
    part: i64,
}

impl Job for Look {
    const KIND: &'static str = "duplicates.look";
}

impl Look {
    /// The key under which a part is queued once.
    fn key(run: Uuid, part: i64) -> String {
        format!("duplicates:{run}:{part}")
    }

    async fn queue(
        services: &Services,
        session: &mut Session,
        (run, kind, part): (Uuid, DuplicateKind, i64),
    ) -> Result<(), Problem> {
        let now = services.clock().now();
        let key = Self::key(run, part);
        enqueue(
            services,
            session,
            &Self { run, kind, part },
            now,
            Some(&key),
        )
        .await?;
        Ok(())
    }
}

pub(in crate::crm) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(part);
}

/// Whether there are so many records of a kind that a job compares them.
pub(super) async fn is_for(session: &mut Session, kind: DuplicateKind) -> Result<bool, Problem> {
    let count = runs::count(session, kind).await.or_problem()?;
    Ok(count > COMPARED_AT_ONCE)
}

/// A run as pages show it.
async fn shown(session: &mut Session, run: &StoredRun) -> Result<DuplicateRun, Problem> {
    let state = if run.finished_at.is_some() {
        RunState::Done
    } else {
        let key = Look::key(run.id, run.part);
        let parked = runs::is_parked(session, &key).await.or_problem()?;
        if parked {
            RunState::Stopped
        } else {
            RunState::Running
        }
    };
    Ok(DuplicateRun {
        state,
        part: run.part,
        parts: run.parts,
        compared: run.compared,
        asked_at: Instant(run.asked_at),
        finished_at: run.finished_at.map(Instant),
    })
}

pub(super) async fn look(ctx: Ctx, request: LookForDuplicates) -> Result<DuplicateRun, Problem> {
    let kind = request.kind;
    let mut session = ctx.write().await?;
    let s = &mut session;
    let known = runs::runs(s, kind).await.or_problem()?;
    if let Some(run) = known.iter().find(|run| run.finished_at.is_none()) {
        let run = shown(s, run).await?;
        if run.state == RunState::Running {
            return Ok(run);
        }
    }
    let compared = runs::count(s, kind).await.or_problem()?;
    let id = ctx.uuid();
    let size = (parts_of(compared), compared);
    runs::begin(s, id, kind, size, ctx.now())
        .await
        .or_problem()?;
    Look::queue(ctx.services(), s, (id, kind, 0)).await?;
    let begun = DuplicateRun {
        state: RunState::Running,
        part: 0,
        parts: size.0,
        compared,
        asked_at: ctx.now(),
        finished_at: None,
    };
    session.commit().await.or_problem()?;
    Ok(begun)
}

/// Compares one part and queues the next. Done twice, it finds the same.
async fn part(services: Services, job: Look) -> Result<(), JobError> {
    let mut session = services.store().read().await.or_problem()?;
    let run = runs::run(&mut session, job.run).await.or_problem()?;
    // Another run took its place, or the part was done by a server that did not live to say so.
    let Some(run) = run.filter(|run| run.part == job.part && run.finished_at.is_none()) else {
        return Ok(());
    };
    let pairs = compared(&mut session, job.kind, &run).await?;
    drop(session);
    let mut session = services.store().write().await.or_problem()?;
    runs::keep(&mut session, run.id, &pairs)
        .await
        .or_problem()?;
    let now = services.clock().now();
    if !runs::advance(&mut session, &run, now).await.or_problem()? {
        return Ok(());
    }
    let next = run.part + 1;
    if next < run.parts {
        Look::queue(&services, &mut session, (run.id, job.kind, next)).await?;
    } else {
        runs::forget_others(&mut session, job.kind, run.id)
            .await
            .or_problem()?;
    }
    session.commit().await.or_problem()?;
    Ok(())
}

/// The pairs of a part: all records go by once, those that share a block are read again to be compared.
async fn compared(
    session: &mut Session,
    kind: DuplicateKind,
    run: &StoredRun,
) -> Result<Vec<(Uuid, Uuid, u32)>, Problem> {
    let mut held = Part::new(run.part, run.parts);
    let mut after = Uuid::nil();
    loop {
        let piece = runs::piece(session, kind, after, PIECE)
            .await
            .or_problem()?;
        let Some(last) = piece.last() else { break };
        after = last.print.id;
        for one in &piece {
            held.add(&one.print);
        }
    }
    let mut found: BTreeSet<(Uuid, Uuid, u32)> = BTreeSet::new();
    for blocks in held.batches() {
        let ids: BTreeSet<Uuid> = blocks.iter().flatten().copied().collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let prints: BTreeMap<Uuid, Print> = runs::these(session, kind, &ids)
            .await
            .or_problem()?
            .into_iter()
            .map(|one| (one.print.id, one.print))
            .collect();
        // Comparing takes long enough to keep others waiting.
        let pairs = tokio::task::spawn_blocking(move || {
            let of_block = |block: &Vec<Uuid>| {
                let members: Vec<&Print> = block.iter().filter_map(|id| prints.get(id)).collect();
                pairs_of_block(&members)
            };
            blocks.iter().flat_map(of_block).collect::<Vec<_>>()
        });
        found.extend(
            pairs
                .await
                .map_err(|_| Problem::of(ProblemKind::Internal))?,
        );
    }
    let mut found: Vec<(Uuid, Uuid, u32)> = found.into_iter().collect();
    found.sort_by_key(|(one, other, score)| (std::cmp::Reverse(*score), *one, *other));
    found.truncate(KEPT);
    Ok(found)
}

/// What the last run found, as far as the reader may see it and as the records are now.
pub(super) async fn found(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
) -> Result<DuplicateList, Problem> {
    let known = runs::runs(session, kind).await.or_problem()?;
    let done = known.iter().find(|run| run.finished_at.is_some());
    let under_way = known.iter().find(|run| run.finished_at.is_none());
    let mut list = DuplicateList {
        by_job: true,
        ..DuplicateList::default()
    };
    if let Some(run) = under_way {
        list.under_way = Some(shown(session, run).await?);
    }
    let Some(run) = done else {
        return Ok(list);
    };
    list.run = Some(shown(session, run).await?);
    list.compared = run.compared;
    let apart = rows::separated(session, kind).await.or_problem()?;
    let reach = Reach::of(ctx, session, kind).await?;
    let mut from = 0;
    let mut all = false;
    while list.pairs.len() < PAIRS && from < LOOKED_AT && !all {
        let pairs = runs::pairs(session, run.id, (from, AT_ONCE))
            .await
            .or_problem()?;
        from += AT_ONCE;
        all = i64::try_from(pairs.len()).unwrap_or_default() < AT_ONCE;
        let ids: BTreeSet<Uuid> = pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let who = (&ctx.actor, lead_scope(ctx));
        let records: BTreeMap<Uuid, rows::Compared> = runs::seen(session, who, kind, &ids)
            .await
            .or_problem()?
            .into_iter()
            .map(|one| (one.record.id, one))
            .collect();
        let open = pairs.into_iter().filter_map(|(one, other)| {
            let (first, second) = (records.get(&one)?, records.get(&other)?);
            // Both may have been changed since, or found to be two.
            let found = compare(&first.print, &second.print);
            let open = found.score >= THRESHOLD && !is_apart(&apart, one, other);
            open.then(|| DuplicatePair {
                may_merge: reach.covers(first.owner) && reach.covers(second.owner),
                one: first.record.clone(),
                other: second.record.clone(),
                found,
            })
        });
        list.pairs.extend(open);
    }
    let shown = i64::try_from(list.pairs.len()).unwrap_or(i64::MAX);
    // Of leads each reader sees their own: how many others have is not theirs to know.
    let whole = all || kind == DuplicateKind::Lead;
    list.total = if whole { shown } else { run.found.max(shown) };
    list.pairs.truncate(PAIRS);
    Ok(list)
}
