//! Each form of a condition as a sentence, in both languages.

use super::*;

fn both(condition: &str) -> (String, String) {
    let told = |lang| condition_sentence(lang, condition).unwrap_or_else(|| panic!("{condition}"));
    (told(Lang::En), told(Lang::Fr))
}

#[test]
fn every_form_of_a_condition_is_a_sentence_in_both_languages() {
    for (condition, en, fr) in [
        (
            "payment_days > 60 and billing = \"monthly\"",
            "Days to pay above 60 and Billing is Monthly",
            "Délai de paiement en jours au-dessus de 60 et Facturation est Chaque mois",
        ),
        (
            "billing in (\"monthly\", \"quarterly\")",
            "Billing one of Monthly, Quarterly",
            "Facturation parmi Chaque mois, Chaque trimestre",
        ),
        (
            "not (discount <= 20 % or below_floor)",
            "Discount above 20% and not “Price below its floor”",
            "Remise au-dessus de 20\u{a0}% et pas «\u{a0}Prix sous son plancher\u{a0}»",
        ),
        (
            "15 > margin or (net >= 100000 and not families contains \"Software\")",
            "Margin below 15% or (Net amount at least 100,000 and Software not among Product families)",
            "Marge au-dessous de 15\u{a0}% ou (Montant net à partir de 100\u{202f}000 et Software absent de Familles de produits)",
        ),
        (
            "country != \"FR\" and below_floor = true",
            "Country is not FR and Price below its floor",
            "Pays n’est pas FR et Prix sous son plancher",
        ),
        (
            "net * (1 - discount / 100) <= term",
            "Net amount × (1 − Discount ÷ 100) at most Term in months",
            "Montant net × (1 − Remise ÷ 100) jusqu’à Durée en mois",
        ),
    ] {
        assert_eq!(
            both(condition),
            (en.to_owned(), fr.to_owned()),
            "{condition}"
        );
    }
}

#[test]
fn a_rule_says_when_it_asks() {
    assert_eq!(
        asks_when(Lang::En, "payment_days > 60").unwrap(),
        "Asked when: Days to pay above 60"
    );
    assert_eq!(
        asks_when(Lang::Fr, "payment_days > 60").unwrap(),
        "Demandée quand\u{a0}: Délai de paiement en jours au-dessus de 60"
    );
}

#[test]
fn what_cannot_be_told_is_left_to_the_condition() {
    for condition in ["payment_days >", "below_floor = below_floor", ""] {
        assert_eq!(condition_sentence(Lang::En, condition), None, "{condition}");
    }
    let endless = vec!["discount > 20"; 40].join(" or ");
    assert_eq!(condition_sentence(Lang::En, &endless), None);
}

#[test]
fn every_fact_has_a_sentence() {
    for which in Fact::ALL {
        let condition = match which.kind() {
            FactKind::Number => format!("{} > 1", which.code()),
            FactKind::Flag => which.code().to_owned(),
            FactKind::Text => format!("{} = \"x\"", which.code()),
            FactKind::List => format!("{} contains \"x\"", which.code()),
        };
        let (en, fr) = both(&condition);
        assert!(en.contains(fact(Lang::En, *which)), "{en}");
        assert!(fr.contains(fact(Lang::Fr, *which)), "{fr}");
    }
}
