//! Work done after the answer: kinds of jobs, the one runner, and what administrators do with
//! parked ones.
//!
//! A new kind: a struct with its data and `impl Job`, then `kinds.add(handler)` in the feature's
//! `register_jobs`; queued with [`enqueue`] in the transaction of what causes it. A handler may run
//! more than once for one job (its server may die after the work and before the note of it): it must
//! find its work done and say so.

mod kinds;
mod runner;

pub use kinds::{Job, JobError, Kinds};
pub use runner::Runner;

use crate::platform::mail;
use crate::{Ctx, OrNotFound, OrProblem, Registry, Services};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, JobId, Problem, ProblemKind};
use shared::platform::jobs::{DiscardJob, RetryJob};
use store::platform::jobs::{self, NewJob};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(retry);
    registry.add(discard);
}

/// Queues `job` in the caller's transaction, not before `run_at`. With a `key`, at most one job of
/// that key is ever queued; `false` when there is one.
///
/// # Errors
/// When the database is away.
pub async fn enqueue<J: Job>(
    services: &Services,
    session: &mut Session,
    job: &J,
    run_at: Instant,
    key: Option<&str>,
) -> Result<bool, Problem> {
    let payload = serde_json::to_string(job).map_err(|_| Problem::of(ProblemKind::Internal))?;
    put(services, session, J::KIND, &payload, run_at, key).await
}

async fn put(
    services: &Services,
    session: &mut Session,
    kind: &str,
    payload: &str,
    run_at: Instant,
    unique_key: Option<&str>,
) -> Result<bool, Problem> {
    let now = services.clock().now();
    let job = NewJob {
        id: JobId::new(now.0, services.clock().random()),
        kind,
        payload,
        unique_key,
        run_at,
    };
    jobs::enqueue(session, &job, now).await.or_problem()
}

async fn retry(ctx: Ctx, request: RetryJob) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    let (kind, _) = jobs::retry(&mut session, request.id, ctx.now())
        .await
        .or_problem()?
        .or_not_found()?;
    note(&ctx, &mut session, request.id, "retried", &kind).await?;
    session.commit().await.or_problem()
}

async fn discard(ctx: Ctx, request: DiscardJob) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    let (kind, payload) = jobs::discard(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    mail::job_discarded(&mut session, &kind, &payload).await?;
    note(&ctx, &mut session, request.id, "discarded", &kind).await?;
    session.commit().await.or_problem()
}

async fn note(
    ctx: &Ctx,
    session: &mut Session,
    id: JobId,
    action: &str,
    kind: &str,
) -> Result<(), Problem> {
    let facts = json!({ "kind": kind });
    let change = Change {
        entity: Entity::Job,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: None,
        after: Some(&facts),
    };
    ctx.record(session, change).await
}
