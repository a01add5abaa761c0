//! What pages may ask of the server, without knowing how it answers: editing SQL or a use case
//! never recompiles the pages.

use async_trait::async_trait;
use shared::kernel::{Actor, Operation, Problem, ProblemKind};
use std::any::Any;
use std::sync::Arc;

/// A request or an answer on its way through the dispatcher.
pub type Parcel = Box<dyn Any + Send>;

/// Answers operations; the server's `services::Services` is the one implementation.
#[async_trait]
pub trait Dispatcher: Send + Sync {
    /// Checks the right of `actor`, then answers the operation called `name`.
    async fn dispatch(
        &self,
        actor: &Actor,
        name: &'static str,
        request: Parcel,
    ) -> Result<Parcel, Problem>;
}

/// Asks `dispatcher` for `operation` on behalf of `actor`.
///
/// # Errors
/// The refusal of the operation.
pub async fn run<O: Operation>(
    dispatcher: &Arc<dyn Dispatcher>,
    actor: &Actor,
    operation: O,
) -> Result<O::Answer, Problem> {
    let answer = dispatcher
        .dispatch(actor, O::NAME, Box::new(operation))
        .await?;
    answer
        .downcast::<O::Answer>()
        .map(|answer| *answer)
        .map_err(|_| Problem::of(ProblemKind::Internal))
}
