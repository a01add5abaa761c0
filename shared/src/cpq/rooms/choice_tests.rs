//! What a customer chooses, and what it costs.

use super::*;
use crate::cpq::pricing::{LineInput, Tier, TierMode};
use crate::cpq::promotions::{Benefit, Held, PromotionDraft};
use crate::cpq::quotes::choice::join_above;
use crate::cpq::quotes::rules::pricing_errors;
use crate::cpq::quotes::{LineChoice, QuantityLimits, arrange, figures, price_draft};
use crate::kernel::{Currency, Lang, LocalText, Percent, UnitPrice, uuid_v7};
use proptest::prelude::*;

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

pub(in crate::cpq::rooms) fn line(n: u8, price: i64, optional: bool) -> QuoteLine {
    QuoteLine {
        id: id(n),
        product_id: None,
        section: None,
        description: format!("Line {n}"),
        unit: String::new(),
        configuration: None,
        choice: LineChoice::default(),
        price: LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice(price),
            optional,
            ..LineInput::default()
        },
    }
}

pub(in crate::cpq::rooms) fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    QuoteDraft {
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: day,
        valid_until: day,
        term_months: 12,
        payment_days: None,
        discount: Percent(0),
        off: None,
        promotions: Vec::new(),
        subscription: Default::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

fn open(line: &mut QuoteLine, quantity: i64, min: i64, max: i64) {
    line.price.quantity = Quantity::whole(quantity);
    line.choice.limits = Some(QuantityLimits {
        min: Quantity::whole(min),
        max: Quantity::whole(max),
    });
}

fn take(options: &[u8], alternatives: &[u8], quantities: &[(u8, i64)]) -> Choice {
    Choice {
        options: options.iter().map(|n| id(*n)).collect(),
        alternatives: alternatives.iter().map(|n| id(*n)).collect(),
        quantities: quantities
            .iter()
            .map(|(n, q)| (id(*n), Quantity::whole(*q)))
            .collect(),
    }
}

fn chosen(draft: &QuoteDraft, choice: &Choice) -> Result<QuoteDraft, Vec<Issue>> {
    with_choice(draft, choice, &Families::new())
}

fn net(draft: &QuoteDraft, choice: &Choice) -> i64 {
    figures(&price_draft(&chosen(draft, choice).unwrap())).net_minor
}

fn code(draft: &QuoteDraft, choice: &Choice) -> String {
    let issues = chosen(draft, choice).unwrap_err();
    assert_eq!(issues.len(), 1);
    issues[0].code.clone().into_owned()
}

#[test]
fn only_options_can_be_chosen() {
    let quote = draft(vec![line(1, 1_000_000, false), line(2, 500_000, true)]);
    assert_eq!(net(&quote, &take(&[2], &[], &[])), 15_000);
    assert_eq!(code(&quote, &take(&[1], &[], &[])), "unknown_option");
    assert_eq!(code(&quote, &take(&[3], &[], &[])), "unknown_option");
    assert_eq!(chosen(&quote, &Choice::default()).unwrap(), quote);
}

#[test]
fn what_is_chosen_beside_a_wanted_total_is_paid_for() {
    let mut quote = draft(vec![line(1, 1_000_000, false), line(2, 500_000, true)]);
    quote.off = Some(DocumentOff::Total(9_000));
    assert_eq!(net(&quote, &take(&[2], &[], &[])), 14_000);
}

#[test]
fn of_alternatives_one_is_taken_and_an_option_is_none() {
    let mut quote = draft(vec![
        line(1, 1_000_000, false),
        line(2, 700_000, false),
        line(3, 500_000, true),
    ]);
    join_above(&mut quote.lines, id(2), id(90)).unwrap();
    assert_eq!(net(&quote, &Choice::default()), 10_000);
    assert_eq!(net(&quote, &take(&[], &[2], &[])), 7_000);
    assert_eq!(net(&quote, &take(&[3], &[2], &[])), 12_000);
    // To name the proposed one changes nothing.
    assert_eq!(chosen(&quote, &take(&[], &[1], &[])).unwrap(), quote);
    assert_eq!(code(&quote, &take(&[], &[3], &[])), "unknown_alternative");
    assert_eq!(code(&quote, &take(&[2], &[], &[])), "unknown_option");
    assert_eq!(
        code(&quote, &take(&[], &[1, 2], &[])),
        "one_alternative_only"
    );
}

#[test]
fn quantities_move_within_their_limits_and_tiers_follow() {
    let mut quote = draft(vec![line(1, 1_000_000, false), line(2, 500_000, false)]);
    open(&mut quote.lines[0], 2, 1, 20);
    quote.lines[0].price.tier_mode = TierMode::Volume;
    quote.lines[0].price.tiers = vec![Tier {
        from: Quantity::whole(10),
        unit_price: UnitPrice(800_000),
    }];
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 3)])), 35_000);
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 10)])), 85_000);
    for wrong in [0, -1, 21] {
        assert_eq!(
            code(&quote, &take(&[], &[], &[(1, wrong)])),
            "chosen_quantity_outside"
        );
    }
    let half = Choice {
        quantities: BTreeMap::from([(id(1), Quantity(15_000))]),
        ..Choice::default()
    };
    assert_eq!(code(&quote, &half), "chosen_quantity_outside");
    assert_eq!(code(&quote, &take(&[], &[], &[(2, 5)])), "quantity_fixed");
    assert_eq!(code(&quote, &take(&[], &[], &[(7, 5)])), "quantity_fixed");
    // The quantity it has is no change, even where it is fixed.
    assert_eq!(chosen(&quote, &take(&[], &[], &[(2, 1)])).unwrap(), quote);
}

