//! Deal rooms: the page on which a customer reads a quote, chooses its options, asks, accepts with a
//! signature or declines; and what the seller sees of it.
//!
//! Terms: a *room* is one link to one quote, for one recipient; a *visit* says which part was read and
//! when; a *signature* is the record of an acceptance: who, when, from where, to which document
//! (SHA-256 of its bytes), for which options and which total, sealed together with the seal of the
//! signature before it.
//! Entry points: [`with_options`], [`check_signing`], [`check_message`], [`Signature::sealed_text`],
//! [`may_open`], the operations in [`ops`].
//! Invariants: a visitor changes nothing but which optional lines count; the total that is signed is
//! the one the server computes for those lines; a quote is signed once; a changed record no longer
//! fits its seal, nor the seal after it.
//! Sources: eIDAS (EU) 910/2014, art. 3(10) and 25(1): a simple electronic signature is data attached
//! to other data which the signatory uses to sign; the record keeps what such a proof rests on.
//! Tests: below; both databases in `server/services/tests/it/cpq/rooms.rs`; the page in
//! `end2end/tests/cpq/rooms.spec.mjs`.

mod codes;
mod model;
pub mod ops;

pub use codes::{
    CODE_LENGTH, SentCode, check_code, check_sending, code_key, code_of, masked, needs_code,
};
pub use model::{Message, Room, RoomPart, RoomsView, Signature, SignatureView, Signing, Visit};

use crate::cpq::pricing::DocumentOff;
use crate::cpq::quotes::{QuoteDraft, QuoteState, price_draft};
use crate::kernel::{Issue, QuoteLineId};
use std::collections::BTreeSet;

/// Longest name of a signer, a recipient or somebody who asks, in characters.
pub const NAME_LENGTH: usize = 120;
/// Longest message, in characters.
pub const MESSAGE_LENGTH: usize = 4_000;
/// Longest reason for declining, in characters.
pub const REASON_LENGTH: usize = 2_000;
/// Longest drawn signature, in characters of its path.
pub const DRAWING_LENGTH: usize = 20_000;
/// Most messages of a visitor about one quote.
pub const MESSAGES: i64 = 100;
/// Most links to one quote that are open at a time.
pub const ROOMS: usize = 50;

/// Whether links to a quote in this state may be made: once the customer may have it.
#[must_use]
pub const fn may_open(state: QuoteState) -> bool {
    matches!(
        state,
        QuoteState::Sent | QuoteState::Viewed | QuoteState::Accepted
    )
}

/// The quote with the chosen optional lines counted like all others.
///
/// # Errors
/// `unknown_option` when one of them is no optional line of this quote.
pub fn with_options(
    draft: &QuoteDraft,
    chosen: &BTreeSet<QuoteLineId>,
) -> Result<QuoteDraft, Issue> {
    let mut draft = draft.clone();
    // A wanted total was that of the lines without them: what is chosen beside them is paid for.
    if let (Some(DocumentOff::Total(_)), false) = (draft.off, chosen.is_empty()) {
        let allowance = price_draft(&draft).totals.allowance_minor;
        draft.off = Some(DocumentOff::Amount(allowance));
    }
    let mut found = 0;
    for line in &mut draft.lines {
        if line.price.optional && chosen.contains(&line.id) {
            line.price.optional = false;
            found += 1;
        }
    }
    if found == chosen.len() {
        Ok(draft)
    } else {
        Err(Issue::error("unknown_option", "options"))
    }
}

fn check_name(field: &'static str, name: &str) -> Option<Issue> {
    let name = name.trim();
    if name.is_empty() {
        Some(Issue::error("required", field))
    } else if name.chars().count() > NAME_LENGTH {
        Some(Issue::error("too_long", field).with("max", NAME_LENGTH))
    } else if name.chars().any(char::is_control) {
        Some(Issue::error("control_characters", field))
    } else {
        None
    }
}

/// What is wrong with the name of somebody a link is made for.
#[must_use]
pub fn check_recipient(name: &str) -> Vec<Issue> {
    check_name("recipient", name).into_iter().collect()
}

/// What is wrong with a message and the name under it.
#[must_use]
pub fn check_message(author: &str, text: &str) -> Vec<Issue> {
    let mut issues: Vec<Issue> = check_name("name", author).into_iter().collect();
    if text.trim().is_empty() {
        issues.push(Issue::error("required", "message"));
    } else if text.chars().count() > MESSAGE_LENGTH {
        issues.push(Issue::error("too_long", "message").with("max", MESSAGE_LENGTH));
    }
    issues
}

/// What is wrong with a signing: no name, no consent, a drawing that is none.
#[must_use]
pub fn check_signing(signing: &Signing) -> Vec<Issue> {
    let mut issues: Vec<Issue> = check_name("name", &signing.name).into_iter().collect();
    if !signing.consent {
        issues.push(Issue::error("consent_needed", "consent"));
    }
    if !is_drawing(&signing.drawing) {
        issues.push(Issue::error("drawing_unreadable", "drawing"));
    }
    issues
}

