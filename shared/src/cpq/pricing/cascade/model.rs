//! The words of the cascade.

use super::super::en16931::DocumentTotals;
use super::super::model::{Remainder, Tax, TaxRounding};
use crate::coded;
use crate::cpq::policies::{
    Adjustment, DiscountSchedule, Exact, QuantityPolicy, QuantityPrice, Stacking,
};
use crate::cpq::promotions::{Facts, Promotion};
use crate::kernel::{Currency, Rounding};

/// A price agreed with the account, in the place of the list price.
#[derive(Clone, Debug, PartialEq)]
pub struct Contracted {
    /// The agreement.
    pub name: String,
    /// Price per unit.
    pub price: Exact,
}

/// Whether a choice or an option adds to the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdderKind {
    /// A value of an attribute: a colour, a size.
    Attribute,
    /// An option of a bundle.
    Option,
}

/// What is added; negative takes away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AdderAmount {
    /// For each unit.
    PerUnit(Exact),
    /// In percent of the list or contracted price.
    Percent(Exact),
    /// Once for the line.
    Once(Exact),
}

/// Something a choice adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Adder {
    /// What was chosen.
    pub name: String,
    /// Attribute or option.
    pub kind: AdderKind,
    /// How much.
    pub amount: AdderAmount,
}

/// How the list or contracted price follows the quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityRule {
    /// The schedule's name.
    pub name: String,
    /// The price by quantity; it takes the place of price × quantity.
    pub price: QuantityPrice,
    /// Borders and commitments.
    pub policy: QuantityPolicy,
}

/// What a person gives, solved back to an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manual {
    /// Percent off; negative is a surcharge.
    Percent(Exact),
    /// An amount off the line; negative is a surcharge.
    Amount(Exact),
    /// The line costs this much a unit.
    UnitPrice(Exact),
    /// The line costs this much.
    Total(Exact),
}

impl Manual {
    /// The same as an adjustment of the amount of `quantity` units.
    #[must_use]
    pub fn adjustment(self, quantity: Exact) -> Adjustment {
        match self {
            Manual::Percent(percent) => Adjustment::Percent(percent),
            Manual::Amount(amount) => Adjustment::Amount(amount),
            Manual::UnitPrice(price) => Adjustment::Price(price * quantity),
            Manual::Total(total) => Adjustment::Price(total),
        }
    }
}

/// A line may not go below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Floor {
    /// A price per unit.
    UnitPrice(Exact),
    /// A margin in percent of the net amount; needs a cost.
    Margin(Exact),
}

/// A line to price, for one period.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadeLine {
    /// Units; negative for a credit.
    pub quantity: Exact,
    /// List price per unit.
    pub list: Exact,
    /// The account's own price.
    pub contracted: Option<Contracted>,
    /// What choices add, in order.
    pub adders: Vec<Adder>,
    /// What being part of a bundle changes, with the bundle's name.
    pub bundle: Option<(String, Adjustment)>,
    /// How the price follows the quantity.
    pub by_quantity: Option<QuantityRule>,
    /// The discount schedules it follows, by their place in the document's list.
    pub schedules: Vec<usize>,
    /// What people gave, in order.
    pub manual: Vec<Manual>,
    /// The least it may cost.
    pub floor: Option<Floor>,
    /// Cost per unit, where known.
    pub cost: Option<Exact>,
    /// Tax category and rate.
    pub tax: Tax,
    /// Offered but not counted.
    pub optional: bool,
    /// Attributes promotions look at.
    pub facts: Facts,
}

impl CascadeLine {
    /// So many units at a list price, nothing else.
    #[must_use]
    pub fn new(quantity: Exact, list: Exact, tax: Tax) -> Self {
        Self {
            quantity,
            list,
            contracted: None,
            adders: Vec::new(),
            bundle: None,
            by_quantity: None,
            schedules: Vec::new(),
            manual: Vec::new(),
            floor: None,
            cost: None,
            tax,
            optional: false,
            facts: Facts::new(),
        }
    }
}

