//! Totals, recurring figures, margin, findings.

use super::clauses::row_id;
use super::grid::{focus_cell, focus_id};
use super::plan::BillingPlan;
use super::promoted::Promotions;
use super::sections::focus_title;
use super::state::Editor;
use super::surcharges::{document_field, line_field};
use crate::cpq::approvals::RiskFigures;
use crate::cpq::labels;
use i18n::{issue_text, k, money, percent, t, tf, tn};
use leptos::prelude::*;
use shared::cpq::pricing::Totals;
use shared::kernel::{Issue, Money, Percent};
use shared::platform::fields::key_of;
use ui::{Glyph, Icon};

/// The panel beside the lines.
#[component]
pub fn TotalsPanel(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let currency = Memo::new(move |_| editor.head.with(|head| head.currency));
    let amount = move |of: fn(&Totals) -> i64| {
        Signal::derive(move || money(lang, Money::new(editor.totals.with(of), currency.get())))
    };
    let shown = move |minor: i64| money(lang, Money::new(minor, currency.get_untracked()));
    let has_discount = Memo::new(move |_| editor.totals.with(|totals| totals.allowance_minor != 0));
    let has_more = Memo::new(move |_| editor.totals.with(|totals| totals.charge_minor != 0));
    let used = Memo::new(move |_| editor.totals.with(|totals| totals.usage_minor != 0));
    let recurs =
        Memo::new(move |_| used.get() || editor.totals.with(|totals| totals.recurring_minor != 0));
    let taxes = Memo::new(move |_| editor.totals.with(|totals| totals.taxes.clone()));
    let sees_margin = editor.view.with_value(|view| view.sees_margin);
    view! {
        <section class="card quote-totals" aria-labelledby="totals-title">
            <header class="card-header"><h2 class="card-title" id="totals-title">{t(lang, k::cpq::totals::TITLE)}</h2></header>
            <dl class="quote-sums">
                <Show when=move || has_discount.get() || has_more.get()>
                    <Sum label=t(lang, k::cpq::totals::SUBTOTAL) value=amount(|totals| totals.line_net_minor)/>
                </Show>
                <Show when=move || has_discount.get()>
                    <Sum label=t(lang, k::cpq::totals::DISCOUNT) value=amount(|totals| -totals.allowance_minor)/>
                </Show>
                <Show when=move || has_more.get()>
                    <div class="quote-sum" data-total="surcharges">
                        <dt>{t(lang, k::cpq::totals::SURCHARGES)}</dt>
                        <dd class="num">{amount(|totals| totals.charge_minor)}</dd>
                    </div>
                </Show>
                <div class="quote-sum is-strong" data-total="net">
                    <dt>{t(lang, k::cpq::totals::NET)}</dt>
                    <dd class="num">{amount(|totals| totals.net_minor)}</dd>
                </div>
                {move || {
                    let _ = currency.get();
                    taxes.get().into_iter().map(|row| {
                        let on = shown(row.taxable_minor);
                        let label = if row.tax.category.is_taxed() {
                            let rate = percent(lang, row.tax.rate);
                            let name = labels::tax_name(lang, row.tax.category);
                            tf(lang, k::cpq::totals::TAX_ON, &[("tax", &name), ("percent", &rate), ("amount", &on)])
                        } else {
                            let code = row.tax.category.code();
                            tf(lang, k::cpq::totals::NO_TAX, &[("code", &code), ("amount", &on)])
                        };
                        view! { <Sum label value=shown(row.tax_minor)/> }
                    }).collect_view()
                }}
                <div class="quote-sum is-gross" data-total="gross">
                    <dt>{t(lang, k::cpq::totals::GROSS)}</dt>
                    <dd class="num" aria-live="polite">{amount(|totals| totals.gross_minor)}</dd>
                </div>
            </dl>
            <Show when=move || recurs.get()>
                <h3 class="quote-subtitle">{t(lang, k::cpq::totals::RECURRING)}</h3>
                <dl class="quote-sums">
                    <Sum label=t(lang, k::cpq::totals::ONCE) value=amount(|totals| totals.one_time_minor)/>
                    <Sum label=t(lang, k::cpq::totals::PER_MONTH) value=amount(|totals| totals.per_month_minor)/>
                    <Sum label=t(lang, k::cpq::totals::PER_YEAR) value=amount(|totals| totals.per_year_minor)/>
                    <Sum label=t(lang, k::cpq::totals::MRR) value=amount(|totals| totals.mrr_minor)/>
                    <Sum label=t(lang, k::cpq::totals::ARR) value=amount(|totals| totals.arr_minor)/>
                    <Sum label=t(lang, k::cpq::totals::ACV) value=amount(|totals| totals.acv_minor)/>
                    <Sum label=t(lang, k::cpq::totals::FIRST_YEAR) value=amount(|totals| totals.first_year_minor)/>
                    <div class="quote-sum" data-total="tcv">
                        <dt>{move || tcv_label(editor)}</dt>
                        <dd class="num">{amount(|totals| totals.tcv_minor)}</dd>
                    </div>
                    <Show when=move || used.get()>
                        <Sum label=t(lang, k::cpq::totals::USAGE) value=amount(|totals| totals.usage_minor)/>
                    </Show>
                </dl>
                <p class="muted tiny">{t(lang, k::cpq::totals::DEFINITIONS)}</p>
                <BillingPlan editor/>
            </Show>
            <Promotions editor/>
            <Below editor/>
            {sees_margin.then(|| view! { <MarginFigures editor/> })}
            <Findings editor/>
        </section>
    }
}