/// Whether a text is the path of a drawn signature, or empty: moves and lines between whole numbers,
/// so that it can be shown as a drawing and is nothing else.
#[must_use]
pub fn is_drawing(path: &str) -> bool {
    path.len() <= DRAWING_LENGTH
        && path
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpq::pricing::LineInput;
    use crate::cpq::quotes::{QuoteLine, figures, price_draft};
    use crate::kernel::{Currency, Instant, Lang, Percent, Quantity, UnitPrice};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(n: u8, price: i64, optional: bool) -> QuoteLine {
        QuoteLine {
            id: QuoteLineId(Uuid::from_bytes([n; 16])),
            product_id: None,
            section: None,
            description: format!("Line {n}"),
            unit: String::new(),
            configuration: None,
            price: LineInput {
                quantity: Quantity(10_000),
                list_price: UnitPrice(price),
                optional,
                ..LineInput::default()
            },
        }
    }

    fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        QuoteDraft {
            title: "Offer".into(),
            account_id: None,
            contact_id: None,
            price_book_id: None,
            currency: Currency::EUR,
            language: Lang::En,
            issued_on: day,
            valid_until: day,
            term_months: 12,
            discount: Percent(0),
            off: None,
            promotions: Vec::new(),
            introduction: String::new(),
            terms: String::new(),
            clauses: Vec::new(),
            sections: Vec::new(),
            lines,
        }
    }

    #[test]
    fn only_options_can_be_chosen() {
        let quote = draft(vec![line(1, 1_000_000, false), line(2, 500_000, true)]);
        let one = |n: u8| BTreeSet::from([QuoteLineId(Uuid::from_bytes([n; 16]))]);
        let chosen = with_options(&quote, &one(2)).unwrap();
        assert_eq!(figures(&price_draft(&chosen)).net_minor, 15_000);
        assert_eq!(
            with_options(&quote, &one(1)).unwrap_err().code,
            "unknown_option"
        );
        assert_eq!(
            with_options(&quote, &one(3)).unwrap_err().code,
            "unknown_option"
        );
        assert_eq!(with_options(&quote, &BTreeSet::new()).unwrap(), quote);
    }

    #[test]
    fn what_is_chosen_beside_a_wanted_total_is_paid_for() {
        let mut quote = draft(vec![line(1, 1_000_000, false), line(2, 500_000, true)]);
        quote.off = Some(DocumentOff::Total(9_000));
        let chosen = BTreeSet::from([QuoteLineId(Uuid::from_bytes([2; 16]))]);
        let chosen = with_options(&quote, &chosen).unwrap();
        assert_eq!(figures(&price_draft(&chosen)).net_minor, 14_000);
    }

    #[test]
    fn a_signing_needs_name_and_consent() {
        let good = Signing {
            name: "Camille Roux".into(),
            consent: true,
            drawing: "M10 20L30 40".into(),
            options: Vec::new(),
            gross_minor: 0,
            code: String::new(),
        };
        assert!(check_signing(&good).is_empty());
        let codes = |signing: Signing| {
            check_signing(&signing)
                .into_iter()
                .map(|issue| issue.code.into_owned())
                .collect::<Vec<_>>()
        };
        let bad = Signing {
            name: " ".into(),
            consent: false,
            drawing: "\"><script>".into(),
            ..good.clone()
        };
        assert_eq!(
            codes(bad),
            ["required", "consent_needed", "drawing_unreadable"]
        );
        let long = Signing {
            name: "x".repeat(NAME_LENGTH + 1),
            ..good
        };
        assert_eq!(codes(long), ["too_long"]);
    }

    fn signature() -> Signature {
        Signature {
            number: "Q-2026-00042".into(),
            version_number: 1,
            name: "Camille Roux".into(),
            consent: "I accept".into(),
            drawing: String::new(),
            address: "203.0.113.7".into(),
            user_agent: "Browser".into(),
            at: Instant(1),
            options: vec!["Line 2".into()],
            gross_minor: 18_000,
            currency: Currency::EUR,
            code_sent_to: "c…@example.com".into(),
            document_hash: "ab".into(),
            previous: "cd".into(),
        }
    }

    #[test]
    fn every_fact_of_a_signature_is_sealed() {
        let original = signature().sealed_text();
        let changes: [fn(&mut Signature); 14] = [
            |s| s.number.push('1'),
            |s| s.version_number = 2,
            |s| s.name.push('x'),
            |s| s.consent.push('x'),
            |s| s.drawing.push('M'),
            |s| s.address.push('1'),
            |s| s.user_agent.push('x'),
            |s| s.at = Instant(2),
            |s| s.options.push("Line 3".into()),
            |s| s.gross_minor += 1,
            |s| s.currency = Currency::USD,
            |s| s.code_sent_to.push('x'),
            |s| s.document_hash.push('0'),
            |s| s.previous.push('0'),
        ];
        for change in changes {
            let mut other = signature();
            change(&mut other);
            assert_ne!(other.sealed_text(), original);
        }
    }

    /// A signature made before there were codes keeps the text its seal was made over.
    #[test]
    fn a_signature_without_code_reads_as_ever() {
        let mut without = signature();
        without.code_sent_to = String::new();
        assert!(!without.sealed_text().contains("code_sent_to"));
        let json = serde_json::to_string(&without).unwrap();
        assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), without);
    }

    proptest! {
        // No text of a signer can look like another field.
        #[test]
        fn fields_cannot_be_moved_into_each_other(a in ".{0,12}", b in ".{0,12}") {
            let make = |name: &str, consent: &str| Signature {
                name: name.to_owned(),
                consent: consent.to_owned(),
                ..signature()
            };
            let together = format!("{a}\"{b}");
            prop_assert_ne!(
                make(&together, "").sealed_text(),
                make(&a, &format!("\"{b}")).sealed_text()
            );
        }
    }
}
