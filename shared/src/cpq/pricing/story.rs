//! The price as it is told to a customer: what the counted lines would come to, what is taken off and
//! why, what is left. Nothing in it tells of a cost, or of a list price the document does not show.

use super::line::over_term;
use super::model::{LineInput, Policy, PricedLine, PricedQuote, Terms};
use super::terms::over_course;
use crate::coded;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

coded! {
    /// Why something is taken off.
    Saving {
        /// Prices agreed with the customer.
        Agreed = "agreed",
        /// Prices for this quantity, and discount schedules.
        Volume = "volume",
        /// Promotions.
        Promotions = "promotions",
        /// Discounts on lines.
        Lines = "lines",
        /// The discount on the whole.
        Document = "document",
    }
}

/// The way from what would be paid to what is paid, over the term and without tax. Minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceStory {
    /// What the lines would come to.
    pub start_minor: i64,
    /// What is taken off, each above zero, in the order it is taken.
    pub savings: Vec<(Saving, i64)>,
    /// What surcharges add.
    #[serde(default)]
    pub added_minor: i64,
    /// What is left: the net amount.
    pub net_minor: i64,
}

impl PriceStory {
    /// Everything that is taken off.
    #[must_use]
    pub fn saved_minor(&self) -> i64 {
        self.start_minor
            .saturating_add(self.added_minor)
            .saturating_sub(self.net_minor)
    }
}

/// What a line comes to over the term after each step, in the order of [`Saving`]. A price a person typed
/// stands in the place of everything before it, as on the document.
fn levels(
    terms: &Terms,
    line: &LineInput,
    priced: &PricedLine,
    policy: &Policy,
) -> Option<[i64; 5]> {
    let entered = [priced.entered_minor; 4];
    // What the configuration adds is no step down: it is in the price from the start.
    let optioned = priced.book_minor.checked_add(priced.schedule_off_minor)?;
    let options = optioned.checked_sub(priced.tiered_minor)?;
    let stages = if line.manual_price.is_some() {
        entered
    } else {
        [
            priced.list_minor.checked_add(options)?,
            priced.contracted_minor.checked_add(options)?,
            priced.book_minor,
            priced.promoted_minor,
        ]
    };
    let mut levels = [0; 5];
    for (level, minor) in levels.iter_mut().zip(stages) {
        *level = match &priced.course {
            // A ramp is another price at another time, and nothing taken off.
            Some(course) if course.segments.len() > 1 => priced.term_sold_minor(),
            // Free months are not told as a saving: nobody would have paid them.
            Some(course) => over_course(minor, course.paid, line.charge, policy.rounding)?,
            None => over_term(minor, terms, line.charge, policy.rounding)?,
        };
    }
    levels[4] = priced.term_sold_minor();
    Some(levels)
}

