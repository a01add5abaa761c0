//! What a certificate shows and holds, in both languages.

use super::*;
use shared::cpq::rooms::Signature;
use shared::kernel::{Currency, Instant};
use std::io::Read as _;

fn signed(drawing: &str) -> SignatureView {
    SignatureView {
        signature: Signature {
            number: "Q-2026-00042".into(),
            version_number: 2,
            name: "Camille Roux".into(),
            consent: "I accept the quote.".into(),
            drawing: drawing.into(),
            address: "203.0.113.7".into(),
            user_agent: "A browser".into(),
            at: Instant(1_795_424_400_000),
            options: vec!["Training".into()],
            gross_minor: 123_456,
            currency: Currency::EUR,
            code_sent_to: String::new(),
            alternatives: Vec::new(),
            quantities: Vec::new(),
            files: Vec::new(),
            document_hash: "ab".repeat(32),
            previous: String::new(),
        },
        seal: "cd".repeat(32),
        intact: true,
    }
}

fn with<T>(
    lang: Lang,
    signed: &SignatureView,
    run: impl FnOnce(&CertificateDocument<'_>) -> T,
) -> T {
    let letterhead = Letterhead {
        name: "Jalon SAS".into(),
        ..Letterhead::default()
    };
    let customer = Customer {
        name: "Acme".into(),
        ..Customer::default()
    };
    run(&CertificateDocument {
        letterhead: &letterhead,
        customer: &customer,
        lang,
        title: "Offer",
        signed,
        zone: &Zone::utc(),
    })
}

#[test]
fn a_certificate_says_everything_its_seal_covers_and_holds_the_record() {
    for lang in [Lang::En, Lang::Fr] {
        let signed = signed("M10 20L30 40L60 20M5 5L99999 7");
        let canvas = with(lang, &signed, set).unwrap();
        let texts = canvas.texts().join(" ");
        for wanted in [
            "Camille Roux",
            "Q-2026-00042 v2 – Offer",
            "Acme",
            "203.0.113.7",
            "I accept the quote.",
            "Training",
            t(lang, k::room::proof::CERTIFICATE),
            t(lang, k::room::proof::FIT),
        ] {
            assert!(texts.contains(wanted), "{lang:?}: {wanted} in {texts}");
        }
        let spaceless = texts.replace(' ', "");
        assert!(spaceless.contains(&signed.seal) && spaceless.contains("abab"));
        let figures = canvas.structure.outline();
        assert!(
            figures
                .iter()
                .any(|(_, role)| matches!(role, Role::Figure(name, ..) if name == "Camille Roux"))
        );

        // krilla refuses what breaks PDF/A-3a or PDF/UA-1; the same record gives the same bytes.
        let bytes = with(lang, &signed, certificate_pdf).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        assert_eq!(bytes, with(lang, &signed, certificate_pdf).unwrap());
        let record = signed.signature.sealed_text();
        assert!(
            holds(&bytes, record.as_bytes()),
            "the sealed text is inside"
        );
    }
}

#[test]
fn what_does_not_fit_is_said_and_a_typed_signature_has_no_picture() {
    let mut broken = signed("");
    broken.intact = false;
    let canvas = with(Lang::En, &broken, set).unwrap();
    let texts = canvas.texts().join(" ");
    assert!(texts.contains("Careful"));
    let outline = canvas.structure.outline();
    assert!(
        !outline
            .iter()
            .any(|(_, role)| matches!(role, Role::Figure(..)))
    );
    with(Lang::En, &broken, certificate_pdf).unwrap();
}

#[test]
fn a_thousand_options_flow_over_pages() {
    let mut long = signed("");
    long.signature.options = (0..1_000).map(|n| format!("Option number {n}")).collect();
    let canvas = with(Lang::Fr, &long, set).unwrap();
    assert!(canvas.page_count() > 1);
    with(Lang::Fr, &long, certificate_pdf).unwrap();
}

#[test]
fn a_drawing_is_read_stroke_by_stroke_within_its_box() {
    assert_eq!(
        strokes_of("M10 20L30 40M5 5L99999 7"),
        [
            vec![(10.0, 20.0), (30.0, 40.0)],
            vec![(5.0, 5.0), (600.0, 7.0)]
        ]
    );
    assert!(strokes_of("M10 20").is_empty() && strokes_of("").is_empty());
    assert!(strokes_of("L L M M1L2").is_empty());
}

/// Whether one of the packed streams of a file is `wanted`.
fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    let start = b"stream\n";
    let mut places = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(start));
    places.any(|at| {
        let mut out = Vec::new();
        let mut reader = flate2::read::ZlibDecoder::new(&bytes[at + start.len()..]);
        reader.read_to_end(&mut out).is_ok() && out == wanted
    })
}
