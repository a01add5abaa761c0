//! The whole document: lines, document discount by tax category, surcharges, tax, totals.

use super::en16931::{DocumentInput, TaxedAmount, document_totals, tax_on};
use super::exact::{Share, Tie, rate_bp, round_div_i64, share_out};
use super::line::{discounted_unit, e12_per_minor, price_scaled};
use super::model::{DocumentOff, LineInput, Policy, PricedLine, PricedQuote, Tax, Terms, Totals};
use super::surcharge::{DocumentSurcharge, PricedSurcharge};
use super::terms::{figures, lowest_unit};
use crate::kernel::{Issue, Money, Rounding, UnitPrice};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// [`price_with`] of a quote without surcharges on the document.
#[must_use]
pub fn price_quote<L: Borrow<LineInput>>(
    terms: &Terms,
    lines: &[L],
    policy: &Policy,
) -> PricedQuote {
    price_with(terms, lines, &[], policy)
}

/// Prices a quote: every amount in minor units of the currency of `terms`, lines and surcharges in the order given.
/// Nothing is refused: a line or totals that do not fit 64 bits are zero, with the finding `amount_too_large`.
#[must_use]
pub fn price_with<L: Borrow<LineInput>>(
    terms: &Terms,
    lines: &[L],
    surcharges: &[DocumentSurcharge],
    policy: &Policy,
) -> PricedQuote {
    let per_minor = e12_per_minor(terms);
    let priced = lines
        .iter()
        .map(|line| price_scaled(terms, line.borrow(), policy, per_minor))
        .collect();
    over_lines(terms, priced, (lines, surcharges), policy)
}

/// The quote of lines that are priced on their own. They are taken as they came from there: what the document takes from
/// a price is taken once.
pub(super) fn over_lines<L: Borrow<LineInput>>(
    terms: &Terms,
    priced: Vec<PricedLine>,
    (lines, surcharges): (&[L], &[DocumentSurcharge]),
    policy: &Policy,
) -> PricedQuote {
    let mut quote = PricedQuote {
        currency: terms.currency,
        lines: priced,
        surcharges: Vec::new(),
        totals: Totals::default(),
        issues: Vec::new(),
    };
    finish(&mut quote, terms, (lines, surcharges), policy);
    quote
}

/// Document discount, surcharges, tax and totals over lines that are priced on their own.
fn finish<L: Borrow<LineInput>>(
    quote: &mut PricedQuote,
    terms: &Terms,
    (lines, surcharges): (&[L], &[DocumentSurcharge]),
    policy: &Policy,
) {
    let done = sold(quote, lines).and_then(|sold| {
        let charges = added(quote, surcharges, sold, policy)?;
        let in_all = added_in_all(quote, lines)?;
        let taking = taking(quote, terms, (sold, in_all))?;
        let allowances = discount(quote, &taking, lines, policy)?;
        let extra = Extra {
            allowances: &allowances,
            charges: &charges,
        };
        let totals = totals(quote, terms, lines, policy, &extra)?;
        Some((totals, taking))
    });
    let taking = match done {
        Some((totals, taking)) => {
            quote.totals = totals;
            taking
        }
        None => {
            quote.totals = Totals::default();
            quote.surcharges = vec![PricedSurcharge::default(); surcharges.len()];
            quote
                .issues
                .push(Issue::error("amount_too_large", "totals"));
            Taking::NOTHING
        }
    };
    for (priced, line) in quote.lines.iter_mut().zip(lines) {
        below_floor(priced, line.borrow(), &taking);
    }
}

/// What the lines that count come to without their surcharges.
fn sold<L: Borrow<LineInput>>(quote: &PricedQuote, lines: &[L]) -> Option<i64> {
    quote
        .lines
        .iter()
        .zip(lines)
        .filter(|(_, line)| !(*line).borrow().optional)
        .try_fold(0_i64, |sum, (priced, _)| {
            sum.checked_add(priced.term_sold_minor())
        })
}

/// What the surcharges of the lines that count come to.
fn line_surcharges<L: Borrow<LineInput>>(quote: &PricedQuote, lines: &[L]) -> Option<i64> {
    quote
        .lines
        .iter()
        .zip(lines)
        .filter(|(_, line)| !(*line).borrow().optional)
        .try_fold(0_i64, |sum, (priced, _)| {
            sum.checked_add(priced.term_surcharge_minor)
        })
}

