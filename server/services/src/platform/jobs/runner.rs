//! The one runner of a process: takes due jobs under a lease, does a few at a time, writes down what
//! became of them.

use super::kinds::{JobError, Schedule};
use super::put;
use crate::{OrProblem, Services};
use futures::FutureExt;
use futures::future::join_all;
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem};
use shared::platform::jobs::{LEASE_MS, MAX_ATTEMPTS, Verdict, after_failure, turn, turn_key};
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::Change;
use store::platform::jobs::{self, Outcome, Taken};

/// Jobs done at the same time.
const AT_ONCE: i64 = 4;
/// The longest a job may take; the rest of its lease is for writing down what became of it.
const LONGEST: Duration = Duration::from_secs(90);
/// How often the queue is looked at when nobody says that there is news: other servers queue, too.
const LOOK: Duration = Duration::from_secs(5);
/// How long jobs under way are waited for when the server stops. One that takes longer is done
/// again elsewhere when its lease is over.
const DRAIN: Duration = Duration::from_secs(8);
/// The longest reason that is kept, in characters.
const REASON_MAX: usize = 500;

/// Works on the queue.
pub struct Runner {
    services: Services,
    /// Who holds the leases: different for every process.
    owner: String,
    /// The newest turn of each schedule this process has queued.
    fired: Mutex<BTreeMap<&'static str, i64>>,
}

impl Runner {
    /// A runner of this process.
    #[must_use]
    pub fn new(services: Services) -> Self {
        let bytes: [u8; 8] = rand::random();
        Self {
            services,
            owner: bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            fired: Mutex::default(),
        }
    }

    /// Works until `stop`; what is under way then is finished, within reason.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let stop = stop.shared();
        loop {
            let mut step = std::pin::pin!(self.step());
            let done = tokio::select! {
                done = &mut step => done,
                () = stop.clone() => {
                    // Whether it got ready in time or not: the lease knows.
                    let _ = tokio::time::timeout(DRAIN, step).await;
                    return;
                }
            };
            match done {
                Ok(0) => {}
                Ok(_) => continue,
                Err(problem) => tracing::warn!(problem = %problem, "the queue cannot be worked on"),
            }
            tokio::select! {
                () = stop.clone() => return,
                () = self.services.store().job_queued() => {}
                () = tokio::time::sleep(self.pause().await) => {}
            }
        }
    }

    /// Until the next job is due, at most [`LOOK`].
    async fn pause(&self) -> Duration {
        if self.services.store().is_read_only() {
            return LOOK;
        }
        let next = async {
            let mut session = self.services.store().read().await.ok()?;
            jobs::next_at(&mut session).await.ok()?
        };
        let now = self.services.clock().now();
        next.await.map_or(LOOK, |at| {
            let ms = u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0);
            Duration::from_millis(ms.max(50)).min(LOOK)
        })
    }

    /// One round: queues the turns of schedules, takes due jobs and does them. How many it did.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn step(&self) -> Result<usize, Problem> {
        // Jobs wait for room instead of using up their attempts; this looks whether there is some again.
        if !self.services.store().try_room().await {
            return Ok(0);
        }
        self.fire().await?;
        let taken = self.take().await?;
        let count = taken.len();
        let settled = join_all(taken.into_iter().map(|job| self.work(job))).await;
        settled.into_iter().collect::<Result<(), Problem>>()?;
        Ok(count)
    }

    async fn fire(&self) -> Result<(), Problem> {
        let now = self.services.clock().now();
        for schedule in self.services.inner.jobs.schedules() {
            let turn = turn(now, schedule.every_ms);
            let known = {
                let fired = self.fired.lock().unwrap_or_else(PoisonError::into_inner);
                fired.get(schedule.name) == Some(&turn)
            };
            if !known {
                self.queue_turn(schedule, turn, now).await?;
                let mut fired = self.fired.lock().unwrap_or_else(PoisonError::into_inner);
                fired.insert(schedule.name, turn);
            }
        }
        Ok(())
    }

    async fn queue_turn(
        &self,
        schedule: &Schedule,
        turn: i64,
        now: Instant,
    ) -> Result<(), Problem> {
        let key = turn_key(schedule.name, turn);
        let mut session = self.services.store().write().await.or_problem()?;
        put(
            &self.services,
            &mut session,
            schedule.kind,
            &schedule.payload,
            now,
            Some(&key),
        )
        .await?;
        session.commit().await.or_problem()
    }

    async fn take(&self) -> Result<Vec<Taken>, Problem> {
        let now = self.services.clock().now();
        let mut session = self.services.store().read().await.or_problem()?;
        if !jobs::any_due(&mut session, now).await.or_problem()? {
            return Ok(Vec::new());
        }
        drop(session);
        let mut session = self.services.store().write().await.or_problem()?;
        let until = Instant(now.0 + LEASE_MS);
        let taken = jobs::take(&mut session, &self.owner, now, until, AT_ONCE)
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
        Ok(taken)
    }

    /// Does one job and writes down what became of it.
    async fn work(&self, job: Taken) -> Result<(), Problem> {
        let done = self.try_once(&job).await;
        let now = self.services.clock().now();
        let reason: String = match &done {
            Ok(()) => String::new(),
            Err(error) => error.reason().chars().take(REASON_MAX).collect(),
        };
        let outcome = match done {
            Ok(()) => Outcome::Done,
            Err(error) => {
                let lasting = matches!(error, JobError::Lasting(_));
                match after_failure(job.attempts, lasting, now) {
                    Verdict::Again(at) => Outcome::Again(at, &reason),
                    Verdict::Park => Outcome::Parked(&reason),
                }
            }
        };
        let mut session = self.services.store().write().await.or_problem()?;
        let held = jobs::settle(&mut session, &job, &self.owner, &outcome, now)
            .await
            .or_problem()?;
        if !held {
            tracing::warn!(kind = job.kind, "a job took longer than its lease");
        } else if matches!(outcome, Outcome::Parked(_)) {
            tracing::error!(kind = job.kind, reason, "a job is parked");
            let facts = json!({ "kind": job.kind, "reason": reason });
            let change = Change {
                entity: Entity::Job,
                id: job.id,
                parent: None,
                owner: None,
                action: "parked",
                before: None,
                after: Some(&facts),
            };
            session.record(now, None, change).await.or_problem()?;
        }
        session.commit().await.or_problem()
    }

    async fn try_once(&self, job: &Taken) -> Result<(), JobError> {
        // It was taken that often and never came back: whoever tried did not live to say why.
        if job.attempts > MAX_ATTEMPTS {
            return Err(JobError::Lasting("its server stopped each time".to_owned()));
        }
        let handler = self
            .services
            .inner
            .jobs
            .handler(&job.kind)
            .ok_or_else(|| JobError::Lasting(format!("no such kind: {}", job.kind)))?;
        let work = AssertUnwindSafe(handler(self.services.clone(), job.payload.clone()));
        match tokio::time::timeout(LONGEST, work.catch_unwind()).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(JobError::Passing("a fault in the program".to_owned())),
            Err(_) => Err(JobError::Passing("it took too long".to_owned())),
        }
    }
}
