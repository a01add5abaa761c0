//! Literals: a Boolean variable or its negation.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Not;

/// A Boolean variable, counted from 0.
pub type Var = u32;

/// A variable (`positive`) or its negation, packed as `2 × variable + negated`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lit(u32);

impl Lit {
    /// The literal of `var` that is true when the variable is `positive`.
    #[must_use]
    pub const fn new(var: Var, positive: bool) -> Self {
        Self(var << 1 | !positive as u32)
    }

    /// From the packed form, `2 × variable + negated`.
    #[must_use]
    pub const fn from_index(index: u32) -> Self {
        Self(index)
    }

    /// The packed form as an index into arrays of two entries per variable.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The packed form, `2 × variable + negated`.
    #[must_use]
    pub const fn packed(self) -> u32 {
        self.0
    }

    /// Its variable.
    #[must_use]
    pub const fn var(self) -> Var {
        self.0 >> 1
    }

    /// Whether it is the variable itself, not its negation.
    #[must_use]
    pub const fn positive(self) -> bool {
        self.0 & 1 == 0
    }

    /// From DIMACS: variables are counted from 1, a minus negates. `None` for 0 and what does not fit.
    #[must_use]
    pub fn from_dimacs(number: i64) -> Option<Self> {
        let var = number.unsigned_abs().checked_sub(1)?;
        (var < 1 << 30).then(|| Self::new(var as u32, number > 0))
    }

    /// As DIMACS writes it.
    #[must_use]
    pub fn to_dimacs(self) -> i64 {
        let number = i64::from(self.var()) + 1;
        if self.positive() { number } else { -number }
    }
}

impl Not for Lit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

impl fmt::Debug for Lit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_dimacs())
    }
}
