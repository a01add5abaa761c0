//! Why a line costs what it costs, and the rest of what can be said about it.

use super::grid::{delete, duplicate, focus_cell, shift};
use super::sections::SectionSelect;
use super::state::{Editor, Row};
use super::surcharges::LineSurcharges;
use super::term_fields::LineTermFields;
use crate::cpq::{labels, numbers};
use i18n::{
    Key, formula_answers, issue_text, k, money, number_trimmed, percent, share_of, surcharge_label,
    t, tf, tn, unit_price, used_words,
};
use leptos::prelude::*;
use shared::cpq::pricing::{
    Policy, RoundedPlace, Step, StepCode, Tax, TaxCategory, Used, waterfall,
};
use shared::kernel::{Currency, Issue, Lang, Money, Percent, Quantity};
use ui::{Button, Dialog, Glyph, NumberInput, Place, Select, Size, TextArea, TextInput, Variant};

/// The side panel of the opened line.
#[component]
pub fn LineDetails(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.opened.get().is_some()));
    let closed = Callback::new(move |()| {
        if let Some(id) = editor.opened.get_untracked() {
            editor.opened.set(None);
            focus_cell(editor, 7, id);
        }
    });
    view! {
        <Dialog
            id="line-details"
            title=t(lang, k::cpq::explain::TITLE)
            open
            close_label=t(lang, k::cpq::explain::CLOSE)
            place=Place::Side
            on_close=closed
        >
            {move || editor.opened.get().and_then(|id| editor.row(id)).map(|row| view! { <Details editor row/> })}
        </Dialog>
    }
}

#[component]
fn Details(editor: Editor, row: Row) -> impl IntoView {
    let lang = editor.lang;
    let id = row.id;
    let term_row = row.clone();
    let line = RwSignal::from(row.line.clone());
    let priced = RwSignal::from(row.priced.clone());
    let sees_margin = editor.view.with_value(|view| view.sees_margin);
    let steps = Memo::new(move |_| {
        let terms = editor.head.with(|head| head.pricing_terms());
        line.with(|line| {
            priced.with(|priced| waterfall(&terms, &line.price, priced, &Policy::default()))
        })
    });
    let manual = Memo::new(move |_| line.with(|l| l.price.manual_price.is_some()));
    let act = move |run: fn(Editor, shared::kernel::QuoteLineId)| {
        Callback::new(move |()| {
            editor.opened.set(None);
            run(editor, id);
        })
    };
    view! {
        <div class="dialog-body stack">
            <p class="strong">{move || line.with(|l| l.description.lines().next().unwrap_or_default().to_owned())}</p>
            <table class="table waterfall">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::cpq::explain::STEP)}</th>
                        <th scope="col" class="num">{t(lang, k::cpq::explain::CHANGE)}</th>
                        <th scope="col" class="num">{t(lang, k::cpq::explain::AMOUNT)}</th>
                        {sees_margin.then(|| view! { <th scope="col" class="num">{t(lang, k::cpq::explain::MARGIN)}</th> })}
                    </tr>
                </thead>
                <tbody>
                    {move || steps.get().into_iter().map(|step| step_row(editor, row.clone(), step, sees_margin)).collect_view()}
                </tbody>
            </table>
            {move || line.with(|l| l.configuration.as_ref().map(|found| super::configure::summary(lang, found)))}
            {super::alternatives::mark(editor, line)}
            <Show when=move || line.with(shared::cpq::quotes::QuoteLine::is_option)>
                <p class="muted small">{t(lang, k::cpq::explain::OPTIONAL_NOTE)}</p>
            </Show>
            {move || {
                let floor = line.with(|l| l.price.floor);
                let currency = editor.head.with(|head| head.currency);
                floor.map(|floor| view! {
                    <p class="small">
                        <span class="muted">{t(lang, k::cpq::explain::FLOOR)}</span> " "
                        <span class="num">{unit_price(lang, floor, currency)}</span>
                    </p>
                })
            }}
            {editor.editable.then(|| view! {
                <Show when=move || manual.get()>
                    <Button
                        label=t(lang, k::cpq::explain::RESET_PRICE)
                        icon=Glyph::Undo
                        size=Size::Small
                        on_press=Callback::new(move |()| editor.update_line(id, |l| l.price.manual_price = None))
                    />
                </Show>
                <LineTermFields editor row=term_row/>
                <LineSurcharges editor id line/>
                <TaxFields editor id line/>
                <Wording editor id line/>
                <SectionSelect editor id/>
                <super::alternatives::LineChoices editor id line/>
                <div class="cluster">
                    <Button label=t(lang, k::cpq::explain::DUPLICATE) icon=Glyph::Copy size=Size::Small on_press=act(|editor, id| duplicate(editor, id, 0))/>
                    <Button label=t(lang, k::cpq::explain::UP) icon=Glyph::ArrowUp size=Size::Small resting=!editor.can_shift(id, false) on_press=act(|editor, id| shift(editor, id, -1, 0))/>
                    <Button label=t(lang, k::cpq::explain::DOWN) icon=Glyph::ArrowDown size=Size::Small resting=!editor.can_shift(id, true) on_press=act(|editor, id| shift(editor, id, 1, 0))/>
                    <Button label=t(lang, k::cpq::explain::DELETE) icon=Glyph::Trash size=Size::Small variant=Variant::Danger on_press=act(delete)/>
                </div>
            })}
        </div>
    }
}