/// The same with those on the document.
fn added_in_all<L: Borrow<LineInput>>(quote: &PricedQuote, lines: &[L]) -> Option<i64> {
    let own = quote.surcharges.iter();
    own.map(|own| own.minor)
        .try_fold(line_surcharges(quote, lines)?, i64::checked_add)
}

/// What the surcharges on the document come to, each with its tax.
fn added(
    quote: &mut PricedQuote,
    surcharges: &[DocumentSurcharge],
    sold: i64,
    policy: &Policy,
) -> Option<Vec<TaxedAmount>> {
    let mut charges = Vec::with_capacity(surcharges.len());
    for own in surcharges {
        let minor = own.surcharge.added.on(sold, policy.rounding)?;
        quote.surcharges.push(PricedSurcharge {
            minor,
            base_minor: sold,
            tax_minor: 0,
        });
        charges.push(TaxedAmount {
            tax: own.tax.normal(),
            minor,
        });
    }
    Some(charges)
}

/// What stands beside the lines.
struct Extra<'a> {
    allowances: &'a [TaxedAmount],
    charges: &'a [TaxedAmount],
}

/// The part of every line that the document discount takes: `part / whole`.
struct Taking {
    part: i128,
    whole: i128,
    /// The allowance where it is given as an amount.
    exactly: Option<i64>,
}

impl Taking {
    const NOTHING: Taking = Taking {
        part: 0,
        whole: 1,
        exactly: None,
    };
}

/// What the document discount takes from the lines that count, `sum` without their surcharges, when surcharges add
/// `added` in all. One that does not fit is said and takes nothing: an amount above them, a total above what there is
/// or below what surcharges alone come to, nothing to take from.
fn taking(quote: &mut PricedQuote, terms: &Terms, (sum, added): (i64, i64)) -> Option<Taking> {
    let Some(off) = terms.off else {
        return Some(Taking {
            part: i128::from(terms.discount.0),
            whole: 10_000,
            exactly: None,
        });
    };
    // No discount takes from a surcharge: a wanted total is that of the lines and what is added to it.
    let (minor, least, most, above) = match off {
        DocumentOff::Amount(minor) => (minor, 0, sum.max(0), "discount_above_total"),
        DocumentOff::Total(minor) => {
            let most = sum.max(0).checked_add(added)?;
            (minor, added, most, "wanted_total_above")
        }
    };
    let (code, limit) = if minor < 0 {
        ("negative", most)
    } else if sum <= 0 && off != DocumentOff::Amount(0) {
        ("nothing_to_discount", sum)
    } else if minor > most {
        (above, most)
    } else if minor < least {
        ("wanted_total_below", least)
    } else {
        let off = match off {
            DocumentOff::Amount(minor) => minor,
            DocumentOff::Total(minor) => most.checked_sub(minor)?,
        };
        return Some(Taking {
            part: i128::from(off),
            whole: i128::from(sum.max(1)),
            exactly: Some(off),
        });
    };
    let limit = Money::new(limit, terms.currency).to_decimal();
    let issue = Issue::error(code, "discount").with("limit", limit);
    quote.issues.push(issue);
    Some(Taking::NOTHING)
}

