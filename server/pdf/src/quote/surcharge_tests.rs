//! Surcharges as the document tells them.

use super::tests::{draft, with_document};
use super::*;
use shared::cpq::pricing::{Added, DocumentSurcharge, Surcharge, Tax};
use shared::kernel::Percent;

#[test]
fn surcharges_stand_before_the_total_and_on_their_line() {
    let mut draft = draft(Lang::En);
    let own = |reason: &str, added| Surcharge {
        reason: reason.to_owned(),
        code: "FC".into(),
        added,
    };
    let tax = Tax::standard(Percent::whole(20));
    let long = "Crane, driver and permit for a street that is closed on a Sunday";
    draft.surcharges = vec![
        DocumentSurcharge {
            surcharge: own("", Added::Amount(5_000)),
            tax,
        },
        DocumentSurcharge {
            surcharge: own(long, Added::Percent(Percent::whole(2))),
            tax,
        },
    ];
    draft.lines[0].price.surcharges = vec![own("Night shift", Added::Amount(300))];
    with_document(&draft, |document| {
        let texts = set(document).unwrap().texts().join("\n");
        let amount = document.money(document.priced.surcharges[1].minor);
        // A long reason goes on in the next line.
        for expected in [
            "Freight",
            "€50.00",
            "Crane, driver",
            &amount,
            "Night shift: +€3.00",
        ] {
            assert!(texts.contains(expected), "{expected} in {texts}");
        }
        quote_pdf(document).unwrap();
    });
}