/// Category and rate of the tax: any rate, for the country and the day the grid does not offer.
#[component]
fn TaxFields(
    editor: Editor,
    id: shared::kernel::QuoteLineId,
    line: RwSignal<shared::cpq::quotes::QuoteLine>,
) -> impl IntoView {
    let lang = editor.lang;
    let tax = line.with_untracked(|l| l.price.tax);
    let category = RwSignal::new(tax.category.code().to_owned());
    let rate = RwSignal::new(numbers::percent(lang, tax.rate));
    let chosen = move || category.with(|code| code.parse::<TaxCategory>().unwrap_or_default());
    let typed = move || rate.with(|text| numbers::to_percent(lang, text));
    let error = Signal::derive(move || {
        let issue = || Issue::error("percent_out_of_range", "tax_rate");
        typed().is_none().then(|| issue_text(lang, &issue()))
    });
    Effect::new(move |before: Option<()>| {
        let (category, rate) = (chosen(), typed());
        if let (Some(()), Some(rate)) = (before, rate) {
            let tax = Tax { category, rate }.normal();
            if line.with_untracked(|l| l.price.tax != tax) {
                editor.update_line(id, |l| l.price.tax = tax);
            }
        }
    });
    view! {
        <div class="form-row">
            <Select
                id="line-tax-category"
                label=t(lang, k::cpq::explain::TAX_CATEGORY)
                value=category
                options=labels::tax_categories(lang)
            />
            <Show when=move || chosen().is_taxed()>
                <NumberInput
                    id="line-tax-rate"
                    label=t(lang, k::cpq::explain::TAX_RATE)
                    value=rate
                    suffix="%"
                    error
                />
            </Show>
        </div>
    }
}

#[component]
fn Wording(
    editor: Editor,
    id: shared::kernel::QuoteLineId,
    line: RwSignal<shared::cpq::quotes::QuoteLine>,
) -> impl IntoView {
    let lang = editor.lang;
    let description = RwSignal::new(line.with_untracked(|l| l.description.clone()));
    let unit = RwSignal::new(line.with_untracked(|l| labels::unit(lang, &l.unit)));
    view! {
        <TextArea
            id="line-description"
            label=t(lang, k::cpq::explain::DESCRIPTION)
            hint=t(lang, k::cpq::explain::DESCRIPTION_HINT)
            value=description
            rows=5
            on_commit=Callback::new(move |text: String| editor.update_line(id, |l| l.description = text.trim().to_owned()))
        />
        <TextInput
            id="line-unit"
            label=t(lang, k::cpq::explain::UNIT)
            value=unit
            max_length=64
            on_commit=Callback::new(move |text: String| {
                let known = ["unit", "hour", "day", "month", "user", "year"]
                    .into_iter()
                    .find(|code| labels::unit(lang, code) == text.trim());
                let unit = known.unwrap_or_else(|| text.trim()).to_owned();
                editor.update_line(id, |l| l.unit = unit);
            })
        />
    }
}

fn step_row(editor: Editor, row: Row, step: Step, sees_margin: bool) -> impl IntoView {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let amount = |minor: i64| money(lang, Money::new(minor, currency));
    let name = Key::by_name(&format!("cpq.step.{}", step.code.code()))
        .map_or_else(String::new, |key| t(lang, key).to_owned());
    let how = how(editor, &row, &step);
    let is_sum = step.code == StepCode::Net;
    let change = match (step.code, step.delta_minor) {
        (StepCode::List | StepCode::Net, _) => String::new(),
        (_, delta) if delta > 0 => format!("+{}", amount(delta)),
        (_, delta) => amount(delta),
    };
    view! {
        <tr class=("is-strong", is_sum) data-step=step.code.code()>
            <th scope="row">
                <span>{name}</span>
                <span class="waterfall-how muted tiny">{how}</span>
            </th>
            <td class="num">{change}</td>
            <td class="num">{amount(step.amount_minor)}</td>
            {sees_margin.then(|| view! {
                <td class="num">{step.margin_bp.map(|rate| percent(lang, Percent(rate)))}</td>
            })}
        </tr>
    }
}

fn quantity_text(lang: Lang, quantity: Quantity) -> String {
    number_trimmed(lang, quantity.to_decimal(), 4)
}

/// "12 × €4.50".
fn times(lang: Lang, quantity: Quantity, price: &str) -> String {
    let quantity = quantity_text(lang, quantity);
    tf(
        lang,
        k::cpq::explain::TIMES,
        &[("quantity", &quantity), ("price", &price)],
    )
}

