//! What can be configured of products: the versions of their models.

use crate::http::api::book::{Book, Listed, about, as_json, whole};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::resources::Nothing;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shared::cpq::models::ops::{
    DiscardModel, GetModel, GetModelDesk, ImportModel, ListConfigurable, ModelFormat, PublishModel,
    RetireModel, SaveModel,
};
use shared::cpq::models::{ModelContent, ModelDraft, ModelRow, ModelState, ProductModel};
use shared::kernel::{Instant, ProductId, ProductModelId};

/// A version of the model of a product.
#[derive(Serialize, JsonSchema)]
struct Version {
    /// Which.
    id: ProductModelId,
    /// Whose model.
    product_id: ProductId,
    /// Version, from 1.
    number: u32,
    /// Where it stands.
    state: ModelState,
    /// First day it is offered; null: from its publication.
    valid_from: Option<NaiveDate>,
    /// Last day it is offered; null: for ever.
    valid_to: Option<NaiveDate>,
    /// The model, as docs/CPQ-models.md describes it; costs only for those who see margins.
    content: Value,
    /// SHA-256 of the content in hexadecimal, once published; else empty.
    hash: String,
    /// When it was made.
    created_at: Instant,
    /// When it was last changed.
    updated_at: Instant,
    /// Raised by every change.
    version: i64,
}

impl From<ProductModel> for Version {
    fn from(model: ProductModel) -> Self {
        Self {
            id: model.id,
            product_id: model.product_id,
            number: model.number,
            state: model.state,
            valid_from: model.draft.valid_from,
            valid_to: model.draft.valid_to,
            content: as_json(model.draft.content),
            hash: model.hash,
            created_at: model.created_at,
            updated_at: model.updated_at,
            version: model.version,
        }
    }
}

/// A model as a body has it: what its own reader makes of it is checked there.
struct Content(ModelContent);

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ModelContent::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Content {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for Content {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ModelContent".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Map::<String, Value>::json_schema(generator)
    }
}

/// A new version of a model, as a draft.
#[derive(Deserialize, JsonSchema)]
struct NewVersion {
    /// Whose model.
    product_id: ProductId,
    /// First day it is offered; null: from its publication.
    valid_from: Option<NaiveDate>,
    /// Last day it is offered; null: for ever.
    valid_to: Option<NaiveDate>,
    /// The model (docs/CPQ-models.md).
    content: Content,
}

/// What can be changed of a draft.
#[derive(Serialize, Deserialize, JsonSchema)]
struct VersionFacts {
    /// First day it is offered; null: from its publication.
    valid_from: Option<NaiveDate>,
    /// Last day it is offered; null: for ever.
    valid_to: Option<NaiveDate>,
    /// The model (docs/CPQ-models.md).
    content: Content,
}

/// A model of another tool.
#[derive(Deserialize, JsonSchema)]
struct Foreign {
    /// Its format.
    format: ModelFormat,
    /// The text.
    text: String,
}

async fn import(mut call: Call) -> Result<Reply, Refusal> {
    let Foreign { format, text } = read(std::mem::take(&mut call.body))?;
    let content = call.ask(ImportModel { format, text }).await?;
    Ok(Reply::ok(json!({ "content": as_json(content) })))
}

async fn of_product(call: Call) -> Result<Reply, Refusal> {
    let product_id = call.id()?.into();
    let versions = call.ask(GetModelDesk { product_id }).await?.versions;
    Ok(Reply::ok(json!({ "data": as_json(versions) })))
}

/// What is read of models otherwise than one by one.
fn further(book: &mut Book) {
    let body = book.schemas.taken::<Foreign>();
    let mut foreign = about::<ImportModel, _>(
        "product-models",
        (Method::POST, "import"),
        "Read a model of another tool; nothing is saved, the content can be sent as that of a version",
        import,
    );
    foreign.body = Some(book.schemas.keep("ProductModelImportBody", body));
    foreign.answer = Some(json!({
        "type": "object",
        "required": ["content"],
        "properties": { "content": { "type": "object" } }
    }));
    let row = book.schemas.record::<ModelRow>("ProductModelRow", &[]);
    let mut versions = about::<GetModelDesk, _>(
        "products",
        (Method::GET, "{id}/models"),
        "Every version of the model of a product, drafts too, the newest first",
        of_product,
    );
    versions.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.extend([foreign, versions]);
}

pub fn add(book: &mut Book) {
    book.list(
        "product-models",
        ("ProductModelRow", &[]),
        Vec::new(),
        |_, _| Ok(ListConfigurable {}),
        |rows: Vec<ModelRow>, _| -> Listed<ModelRow> { whole(rows) },
    );
    book.resource(
        "product-models",
        "ProductModel",
        &[],
        |id| GetModel { id: id.into() },
        Version::from,
    )
    .read()
    .create(
        &["product_id", "content"],
        |_| json!({ "valid_from": null, "valid_to": null }),
        |id, new: NewVersion| SaveModel {
            id: id.into(),
            product_id: new.product_id,
            version: 0,
            draft: ModelDraft {
                valid_from: new.valid_from,
                valid_to: new.valid_to,
                content: new.content.0,
            },
        },
    )
    .update(
        |model| VersionFacts {
            valid_from: model.draft.valid_from,
            valid_to: model.draft.valid_to,
            content: Content(model.draft.content.clone()),
        },
        |model, facts: VersionFacts| SaveModel {
            id: model.id,
            product_id: model.product_id,
            version: model.version,
            draft: ModelDraft {
                valid_from: facts.valid_from,
                valid_to: facts.valid_to,
                content: facts.content.0,
            },
        },
    )
    .act(
        "publish",
        "Publish a draft: from then on it never changes",
        |model, _: Nothing| PublishModel {
            id: model.id,
            version: model.version,
        },
    )
    .act(
        "retire",
        "Offer a published version no longer; lines that have it keep it",
        |model, _: Nothing| RetireModel {
            id: model.id,
            version: model.version,
        },
    )
    .delete(|model| DiscardModel {
        id: model.id,
        version: model.version,
    });
    further(book);
}
