//! How the server is.

use crate::platform::audit;
use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::Problem;
use shared::platform::health::{
    DatabaseHealth, GetHealth, HealthView, JobsHealth, MailHealth, MailRoute,
};
use shared::platform::jobs::JobState;
use shared::platform::mail::MailState;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::platform::{health, jobs, mail};
use store::{Session, Store};

/// Parked jobs and troubled messages that are shown.
const SHOWN: i64 = 50;

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
}

async fn get(ctx: Ctx, _: GetHealth) -> Result<HealthView, Problem> {
    let mut session = ctx.read().await?;
    let services = ctx.services();
    let disk = match ctx.store().folder() {
        Some(folder) => tokio::task::spawn_blocking(move || store::room_of(&folder))
            .await
            .unwrap_or_default(),
        None => None,
    };
    let deployment = services.deployment();
    Ok(HealthView {
        now: ctx.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: deployment.map_or(ctx.now(), |known| known.started_at),
        database: database(&mut session, ctx.store()).await?,
        disk,
        read_only: ctx.store().is_read_only(),
        log_broken: audit::is_broken(&mut session).await?,
        jobs: queue(&ctx, &mut session).await?,
        mail: outbox(&mut session, deployment.map(|known| known.mailer.route())).await?,
        streams: services.inner.streams.load(Ordering::Relaxed),
    })
}

async fn database(session: &mut Session, store: &Store) -> Result<DatabaseHealth, Problem> {
    let (migration, applied) = health::migrations(session).await.or_problem()?;
    let known = i64::try_from(Store::known_migrations().count()).unwrap_or(i64::MAX);
    Ok(DatabaseHealth {
        kind: store.kind().to_owned(),
        bytes: health::size(session).await.or_problem()?,
        migration,
        pending: (known - applied).max(0),
        events: health::events(session).await.or_problem()?,
    })
}

async fn queue(ctx: &Ctx, session: &mut Session) -> Result<JobsHealth, Problem> {
    let counts = jobs::counts(session).await.or_problem()?;
    let of = |state| {
        let found = counts.iter().find(|(known, _)| *known == state);
        found.map_or(0, |(_, count)| *count)
    };
    Ok(JobsHealth {
        queued: of(JobState::Queued),
        running: of(JobState::Running),
        done: of(JobState::Done),
        parked: of(JobState::Parked),
        oldest_due: health::oldest_due(session, ctx.now()).await.or_problem()?,
        parked_jobs: jobs::parked(session, SHOWN).await.or_problem()?,
    })
}

async fn outbox(session: &mut Session, route: Option<MailRoute>) -> Result<MailHealth, Problem> {
    let counts = mail::counts(session).await.or_problem()?;
    let of = |state| {
        let found = counts.iter().find(|(known, _)| *known == state);
        found.map_or(0, |(_, count)| *count)
    };
    Ok(MailHealth {
        route: route.unwrap_or_default(),
        waiting: of(MailState::Waiting),
        sent: of(MailState::Sent),
        failed: of(MailState::Failed),
        troubled: mail::troubled(session, SHOWN).await.or_problem()?,
    })
}

/// Counts an open live page for as long as it is kept.
pub struct StreamCount(Arc<AtomicI64>);

impl Drop for StreamCount {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Services {
    /// Counts one more open live page until the answer is dropped.
    #[must_use]
    pub fn count_stream(&self) -> StreamCount {
        let streams = self.inner.streams.clone();
        streams.fetch_add(1, Ordering::Relaxed);
        StreamCount(streams)
    }
}