/// A document to price.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadeInput {
    /// Currency of every amount.
    pub currency: Currency,
    /// The day, ISO 8601.
    pub today: String,
    /// Lines, in order.
    pub lines: Vec<CascadeLine>,
    /// Months of the term, for schedules by term.
    pub months: u32,
    /// Discount schedules lines may follow; each looks at all counted lines that do.
    pub schedules: Vec<DiscountSchedule>,
    /// Promotions that may apply.
    pub promotions: Vec<Promotion>,
    /// Coupons given.
    pub coupons: Vec<String>,
    /// Customer and occasion, for promotions.
    pub facts: Facts,
    /// The counted lines are to come to this much without tax, exactly.
    pub wanted_total: Option<Exact>,
}

/// What vendors differ in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CascadePolicy {
    /// How an exact amount becomes minor units.
    pub rounding: Rounding,
    /// Who gets the odd cent.
    pub remainder: Remainder,
    /// How several manual discounts of a line work together.
    pub stacking: Stacking,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
    /// The price of a unit is rounded before it is multiplied, as price tags are.
    pub round_units: bool,
    /// Promotions come after the manual discounts instead of before.
    pub promotions_last: bool,
}

coded! {
    /// What a step does.
    CascadeStepCode {
        /// Quantity × list price.
        List = "list",
        /// The account's own price.
        Contracted = "contracted",
        /// An attribute's value adds.
        Attribute = "attribute",
        /// An option adds.
        Option = "option",
        /// Being part of a bundle.
        Bundle = "bundle",
        /// All units at a tier's price.
        Volume = "volume",
        /// Each slice at its own price.
        Tiered = "tiered",
        /// Packages, included units, percentages, flat prices.
        Block = "block",
        /// A discount schedule by quantity, term or spend.
        Schedule = "schedule",
        /// A promotion.
        Promotion = "promotion",
        /// A person's discount or price.
        Discretionary = "discretionary",
        /// The line's share of what brings the document to its wanted total.
        WantedTotal = "wanted_total",
        /// What the line brings.
        Net = "net",
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadeStep {
    /// What it does.
    pub code: CascadeStepCode,
    /// Which rule, agreement, option or promotion; empty where there is none.
    pub rule: String,
    /// What it adds, exactly; the deltas of all steps add up to the net amount.
    pub delta: Exact,
    /// The amount after it, exactly.
    pub amount: Exact,
    /// The amount after it in minor units.
    pub amount_minor: i64,
    /// Margin after it in percent of the amount, where cost is known and the amount is not zero.
    pub margin_percent: Option<Exact>,
}

/// Whether the line keeps its floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FloorCheck {
    /// It has none, or its cost is not known.
    None,
    /// It does.
    Kept,
    /// It does not.
    Broken {
        /// The least the line may come to.
        least: Exact,
        /// How much is missing.
        missing: Exact,
    },
}

/// A priced line.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadedLine {
    /// From list to net.
    pub steps: Vec<CascadeStep>,
    /// What it brings, in minor units (BT-131).
    pub net_minor: i64,
    /// Cost of its units in minor units, where known.
    pub cost_minor: Option<i64>,
    /// Its floor.
    pub floor: FloorCheck,
}

/// What a promotion gives besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The promotion.
    pub code: String,
    /// The item.
    pub item: String,
    /// Units.
    pub quantity: Exact,
}

/// A priced document.
#[derive(Clone, Debug, PartialEq)]
pub struct Cascaded {
    /// The lines, in the order given.
    pub lines: Vec<CascadedLine>,
    /// Gifts.
    pub gifts: Vec<Given>,
    /// Promotions whose campaign had nothing left.
    pub over_budget: Vec<String>,
    /// Totals of the counted lines by EN 16931.
    pub totals: DocumentTotals,
    /// Cost of the counted lines whose cost is known.
    pub cost_minor: i64,
    /// Margin over those lines in percent of their net amount.
    pub margin_percent: Option<Exact>,
}
