//! All lines together: promotions, the wanted total, tax.

use super::super::en16931::{DocumentInput, TaxedAmount, document_totals};
use super::line::{Path, book, discretionary};
use super::model::{
    CascadeInput, CascadeLine, CascadePolicy, CascadeStepCode, Cascaded, CascadedLine, Given,
};
use crate::cpq::policies::{Exact, Measure, RoundTo, solve_total};
use crate::cpq::promotions::{Cart, CartLine, LineKind, Outcome, PromotionPolicy, apply};

/// Prices a document. `None` when an amount does not fit 64 bits of minor units, or a total is
/// wanted of no line.
#[must_use]
pub fn cascade(input: &CascadeInput, policy: &CascadePolicy) -> Option<Cascaded> {
    let decimals = input.currency.decimals();
    let mut work = Work {
        input,
        policy,
        round: RoundTo {
            mode: policy.rounding,
            step: Exact::scaled(1, decimals),
        },
        paths: input
            .lines
            .iter()
            .map(|line| Path::new(line, decimals, policy.rounding))
            .collect(),
        gifts: Vec::new(),
        over_budget: Vec::new(),
    };
    for (path, line) in work.paths.iter_mut().zip(&input.lines) {
        book(path, line)?;
    }
    work.follow_schedules()?;
    for (path, line) in work.paths.iter_mut().zip(&input.lines) {
        if policy.promotions_last {
            discretionary(path, line, policy.stacking)?;
        }
    }
    work.promote()?;
    for (path, line) in work.paths.iter_mut().zip(&input.lines) {
        if !policy.promotions_last {
            discretionary(path, line, policy.stacking)?;
        }
        if policy.round_units {
            path.round_unit(line.quantity, work.round);
        }
        path.round()?;
    }
    work.reach_total()?;
    work.finish()
}

struct Work<'a> {
    input: &'a CascadeInput,
    policy: &'a CascadePolicy,
    round: RoundTo,
    paths: Vec<Path>,
    gifts: Vec<Given>,
    over_budget: Vec<String>,
}

impl Work<'_> {
    /// Each schedule is measured over the amounts before any schedule, so that their order in the
    /// document's list does not matter; a line's percentages add up.
    fn follow_schedules(&mut self) -> Option<()> {
        let before: Vec<Exact> = self.paths.iter().map(|path| path.amount).collect();
        for (index, schedule) in self.input.schedules.iter().enumerate() {
            let follows = |line: &CascadeLine| line.schedules.contains(&index);
            let measured: Exact = match schedule.measure {
                Measure::Term => Exact::whole(i64::from(self.input.months)),
                Measure::Quantity | Measure::Spend => self
                    .input
                    .lines
                    .iter()
                    .zip(&before)
                    .filter(|(line, _)| !line.optional && follows(line))
                    .map(|(line, amount)| match schedule.measure {
                        Measure::Spend => *amount,
                        Measure::Quantity | Measure::Term => line.quantity,
                    })
                    .sum(),
            };
            let share = schedule.percent(measured.checked()?).percent();
            if share.is_zero() {
                continue;
            }
            for ((path, line), amount) in self.paths.iter_mut().zip(&self.input.lines).zip(&before)
            {
                if follows(line) {
                    let left = path.amount - *amount * share;
                    path.to(CascadeStepCode::Schedule, &schedule.name, left)?;
                }
            }
        }
        Some(())
    }

    /// Applies the promotions to the counted lines as they stand.
    fn promote(&mut self) -> Option<()> {
        if self.input.promotions.is_empty() {
            return Some(());
        }
        let cart = Cart {
            lines: self
                .input
                .lines
                .iter()
                .zip(&self.paths)
                .map(|(line, path)| CartLine {
                    kind: LineKind::Item,
                    quantity: line.quantity,
                    amount: path.amount,
                    discountable: !line.optional,
                    facts: line.facts.clone(),
                })
                .collect(),
            facts: self.input.facts.clone(),
            today: self.input.today.clone(),
        };
        let policy = PromotionPolicy {
            round: self.round,
            remainder: self.policy.remainder,
            automatic: true,
        };
        for outcome in apply(&cart, &self.input.promotions, &self.input.coupons, &policy)? {
            match outcome {
                Outcome::Off { code, line, amount } => {
                    let path = self.paths.get_mut(line)?;
                    path.to(CascadeStepCode::Promotion, code, path.amount - amount)?;
                }
                Outcome::Gift {
                    code,
                    item,
                    quantity,
                } => self.gifts.push(Given {
                    code,
                    item,
                    quantity,
                }),
                Outcome::BudgetExceeded { code } => self.over_budget.push(code),
            }
        }
        Some(())
    }

    /// Brings the counted lines to the wanted total, exactly, each in proportion.
    fn reach_total(&mut self) -> Option<()> {
        let Some(wanted) = self.input.wanted_total else {
            return Some(());
        };
        let wanted = self.round.apply(wanted);
        let counted: Vec<usize> = (0..self.paths.len())
            .filter(|index| {
                self.input
                    .lines
                    .get(*index)
                    .is_some_and(|line| !line.optional)
            })
            .collect();
        let amounts: Vec<Exact> = counted
            .iter()
            .filter_map(|index| self.paths.get(*index).map(|path| path.amount))
            .collect();
        let parts = solve_total(&amounts, wanted, self.round, self.policy.remainder)?;
        for (index, part) in counted.into_iter().zip(parts) {
            let path = self.paths.get_mut(index)?;
            path.to(CascadeStepCode::WantedTotal, "", path.amount - part)?;
        }
        Some(())
    }

    fn finish(self) -> Option<Cascaded> {
        let mut lines = Vec::with_capacity(self.paths.len());
        let mut counted = Vec::new();
        let (mut net_known, mut cost_known) = (0_i64, 0_i64);
        for (mut path, line) in self.paths.into_iter().zip(&self.input.lines) {
            let net_minor = path.round()?;
            path.to(CascadeStepCode::Net, "", path.amount)?;
            let cost_minor = path.cost_minor();
            if !line.optional {
                counted.push(TaxedAmount {
                    tax: line.tax,
                    minor: net_minor,
                });
                if let Some(cost) = cost_minor {
                    net_known = net_known.checked_add(net_minor)?;
                    cost_known = cost_known.checked_add(cost)?;
                }
            }
            lines.push(CascadedLine {
                floor: path.floor(line),
                net_minor,
                cost_minor,
                steps: path.steps,
            });
        }
        let totals = document_totals(
            &DocumentInput {
                lines: &counted,
                ..DocumentInput::default()
            },
            self.policy.rounding,
            self.policy.tax_rounding,
        )?;
        let (net, cost) = (Exact::whole(net_known), Exact::whole(cost_known));
        Some(Cascaded {
            lines,
            gifts: self.gifts,
            over_budget: self.over_budget,
            totals,
            cost_minor: cost_known,
            margin_percent: ((net - cost) * Exact::HUNDRED / net).checked(),
        })
    }
}
