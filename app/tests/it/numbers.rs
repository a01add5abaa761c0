//! Numbers of quotes as they are typed and shown.

use app::cpq::labels::price_book;
use app::cpq::numbers::{Way, price, to_amount, to_percent, to_price, way_of};
use shared::kernel::{Currency, Lang, Percent, UnitPrice};

#[test]
fn what_is_shown_can_be_typed_again() {
    for lang in [Lang::En, Lang::Fr] {
        for e4 in [0, 1, 15_000, 12_345_678_900, 99_999] {
            let shown = price(lang, UnitPrice(e4));
            assert_eq!(
                to_price(lang, &shown),
                Some(UnitPrice(e4)),
                "{lang:?} {shown}"
            );
        }
    }
    assert_eq!(price(Lang::Fr, UnitPrice(12_345_000)), "1234,5");
    assert_eq!(to_percent(Lang::Fr, "12,5"), Some(Percent(1_250)));
    assert_eq!(to_percent(Lang::En, ""), Some(Percent::ZERO));
    assert_eq!(to_percent(Lang::En, "101"), None);
    assert_eq!(to_price(Lang::En, "-1"), None);
}

#[test]
fn a_discount_is_typed_in_three_ways() {
    let cases = [
        ("10", Way::Percent, "10"),
        ("10 %", Way::Percent, "10"),
        ("-50", Way::Amount, "50"),
        ("50 EUR", Way::Amount, "50 EUR"),
        ("50 €", Way::Amount, "50 €"),
        ("=90", Way::Left, "90"),
        ("= 90,5", Way::Left, "90,5"),
    ];
    for (text, way, number) in cases {
        let found = way_of(text, Way::Percent, Currency::EUR);
        assert_eq!(found, (way, number.to_owned()), "{text}");
    }
    assert_eq!(way_of("7", Way::Amount, Currency::EUR).0, Way::Amount);
    assert_eq!(way_of("7 %", Way::Left, Currency::EUR).0, Way::Percent);
    assert_eq!(to_amount(Lang::Fr, "50 €", Currency::EUR), Some(5_000));
    assert_eq!(to_amount(Lang::En, "50.001", Currency::EUR), None);
    assert_eq!(to_amount(Lang::En, "50 USD", Currency::EUR), None);
}

#[test]
fn a_price_book_named_after_its_currency_does_not_say_it_twice() {
    assert_eq!(price_book("Europe (EUR)", Currency::EUR), "Europe (EUR)");
    assert_eq!(price_book("Partners", Currency::USD), "Partners (USD)");
}
