//! What the customer may choose, for the rules: against every choice there is.

use super::*;
use crate::cpq::pricing::Kept;
use crate::cpq::quotes::{QuantityLimits, keep_lines};
use crate::cpq::rooms::{Choice, with_choice};
use crate::kernel::AlternativesId;
use proptest::prelude::*;

fn limits(min: i64, max: i64) -> Option<QuantityLimits> {
    Some(QuantityLimits {
        min: Quantity::whole(min),
        max: Quantity::whole(max),
    })
}

fn context() -> FactContext {
    FactContext {
        rate: Some("1".into()),
        ..FactContext::default()
    }
}

/// A line at full price and a discounted one, of which up to 50 may be taken: 25 % at most, 12.5 % as
/// proposed.
fn raised() -> QuoteDraft {
    let mut draft = quote(&[0, 2_500], 0);
    draft.lines[1].choice.limits = limits(1, 50);
    draft
}

fn judged<'a>(
    draft: &'a QuoteDraft,
    context: &'a FactContext,
    condition: &'a str,
) -> (bool, Vec<MayTake>) {
    let conditions = std::iter::once(condition);
    let reach = Reach::of(draft, &price_draft(draft), context, conditions);
    (reach.asks(condition), reach.because(condition))
}

#[test]
fn a_rule_is_judged_on_the_most_the_customer_may_take() {
    let (draft, context) = (raised(), context());
    let judge = |condition| judged(&draft, &context, condition);
    assert_eq!(
        judge("discount > 12"),
        (true, Vec::new()),
        "as it is written"
    );
    let fifty = MayTake::Quantity {
        line: "Licence".into(),
        quantity: Quantity::whole(50),
    };
    assert_eq!(judge("discount > 20"), (true, vec![fifty.clone()]));
    // (3 + 50 × 0.75) × 100 × 12 = 48,600.
    assert_eq!(judge("net >= 48600"), (true, vec![fifty]));
    assert_eq!(judge("net > 48600"), (false, Vec::new()));
    // 3 × 100 + 1 × 75, at 40 each.
    let one = MayTake::Quantity {
        line: "Licence".into(),
        quantity: Quantity::whole(1),
    };
    assert_eq!(judge("net < 4600"), (true, vec![one]));
    assert!(
        judge("margin < 49").0,
        "(3750 + 300 − 53 × 40) / 4050 is 47.7"
    );
    assert!(!judge("margin < 45").0);
}

#[test]
fn options_and_alternatives_are_among_what_may_be_taken() {
    let context = context();
    let mut draft = quote(&[0, 3_000, 4_000], 0);
    draft.lines[1].price.optional = true;
    draft.lines[1].description = "Training".into();
    let group = AlternativesId(Uuid::from_bytes([9; 16]));
    draft.lines[2].price.optional = true;
    draft.lines[2].description = "The large one".into();
    for at in [0, 2] {
        draft.lines[at].choice.alternatives = Some(group);
    }
    let large = MayTake::Alternative {
        line: "The large one".into(),
    };
    let training = MayTake::Option {
        line: "Training".into(),
    };
    // Only what is needed for it is named.
    assert_eq!(
        judged(&draft, &context, "discount > 35"),
        (true, vec![large.clone()])
    );
    let (asks, because) = judged(&draft, &context, "net > 3600");
    assert_eq!((asks, because), (true, vec![training]));
    assert_eq!(judged(&draft, &context, "discount > 40"), (false, vec![]));
}

#[test]
fn a_tier_within_the_limits_counts_as_an_end() {
    let context = context();
    let mut draft = quote(&[0], 0);
    let price = &mut draft.lines[0].price;
    price.tier_mode = crate::cpq::pricing::TierMode::Volume;
    price.tiers = vec![crate::cpq::pricing::Tier {
        from: Quantity::whole(100),
        unit_price: UnitPrice(500_000),
    }];
    draft.lines[0].choice.limits = limits(1, 101);
    // 99 at 100.00 are more than 101 at 50.00.
    assert!(judged(&draft, &context, "net >= 118800").0);
    assert!(!judged(&draft, &context, "net > 118800").0);
}

