//! The answer at a glance: closed, commit, projected, chance; and the bar of the "what if".

use super::state::{Drill, Sheet};
use super::words;
use i18n::{Lang, k, t, tf, tn};
use leptos::prelude::*;
use shared::planning::forecast::{Column, NodeId, Totals};
use ui::{Button, Glyph, Size, Variant};

/// Four figures, each opening what is behind it where deals are.
#[component]
pub fn Figures(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let totals = Memo::new(move |_| sheet.totals(NodeId::Everybody));
    view! {
        <WhatIf sheet />
        <div class="grid-figures">
            <CellFigure sheet column=Column::Closed note=Signal::derive(move || totals.with(|totals| quota_note(lang, totals))) />
            <CellFigure sheet column=Column::Commit note=Signal::derive(move || totals.with(|totals| commit_note(sheet, totals))) />
            <div class="figure">
                <span class="figure-label">{t(lang, k::planning::FIGURE_PROJECTED)}</span>
                <span class="figure-value" data-figure="projected">
                    {move || sheet.whole(sheet.projection.with(|projection| projection.median))}
                </span>
                <span class="figure-note">{move || range(sheet)}</span>
            </div>
            <Chance sheet />
        </div>
        <Show when=move || totals.with(|totals| totals.overdue != 0)>
            <p class="notice tone-warning fc-overdue">
                <span>
                    {move || {
                        let amount = sheet.whole(totals.with(|totals| totals.overdue));
                        tf(lang, k::planning::FIGURE_OVERDUE, &[("amount", &amount)])
                    }}
                </span>
                <Button
                    label=t(lang, k::planning::FIGURE_OVERDUE_SHOW)
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=Callback::new(move |()| {
                        sheet.open(Drill::Cell(NodeId::Everybody, Column::Overdue));
                    })
                />
            </p>
        </Show>
    }
}

/// How much of the quota is closed.
fn quota_note(lang: Lang, totals: &Totals) -> String {
    match totals.attainment_bp() {
        Some(bp) => {
            let share = words::share(lang, bp);
            tf(lang, k::planning::FIGURE_OF_QUOTA, &[("share", &share)])
        }
        None => t(lang, k::planning::FIGURE_NO_QUOTA).to_owned(),
    }
}

/// How far the commitment is from the quota; without one, of how many deals it is.
fn commit_note(sheet: Sheet, totals: &Totals) -> String {
    let lang = sheet.lang;
    match totals.gap() {
        Some(gap) if gap > 0 => {
            let amount = sheet.whole(gap);
            tf(lang, k::planning::FIGURE_TO_GO, &[("amount", &amount)])
        }
        Some(gap) => {
            let amount = sheet.whole(-gap);
            tf(lang, k::planning::FIGURE_ABOVE, &[("amount", &amount)])
        }
        None => {
            let deals = i64::from(totals.deals);
            tn(lang, k::planning::FIGURE_DEALS, deals, &[])
        }
    }
}

/// Between what and what the projection lies.
fn range(sheet: Sheet) -> String {
    sheet.projection.with(|projection| {
        let (low, high) = (sheet.short(projection.low), sheet.short(projection.high));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("low", &low), ("high", &high)];
        tf(sheet.lang, k::planning::FIGURE_RANGE, &values)
    })
}

/// How likely the quota is.
#[component]
fn Chance(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let bp = move || sheet.projection.with(|projection| projection.chance_bp);
    let chance = move || bp().map_or_else(|| "–".to_owned(), |bp| words::share(lang, bp));
    let note = move || match bp() {
        Some(bp) => {
            let draws = i18n::integer(lang, bp / 10);
            tf(lang, k::planning::FIGURE_CHANCE_NOTE, &[("n", &draws)])
        }
        None => t(lang, k::planning::FIGURE_NO_QUOTA).to_owned(),
    };
    view! {
        <div class="figure">
            <span class="figure-label">{t(lang, k::planning::FIGURE_CHANCE)}</span>
            <span class="figure-value" data-figure="chance">{chance}</span>
            <span class="figure-note">{note}</span>
        </div>
    }
}

/// A figure that opens the deals behind it.
#[component]
fn CellFigure(sheet: Sheet, column: Column, note: Signal<String>) -> impl IntoView {
    let name = words::column_name(sheet.lang, column);
    view! {
        <button
            type="button"
            class="figure fc-figure"
            on:click=move |_| sheet.open(Drill::Cell(NodeId::Everybody, column))
        >
            <span class="figure-label">{name}</span>
            <span class="figure-value" data-figure=column.code()>
                {move || sheet.whole(sheet.value(NodeId::Everybody, column))}
            </span>
            <span class="figure-note">{note}</span>
        </button>
    }
}

/// Says that the page shows wishes, what they do, and how to get back.
#[component]
fn WhatIf(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let count = move || sheet.wishes.with(std::collections::BTreeMap::len);
    let text = move || {
        let before = sheet
            .before
            .with(|before| before.as_ref().map_or(0, |p| p.median));
        let now = sheet.projection.with(|projection| projection.median);
        let currency = sheet.view.with(|view| view.currency);
        let delta = words::signed(lang, now.saturating_sub(before), currency);
        let n = i64::try_from(count()).unwrap_or(0);
        tn(lang, k::planning::WHAT_IF, n, &[("delta", &delta)])
    };
    view! {
        <div role="status">
            <Show when=move || { count() > 0 }>
                <p class="notice tone-info fc-what-if">
                    <span>{text}</span>
                    <Button
                        label=t(lang, k::planning::WHAT_IF_RESET)
                        icon=Glyph::Undo
                        size=Size::Small
                        on_press=Callback::new(move |()| {
                            sheet.wishes.set(std::collections::BTreeMap::new());
                        })
                    />
                </p>
            </Show>
        </div>
    }
}
