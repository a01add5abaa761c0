//! Deal rooms: the page on which a customer reads a quote, chooses its options, asks, accepts with a
//! signature or declines; and what the seller sees of it.
//!
//! Terms: a *room* is one link to one quote, for one recipient; a *visit* says which part was read and
//! when; a *signature* is the record of an acceptance: who, when, from where, to which document
//! (SHA-256 of its bytes), for which choice and which total, sealed together with the seal of the
//! signature before it; a *choice* is which options and alternatives count and how many of a line there
//! are; a *slide* is a part of the quote in its presentation.
//! Entry points: [`with_choice`], [`check_signing`], [`check_message`], [`Signature::sealed_text`],
//! [`may_open`], [`slides()`], the operations in [`ops`].
//! Invariants: a visitor changes nothing but what a [`Choice`] says, within what the quote leaves open;
//! the total that is signed is the one the server computes for it; a quote is signed once; a changed record no longer
//! fits its seal, nor the seal after it.
//! Sources: eIDAS (EU) 910/2014, art. 3(10) and 25(1): a simple electronic signature is data attached
//! to other data which the signatory uses to sign; the record keeps what such a proof rests on.
//! Tests: below; both databases in `server/services/tests/it/cpq/rooms.rs`; the page in
//! `end2end/tests/cpq/rooms.spec.mjs`.

mod choice;
mod codes;
mod model;
pub mod ops;
mod slides;

pub use choice::{Choice, NotChosen, in_proportion, with_choice, with_choice_kept};
pub use codes::{
    CODE_LENGTH, SentCode, check_code, check_sending, code_key, code_of, masked, needs_code,
};
pub use model::{
    LaterQuantity, Message, Room, RoomPart, RoomsView, Signature, SignatureView, SignedFile,
    SignedQuantity, Signing, Visit, signed_quantities,
};

pub use slides::{
    LINES_PER_SLIDE, OFFER_SLIDES, Slide, SlideKind, SlideName, all_options_add, slide_names,
    slides, story_of,
};

use crate::cpq::quotes::QuoteState;
use crate::kernel::Issue;

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
    use crate::kernel::{Currency, Instant, Quantity};
    use proptest::prelude::*;

    #[test]
    fn a_signing_needs_name_and_consent() {
        let good = Signing {
            name: "Camille Roux".into(),
            consent: true,
            drawing: "M10 20L30 40".into(),
            options: Vec::new(),
            alternatives: Vec::new(),
            quantities: Vec::new(),
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
            alternatives: vec!["The large one".into()],
            quantities: vec![SignedQuantity {
                line: "Line 1".into(),
                quantity: Quantity::whole(12),
                later: vec![LaterQuantity {
                    from_month: 12,
                    quantity: Quantity::whole(20),
                }],
            }],
            files: vec![SignedFile {
                title: "Data sheet".into(),
                file_name: "sheet.pdf".into(),
                size: 9,
                sha256: "ef".into(),
            }],
            document_hash: "ab".into(),
            previous: "cd".into(),
        }
    }

    #[test]
    fn every_fact_of_a_signature_is_sealed() {
        let original = signature().sealed_text();
        let changes: [fn(&mut Signature); 23] = [
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
            |s| s.alternatives.clear(),
            |s| s.quantities[0].quantity = Quantity::whole(13),
            |s| s.quantities[0].later.clear(),
            |s| s.quantities[0].line.push('x'),
            |s| s.files.clear(),
            |s| s.files[0].title.push('x'),
            |s| s.files[0].file_name.push('x'),
            |s| s.files[0].size += 1,
            |s| s.files[0].sha256.push('0'),
            |s| s.document_hash.push('0'),
            |s| s.previous.push('0'),
        ];
        for change in changes {
            let mut other = signature();
            change(&mut other);
            assert_ne!(other.sealed_text(), original);
        }
    }

    /// A signature made before there were codes, alternatives, quantities to choose and files keeps the text
    /// its seal was made over.
    #[test]
    fn a_signature_without_code_reads_as_ever() {
        let mut without = signature();
        without.code_sent_to = String::new();
        without.alternatives.clear();
        without.quantities.clear();
        without.files.clear();
        for later in ["code_sent_to", "alternatives", "quantities", "files"] {
            assert!(!without.sealed_text().contains(later), "{later}");
        }
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