#[test]
fn amounts_off_follow_what_is_left_of_the_proposal() {
    let mut quote = draft(vec![line(1, 1_000_000, false)]);
    open(&mut quote.lines[0], 10, 1, 20);
    quote.lines[0].price.off = Some(LineOff::Amount(10_000));
    assert_eq!(net(&quote, &Choice::default()), 90_000);
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 1)])), 9_000);
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 20)])), 190_000);
    quote.lines[0].price.off = None;
    for off in [DocumentOff::Amount(10_000), DocumentOff::Total(90_000)] {
        quote.off = Some(off);
        assert_eq!(net(&quote, &take(&[], &[], &[(1, 1)])), 9_000);
        assert_eq!(net(&quote, &take(&[], &[], &[(1, 20)])), 190_000);
    }
}

#[test]
fn a_wanted_price_never_makes_more_dearer() {
    let mut quote = draft(vec![line(1, 1_000_000, false)]);
    open(&mut quote.lines[0], 2, 1, 20);
    quote.lines[0].price.off = Some(LineOff::Price(UnitPrice(900_000)));
    quote.lines[0].price.tier_mode = TierMode::Volume;
    quote.lines[0].price.tiers = vec![Tier {
        from: Quantity::whole(10),
        unit_price: UnitPrice(800_000),
    }];
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 5)])), 45_000);
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 10)])), 80_000);
}

#[test]
fn promotions_follow_the_quantity() {
    let mut quote = draft(vec![line(1, 1_000_000, false)]);
    quote.lines[0].product_id = Some(id(40));
    open(&mut quote.lines[0], 1, 1, 20);
    quote.promotions = vec![Held {
        id: id(60),
        promotion: PromotionDraft {
            name: LocalText::new("Ten off", "Dix de moins"),
            benefit: Benefit::Percent(Percent::whole(10)),
            min_quantity: Some(Quantity::whole(5)),
            ..nothing()
        },
    }];
    settle(&mut quote, &Families::new());
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 4)])), 40_000);
    assert_eq!(net(&quote, &take(&[], &[], &[(1, 5)])), 45_000);
}

fn nothing() -> PromotionDraft {
    PromotionDraft {
        name: LocalText::default(),
        benefit: Benefit::Percent(Percent::ZERO),
        coupon: String::new(),
        active: true,
        starts_on: None,
        ends_on: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        min_quantity: None,
        min_minor: None,
        segments: Vec::new(),
        price_book_id: None,
        currency: Some(Currency::EUR),
        exclusive: false,
        priority: 0,
        uses: None,
        budget_minor: None,
        gift_name: LocalText::default(),
        options: Vec::new(),
    }
}

