//! Probability and forecast category: what the stage says and what a person judges, side by side.

use super::state::Deal;
use crate::boot::use_lang;
use crate::work::word;
use i18n::{field_name, issue_text, k, parse_percent, t};
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::kernel::{Issue, Lang, Percent};
use ui::{Card, Choice, EditKind, Glyph, IconButton, InlineEdit, Size};

/// The card.
#[component]
pub fn ForecastCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let locked = Signal::derive(move || {
        !may_edit.get() || deal.view.with(|view| view.state != StageState::Open)
    });
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
                    {probability_row(lang, deal, locked)}
                    {category_row(lang, deal, locked)}
                </tbody>
            </table>
            <p class="small muted deal-forecast-note">
                {t(lang, k::opportunity::JUDGED_NOTE)}
            </p>
        </Card>
    }
}

fn read_probability(lang: Lang, text: &str) -> Result<OpportunityChange, Issue> {
    let judged = match text.trim() {
        "" => None,
        text => Some(parse_percent(lang, text, "probability_judged")?),
    };
    Ok(OpportunityChange::JudgedProbability(judged))
}

fn probability_row(lang: Lang, deal: Deal, locked: Signal<bool>) -> AnyView {
    let computed = move || {
        deal.view
            .with(|view| i18n::percent(lang, view.probability_computed))
    };
    let judged = move |text: fn(Lang, Percent) -> String| {
        Signal::derive(move || {
            let judged = deal.view.with(|view| view.probability_judged);
            judged
                .map(|percent| text(lang, percent))
                .unwrap_or_default()
        })
    };
    let shown = judged(i18n::percent);
    let value = judged(|lang, percent| i18n::number_trimmed(lang, percent.as_decimal(), 2));
    let check = Callback::new(move |text: String| match read_probability(lang, &text) {
        Ok(change) => deal.refusal(&change),
        Err(issue) => Some(issue_text(lang, &issue)),
    });
    view! {
        <tr>
            <th scope="row">{field_name(lang, "probability")}</th>
            <td>{computed}</td>
            <td>
                <span class="deal-judged">
                    <InlineEdit
                        id="deal-probability"
                        label=t(lang, k::opportunity::JUDGED_PROBABILITY)
                        shown
                        value
                        kind=EditKind::Number
                        placeholder=t(lang, k::opportunity::JUDGE)
                        check=check
                        disabled=locked
                        on_save=Callback::new(move |text: String| {
                            if let Ok(change) = read_probability(lang, &text) {
                                deal.edit(vec![change]);
                            }
                        })
                    />
                    {back_to_computed(lang, deal, OpportunityChange::JudgedProbability(None), locked, shown)}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn category_row(lang: Lang, deal: Deal, locked: Signal<bool>) -> AnyView {
    let name =
        move |category: ForecastCategory| word(lang, "deals.category", category.code()).to_owned();
    let computed = move || deal.view.with(|view| name(view.category_computed));
    let judged = move || deal.view.with(|view| view.category_judged);
    let shown = Signal::derive(move || judged().map(name).unwrap_or_default());
    let value = Signal::derive(move || {
        let code = judged().map(|category| category.code().to_owned());
        code.unwrap_or_default()
    });
    let mut choices = vec![Choice::new("", t(lang, k::opportunity::AS_COMPUTED))];
    choices.extend(
        ForecastCategory::ALL
            .iter()
            .filter(|category| **category != ForecastCategory::Closed)
            .map(|own| Choice::new(own.code(), name(*own))),
    );
    view! {
        <tr>
            <th scope="row">{field_name(lang, "category")}</th>
            <td>{computed}</td>
            <td>
                <span class="deal-judged">
                    <InlineEdit
                        id="deal-category"
                        label=t(lang, k::opportunity::JUDGED_CATEGORY)
                        shown
                        value
                        kind=EditKind::Among(choices)
                        placeholder=t(lang, k::opportunity::JUDGE)
                        disabled=locked
                        on_save=Callback::new(move |text: String| {
                            deal.edit(vec![OpportunityChange::JudgedCategory(text.parse().ok())]);
                        })
                    />
                    {back_to_computed(lang, deal, OpportunityChange::JudgedCategory(None), locked, shown)}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// The button that takes a judgement back, while there is one.
fn back_to_computed(
    lang: Lang,
    deal: Deal,
    change: OpportunityChange,
    locked: Signal<bool>,
    judged: Signal<String>,
) -> AnyView {
    let change = StoredValue::new(change);
    view! {
        <Show when=move || !locked.get() && judged.with(|text| !text.is_empty())>
            <IconButton
                glyph=Glyph::X
                label=t(lang, k::opportunity::BACK_TO_COMPUTED)
                size=Size::Small
                on_press=Callback::new(move |()| deal.edit(vec![change.get_value()]))
            />
        </Show>
    }
    .into_any()
}
