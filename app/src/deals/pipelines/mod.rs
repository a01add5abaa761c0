//! Pipelines, stages and loss reasons on a page.

mod api;

pub use api::{list_pipelines, save_loss_reasons, save_pipeline, use_pipelines};