/// Price, quantity, how many more may be taken, group, whether optional.
type Part = (i64, i64, Option<i64>, u8, bool);

fn a_quote() -> impl Strategy<Value = QuoteDraft> {
    let part = (
        1..5_000_i64,
        1..20_i64,
        proptest::option::of(1..30_i64),
        0..3_u8,
        any::<bool>(),
    );
    let off = prop_oneof![
        3 => Just(None),
        1 => (1..2_000_i64).prop_map(|minor| Some(DocumentOff::Amount(minor))),
        1 => (1..200_000_i64).prop_map(|minor| Some(DocumentOff::Total(minor))),
    ];
    let parts = proptest::collection::vec(part, 1..9);
    (parts, off, 0..3_000_i32).prop_map(|(parts, off, discount)| {
        let lines = parts.into_iter().zip(1_u8..);
        let lines = lines.map(
            |((price, quantity, more, group, optional), n): (Part, u8)| {
                let mut line = line(n, price * 100, optional);
                line.price.quantity = Quantity::whole(quantity);
                line.price.discount = Percent(discount);
                line.price.tier_mode = TierMode::Tiered;
                line.price.tiers = vec![Tier {
                    from: Quantity::whole(10),
                    unit_price: UnitPrice(price * 80),
                }];
                if let Some(more) = more {
                    open(&mut line, quantity, 1, quantity + more);
                }
                line.choice.alternatives = (group > 0).then(|| id(100 + group));
                line
            },
        );
        let mut quote = draft(lines.collect());
        arrange(&mut quote);
        quote.off = off;
        quote
    })
}

proptest! {
    // What the page shows is what the server computes from what is sent: the choice is kept, the lines it
    // is about are counted as if the seller had offered them so, and nothing else changes.
    #[test]
    fn the_total_of_the_room_is_that_of_the_server(
        quote in a_quote(),
        picks in proptest::collection::vec((1..9_u8, -2..50_i64), 0..8),
    ) {
        let named = |line: &&QuoteLine| picks.iter().any(|(n, _)| id::<QuoteLineId>(*n) == line.id);
        let ids = |keep: fn(&QuoteLine) -> bool| -> BTreeSet<QuoteLineId> {
            let lines = quote.lines.iter().filter(|line| keep(line)).filter(named);
            lines.map(|line| line.id).collect()
        };
        let asked = Choice {
            options: ids(QuoteLine::is_option),
            alternatives: ids(QuoteLine::is_other),
            quantities: picks.iter().map(|(n, q)| (id(*n), Quantity::whole(*q))).collect(),
        };
        let (possible, not) = asked.possible(&quote);
        // The page takes what it can; the server takes exactly that, and refuses the rest.
        prop_assert_eq!(not.is_empty(), chosen(&quote, &asked).is_ok());
        prop_assume!(pricing_errors(&price_draft(&quote)).is_empty());
        let shown = chosen(&quote, &possible).unwrap();
        prop_assert_eq!(&chosen(&quote, &possible.possible(&quote).0).unwrap(), &shown);
        let priced = price_draft(&shown);
        prop_assert!(pricing_errors(&priced).is_empty());
        let counted: i64 = shown.lines.iter().zip(&priced.lines)
            .filter(|(line, _)| !line.price.optional)
            .map(|(_, priced)| priced.term_net_minor)
            .sum();
        prop_assert_eq!(counted, priced.totals.line_net_minor);
        prop_assert!(priced.totals.net_minor >= 0);
        for (before, after) in quote.lines.iter().zip(&shown.lines) {
            let wanted = possible.quantities.get(&before.id).copied();
            prop_assert_eq!(after.price.quantity, wanted.unwrap_or(before.price.quantity));
            if let Some(limits) = before.choice.limits {
                prop_assert!(limits.refusal(after.price.quantity).is_none());
            }
            if before.is_option() {
                prop_assert_eq!(!after.price.optional, possible.options.contains(&before.id));
            }
        }
        // Of each group one counts, as before.
        let mut arranged = shown.clone();
        arrange(&mut arranged);
        prop_assert_eq!(arranged, shown);
    }
}