/// How a step comes about, in words.
fn how(editor: Editor, row: &Row, step: &Step) -> String {
    use k::cpq::explain as e;
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let price = step
        .unit_price
        .map(|price| unit_price(lang, price, currency));
    let price = price.unwrap_or_default();
    let rate = step.percent.map(|rate| percent(lang, rate));
    let rate = rate.unwrap_or_default();
    let quantity = || row.line.with_untracked(|line| line.price.quantity);
    let months = i64::from(step.months.unwrap_or(0));
    match step.code {
        StepCode::List => {
            let times = times(lang, quantity(), &price);
            of_list(editor, row, step.used.as_ref(), times)
        }
        StepCode::Contracted => agreed(lang, step, &price, &rate),
        StepCode::Volume => {
            let from = step.tier_from.map(|from| quantity_text(lang, from));
            let from = from.unwrap_or_default();
            tf(lang, e::FROM, &[("quantity", &from), ("price", &price)])
        }
        StepCode::Tiered => slices(lang, step, currency),
        StepCode::Options => times(lang, quantity(), &price),
        StepCode::Promotion => {
            let name = step.promotion.as_ref();
            name.map(|name| name.get(lang).to_owned())
                .unwrap_or_default()
        }
        StepCode::Manual => tf(lang, e::TYPED, &[("price", &price)]),
        StepCode::LineDiscount | StepCode::DocumentDiscount => {
            tf(lang, e::OFF, &[("percent", &rate)])
        }
        StepCode::Schedule => step.schedule.as_ref().map_or_else(String::new, |schedule| {
            crate::cpq::schedules::words::why(lang, schedule, currency)
        }),
        StepCode::Rounding => step.rounding.map_or_else(String::new, |rule| {
            let key = match rule.place {
                RoundedPlace::Unit => e::ROUNDED_UNIT,
                RoundedPlace::Line => e::ROUNDED_LINE,
            };
            tf(lang, key, &[("rule", &labels::rounding(lang, &rule))])
        }),
        StepCode::Surcharge => step
            .surcharge
            .as_ref()
            .map_or_else(String::new, |own| surcharge_label(lang, own)),
        StepCode::Term => tn(lang, e::MONTHS, months, &[]),
        StepCode::Proration => prorated(editor, step),
        StepCode::Trial => String::new(),
        StepCode::FreeMonths => tn(lang, e::FREE, months, &[]),
        StepCode::Ramp => ramped(lang, step, &price),
        StepCode::Net => tf(lang, e::EACH, &[("price", &price)]),
        StepCode::Tax => rate,
    }
}

/// What the list price was made of, and how often it is counted.
fn of_list(editor: Editor, row: &Row, used: Option<&Used>, times: String) -> String {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    match used {
        None => times,
        Some(Used::Share { percent: rate, of }) => {
            let base = editor.base_of(row, currency);
            let base = base.map(|base| money(lang, base)).unwrap_or_default();
            let words = tf(
                lang,
                k::cpq::kinds::SHARE_OF_AMOUNT,
                &[
                    ("percent", &percent(lang, *rate)),
                    ("of", &share_of(lang, of)),
                    ("amount", &base),
                ],
            );
            format!("{words} · {times}")
        }
        Some(used @ Used::Formula { .. }) => {
            let mut words = used_words(lang, used, currency);
            let answers = editor.answers_of(row);
            if !answers.is_empty() {
                let values = formula_answers(lang, &answers, currency);
                words = format!("{words} · {values}");
            }
            format!("{words} · {times}")
        }
        Some(used) => used_words(lang, used, currency),
    }
}

/// The agreement, with its price or its percentage.
fn agreed(lang: Lang, step: &Step, price: &str, rate: &str) -> String {
    let name = step.name.clone().unwrap_or_default();
    let (key, rate) = if step.percent.is_some() {
        (k::cpq::explain::AGREED_OFF, rate)
    } else {
        (k::cpq::explain::AGREED, "")
    };
    tf(
        lang,
        key,
        &[("name", &name), ("percent", &rate), ("price", &price)],
    )
}

/// What each tier is counted at.
fn slices(lang: Lang, step: &Step, currency: Currency) -> String {
    let slices = step.slices.iter().map(|slice| {
        let price = unit_price(lang, slice.unit_price, currency);
        times(lang, slice.quantity, &price)
    });
    slices.collect::<Vec<_>>().join(" + ")
}

/// Which part of a period is counted, by which rule.
fn prorated(editor: Editor, step: &Step) -> String {
    let lang = editor.lang;
    let part = step.part.unwrap_or_default();
    let rule = editor
        .head
        .with_untracked(|head| head.subscription.proration);
    let rule = labels::proration(lang, rule);
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("of", &part.of), ("parts", &part.parts), ("rule", &rule)];
    tf(lang, k::cpq::explain::PART, &values)
}

/// From which month on another quantity counts.
fn ramped(lang: Lang, step: &Step, price: &str) -> String {
    let month = step.months.unwrap_or(0).saturating_add(1);
    let quantity = step.quantity.map(|quantity| quantity_text(lang, quantity));
    let quantity = quantity.unwrap_or_default();
    tf(
        lang,
        k::cpq::explain::RAMP,
        &[
            ("month", &month),
            ("quantity", &quantity),
            ("price", &price),
        ],
    )
}
