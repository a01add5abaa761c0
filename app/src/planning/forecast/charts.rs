//! Projected bookings, attainment, what changed: drawn by `shared::insight::chart`, once wide and
//! once narrow, so that the server's first paint fits a telephone, too.

use super::query::Query;
use super::state::{Drill, Sheet};
use super::words;
use chrono::NaiveDate;
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::insight::chart::{
    Attainment, AttainmentRow, AttainmentWords, BarKind, Drawing, Fan, FanWords, Frame, Layout,
    Table, WaterfallBar, WaterfallWords, attainment, fan, waterfall,
};
use shared::kernel::UserId;
use shared::planning::forecast::ops::WaterfallPart;
use shared::planning::forecast::{Change, Column, Measure, NodeId};
use ui::{ChartFrame, Choice, DateInput, SegmentedControl, Tell};

/// The three charts.
#[component]
pub fn Charts(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    view! {
        <FanChart sheet />
        <WaterfallChart sheet go />
        <AttainmentChart sheet />
    }
}

/// Both layouts of a drawing, one after the other; the style sheet shows the one that fits.
fn both(draw: impl Fn(Layout) -> Drawing) -> (String, Table) {
    let (wide, narrow) = (draw(Layout::Wide), draw(Layout::Narrow));
    (wide.svg + &narrow.svg, wide.table)
}

