//! What is billed when, for a quote that says more about time than a number of months.

use super::QuoteDocument;
use crate::canvas::{Canvas, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use i18n::{k, t, tf};
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
    let y = canvas.y;
    let heading = t(lang, k::cpq::plan::CAPTION);
    canvas.text_at(MARGIN, y, Style::strong(10.0), heading);
    canvas.y += 18.0;
    head(canvas, document);
    for run in &runs {
        if canvas.ensure(ROW) {
            head(canvas, document);
        }
        row(canvas, document, plan.dated, run);
    }
    canvas.y += 12.0;
}

fn head(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let y = canvas.y;
    let style = Style::regular(8.0).in_color(MUTED);
    canvas.fill(MARGIN, y, RIGHT - MARGIN, ROW, SOFT);
    let y = y + 3.5;
    canvas.text_at(MARGIN + PAD, y, style, t(lang, k::cpq::plan::WHEN));
    canvas.text_right(EACH, y, style, t(lang, k::cpq::plan::AMOUNT));
    canvas.text_right(RIGHT - PAD, y, style, t(lang, k::cpq::plan::TOTAL));
    canvas.y += ROW;
}

fn row(canvas: &mut Canvas, document: &QuoteDocument<'_>, dated: bool, run: &Run) {
    let lang = document.lang();
    let y = canvas.y + 3.0;
    let style = Style::regular(9.0);
    let when = i18n::billed_when(lang, dated, run);
    canvas.text_at(MARGIN + PAD, y, style, &when);
    let minor = run.first.sum_minor();
    let each = document.money(minor);
    let amount = if run.times > 1 {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &run.times), ("amount", &each)];
        tf(lang, k::cpq::plan::TIMES, &values)
    } else {
        each
    };
    canvas.text_right(EACH, y, style, &amount);
    let total = document.money(minor.saturating_mul(i64::from(run.times)));
    canvas.text_right(RIGHT - PAD, y, style, &total);
    canvas.y += ROW;
    let y = canvas.y;
    canvas.rule(MARGIN, y, RIGHT - MARGIN, LINE);
}
