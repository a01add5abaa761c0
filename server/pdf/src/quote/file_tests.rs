//! What the file is: an archive that can be read aloud, with the data inside.

use super::tests::{LOGO, draft, keep, line, with_document};
use super::*;
use crate::structure::Role;
use shared::cpq::pictures::PictureKind;
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::Section;
use shared::kernel::uuid_v7;
use shared::platform::files::FileKind;
use std::io::Read as _;

/// Whether the file says so, however it is spaced.
fn says(bytes: &[u8], text: &str) -> bool {
    let spaceless = |bytes: &[u8]| {
        let kept = bytes.iter().filter(|byte| **byte != b' ');
        kept.copied().collect::<Vec<_>>()
    };
    let wanted = spaceless(text.as_bytes());
    spaceless(bytes)
        .windows(wanted.len())
        .any(|window| window == wanted)
}

/// Every stream of the file, unpacked.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let start = b"stream\n";
    let places = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(start) && !bytes[..*at].ends_with(b"end"));
    let unpacked = places.filter_map(|at| {
        let mut out = Vec::new();
        let mut reader = flate2::read::ZlibDecoder::new(&bytes[at + start.len()..]);
        reader.read_to_end(&mut out).ok().map(|_| out)
    });
    unpacked.collect()
}

/// A document with everything: sections, options, a ramp of lines over pages, clauses, files, a logo.
fn full(lang: Lang) -> QuoteDraft {
    let mut draft = draft(lang);
    let section = |n: u8| Section {
        id: uuid_v7(i64::from(n), [n; 10]).into(),
        title: format!("Part {n}"),
        introduction: "What is in it.".to_owned(),
        subtotal: true,
    };
    draft.sections = vec![section(90), section(91)];
    let (first, second) = (draft.sections[0].id, draft.sections[1].id);
    for line in &mut draft.lines {
        line.section = Some(first);
    }
    draft.lines.extend((10..110).map(|n| {
        let mut line = line(n, "Bracket\nZinc plated, drilled", 3, 17, Charge::OneTime);
        line.section = Some(second);
        line
    }));
    shared::cpq::quotes::arrange(&mut draft);
    draft
}

fn with_full<T>(lang: Lang, run: impl FnOnce(&QuoteDocument<'_>) -> T) -> T {
    let files = [Attachment {
        id: uuid_v7(1, [1; 10]),
        title: "Fiche".into(),
        file_name: "fiche.pdf".into(),
        kind: FileKind::Pdf,
        size: 12_400,
        sha256: "0".repeat(64),
        shown: true,
    }];
    with_document(&full(lang), |plain| {
        let letterhead = Letterhead {
            logo: Logo::read(PictureKind::Png, LOGO.to_vec()),
            ..plain.letterhead.clone()
        };
        assert!(letterhead.logo.is_some());
        run(&QuoteDocument {
            letterhead: &letterhead,
            files: &files,
            ..plain.clone()
        })
    })
}

#[test]
fn the_file_is_an_archive_that_is_read_aloud() {
    for lang in [Lang::En, Lang::Fr] {
        with_full(lang, |document| {
            // The writer refuses what breaks PDF/A-3a or PDF/UA-1: a text of no part, a picture without words.
            let bytes = quote_pdf(document).unwrap();
            for mark in [
                "pdfaid:part>3<",
                "pdfaid:conformance>A<",
                "pdfuaid:part>1<",
                "/StructTreeRoot",
                "/DisplayDocTitle true",
                "/Outlines",
                "/S/Figure",
                "/S/TH",
            ] {
                assert!(says(&bytes, mark), "{mark}");
            }
            assert!(says(&bytes, &format!("/Lang({})", lang.tag())));
            assert_eq!(
                bytes,
                quote_pdf(document).unwrap(),
                "same document, same bytes"
            );
            keep(&format!("quote-full-{}.pdf", lang.tag()), &bytes);
        });
    }
}

#[test]
fn the_data_are_inside_and_what_is_downloaded() {
    with_full(Lang::Fr, |document| {
        let bytes = quote_pdf(document).unwrap();
        let data = quote_ubl(document);
        assert!(data.contains("<cbc:ID>Q-2026-00042 v2</cbc:ID>"));
        assert!(streams(&bytes).iter().any(|one| one == data.as_bytes()));
        for mark in ["/AFRelationship/Data", "(quote.xml)", "/EmbeddedFiles"] {
            assert!(says(&bytes, mark), "{mark}");
        }
    });
}

/// Columns of a row, by its cells.
fn columns(cells: &[&Role]) -> u32 {
    let width = |role: &&Role| match role {
        Role::RowHead(columns) => *columns,
        _ => 1,
    };
    cells.iter().map(width).sum()
}

#[test]
fn it_is_read_in_order_and_every_table_is_regular() {
    with_full(Lang::En, |document| {
        let canvas = set(document).unwrap();
        assert!(canvas.page_count() > 3);
        let parts = canvas.structure.outline();
        let figure = parts
            .iter()
            .find(|(_, role)| matches!(role, Role::Figure(..)));
        assert!(matches!(figure, Some((_, Role::Figure(text, 0, _))) if text == "Jalon Démo SAS"));
        let headings: Vec<_> = parts
            .iter()
            .filter_map(|(_, role)| match role {
                Role::Heading(level, title) => Some((*level, title.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(headings[0], (1, document.draft.title.as_str()));
        assert!(
            headings
                .windows(2)
                .all(|two| two[1].0 >= 2 && two[1].0 <= two[0].0 + 1),
            "{headings:?}"
        );
        for wanted in [
            (2, "Part 90"),
            (2, "Part 91"),
            (2, t(Lang::En, k::cpq::document::TERMS)),
        ] {
            assert!(headings.contains(&wanted), "{wanted:?} in {headings:?}");
        }
        // A table goes on over pages and stays one: as many heads as tables of lines.
        let count = |wanted: &Role| parts.iter().filter(|(_, role)| *role == wanted).count();
        assert_eq!(count(&Role::TableHead), 3, "two sections and the options");
        assert_eq!(count(&Role::Table), 5, "and the facts, and the totals");
        let mut width = None;
        for (at, (depth, role)) in parts.iter().enumerate() {
            if **role == Role::Table {
                width = None;
            }
            if **role == Role::Row {
                let cells = parts[at + 1..].iter().take_while(|(own, _)| own > depth);
                let cells: Vec<_> = cells
                    .filter(|(own, _)| *own == depth + 1)
                    .map(|(_, role)| *role)
                    .collect();
                let own = columns(&cells);
                assert_eq!(*width.get_or_insert(own), own, "{cells:?}");
            }
        }
    });
}

#[test]
fn what_the_typeface_lacks_is_no_reason_not_to_print() {
    let mut draft = draft(Lang::En);
    draft.title = String::new();
    draft.introduction = "日本語 \u{202e}\u{0}\u{feff}\u{e000}\u{7} 👍🏽".repeat(40);
    draft.terms = "\u{fffe}\t=cmd()".into();
    with_document(&draft, |document| {
        let customer = Customer {
            name: "株式会社 <&> \"".into(),
            ..document.customer.clone()
        };
        let document = QuoteDocument {
            customer: &customer,
            ..document.clone()
        };
        let canvas = set(&document).unwrap();
        let first = canvas.headings().first().map(|heading| heading.level);
        assert_eq!(first, Some(1), "the word for what it is, without a title");
        let bytes = quote_pdf(&document).unwrap();
        keep("quote-foreign.pdf", &bytes);
        assert!(quote_ubl(&document).contains("株式会社 &lt;&amp;&gt;"));
    });
}