/// Over how many months, where that is the quote's term.
fn tcv_label(editor: Editor) -> String {
    let lang = editor.lang;
    let (months, together) = editor
        .head
        .with(|head| (head.term_months, head.subscription.ends_on.is_some()));
    let own = |row: &super::state::Row| row.line.with(i18n::has_own_time);
    if !together && !editor.rows.with(|rows| rows.iter().any(own)) {
        tf(lang, k::cpq::totals::TCV, &[("n", &months)])
    } else {
        t(lang, k::cpq::totals::TCV_PLAIN).to_owned()
    }
}

#[component]
fn Sum(#[prop(into)] label: String, #[prop(into)] value: Signal<String>) -> impl IntoView {
    view! {
        <div class="quote-sum">
            <dt>{label}</dt>
            <dd class="num">{value}</dd>
        </div>
    }
}

/// How far the whole quote is below the price book.
#[component]
fn Below(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let rate = Memo::new(move |_| editor.totals.with(|totals| totals.discount_bp));
    view! {
        <Show when=move || rate.get() != 0>
            <dl class="quote-sums">
                <div class="quote-sum" data-total="below">
                    <dt>{t(lang, k::cpq::totals::BOOK_DISCOUNT)}</dt>
                    <dd class="num">{move || percent(lang, Percent(rate.get()))}</dd>
                </div>
            </dl>
        </Show>
    }
}

#[component]
fn MarginFigures(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let margin = Memo::new(move |_| editor.totals.with(|totals| totals.margin));
    let currency = move || editor.head.with(|head| head.currency);
    let rate = move || {
        margin.get().rate_bp.map(|rate| {
            let net = money(lang, Money::new(margin.get().net_minor, currency()));
            let rate = percent(lang, Percent(rate));
            tf(
                lang,
                k::cpq::totals::MARGIN_OF,
                &[("percent", &rate), ("amount", &net)],
            )
        })
    };
    view! {
        <h3 class="quote-subtitle">{t(lang, k::cpq::totals::MARGIN)}</h3>
        <dl class="quote-sums">
            <div class="quote-sum" data-total="margin">
                <dt>{rate}</dt>
                <dd class="num" class:tone-danger=move || margin.get().amount_minor < 0>
                    {move || money(lang, Money::new(margin.get().amount_minor, currency()))}
                </dd>
            </div>
        </dl>
        {move || {
            let missing = margin.get().lines_without_cost;
            (missing > 0).then(|| {
                let text = tn(lang, k::cpq::totals::WITHOUT_COST, i64::from(missing), &[]);
                view! { <p class="muted tiny">{text}</p> }
            })
        }}
    }
}

/// Findings, each leading to its line, and why a manager is needed.
#[component]
fn Findings(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let title = t(lang, k::cpq::totals::FINDINGS);
    view! {
        <div class="quote-findings" aria-live="polite">
            {move || {
                let blocking = editor.blocking.get();
                (!blocking.is_empty()).then(|| view! {
                    <h3 class="quote-subtitle">{t(lang, k::cpq::totals::BLOCKING)}</h3>
                    <ul class="quote-finding-list" id="quote-blocking">{list(editor, blocking)}</ul>
                })
            }}
            {move || {
                let reasons = editor.reasons.get();
                (!reasons.is_empty()).then(|| view! {
                    <h3 class="quote-subtitle">{t(lang, k::cpq::totals::APPROVAL)}</h3>
                    <ul class="quote-finding-list">{list(editor, reasons)}</ul>
                    {editor.free.get().map(|free| {
                        let text = percent(lang, free);
                        view! { <p class="small muted">{tf(lang, k::approvals::preview::FREE, &[("percent", &text)])}</p> }
                    })}
                })
            }}
            {move || {
                let risk = editor.risk.get();
                (editor.editable && risk.score > 0).then(|| view! {
                    <h3 class="quote-subtitle">{t(lang, k::approvals::risk::TITLE)}</h3>
                    <RiskFigures risk/>
                })
            }}
            {move || {
                let issues: Vec<Issue> = editor
                    .issues
                    .get()
                    .into_iter()
                    .filter(|issue| {
                        issue.code != "below_floor"
                            && !editor.blocking.with(|blocking| blocking.contains(issue))
                    })
                    .collect();
                (!issues.is_empty()).then(|| view! {
                    <h3 class="quote-subtitle">{title}</h3>
                    <ul class="quote-finding-list">{list(editor, issues)}</ul>
                })
            }}
        </div>
    }
}

