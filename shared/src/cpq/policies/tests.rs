//! Exact numbers.

use super::exact::Exact;
use crate::kernel::Rounding;
use proptest::prelude::*;

fn number(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

#[test]
fn reads_and_writes_decimals() {
    for (text, shown) in [
        ("1e-06", "0.000001"),
        ("-0.50", "-0.5"),
        (
            "12345678988754.00000010000000085",
            "12345678988754.00000010000000085",
        ),
        ("2E3", "2000"),
        (".5", "0.5"),
    ] {
        assert_eq!(number(text).to_string(), shown);
    }
    for text in ["", "-", "1.2.3", "0x1", "1e400", "١", "NaN", "1e", " 1"] {
        assert!(Exact::parse(text).is_none(), "{text}");
    }
    assert_eq!(Exact::ratio(1, 3).to_text(3).unwrap(), "0.333");
}

#[test]
fn refuses_instead_of_wrapping() {
    let huge = Exact::ratio(i128::MAX, 1);
    assert!((huge + Exact::ONE).is_refused());
    assert!((huge * huge).is_refused());
    assert!((Exact::ONE / Exact::ZERO).is_refused());
    assert!(Exact::ratio(i128::MIN, 3).is_refused());
    assert!((Exact::REFUSED + Exact::ONE).checked().is_none());
    assert_ne!(Exact::REFUSED, Exact::REFUSED);
    assert!(Exact::REFUSED.least(Exact::ONE).is_refused());
    assert_eq!(huge.to_minor(2, Rounding::HalfUp), None);
}

#[test]
fn rounds_to_any_step() {
    let rounded = |text: &str, step: &str| number(text).round_to(number(step), Rounding::HalfUp);
    assert_eq!(rounded("4.775", "0.05"), number("4.8"));
    assert_eq!(rounded("-2.5", "1"), number("-3"));
    assert_eq!(rounded("1.23", "0"), number("1.23"));
    assert_eq!(number("-1.5").floor(), number("-2"));
    assert_eq!(number("-1.5").ceil(), number("-1"));
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_fractions(a in -1000_i64..1000, b in 1_i64..1000, c in -1000_i64..1000, d in 1_i64..1000) {
        let (x, y) = (Exact::whole(a) / Exact::whole(b), Exact::whole(c) / Exact::whole(d));
        prop_assert_eq!(x + y - y, x);
        prop_assert_eq!(x.partial_cmp(&y), (i128::from(a) * i128::from(d)).partial_cmp(&(i128::from(c) * i128::from(b))));
        if c != 0 {
            prop_assert_eq!(x * y / y, x);
        }
    }

    #[test]
    fn nothing_panics(a in any::<i128>(), b in any::<i128>(), c in any::<i128>(), d in any::<i128>(), text in ".{0,24}") {
        let (x, y) = (Exact::ratio(a, b), Exact::ratio(c, d));
        let _ = (x + y, x - y, x * y, x / y, x < y, x.to_text(20), x.floor(), y.ceil(), Exact::parse(&text));
        let _ = x.round_to(y, Rounding::HalfEven);
    }
}