/// Gives every line its share of the document discount; answers the allowance per category.
///
/// The allowance of the document is rounded once, split over the categories, then over the lines
/// of each: whatever the number of lines, the sum is the rounded percentage of the sum.
fn discount<L: Borrow<LineInput>>(
    quote: &mut PricedQuote,
    taking: &Taking,
    lines: &[L],
    policy: &Policy,
) -> Option<Vec<TaxedAmount>> {
    let (part, whole) = (taking.part, taking.whole);
    let mut groups: BTreeMap<Tax, Vec<usize>> = BTreeMap::new();
    for (index, (priced, line)) in quote.lines.iter_mut().zip(lines).enumerate() {
        let line = line.borrow();
        if line.optional {
            // An amount is taken from what counts; a percentage from each line.
            let share = match taking.exactly {
                Some(_) => 0,
                None => {
                    let exact = i128::from(priced.term_sold_minor()) * part;
                    round_div_i64(exact, whole, policy.rounding)?
                }
            };
            set_share(priced, share)?;
        } else {
            groups.entry(line.tax.normal()).or_default().push(index);
        }
    }
    let exact_of = |quote: &PricedQuote, index: &usize| {
        quote
            .lines
            .get(*index)
            .map_or(0, |line| i128::from(line.term_sold_minor()) * part)
    };
    let by_group: Vec<Share> = groups
        .values()
        .map(|indexes| {
            let exact = checked_sum(indexes.iter().map(|index| exact_of(quote, index)))?;
            Some(Share::of_kind(exact, 0))
        })
        .collect::<Option<_>>()?;
    let allowance = match taking.exactly {
        Some(minor) => minor,
        None => {
            let sum = checked_sum(by_group.iter().map(|share| share.exact))?;
            round_div_i64(sum, whole, policy.rounding)?
        }
    };
    let allowances = share_out(allowance, &by_group, whole, policy.remainder)?;

    let mut answer = Vec::with_capacity(groups.len());
    for ((tax, indexes), minor) in groups.into_iter().zip(allowances) {
        let shares: Vec<Share> = indexes
            .iter()
            .map(|index| Share {
                exact: exact_of(quote, index),
                tie: lines
                    .get(*index)
                    .zip(quote.lines.get(*index))
                    .map_or_else(Tie::default, |(line, priced)| {
                        Tie::of(line.borrow(), priced)
                    }),
            })
            .collect();
        let parts = share_out(minor, &shares, whole, policy.remainder)?;
        for (index, part) in indexes.iter().zip(parts) {
            if let Some(priced) = quote.lines.get_mut(*index) {
                set_share(priced, part)?;
            }
        }
        if minor != 0 {
            answer.push(TaxedAmount { tax, minor });
        }
    }
    Some(answer)
}

fn checked_sum(mut parts: impl Iterator<Item = i128>) -> Option<i128> {
    parts.try_fold(0_i128, i128::checked_add)
}

fn set_share(priced: &mut PricedLine, share: i64) -> Option<()> {
    priced.document_share_minor = share;
    priced.net_minor = priced.term_net_minor.checked_sub(share)?;
    Some(())
}

fn totals<L: Borrow<LineInput>>(
    quote: &mut PricedQuote,
    terms: &Terms,
    lines: &[L],
    policy: &Policy,
    extra: &Extra<'_>,
) -> Option<Totals> {
    let counted: Vec<TaxedAmount> = quote
        .lines
        .iter()
        .zip(lines)
        .filter(|(_, line)| !(*line).borrow().optional)
        .map(|(priced, line)| TaxedAmount {
            tax: line.borrow().tax,
            minor: priced.term_net_minor,
        })
        .collect();
    let document = document_totals(
        &DocumentInput {
            lines: &counted,
            allowances: extra.allowances,
            charges: extra.charges,
            ..DocumentInput::default()
        },
        policy.rounding,
        policy.tax_rounding,
    )?;
    let mut totals = Totals {
        line_net_minor: document.line_net_minor,
        line_surcharge_minor: line_surcharges(quote, lines)?,
        allowance_minor: document.allowance_minor,
        charge_minor: document.charge_minor,
        net_minor: document.net_minor,
        tax_minor: document.tax_minor,
        gross_minor: document.gross_minor,
        taxes: document.taxes,
        ..Totals::default()
    };
    taxes(quote, (lines, extra.charges), policy, &totals)?;
    sums(&mut totals, quote, terms, lines)?;
    Some(totals)
}

