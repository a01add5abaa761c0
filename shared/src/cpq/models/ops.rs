//! What may be asked about product models.

use super::complete::Popular;
use super::guide::Question;
use super::guide::finder::Offer;
use super::model::{ModelContent, ModelDraft, ModelRow, ProductModel};
use crate::coded;
use crate::kernel::{LocalText, ProductId, ProductModelId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Everything about the model of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetModelDesk {
    /// Which product.
    pub product_id: ProductId,
}
operation!(GetModelDesk => ModelDesk, "models.get_by_product", ReadReference);

/// The model of a product, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDesk {
    /// Which product.
    pub product_id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: LocalText,
    /// Every version, newest first.
    pub versions: Vec<ModelRow>,
    /// The draft, else the newest version; `None` when there is none.
    pub model: Option<ProductModel>,
}

/// One version. Costs only for those who see margins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetModel {
    /// Which.
    pub id: ProductModelId,
}
operation!(GetModel => ProductModel, "models.get", ReadReference);

/// Products that can be configured today: of each the version offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListConfigurable {}
operation!(ListConfigurable => Vec<ModelRow>, "models.configurable", ReadReference);

/// What customers have chosen of a product: counted over what was last sent to them, whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPopular {
    /// Which product.
    pub product_id: ProductId,
}
operation!(GetPopular => Vec<Popular>, "models.popular", ReadReference);

/// Saves the draft of a product's model; the first save of a new version makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveModel {
    /// Which version; a new id, chosen by the client, makes one.
    pub id: ProductModelId,
    /// Whose model.
    pub product_id: ProductId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written.
    pub draft: ModelDraft,
}
operation!(SaveModel => ProductModel, "models.save_draft", ManageProducts);

/// Throws a draft away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardModel {
    /// Which.
    pub id: ProductModelId,
    /// The version that was read.
    pub version: i64,
}
operation!(DiscardModel => ModelDesk, "models.discard", ManageProducts);

/// Publishes a draft: from then on it never changes. The version offered before is retired where
/// their days overlap without end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishModel {
    /// Which.
    pub id: ProductModelId,
    /// The version that was read.
    pub version: i64,
}
operation!(PublishModel => ProductModel, "models.publish", ManageProducts);

/// Offers a published version no longer. Lines that have it keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetireModel {
    /// Which.
    pub id: ProductModelId,
    /// The version that was read.
    pub version: i64,
}
operation!(RetireModel => ProductModel, "models.retire", ManageProducts);

coded! {
    /// A format of product models.
    ModelFormat {
        /// The universal variability language.
        Uvl = "uvl",
        /// Clauses.
        Dimacs = "dimacs",
    }
}

/// Reads a model of another tool; nothing is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportModel {
    /// Its format.
    pub format: ModelFormat,
    /// The text.
    pub text: String,
}
operation!(ImportModel => ModelContent, "models.import", ManageProducts);

/// Writes a model for another tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportModel {
    /// Which version.
    pub id: ProductModelId,
    /// In which format.
    pub format: ModelFormat,
}
operation!(ExportModel => ExportedModel, "models.export", ReadReference);

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedModel {
    /// For example `PUMP-200-v3.uvl`.
    pub file_name: String,
    /// Its contents.
    pub text: String,
}

/// The questions that find a product, and the products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetFinder {}
operation!(GetFinder => FinderView, "models.finder", ReadReference);

/// The finder, as its pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinderView {
    /// What is asked.
    pub guide: Vec<Question>,
    /// Raised by every change; 0 before the first.
    pub version: i64,
    /// The products, by code; those switched off, too: texts may name them.
    pub offers: Vec<Offer>,
}

/// Saves the questions of the finder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveFinder {
    /// The version that was read.
    pub version: i64,
    /// What is asked.
    pub guide: Vec<Question>,
}
operation!(SaveFinder => FinderView, "models.save_finder", ManageProducts);
