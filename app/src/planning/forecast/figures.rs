//! The answer at a glance: closed, commit, projected, chance; and the bar of the "what if".

use super::state::{Drill, Sheet};
use super::words;
use i18n::{k, t, tf, tn};
use leptos::prelude::*;
use shared::planning::forecast::{Column, NodeId};
use ui::{Button, Glyph, Size, Variant};

/// Four figures, each opening what is behind it where deals are.
#[component]
pub fn Figures(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let totals = Memo::new(move |_| sheet.totals(NodeId::Everybody));
    let quota_note = move || {
        let totals = totals.get();
        match (totals.attainment_bp(), totals.gap()) {
            (Some(bp), _) => {
                let share = words::share(lang, bp);
                tf(lang, k::planning::FIGURE_OF_QUOTA, &[("share", &share)])
            }
            _ => t(lang, k::planning::FIGURE_NO_QUOTA).to_owned(),
        }
    };
    let commit_note = move || {
        let totals = totals.get();
        match totals.gap() {
            Some(gap) if gap > 0 => {
                let amount = sheet.whole(gap);
                tf(lang, k::planning::FIGURE_TO_GO, &[("amount", &amount)])
            }
            Some(gap) => {
                let amount = sheet.whole(-gap);
                tf(lang, k::planning::FIGURE_ABOVE, &[("amount", &amount)])
            }
            None => tn(
                lang,
                k::planning::FIGURE_DEALS,
                i64::from(totals.deals),
                &[],
            ),
        }
    };
    let range = move || {
        sheet.projection.with(|projection| {
            let (low, high) = (sheet.short(projection.low), sheet.short(projection.high));
            tf(
                lang,
                k::planning::FIGURE_RANGE,
                &[("low", &low), ("high", &high)],
            )
        })
    };
    let chance = move || {
        let bp = sheet.projection.with(|projection| projection.chance_bp);
        bp.map_or_else(|| "–".to_owned(), |bp| words::share(lang, bp))
    };
    let chance_note = move || {
        let bp = sheet.projection.with(|projection| projection.chance_bp);
        match bp {
            Some(bp) => {
                let draws = i18n::integer(lang, bp / 10);
                tf(lang, k::planning::FIGURE_CHANCE_NOTE, &[("n", &draws)])
            }
            None => t(lang, k::planning::FIGURE_NO_QUOTA).to_owned(),
        }
    };
    view! {
        <WhatIf sheet />
        <div class="grid-figures">
            <CellFigure sheet column=Column::Closed note=Signal::derive(quota_note) />
            <CellFigure sheet column=Column::Commit note=Signal::derive(commit_note) />
            <div class="figure">
                <span class="figure-label">{t(lang, k::planning::FIGURE_PROJECTED)}</span>
                <span class="figure-value" data-figure="projected">
                    {move || sheet.whole(sheet.projection.with(|projection| projection.median))}
                </span>
                <span class="figure-note">{range}</span>
            </div>
            <div class="figure">
                <span class="figure-label">{t(lang, k::planning::FIGURE_CHANCE)}</span>
                <span class="figure-value" data-figure="chance">{chance}</span>
                <span class="figure-note">{chance_note}</span>
            </div>
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
