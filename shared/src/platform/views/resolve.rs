//! From a filter as written to one that a database or a record can be asked: fields known, values
//! typed, periods turned into days, `me` into a person, amounts into every currency.

use super::filter::{Condition, Filter, Op};
use super::model::unknown;
use super::periods::span;
use super::spellings::spellings;
use super::text::operator;
use super::{Field, Fields, Kind, Target};
use crate::kernel::{
    Currency, DaySpan, FiscalCalendar, Instant, Issue, Money, RateTable, TeamId, UserId, Zone,
};
use crate::platform::fields::DECIMALS;
use chrono::{Days, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use uuid::Uuid;

/// What the words of a filter depend on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The reader.
    pub me: UserId,
    /// The reader's team.
    pub my_team: Option<TeamId>,
    /// Every team with the one above it.
    pub teams: Vec<(TeamId, Option<TeamId>)>,
    /// The day it is for the reader.
    pub today: NaiveDate,
    /// The reader's zone, for the days of moments.
    pub zone: Zone,
    /// The company's calendar.
    pub calendar: FiscalCalendar,
    /// The rates amounts are compared at.
    pub rates: RateTable,
}

/// A filter ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Every part holds.
    All(Vec<Resolved>),
    /// One part holds.
    Any(Vec<Resolved>),
    /// The part does not hold.
    Not(Box<Resolved>),
    /// A test of one field.
    Test(&'static Field, Test),
}

/// A test of one value. A record without the value passes [`Test::Empty`] only.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// There is no value.
    Empty,
    /// The text is this one, without regard to ASCII case.
    TextIs(String),
    /// The text contains this, in ASCII lower case.
    TextHas(String),
    /// The text begins with this, in ASCII lower case.
    TextStarts(String),
    /// The word is one of these.
    Words(Vec<String>),
    /// The record is one of these.
    Ids(Vec<Uuid>),
    /// Yes, or no.
    Flag(bool),
    /// A number from one bound to the other, both included.
    Number(Option<i64>, Option<i64>),
    /// A day from one bound to the other, both included.
    Days(Option<NaiveDate>, Option<NaiveDate>),
    /// A moment from the first bound to before the second, in milliseconds.
    Moments(Option<i64>, Option<i64>),
    /// An amount in one of these currencies within its bounds, both included, in minor units.
    Money(Vec<(Currency, Option<i64>, Option<i64>)>),
}

/// Resolves `filter` for the list with these `fields`.
///
/// # Errors
/// `filter_field`, `filter_operator`, `filter_value` (with the field's `name` and the `value`),
/// all about the field `filter`.
pub fn resolve(
    fields: impl Into<Fields>,
    filter: &Filter,
    ground: &Ground,
) -> Result<Resolved, Issue> {
    let fields = fields.into();
    let parts = |parts: &[Filter]| -> Result<Vec<Resolved>, Issue> {
        parts
            .iter()
            .map(|part| resolve(fields, part, ground))
            .collect()
    };
    Ok(match filter {
        Filter::All(all) => Resolved::All(parts(all)?),
        Filter::Any(any) => Resolved::Any(parts(any)?),
        Filter::Not(part) => Resolved::Not(Box::new(resolve(fields, part, ground)?)),
        Filter::Test(condition) => test(fields, condition, ground)?,
    })
}

/// The operators a field can be asked with, in the order of a menu.
#[must_use]
pub const fn operators(kind: Kind) -> &'static [Op] {
    match kind {
        Kind::Text | Kind::Link => &[Op::Has, Op::Is, Op::Starts, Op::Empty],
        Kind::Number | Kind::Decimal | Kind::Percent | Kind::Money => &[
            Op::Ge,
            Op::Le,
            Op::Gt,
            Op::Lt,
            Op::Is,
            Op::Between,
            Op::Empty,
        ],
        Kind::Date | Kind::Instant => &[
            Op::Is,
            Op::Lt,
            Op::Le,
            Op::Gt,
            Op::Ge,
            Op::Between,
            Op::Empty,
        ],
        Kind::Choice(_) | Kind::Reference(_) => &[Op::Is, Op::Empty],
        Kind::Flag => &[Op::Is],
    }
}

