//! What the prices of a price book are rounded to, as it is typed.

use super::price_books::BookFields;
use crate::cpq::numbers;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::cpq::pricing::{PriceRounding, RoundedPlace, RoundingMode};
use shared::kernel::{Issue, Lang, UnitPrice};
use ui::{Choice, NumberInput, Select};

/// The fields of a rule; no rule without a step.
#[derive(Clone, Copy)]
pub(super) struct RoundingFields {
    step: RwSignal<String>,
    ending: RwSignal<String>,
    mode: RwSignal<String>,
    place: RwSignal<String>,
}

impl RoundingFields {
    /// The fields of a rule.
    pub(super) fn of(lang: Lang, rule: Option<PriceRounding>) -> Self {
        let price = |price: Option<UnitPrice>| {
            let shown = price.filter(|price| price.0 != 0);
            RwSignal::new(
                shown
                    .map(|price| numbers::price(lang, price))
                    .unwrap_or_default(),
            )
        };
        let mode = rule.map(|rule| rule.mode).unwrap_or_default();
        let place = rule.map(|rule| rule.place).unwrap_or_default();
        Self {
            step: price(rule.map(|rule| rule.step)),
            ending: price(rule.map(|rule| rule.ending)),
            mode: RwSignal::new(mode.code().to_owned()),
            place: RwSignal::new(place.code().to_owned()),
        }
    }

    /// What was typed, or what is no number.
    pub(super) fn read(&self, lang: Lang) -> Result<Option<PriceRounding>, Issue> {
        let price = |text: RwSignal<String>, field: &'static str| {
            text.with_untracked(|text| match text.trim() {
                "" => Ok(None),
                text => numbers::to_price(lang, text)
                    .map(Some)
                    .ok_or_else(|| Issue::error("not_a_number", field).with("text", text)),
            })
        };
        let step = price(self.step, "rounding_step")?;
        let ending = price(self.ending, "rounding_ending")?.unwrap_or(UnitPrice(0));
        Ok(step.map(|step| PriceRounding {
            place: self
                .place
                .with_untracked(|code| code.parse().unwrap_or_default()),
            step,
            ending,
            mode: self
                .mode
                .with_untracked(|code| code.parse().unwrap_or_default()),
        }))
    }
}

/// The fields on the screen; what goes with a step is asked once there is one.
#[component]
pub(super) fn RoundingInputs(lang: Lang, fields: BookFields) -> impl IntoView {
    let own = fields.rounding;
    let choices = |codes: Vec<&'static str>| -> Vec<Choice> {
        codes
            .into_iter()
            .map(|code| Choice::new(code, word(lang, "cpq.rounding", code)))
            .collect()
    };
    let modes = StoredValue::new(choices(
        RoundingMode::ALL.iter().map(|one| one.code()).collect(),
    ));
    let places = StoredValue::new(choices(
        RoundedPlace::ALL.iter().map(|one| one.code()).collect(),
    ));
    let said = Memo::new(move |_| own.step.with(|text| !text.trim().is_empty()));
    view! {
        <div class="form-row">
            <NumberInput
                id="book-rounding"
                label=t(lang, k::cpq::books::ROUNDING)
                hint=t(lang, k::cpq::books::ROUNDING_HINT)
                value=own.step
                error=fields.error(lang, "rounding_step")
            />
            <Show when=move || said.get()>
                <NumberInput
                    id="book-ending"
                    label=t(lang, k::cpq::books::ENDING)
                    hint=t(lang, k::cpq::books::ENDING_HINT)
                    value=own.ending
                    error=fields.error(lang, "rounding_ending")
                />
            </Show>
        </div>
        <Show when=move || said.get()>
            <div class="form-row">
                <Select id="book-rounding-mode" label=t(lang, k::cpq::books::ROUNDING_MODE) value=own.mode options=modes.get_value()/>
                <Select id="book-rounding-place" label=t(lang, k::cpq::books::ROUNDING_PLACE) value=own.place options=places.get_value()/>
            </div>
        </Show>
    }
}
