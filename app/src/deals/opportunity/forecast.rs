//! Probability and forecast category: what the stage says and what a person judges, side by side.

use super::state::Deal;
use crate::boot::use_lang;
use crate::work::word;
use i18n::{field_name, issue_text, k, parse_percent, t};
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::deals::pipelines::{ForecastCategory, StageState};
use ui::{Card, Choice, EditKind, Glyph, IconButton, InlineEdit, Size};

/// The card.
#[component]
pub fn ForecastCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let locked = Signal::derive(move || {
        !may_edit.get() || deal.view.with(|view| view.state != StageState::Open)
    });
    let computed = move || {
        deal.view
            .with(|view| i18n::percent(lang, view.probability_computed))
    };
    let judged = Signal::derive(move || {
        deal.view.with(|view| {
            view.probability_judged
                .map(|percent| i18n::percent(lang, percent))
                .unwrap_or_default()
        })
    });
    let judged_value = Signal::derive(move || {
        deal.view.with(|view| {
            view.probability_judged
                .map(|percent| i18n::number_trimmed(lang, percent.as_decimal(), 2))
                .unwrap_or_default()
        })
    });
    let read = move |text: &str| match text.trim() {
        "" => Ok(OpportunityChange::JudgedProbability(None)),
        text => parse_percent(lang, text, "probability_judged")
            .map(|percent| OpportunityChange::JudgedProbability(Some(percent))),
    };
    let check = Callback::new(move |text: String| match read(&text) {
        Ok(change) => deal.refusal(&change),
        Err(issue) => Some(issue_text(lang, &issue)),
    });
    let category =
        move |category: ForecastCategory| word(lang, "deals.category", category.code()).to_owned();
    let category_computed = move || deal.view.with(|view| category(view.category_computed));
    let category_judged = Signal::derive(move || {
        deal.view
            .with(|view| view.category_judged.map(category).unwrap_or_default())
    });
    let category_value = Signal::derive(move || {
        deal.view.with(|view| {
            view.category_judged
                .map(|category| category.code().to_owned())
                .unwrap_or_default()
        })
    });
    let mut choices = vec![Choice::new("", t(lang, k::opportunity::AS_COMPUTED))];
    choices.extend(
        ForecastCategory::ALL
            .iter()
            .filter(|category| **category != ForecastCategory::Closed)
            .map(|own| Choice::new(own.code(), category(*own))),
    );
    let clear = move |change: OpportunityChange, judged: Signal<String>| {
        view! {
            <Show when=move || !locked.get() && judged.with(|text| !text.is_empty())>
                {
                    let change = change.clone();
                    view! {
                        <IconButton
                            glyph=Glyph::X
                            label=t(lang, k::opportunity::BACK_TO_COMPUTED)
                            size=Size::Small
                            on_press=Callback::new(move |()| deal.edit(vec![change.clone()]))
                        />
                    }
                }
            </Show>
        }
    };
    view! {
        <Card
            id="deal-forecast"
            title=Signal::stored(t(lang, k::opportunity::FORECAST).to_owned())
        >
            <table class="deal-forecast">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{t(lang, k::opportunity::COMPUTED)}</th>
                        <th scope="col">{t(lang, k::opportunity::JUDGED)}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">{field_name(lang, "probability")}</th>
                        <td>{computed}</td>
                        <td>
                            <span class="deal-judged">
                                <InlineEdit
                                    id="deal-probability"
                                    label=t(lang, k::opportunity::JUDGED_PROBABILITY)
                                    shown=judged
                                    value=judged_value
                                    kind=EditKind::Number
                                    placeholder=t(lang, k::opportunity::JUDGE)
                                    check=check
                                    disabled=locked
                                    on_save=Callback::new(move |text: String| {
                                        if let Ok(change) = read(&text) {
                                            deal.edit(vec![change]);
                                        }
                                    })
                                />
                                {clear(OpportunityChange::JudgedProbability(None), judged)}
                            </span>
                        </td>
                    </tr>
                    <tr>
                        <th scope="row">{field_name(lang, "category")}</th>
                        <td>{category_computed}</td>
                        <td>
                            <span class="deal-judged">
                                <InlineEdit
                                    id="deal-category"
                                    label=t(lang, k::opportunity::JUDGED_CATEGORY)
                                    shown=category_judged
                                    value=category_value
                                    kind=EditKind::Among(choices)
                                    placeholder=t(lang, k::opportunity::JUDGE)
                                    disabled=locked
                                    on_save=Callback::new(move |text: String| {
                                        deal.edit(vec![
                                            OpportunityChange::JudgedCategory(text.parse().ok()),
                                        ]);
                                    })
                                />
                                {clear(OpportunityChange::JudgedCategory(None), category_judged)}
                            </span>
                        </td>
                    </tr>
                </tbody>
            </table>
            <p class="small muted deal-forecast-note">
                {t(lang, k::opportunity::JUDGED_NOTE)}
            </p>
        </Card>
    }
}
