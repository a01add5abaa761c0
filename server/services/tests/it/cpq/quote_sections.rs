//! Sections of quotes, on both databases: saved, arranged, carried by versions and copies.

use super::support::{catalog, line, quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::quotes::ops::{CompareQuotes, DuplicateQuote, GetQuotePdf, NewQuoteVersion};
use shared::cpq::quotes::{QuoteMove, QuoteView, Section, price_draft, section_totals};
use shared::kernel::{QuoteId, QuoteLineId, QuoteSectionId};

fn section(bench: &Bench, title: &str) -> Section {
    Section {
        id: QuoteSectionId(bench.uuid()),
        title: title.into(),
        introduction: "What it is for".into(),
        subtotal: true,
    }
}

/// A quote with two sections; its second line stands in the first of them.
async fn sectioned(bench: &Bench) -> QuoteView {
    let view = quote(bench, &bench.rep, 1).await;
    let item = &catalog(bench, &bench.rep, view.draft.price_book_id.unwrap()).await[0];
    let mut draft = view.draft.clone();
    draft.sections = vec![section(bench, "Hardware"), section(bench, "Services")];
    draft.lines.push(line(bench, item, 2));
    draft.lines[0].section = Some(draft.sections[1].id);
    draft.lines[1].section = Some(draft.sections[0].id);
    save(bench, &bench.rep, &view, draft).await.unwrap()
}

both!(
    sections_are_kept_in_order_and_their_sums_add_up,
    async |bench: &Bench| {
        let view = sectioned(bench).await;
        let draft = &view.draft;
        let titles: Vec<&str> = draft
            .sections
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        assert_eq!(titles, ["Hardware", "Services"]);
        // The browser's order was another one: lines follow their sections.
        let owners: Vec<Option<QuoteSectionId>> =
            draft.lines.iter().map(|line| line.section).collect();
        assert_eq!(
            owners,
            [Some(draft.sections[0].id), Some(draft.sections[1].id)]
        );
        let sums = section_totals(draft, &price_draft(draft));
        let nets: Vec<i64> = sums.iter().map(|sum| sum.net_minor).collect();
        assert_eq!(nets.iter().sum::<i64>(), view.figures.net_minor);
        assert_eq!(sums[0].per_month_minor, 2 * sums[1].per_month_minor);
    }
);

both!(
    an_unknown_section_is_none_and_too_long_a_title_is_refused,
    async |bench: &Bench| {
        let view = sectioned(bench).await;
        let mut draft = view.draft.clone();
        draft.lines[1].section = Some(QuoteSectionId(bench.uuid()));
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(saved.draft.lines[0].section, None);
        assert_eq!(saved.draft.lines[0].id, view.draft.lines[1].id);

        let mut draft = saved.draft.clone();
        draft.sections[0].title = "x".repeat(201);
        let refused = save(bench, &bench.rep, &saved, draft).await.unwrap_err();
        let issue = &refused.issues[0];
        assert_eq!(issue.code, "too_long");
        assert_eq!(issue.field.as_deref(), Some("sections.0.section_title"));

        // Without a title it may be written on, but not be sent.
        let mut draft = saved.draft.clone();
        draft.sections[0].title = String::new();
        let saved = save(bench, &bench.rep, &saved, draft).await.unwrap();
        assert!(!saved.moves.contains(&QuoteMove::Send));
    }
);

both!(
    versions_and_copies_carry_sections_and_say_what_changed,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let view = sectioned(bench).await;
        let sent = step(bench, rep, &view, QuoteMove::Send).await.unwrap();
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let next = bench.run(rep, request).await.unwrap();
        assert_eq!(next.draft.sections, sent.draft.sections);
        let mut draft = next.draft.clone();
        draft.sections[1].title = "Support".into();
        draft.lines[1].section = Some(draft.sections[0].id);
        let next = save(bench, rep, &next, draft).await.unwrap();
        let request = CompareQuotes {
            old: sent.id,
            new: next.id,
        };
        let said = bench.run(rep, request).await.unwrap();
        assert_eq!(said.sections[0].fields, ["title"]);
        assert_eq!(said.lines[0].fields, ["section"]);

        let request = DuplicateQuote {
            id: next.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = bench.run(rep, request).await.unwrap();
        assert_eq!(copy.draft.sections, next.draft.sections);
        let owners = |view: &QuoteView| -> Vec<_> {
            view.draft.lines.iter().map(|line| line.section).collect()
        };
        assert_eq!(owners(&copy), owners(&next));
        let pdf = bench.run(rep, GetQuotePdf { id: copy.id }).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-"));
    }
);

both!(
    a_line_that_changes_its_section_only_is_saved,
    async |bench: &Bench| {
        let view = sectioned(bench).await;
        let mut draft = view.draft.clone();
        let moved: QuoteLineId = draft.lines[1].id;
        draft.lines[1].section = None;
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(saved.draft.lines[0].id, moved);
        assert_eq!(saved.figures, view.figures);
    }
);
