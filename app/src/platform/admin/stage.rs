//! The dialog for one stage of the draft; nothing is sent before the pipeline is saved.

use super::pipelines::word;
use crate::boot::use_lang;
use crate::platform::fields::fields_of;
use crate::shell::form::{Bilingual, BilingualAreas, BilingualInputs, FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf};
use i18n::{k, parse_percent, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::{Criterion, ForecastCategory, RequiredField, Stage, StageState};
use shared::kernel::{Issue, Lang};
use shared::platform::fields::Holder;
use ui::{Checkbox, Choice, NumberInput, Place, Select};

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

/// Things of which some are ticked.
type Ticks<T> = StoredValue<Vec<(T, RwSignal<bool>)>>;

fn ticked<T: Clone + Send + Sync + 'static>(ticks: Ticks<T>) -> Vec<T> {
    ticks.with_value(|all| {
        let on = all.iter().filter(|(_, on)| on.get_untracked());
        on.map(|(one, _)| one.clone()).collect()
    })
}

/// The boxes of the form, while they are typed.
#[derive(Clone, Copy)]
struct Boxes {
    original: StoredValue<Stage>,
    name: Bilingual,
    state: RwSignal<String>,
    probability: RwSignal<String>,
    category: RwSignal<String>,
    stalled: RwSignal<String>,
    guidance: Bilingual,
    criteria: Ticks<Criterion>,
    /// Fields an administrator added, which deals need here.
    required: Ticks<RequiredField>,
}

impl Boxes {
    fn of(lang: Lang, stage: Stage) -> Self {
        let criteria = Criterion::ALL.iter().map(|criterion| {
            let on = stage.exit_criteria.contains(criterion);
            (*criterion, RwSignal::new(on))
        });
        let required = fields_of(Holder::Opportunity).into_iter().map(|field| {
            let mut required = stage.required_fields.iter();
            let on = required.any(|one| one.key == field.key);
            let required = RequiredField {
                key: field.key,
                label: field.label,
            };
            (required, RwSignal::new(on))
        });
        let probability = stage.probability.as_decimal().normalize();
        let stalled = stage.stalled_after_days.map(|days| days.to_string());
        Self {
            name: Bilingual::of(&stage.name),
            state: RwSignal::new(stage.state.code().to_owned()),
            probability: RwSignal::new(i18n::number(lang, probability, probability.scale())),
            category: RwSignal::new(stage.category.code().to_owned()),
            stalled: RwSignal::new(stalled.unwrap_or_default()),
            guidance: Bilingual::of(&stage.guidance),
            criteria: StoredValue::new(criteria.collect()),
            required: StoredValue::new(required.collect()),
            original: StoredValue::new(stage),
        }
    }

    /// The stage as it is typed, or what is no number.
    fn read(self, lang: Lang) -> Result<Stage, Issue> {
        let probability = self.probability.get_untracked();
        let (state, category) = (self.state.get_untracked(), self.category.get_untracked());
        Ok(Stage {
            probability: parse_percent(lang, &probability, "probability")?,
            stalled_after_days: self
                .stalled
                .with_untracked(|days| stalled_after(days.trim()))?,
            name: untrack(|| self.name.read()),
            state: state.parse().unwrap_or(StageState::Open),
            category: category.parse().unwrap_or(ForecastCategory::Pipeline),
            exit_criteria: ticked(self.criteria),
            required_fields: ticked(self.required),
            guidance: untrack(|| self.guidance.read()),
            ..self.original.get_value()
        })
    }
}

/// After how many days a deal is stalled; nothing: never.
fn stalled_after(text: &str) -> Result<Option<i32>, Issue> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i32>() {
        Ok(days) if days > 0 => Ok(Some(days)),
        _ => Err(Issue::error("not_a_number", "stalled_after_days").with("text", text)),
    }
}

#[component]
fn Form(
    stages: RwSignal<Vec<Stage>>,
    editing: RwSignal<Option<Stage>>,
    stage: Stage,
) -> impl IntoView {
    let lang = use_lang();
    let findings = use_findings();
    let boxes = Boxes::of(lang, stage);
    let criteria = boxes.criteria.with_value(|all| {
        all.iter()
            .map(|(criterion, on)| view! { <Checkbox id=format!("criterion-{}", criterion.code()) label=word(lang, "criterion", criterion.code()) checked=*on /> })
            .collect_view()
    });
    let required = boxes.required.with_value(|all| {
        all.iter()
            .map(|(field, on)| view! { <Checkbox id=format!("required-{}", field.key) label=field.label.get(lang).to_owned() checked=*on /> })
            .collect::<Vec<_>>()
    });
    let required = (!required.is_empty()).then(|| {
        view! {
            <fieldset class="stack-sm">
                <legend class="field-label">{t(lang, k::admin::STAGE_FIELDS)}</legend>
                {required}
            </fieldset>
        }
    });
    let keep = move || {
        let next = match boxes.read(lang) {
            Ok(next) => next,
            Err(issue) => {
                findings.check(vec![issue]);
                return;
            }
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
                <BilingualInputs id="stage" labels=(k::admin::STAGE_NAME_FR, k::admin::STAGE_NAME_EN) value=boxes.name />
                <Select id="stage-state" label=t(lang, k::admin::STAGE_STATE) value=boxes.state options=states />
                <NumberInput id="stage-probability" label=t(lang, k::admin::STAGE_PROBABILITY) value=boxes.probability suffix="%" error=findings.of("probability") />
                <Select id="stage-category" label=t(lang, k::admin::STAGE_CATEGORY) value=boxes.category options=categories />
                <NumberInput id="stage-stalled" label=t(lang, k::admin::STAGE_STALLED) hint=t(lang, k::admin::STAGE_STALLED_HINT) value=boxes.stalled error=findings.of("stalled_after_days") />
                <fieldset class="stack-sm">
                    <legend class="field-label">{t(lang, k::admin::STAGE_CRITERIA)}</legend>
                    {criteria}
                </fieldset>
                {required}
                <BilingualAreas id="stage-guidance" labels=(k::admin::STAGE_GUIDANCE_FR, k::admin::STAGE_GUIDANCE_EN) value=boxes.guidance />
                <FormNotice text=findings.rest(&["probability", "stalled_after_days"]) />
            </div>
        </DialogForm>
    }
    .into_any()
}
