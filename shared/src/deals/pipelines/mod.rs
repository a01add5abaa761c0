//! Pipelines: ordered stages with probability, forecast category, exit criteria and guidance.
//!
//! Terms: a *pipeline* is an ordered set of *stages*; a stage is *open*, *won* or *lost*; its *exit
//! criteria* are the facts required to leave it forwards; a deal is *stalled* when nothing happened
//! for longer than its stage allows and nothing is planned.
//! Entry points: [`check_move`], [`check_entry`], [`ready_pipelines`], [`validate_pipeline`].
//! Invariants: a forward move satisfies the exit criteria of every open stage it passes; a loss has
//! a reason; names of stages never carry meaning, their state does; a move never touches what a
//! person judged (probability, category). The same functions run in the page, the service, the
//! import and the command line.
//! Sources: the ready pipelines follow common practice of consumer, business, SaaS and enterprise sales; the
//! state machine is our own.
//! Tests: beside the code; on both databases in `server/services/tests/it/deals`; in the browser in
//! `end2end/tests/deals`.

mod criteria;
mod model;
mod moves;
mod ops;
mod ready;
mod reasons;
mod rules;

#[cfg(test)]
mod tests;

pub use criteria::{Criterion, DealFacts, Missing, MissingField, RequiredField, missing_facts};
pub use model::{ForecastCategory, LossReason, Pipeline, PipelineKind, Stage, StageState};
pub use moves::{Direction, Exception, MoveCheck, MoveRequest, Verdict, check_entry, check_move};
pub use ops::{ListPipelines, PipelinesView, SaveLossReasons, SavePipeline};
pub use ready::ready_pipelines;
pub use reasons::default_loss_reasons;
pub use rules::{recomputed_stages, validate_pipeline, validate_pipeline_change};
