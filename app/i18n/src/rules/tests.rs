//! Each form of a rule as a sentence, in both languages.

use super::*;
use shared::cpq::models::{Attribute, BundleOption, Group};

fn text(en: &str, fr: &str) -> LocalText {
    LocalText::new(en, fr)
}

fn value(key: &str, en: &str, fr: &str) -> ValueOption {
    ValueOption {
        key: key.into(),
        name: text(en, fr),
        ..ValueOption::default()
    }
}

fn pump() -> ModelContent {
    let attribute = |key: &str, en, fr, kind| Attribute {
        key: key.into(),
        name: text(en, fr),
        kind,
    };
    let flag = || AttributeKind::Flag {
        default: false,
        adder: shared::cpq::models::Adder::default(),
    };
    let number = |en, fr| AttributeKind::Number {
        min: 0,
        max: 100,
        step: 1,
        default: None,
        unit: text(en, fr),
        adder: shared::cpq::models::Adder::default(),
    };
    let option = |key: &str, en, fr| BundleOption {
        key: key.into(),
        name: text(en, fr),
        to: 4,
        ..BundleOption::default()
    };
    ModelContent {
        attributes: vec![
            attribute(
                "housing",
                "Housing",
                "Boîtier",
                AttributeKind::Choice {
                    values: vec![
                        value("rail", "DIN rail", "Rail DIN"),
                        value("wall", "Wall box", "Coffret mural"),
                        value("desk", "Desk", "Bureau"),
                    ],
                },
            ),
            attribute("atex", "ATEX", "ATEX", flag()),
            attribute("modem", "4G modem", "Modem 4G", flag()),
            attribute("flow", "Flow", "Débit", number("m³/h", "m³/h")),
            attribute("users", "Users", "Utilisateurs", number("", "")),
            attribute(
                "papers",
                "Papers",
                "Certificats",
                AttributeKind::Multi {
                    min: 0,
                    max: 2,
                    values: vec![value("api", "API 610", "API 610")],
                },
            ),
        ],
        groups: vec![Group {
            of: String::new(),
            key: "extras".into(),
            name: text("Extras", "Compléments"),
            min: 0,
            max: 2,
            options: vec![option("seals", "Seals", "Joints")],
        }],
        ..ModelContent::default()
    }
}

fn both(rule: &str) -> (String, String) {
    let told = |lang| rule_sentence(lang, &pump(), rule).unwrap_or_else(|| panic!("{rule}"));
    (told(Lang::En), told(Lang::Fr))
}

#[test]
fn every_form_of_a_rule_is_a_sentence_in_both_languages() {
    for (rule, en, fr) in [
        (
            "atex requires housing = wall",
            "If you choose ATEX, Housing has to be Wall box",
            "Si vous choisissez ATEX, Boîtier doit être Coffret mural",
        ),
        (
            "atex excludes modem",
            "ATEX and 4G modem do not go together",
            "ATEX et Modem 4G ne vont pas ensemble",
        ),
        (
            "housing != rail -> seals and not modem",
            "If Housing is not DIN rail, Seals is needed and 4G modem is not possible",
            "Si Boîtier n’est pas Rail DIN, Joints est nécessaire et Modem 4G n’est pas possible",
        ),
        (
            "not atex or not modem or papers.api",
            "If you choose ATEX and you choose 4G modem, API 610 is needed",
            "Si vous choisissez ATEX et vous choisissez Modem 4G, API 610 est nécessaire",
        ),
        (
            "flow > 40 -> housing in (wall, desk)",
            "If Flow is more than 40 m³/h, Housing has to be Wall box or Desk",
            "Si Débit dépasse 40 m³/h, Boîtier doit être Coffret mural ou Bureau",
        ),
        (
            "2 * users + seals <= 90",
            "2 × Users + Seals has to be at most 90",
            "2 × Utilisateurs + Joints doit être d’au plus 90",
        ),
        (
            "count(extras, atex) >= 2",
            "Number chosen of Extras and ATEX has to be at least 2",
            "Nombre choisi parmi Compléments et ATEX doit être d’au moins 2",
        ),
        (
            "atex <-> housing = wall",
            "Both or neither: you choose ATEX; Housing is Wall box",
            "Les deux ou aucun\u{a0}: vous choisissez ATEX\u{202f}; Boîtier est Coffret mural",
        ),
        (
            "table(housing, atex) allows (wall, yes), (rail, no)",
            "Housing and ATEX only as Wall box + Yes or DIN rail + No",
            "Boîtier et ATEX seulement en Coffret mural + Oui ou Rail DIN + Non",
        ),
        (
            "40 <= flow",
            "Flow has to be at least 40 m³/h",
            "Débit doit être d’au moins 40 m³/h",
        ),
        (
            "not (flow > 40) and atex = no",
            "Flow has to be at most 40 m³/h; ATEX is not possible",
            "Débit doit être d’au plus 40 m³/h\u{202f}; ATEX n’est pas possible",
        ),
        (
            "(atex or modem) requires seals",
            "If you choose ATEX or you choose 4G modem, Seals is needed",
            "Si vous choisissez ATEX ou vous choisissez Modem 4G, Joints est nécessaire",
        ),
    ] {
        assert_eq!(both(rule), (en.to_owned(), fr.to_owned()), "{rule}");
    }
}

#[test]
fn what_cannot_be_told_is_left_to_the_formula() {
    let content = pump();
    let long = vec!["(atex and modem)"; 20].join(" or ");
    for rule in [
        "atex requires",
        "gone -> atex",
        "housing = gone",
        "flow",
        "",
    ] {
        assert_eq!(rule_sentence(Lang::En, &content, rule), None, "{rule}");
    }
    // Of a long list the first are named.
    let told = rule_sentence(Lang::En, &content, &long).unwrap();
    assert!(told.ends_with(" or 14 more"), "{told}");
    let endless = ["(atex and housing = wall and flow > 40 and modem)"; 6].join(" or ");
    assert_eq!(rule_sentence(Lang::En, &content, &endless), None);
}

/// Nothing of the formula's own signs and keys is left in a sentence.
#[test]
fn no_sign_of_the_formula_is_left() {
    for rule in [
        "not (atex -> modem)",
        "not (atex excludes modem)",
        "not (atex <-> modem)",
        "not (housing in (wall, rail)) -> not (count(papers) = 1)",
        "table(housing, flow) forbids (wall, 10)",
        "-flow < users - seals",
        "(atex -> modem) -> (modem excludes seals)",
    ] {
        for told in [both(rule).0, both(rule).1] {
            for sign in [
                "->", "requires", "excludes", "housing", "count(", "table", " <", "!=",
            ] {
                assert!(!told.contains(sign), "{rule}: {told}");
            }
        }
    }
}
