//! The two languages of the product, and texts an administrator writes in both.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language of the interface.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// The BCP 47 tag: `en` or `fr`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
        }
    }
}

impl FromStr for Lang {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("en") => Ok(Lang::En),
            Some("fr") => Ok(Lang::Fr),
            _ => Err(()),
        }
    }
}

/// A text in both languages (names of stages, products, loss reasons). An empty one falls back to
/// the other language.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalText {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
}

impl LocalText {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            fr: fr.into(),
        }
    }

    /// The text for `lang`, or the other one when that is empty.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::En => (&self.en, &self.fr),
            Lang::Fr => (&self.fr, &self.en),
        };
        if first.is_empty() { second } else { first }
    }
}
