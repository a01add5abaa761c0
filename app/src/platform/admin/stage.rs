//! The dialog for one stage of the draft; nothing is sent before the pipeline is saved.

use super::pipelines::word;
use crate::boot::use_lang;
use crate::platform::fields::fields_of;
use crate::shell::form::{Bilingual, FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, parse_percent, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::{Criterion, ForecastCategory, RequiredField, Stage, StageState};
use shared::kernel::Issue;
use shared::platform::fields::Holder;
use ui::{Checkbox, Choice, NumberInput, Place, Select, TextArea, TextInput};

/// Shown while `editing` is a stage.
#[component]
pub(super) fn StageForm(
    stages: RwSignal<Vec<Stage>>,
    editing: RwSignal<Option<Stage>>,
) -> impl IntoView {
    let lang = use_lang();
    let title = move |stage: &Stage| {
        let name = stage.name.get(lang);
        tf(lang, k::admin::STAGE_EDIT, &[("name", &name)])
    };
    view! {
        <DialogOf id="stage-form" of=editing title place=Place::Side let(stage)>
            <Form stages editing stage />
        </DialogOf>
    }
    .into_any()
}

#[component]
fn Form(
    stages: RwSignal<Vec<Stage>>,
    editing: RwSignal<Option<Stage>>,
    stage: Stage,
) -> impl IntoView {
    let lang = use_lang();
    let findings = use_findings();
    let name = Bilingual::of(&stage.name);
    let state = RwSignal::new(stage.state.code().to_owned());
    let probability = RwSignal::new(i18n::number(
        lang,
        stage.probability.as_decimal().normalize(),
        stage.probability.as_decimal().normalize().scale(),
    ));
    let category = RwSignal::new(stage.category.code().to_owned());
    let stalled = RwSignal::new(
        stage
            .stalled_after_days
            .map(|days| days.to_string())
            .unwrap_or_default(),
    );
    let guidance = Bilingual::of(&stage.guidance);
    let criteria: Vec<(Criterion, RwSignal<bool>)> = Criterion::ALL
        .iter()
        .map(|criterion| {
            (
                *criterion,
                RwSignal::new(stage.exit_criteria.contains(criterion)),
            )
        })
        .collect();
    let boxes = criteria
        .iter()
        .map(|(criterion, on)| view! { <Checkbox id=format!("criterion-{}", criterion.code()) label=word(lang, "criterion", criterion.code()) checked=*on /> })
        .collect_view();
    let own: Vec<(RequiredField, RwSignal<bool>)> = fields_of(Holder::Opportunity)
        .into_iter()
        .map(|field| {
            let mut required = stage.required_fields.iter();
            let on = required.any(|one| one.key == field.key);
            let required = RequiredField {
                key: field.key,
                label: field.label,
            };
            (required, RwSignal::new(on))
        })
        .collect();
    let own_boxes = own
        .iter()
        .map(|(field, on)| view! { <Checkbox id=format!("required-{}", field.key) label=field.label.get(lang).to_owned() checked=*on /> })
        .collect_view();
    let own_boxes = (!own.is_empty()).then(|| {
        view! {
            <fieldset class="stack-sm">
                <legend class="field-label">{t(lang, k::admin::STAGE_FIELDS)}</legend>
                {own_boxes}
            </fieldset>
        }
    });
    let own = StoredValue::new(own);
    let original = StoredValue::new(stage);
    let criteria = StoredValue::new(criteria);
    let keep = move || {
        let percent = match parse_percent(lang, &probability.get_untracked(), "probability") {
            Ok(percent) => percent,
            Err(issue) => {
                findings.check(vec![issue]);
                return;
            }
        };
        let days = stalled.get_untracked();
        let stalled_after_days = match days.trim() {
            "" => None,
            text => match text.parse::<i32>() {
                Ok(days) if days > 0 => Some(days),
                _ => {
                    findings.check(vec![
                        Issue::error("not_a_number", "stalled_after_days").with("text", text),
                    ]);
                    return;
                }
            },
        };
        let next = Stage {
            name: untrack(|| name.read()),
            state: state.get_untracked().parse().unwrap_or(StageState::Open),
            probability: percent,
            category: category
                .get_untracked()
                .parse()
                .unwrap_or(ForecastCategory::Pipeline),
            exit_criteria: criteria.with_value(|all| {
                all.iter()
                    .filter(|(_, on)| on.get_untracked())
                    .map(|(criterion, _)| *criterion)
                    .collect()
            }),
            required_fields: own.with_value(|all| {
                all.iter()
                    .filter(|(_, on)| on.get_untracked())
                    .map(|(field, _)| field.clone())
                    .collect()
            }),
            guidance: untrack(|| guidance.read()),
            stalled_after_days,
            ..original.get_value()
        };
        stages.update(|all| {
            if let Some(place) = all.iter_mut().find(|other| other.id == next.id) {
                *place = next;
            }
        });
        editing.set(None);
    };
    let states: Vec<Choice> = StageState::ALL
        .iter()
        .map(|s| Choice::new(s.code(), word(lang, "state", s.code())))
        .collect();
    let categories: Vec<Choice> = ForecastCategory::ALL
        .iter()
        .map(|c| Choice::new(c.code(), word(lang, "category", c.code())))
        .collect();
    view! {
        <DialogForm send=keep leave=Callback::new(move |()| editing.set(None))>
            <div class="dialog-body form">
                <TextInput id="stage-en" label=t(lang, k::admin::STAGE_NAME_EN) value=name.en />
                <TextInput id="stage-fr" label=t(lang, k::admin::STAGE_NAME_FR) value=name.fr />
                <Select id="stage-state" label=t(lang, k::admin::STAGE_STATE) value=state options=states />
                <NumberInput id="stage-probability" label=t(lang, k::admin::STAGE_PROBABILITY) value=probability suffix="%" error=findings.of("probability") />
                <Select id="stage-category" label=t(lang, k::admin::STAGE_CATEGORY) value=category options=categories />
                <NumberInput id="stage-stalled" label=t(lang, k::admin::STAGE_STALLED) hint=t(lang, k::admin::STAGE_STALLED_HINT) value=stalled error=findings.of("stalled_after_days") />
                <fieldset class="stack-sm">
                    <legend class="field-label">{t(lang, k::admin::STAGE_CRITERIA)}</legend>
                    {boxes}
                </fieldset>
                {own_boxes}
                <TextArea id="stage-guidance-en" label=t(lang, k::admin::STAGE_GUIDANCE_EN) value=guidance.en />
                <TextArea id="stage-guidance-fr" label=t(lang, k::admin::STAGE_GUIDANCE_FR) value=guidance.fr />
                <FormNotice text=findings.rest(&["probability", "stalled_after_days"]) />
            </div>
        </DialogForm>
    }
    .into_any()
}