fn wrong(condition: &Condition, value: &str) -> Issue {
    let value: String = value.chars().take(40).collect();
    Issue::error("filter_value", "filter")
        .with("name", &condition.field)
        .with("value", value)
}

fn test(fields: Fields, condition: &Condition, ground: &Ground) -> Result<Resolved, Issue> {
    let field = fields
        .get(&condition.field)
        .filter(|field| field.filter)
        .ok_or_else(|| unknown("filter", &condition.field))?;
    if !operators(field.kind).contains(&condition.op) {
        return Err(operator(&condition.field, condition.op.code()));
    }
    let wanted = match condition.op {
        Op::Empty => 0..=0,
        Op::Between => 2..=2,
        Op::Is | Op::Has | Op::Starts => 1..=usize::MAX,
        Op::Lt | Op::Le | Op::Gt | Op::Ge => 1..=1,
    };
    if !wanted.contains(&condition.values.len()) {
        let first = condition.values.first().map_or("", String::as_str);
        return Err(wrong(condition, first));
    }
    let one = |test: Test| Resolved::Test(field, test);
    if condition.op == Op::Empty {
        return Ok(one(Test::Empty));
    }
    let asked = Asked { condition, ground };
    Ok(match field.kind {
        Kind::Choice(words) => one(Test::Words(asked.words(words)?)),
        Kind::Reference(target) => one(Test::Ids(asked.ids(target)?)),
        Kind::Flag => asked.any(field, |value| asked.flag(value))?,
        Kind::Text | Kind::Link => asked.texts(field),
        Kind::Number => asked.range(
            field,
            |value| asked.number(value, 1),
            |range| Test::Number(range.0, range.1),
        )?,
        Kind::Decimal => asked.range(
            field,
            |value| asked.number(value, 10_i64.pow(DECIMALS)),
            |range| Test::Number(range.0, range.1),
        )?,
        Kind::Percent => asked.range(
            field,
            |value| asked.number(value, 100),
            |range| Test::Number(range.0, range.1),
        )?,
        Kind::Money => asked.money(field)?,
        Kind::Date => asked.days(field, Test::Days)?,
        Kind::Instant => asked.days(field, |from, to| asked.moments(from, to))?,
    })
}

struct Asked<'a> {
    condition: &'a Condition,
    ground: &'a Ground,
}

type Bounds<T> = (Option<T>, Option<T>);

/// Where amounts begin or end: at this one, or by so many steps of their own currency beyond it.
#[derive(Clone, Copy)]
struct Edge {
    amount: Money,
    beyond: i64,
}

