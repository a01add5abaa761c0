//! What promotions gave to a line.

use super::line::over_term;
use super::model::{LineInput, Terms};
use crate::kernel::{LocalText, PromotionId, Quantity, Rounding};
use serde::{Deserialize, Serialize};

/// What a promotion took off a line: kept on the line, so that it stays what it was.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The promotion.
    pub promotion_id: PromotionId,
    /// Its name at that time.
    pub name: LocalText,
    /// What it takes off one period of the line, positive.
    pub off_minor: i64,
    /// The units it gives, where it is a gift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift: Option<GiftUnits>,
}

/// Units of a line that a promotion gives.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftUnits {
    /// How many.
    #[serde(rename = "units_e4")]
    pub units: Quantity,
    /// The line is there for them alone: it has as many as are given, and goes when none are.
    pub alone: bool,
}

impl LineInput {
    /// The promotion whose gift this line is, and nothing else.
    #[must_use]
    pub fn gift_of(&self) -> Option<PromotionId> {
        let alone = |granted: &&Granted| granted.gift.is_some_and(|gift| gift.alone);
        self.promotions
            .iter()
            .find(alone)
            .map(|granted| granted.promotion_id)
    }

    /// What a promotion gives this line over the whole term, in minor units, rounded half away from zero. What does not
    /// fit 64 bits is the largest number that does.
    #[must_use]
    pub fn given_minor(&self, terms: &Terms, promotion: PromotionId) -> i64 {
        let own = self.promotions.iter();
        if super::terms::applies(terms, self)
            && own.clone().any(|granted| granted.promotion_id == promotion)
        {
            return super::terms::given_over(terms, self, promotion, Rounding::HalfUp)
                .unwrap_or(i64::MAX);
        }
        own.filter(|granted| granted.promotion_id == promotion)
            .map(|granted| {
                over_term(granted.off_minor, terms, self.charge, Rounding::HalfUp)
                    .unwrap_or(i64::MAX)
            })
            .fold(0, i64::saturating_add)
    }
}
