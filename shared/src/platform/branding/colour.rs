//! A colour and how well it is told from another.

use crate::kernel::Issue;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A colour of a screen: red, green, blue (sRGB).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// White.
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);

    /// Its six digits.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// From its six digits, in small letters: as an address has them, which has one spelling.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        let found: Self = digits.parse().ok()?;
        (found.digits() == digits).then_some(found)
    }

    /// Relative luminance, from 0 to 1 (WCAG 2.2).
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// How well it is told from another, from 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour with `percent` of another in it.
    #[must_use]
    pub fn mixed(self, other: Self, percent: u8) -> Self {
        let share = u32::from(percent.min(100));
        let part = |own: u8, other: u8| {
            let sum = u32::from(own) * (100 - share) + u32::from(other) * share;
            // At most 255: a mean of two bytes.
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(
            part(self.0, other.0),
            part(self.1, other.1),
            part(self.2, other.2),
        )
    }

    /// Black or white, whichever is read better on it: at least 4.58:1 on every colour.
    #[must_use]
    pub fn text_on(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

impl FromStr for Colour {
    type Err = Issue;

    /// Three or six digits, with or without the sign before them.
    fn from_str(text: &str) -> Result<Self, Issue> {
        let digits = text.trim().trim_start_matches('#');
        let values: Option<Vec<u8>> = digits
            .chars()
            .map(|digit| {
                digit
                    .to_digit(16)
                    .and_then(|value| u8::try_from(value).ok())
            })
            .collect();
        match values.as_deref() {
            Some([r, g, b]) => Ok(Self(r * 17, g * 17, b * 17)),
            Some([r1, r0, g1, g0, b1, b0]) => Ok(Self(r1 * 16 + r0, g1 * 16 + g0, b1 * 16 + b0)),
            _ => Err(Issue::error("invalid_colour", "accent")),
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|_| "not a colour")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colour_is_read_as_people_write_it() {
        let accent = Colour(0x3b, 0x4c, 0xca);
        for text in ["#3b4cca", "3B4CCA", " #3B4cca "] {
            assert_eq!(text.parse(), Ok(accent), "{text}");
        }
        assert_eq!("#abc".parse(), Ok(Colour(0xaa, 0xbb, 0xcc)));
        for text in [
            "", "#", "#12", "#12345", "#1234567", "blue", "#12345g", "é12345",
        ] {
            assert_eq!(
                text.parse::<Colour>().unwrap_err().code,
                "invalid_colour",
                "{text}"
            );
        }
        // An address has one spelling.
        assert_eq!(Colour::from_digits("3b4cca"), Some(accent));
        for text in ["3B4CCA", "abc", "#3b4cca", "../etc"] {
            assert_eq!(Colour::from_digits(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.01;
        assert!(near(Colour::BLACK.contrast(Colour::WHITE), 21.0));
        assert!(near(Colour::WHITE.contrast(Colour::WHITE), 1.0));
        // The known edge: #767676 is the lightest grey that may be read on white.
        assert!(near(Colour(0x76, 0x76, 0x76).contrast(Colour::WHITE), 4.54));
        assert!(Colour(0x77, 0x77, 0x77).contrast(Colour::WHITE) < 4.5);
        assert!(near(Colour(0xff, 0, 0).contrast(Colour::WHITE), 4.0));
    }

    proptest! {
        #[test]
        fn black_or_white_is_read_on_every_colour(r: u8, g: u8, b: u8) {
            let colour = Colour(r, g, b);
            prop_assert!(colour.contrast(colour.text_on()) >= 4.5);
            prop_assert_eq!(colour.to_string().parse(), Ok(colour));
            prop_assert_eq!(colour.mixed(Colour::WHITE, 0), colour);
            prop_assert_eq!(colour.mixed(Colour::BLACK, 100), Colour::BLACK);
        }
    }
}
