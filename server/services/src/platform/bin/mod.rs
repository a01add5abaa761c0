//! The bin: what was deleted, brought back through the use case of its kind, or ended for good.
//!
//! Entry points: the operations of `shared::platform::bin::ops` and a job once a day. Invariants: a
//! record comes back with the rules and the right of its own kind; a purge leaves out what must be
//! kept and writes an event without content; what SQLite keeps beside the tables goes after it
//! (`erasure/words`). Tests: `tests/it/platform/{bin,erasure_files}.rs`.

use crate::platform::erasure::forget_words;
use crate::platform::jobs::{Job, JobError, Kinds};
use crate::{Ctx, OrProblem, Registry, Services};
use ports::Dispatcher;
use serde::{Deserialize, Serialize};
use shared::cpq::quotes::ops::{DeleteQuote, RestoreQuote};
use shared::crm::accounts::{DeleteAccount, RestoreAccount};
use shared::crm::contacts::{DeleteContact, RestoreContact};
use shared::crm::leads::{DeleteLead, RestoreLead};
use shared::deals::opportunities::{DeleteOpportunity, RestoreOpportunity};
use shared::kernel::{
    AccountId, ActivityId, ContactId, Instant, Issue, LeadId, OpportunityId, Problem, ProblemKind,
    QuoteId, TaskId, UserId,
};
use shared::platform::bin::ops::{
    BinAnswer, BinPage, BinPlace, DeleteForGood, ReadBin, RestoreFromBin, ReturnToBin,
};
use shared::platform::bin::{AT_ONCE, BinItem, BinKind, BinRow, KEPT_DAYS, Kept};
use shared::work::activities::ops::{DeleteActivity, RestoreActivity};
use shared::work::tasks::ops::{DeleteTask, RestoreTask};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Session;
use store::platform::bin::{self as rows, Look};
use store::platform::bulk::{self, EventRow};
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;
/// Rows of a page when nobody says how many.
const PAGE: u32 = 50;
/// Rows of a page at most.
const PAGE_MAX: u32 = 200;
/// Records one transaction of the job ends.
const STEP: usize = 500;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(restore);
    registry.add(give_back);
    registry.add(purge);
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(empty);
    kinds.every("bin", DAY_MS, &EmptyBin {});
}

async fn read(ctx: Ctx, request: ReadBin) -> Result<BinPage, Problem> {
    let mut session = ctx.read().await?;
    let limit = match request.limit {
        0 => PAGE,
        limit => limit.min(PAGE_MAX),
    };
    let look = Look {
        search: &request.search,
        after: request.after,
        limit: i64::from(limit) + 1,
    };
    let kinds = BinKind::ALL.iter().copied();
    let mut found: Vec<BinRow> = Vec::new();
    for kind in kinds.filter(|kind| request.kind.is_none_or(|only| only == *kind)) {
        if ctx.actor.may(kind.view()) {
            let rows = rows::list(&mut session, &ctx.actor, kind, look).await;
            found.extend(rows.or_problem()?);
        }
    }
    found.sort_by_key(|row| std::cmp::Reverse((row.deleted_at, row.item.id)));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    complete(&ctx, &mut session, &mut found).await?;
    let next = found.last().filter(|_| more).map(|row| BinPlace {
        at: row.deleted_at,
        id: row.item.id,
    });
    Ok(BinPage { rows: found, next })
}

/// Adds who deleted what, and whether the reader may have it back.
async fn complete(ctx: &Ctx, session: &mut Session, found: &mut [BinRow]) -> Result<(), Problem> {
    let ids: Vec<Uuid> = found.iter().map(|row| row.item.id).collect();
    let mut by = rows::deleted_by(session, &ids).await.or_problem()?;
    let mut mine: BTreeSet<Uuid> = BTreeSet::new();
    for kind in BinKind::ALL.iter().copied() {
        let of_kind = found.iter().filter(|row| row.item.kind == kind);
        let ids: Vec<Uuid> = of_kind.map(|row| row.item.id).collect();
        if !ids.is_empty() && ctx.actor.may(kind.edit()) {
            let some = rows::restorable(session, &ctx.actor, kind, &ids).await;
            mine.extend(some.or_problem()?);
        }
    }
    for row in found {
        row.deleted_by = by.remove(&row.item.id).unwrap_or_default();
        row.may_restore = mine.contains(&row.item.id);
    }
    Ok(())
}

