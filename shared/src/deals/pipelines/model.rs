//! What a pipeline is made of.

use crate::kernel::{LocalText, LossReasonId, Percent, PipelineId, StageId, coded};
use serde::{Deserialize, Serialize};

use super::criteria::{Criterion, RequiredField};

coded! {
    /// What a stage means for the deal in it.
    StageState {
        /// Being sold.
        Open = "open",
        /// Signed.
        Won = "won",
        /// Given up or lost to somebody else.
        Lost = "lost",
    }
}

coded! {
    /// How surely a deal counts in the forecast. Apart from the stage: computed from it unless a
    /// person judged otherwise.
    ForecastCategory {
        /// Might happen.
        Pipeline = "pipeline",
        /// Could happen in this period if all goes well.
        BestCase = "best_case",
        /// Promised for this period.
        Commit = "commit",
        /// Signed.
        Closed = "closed",
        /// Left out of the forecast.
        Omitted = "omitted",
    }
}

coded! {
    /// Which kind of selling a pipeline was made for.
    PipelineKind {
        /// To consumers.
        B2c = "b2c",
        /// To businesses.
        B2b = "b2b",
        /// Subscriptions.
        Saas = "saas",
        /// Long sales to large organisations.
        Enterprise = "enterprise",
        /// Made by the administrator.
        Custom = "custom",
    }
}

/// A step of the buying process.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which stage.
    pub id: StageId,
    /// Its name.
    pub name: LocalText,
    /// Rank within the pipeline, from 0.
    pub position: i32,
    /// Open, won or lost.
    pub state: StageState,
    /// Chance to win of a deal in this stage.
    pub probability: Percent,
    /// Forecast category of a deal in this stage.
    pub category: ForecastCategory,
    /// What must be true to leave it forwards.
    pub exit_criteria: Vec<Criterion>,
    /// The administrator's fields that must have a value to leave it forwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_fields: Vec<RequiredField>,
    /// What to do in it.
    pub guidance: LocalText,
    /// Days without activity or plan after which a deal is stalled; `None`: never.
    pub stalled_after_days: Option<i32>,
    /// Whether deals may be moved into it.
    pub active: bool,
}

/// An ordered set of stages.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Which pipeline.
    pub id: PipelineId,
    /// Which kind of selling.
    pub kind: PipelineKind,
    /// Its name.
    pub name: LocalText,
    /// Rank in the list of pipelines, from 0.
    pub position: i32,
    /// Whether new deals may be created in it.
    pub active: bool,
    /// For optimistic locking.
    pub version: i64,
    /// The stages by position.
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// The stage of this id.
    #[must_use]
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The active open stages in order.
    pub fn open_stages(&self) -> impl Iterator<Item = &Stage> {
        self.stages
            .iter()
            .filter(|stage| stage.active && stage.state == StageState::Open)
    }

    /// The stage a new deal starts in.
    #[must_use]
    pub fn first_stage(&self) -> Option<&Stage> {
        self.open_stages().next()
    }

    /// The first active stage of this state.
    #[must_use]
    pub fn stage_of(&self, state: StageState) -> Option<&Stage> {
        self.stages
            .iter()
            .find(|stage| stage.active && stage.state == state)
    }
}

/// A coded cause of a loss.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossReason {
    /// Which reason.
    pub id: LossReasonId,
    /// Its name.
    pub name: LocalText,
    /// Rank in the list, from 0.
    pub position: i32,
    /// Whether it may be chosen.
    pub active: bool,
}
