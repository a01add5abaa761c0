//! A line up to its first rounding.

use super::model::{
    AdderAmount, AdderKind, CascadeLine, CascadeStep, CascadeStepCode, Floor, FloorCheck,
};
use crate::cpq::policies::{
    Adjustment, Exact, QuantityPrice, RoundTo, Stacking, Usage, discount, price_at_margin,
    quantity_amount,
};
use crate::kernel::Rounding;

/// The steps of a line as they are made.
pub(super) struct Path {
    pub(super) steps: Vec<CascadeStep>,
    pub(super) amount: Exact,
    cost: Option<Exact>,
    decimals: u32,
    rounding: Rounding,
}

impl Path {
    pub(super) fn new(line: &CascadeLine, decimals: u32, rounding: Rounding) -> Self {
        Self {
            steps: Vec::with_capacity(6),
            amount: Exact::ZERO,
            cost: line.cost.map(|cost| cost * line.quantity),
            decimals,
            rounding,
        }
    }

    pub(super) fn to(
        &mut self,
        code: CascadeStepCode,
        rule: impl Into<String>,
        amount: Exact,
    ) -> Option<()> {
        let margin = self
            .cost
            .filter(|_| !amount.is_zero())
            .and_then(|cost| ((amount - cost) * Exact::HUNDRED / amount).checked());
        self.steps.push(CascadeStep {
            code,
            rule: rule.into(),
            delta: (amount - self.amount).checked()?,
            amount,
            amount_minor: amount.to_minor(self.decimals, self.rounding)?,
            margin_percent: margin,
        });
        self.amount = amount;
        Some(())
    }

    /// The amount in minor units, and from here on no other.
    pub(super) fn round(&mut self) -> Option<i64> {
        let minor = self.amount.to_minor(self.decimals, self.rounding)?;
        self.correct(Exact::scaled(minor, self.decimals));
        if let Some(last) = self.steps.last_mut() {
            last.amount_minor = minor;
        }
        Some(minor)
    }

    /// The amount of `quantity` units at a rounded price.
    pub(super) fn round_unit(&mut self, quantity: Exact, round: RoundTo) {
        if !quantity.is_zero() {
            self.correct(round.apply(self.amount / quantity) * quantity);
        }
    }

    /// The last step ends at another amount.
    fn correct(&mut self, amount: Exact) {
        if let Some(last) = self.steps.last_mut() {
            last.delta += amount - self.amount;
            last.amount = amount;
        }
        self.amount = amount;
    }

    pub(super) fn cost_minor(&self) -> Option<i64> {
        self.cost?.to_minor(self.decimals, self.rounding)
    }

    /// Whether the amount keeps the line's floor.
    pub(super) fn floor(&self, line: &CascadeLine) -> FloorCheck {
        let least = match (line.floor, self.cost) {
            (Some(Floor::UnitPrice(price)), _) => Some(price * line.quantity),
            (Some(Floor::Margin(percent)), Some(cost)) => price_at_margin(cost, percent),
            _ => None,
        };
        match least {
            Some(least) if !line.quantity.is_negative() => {
                if self.amount < least {
                    FloorCheck::Broken {
                        least,
                        missing: least - self.amount,
                    }
                } else {
                    FloorCheck::Kept
                }
            }
            _ => FloorCheck::None,
        }
    }
}

/// List, contracted, adders, bundle, quantity.
pub(super) fn book(path: &mut Path, line: &CascadeLine) -> Option<()> {
    let mut base = line.list * line.quantity;
    let mut unit = line.list;
    path.to(CascadeStepCode::List, "", base)?;
    if let Some(contracted) = &line.contracted {
        unit = contracted.price;
        base = unit * line.quantity;
        path.to(CascadeStepCode::Contracted, &contracted.name, base)?;
    }
    for adder in &line.adders {
        let more = match adder.amount {
            AdderAmount::PerUnit(amount) => amount * line.quantity,
            AdderAmount::Percent(percent) => base * percent.percent(),
            AdderAmount::Once(amount) => amount,
        };
        let code = match adder.kind {
            AdderKind::Attribute => CascadeStepCode::Attribute,
            AdderKind::Option => CascadeStepCode::Option,
        };
        path.to(code, &adder.name, path.amount + more)?;
    }
    if let Some((name, adjustment)) = &line.bundle {
        let less = off(path.amount, &[*adjustment], Stacking::First);
        path.to(CascadeStepCode::Bundle, name, path.amount - less)?;
    }
    if let Some(rule) = &line.by_quantity {
        let amount = quantity_amount(&rule.price, &Usage::whole(line.quantity), &rule.policy)?;
        let code = match rule.price {
            QuantityPrice::Volume(_) => CascadeStepCode::Volume,
            QuantityPrice::Graduated(_) => CascadeStepCode::Tiered,
            _ => CascadeStepCode::Block,
        };
        path.to(
            code,
            &rule.name,
            path.amount + (amount - unit * line.quantity),
        )?;
    }
    Some(())
}

/// What people gave, as one step.
pub(super) fn discretionary(path: &mut Path, line: &CascadeLine, stacking: Stacking) -> Option<()> {
    if line.manual.is_empty() {
        return Some(());
    }
    let adjustments: Vec<Adjustment> = line
        .manual
        .iter()
        .map(|manual| manual.adjustment(line.quantity))
        .collect();
    let less = off(path.amount, &adjustments, stacking);
    path.to(CascadeStepCode::Discretionary, "", path.amount - less)
}

/// A credit is discounted as what it credits, with the opposite sign.
fn off(amount: Exact, adjustments: &[Adjustment], stacking: Stacking) -> Exact {
    discount(amount, adjustments, stacking, false)
}
