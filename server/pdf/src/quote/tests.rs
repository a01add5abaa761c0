//! What the document says, from the texts that are drawn.

use super::*;
use i18n::tf;
use shared::cpq::clauses::{ClauseCategory, HeldClause};
use shared::cpq::pricing::{Billing, Charge, LineInput, Ramp, Tax, TaxCategory, billing};
use shared::cpq::quotes::choice::{join_above, propose};
use shared::cpq::quotes::{QuoteLine, Section, arrange, price_draft};
use shared::kernel::{Currency, Percent, Quantity, QuoteLineId, UnitPrice, uuid_v7};
use shared::platform::files::FileKind;

pub(super) fn line(n: u8, name: &str, quantity: i64, price: i64, charge: Charge) -> QuoteLine {
    QuoteLine {
        id: uuid_v7(i64::from(n), [n; 10]).into(),
        product_id: None,
        section: None,
        description: name.to_owned(),
        unit: "unit".to_owned(),
        price: LineInput {
            charge,
            quantity: Quantity::whole(quantity),
            list_price: UnitPrice(price * 10_000),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        },
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    }
}

pub(super) fn draft(lang: Lang) -> QuoteDraft {
    let mut licence = line(
        1,
        "Licence Atelier Pro\nPlanification, stocks et qualité, hébergement en France, assistance du lundi au vendredi.",
        25,
        39,
        Charge::Monthly,
    );
    licence.unit = "user".into();
    licence.price.discount = Percent::whole(10);
    let mut training = line(3, "Formation des équipes", 3, 1_150, Charge::OneTime);
    training.unit = "day".into();
    training.price.tax = Tax {
        category: TaxCategory::E,
        rate: Percent::ZERO,
    };
    let mut option = line(5, "Reprise de l’historique", 1, 2_400, Charge::OneTime);
    option.price.optional = true;
    QuoteDraft {
        title: "Atelier connecté – site de Villeurbanne".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: lang,
        channel: shared::kernel::SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 36,
        payment_days: None,
        discount: Percent::whole(5),
        off: None,
        promotions: Vec::new(),
        subscription: shared::cpq::pricing::Subscription::default(),
        custom: shared::platform::fields::CustomValues::default(),
        introduction: "Suite à notre visite du 12 novembre, nous avons le plaisir de vous proposer la solution suivante.".into(),
        terms: "Paiement à 30 jours fin de mois. Les abonnements sont facturés d’avance chaque mois.\nToute somme non payée à l’échéance porte intérêt au taux légal majoré de dix points.".into(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: vec![
            licence,
            line(2, "Mise en service", 1, 4_800, Charge::OneTime),
            training,
            line(4, "Contrat de maintenance", 1, 1_980, Charge::Yearly),
            option,
        ],
    }
}

pub(super) fn with_document<T>(draft: &QuoteDraft, run: impl FnOnce(&QuoteDocument<'_>) -> T) -> T {
    let letterhead = Letterhead {
        name: "Jalon Démo SAS".into(),
        address: "12 rue de la République\n69002 Lyon\nFrance".into(),
        vat_number: "FR40303265045".into(),
        legal_footer: "SAS au capital de 120 000 € – RCS Lyon 303 265 045 – APE 6201Z".into(),
        ..Letterhead::default()
    };
    let customer = Customer {
        name: "Mécanique des Alpes".into(),
        attention: "Mme Élodie Carpentier".into(),
        address: vec![
            "48 avenue des Frères-Lumière".into(),
            "69100 Villeurbanne".into(),
        ],
        vat_number: "FR83404833048".into(),
    };
    let priced = price_draft(draft);
    run(&QuoteDocument {
        letterhead: &letterhead,
        customer: &customer,
        number: "Q-2026-00042",
        version_number: 2,
        state: QuoteState::Sent,
        owner: "Camille Rousseau",
        draft,
        priced: &priced,
        files: &[],
    })
}

/// Writes the document where `JALON_PDF` says, to be looked at.
pub(super) fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("JALON_PDF") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn the_document_shows_the_totals_of_the_screen() {
    for lang in [Lang::Fr, Lang::En] {
        let draft = draft(lang);
        with_document(&draft, |document| {
            let canvas = set(document).unwrap();
            let texts = canvas.texts();
            let totals = &document.priced.totals;
            for minor in [
                totals.net_minor,
                totals.gross_minor,
                totals.tax_minor,
                -totals.allowance_minor,
            ] {
                let amount = document.money(minor);
                assert!(texts.contains(&amount.as_str()), "{lang:?}: {amount}");
            }
            assert!(texts.contains(&"Q-2026-00042 v2"));
            let bytes = quote_pdf(document).unwrap();
            assert!(bytes.starts_with(b"%PDF-"));
            assert_eq!(
                bytes,
                quote_pdf(document).unwrap(),
                "same document, same bytes"
            );
            keep(&format!("quote-{}.pdf", lang.tag()), &bytes);
        });
    }
}

#[test]
fn the_parts_of_the_total_add_up() {
    // 25 × 39 × 0.9 = 877.50 a month.
    let draft = draft(Lang::Fr);
    with_document(&draft, |document| {
        let texts = set(document).unwrap().texts().join("\n");
        for expected in ["36 mois × 877,50 €", "3 × 1 980,00 € par an", "Sous-total"] {
            let expected = expected.replace(' ', "\u{a0}");
            let plain = texts.replace([' ', '\u{202f}'], "\u{a0}");
            assert!(plain.contains(&expected), "{expected} in {plain}");
        }
        assert!(texts.contains("exonérée"));
    });
}

#[test]
fn sections_are_printed_with_their_subtotals_and_options() {
    let mut draft = draft(Lang::En);
    let section = |n: u8, title: &str, subtotal| Section {
        id: uuid_v7(i64::from(n), [n; 10]).into(),
        title: title.to_owned(),
        introduction: format!("About {title}"),
        subtotal,
    };
    draft.sections = vec![
        section(90, "Software", true),
        section(91, "Services", true),
        section(92, "Silent", false),
    ];
    let ids: Vec<_> = draft.sections.iter().map(|section| section.id).collect();
    for (line, at) in draft.lines.iter_mut().zip([0, 1, 1, 2, 1]) {
        line.section = Some(ids[at]);
    }
    arrange(&mut draft);
    with_document(&draft, |document| {
        let canvas = set(document).unwrap();
        let texts = canvas.texts();
        let at = |text: &str| texts.iter().position(|found| *found == text);
        let month = i18n::per_charge(Lang::En, Charge::Monthly, &document.money(87_750));
        let places = [
            at("Software"),
            at("About Software"),
            at("Licence Atelier Pro"),
            // 25 × 39 × 0.9 a month; 4 800 + 3 × 1 150 once, the option beside it.
            texts.iter().rposition(|found| *found == month),
            at("Services"),
            at("Formation des équipes"),
            at(&document.money(825_000)),
            at(t(Lang::En, k::cpq::document::OPTIONS)),
            at("Reprise de l’historique"),
            at("Silent"),
            at("Contrat de maintenance"),
        ];
        assert!(
            places.iter().all(Option::is_some),
            "{places:?} in {texts:?}"
        );
        assert!(places.is_sorted(), "{places:?}");
        // One word for each subtotal, and the one above the document discount.
        let word = t(Lang::En, k::cpq::document::SUBTOTAL);
        assert_eq!(texts.iter().filter(|text| **text == word).count(), 3);
        keep("quote-sections.pdf", &quote_pdf(document).unwrap());
    });
}

#[test]
fn alternatives_are_printed_as_such_and_not_counted() {
    let mut draft = draft(Lang::En);
    // The training instead of the start, the history stays an option.
    let (start, training) = (draft.lines[1].id, draft.lines[2].id);
    draft.lines[0].price.charge = Charge::OneTime;
    let group = uuid_v7(7, [7; 10]).into();
    join_above(&mut draft.lines, training, group).unwrap();
    let name = "Formation des équipes";
    let printed = tf(Lang::En, k::cpq::document::ALTERNATIVE, &[("name", &name)]);
    with_document(&draft, |document| {
        let canvas = set(document).unwrap();
        let texts = canvas.texts();
        let at = |text: &str| texts.iter().position(|found| *found == text);
        let places = [
            at("Mise en service"),
            at(&printed),
            at(t(Lang::En, k::cpq::document::OPTIONS)),
            at("Reprise de l’historique"),
        ];
        assert!(
            places.iter().all(Option::is_some),
            "{places:?} in {texts:?}"
        );
        assert!(places.is_sorted(), "{places:?}");
        assert!(texts.join(" ").contains("Instead of “Mise en service”"));
        let counted = document.priced.totals.line_net_minor;
        let lines = document.draft.lines.iter().zip(&document.priced.lines);
        let sum: i64 = lines
            .filter(|(line, _)| !line.price.optional)
            .map(|(_, priced)| priced.term_net_minor)
            .sum();
        assert_eq!(counted, sum);
        keep("quote-alternatives.pdf", &quote_pdf(document).unwrap());
    });
    propose(&mut draft.lines, training);
    with_document(&draft, |document| {
        let texts = set(document).unwrap().texts().join("\n");
        assert!(texts.contains("Alternative: Mise en service"));
        assert_eq!(instead(document, start), Some(training));
    });
}

/// In whose place a line stands.
fn instead(document: &QuoteDocument<'_>, id: QuoteLineId) -> Option<QuoteLineId> {
    let mut lines = document.draft.lines.iter();
    let line = lines.find(|line| line.id == id)?;
    super::lines::instead_of(document, line).map(|line| line.id)
}

#[test]
fn clauses_are_numbered_under_the_terms_and_flow() {
    let mut draft = draft(Lang::En);
    draft.clauses = (1..=12)
        .map(|n| HeldClause {
            id: uuid_v7(i64::from(n), [n; 10]).into(),
            number: 1,
            category: ClauseCategory::Payment,
            title: format!("Clause {n}"),
            text: "Whatever is agreed holds. ".repeat(60),
            locked: false,
            required: false,
            edited: false,
        })
        .collect();
    with_document(&draft, |document| {
        let canvas = set(document).unwrap();
        assert!(canvas.page_count() > 2);
        let texts = canvas.texts();
        let at = |text: &str| texts.iter().position(|found| *found == text);
        let terms = at(t(Lang::En, k::cpq::document::TERMS));
        let places = [terms, at("1. Clause 1"), at("12. Clause 12")];
        assert!(places.iter().all(Option::is_some) && places.is_sorted());
        assert!(at(t(Lang::En, k::cpq::document::SELLER)) > at("12. Clause 12"));
        keep("quote-clauses.pdf", &quote_pdf(document).unwrap());
    });
}

#[test]
fn the_files_that_go_with_it_are_listed_with_their_hashes() {
    for lang in [Lang::En, Lang::Fr] {
        let files = [("Fiche technique", 1), ("Plan", 2)].map(|(title, n)| Attachment {
            id: uuid_v7(n, [1; 10]),
            title: title.into(),
            file_name: format!("{title}.pdf"),
            kind: FileKind::Pdf,
            size: 12_400_000,
            sha256: format!("{n:064x}"),
            shown: true,
        });
        with_document(&draft(lang), |document| {
            let without = set(document).unwrap();
            let heading = t(lang, k::cpq::document::ATTACHMENTS);
            assert!(!without.texts().contains(&heading));
            let document = QuoteDocument {
                files: &files,
                ..document.clone()
            };
            let canvas = set(&document).unwrap();
            let texts = canvas.texts();
            let at = |text: &str| texts.iter().position(|found| found.contains(text));
            let size = i18n::bytes(lang, 12_400_000);
            let places = [
                at(heading),
                at(&format!("1. Fiche technique – PDF, {size}")),
                at(&files[0].sha256),
                at("2. Plan"),
                at(&files[1].sha256),
                at(t(lang, k::cpq::document::SELLER)),
            ];
            assert!(
                places.iter().all(Option::is_some) && places.is_sorted(),
                "{places:?}"
            );
            keep("quote-files.pdf", &quote_pdf(&document).unwrap());
        });
    }
}

#[test]
fn when_it_is_to_be_paid_is_said_on_the_document_and_in_its_data() {
    for lang in [Lang::En, Lang::Fr] {
        let mut draft = draft(lang);
        let label = t(lang, k::cpq::document::PAYMENT);
        with_document(&draft, |document| {
            assert!(!set(document).unwrap().texts().contains(&label));
            assert!(!quote_ubl(document).contains(&i18n::payment_words(lang, 45)));
        });
        draft.payment_days = Some(45);
        with_document(&draft, |document| {
            let words = i18n::payment_words(lang, 45);
            assert!(words.starts_with("45"), "{words}");
            let canvas = set(document).unwrap();
            let texts = canvas.texts();
            assert!(texts.contains(&label) && texts.contains(&words.as_str()));
            assert!(quote_ubl(document).contains(&words));
        });
    }
}

#[test]
fn a_subscription_says_its_time_and_what_is_billed_when() {
    for lang in [Lang::En, Lang::Fr] {
        let mut draft = draft(lang);
        let plain = draft.clone();
        draft.subscription.starts_on = "2027-01-01".parse().ok();
        draft.subscription.billing = Some(Billing::Yearly);
        draft.subscription.free_months = 2;
        draft.lines[0].price.change_term(|term| {
            let step = |from_month, quantity| Ramp {
                from_month,
                quantity: Some(Quantity::whole(quantity)),
                ..Ramp::default()
            };
            term.ramps = vec![step(12, 40), step(24, 60)];
        });
        let caption = t(lang, k::cpq::plan::CAPTION);
        with_document(&draft, |document| {
            let canvas = set(document).unwrap();
            let texts = canvas.texts();
            assert!(texts.contains(&caption));
            let plan = billing(&draft.pricing_terms(), &draft.lines, document.priced).unwrap();
            let runs = plan.runs();
            assert_eq!(runs.len(), 3, "three years, each with a bill of its own");
            for run in &runs {
                let when = i18n::billed_when(lang, true, run);
                assert!(texts.contains(&when.as_str()), "{when}");
                let each = document.money(run.first.sum_minor());
                assert!(texts.contains(&each.as_str()), "{each}");
            }
            let free = i18n::tn(lang, k::cpq::document::FREE, 2, &[]);
            assert!(texts.contains(&free.as_str()));
            keep(
                &format!("quote-billing-{}.pdf", lang.tag()),
                &quote_pdf(document).unwrap(),
            );
        });
        with_document(&plain, |document| {
            let canvas = set(document).unwrap();
            assert!(!canvas.texts().contains(&caption));
        });
    }
}

#[test]
fn two_hundred_lines_flow_over_pages_with_their_numbers() {
    let mut draft = draft(Lang::En);
    draft.lines = (0..200)
        .map(|n| {
            line(
                n,
                &format!("Part {n} – bracket\nZinc plated, drilled"),
                3,
                17,
                Charge::OneTime,
            )
        })
        .collect();
    with_document(&draft, |document| {
        let canvas = set(document).unwrap();
        let pages = canvas.page_count();
        assert!(pages > 6);
        let texts = canvas.texts();
        assert!(texts.contains(&format!("Page {pages} of {pages}").as_str()));
        assert_eq!(
            texts
                .iter()
                .filter(|text| text.starts_with("Part "))
                .count(),
            200
        );
        keep("quote-long.pdf", &quote_pdf(document).unwrap());
    });
}

#[test]
fn a_draft_says_it_is_not_an_offer_and_hostile_texts_are_only_texts() {
    let mut draft = draft(Lang::En);
    draft.title = "<script>alert(1)</script> =cmd() 日本語 \u{202e}".into();
    with_document(&draft, |document| {
        let mut document = document.clone();
        document.state = QuoteState::Draft;
        let canvas = set(&document).unwrap();
        let note = t(Lang::En, k::cpq::document::NOT_AN_OFFER);
        assert!(canvas.texts().contains(&note));
        assert!(quote_pdf(&document).is_ok());
    });
}

/// A picture that can be drawn.
pub(super) const LOGO: &[u8] =
    include_bytes!("../../../services/src/platform/demo/pictures/logo.png");

#[test]
fn the_senders_logo_and_accent_are_on_the_document() {
    use shared::cpq::pictures::PictureKind;
    let draft = draft(Lang::En);
    let logo = Logo::read(PictureKind::Png, LOGO.to_vec());
    assert!(logo.is_some());
    with_document(&draft, |plain| {
        let letterhead = Letterhead {
            logo,
            accent: "#ffd400".parse().ok(),
            ..plain.letterhead.clone()
        };
        let branded = QuoteDocument {
            letterhead: &letterhead,
            ..plain.clone()
        };
        // Jalon's own accent stays as it was; another one is taken as it is read on white.
        assert_eq!(plain.accent(), crate::canvas::ACCENT);
        let Colour(red, green, blue) = palette(letterhead.accent.unwrap()).light.text;
        assert_eq!(branded.accent(), (red, green, blue));
        // The same words, whether there is a logo or not.
        let words = |document: &QuoteDocument<'_>| set(document).unwrap().texts().join("\n");
        assert_eq!(words(&branded), words(plain));
        let bytes = quote_pdf(&branded).unwrap();
        assert_eq!(
            bytes,
            quote_pdf(&branded).unwrap(),
            "same document, same bytes"
        );
        // Every page names the kinds of things that may be drawn, so the word alone says nothing.
        let has_image = |bytes: &[u8]| {
            let solid = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
            let solid: Vec<u8> = solid.copied().collect();
            solid.windows(14).any(|word| word == b"/Subtype/Image")
        };
        assert!(has_image(&bytes) && !has_image(&quote_pdf(plain).unwrap()));
        keep("quote-branded.pdf", &bytes);
    });
}

#[test]
fn what_cannot_be_drawn_is_no_logo() {
    use shared::cpq::pictures::PictureKind;
    let cut = &LOGO[..LOGO.len() / 2];
    for bytes in [cut, b"", b"<svg/>"] {
        for kind in PictureKind::ALL {
            assert!(Logo::read(*kind, bytes.to_vec()).is_none(), "{kind:?}");
        }
    }
}
