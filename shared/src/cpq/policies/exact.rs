//! Exact numbers: fractions of 128-bit integers that are either right or refused, never wrapped.

use crate::kernel::Rounding;
use crate::kernel::{Quantity, UnitPrice};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use crate::cpq::pricing::exact::round_div;

/// An exact fraction, in lowest terms, with a positive denominator.
///
/// What does not fit 128 bits, and a division by zero, is *refused*: a value of its own that every
/// further operation keeps, so that a formula is written plainly and checked once, at its end
/// ([`Exact::checked`]). A refused number is not less than, greater than or equal to any other.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    numerator: i128,
    /// Zero when refused.
    denominator: i128,
}

impl Exact {
    /// 0.
    pub const ZERO: Exact = Exact::whole(0);
    /// 1.
    pub const ONE: Exact = Exact::whole(1);
    /// 100.
    pub const HUNDRED: Exact = Exact::whole(100);
    /// 0.01, the usual step of money.
    pub const CENT: Exact = Exact {
        numerator: 1,
        denominator: 100,
    };
    /// What could not be computed exactly.
    pub const REFUSED: Exact = Exact {
        numerator: 0,
        denominator: 0,
    };

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self {
            numerator: value as i128,
            denominator: 1,
        }
    }

    /// `numerator / denominator`; refused when the denominator is zero.
    #[must_use]
    pub fn ratio(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return Self::REFUSED;
        }
        if denominator == 1 {
            return Self {
                numerator,
                denominator,
            };
        }
        let sign = denominator.signum();
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        match i128::try_from(divisor) {
            Ok(divisor) if divisor > 0 => Self {
                numerator: sign * (numerator / divisor),
                denominator: sign * (denominator / divisor),
            },
            _ => Self::REFUSED,
        }
    }

    /// `minor / 10^decimals`.
    #[must_use]
    pub fn scaled(minor: i64, decimals: u32) -> Self {
        match 10_i128.checked_pow(decimals) {
            Some(scale) => Self::ratio(i128::from(minor), scale),
            None => Self::REFUSED,
        }
    }

    /// Reads decimal text as JSON writes it: `-12`, `0.05`, `1e-06`. `None` for anything else, for
    /// more than 60 characters and for what does not fit; the text never becomes a binary float.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 60 {
            return None;
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.as_bytes().first()? {
            b'-' => (true, mantissa.get(1..)?),
            b'+' => (false, mantissa.get(1..)?),
            _ => (false, mantissa),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && part.is_empty() {
            return None;
        }
        let mut value: i128 = 0;
        for digit in whole.bytes().chain(part.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value
                .checked_mul(10)?
                .checked_add(i128::from(digit - b'0'))?;
        }
        let value = if negative { -value } else { value };
        let shift = exponent.checked_sub(i32::try_from(part.len()).ok()?)?;
        let scale = 10_i128.checked_pow(shift.unsigned_abs())?;
        let number = if shift < 0 {
            Self::ratio(value, scale)
        } else {
            Self::ratio(value.checked_mul(scale)?, 1)
        };
        number.checked()
    }

    /// The number, or `None` when it was refused.
    #[must_use]
    pub fn checked(self) -> Option<Self> {
        (!self.is_refused()).then_some(self)
    }

    /// Whether it could not be computed.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        self.denominator == 0
    }

    /// Whether it is exactly zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.numerator == 0 && self.denominator != 0
    }

    /// Whether it is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.numerator > 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        if self.is_negative() { -self } else { self }
    }

    /// −1, 0 or 1.
    #[must_use]
    pub const fn sign(self) -> i64 {
        self.numerator.signum() as i64
    }

    /// As a percentage: 21 gives 0.21.
    #[must_use]
    pub fn percent(self) -> Self {
        self / Self::HUNDRED
    }

    /// The smaller one; refused when either is.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        match self.partial_cmp(&other) {
            None => Self::REFUSED,
            Some(Ordering::Greater) => other,
            Some(_) => self,
        }
    }

    /// The greater one; refused when either is.
    #[must_use]
    pub fn most(self, other: Self) -> Self {
        match self.partial_cmp(&other) {
            None => Self::REFUSED,
            Some(Ordering::Less) => other,
            Some(_) => self,
        }
    }

    /// Not below zero.
    #[must_use]
    pub fn not_negative(self) -> Self {
        self.most(Self::ZERO)
    }

    /// Rounded to a multiple of `step` (0.01, 0.05, 1); unchanged by a step that is not positive.
    #[must_use]
    pub fn round_to(self, step: Self, rounding: Rounding) -> Self {
        if !step.is_positive() {
            return self;
        }
        let steps = self / step;
        match round_div(steps.numerator, steps.denominator, rounding) {
            Some(whole) => Self::ratio(whole, 1) * step,
            None => Self::REFUSED,
        }
    }

    /// Rounded to `places` decimals.
    #[must_use]
    pub fn round(self, places: u32, rounding: Rounding) -> Self {
        self.round_to(Self::scaled(1, places), rounding)
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub fn floor(self) -> Self {
        if self.is_refused() {
            return self;
        }
        Self::ratio(self.numerator.div_euclid(self.denominator), 1)
    }

    /// The least whole number that is not below it.
    #[must_use]
    pub fn ceil(self) -> Self {
        -(-self).floor()
    }

    /// The whole number it is; `None` when it is not whole or does not fit.
    #[must_use]
    pub fn to_whole(self) -> Option<i64> {
        if self.denominator != 1 {
            return None;
        }
        i64::try_from(self.numerator).ok()
    }

    /// Rounded minor units with `decimals`; `None` when refused or too large.
    #[must_use]
    pub fn to_minor(self, decimals: u32, rounding: Rounding) -> Option<i64> {
        let scale = Self::ratio(10_i128.checked_pow(decimals)?, 1);
        (self * scale).round(0, rounding).to_whole()
    }

    /// Numerator and denominator; `None` when refused.
    #[must_use]
    pub fn parts(self) -> Option<(i128, i128)> {
        (!self.is_refused()).then_some((self.numerator, self.denominator))
    }

    /// Plain decimal text, exact where it ends within `places`, else rounded there (half away from
    /// zero). `None` when refused.
    #[must_use]
    pub fn to_text(self, places: u32) -> Option<String> {
        let mut rounded = Self::REFUSED;
        let mut used = 0;
        // Fewer places when so many do not fit 128 bits.
        for fewer in 0..=places {
            used = places - fewer;
            rounded = self.round(used, Rounding::HalfUp);
            if !rounded.is_refused() {
                break;
            }
        }
        let (numerator, denominator) = rounded.parts()?;
        let scale = 10_i128.checked_pow(used)?;
        let digits = numerator.checked_mul(scale / denominator)?;
        let text = format!(
            "{:0width$}",
            digits.unsigned_abs(),
            width = usize::try_from(used).ok()? + 1
        );
        let (whole, part) = text.split_at(text.len() - usize::try_from(used).ok()?);
        let part = part.trim_end_matches('0');
        let sign = if digits < 0 { "-" } else { "" };
        Some(if part.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part}")
        })
    }
}

