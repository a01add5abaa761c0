//! Why a line costs what it costs: the steps from list price to net and tax, as data.

use super::exact::rate_bp;
use super::kinds::{self, Used};
use super::line::{e12_per_minor, flat, over_term, slices, to_minor, unit_cost};
use super::model::{AgreedPrice, LineInput, Policy, PricedLine, Terms, TierMode};
use super::rounding::PriceRounding;
use super::schedule::LineSchedule;
use super::surcharge::Surcharge;
use super::terms::{Course, Part, over_course};
use crate::coded;
use crate::kernel::{LocalText, Percent, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

coded! {
    /// What a step does; its words are `step.<code>` in the catalogue.
    StepCode {
        /// Quantity × the price book's price.
        List = "list",
        /// The price agreed with the customer.
        Contracted = "contracted",
        /// All units at the price of the tier reached.
        Volume = "volume",
        /// Each slice at its own price.
        Tiered = "tiered",
        /// What the configuration adds.
        Options = "options",
        /// A discount schedule.
        Schedule = "schedule",
        /// A promotion.
        Promotion = "promotion",
        /// A person typed another price.
        Manual = "manual",
        /// The line's own discount.
        LineDiscount = "line_discount",
        /// What the price book's prices are rounded to.
        Rounding = "rounding",
        /// Something added beside the price.
        Surcharge = "surcharge",
        /// One period becomes the whole term.
        Term = "term",
        /// The part of a month at the beginning does not count whole.
        Proration = "proration",
        /// The part of the term that is tried.
        Trial = "trial",
        /// The months without charge.
        FreeMonths = "free_months",
        /// From a month of the term on something else holds.
        Ramp = "ramp",
        /// The line's share of the document discount.
        DocumentDiscount = "document_discount",
        /// What the line brings.
        Net = "net",
        /// Its share of the tax.
        Tax = "tax",
    }
}

/// A slice of a graduated price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// How many units.
    pub quantity: Quantity,
    /// At which price.
    pub unit_price: UnitPrice,
}

/// One step. Amounts are minor units; up to [`StepCode::Term`] of one period, then of the term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub code: StepCode,
    /// What it adds; the deltas of all steps add up to net plus tax.
    pub delta_minor: i64,
    /// The amount after it.
    pub amount_minor: i64,
    /// The price per unit it sets, where it sets one.
    pub unit_price: Option<UnitPrice>,
    /// Its percentage, where it has one.
    pub percent: Option<Percent>,
    /// What it comes from by name: the agreement.
    pub name: Option<String>,
    /// The same of a promotion, in both languages.
    pub promotion: Option<LocalText>,
    /// Months of the term, for the step that has them.
    pub months: Option<u32>,
    /// The part of a month that counts (`Proration`), the months that are charged (`Ramp`).
    pub part: Option<Part>,
    /// How many from a month on (`Ramp`).
    pub quantity: Option<Quantity>,
    /// Quantity from which the reached tier holds (`Volume`).
    pub tier_from: Option<Quantity>,
    /// The slices (`Tiered`).
    pub slices: Vec<Slice>,
    /// What of its kind of price the line used (`List`), where it is not per unit.
    pub used: Option<Used>,
    /// The schedule with what was measured (`Schedule`).
    pub schedule: Option<LineSchedule>,
    /// The rule (`Rounding`).
    pub rounding: Option<PriceRounding>,
    /// The surcharge (`Surcharge`).
    pub surcharge: Option<Surcharge>,
    /// Margin after the step in basis points, where the cost is known.
    pub margin_bp: Option<i32>,
}

/// The steps of a line that was priced by [`super::price_quote`] with the same terms and policy.
/// Steps without effect are left out; `List`, `Net` and `Tax` are always there.
#[must_use]
pub fn waterfall(
    terms: &Terms,
    line: &LineInput,
    priced: &PricedLine,
    policy: &Policy,
) -> Vec<Step> {
    let cost = unit_cost(line)
        .and_then(|cost| to_minor(flat(line, cost), e12_per_minor(terms), policy.rounding));
    let mut path = Path {
        steps: Vec::with_capacity(8),
        amount: 0,
        cost,
    };
    let list = path.to(StepCode::List, priced.list_minor);
    list.unit_price = Some(line.list_price);
    list.used = kinds::used_by_book(line);
    if let Some(contracted) = &line.contracted {
        let step = path.to(StepCode::Contracted, priced.contracted_minor);
        step.unit_price = Some(line.agreed(line.list_price));
        step.name = Some(contracted.name.clone());
        if let AgreedPrice::PercentOff(rate) = contracted.price {
            step.percent = Some(rate);
        }
    }
    tiers(&mut path, line, priced);
    if line.options != UnitPrice(0) {
        let optioned = priced.book_minor.saturating_add(priced.schedule_off_minor);
        path.to(StepCode::Options, optioned).unit_price = Some(line.options);
    }
    if let Some(schedule) = line.schedule_in_force() {
        // Below the first step it takes nothing off, and says what is missing.
        path.to(StepCode::Schedule, priced.book_minor).schedule = Some(schedule.clone());
    }
    promotions(&mut path, line, priced);
    if let Some(price) = line.manual_price {
        path.to(StepCode::Manual, priced.entered_minor).unit_price = Some(price);
    }
    if line.off.is_some() || line.discount != Percent::ZERO {
        let percent = match line.off {
            Some(_) => Percent(priced.own_discount_bp()),
            None => line.discount,
        };
        path.to(StepCode::LineDiscount, priced.discounted_minor())
            .percent = Some(percent);
    } else {
        // Without a step of its own, rounding to a period leaves the amount as it is.
        path.amount = priced.discounted_minor();
    }
    if priced.discounted_minor() != priced.sold_minor() {
        path.to(StepCode::Rounding, priced.sold_minor()).rounding = line.rounding;
    }
    surcharges(&mut path, line, priced, policy);
    path.cost = cost.and_then(|cost| over_term(cost, terms, line.charge, policy.rounding));
    if let Some(course) = &priced.course {
        over_time(&mut path, line, priced, course, policy);
    } else if line.charge.recurs() {
        path.to(StepCode::Term, priced.term_net_minor).months = Some(terms.months);
    }
    if terms.off.is_some() || terms.discount != Percent::ZERO {
        let percent = match terms.off {
            Some(_) => rate_bp(priced.document_share_minor, priced.term_sold_minor()).map(Percent),
            None => Some(terms.discount),
        };
        path.to(StepCode::DocumentDiscount, priced.net_minor)
            .percent = percent;
    }
    path.to(StepCode::Net, priced.net_minor).unit_price = Some(priced.net_unit);
    let tax = path.to(StepCode::Tax, priced.gross_minor());
    tax.percent = Some(line.tax.charged_rate());
    tax.margin_bp = None;
    path.steps
}