fn list(editor: Editor, issues: Vec<Issue>) -> impl IntoView {
    let lang = editor.lang;
    issues
        .into_iter()
        .map(|issue| {
            let field = issue.field.clone().unwrap_or_default();
            // The sentence about an administrator's field names it.
            let name = match key_of(&field) {
                Some(_) => String::new(),
                None => labels::field(lang, &field),
            };
            let text = issue_text(lang, &issue);
            let text = if name.is_empty() {
                text
            } else {
                tf(lang, k::issue::LINE, &[("field", &name), ("text", &text)])
            };
            let link = place(&issue).map(|place| {
                let (key, at) = match place {
                    Place::Line(at) | Place::OnLine(at, ..) => (k::cpq::totals::LINE, at),
                    Place::Section(at) => (k::cpq::sections::NTH, at),
                    Place::Clause(at) => (k::cpq::clauses::NTH, at),
                    Place::Surcharge(at, _) => (k::cpq::surcharges::NTH, at),
                };
                let label = tf(lang, key, &[("n", &(at + 1))]);
                view! {
                    <button type="button" class="link-button" on:click=move |_| go_to(editor, place)>{label}</button>
                    " "
                }
            });
            view! {
                <li class="quote-finding">
                    <span class="tone-warning"><Icon glyph=Glyph::Alert class="icon-sm"/></span>
                    <span>{link}{text}</span>
                </li>
            }
        })
        .collect_view()
}

#[derive(Clone, Copy)]
enum Place {
    Line(usize),
    Section(usize),
    Clause(usize),
    /// One on the whole, and the part of its fields.
    Surcharge(usize, &'static str),
    /// One on the line that stands at the first place.
    OnLine(usize, usize, &'static str),
}

/// What a finding is about: `lines.3.price` the fourth line, `sections.0.title` the first section.
fn place(issue: &Issue) -> Option<Place> {
    let mut parts = issue.field.as_deref()?.split('.');
    let kind = parts.next()?;
    let at = parts.next()?.parse().ok()?;
    match kind {
        "lines" => Some(on_line(at, parts)),
        "sections" => Some(Place::Section(at)),
        "clauses" => Some(Place::Clause(at)),
        "surcharges" => Some(Place::Surcharge(at, part(parts.next()))),
        _ => None,
    }
}

/// A line, or a surcharge on it: `surcharges.0.reason`.
fn on_line<'a>(line: usize, mut parts: impl Iterator<Item = &'a str>) -> Place {
    let of_surcharge = parts.next() == Some("surcharges");
    let at = parts.next().and_then(|at| at.parse().ok());
    match at.filter(|_| of_surcharge) {
        Some(at) => Place::OnLine(line, at, part(parts.next())),
        None => Place::Line(line),
    }
}

/// The part of a surcharge's fields a finding is about.
fn part(field: Option<&str>) -> &'static str {
    match field {
        Some("reason") => "reason",
        Some("code") => "code",
        Some("tax_rate") => "tax",
        _ => "added",
    }
}

fn go_to(editor: Editor, place: Place) {
    let at = match place {
        Place::Line(at) => at,
        Place::Surcharge(at, part) => {
            focus_id(document_field(at, part));
            return;
        }
        Place::OnLine(line, at, part) => {
            if editor.editable {
                open_at(editor, line, line_field(at, part));
                return;
            }
            line
        }
        Place::Clause(at) => {
            let clause = editor
                .head
                .with_untracked(|head| head.clauses.get(at).map(|clause| clause.id));
            if let Some(id) = clause {
                focus_id(row_id(id));
            }
            return;
        }
        Place::Section(at) => {
            let section = editor
                .head
                .with_untracked(|head| head.sections.get(at).map(|section| section.id));
            if let Some(id) = section {
                focus_title(editor, id);
            }
            return;
        }
    };
    let id = editor
        .rows
        .with_untracked(|rows| rows.get(at).map(|row| row.id));
    if let Some(id) = id {
        focus_cell(editor, if editor.editable { 2 } else { 7 }, id);
    }
}

/// Opens the panel of a line and goes to a field in it.
fn open_at(editor: Editor, line: usize, field: String) {
    let id = editor
        .rows
        .with_untracked(|rows| rows.get(line).map(|row| row.id));
    if id.is_some() {
        editor.opened.set(id);
        // The panel begins at its first field.
        request_animation_frame(move || focus_id(field));
    }
}