fn not_too_many(items: &[BinItem]) -> Result<(), Problem> {
    if items.len() > AT_ONCE {
        return Err(Problem::because(
            Issue::error("too_many", "items").with("max", AT_ONCE),
        ));
    }
    Ok(())
}

async fn restore(ctx: Ctx, request: RestoreFromBin) -> Result<BinAnswer, Problem> {
    not_too_many(&request.items)?;
    let mut items = request.items;
    items.sort();
    items.dedup();
    let mut answer = BinAnswer::default();
    for item in items {
        match restore_one(&ctx, item).await {
            Ok(()) => answer.done.push(item),
            Err(problem) => answer.refused.push((item, problem)),
        }
    }
    Ok(answer)
}

async fn give_back(ctx: Ctx, request: ReturnToBin) -> Result<BinAnswer, Problem> {
    not_too_many(&request.items)?;
    let mut items = request.items;
    items.sort();
    items.dedup();
    let mut answer = BinAnswer::default();
    // What hangs on others goes first.
    for item in items.into_iter().rev() {
        match delete_one(&ctx, item).await {
            Ok(()) => answer.done.push(item),
            Err(problem) => answer.refused.push((item, problem)),
        }
    }
    Ok(answer)
}

async fn version(ctx: &Ctx, item: BinItem) -> Result<i64, Problem> {
    let mut session = ctx.read().await?;
    let version = rows::version(&mut session, item).await.or_problem()?;
    version.ok_or_else(|| Problem::of(ProblemKind::NotFound))
}