fn tiers(path: &mut Path, line: &LineInput, priced: &PricedLine) {
    match line.tiers_in_force() {
        TierMode::None => {}
        TierMode::Volume => {
            let reached = priced
                .tier
                .and_then(|index| line.tiers.get(usize::try_from(index).ok()?));
            if let Some(tier) = reached {
                let step = path.to(StepCode::Volume, priced.tiered_minor);
                step.unit_price = Some(line.agreed(tier.unit_price));
                step.tier_from = Some(tier.from);
            }
        }
        TierMode::Tiered => {
            let step = path.to(StepCode::Tiered, priced.tiered_minor);
            let known = priced.schedule_off_minor == 0;
            step.unit_price =
                known.then(|| UnitPrice(priced.book_unit.0.saturating_sub(line.options.0)));
            step.slices = slices(line)
                .map(|(quantity, unit_price)| Slice {
                    quantity: Quantity(quantity),
                    unit_price,
                })
                .collect();
        }
    }
}

fn promotions(path: &mut Path, line: &LineInput, priced: &PricedLine) {
    for (at, granted) in line.promotions.iter().enumerate() {
        // The last one ends at what the line was priced at, whatever was cut.
        let after = if at + 1 == line.promotions.len() {
            priced.promoted_minor
        } else {
            path.amount.saturating_sub(granted.off_minor)
        };
        path.to(StepCode::Promotion, after).promotion = Some(granted.name.clone());
    }
}

fn surcharges(path: &mut Path, line: &LineInput, priced: &PricedLine, policy: &Policy) {
    for surcharge in &line.surcharges {
        let added = surcharge.added.on(priced.sold_minor(), policy.rounding);
        let after = path.amount.saturating_add(added.unwrap_or(0));
        let step = path.to(StepCode::Surcharge, after);
        step.percent = surcharge.added.percent();
        step.surcharge = Some(surcharge.clone());
    }
}

/// One period becomes the months of the line's own course: all of them, less what is prorated, less what
/// is free, and what each step of its ramp changes. The last of them ends at the line net amount.
fn over_time(
    path: &mut Path,
    line: &LineInput,
    priced: &PricedLine,
    course: &Course,
    policy: &Policy,
) {
    let period = priced.period_net_minor;
    let over = |months: Part| over_course(period, months, line.charge, policy.rounding);
    path.cost = priced.cost_minor;
    let ramps = course.segments.iter().skip(1);
    let (prorated, free) = (course.first.is_some(), course.free > 0);
    // Before the term nothing of it is tried.
    let tried = course.tried.and_then(|tried| tried.left);
    let mut left =
        usize::from(prorated) + usize::from(tried.is_some()) + usize::from(free) + ramps.len();
    let mut after = |amount: Option<i64>, counts: bool| {
        left -= usize::from(counts);
        amount.filter(|_| left > 0).unwrap_or(priced.term_net_minor)
    };
    let whole = Part::whole(i64::from(course.months));
    path.to(StepCode::Term, after(over(whole), false)).months = Some(course.months);
    if prorated {
        path.to(StepCode::Proration, after(over(course.counted), true))
            .part = course.first;
    }
    if let Some(untried) = tried {
        path.to(StepCode::Trial, after(over(untried), true));
    }
    if free {
        path.to(StepCode::FreeMonths, after(over(course.paid), true))
            .months = Some(course.free);
    }
    let mut reached = over(course.paid);
    for ramp in ramps {
        let before = over_course(period, ramp.paid, line.charge, policy.rounding);
        reached = reached
            .zip(before)
            .and_then(|(sum, before)| sum.checked_sub(before)?.checked_add(ramp.net_minor));
        let step = path.to(StepCode::Ramp, after(reached, true));
        step.months = Some(ramp.from_month);
        step.quantity = Some(ramp.quantity);
        step.unit_price = Some(ramp.net_unit);
        step.part = Some(ramp.paid);
    }
}

struct Path {
    steps: Vec<Step>,
    amount: i64,
    cost: Option<i64>,
}

impl Path {
    fn to(&mut self, code: StepCode, amount: i64) -> &mut Step {
        let step = Step {
            code,
            delta_minor: amount.saturating_sub(self.amount),
            amount_minor: amount,
            unit_price: None,
            percent: None,
            name: None,
            promotion: None,
            months: None,
            part: None,
            quantity: None,
            tier_from: None,
            slices: Vec::new(),
            used: None,
            schedule: None,
            rounding: None,
            surcharge: None,
            margin_bp: self
                .cost
                .and_then(|cost| rate_bp(amount.saturating_sub(cost), amount)),
        };
        self.amount = amount;
        let at = self.steps.len();
        self.steps.push(step);
        &mut self.steps[at]
    }
}
