//! What a quote and a line can say about time, and how a line was reckoned.

use super::super::model::{Charge, LineInput};
use crate::coded;
use crate::cpq::proration::{DayCount, add_months};
use crate::kernel::{Percent, Quantity, UnitPrice};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

coded! {
    /// How often a recurring line is billed, always in advance.
    Billing {
        /// Every month.
        Monthly = "monthly",
        /// Every three months.
        Quarterly = "quarterly",
        /// Every six months.
        HalfYearly = "half_yearly",
        /// Every twelve months.
        Yearly = "yearly",
        /// The whole term at its beginning.
        Upfront = "upfront",
    }
}

impl Billing {
    /// Months in a period; `None` for the whole term.
    #[must_use]
    pub const fn months(self) -> Option<u32> {
        match self {
            Billing::Monthly => Some(1),
            Billing::Quarterly => Some(3),
            Billing::HalfYearly => Some(6),
            Billing::Yearly => Some(12),
            Billing::Upfront => None,
        }
    }

    /// How a line is billed of which nothing is said: as often as its price is for.
    #[must_use]
    pub const fn of(charge: Charge) -> Self {
        match charge {
            Charge::Yearly => Billing::Yearly,
            _ => Billing::Monthly,
        }
    }
}

coded! {
    /// How a part of a month counts.
    #[derive(Default)]
    Proration {
        /// Its days over the days of the month: actual/actual.
        #[default]
        CalendarDay = "calendar_day",
        /// Its days over a month of 365 / 12 days: actual/365.
        Actual365 = "actual_365",
        /// Every month has 30 days.
        Thirty360 = "thirty_360",
        /// A month begun counts whole.
        WholeMonth = "whole_month",
    }
}

impl Proration {
    /// The same as the engine counts.
    #[must_use]
    pub const fn day_count(self) -> DayCount {
        match self {
            Proration::CalendarDay => DayCount::Actual,
            Proration::Actual365 => DayCount::Actual365Months,
            Proration::Thirty360 => DayCount::Thirty360,
            Proration::WholeMonth => DayCount::MonthsUp,
        }
    }
}

/// How long something is tried before it is charged.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trial {
    /// So many days.
    Days(u32),
    /// So many months.
    Months(u32),
}

impl Trial {
    /// How many of its unit.
    #[must_use]
    pub const fn count(self) -> u32 {
        match self {
            Trial::Days(count) | Trial::Months(count) => count,
        }
    }

    /// The most of its unit: a year of days, two years of months.
    #[must_use]
    pub const fn most(self) -> u32 {
        match self {
            Trial::Days(_) => 366,
            Trial::Months(_) => 24,
        }
    }

    /// The first day after one that begins on `start`.
    #[must_use]
    pub fn over(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Trial::Days(days) => start.checked_add_days(Days::new(u64::from(days))),
            Trial::Months(months) => add_months(start, i32::try_from(months).ok()?, start.day()),
        }
    }

    /// As a comparison keeps it: `14 days`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Trial::Days(days) => format!("{days} days"),
            Trial::Months(months) => format!("{months} months"),
        }
    }

    /// What [`Self::code`] kept.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        let (count, unit) = code.split_once(' ')?;
        let count = count.parse().ok()?;
        match unit {
            "days" => Some(Trial::Days(count)),
            "months" => Some(Trial::Months(count)),
            _ => None,
        }
    }
}

coded! {
    /// Where the time of a trial stands.
    #[derive(Default)]
    TrialTerm {
        /// Before the term, which begins when it is over.
        #[default]
        Before = "before",
        /// Within the term, which ends when it would without one.
        Within = "within",
    }
}

