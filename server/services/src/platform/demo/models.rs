//! The models of the sample company: an edge controller with its accessories, and the plan of a whole site; and
//! how its customers configure them.

use super::catalog::{Catalog, Item};
use super::guides::guide_of;
use super::model_contents::{controller, plant};
use shared::cpq::models::{
    Configuration, Engine, ModelContent, ModelDraft, ModelState, Pick, ProductModel, Session,
    check_configuration,
};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Instant, ProductModelId};
use std::sync::Arc;
use store::platform::bulk::ProductModelRow;

/// A published model, ready to configure lines of quotes.
pub(super) struct Model {
    model: ProductModel,
    engine: Arc<Engine>,
    /// Choices some customers make.
    usual: &'static [&'static [(&'static str, &'static str)]],
}

const CONTROLLER: &str = "ML-500";
const PLANT: &str = "MC-PLANT";

/// The models of the catalogue.
pub(super) fn models(catalog: &Catalog, founded: Instant) -> Vec<Model> {
    let made = |at: u8, item: &Item, mut content: ModelContent, usual| {
        content.guide = guide_of(item.sku);
        let engine = Arc::new(Engine::build(Arc::new(content.clone())).ok()?);
        let hash = crate::cpq::models::hash_of(&content).ok()?;
        let model = ProductModel {
            id: ProductModelId::new(founded.0, [at; 10]),
            product_id: item.id,
            number: 1,
            state: ModelState::Published,
            draft: ModelDraft {
                content,
                ..ModelDraft::default()
            },
            hash,
            created_at: founded,
            updated_at: founded,
            version: 2,
        };
        Some(Model {
            model,
            engine,
            usual,
        })
    };
    let controllers: &[&[(&str, &str)]] = &[
        &[
            ("housing", "wall"),
            ("inputs", "24"),
            ("protocols.modbus", "yes"),
            ("protocols.opcua", "yes"),
        ],
        &[
            ("housing", "rack"),
            ("memory", "gb8"),
            ("inputs", "48"),
            ("protocols.profinet", "yes"),
            ("redundant", "yes"),
        ],
        &[
            ("protocols.modbus", "yes"),
            ("protocols.lora", "yes"),
            ("antenna", "2"),
            ("inputs", "16"),
        ],
    ];
    let plants: &[&[(&str, &str)]] = &[
        &[
            ("edition", "advanced"),
            ("users", "60"),
            ("years", "3"),
            ("api", "1"),
        ],
        &[
            ("edition", "predictive"),
            ("hosting", "dedicated"),
            ("support", "extended"),
            ("users", "120"),
            ("years", "5"),
        ],
    ];
    catalog
        .items
        .iter()
        .filter_map(|item| match item.sku {
            CONTROLLER => made(1, item, controller(catalog), controllers),
            PLANT => made(2, item, plant(catalog), plants),
            _ => None,
        })
        .collect()
}

/// The rows of the models.
pub(super) fn rows(models: &[Model]) -> Vec<ProductModelRow> {
    models
        .iter()
        .map(|of| ProductModelRow {
            id: of.model.id,
            product_id: of.model.product_id,
            number: 1,
            state: of.model.state.code(),
            valid_from: None,
            valid_to: None,
            content: serde_json::to_string(&of.model.draft.content).unwrap_or_default(),
            hash: of.model.hash.clone(),
            guided: !of.model.draft.content.guide.is_empty(),
            created_at: of.model.created_at,
            updated_at: of.model.updated_at,
            version: of.model.version,
        })
        .collect()
}

/// Configures a line whose product has a model, as the `turn`-th customer likes it.
pub(super) fn configure(models: &[Model], line: &mut QuoteLine, turn: usize) {
    let found = models
        .iter()
        .find(|of| Some(of.model.product_id) == line.product_id);
    if let Some(of) = found
        && let Some((made, price)) = of.made(turn)
    {
        line.price.options = price.price;
        line.price.options_cost = price.cost;
        line.configuration = Some(made);
    }
}

impl Model {
    fn made(
        &self,
        turn: usize,
    ) -> Option<(Configuration, shared::cpq::models::ConfigurationPrice)> {
        let choices = self.usual.get(turn % self.usual.len().max(1))?;
        let mut session = Session::with_defaults(Arc::clone(&self.engine));
        for (item, value) in *choices {
            // A choice that does not go with the defaults is left out.
            let _ = session.choose(&Pick::new(*item, *value));
        }
        let made = session.finish(&self.model)?;
        let price = check_configuration(&self.engine, &made).ok()?;
        Some((made, price))
    }
}
