//! The choices that bring the facts of a quote to their ends.
//!
//! Amounts add up over the lines, so each thing left open is decided for itself: the dearest, or the one that
//! leaves most for its cost. A percentage is a quotient of two sums; its end is found by Dinkelbach's method
//! (1967): decide each thing for `part − rate × whole` at the rate reached so far, until the rate stands. What
//! ties lines together (promotions, shares, an amount off the document) is left to the pricing of what is found.

use crate::cpq::approvals::facts::Fact;
use crate::cpq::approvals::formula::Direction;
use crate::cpq::pricing::{LineOff, Policy, PriceKind, PricedLine, PricedQuote, price_line};
use crate::cpq::quotes::{QuantityLimits, QuoteDraft, QuoteLine};
use crate::cpq::rooms::{Choice, in_proportion};
use crate::kernel::{AlternativesId, Quantity};
use std::collections::{BTreeMap, BTreeSet};

/// Quantities of a line that are tried, at most; a range of so many is tried whole.
const TRIED: usize = 24;
/// Turns of the search for a percentage; four or five are usual.
const TURNS: u32 = 16;

/// A quantity of a line and what the line comes to with it.
struct Point {
    quantity: Quantity,
    book: i128,
    /// Without surcharges: these hide no discount.
    sold: i128,
    net: i128,
    cost: Option<i128>,
    /// Below its floor, per unit.
    under: Option<i128>,
}

/// A line with the quantities it may have; the proposed one is the first.
struct Open {
    at: usize,
    points: Vec<Point>,
}

/// What is decided for itself: a line that counts, an option, alternatives.
enum Slot {
    Counted(Open),
    Option(Open),
    /// The proposed one first.
    OneOf(Vec<Open>),
}

impl Slot {
    fn lines(&self) -> &[Open] {
        match self {
            Slot::Counted(open) | Slot::Option(open) => std::slice::from_ref(open),
            Slot::OneOf(all) => all,
        }
    }
}

/// The quotient whose largest value is wanted; a sum where `whole` is nothing.
#[derive(Clone, Copy)]
struct Goal {
    part: fn(&Point) -> Option<i128>,
    whole: fn(&Point) -> i128,
}

/// Whether every line is to be at its furthest, whatever the sum comes to.
#[derive(Clone, Copy)]
enum Aim {
    Sum(Goal),
    Lines(Goal),
}

const fn goal(part: fn(&Point) -> Option<i128>, whole: fn(&Point) -> i128) -> Goal {
    Goal { part, whole }
}

/// Of a sum.
const fn none(_: &Point) -> i128 {
    0
}

fn aims(fact: Fact, direction: Direction) -> Vec<Aim> {
    let (up, down) = match fact {
        Fact::Net => (
            Aim::Sum(goal(|point| Some(point.net), none)),
            Aim::Sum(goal(|point| Some(-point.net), none)),
        ),
        // Of what is open the risk looks at the discount alone.
        Fact::Discount | Fact::Risk => (
            Aim::Sum(goal(
                |point| Some(point.book - point.sold),
                |point| point.book,
            )),
            Aim::Sum(goal(
                |point| Some(point.sold - point.book),
                |point| point.book,
            )),
        ),
        Fact::Margin => (
            Aim::Sum(goal(
                |point| Some(point.net - point.cost?),
                |point| point.net,
            )),
            Aim::Sum(goal(
                |point| Some(point.cost? - point.net),
                |point| point.net,
            )),
        ),
        Fact::LineDiscount => (
            Aim::Lines(goal(
                |point| Some(point.book - point.sold),
                |point| point.book,
            )),
            Aim::Lines(goal(
                |point| Some(point.sold - point.book),
                |point| point.book,
            )),
        ),
        Fact::BelowFloor => (
            Aim::Lines(goal(|point| point.under, none)),
            Aim::Lines(goal(|point| point.under.map(|under| -under), none)),
        ),
        // What the customer chooses says nothing about the others: every line of the quote is looked at.
        _ => return Vec::new(),
    };
    match direction {
        Direction::Up => vec![up],
        Direction::Down => vec![down],
        Direction::Both => vec![up, down],
    }
}

/// The choices that bring the facts looked at furthest the way they are worse, without the proposal.
pub(super) fn choices(
    draft: &QuoteDraft,
    priced: &PricedQuote,
    looked_at: &BTreeMap<Fact, Direction>,
) -> Vec<Choice> {
    let open = |line: &QuoteLine| line.choice.limits.is_some() || line.price.optional;
    let aims: Vec<Aim> = looked_at
        .iter()
        .flat_map(|(fact, way)| aims(*fact, *way))
        .collect();
    if aims.is_empty() || !draft.lines.iter().any(open) {
        return Vec::new();
    }
    let slots = slots(draft, priced);
    let mut found: Vec<Choice> = Vec::new();
    for aim in aims {
        let choice = match aim {
            Aim::Sum(goal) => of_sum(draft, &slots, goal),
            Aim::Lines(goal) => of_lines(draft, &slots, goal),
        };
        if !choice.is_empty() && !found.contains(&choice) {
            found.push(choice);
        }
    }
    found
}