impl TrialTerm {
    /// Whether it is the one nobody has to say.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a quote says for all its recurring lines. Without any of it they run for the quote's term.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subscription {
    /// First day of the recurring lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    /// Last day of all recurring lines without a term of their own (co-termination): the first month
    /// of each may then be a part of one. In the place of the quote's months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<NaiveDate>,
    /// How often they are billed; without, as often as their price is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<Billing>,
    /// What is tried before anything is charged; usage is not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// Whether the term begins after a trial or with it.
    #[serde(skip_serializing_if = "TrialTerm::is_default")]
    pub trial_term: TrialTerm,
    /// Months without charge at the beginning, after a trial; usage is not among what is free.
    pub free_months: u32,
    /// How a part of a month counts.
    pub proration: Proration,
}

impl Subscription {
    /// Whether it says nothing: nothing of it needs to be kept.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// From a month of the term on, something else; what is not said stays as the line has it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ramp {
    /// Months after the first day; above zero.
    pub from_month: u32,
    /// How many from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// A price per unit from then on, as a typed one.
    #[serde(skip_serializing_if = "Option::is_none", rename = "unit_price_e4")]
    pub price: Option<UnitPrice>,
    /// A discount from then on, in the place of the line's.
    #[serde(skip_serializing_if = "Option::is_none", rename = "discount_bp")]
    pub discount: Option<Percent>,
}

/// What one recurring line says otherwise than the quote.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineTerm {
    /// Its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<NaiveDate>,
    /// Its months; it then does not end with the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// How often it is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<Billing>,
    /// How long it is tried; zero is not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// Its free months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_months: Option<u32>,
    /// What changes during the term, by ascending month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ramps: Vec<Ramp>,
}

impl LineTerm {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// A number of months or a part of one, exact: `355 / 31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// Above the line.
    pub of: i64,
    /// Below it; above zero.
    pub parts: i64,
}

impl Default for Part {
    fn default() -> Self {
        Self::whole(0)
    }
}

impl Part {
    /// So many months and no part of one.
    #[must_use]
    pub const fn whole(months: i64) -> Self {
        Self {
            of: months,
            parts: 1,
        }
    }
}

/// What holds from a month of the term until the next step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Months after the first day.
    pub from_month: u32,
    /// How many.
    pub quantity: Quantity,
    /// What a period is charged.
    pub period_net_minor: i64,
    /// Price per unit and period after the line's discounts.
    pub net_unit: UnitPrice,
    /// The months that are charged.
    pub paid: Part,
    /// What it comes to; the segments add up to the line net amount.
    pub net_minor: i64,
}

/// The trial of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// How long it is.
    pub trial: Trial,
    /// Its last day, where there is a first.
    pub until: Option<NaiveDate>,
    /// The months of the term that are left after it, where it is within the term.
    pub left: Option<Part>,
}

/// How a line with a term was reckoned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Months begun.
    pub months: u32,
    /// Its months, free ones among them, parts as they count.
    pub counted: Part,
    /// The months that are charged.
    pub paid: Part,
    /// What is tried before it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Tried>,
    /// Free months.
    pub free: u32,
    /// How the first month counts, where it is a part of one.
    pub first: Option<Part>,
    /// First day, where there is one.
    pub starts_on: Option<NaiveDate>,
    /// Last day, where there is a first.
    pub ends_on: Option<NaiveDate>,
    /// What holds when; one without a ramp.
    pub segments: Vec<Segment>,
}

impl LineInput {
    /// Forgets what says nothing: a term without a word, one of a line that is charged once, and what
    /// nobody can say of usage.
    pub fn tidy_term(&mut self) {
        if let Some(term) = &mut self.term
            && self.charge == Charge::Usage
        {
            term.billing = None;
        }
        let recurs = self.charge.recurs();
        self.term = (self.term.take()).filter(|term| recurs && !term.is_plain());
    }

    /// Changes what the line says about its time.
    pub fn change_term(&mut self, change: impl FnOnce(&mut LineTerm)) {
        let mut term = self.term.take().unwrap_or_default();
        change(&mut term);
        self.term = Some(term);
        self.tidy_term();
    }
}
