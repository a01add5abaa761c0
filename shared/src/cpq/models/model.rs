//! A product model as it is written, stored and shown.

use super::guide::Question;
use crate::coded;
use crate::kernel::{Currency, Instant, LocalText, ProductId, ProductModelId, UnitPrice};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What something adds to the price and the cost of one unit of the product, in the model's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adder {
    /// Price; may be below zero.
    pub price: UnitPrice,
    /// Cost; `None` when unknown or not to be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<UnitPrice>,
}

/// A value of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueOption {
    /// Its name in rules.
    pub key: String,
    /// Its name for people.
    pub name: LocalText,
    /// Chosen to begin with.
    pub default: bool,
    /// What it adds.
    pub adder: Adder,
}

/// What an attribute may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AttributeKind {
    /// Exactly one of these.
    Choice {
        /// The values.
        values: Vec<ValueOption>,
    },
    /// From `min` to `max` of these.
    Multi {
        /// At least so many.
        min: u32,
        /// At most so many.
        max: u32,
        /// The values.
        values: Vec<ValueOption>,
    },
    /// A whole number.
    Number {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
        /// From one to the next.
        step: i64,
        /// To begin with.
        #[serde(default)]
        default: Option<i64>,
        /// What is counted, for people ("bar", "users").
        #[serde(default)]
        unit: LocalText,
        /// What each one adds.
        #[serde(default)]
        adder: Adder,
    },
    /// Yes or no.
    Flag {
        /// Yes to begin with.
        #[serde(default)]
        default: bool,
        /// What "yes" adds.
        #[serde(default)]
        adder: Adder,
    },
}

/// Something to be decided about the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name in rules.
    pub key: String,
    /// Its name for people.
    pub name: LocalText,
    /// What it may be.
    #[serde(flatten)]
    pub kind: AttributeKind,
}

/// Something that comes along, so many of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BundleOption {
    /// Its name in rules.
    pub key: String,
    /// Its name for people.
    pub name: LocalText,
    /// The catalogue product it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Fewest when it is selected, at least 1.
    pub from: u32,
    /// Most.
    pub to: u32,
    /// In every product.
    pub required: bool,
    /// Selected to begin with.
    pub default: bool,
    /// Stays as it is to begin with: selected (the fewest) or not.
    pub locked: bool,
    /// What each one adds.
    pub adder: Adder,
}

impl Default for BundleOption {
    fn default() -> Self {
        Self {
            key: String::new(),
            name: LocalText::default(),
            product_id: None,
            from: 1,
            to: 1,
            required: false,
            default: false,
            locked: false,
            adder: Adder::default(),
        }
    }
}

/// Options of which from `min` to `max` are selected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Its name in rules.
    pub key: String,
    /// Its name for people.
    pub name: LocalText,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// The option it belongs to, by its key, of a group before it: its own options come with that one only,
    /// and so many of them are chosen when it is. Empty: of the product itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// The options.
    pub options: Vec<BundleOption>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelRule {
    /// What it is about, for people: shown as the reason of what it excludes.
    pub name: LocalText,
    /// What it says.
    pub text: String,
}

impl ModelContent {
    /// The option a group belongs to; nothing for one of the product itself.
    #[must_use]
    pub fn bundle_of(&self, group: &Group) -> Option<&BundleOption> {
        let mut options = self.groups.iter().flat_map(|group| &group.options);
        options.find(|option| !group.of.is_empty() && option.key == group.of)
    }
}

/// Everything that is written about what can be configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelContent {
    /// Currency of every adder.
    pub currency: Currency,
    /// What is to be decided.
    pub attributes: Vec<Attribute>,
    /// What may come along.
    pub groups: Vec<Group>,
    /// What must hold.
    pub rules: Vec<ModelRule>,
    /// Questions in the customer's words that lead to a configuration. Not written when there are none,
    /// so that what was published before there were any keeps its hash.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guide: Vec<Question>,
}

impl Default for ModelContent {
    fn default() -> Self {
        Self {
            currency: Currency::EUR,
            attributes: Vec::new(),
            groups: Vec::new(),
            rules: Vec::new(),
            guide: Vec::new(),
        }
    }
}

impl ModelContent {
    /// Takes out what only those who see margins may know.
    pub fn hide_costs(&mut self) {
        for adder in self.adders_mut() {
            adder.cost = None;
        }
    }

    /// Takes the costs of another version, key by key: whoever does not see them changes none and loses none.
    pub fn keep_costs(&mut self, of: &Self) {
        let mut of = of.clone();
        let kept: BTreeMap<String, Option<UnitPrice>> = of
            .keyed_adders()
            .into_iter()
            .map(|(key, adder)| (key, adder.cost))
            .collect();
        for (key, adder) in self.keyed_adders() {
            adder.cost = kept.get(&key).copied().flatten();
        }
    }