fn slots(draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut groups: BTreeMap<AlternativesId, Vec<Open>> = BTreeMap::new();
    for (at, (line, amounts)) in draft.lines.iter().zip(&priced.lines).enumerate() {
        let open = Open {
            at,
            points: points(draft, line, amounts),
        };
        match line.choice.alternatives {
            Some(group) => {
                let members = groups.entry(group).or_default();
                let place = if line.price.optional {
                    members.len()
                } else {
                    0
                };
                members.insert(place, open);
            }
            None if line.price.optional => slots.push(Slot::Option(open)),
            None => slots.push(Slot::Counted(open)),
        }
    }
    slots.extend(groups.into_values().map(Slot::OneOf));
    slots
}

fn points(draft: &QuoteDraft, line: &QuoteLine, amounts: &PricedLine) -> Vec<Point> {
    let mut points = vec![point(line, amounts, line.price.quantity)];
    let Some(limits) = line.choice.limits else {
        return points;
    };
    let terms = draft.pricing_terms();
    for quantity in quantities(line, limits) {
        if quantity == line.price.quantity {
            continue;
        }
        let mut price = line.price.clone();
        let before = std::mem::replace(&mut price.quantity, quantity);
        if let Some(LineOff::Amount(minor)) = &mut price.off {
            *minor = in_proportion(*minor, quantity.0, before.0);
        }
        let amounts = price_line(&terms, &price, &Policy::default());
        points.push(point(line, &amounts, quantity));
    }
    points
}

fn point(line: &QuoteLine, amounts: &PricedLine, quantity: Quantity) -> Point {
    let floor = line.price.floor.map(|floor| i128::from(floor.0));
    Point {
        quantity,
        book: i128::from(amounts.term_book_minor),
        sold: i128::from(amounts.term_sold_minor()),
        net: i128::from(amounts.term_net_minor),
        cost: amounts.cost_minor.map(i128::from),
        under: floor.map(|floor| floor - i128::from(amounts.net_unit.0)),
    }
}

/// The quantities at which a price may turn: the ends of what is allowed, the borders of tiers, packages
/// and included units; all where there are few.
fn quantities(line: &QuoteLine, limits: QuantityLimits) -> BTreeSet<Quantity> {
    let one = Quantity::ONE.0;
    let (min, max) = (limits.min.0, limits.max.0);
    let mut at: BTreeSet<i64> = BTreeSet::from([min, max]);
    let span = max.saturating_sub(min) / one;
    if usize::try_from(span).is_ok_and(|span| span < TRIED) {
        at.extend((0..=span).map(|step| min.saturating_add(step * one)));
    } else {
        let mut border = |units: i64| {
            // The first whole quantity that is not below it, and the one before.
            let first = units.saturating_add(one - 1) / one * one;
            at.extend([first.saturating_sub(one), first]);
        };
        for tier in line.price.tiers.iter().take(TRIED / 2) {
            border(tier.from.0);
        }
        match line.price.kind {
            Some(PriceKind::Package { size }) if size.0 > 0 => {
                border(max.saturating_sub(one) / size.0 * size.0 + one);
                border(min.saturating_add(size.0) / size.0 * size.0);
            }
            Some(PriceKind::Included { units, .. }) => border(units.0),
            _ => {}
        }
    }
    let allowed = at.into_iter().map(Quantity);
    allowed
        .filter(|quantity| limits.refusal(*quantity).is_none())
        .collect()
}

/// Where a line is taken: its place in the quote, its point.
type Taken<'s> = (usize, &'s Point);

/// The choice with the largest quotient of two sums.
fn of_sum(draft: &QuoteDraft, slots: &[Slot], goal: Goal) -> Choice {
    let mut taken: Vec<Option<Taken<'_>>> = slots.iter().map(proposed).collect();
    let mut reached = sums(&taken, goal);
    if reached == (0, 0) {
        // Nothing counts yet: of options alone the furthest one is further than any more of them.
        taken = furthest_alone(slots, goal);
        reached = sums(&taken, goal);
    }
    for _ in 0..TURNS {
        let next: Vec<Option<Taken<'_>>> =
            slots.iter().map(|slot| best(slot, goal, reached)).collect();
        let after = sums(&next, goal);
        if !is_above(after, reached) {
            break;
        }
        (taken, reached) = (next, after);
    }
    choice_of(draft, slots, &taken)
}

