//! What jobs there are, and which fire by themselves.

use crate::Services;
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::kernel::{Problem, ProblemKind};
use std::collections::BTreeMap;
use std::future::Future;

/// The data of a job.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// `feature.verb`, unique; stands in the database.
    const KIND: &'static str;
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobError {
    /// May be better later.
    Passing(String),
    /// Waiting does not help.
    Lasting(String),
}

impl JobError {
    /// The reason, for the administrator.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            JobError::Passing(why) | JobError::Lasting(why) => why,
        }
    }
}

impl From<Problem> for JobError {
    fn from(problem: Problem) -> Self {
        match problem.kind {
            ProblemKind::Unavailable | ProblemKind::Internal | ProblemKind::Network => {
                JobError::Passing(problem.to_string())
            }
            _ => JobError::Lasting(problem.to_string()),
        }
    }
}

pub(super) type Handler =
    Box<dyn Fn(Services, String) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// A job that fires once per turn, on one of the servers.
pub(super) struct Schedule {
    pub name: &'static str,
    pub every_ms: i64,
    pub kind: &'static str,
    pub payload: String,
}

/// All kinds of jobs.
#[derive(Default)]
pub struct Kinds {
    handlers: BTreeMap<&'static str, Handler>,
    schedules: Vec<Schedule>,
}

impl Kinds {
    /// Does jobs of kind `J` with `handler`.
    pub fn add<J, F, Done>(&mut self, handler: F)
    where
        J: Job,
        F: Fn(Services, J) -> Done + Send + Sync + Clone + 'static,
        Done: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let boxed: Handler = Box::new(move |services, payload| {
            let handler = handler.clone();
            Box::pin(async move {
                let job: J = serde_json::from_str(&payload)
                    .map_err(|error| JobError::Lasting(format!("payload: {error}")))?;
                handler(services, job).await
            })
        });
        let replaced = self.handlers.insert(J::KIND, boxed);
        debug_assert!(replaced.is_none(), "two handlers for {}", J::KIND);
    }

    /// Queues `job` once in every `every_ms` milliseconds, however many servers there are.
    pub fn every<J: Job>(&mut self, name: &'static str, every_ms: i64, job: &J) {
        self.schedules.push(Schedule {
            name,
            every_ms,
            kind: J::KIND,
            payload: serde_json::to_string(job).unwrap_or_default(),
        });
    }

    pub(super) fn handler(&self, kind: &str) -> Option<&Handler> {
        self.handlers.get(kind)
    }

    pub(super) fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }
}