#[test]
fn an_acceptance_does_not_go_beyond_what_was_judged() {
    let (draft, context) = (raised(), context());
    let rules = [
        rule(1, "discount > 20", 1, Approver::Manager),
        rule(2, "discount > 24", 1, Approver::Manager),
    ];
    let chosen = |units: i64| {
        let choice = Choice {
            quantities: [(draft.lines[1].id, Quantity::whole(units))].into(),
            ..Choice::default()
        };
        with_choice(&draft, &choice, &Default::default()).unwrap()
    };
    let fifty = chosen(50);
    let priced = price_draft(&draft);
    let open = Reach::of_rules(&draft, &priced, &context, &rules);
    let allowed = Allowed::of(&rules, &open, &context);
    assert_eq!(
        allowed.rules,
        [
            ("discount > 20".into(), true),
            ("discount > 24".into(), false)
        ]
    );
    assert!(!allowed.is_exceeded_by(&fifty, &price_draft(&fifty)));
    // Judged before there was this: as it was written.
    let written = Reach::fixed(facts_of(&draft, &priced, &context));
    let written = Allowed::of(&rules, &written, &context);
    assert!(written.is_exceeded_by(&fifty, &price_draft(&fifty)));
    assert!(!written.is_exceeded_by(&chosen(4), &price_draft(&chosen(4))));
    // More than was judged, under a rule that was asked.
    let mut deeper = fifty.clone();
    deeper.lines[1].price.discount = Percent(2_600);
    assert!(allowed.is_exceeded_by(&deeper, &price_draft(&deeper)));
    let text = serde_json::to_string(&allowed).unwrap();
    assert_eq!(serde_json::from_str::<Allowed>(&text).unwrap(), allowed);
}

/// A line of a quote: discount, proposed quantity, the most that may be taken, whether it is an option.
fn some_lines() -> impl Strategy<Value = Vec<(i32, i64, i64, bool)>> {
    prop::collection::vec((0..5_000_i32, 1..4_i64, 0..4_i64, any::<bool>()), 1..4)
}

proptest! {
    /// Whatever is chosen: no fact is worse than the worst that was judged, and no rule that kept silent
    /// would ask.
    #[test]
    fn no_choice_is_worse_than_the_ends(
        lines in some_lines(),
        limit in 5..45_i64,
        taken in prop::collection::vec((any::<bool>(), 0..4_i64), 4),
    ) {
        let discounts: Vec<i32> = lines.iter().map(|line| line.0).collect();
        let mut draft = quote(&discounts, 0);
        let mut choice = Choice::default();
        for ((line, (_, proposed, more, optional)), (take, chosen)) in draft.lines.iter_mut().zip(&lines).zip(&taken) {
            line.price.quantity = Quantity::whole(*proposed);
            line.price.optional = *optional;
            line.choice.limits = limits(1, proposed + more);
            if *optional && *take {
                choice.options.insert(line.id);
            }
            choice.quantities.insert(line.id, Quantity::whole(1 + chosen % (proposed + more)));
        }
        let context = context();
        let conditions = [
            format!("discount > {limit}"), format!("margin < {limit}"), format!("line_discount > {limit}"),
            format!("net > {}", limit * 200), format!("net < {}", limit * 200), format!("risk > {limit}"),
        ];
        let reach = Reach::of(&draft, &price_draft(&draft), &context, conditions.iter().map(String::as_str));
        // What the editor shows of what was kept of the quote is what is judged.
        let mut kept = Kept::default();
        keep_lines(&draft, &mut kept);
        let of = conditions.iter().map(String::as_str);
        let shown = Reach::of_kept(&draft, &price_draft(&draft), &context, of, &kept);
        for condition in &conditions {
            prop_assert_eq!(shown.asks(condition), reach.asks(condition));
            prop_assert_eq!(shown.because(condition), reach.because(condition));
        }
        let chosen = with_choice(&draft, &choice, &Default::default()).unwrap();
        let facts = facts_of(&chosen, &price_draft(&chosen), &context);
        for condition in &conditions {
            if Formula::parse(condition).unwrap().holds(&facts) == Some(true) {
                prop_assert!(reach.asks(condition), "{} {:?} {:?}", condition, facts, reach);
            }
        }
    }
}