/// The story of a quote's counted lines; none when an amount does not fit.
#[must_use]
pub fn price_story<L: Borrow<LineInput>>(
    terms: &Terms,
    lines: &[L],
    quote: &PricedQuote,
    policy: &Policy,
) -> Option<PriceStory> {
    let mut saved = [0_i64; 5];
    let mut take = |place: usize, minor: i64| -> Option<()> {
        let kept = saved.get_mut(place)?;
        *kept = kept.checked_add(minor)?;
        Some(())
    };
    for (line, priced) in lines.iter().zip(&quote.lines) {
        let line = line.borrow();
        if line.optional {
            continue;
        }
        let levels = levels(terms, line, priced, policy)?;
        for (place, pair) in levels.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            // A step up takes nothing off: the line begins higher by it.
            take(place, before.checked_sub(*after)?.max(0))?;
        }
    }
    take(4, quote.totals.allowance_minor.max(0))?;
    let net_minor = quote.totals.net_minor;
    let sum = saved
        .iter()
        .try_fold(0_i64, |sum, minor| sum.checked_add(*minor))?;
    Some(PriceStory {
        start_minor: net_minor
            .checked_add(sum)?
            .checked_sub(quote.totals.surcharges_minor())?,
        savings: Saving::ALL
            .iter()
            .copied()
            .zip(saved)
            .filter(|(_, minor)| *minor > 0)
            .collect(),
        added_minor: quote.totals.surcharges_minor(),
        net_minor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpq::pricing::{AgreedPrice, Charge, Contracted, Granted, price_quote};
    use crate::kernel::{
        AgreementId, Currency, LocalText, Percent, PromotionId, Quantity, UnitPrice,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    fn terms(discount: i32) -> Terms {
        Terms {
            currency: Currency::EUR,
            months: 12,
            discount: Percent::whole(discount),
            off: None,
            subscription: crate::cpq::pricing::Subscription::default(),
        }
    }

    fn story(terms: &Terms, lines: &[LineInput]) -> (PriceStory, PricedQuote) {
        let policy = Policy::default();
        let quote = price_quote(terms, lines, &policy);
        let story = price_story(terms, lines, &quote, &policy).unwrap();
        (story, quote)
    }

    fn line(price: i64) -> LineInput {
        LineInput {
            quantity: Quantity::whole(1),
            list_price: UnitPrice(price * 10_000),
            ..LineInput::default()
        }
    }

    #[test]
    fn each_saving_has_its_reason() {
        let agreed = LineInput {
            contracted: Some(Contracted {
                agreement_id: AgreementId(Uuid::nil()),
                name: "Frame".into(),
                price: AgreedPrice::PercentOff(Percent::whole(10)),
            }),
            discount: Percent::whole(10),
            ..line(1_000)
        };
        let monthly = LineInput {
            charge: Charge::Monthly,
            ..line(100)
        };
        let option = LineInput {
            optional: true,
            ..line(5_000)
        };
        let (story, _) = story(&terms(10), &[agreed, monthly, option]);
        // 1000 − 100 agreed − 90 on the line, and 12 × 100; a tenth of 2010 off the whole.
        assert_eq!(story.start_minor, 220_000);
        assert_eq!(
            story.savings,
            [
                (Saving::Agreed, 10_000),
                (Saving::Lines, 9_000),
                (Saving::Document, 20_100)
            ]
        );
        assert_eq!((story.net_minor, story.saved_minor()), (180_900, 39_100));
    }

    #[test]
    fn a_typed_price_tells_of_no_other() {
        let typed = LineInput {
            manual_price: Some(UnitPrice(700 * 10_000)),
            discount: Percent::whole(10),
            ..line(1_000)
        };
        let (story, _) = story(&terms(0), &[typed]);
        assert_eq!(story.start_minor, 70_000);
        assert_eq!(story.savings, [(Saving::Lines, 7_000)]);
    }

    fn any_line() -> impl Strategy<Value = LineInput> {
        (
            -5..200_i64,
            0..2_000_i64,
            prop::option::of(0..2_000_i64),
            0..=100_i32,
            0..300_i64,
            (0..3_usize, any::<bool>()),
        )
            .prop_map(
                |(quantity, price, manual, discount, off, (charge, optional))| LineInput {
                    charge: [Charge::OneTime, Charge::Monthly, Charge::Yearly][charge],
                    quantity: Quantity::whole(quantity),
                    list_price: UnitPrice(price * 10_000),
                    options: UnitPrice((off - 150) * 10_000),
                    promotions: vec![Granted {
                        promotion_id: PromotionId(Uuid::nil()),
                        name: LocalText::new("Autumn", "Automne"),
                        off_minor: off,
                        gift: None,
                    }],
                    manual_price: manual.map(|price| UnitPrice(price * 10_000)),
                    discount: Percent::whole(discount),
                    optional,
                    ..LineInput::default()
                },
            )
    }

    proptest! {
        /// Whatever the lines, the story ends at the net amount, and nothing in it is below zero.
        #[test]
        fn a_story_adds_up(lines in prop::collection::vec(any_line(), 0..8), discount in 0..50_i32) {
            let (story, quote) = story(&terms(discount), &lines);
            let saved: i64 = story.savings.iter().map(|(_, minor)| minor).sum();
            prop_assert_eq!(story.start_minor - saved, quote.totals.net_minor);
            prop_assert!(story.savings.iter().all(|(_, minor)| *minor > 0));
        }
    }
}
