//! What comes by a condition, what may be reworded, what is believed.

use super::*;
use crate::cpq::approvals::{Fact, FactValue, Facts};
use crate::kernel::{ClauseId, Lang, LocalText, uuid_v7};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn id(n: u8) -> ClauseId {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn clause(n: u8, condition: &str, locked: bool) -> Clause {
    Clause {
        id: id(n),
        draft: ClauseDraft {
            title: LocalText::new(format!("Title {n}"), format!("Titre {n}")),
            text: LocalText::new(format!("Text {n}"), format!("Texte {n}")),
            category: ClauseCategory::Payment,
            condition: condition.to_owned(),
            locked,
            active: true,
        },
        number: 1,
        version: 1,
    }
}

fn facts(net: Option<i64>, country: &str) -> Facts {
    let net = net.map_or(FactValue::Unknown, |net| {
        FactValue::Number(Decimal::from(net))
    });
    Facts(
        [
            (Fact::Net, net),
            (Fact::Country, FactValue::Text(country.to_owned())),
        ]
        .into(),
    )
}

fn codes(issues: Vec<crate::kernel::Issue>) -> Vec<String> {
    issues
        .into_iter()
        .map(|issue| issue.code.into_owned())
        .collect()
}

#[test]
fn a_condition_brings_a_clause_and_takes_it_away() {
    let library = [
        clause(1, "net >= 1000", true),
        clause(2, "country = \"DE\"", false),
        clause(3, "", false),
    ];
    let mut held = Vec::new();
    let came = require(&mut held, &library, &facts(Some(2_000), "FR"), Lang::Fr);
    assert_eq!(came, [id(1)]);
    assert_eq!(
        (held[0].title.as_str(), held[0].required),
        ("Titre 1", true)
    );
    // What is not known changes nothing.
    assert!(require(&mut held, &library, &facts(None, "FR"), Lang::Fr).is_empty());
    assert_eq!(held.len(), 1);
    require(&mut held, &library, &facts(Some(10), "DE"), Lang::Fr);
    assert_eq!(held.iter().map(|own| own.id).collect::<Vec<_>>(), [id(2)]);
    // Words somebody wrote are not thrown away.
    held[0].text = "Anders".into();
    held[0].edited = true;
    require(&mut held, &library, &facts(Some(10), "FR"), Lang::Fr);
    assert_eq!((held.len(), held[0].required), (1, false));
}

#[test]
fn what_is_asked_for_is_missing_until_it_is_there() {
    let library = [clause(1, "net >= 1000", true)];
    let due = facts(Some(1_000), "FR");
    let mut held = Vec::new();
    assert_eq!(missing(&held, &library, &due, Lang::En), ["Title 1"]);
    require(&mut held, &library, &due, Lang::En);
    assert!(missing(&held, &library, &due, Lang::En).is_empty());
    let mut off = library;
    off[0].draft.active = false;
    assert!(missing(&[], &off, &due, Lang::En).is_empty());
    // A clause that left the library may leave the quote.
    require(&mut held, &[], &due, Lang::En);
    assert!(!held[0].required);
}

#[test]
fn a_newer_text_is_offered_and_taken() {
    let mut library = [clause(1, "", true)];
    let mut own = hold(&library[0], Lang::En, false);
    assert!(newer(&own, &library).is_none());
    library[0].number = 2;
    library[0].draft.text.en = "New".into();
    let found = newer(&own, &library).unwrap();
    renew(&mut own, found, Lang::En);
    assert_eq!((own.number, own.text.as_str()), (2, "New"));
}

#[test]
fn another_language_says_what_was_not_reworded() {
    let library = [clause(1, "", false), clause(2, "", false)];
    let mut held: Vec<HeldClause> = library
        .iter()
        .map(|clause| hold(clause, Lang::En, false))
        .collect();
    held[1].text = "My words".into();
    change_language(&mut held, &library, Lang::En, Lang::Fr);
    assert_eq!(
        (held[0].text.as_str(), held[1].text.as_str()),
        ("Texte 1", "My words")
    );
}

#[test]
fn only_what_a_quote_may_hold_is_believed() {
    let library = [clause(1, "", true), clause(2, "", false)];
    let lang = Lang::En;
    let refused = |held: &[HeldClause], saved: &[HeldClause]| {
        let mut held = held.to_vec();
        trust(&mut held, saved, &library, lang).unwrap_err().code
    };
    let locked = hold(&library[0], lang, false);
    let open = hold(&library[1], lang, false);
    let changed = |own: &HeldClause| HeldClause {
        text: "Mine".into(),
        locked: false,
        ..own.clone()
    };
    assert_eq!(refused(&[changed(&locked)], &[]), "clause_locked");
    assert_eq!(
        refused(&[changed(&locked)], std::slice::from_ref(&locked)),
        "clause_locked"
    );
    let mut held = [changed(&open)];
    trust(&mut held, &[], &library, lang).unwrap();
    assert!(held[0].edited);
    // An older text is believed of the quote that has it, and of no other.
    let old = HeldClause {
        number: 7,
        text: "Of then".into(),
        ..locked.clone()
    };
    let mut held = [old.clone()];
    trust(&mut held, std::slice::from_ref(&old), &library, lang).unwrap();
    assert_eq!(held[0], old);
    assert_eq!(refused(std::slice::from_ref(&old), &[]), "clause_unknown");
    // One of the library is not passed off as one's own.
    let own = HeldClause {
        number: 0,
        ..changed(&locked)
    };
    assert_eq!(refused(&[own], &[]), "clause_unknown");
    let mine = HeldClause {
        id: id(99),
        number: 0,
        locked: true,
        required: true,
        ..open
    };
    let mut held = [mine];
    trust(&mut held, &[], &library, lang).unwrap();
    assert!(!held[0].locked && !held[0].required);
}

#[test]
fn findings_of_the_library_and_of_quotes() {
    let mut draft = clause(1, "discount >", false).draft;
    assert_eq!(validate_clause(&draft).len(), 1);
    draft.condition = "margin < 10".into();
    assert_eq!(codes(validate_clause(&draft)), ["condition_of_costs"]);
    draft.condition = String::new();
    draft.text.fr = " ".into();
    assert_eq!(codes(validate_clause(&draft)), ["clause_half_translated"]);
    draft.title = LocalText::new("", "");
    draft.text = LocalText::new("", "");
    assert_eq!(codes(validate_clause(&draft)), ["required", "required"]);

    let own = hold(&clause(1, "", false), Lang::En, false);
    let mut other = own.clone();
    other.text = String::new();
    assert_eq!(
        codes(validate_held(&[own, other])),
        ["duplicate", "required"]
    );
}

proptest! {
    // Asking twice changes nothing, and what is required is then there.
    #[test]
    fn requiring_is_settled_at_once(
        net in proptest::option::of(0..5_000_i64),
        country in "(FR|DE)",
        limits in proptest::collection::vec(0..5_000_i64, 0..6),
    ) {
        let library: Vec<Clause> = limits
            .iter()
            .zip(1_u8..)
            .map(|(limit, n)| clause(n, &format!("net >= {limit} and country = \"FR\""), n % 2 == 0))
            .collect();
        let facts = facts(net, &country);
        let mut held = Vec::new();
        require(&mut held, &library, &facts, Lang::Fr);
        prop_assert!(missing(&held, &library, &facts, Lang::Fr).is_empty());
        let once = held.clone();
        prop_assert!(require(&mut held, &library, &facts, Lang::Fr).is_empty());
        prop_assert_eq!(&held, &once);
        let mut believed = held.clone();
        prop_assert!(trust(&mut believed, &held, &library, Lang::Fr).is_ok());
        prop_assert_eq!(believed, held);
    }
}