/// The twin of a drawing.
fn twin(table: Table) -> impl IntoView {
    let heads = table
        .columns
        .into_iter()
        .enumerate()
        .map(|(n, head)| view! { <th scope="col" class:num=n != 0>{head}</th> })
        .collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(n, cell)| match n {
                    0 => view! { <th scope="row">{cell}</th> }.into_any(),
                    _ => view! { <td class="num">{cell}</td> }.into_any(),
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table">
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The key of the mark that was pressed.
fn pressed_key(event: &leptos::ev::MouseEvent) -> Option<String> {
    let target = event
        .target()?
        .dyn_into::<leptos::web_sys::Element>()
        .ok()?;
    target
        .closest("[data-key]")
        .ok()??
        .get_attribute("data-key")
}

#[component]
fn FanChart(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let description = Signal::derive(move || fan_sentence(sheet));
    let drawn = Memo::new(move |_| draw_fan(sheet, &description.get()));
    let method = move || fan_method(sheet);
    view! {
        <div>
            <ChartFrame
                id="fc-fan"
                title=t(lang, k::planning::FAN_TITLE)
                description
                svg=Signal::derive(move || drawn.with(|(svg, _)| svg.clone()))
                show_table_label=t(lang, k::planning::SHOW_TABLE)
                show_chart_label=t(lang, k::planning::SHOW_CHART)
            >
                {move || twin(drawn.with(|(_, table)| table.clone()))}
            </ChartFrame>
            <p class="small muted fc-method">{method}</p>
        </div>
    }
}

fn fan_sentence(sheet: Sheet) -> String {
    let lang = sheet.lang;
    let (span, today) = sheet.view.with(|view| (view.span, view.today));
    let day = i18n::date_in_words(lang, span.to);
    sheet.projection.with(|projection| {
        let closed = sheet.short(projection.closed);
        if today > span.to {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("closed", &closed), ("day", &day)];
            return tf(lang, k::planning::FAN_DESCRIPTION_PAST, &values);
        }
        let (median, low, high) = (
            sheet.short(projection.median),
            sheet.short(projection.low),
            sheet.short(projection.high),
        );
        tf(
            lang,
            k::planning::FAN_DESCRIPTION,
            &[
                ("closed", &closed),
                ("median", &median),
                ("day", &day),
                ("low", &low),
                ("high", &high),
            ],
        )
    })
}

/// How the range was made, in a sentence.
fn fan_method(sheet: Sheet) -> String {
    let lang = sheet.lang;
    let record = sheet.history.with_value(|history| {
        match (
            history.ratios_bp.iter().min(),
            history.ratios_bp.iter().max(),
        ) {
            (Some(low), Some(high)) => {
                let n = history.ratios_bp.len();
                let (low, high) = (
                    words::share(lang, i64::from(*low)),
                    words::share(lang, i64::from(*high)),
                );
                tf(
                    lang,
                    k::planning::RECORD_KNOWN,
                    &[("n", &n), ("low", &low), ("high", &high)],
                )
            }
            _ => t(lang, k::planning::RECORD_UNKNOWN).to_owned(),
        }
    });
    let n = sheet
        .projection
        .with(|projection| i18n::integer(lang, i64::from(projection.open_deals)));
    tf(
        lang,
        k::planning::FAN_METHOD,
        &[("n", &n), ("record", &record)],
    )
}

fn draw_fan(sheet: Sheet, description: &str) -> (String, Table) {
    let lang = sheet.lang;
    let (currency, span, today) = sheet
        .view
        .with(|view| (view.currency, view.span, view.today));
    let quota = sheet.totals(NodeId::Everybody).quota;
    let money = move |minor: i64| words::short(lang, minor, currency);
    let money_full = move |minor: i64| words::whole(lang, minor, currency);
    let date = move |day: NaiveDate| i18n::day_month(lang, day);
    let date_full = move |day: NaiveDate| i18n::date_medium(lang, day);
    let words = FanWords {
        closed: t(lang, k::planning::FAN_CLOSED),
        median: t(lang, k::planning::FAN_MEDIAN),
        range: t(lang, k::planning::FAN_RANGE),
        low: t(lang, k::planning::FAN_LOW),
        high: t(lang, k::planning::FAN_HIGH),
        quota: t(lang, k::planning::FAN_QUOTA),
        today: t(lang, k::planning::FAN_TODAY),
        before: t(lang, k::planning::FAN_BEFORE),
        day: t(lang, k::planning::FAN_DAY),
        date: &date,
        date_full: &date_full,
    };
    sheet.projection.with(|projection| {
        sheet.before.with(|before| {
            let data = Fan {
                points: &projection.points,
                today: span.contains(today).then_some(today),
                quota,
                before: before.as_ref().map(|before| before.points.as_slice()),
            };
            both(|layout| {
                let frame = Frame {
                    id: "fc-fan",
                    layout,
                    title: t(lang, k::planning::FAN_TITLE),
                    description,
                    money: &money,
                    money_full: &money_full,
                };
                fan(&data, &frame, &words)
            })
        })
    })
}

#[component]
fn AttainmentChart(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let drawn = Memo::new(move |_| draw_attainment(sheet));
    let on_press = move |event: leptos::ev::MouseEvent| {
        if let Some(id) = pressed_key(&event).and_then(|key| key.parse::<UserId>().ok()) {
            sheet.open(Drill::Cell(NodeId::Rep(id), Column::Closed));
        }
    };
    let any = move || drawn.with(|(_, table)| !table.rows.is_empty());
    view! {
        <Show when=any>
            <div class="chart-clickable" on:click=on_press>
                <ChartFrame
                    id="fc-attainment"
                    title=t(lang, k::planning::ATTAINMENT_TITLE)
                    description=t(lang, k::planning::ATTAINMENT_DESCRIPTION)
                    svg=Signal::derive(move || drawn.with(|(svg, _)| svg.clone()))
                    show_table_label=t(lang, k::planning::SHOW_TABLE)
                    show_chart_label=t(lang, k::planning::SHOW_CHART)
                >
                    {move || twin(drawn.with(|(_, table)| table.clone()))}
                </ChartFrame>
            </div>
        </Show>
    }
}

/// People with a quota or numbers, best attainment first.
fn draw_attainment(sheet: Sheet) -> (String, Table) {
    let lang = sheet.lang;
    let currency = sheet.view.with(|view| view.currency);
    let mut people: Vec<(Option<i64>, AttainmentRow)> = sheet.table.with(|table| {
        table
            .rows
            .iter()
            .filter_map(|row| match row.node {
                NodeId::Rep(id) => Some((id, row)),
                _ => None,
            })
            .filter(|(_, row)| row.totals.quota.is_some() || row.totals.deals > 0)
            .map(|(id, row)| {
                let bp = row.totals.attainment_bp();
                let row = AttainmentRow {
                    key: id.to_string(),
                    name: row.name.clone(),
                    closed: row.totals.closed,
                    commit: row.totals.commit,
                    quota: row.totals.quota,
                    share: bp.map_or_else(|| "–".to_owned(), |bp| words::share(lang, bp)),
                };
                (bp, row)
            })
            .collect()
    });
    people.sort_by(|(a, left), (b, right)| b.cmp(a).then(right.closed.cmp(&left.closed)));
    let rows: Vec<AttainmentRow> = people.into_iter().map(|(_, row)| row).collect();
    let money = move |minor: i64| words::short(lang, minor, currency);
    let money_full = move |minor: i64| words::whole(lang, minor, currency);
    both(|layout| {
        let frame = Frame {
            id: "fc-attainment",
            layout,
            title: t(lang, k::planning::ATTAINMENT_TITLE),
            description: t(lang, k::planning::ATTAINMENT_DESCRIPTION),
            money: &money,
            money_full: &money_full,
        };
        let words = AttainmentWords {
            name: t(lang, k::planning::ATTAINMENT_NAME),
            closed: words::column_name(lang, Column::Closed),
            commit: words::column_name(lang, Column::Commit),
            quota: t(lang, k::planning::COLUMN_QUOTA),
            attainment: t(lang, k::planning::COLUMN_ATTAINMENT),
        };
        attainment(&Attainment { rows: &rows }, &frame, &words)
    })
}

#[component]
fn WaterfallChart(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let description = Signal::derive(move || waterfall_sentence(sheet));
    let drawn = Memo::new(move |_| draw_waterfall(sheet, &description.get()));
    let on_press = move |event: leptos::ev::MouseEvent| {
        if let Some(drill) = pressed_key(&event).and_then(|key| door_of(&key)) {
            sheet.open(drill);
        }
    };
    view! {
        <div class="chart-clickable" on:click=on_press>
            <ChartFrame
                id="fc-waterfall"
                title=t(lang, k::planning::WATERFALL_TITLE)
                description
                svg=Signal::derive(move || drawn.with(|(svg, _)| svg.clone()))
                show_table_label=t(lang, k::planning::SHOW_TABLE)
                show_chart_label=t(lang, k::planning::SHOW_CHART)
                actions=move || view! { <WaterfallControls sheet go /> }
            >
                <StepTable sheet />
            </ChartFrame>
        </div>
    }
}

#[component]
fn WaterfallControls(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let word = |measure: Measure| match measure {
        Measure::Open => "open",
        Measure::Commit => "commit",
    };
    let measure = RwSignal::new(word(sheet.query.with_untracked(|query| query.measure)).to_owned());
    let since = RwSignal::new(sheet.view.with_untracked(|view| view.since.to_string()));
    Effect::new(move |_| since.set(sheet.view.with(|view| view.since.to_string())));
    let options = vec![
        Choice::new("open", t(lang, k::planning::MEASURE_OPEN)),
        Choice::new("commit", t(lang, k::planning::MEASURE_COMMIT)),
    ];
    view! {
        <SegmentedControl
            id="fc-measure"
            label=t(lang, k::planning::WATERFALL_MEASURE)
            options
            value=measure
            on_change=Callback::new(move |word: String| {
                let measure = if word == "commit" { Measure::Commit } else { Measure::Open };
                go.tell(Query { measure, ..sheet.query.get_untracked() });
            })
        />
        <DateInput
            id="fc-since"
            label=t(lang, k::planning::WATERFALL_SINCE)
            value=since
            max=sheet.view.with_untracked(|view| view.today.to_string())
            bare=true
            on_commit=Callback::new(move |text: String| {
                go.tell(Query { since: text.parse().ok(), ..sheet.query.get_untracked() });
            })
        />
    }
}

fn waterfall_sentence(sheet: Sheet) -> String {
    let lang = sheet.lang;
    let Some(waterfall) = sheet.waterfall() else {
        return String::new();
    };
    let (since, period) = sheet.view.with(|view| {
        (
            i18n::date_in_words(lang, view.since),
            words::period_name(lang, view.calendar, view.period),
        )
    });
    let (opening, closing) = (
        sheet.short(waterfall.opening),
        sheet.short(waterfall.closing),
    );
    tf(
        lang,
        k::planning::WATERFALL_DESCRIPTION,
        &[
            ("opening", &opening),
            ("since", &since),
            ("closing", &closing),
            ("period", &period),
        ],
    )
}

/// What the first and the last bar are called in the drawing.
const OPENING: &str = "opening";
const CLOSING: &str = "closing";

/// What a bar of the waterfall opens.
fn door_of(key: &str) -> Option<Drill> {
    match key {
        OPENING => Some(Drill::Part(WaterfallPart::Opening)),
        CLOSING => Some(Drill::Part(WaterfallPart::Closing)),
        code => Change::ALL
            .into_iter()
            .find(|change| change.code() == code)
            .map(|change| Drill::Part(WaterfallPart::Step(change))),
    }
}

fn waterfall_bars(sheet: Sheet) -> Vec<WaterfallBar> {
    let lang = sheet.lang;
    let Some(waterfall) = sheet.waterfall() else {
        return Vec::new();
    };
    let total = |key: &str, name: String, value: i64| WaterfallBar {
        key: key.to_owned(),
        name,
        value,
        kind: BarKind::Total,
    };
    let opening = total(
        OPENING,
        words::opening_name(lang, sheet.view.with(|view| view.since)),
        waterfall.opening,
    );
    let closing = total(
        CLOSING,
        t(lang, k::planning::WATERFALL_CLOSING).to_owned(),
        waterfall.closing,
    );
    let steps = waterfall.steps.into_iter().map(|step| WaterfallBar {
        key: step.change.code().to_owned(),
        name: words::change_name(lang, step.change).to_owned(),
        value: step.delta,
        kind: if step.change == Change::Won {
            BarKind::Won
        } else {
            BarKind::Step
        },
    });
    std::iter::once(opening)
        .chain(steps)
        .chain([closing])
        .collect()
}

fn draw_waterfall(sheet: Sheet, description: &str) -> (String, Table) {
    let lang = sheet.lang;
    let currency = sheet.view.with(|view| view.currency);
    let bars = waterfall_bars(sheet);
    let money = move |minor: i64| words::short(lang, minor, currency);
    let money_full = move |minor: i64| words::whole(lang, minor, currency);
    let signed = move |minor: i64| words::signed(lang, minor, currency);
    both(|layout| {
        let frame = Frame {
            id: "fc-waterfall",
            layout,
            title: t(lang, k::planning::WATERFALL_TITLE),
            description,
            money: &money,
            money_full: &money_full,
        };
        let words = WaterfallWords {
            step: t(lang, k::planning::WATERFALL_STEP),
            amount: t(lang, k::planning::WATERFALL_AMOUNT),
            signed: &signed,
        };
        waterfall(&bars, &frame, &words)
    })
}

/// The twin of the waterfall: each step opens its deals, for those who do not use a mouse.
#[component]
fn StepTable(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let rows = move || {
        waterfall_bars(sheet)
            .into_iter()
            .map(|bar| {
                let amount = sheet.whole(bar.value);
                let amount = match door_of(&bar.key) {
                    Some(drill) => view! {
                        <button type="button" class="fc-door" data-step=bar.key.clone() on:click=move |_| sheet.open(drill)>
                            {amount}
                        </button>
                    }
                    .into_any(),
                    None => view! { <strong>{amount}</strong> }.into_any(),
                };
                view! { <tr><th scope="row">{bar.name}</th><td class="num">{amount}</td></tr> }
            })
            .collect_view()
    };
    view! {
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">{t(lang, k::planning::WATERFALL_STEP)}</th>
                    <th scope="col" class="num">{t(lang, k::planning::WATERFALL_AMOUNT)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