/// Whether one quotient is above another; of sums, which have nothing below the line, whether one is above.
const fn is_above(one: (i128, i128), other: (i128, i128)) -> bool {
    match (one.1, other.1) {
        (0, 0) => one.0 > other.0,
        (1.., 1..) => one.0.saturating_mul(other.1) > other.0.saturating_mul(one.1),
        (1.., _) => true,
        _ => false,
    }
}

fn furthest_alone(slots: &[Slot], goal: Goal) -> Vec<Option<Taken<'_>>> {
    let mut alone: Option<(usize, Taken<'_>)> = None;
    for (place, slot) in slots.iter().enumerate() {
        for open in slot.lines() {
            let Some(point) = furthest(open, goal) else {
                continue;
            };
            if alone.is_none_or(|(_, (_, known))| is_further(point, known, goal)) {
                alone = Some((place, (open.at, point)));
            }
        }
    }
    let only = |place: usize| alone.filter(|(at, _)| *at == place).map(|(_, taken)| taken);
    (0..slots.len()).map(only).collect()
}

fn proposed(slot: &Slot) -> Option<Taken<'_>> {
    match slot {
        Slot::Option(_) => None,
        Slot::Counted(_) | Slot::OneOf(_) => {
            let open = slot.lines().first()?;
            Some((open.at, open.points.first()?))
        }
    }
}

/// The sums of what is taken: above the line, and below it.
fn sums(taken: &[Option<Taken<'_>>], goal: Goal) -> (i128, i128) {
    let mut sums = (0_i128, 0_i128);
    for (_, point) in taken.iter().flatten() {
        if let Some(part) = (goal.part)(point) {
            sums.0 = sums.0.saturating_add(part);
            sums.1 = sums.1.saturating_add((goal.whole)(point));
        }
    }
    sums
}

/// What is best taken at a rate; the proposed where nothing is better.
fn best(slot: &Slot, goal: Goal, (above, below): (i128, i128)) -> Option<Taken<'_>> {
    let worth = |point: &Point| {
        let part = (goal.part)(point)?.saturating_mul(below.max(1));
        Some(part.saturating_sub(above.saturating_mul((goal.whole)(point))))
    };
    let mut best = proposed(slot);
    let mut most = match best {
        Some((_, point)) => worth(point),
        None => Some(0),
    };
    for open in slot.lines() {
        for point in &open.points {
            let here = worth(point);
            if here.is_some() && here > most {
                (best, most) = (Some((open.at, point)), here);
            }
        }
    }
    best
}

/// The choice with every line at its furthest: all options, of each group the one that goes furthest.
fn of_lines(draft: &QuoteDraft, slots: &[Slot], goal: Goal) -> Choice {
    let taken: Vec<Option<Taken<'_>>> = slots
        .iter()
        .map(|slot| {
            let all = slot.lines().iter();
            let each = all.filter_map(|open| Some((open.at, furthest(open, goal)?)));
            each.reduce(|one, other| {
                if is_further(other.1, one.1, goal) {
                    other
                } else {
                    one
                }
            })
        })
        .collect();
    choice_of(draft, slots, &taken)
}

fn furthest(open: &Open, goal: Goal) -> Option<&Point> {
    open.points.iter().reduce(|one, other| {
        if is_further(other, one, goal) {
            other
        } else {
            one
        }
    })
}

fn is_further(one: &Point, other: &Point, goal: Goal) -> bool {
    let value = |point: &Point| Some(((goal.part)(point)?, (goal.whole)(point).max(1)));
    match (value(one), value(other)) {
        (Some(one), Some(other)) => one.0.saturating_mul(other.1) > other.0.saturating_mul(one.1),
        (one, other) => one.is_some() && other.is_none(),
    }
}

/// What is taken, as a customer would say it: only what differs from the proposal.
fn choice_of(draft: &QuoteDraft, slots: &[Slot], taken: &[Option<Taken<'_>>]) -> Choice {
    let mut choice = Choice::default();
    for (slot, taken) in slots.iter().zip(taken) {
        let Some((line, point)) = taken.and_then(|(at, point)| Some((draft.lines.get(at)?, point)))
        else {
            continue;
        };
        if matches!(slot, Slot::Option(_)) {
            choice.options.insert(line.id);
        }
        if line.is_other() {
            choice.alternatives.insert(line.id);
        }
        if point.quantity != line.price.quantity {
            choice.quantities.insert(line.id, point.quantity);
        }
    }
    choice
}