/// The greatest common divisor, in 64 bits as soon as both fit: money mostly does.
const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if a <= u64::MAX as u128 && b <= u64::MAX as u128 {
            let (mut x, mut y) = (a as u64, b as u64);
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return x as u128;
        }
        (a, b) = (b, a % b);
    }
    a
}

impl Default for Exact {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        !self.is_refused()
            && self.numerator == other.numerator
            && self.denominator == other.denominator
    }
}

impl PartialOrd for Exact {
    /// Compares whole parts, then the reciprocals of what is left, so that nothing overflows.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.is_refused() || other.is_refused() {
            return None;
        }
        let (mut a, mut b) = (self.numerator, self.denominator);
        let (mut c, mut d) = (other.numerator, other.denominator);
        let mut turned = false;
        loop {
            let (whole, other_whole) = (a.div_euclid(b), c.div_euclid(d));
            let order = whole.cmp(&other_whole);
            let (rest, other_rest) = (a.rem_euclid(b), c.rem_euclid(d));
            let order = if order != Ordering::Equal {
                order
            } else if rest == 0 || other_rest == 0 {
                rest.signum().cmp(&other_rest.signum())
            } else {
                (a, b, c, d) = (b, rest, d, other_rest);
                turned = !turned;
                continue;
            };
            return Some(if turned { order.reverse() } else { order });
        }
    }
}