impl Asked<'_> {
    fn wrong(&self, value: &str) -> Issue {
        wrong(self.condition, value)
    }

    /// One test per value, one of which must hold.
    fn any(
        &self,
        field: &'static Field,
        test: impl Fn(&str) -> Result<Test, Issue>,
    ) -> Result<Resolved, Issue> {
        let tests = self.condition.values.iter().map(|value| {
            let test = test(value)?;
            Ok(Resolved::Test(field, test))
        });
        Ok(one_of(tests.collect::<Result<_, Issue>>()?))
    }

    /// One test per value, in each form of its letters. The forms of a value stand by themselves, so that
    /// no chain of conditions is longer than the values are many.
    fn texts(&self, field: &'static Field) -> Resolved {
        let each = self.condition.values.iter().map(|value| {
            let forms = spellings(value).into_iter();
            one_of(
                forms
                    .map(|form| Resolved::Test(field, self.text(form)))
                    .collect(),
            )
        });
        one_of(each.collect())
    }

    fn text(&self, value: String) -> Test {
        match self.condition.op {
            Op::Has => Test::TextHas(value),
            Op::Starts => Test::TextStarts(value),
            _ => Test::TextIs(value),
        }
    }

    fn flag(&self, value: &str) -> Result<Test, Issue> {
        match value {
            "yes" | "true" => Ok(Test::Flag(true)),
            "no" | "false" => Ok(Test::Flag(false)),
            _ => Err(self.wrong(value)),
        }
    }

    fn words(&self, known: &[&str]) -> Result<Vec<String>, Issue> {
        let check = |value: &String| {
            if known.is_empty() || known.contains(&value.as_str()) {
                Ok(value.clone())
            } else {
                Err(self.wrong(value))
            }
        };
        self.condition.values.iter().map(check).collect()
    }

    fn ids(&self, target: Target) -> Result<Vec<Uuid>, Issue> {
        let mut ids = Vec::new();
        for value in &self.condition.values {
            match (target, value.as_str()) {
                (Target::User, "me") => ids.push(self.ground.me.0),
                (Target::Team, "my_team") => {
                    // Nobody's team is no team: the condition lets nothing through.
                    if let Some(team) = self.ground.my_team {
                        ids.extend(self.with_below(team));
                    }
                }
                (Target::Team, text) => {
                    let team: TeamId = text.parse().map_err(|_| self.wrong(value))?;
                    ids.extend(self.with_below(team));
                }
                (_, text) => ids.push(text.parse().map_err(|_| self.wrong(value))?),
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// A team and those below it.
    fn with_below(&self, team: TeamId) -> Vec<Uuid> {
        let mut found = vec![team];
        let mut at = 0;
        while let Some(above) = found.get(at).copied() {
            at += 1;
            for (id, parent) in &self.ground.teams {
                if *parent == Some(above) && !found.contains(id) {
                    found.push(*id);
                }
            }
        }
        found.into_iter().map(|id| id.0).collect()
    }

    fn number(&self, value: &str, scale: i64) -> Result<i64, Issue> {
        let number: Decimal = value.parse().map_err(|_| self.wrong(value))?;
        let scaled = number
            .checked_mul(Decimal::from(scale))
            .filter(Decimal::is_integer)
            .ok_or_else(|| self.wrong(value))?;
        i64::try_from(scaled).map_err(|_| self.wrong(value))
    }

    /// Whole values as closed ranges: `lt 5` is `..=4`.
    fn range(
        &self,
        field: &'static Field,
        read: impl Fn(&str) -> Result<i64, Issue>,
        make: impl Fn(Bounds<i64>) -> Test,
    ) -> Result<Resolved, Issue> {
        if self.condition.op == Op::Is {
            return self.any(field, |value| {
                let number = read(value)?;
                Ok(make((Some(number), Some(number))))
            });
        }
        let values: Vec<i64> = self
            .condition
            .values
            .iter()
            .map(|value| read(value))
            .collect::<Result<_, _>>()?;
        let bounds = closed(self.condition.op, &values);
        Ok(Resolved::Test(field, make(bounds)))
    }

    fn money(&self, field: &'static Field) -> Result<Resolved, Issue> {
        let read = |value: &str| -> Result<Money, Issue> {
            let (number, code) = value.split_once('_').ok_or_else(|| self.wrong(value))?;
            let currency: Currency = code.parse().map_err(|_| self.wrong(value))?;
            let number: Decimal = number.parse().map_err(|_| self.wrong(value))?;
            exact(number, currency).ok_or_else(|| self.wrong(value))
        };
        let bounds_of = |bounds: Bounds<Edge>| {
            let each = Currency::all().filter_map(|currency| {
                let from = self.in_currency(bounds.0, currency, true)?;
                let to = self.in_currency(bounds.1, currency, false)?;
                Some((currency, from, to))
            });
            Test::Money(each.collect())
        };
        if self.condition.op == Op::Is {
            // Equal is equal in its own currency: nothing is the same at a rate.
            return self.any(field, |value| {
                let money = read(value)?;
                Ok(Test::Money(vec![(
                    money.currency,
                    Some(money.minor),
                    Some(money.minor),
                )]))
            });
        }
        let values: Vec<Money> = self
            .condition
            .values
            .iter()
            .map(|value| read(value))
            .collect::<Result<_, _>>()?;
        let (first, second) = (values.first().copied(), values.get(1).copied());
        let at = |amount: Option<Money>| amount.map(|amount| Edge { amount, beyond: 0 });
        let past = |amount: Option<Money>| amount.map(|amount| Edge { amount, beyond: 1 });
        let bounds = match self.condition.op {
            Op::Lt => (None, past(first)),
            Op::Le => (None, at(first)),
            Op::Gt => (past(first), None),
            Op::Between => (at(first), at(second)),
            _ => (at(first), None),
        };
        Ok(Resolved::Test(field, bounds_of(bounds)))
    }

    /// An edge in another currency, at today's rate: the least amount worth at least as much (more, when it lies
    /// beyond), or the most worth at most as much. `None` when there is no rate: such amounts are not compared.
    fn in_currency(
        &self,
        edge: Option<Edge>,
        currency: Currency,
        lower: bool,
    ) -> Option<Option<i64>> {
        let Some(Edge {
            amount: bound,
            beyond,
        }) = edge
        else {
            return Some(None);
        };
        let step = if lower { beyond } else { -beyond };
        if bound.currency == currency {
            return Some(Some(bound.minor.saturating_add(step)));
        }
        let rate = self
            .ground
            .rates
            .rate(bound.currency, currency, self.ground.today)?
            .rate;
        let value = bound.to_decimal().checked_mul(rate)?;
        let scale = Decimal::from(10_i64.pow(currency.decimals()));
        let minor = value.checked_mul(scale)?;
        // What lies between two amounts of this currency is past the one and before the other.
        let whole = match (lower, beyond > 0) {
            (true, false) | (false, true) => minor.ceil(),
            (false, false) | (true, true) => minor.floor(),
        };
        let whole = i64::try_from(whole).ok()?;
        Some(Some(whole.saturating_add(step)))
    }

    fn span(&self, value: &str) -> Result<DaySpan, Issue> {
        span(value, self.ground.today, self.ground.calendar).ok_or_else(|| self.wrong(value))
    }

    fn days(
        &self,
        field: &'static Field,
        make: impl Fn(Option<NaiveDate>, Option<NaiveDate>) -> Test,
    ) -> Result<Resolved, Issue> {
        if self.condition.op == Op::Is {
            return self.any(field, |value| {
                let days = self.span(value)?;
                Ok(make(Some(days.from), Some(days.to)))
            });
        }
        let spans: Vec<DaySpan> = self
            .condition
            .values
            .iter()
            .map(|value| self.span(value))
            .collect::<Result<_, _>>()?;
        let first = spans.first().copied();
        let last = spans.get(1).copied();
        let one = Days::new(1);
        let (from, to) = match self.condition.op {
            Op::Lt => (None, first.and_then(|days| days.from.checked_sub_days(one))),
            Op::Le => (None, first.map(|days| days.to)),
            Op::Gt => (first.and_then(|days| days.to.checked_add_days(one)), None),
            Op::Between => (first.map(|days| days.from), last.map(|days| days.to)),
            _ => (first.map(|days| days.from), None),
        };
        Ok(Resolved::Test(field, make(from, to)))
    }

    /// The moments of days in the reader's zone.
    fn moments(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Test {
        let start = |day: NaiveDate| {
            let Instant(ms) = self.ground.zone.instant(day.and_time(NaiveTime::MIN));
            ms
        };
        let before = to.and_then(|day| day.checked_add_days(Days::new(1)));
        Test::Moments(from.map(start), before.map(start))
    }
}

/// One of these must hold.
fn one_of(mut tests: Vec<Resolved>) -> Resolved {
    match (tests.len(), tests.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            tests.extend(last);
            Resolved::Any(tests)
        }
    }
}

/// The closed range of whole values an operator means.
fn closed(op: Op, values: &[i64]) -> Bounds<i64> {
    let first = values.first().copied();
    match op {
        Op::Lt => (None, first.map(|value| value.saturating_sub(1))),
        Op::Le => (None, first),
        Op::Gt => (first.map(|value| value.saturating_add(1)), None),
        Op::Between => (first, values.get(1).copied()),
        _ => (first, None),
    }
}

/// The amount, when the number has no more decimals than the currency.
pub(super) fn exact(number: Decimal, currency: Currency) -> Option<Money> {
    let scale = Decimal::from(10_i64.pow(currency.decimals()));
    let minor = number.checked_mul(scale).filter(Decimal::is_integer)?;
    i64::try_from(minor)
        .ok()
        .map(|minor| Money::new(minor, currency))
}