/// Through the operation of its kind: right, scope, rules and event are the same as on its page.
async fn restore_one(ctx: &Ctx, item: BinItem) -> Result<(), Problem> {
    let to: Arc<dyn Dispatcher> = Arc::new(ctx.services().clone());
    let (who, id) = (&ctx.actor, item.id);
    match item.kind {
        BinKind::Account => {
            let id = AccountId(id);
            ports::run(&to, who, RestoreAccount { id }).await.map(drop)
        }
        BinKind::Contact => {
            let id = ContactId(id);
            ports::run(&to, who, RestoreContact { id }).await.map(drop)
        }
        BinKind::Lead => {
            let id = LeadId(id);
            ports::run(&to, who, RestoreLead { id }).await.map(drop)
        }
        BinKind::Opportunity => {
            let version = version(ctx, item).await?;
            let id = OpportunityId(id);
            let request = RestoreOpportunity { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Quote => {
            let id = QuoteId(id);
            ports::run(&to, who, RestoreQuote { id }).await.map(drop)
        }
        BinKind::Activity => {
            let id = ActivityId(id);
            ports::run(&to, who, RestoreActivity { id }).await.map(drop)
        }
        BinKind::Task => {
            let id = TaskId(id);
            ports::run(&to, who, RestoreTask { id }).await.map(drop)
        }
    }
}

async fn delete_one(ctx: &Ctx, item: BinItem) -> Result<(), Problem> {
    let to: Arc<dyn Dispatcher> = Arc::new(ctx.services().clone());
    let (who, id) = (&ctx.actor, item.id);
    let version = version(ctx, item).await?;
    match item.kind {
        BinKind::Account => {
            let id = AccountId(id);
            let request = DeleteAccount { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Contact => {
            let id = ContactId(id);
            let request = DeleteContact { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Lead => {
            let id = LeadId(id);
            let request = DeleteLead { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Opportunity => {
            let id = OpportunityId(id);
            let request = DeleteOpportunity { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Quote => {
            let id = QuoteId(id);
            let request = DeleteQuote { id, version };
            ports::run(&to, who, request).await.map(drop)
        }
        BinKind::Activity => {
            let id = ActivityId(id);
            ports::run(&to, who, DeleteActivity { id }).await.map(drop)
        }
        BinKind::Task => {
            let id = TaskId(id);
            ports::run(&to, who, DeleteTask { id }).await.map(drop)
        }
    }
}

async fn purge(ctx: Ctx, request: DeleteForGood) -> Result<BinAnswer, Problem> {
    not_too_many(&request.items)?;
    let mut session = ctx.write().await?;
    let mut answer = BinAnswer::default();
    // What hangs on others goes first, and sets them free.
    for kind in BinKind::ALL.iter().copied().rev() {
        let of_kind = request.items.iter().filter(|item| item.kind == kind);
        let ids: BTreeSet<Uuid> = of_kind.map(|item| item.id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let lying = rows::lying(&mut session, kind, &ids).await.or_problem()?;
        let mut ended = Vec::new();
        for id in ids {
            let item = BinItem { kind, id };
            match lying.get(&id) {
                None => answer
                    .refused
                    .push((item, Problem::of(ProblemKind::NotFound))),
                Some(Some(Kept::Signed)) => answer
                    .refused
                    .push((item, Problem::because(Issue::error("kept_signed", "items")))),
                Some(Some(Kept::Used)) => answer
                    .refused
                    .push((item, Problem::because(Issue::error("kept_used", "items")))),
                Some(None) => {
                    ended.push(id);
                    answer.done.push(item);
                }
            }
        }
        let by = Some(ctx.actor.user_id);
        end(&mut session, kind, &ended, by, ctx.now()).await?;
    }
    if !answer.done.is_empty() {
        forget_words(ctx.services(), &mut session).await?;
    }
    session.commit().await.or_problem()?;
    Ok(answer)
}

/// Ends records and says so in the log, without what they held.
async fn end(
    session: &mut Session,
    kind: BinKind,
    ids: &[Uuid],
    by: Option<UserId>,
    at: Instant,
) -> Result<(), Problem> {
    rows::purge(session, kind, ids).await.or_problem()?;
    let events = ids.iter().map(|id| EventRow {
        at,
        actor_id: by,
        entity: kind.entity().code(),
        entity_id: *id,
        parent_id: None,
        owner_id: None,
        action: "purged",
        before_json: None,
        after_json: None,
    });
    bulk::insert(session, events.collect::<Vec<_>>())
        .await
        .or_problem()
}

#[derive(Debug, Serialize, Deserialize)]
struct EmptyBin {}

impl Job for EmptyBin {
    const KIND: &'static str = "platform.empty_bin";
}

/// Ends what has been in the bin for its time, in steps that hold no table for long.
async fn empty(services: Services, _: EmptyBin) -> Result<(), JobError> {
    let now = services.clock().now();
    let before = now.plus_days(-KEPT_DAYS);
    let limit = i64::try_from(STEP + 1).unwrap_or(i64::MAX);
    for kind in BinKind::ALL.iter().copied().rev() {
        loop {
            let mut session = services.store().write().await.or_problem()?;
            let mut ids = rows::overdue(&mut session, kind, before, limit)
                .await
                .or_problem()?;
            if ids.is_empty() {
                break;
            }
            // Once for all steps of a kind, with the last of them.
            let last = ids.len() <= STEP;
            ids.truncate(STEP);
            end(&mut session, kind, &ids, None, now).await?;
            if last {
                forget_words(&services, &mut session).await?;
            }
            session.commit().await.or_problem()?;
        }
    }
    // What an import wrote is known as long as what it created can lie in the bin.
    let mut session = services.store().write().await.or_problem()?;
    store::platform::imports::forget_trails(&mut session, before)
        .await
        .or_problem()?;
    // Deleted fields lie as long as deleted records, then go with their values.
    store::platform::fields::purge_before(&mut session, before)
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    Ok(())
}