    fn adders_mut(&mut self) -> Vec<&mut Adder> {
        let all = self.keyed_adders().into_iter();
        all.map(|(_, adder)| adder).collect()
    }

    /// What adds something, by the key of its item and, of a choice, that of its value.
    fn keyed_adders(&mut self) -> Vec<(String, &mut Adder)> {
        let mut all = Vec::new();
        for attribute in &mut self.attributes {
            let key = &attribute.key;
            match &mut attribute.kind {
                AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } => {
                    let of = |value: &str| format!("{key}.{value}");
                    all.extend(
                        values
                            .iter_mut()
                            .map(|value| (of(&value.key), &mut value.adder)),
                    );
                }
                AttributeKind::Number { adder, .. } | AttributeKind::Flag { adder, .. } => {
                    all.push((key.clone(), adder));
                }
            }
        }
        let options = self.groups.iter_mut().flat_map(|group| &mut group.options);
        all.extend(options.map(|option| (option.key.clone(), &mut option.adder)));
        all
    }
}

coded! {
    /// Where a version of a model stands.
    #[derive(Default)]
    ModelState {
        /// Being written; on no quote.
        #[default]
        Draft = "draft",
        /// Offered on new lines while its days last; never changed again.
        Published = "published",
        /// No longer offered; lines that have it keep it.
        Retired = "retired",
    }
}

/// What an administrator saves of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelDraft {
    /// First day it is offered; `None`: from its publication.
    pub valid_from: Option<NaiveDate>,
    /// Last day it is offered; `None`: for ever.
    pub valid_to: Option<NaiveDate>,
    /// The model.
    pub content: ModelContent,
}

/// A version of the model of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductModel {
    /// Identity of this version.
    pub id: ProductModelId,
    /// Whose model.
    pub product_id: ProductId,
    /// Version, from 1.
    pub number: u32,
    /// Where it stands.
    pub state: ModelState,
    /// What is written.
    pub draft: ModelDraft,
    /// SHA-256 of the content in hexadecimal, once published; else empty.
    pub hash: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Raised by every change.
    pub version: i64,
}

/// A version in a list of versions.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRow {
    /// Identity of this version.
    pub id: ProductModelId,
    /// Whose model.
    pub product_id: ProductId,
    /// Version, from 1.
    pub number: u32,
    /// Where it stands.
    pub state: ModelState,
    /// First day it is offered.
    pub valid_from: Option<NaiveDate>,
    /// Last day it is offered.
    pub valid_to: Option<NaiveDate>,
    /// SHA-256 of the content, once published.
    pub hash: String,
    /// Whether it has a guide.
    #[serde(default)]
    pub guided: bool,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Raised by every change.
    pub version: i64,
}

impl ModelDraft {
    /// Whether `day` is among its days.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl ModelRow {
    /// Whether it is offered on new lines on `day`.
    #[must_use]
    pub fn is_offered_on(&self, day: NaiveDate) -> bool {
        self.state == ModelState::Published
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// An item and its value, in the words of rules: of a choice the value's key, of a number the number,
/// of a yes/no and of one value of a multiple choice (`attribute.value`) `yes` or `no`, of an option
/// how many (`0`: not selected), or as a choice of a person also `yes`: some.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pick {
    /// The item.
    pub item: String,
    /// Its value.
    pub value: String,
}

impl Pick {
    /// An item and its value.
    pub fn new(item: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            item: item.into(),
            value: value.into(),
        }
    }
}

/// Something of a configuration, for people to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SummaryItem {
    /// What it is.
    pub name: LocalText,
    /// Its value; empty when its name says all.
    pub value: LocalText,
    /// How many, where it can be several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
}

/// What one chosen thing adds to the price of each unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptionPrice {
    /// Its name in rules; of a value of a choice `attribute.value`.
    pub key: String,
    /// All of it together.
    #[serde(rename = "price_e4")]
    pub price: UnitPrice,
}

/// A complete product of a pinned version of a model, as a quote line keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Configuration {
    /// Which version.
    pub model_id: ProductModelId,
    /// Its number, for people.
    pub number: u32,
    /// Its hash: the server refuses another one.
    pub hash: String,
    /// What a person chose, oldest first; the rest followed or was completed.
    pub choices: Vec<Pick>,
    /// What was answered in the guide, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Pick>,
    /// Every item with its value, in the order of the model.
    pub values: Vec<Pick>,
    /// What was chosen, for people; made by [`super::summary_of`].
    pub summary: Vec<SummaryItem>,
    /// What each chosen thing that costs something adds; made by [`super::option_prices`]. Empty on
    /// lines configured before there was this.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<OptionPrice>,
}
