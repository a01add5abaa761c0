//! One thing changed about a product, alone or with the same of many others.

use super::{Product, ProductDraft};
use crate::platform::fields::CustomChange;
use serde::{Deserialize, Serialize};

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProductChange {
    /// Its family; empty for none.
    Family(String),
    /// Whether it is offered on new quotes.
    Active(bool),
    /// A field an administrator added.
    Custom(CustomChange),
}

impl ProductChange {
    /// The change that would bring back what it changes.
    #[must_use]
    pub fn current(&self, product: &Product) -> Self {
        match self {
            ProductChange::Family(_) => ProductChange::Family(product.draft.family.clone()),
            ProductChange::Active(_) => ProductChange::Active(product.active),
            ProductChange::Custom(change) => {
                ProductChange::Custom(change.current(&product.draft.custom))
            }
        }
    }

    /// What has to be written about the product; `None` for what no draft says.
    #[must_use]
    pub fn draft(&self, product: &Product) -> Option<ProductDraft> {
        match self {
            ProductChange::Family(family) => Some(ProductDraft {
                family: family.clone(),
                ..product.draft.clone()
            }),
            ProductChange::Custom(change) => {
                let mut draft = product.draft.clone();
                change.apply(&mut draft.custom);
                Some(draft)
            }
            ProductChange::Active(_) => None,
        }
    }
}
