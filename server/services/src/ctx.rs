//! What a use case gets: who asks, how far their right reaches, the time, the database.

use crate::{Services, problem_of};
use chrono::NaiveDate;
use serde::Serialize;
use shared::kernel::issue::has_errors;
use shared::kernel::{Action, Actor, Instant, Issue, Problem, ProblemKind, Scope};
use store::{Change, Session, Store, StoreError};
use uuid::Uuid;

/// The context of one use case.
#[derive(Clone)]
pub struct Ctx {
    services: Services,
    /// Who asks.
    pub actor: Actor,
    /// Which records the operation's right covers for this person.
    pub scope: Scope,
    now: Instant,
}

impl Ctx {
    pub(crate) fn new(services: Services, actor: Actor, scope: Scope) -> Self {
        let now = services.clock().now();
        Self {
            services,
            actor,
            scope,
            now,
        }
    }

    /// The moment the operation began; the same throughout.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The day it is for the person who asks.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.actor.zone.date(self.now)
    }

    /// A new UUIDv7; wrap it: `QuoteId(ctx.uuid())`.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        shared::kernel::id::uuid_v7(self.now.0, self.services.clock().random())
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.services.store()
    }

    /// All use cases, for jobs that go on after the answer.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// A session for reading.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn read(&self) -> Result<Session, Problem> {
        self.store().read().await.map_err(problem_of)
    }

    /// A session for reading that sees one moment, for what is only right together.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn snapshot(&self) -> Result<Session, Problem> {
        self.store().snapshot().await.map_err(problem_of)
    }

    /// A unit of work.
    ///
    /// # Errors
    /// When the database is locked or away.
    pub async fn write(&self) -> Result<Session, Problem> {
        self.store().write().await.map_err(problem_of)
    }

    /// Appends the event of what this person changed, to the transaction of the change.
    ///
    /// # Errors
    /// When the database is locked or away.
    pub async fn record<T: Serialize>(
        &self,
        session: &mut Session,
        change: Change<'_, T>,
    ) -> Result<(), Problem> {
        session
            .record(self.now, Some(self.actor.user_id), change)
            .await
            .or_problem()?;
        Ok(())
    }

    /// Which records this person may treat with another right.
    #[must_use]
    pub const fn scope_for(&self, action: Action) -> Scope {
        self.actor.scope(action)
    }

    /// Refuses unless this person has `action` on some record.
    ///
    /// # Errors
    /// [`ProblemKind::Forbidden`].
    pub fn require(&self, action: Action) -> Result<(), Problem> {
        if self.actor.may(action) {
            Ok(())
        } else {
            Err(Problem::of(ProblemKind::Forbidden))
        }
    }
}

/// Somebody else was first: a refusal that hands over the record as it is now.
pub(crate) fn conflict<T: Serialize>(now: &T) -> Problem {
    Problem {
        current: serde_json::to_string(now).ok(),
        ..Problem::of(ProblemKind::Conflict)
    }
}

/// Refuses with the findings, when there are any.
pub(crate) fn refuse(issues: Vec<Issue>) -> Result<(), Problem> {
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(issues))
    }
}

/// Refuses with the findings, when one of them is an error; warnings alone let pass.
pub(crate) fn refuse_errors(issues: Vec<Issue>) -> Result<(), Problem> {
    if has_errors(&issues) {
        Err(Problem::invalid(issues))
    } else {
        Ok(())
    }
}

/// Turns a store's answer into a use case's: `found(store_fn().await)?`.
pub trait OrProblem<T> {
    /// The value, or the refusal a person is told of.
    ///
    /// # Errors
    /// The refusal.
    fn or_problem(self) -> Result<T, Problem>;
}

impl<T> OrProblem<T> for Result<T, StoreError> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(problem_of)
    }
}

/// Turns a missing record into a refusal.
pub trait OrNotFound<T> {
    /// The record, or [`ProblemKind::NotFound`]: the same answer for "foreign" and "missing".
    ///
    /// # Errors
    /// [`ProblemKind::NotFound`].
    fn or_not_found(self) -> Result<T, Problem>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Result<T, Problem> {
        self.ok_or_else(|| Problem::of(ProblemKind::NotFound))
    }
}
