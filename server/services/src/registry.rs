//! Operation name → handler, with the right checked before any handler runs.

use crate::Services;
use crate::ctx::Ctx;
use futures::future::BoxFuture;
use ports::Parcel;
use shared::kernel::{Action, Actor, Operation, Problem, ProblemKind, Scope};
use std::collections::BTreeMap;
use std::future::Future;

type Handler =
    Box<dyn Fn(Ctx, Parcel) -> BoxFuture<'static, Result<Parcel, Problem>> + Send + Sync>;

struct Entry {
    action: Action,
    handler: Handler,
}

/// The handlers of all operations.
#[derive(Default)]
pub struct Registry {
    entries: BTreeMap<&'static str, Entry>,
}

impl Registry {
    /// Answers operation `O` with `handler`.
    pub fn add<O, F, Answer>(&mut self, handler: F)
    where
        O: Operation,
        F: Fn(Ctx, O) -> Answer + Send + Sync + Clone + 'static,
        Answer: Future<Output = Result<O::Answer, Problem>> + Send + 'static,
    {
        let boxed: Handler = Box::new(move |ctx, parcel| {
            let handler = handler.clone();
            Box::pin(async move {
                let request = parcel
                    .downcast::<O>()
                    .map_err(|_| Problem::of(ProblemKind::Internal))?;
                let answer = handler(ctx, *request).await?;
                Ok(Box::new(answer) as Parcel)
            })
        });
        let replaced = self.entries.insert(
            O::NAME,
            Entry {
                action: O::ACTION,
                handler: boxed,
            },
        );
        debug_assert!(replaced.is_none(), "two handlers for {}", O::NAME);
    }

    /// Names and rights of all operations.
    pub fn operations(&self) -> impl Iterator<Item = (&'static str, Action)> {
        self.entries
            .iter()
            .map(|(name, entry)| (*name, entry.action))
    }

    pub(crate) async fn call(
        &self,
        services: &Services,
        actor: &Actor,
        name: &'static str,
        parcel: Parcel,
    ) -> Result<Parcel, Problem> {
        let entry = self
            .entries
            .get(name)
            .ok_or_else(|| Problem::of(ProblemKind::NotFound))?;
        let scope = actor.scope(entry.action);
        if scope == Scope::None {
            return Err(Problem::of(ProblemKind::Forbidden));
        }
        let started = services.clock().now();
        let answer = (entry.handler)(services.ctx(actor.clone(), scope), parcel).await;
        let took = services.clock().now().0 - started.0;
        match &answer {
            Ok(_) => tracing::debug!(operation = name, took_ms = took, "answered"),
            Err(problem) => {
                tracing::info!(operation = name, took_ms = took, problem = %problem, "refused")
            }
        }
        answer
    }
}