impl Add for Exact {
    type Output = Exact;
    fn add(self, other: Exact) -> Exact {
        if self.is_refused() || other.is_refused() {
            return Exact::REFUSED;
        }
        if self.denominator == other.denominator {
            return match self.numerator.checked_add(other.numerator) {
                Some(numerator) => Exact::ratio(numerator, self.denominator),
                None => Exact::REFUSED,
            };
        }
        let common = gcd(
            self.denominator.unsigned_abs(),
            other.denominator.unsigned_abs(),
        );
        let Ok(common) = i128::try_from(common) else {
            return Exact::REFUSED;
        };
        let (left, right) = (other.denominator / common, self.denominator / common);
        let sum = self
            .numerator
            .checked_mul(left)
            .zip(other.numerator.checked_mul(right))
            .and_then(|(a, b)| a.checked_add(b));
        match (sum, self.denominator.checked_mul(left)) {
            (Some(numerator), Some(denominator)) => Exact::ratio(numerator, denominator),
            _ => Exact::REFUSED,
        }
    }
}

impl Neg for Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        match self.numerator.checked_neg() {
            Some(numerator) => Exact { numerator, ..self },
            None => Exact::REFUSED,
        }
    }
}

impl Sub for Exact {
    type Output = Exact;
    fn sub(self, other: Exact) -> Exact {
        self + (-other)
    }
}

impl Mul for Exact {
    type Output = Exact;
    fn mul(self, other: Exact) -> Exact {
        if self.is_refused() || other.is_refused() {
            return Exact::REFUSED;
        }
        if self.denominator == 1 && other.denominator == 1 {
            return match self.numerator.checked_mul(other.numerator) {
                Some(numerator) => Exact::ratio(numerator, 1),
                None => Exact::REFUSED,
            };
        }
        // Reduced crosswise first: what fits in the end mostly fits on the way.
        let left = Exact::ratio(self.numerator, other.denominator);
        let right = Exact::ratio(other.numerator, self.denominator);
        let numerator = left.numerator.checked_mul(right.numerator);
        let denominator = left.denominator.checked_mul(right.denominator);
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) => Exact::ratio(numerator, denominator),
            _ => Exact::REFUSED,
        }
    }
}

impl Div for Exact {
    type Output = Exact;
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn div(self, other: Exact) -> Exact {
        if other.is_refused() {
            return Exact::REFUSED;
        }
        self * Exact::ratio(other.denominator, other.numerator)
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Exact) {
        *self = *self + other;
    }
}

impl SubAssign for Exact {
    fn sub_assign(&mut self, other: Exact) {
        *self = *self - other;
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(iter: I) -> Exact {
        iter.fold(Exact::ZERO, Add::add)
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::whole(value)
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        match 10_i128.checked_pow(value.scale()) {
            Some(scale) => Self::ratio(value.mantissa(), scale),
            None => Self::REFUSED,
        }
    }
}

impl From<UnitPrice> for Exact {
    fn from(value: UnitPrice) -> Self {
        Self::scaled(value.0, 4)
    }
}

impl From<Quantity> for Exact {
    fn from(value: Quantity) -> Self {
        Self::scaled(value.0, 4)
    }
}

impl Serialize for Exact {
    /// Decimal text, exact where it ends within twenty places; `null` when refused.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_text(20) {
            Some(text) => serializer.serialize_str(&text),
            None => serializer.serialize_none(),
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_text(20) {
            Some(text) => f.write_str(&text),
            None => f.write_str("refused"),
        }
    }
}
