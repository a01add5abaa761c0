//! What the pages ask of the server about product models.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::models::ops::{
    DiscardModel, FinderView, GetFinder, GetModel, GetModelDesk, GetPopular, ImportModel,
    ListConfigurable, ModelDesk, PublishModel, RetireModel, SaveFinder, SaveModel,
};
use shared::cpq::models::{ModelContent, ModelRow, Popular, ProductModel};

/// Everything about the model of a product.
#[server(name = GetModelDeskCall, endpoint = "models.get_by_product", input = Json, output = Json)]
pub async fn get_desk(request: GetModelDesk) -> Result<ModelDesk, Fault> {
    call::run(request).await
}

/// One version.
#[server(name = GetModelCall, endpoint = "models.get", input = Json, output = Json)]
pub async fn get_model(request: GetModel) -> Result<ProductModel, Fault> {
    call::run(request).await
}

/// Products that can be configured today.
#[server(name = ListConfigurableCall, endpoint = "models.configurable", input = Json, output = Json)]
pub async fn list_configurable(request: ListConfigurable) -> Result<Vec<ModelRow>, Fault> {
    call::run(request).await
}

/// What customers have chosen of a product.
#[server(name = GetPopularCall, endpoint = "models.popular", input = Json, output = Json)]
pub async fn get_popular(request: GetPopular) -> Result<Vec<Popular>, Fault> {
    call::run(request).await
}

/// Saves a draft.
#[server(name = SaveModelCall, endpoint = "models.save_draft", input = Json, output = Json)]
pub async fn save_model(request: SaveModel) -> Result<ProductModel, Fault> {
    call::run(request).await
}

/// Throws a draft away.
#[server(name = DiscardModelCall, endpoint = "models.discard", input = Json, output = Json)]
pub async fn discard_model(request: DiscardModel) -> Result<ModelDesk, Fault> {
    call::run(request).await
}

/// Publishes a draft.
#[server(name = PublishModelCall, endpoint = "models.publish", input = Json, output = Json)]
pub async fn publish_model(request: PublishModel) -> Result<ProductModel, Fault> {
    call::run(request).await
}

/// Offers a version no longer.
#[server(name = RetireModelCall, endpoint = "models.retire", input = Json, output = Json)]
pub async fn retire_model(request: RetireModel) -> Result<ProductModel, Fault> {
    call::run(request).await
}

/// Reads a model of another tool.
#[server(name = ImportModelCall, endpoint = "models.import", input = Json, output = Json)]
pub async fn import_model(request: ImportModel) -> Result<ModelContent, Fault> {
    call::run(request).await
}

/// The questions that find a product, and the products.
#[server(name = GetFinderCall, endpoint = "models.finder", input = Json, output = Json)]
pub async fn get_finder(request: GetFinder) -> Result<FinderView, Fault> {
    call::run(request).await
}

/// Saves the questions of the finder.
#[server(name = SaveFinderCall, endpoint = "models.save_finder", input = Json, output = Json)]
pub async fn save_finder(request: SaveFinder) -> Result<FinderView, Fault> {
    call::run(request).await
}
