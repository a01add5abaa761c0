//! What is billed when, for a quote that says more about time than a number of months.

use super::QuoteDocument;
use crate::canvas::{Canvas, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use crate::structure::Role;
use i18n::{k, t, tf};
use krilla::tagging::ArtifactType;
use shared::cpq::pricing::billing;
use shared::cpq::pricing::terms::Run;

const PAD: f32 = 8.0;
const ROW: f32 = 17.0;
// Right edge of the amount of one bill.
const EACH: f32 = 400.0;

pub(super) fn set(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let (draft, lang) = (document.draft, document.lang());
    if !i18n::tells_billing(draft) {
        return;
    }
    let Some(plan) = billing(&draft.pricing_terms(), &draft.lines, document.priced) else {
        return;
    };
    let runs = plan.runs();
    if runs.is_empty() {
        return;
    }
    // The heading stands with the first rows.
    canvas.ensure(84.0);
    let heading = t(lang, k::cpq::plan::CAPTION);
    canvas.heading_line(2, MARGIN, Style::strong(10.0), heading, 18.0);
    canvas.within(Role::Table, |canvas| {
        canvas.within(Role::TableHead, |canvas| head(canvas, document));
        canvas.within(Role::TableBody, |canvas| {
            for run in &runs {
                if canvas.ensure(ROW) {
                    canvas.as_furniture(ArtifactType::PaginationOther, |canvas| {
                        head(canvas, document);
                    });
                }
                row(canvas, document, plan.dated, run);
            }
        });
    });
    let lines = draft.lines.iter().zip(&document.priced.lines);
    for note in i18n::trial_notes(lang, lines) {
        canvas.ensure(24.0);
        canvas.y += 4.0;
        let style = Style::regular(8.5).in_color(MUTED);
        canvas.paragraph(MARGIN, RIGHT - MARGIN, style, &note);
    }
    canvas.y += 12.0;
}

fn head(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let y = canvas.y;
    let style = Style::regular(8.0).in_color(MUTED);
    canvas.fill(MARGIN, y, RIGHT - MARGIN, ROW, SOFT);
    let y = y + 3.5;
    let texts = [
        t(lang, k::cpq::plan::WHEN),
        t(lang, k::cpq::plan::AMOUNT),
        t(lang, k::cpq::plan::TOTAL),
    ];
    cells(canvas, Role::ColumnHead, y, style, texts);
    canvas.y += ROW;
}

fn row(canvas: &mut Canvas, document: &QuoteDocument<'_>, dated: bool, run: &Run) {
    let lang = document.lang();
    let y = canvas.y + 3.0;
    let style = Style::regular(9.0);
    let when = i18n::billed_when(lang, dated, run);
    let minor = run.first.sum_minor();
    let each = document.money(minor);
    let amount = if run.times > 1 {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &run.times), ("amount", &each)];
        tf(lang, k::cpq::plan::TIMES, &values)
    } else {
        each
    };
    let total = document.money(minor.saturating_mul(i64::from(run.times)));
    cells(canvas, Role::Cell, y, style, [&when, &amount, &total]);
    canvas.y += ROW;
    let y = canvas.y;
    canvas.rule(MARGIN, y, RIGHT - MARGIN, LINE);
}

/// A row: when, each, together.
fn cells(canvas: &mut Canvas, role: Role, y: f32, style: Style, texts: [&str; 3]) {
    let [when, each, total] = texts;
    canvas.within(Role::Row, |canvas| {
        canvas.within(role.clone(), |canvas| {
            canvas.text_at(MARGIN + PAD, y, style, when);
        });
        for (right, text) in [(EACH, each), (RIGHT - PAD, total)] {
            canvas.within(role.clone(), |canvas| {
                canvas.text_right(right, y, style, text)
            });
        }
    });
}
