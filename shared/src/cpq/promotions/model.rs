//! The words of promotions.

use super::rules::{Facts, Rule};
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::pricing::Remainder;

/// What kind of line it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Something sold.
    #[default]
    Item,
    /// Its delivery.
    Shipping,
}

/// A line a promotion may lower.
#[derive(Clone, Debug, PartialEq)]
pub struct CartLine {
    /// What kind of line.
    pub kind: LineKind,
    /// Units; shipping has one.
    pub quantity: Exact,
    /// Amount of the line before promotions.
    pub amount: Exact,
    /// Whether promotions may touch it; a gift may not be discounted again.
    pub discountable: bool,
    /// Its attributes.
    pub facts: Facts,
}

/// What promotions are applied to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cart {
    /// Lines, in order.
    pub lines: Vec<CartLine>,
    /// Customer and occasion.
    pub facts: Facts,
    /// The day, as text that sorts by time.
    pub today: String,
}

/// Which lines a promotion lowers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The items its target rules name.
    #[default]
    Items,
    /// The deliveries its target rules name.
    Shipping,
    /// Every item.
    Order,
}

/// How an effect meets several lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allocation {
    /// Each line by itself, for at most so many units of it.
    Each(Option<Exact>),
    /// All lines together, in proportion to what is left of them.
    Across,
    /// So many units in all, the cheapest first.
    Once(Exact),
}

/// Buy some, get others.
#[derive(Clone, Debug, PartialEq)]
pub struct BuyGet {
    /// What must be bought.
    pub buy: Vec<Rule>,
    /// How many units of it.
    pub buy_quantity: Exact,
    /// How many target units it earns; all of them, or nothing.
    pub get_quantity: Exact,
    /// Percent off those; 100 makes them free.
    pub percent: Exact,
}

/// What a promotion does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Percent off.
    Percent(Exact),
    /// An amount off.
    Amount(Exact),
    /// The target lines cost this together.
    BundlePrice(Exact),
    /// Units bought earn units free or cheaper; the dearest first on both sides.
    BuyGet(BuyGet),
    /// A gift: so many units of an item for every so many units of the target.
    Gift {
        /// What is given.
        item: String,
        /// Units given each time.
        quantity: Exact,
        /// Target units each time; zero gives once.
        per: Exact,
    },
    /// Full sets of something cost this together.
    Sets(Sets),
}

/// A set and its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Sets {
    /// What belongs to a set, one unit of each.
    pub parts: Vec<Vec<Rule>>,
    /// What each full set costs.
    pub price: Exact,
}

/// A part of a line that has a price of its own, such as an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which line of the cart.
    pub line: usize,
    /// Which part of it.
    pub key: String,
    /// What it adds to the amount of the line.
    pub amount: Exact,
}

/// How much a campaign may still give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Counts uses instead of money.
    pub counts_uses: bool,
    /// The most.
    pub limit: Exact,
    /// Given so far.
    pub used: Exact,
}

/// A promotion.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    /// Its code: a coupon where it is not automatic.
    pub code: String,
    /// Applied without a coupon.
    pub automatic: bool,
    /// Which lines.
    pub target: Target,
    /// What it does.
    pub effect: Effect,
    /// How it meets several lines.
    pub allocation: Allocation,
    /// Who gets it and when.
    pub rules: Vec<Rule>,
    /// Which lines, by their facts.
    pub target_rules: Vec<Rule>,
    /// Only from this amount of all items on, as the promotions before left it.
    pub min_amount: Option<Exact>,
    /// Only from this number of target units on.
    pub min_quantity: Option<Exact>,
    /// First day.
    pub starts_at: Option<String>,
    /// Last day.
    pub ends_at: Option<String>,
    /// Higher goes first.
    pub priority: i64,
    /// Nothing else of the same group applies beside it.
    pub exclusive: bool,
    /// The stacking group.
    pub group: String,
    /// What its campaign may still give.
    pub budget: Option<Budget>,
    /// Percent and amounts are taken off these parts of lines only; none for whole lines.
    pub parts: Vec<Part>,
}

impl Promotion {
    /// A promotion on the whole order that anybody gets, without a coupon.
    #[must_use]
    pub fn on_order(code: impl Into<String>, effect: Effect) -> Self {
        Self {
            code: code.into(),
            automatic: true,
            target: Target::Order,
            effect,
            allocation: Allocation::Across,
            rules: Vec::new(),
            target_rules: Vec::new(),
            min_amount: None,
            min_quantity: None,
            starts_at: None,
            ends_at: None,
            priority: 0,
            exclusive: false,
            group: String::new(),
            budget: None,
            parts: Vec::new(),
        }
    }
}

/// What vendors differ in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PromotionPolicy {
    /// How what is taken off a line is rounded.
    pub round: RoundTo,
    /// Who gets the odd cent of an amount spread over lines.
    pub remainder: Remainder,
    /// Whether promotions without a coupon are tried.
    pub automatic: bool,
}

/// What came of a promotion.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// So much off a line.
    Off {
        /// The promotion.
        code: String,
        /// Which line of the cart.
        line: usize,
        /// The amount, positive.
        amount: Exact,
    },
    /// So many units of an item for nothing.
    Gift {
        /// The promotion.
        code: String,
        /// What is given.
        item: String,
        /// Units.
        quantity: Exact,
    },
    /// The campaign has nothing left for it.
    BudgetExceeded {
        /// The promotion.
        code: String,
    },
}
