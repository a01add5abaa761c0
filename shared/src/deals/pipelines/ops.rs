//! What pages ask about pipelines.

use super::model::{LossReason, Pipeline};
use crate::operation;
use serde::{Deserialize, Serialize};

/// All pipelines with their stages, and the loss reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPipelines {}
operation!(ListPipelines => PipelinesView, "pipelines.list", ReadReference);

/// Everything a page needs to show stages and gates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelinesView {
    /// By position; inactive ones included, their deals still exist.
    pub pipelines: Vec<Pipeline>,
    /// By position; inactive ones included.
    pub loss_reasons: Vec<LossReason>,
}

/// Creates a pipeline or saves it whole, stages included. A stage left out is deactivated when it
/// still holds deals and removed otherwise. `version` 0 creates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePipeline {
    /// As it shall be.
    pub pipeline: Pipeline,
}
operation!(SavePipeline => PipelinesView, "pipelines.save", ManagePipelines);

/// Saves the list of loss reasons whole. One left out is deactivated when deals name it and
/// removed otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveLossReasons {
    /// The list as it was read: when another one is stored by now, the save is a conflict.
    pub read: Vec<LossReason>,
    /// As they shall be, in order.
    pub loss_reasons: Vec<LossReason>,
}
operation!(SaveLossReasons => PipelinesView, "pipelines.save_loss_reasons", ManagePipelines);