/// Each line's and each surcharge's share of its category's tax, so that they add up to the document.
fn taxes<L: Borrow<LineInput>>(
    quote: &mut PricedQuote,
    (lines, charges): (&[L], &[TaxedAmount]),
    policy: &Policy,
    totals: &Totals,
) -> Option<()> {
    for row in &totals.taxes {
        let rate = i128::from(row.tax.rate.0);
        let members: Vec<(usize, Share)> = quote
            .lines
            .iter()
            .zip(lines)
            .enumerate()
            .filter(|(_, (_, line))| {
                let line = (*line).borrow();
                !line.optional && line.tax.normal() == row.tax
            })
            .map(|(index, (priced, _))| {
                let exact = i128::from(priced.net_minor) * rate;
                (index, Share::of_kind(exact, 0))
            })
            .collect();
        let added: Vec<(usize, Share)> = charges
            .iter()
            .enumerate()
            .filter(|(_, charge)| charge.tax == row.tax)
            .map(|(index, charge)| {
                let exact = i128::from(charge.minor) * rate;
                (index, Share::of_kind(exact, 1))
            })
            .collect();
        let all = members.iter().chain(&added);
        let shares: Vec<Share> = all.map(|(_, share)| *share).collect();
        let mut parts = share_out(row.tax_minor, &shares, 10_000, policy.remainder)?.into_iter();
        for ((index, _), part) in members.iter().zip(parts.by_ref()) {
            if let Some(priced) = quote.lines.get_mut(*index) {
                priced.tax_minor = part;
            }
        }
        for ((index, _), part) in added.iter().zip(parts) {
            if let Some(priced) = quote.surcharges.get_mut(*index) {
                priced.tax_minor = part;
            }
        }
    }
    for (priced, line) in quote.lines.iter_mut().zip(lines) {
        let line = line.borrow();
        if line.optional {
            priced.tax_minor = tax_on(priced.net_minor, line.tax, policy.rounding)?;
        }
    }
    Some(())
}

/// Margin, and the figures of what comes back: exact sums of the lines' net amounts; only what is per
/// month, per year or for a year divides.
fn sums<L: Borrow<LineInput>>(
    totals: &mut Totals,
    quote: &PricedQuote,
    terms: &Terms,
    lines: &[L],
) -> Option<()> {
    let margin = &mut totals.margin;
    for (priced, line) in quote.lines.iter().zip(lines) {
        let line = line.borrow();
        if line.optional {
            continue;
        }
        totals.book_minor = totals.book_minor.checked_add(priced.term_book_minor)?;
        match priced.cost_minor {
            Some(cost) => {
                margin.net_minor = margin.net_minor.checked_add(priced.net_minor)?;
                margin.cost_minor = margin.cost_minor.checked_add(cost)?;
            }
            None => margin.lines_without_cost += 1,
        }
    }
    margin.amount_minor = margin.net_minor.checked_sub(margin.cost_minor)?;
    margin.rate_bp = rate_bp(margin.amount_minor, margin.net_minor);

    figures(totals, quote, terms, lines)?;
    totals.discount_bp = rate_bp(
        totals
            .book_minor
            .checked_sub(totals.net_minor)?
            .checked_add(totals.surcharges_minor())?,
        totals.book_minor,
    )
    .unwrap_or(0);
    totals.allowance_bp = rate_bp(totals.allowance_minor, totals.sold_minor()).unwrap_or(0);
    Some(())
}

/// The price per unit after every discount, and a warning when it is under the floor.
fn below_floor(priced: &mut PricedLine, line: &LineInput, taking: &Taking) {
    let kept = match taking.exactly {
        Some(_) if line.optional => taking.whole,
        _ => taking.whole - taking.part,
    };
    let unit = discounted_unit(line, priced);
    // The lowest step of a ramp is what a manager is asked about.
    let lowest = lowest_unit(priced).map_or(unit, |step| unit.min(i128::from(step.0) * 10_000));
    let after = |unit: i128| {
        let exact = unit.checked_mul(kept)?;
        round_div_i64(exact, taking.whole.checked_mul(10_000)?, Rounding::HalfUp)
    };
    let (Some(first), Some(net)) = (after(unit), after(lowest)) else {
        return;
    };
    priced.net_unit = UnitPrice(first);
    // The floor is that of the bare product: what its configuration adds comes on top. A price agreed
    // with the customer was granted once and needs nobody again; what goes below it does.
    let options = line.options.0.max(0);
    let granted = line.contracted.is_some().then_some(priced.book_unit.0);
    if let Some(floor) = line.floor.map(|floor| {
        let floor = floor.0.saturating_add(options);
        UnitPrice(granted.map_or(floor, |granted| granted.min(floor)))
    }) && net < floor.0
    {
        priced.issues.push(
            Issue::warning("below_floor", "price")
                .with("floor", floor.to_decimal())
                .with("price", UnitPrice(net).to_decimal()),
        );
    }
}
