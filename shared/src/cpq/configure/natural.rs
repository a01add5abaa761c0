//! Natural numbers of any size, for counts: exact sums and products, and decimal text.

use std::fmt;

/// A natural number, 32 bits a digit, lowest first, without leading zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Natural(Vec<u32>);

const TEN_TO_9: u64 = 1_000_000_000;

impl Natural {
    /// 0.
    #[must_use]
    pub const fn zero() -> Self {
        Self(Vec::new())
    }

    /// 1.
    #[must_use]
    pub fn one() -> Self {
        Self(vec![1])
    }

    /// Two to the power of `exponent`.
    #[must_use]
    pub fn power_of_two(exponent: usize) -> Self {
        let mut digits = vec![0; exponent / 32];
        digits.push(1 << (exponent % 32));
        Self(digits)
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() < other.0.len() {
            (&other.0, &self.0)
        } else {
            (&self.0, &other.0)
        };
        let mut digits = Vec::with_capacity(long.len() + 1);
        let mut carry = 0_u64;
        for (at, digit) in long.iter().enumerate() {
            let sum = u64::from(*digit) + u64::from(short.get(at).copied().unwrap_or(0)) + carry;
            digits.push(sum as u32);
            carry = sum >> 32;
        }
        if carry > 0 {
            digits.push(carry as u32);
        }
        Self(digits)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::zero();
        }
        let mut digits = vec![0_u32; self.0.len() + other.0.len()];
        for (at, a) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for (offset, b) in other.0.iter().enumerate() {
                let place = &mut digits[at + offset];
                let sum = u64::from(*a) * u64::from(*b) + u64::from(*place) + carry;
                *place = sum as u32;
                carry = sum >> 32;
            }
            digits[at + other.0.len()] = carry as u32;
        }
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self(digits)
    }

    /// As near as a floating-point number comes.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let fold = |sum: f64, digit: &u32| sum * 4_294_967_296.0 + f64::from(*digit);
        self.0.iter().rev().fold(0.0, fold)
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = self.0.clone();
        let mut parts = Vec::new();
        while !digits.is_empty() {
            let mut rest = 0_u64;
            for digit in digits.iter_mut().rev() {
                let value = rest << 32 | u64::from(*digit);
                *digit = (value / TEN_TO_9) as u32;
                rest = value % TEN_TO_9;
            }
            parts.push(rest);
            while digits.last() == Some(&0) {
                digits.pop();
            }
        }
        let mut text = parts.last().copied().unwrap_or(0).to_string();
        for part in parts.iter().rev().skip(1) {
            text.push_str(&format!("{part:09}"));
        }
        f.pad_integral(true, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn large_numbers_are_written_in_full() {
        assert_eq!(Natural::zero().to_string(), "0");
        assert_eq!(
            Natural::power_of_two(100).to_string(),
            "1267650600228229401496703205376"
        );
        let thousand = Natural::power_of_two(1_000);
        assert_eq!(thousand.times(&thousand), Natural::power_of_two(2_000));
    }

    proptest! {
        #[test]
        fn small_numbers_are_as_in_128_bits(a in 0_u64.., b in 0_u64..) {
            let of = |number: u64| Natural::power_of_two(0)
                .times(&(0..64).filter(|bit| number >> bit & 1 == 1)
                .fold(Natural::zero(), |sum, bit| sum.plus(&Natural::power_of_two(bit))));
            prop_assert_eq!(of(a).times(&of(b)).to_string(), (u128::from(a) * u128::from(b)).to_string());
            prop_assert_eq!(of(a).plus(&of(b)).to_string(), (u128::from(a) + u128::from(b)).to_string());
        }
    }
}
