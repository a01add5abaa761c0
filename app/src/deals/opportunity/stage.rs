//! The stage path: where the deal stands, what the stage is for, what is missing to go on.

use super::place::find_needed;
use super::state::Deal;
use crate::boot::use_lang;
use crate::deals::gate::{GateAnswer, GateDialog, Needed};
use crate::work::use_now;
use crate::work::word;
use i18n::{issue_text, k, t, tf, tn};
use leptos::prelude::*;
use shared::deals::opportunities::{NextActivity, StageVisit, stalled};
use shared::deals::pipelines::{Stage, StageState};
use shared::kernel::Instant;
use ui::{Badge, Card, Glyph, Icon, PathStepper, Step, StepState, Tone};

const DAY_MS: i64 = 86_400_000;

/// The path with its guidance; a press on a stage asks for the move.
#[component]
pub fn StageCard(
    deal: Deal,
    /// The tab of the page.
    tab: RwSignal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_now();
    let may_edit = deal.may_edit();
    let steps = Signal::derive(move || steps(deal, lang, now.get()));
    let pick = Callback::new(move |value: String| {
        if let Ok(stage) = value.parse() {
            deal.ask(stage);
        }
    });
    let guidance = move || {
        deal.stage()
            .map(|stage| stage.guidance.get(lang).to_owned())
            .filter(|text| !text.is_empty())
            .map(|text| view! { <p class="deal-guidance">{text}</p> })
    };
    let asleep = move || {
        let stage = deal.stage()?;
        let at = now.get();
        let today = deal.zone().with_value(|zone| zone.date(at));
        let reason = deal.view.with(|view| {
            stalled(
                &stage,
                view.stage_entered_at,
                view.last_activity_at,
                view.next_activity_on,
                at,
                today,
            )
        })?;
        Some(view! {
            <div class="notice tone-warning deal-stalled">
                <Icon glyph=Glyph::Hourglass />
                <p>
                    <strong>{issue_text(lang, &reason.reason())}</strong>
                    " "
                    {issue_text(lang, &reason.remedy())}
                </p>
            </div>
        })
    };
    view! {
        <Card id="deal-stage" title=Signal::stored(t(lang, k::opportunity::STAGE_PATH).to_owned())>
            <div class="stack">
                <PathStepper
                    label=t(lang, k::opportunity::STAGE_PATH)
                    steps
                    disabled=Signal::derive(move || !may_edit.get())
                    on_pick=pick
                />
                {asleep}
                <div class="deal-stage-about">
                    {guidance}
                    <ExitCriteria deal tab />
                    <NextLine deal />
                </div>
            </div>
            <Gate deal tab />
        </Card>
    }
}

/// Days in each stage, over every stay.
fn days_in(visits: &[StageVisit], stage: &Stage, now: Instant) -> i64 {
    let ms: i64 = visits
        .iter()
        .filter(|visit| visit.stage_id == stage.id)
        .map(|visit| visit.left_at.unwrap_or(now).0 - visit.entered_at.0)
        .sum();
    ms.max(0) / DAY_MS
}

fn steps(deal: Deal, lang: shared::kernel::Lang, now: Instant) -> Vec<Step> {
    let Some(pipeline) = deal.pipeline() else {
        return Vec::new();
    };
    deal.view.with(|view| {
        let here = pipeline.stage(view.stage_id);
        let position = match here.map(|stage| (stage.state, stage.position)) {
            Some((StageState::Open, position)) => position,
            Some((StageState::Won, _)) => i32::MAX,
            _ => i32::MIN,
        };
        pipeline
            .stages
            .iter()
            .filter(|stage| stage.active || stage.id == view.stage_id)
            .map(|stage| {
                let current = stage.id == view.stage_id;
                let state = match (current, stage.state) {
                    (true, StageState::Won) => StepState::Won,
                    (true, StageState::Lost) => StepState::Lost,
                    (true, StageState::Open) => StepState::Current,
                    (false, StageState::Open) if stage.position < position => StepState::Done,
                    _ => StepState::Next,
                };
                let days = days_in(&view.visits, stage, now);
                let visited = view.visits.iter().any(|visit| visit.stage_id == stage.id);
                let detail = if visited && stage.state == StageState::Open {
                    tn(lang, k::opportunity::DAYS, days, &[])
                } else {
                    String::new()
                };
                let state_label = match state {
                    StepState::Done => k::opportunity::STEP_DONE,
                    StepState::Next => k::opportunity::STEP_NEXT,
                    _ => k::opportunity::STEP_CURRENT,
                };
                Step {
                    value: stage.id.to_string(),
                    label: stage.name.get(lang).to_owned(),
                    detail,
                    state,
                    state_label: t(lang, state_label).to_owned(),
                }
            })
            .collect()
    })
}

/// What must be true to leave the stage, each with its mark; asked of the shared rule.
#[component]
fn ExitCriteria(deal: Deal, tab: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    let list = move || {
        let stage = deal
            .stage()
            .filter(|stage| stage.state == StageState::Open)?;
        let today = deal.today();
        let facts = deal.view.with(|view| view.facts.clone());
        let built_in = stage.exit_criteria.iter().map(|criterion| {
            let met = facts.satisfies(*criterion, today);
            (Needed::Fact(*criterion), met)
        });
        let own = stage.required_fields.iter().map(|field| {
            let met = facts.has_own(&field.key);
            (Needed::Own(field.clone()), met)
        });
        let all: Vec<(Needed, bool)> = built_in.chain(own).collect();
        if all.is_empty() {
            return Some(
                view! { <p class="muted small">{t(lang, k::opportunity::NO_CRITERIA)}</p> }
                    .into_any(),
            );
        }
        let done = i64::try_from(all.iter().filter(|(_, met)| *met).count()).unwrap_or(0);
        let total = i64::try_from(all.len()).unwrap_or(0);
        let items = all
            .into_iter()
            .map(|(needed, met)| criterion_item(lang, tab, needed, met))
            .collect_view();
        Some(
            view! {
                <section class="deal-criteria" aria-labelledby="deal-criteria-title">
                    <h3 id="deal-criteria-title" class="small strong">
                        {tf(
                            lang,
                            k::opportunity::CRITERIA,
                            &[("done", &done), ("total", &total)],
                        )}
                    </h3>
                    <ul class="deal-criteria-list">{items}</ul>
                </section>
            }
            .into_any(),
        )
    };
    view! { {list} }
}

fn criterion_item(
    lang: shared::kernel::Lang,
    tab: RwSignal<String>,
    needed: Needed,
    met: bool,
) -> impl IntoView {
    let name = match &needed {
        Needed::Fact(criterion) => {
            crate::work::upper_first(word(lang, "deals.criterion", criterion.code()))
        }
        Needed::Own(field) => field.label.get(lang).to_owned(),
    };
    if met {
        view! {
            <li class="deal-criterion is-met">
                <Icon glyph=Glyph::CheckCircle class="icon-sm" />
                <span>{name}</span>
                <span class="visually-hidden">{t(lang, k::opportunity::MET)}</span>
            </li>
        }
        .into_any()
    } else {
        let (text, name) = (issue_text(lang, &needed.issue()), needed.name());
        view! {
            <li class="deal-criterion">
                <Icon glyph=Glyph::Circle class="icon-sm" />
                <button
                    type="button"
                    class="link-button"
                    on:click=move |_| find_needed(tab, &name)
                >
                    {text}
                </button>
            </li>
        }
        .into_any()
    }
}

/// What is planned next.
#[component]
fn NextLine(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let line = move || {
        let (on, open) = deal
            .view
            .with(|view| (view.next_activity_on, view.state == StageState::Open));
        if !open {
            return None;
        }
        let today = deal.today();
        let when = on
            .map(|day| i18n::relative_day(lang, day, today))
            .unwrap_or_default();
        let (tone, icon, text) = match NextActivity::of(on, today) {
            NextActivity::Overdue => (
                Tone::Danger,
                Glyph::Alert,
                tf(lang, k::opportunity::NEXT_OVERDUE, &[("when", &when)]),
            ),
            NextActivity::Today => (
                Tone::Success,
                Glyph::Bell,
                t(lang, k::opportunity::NEXT_TODAY).to_owned(),
            ),
            NextActivity::Planned => (
                Tone::Neutral,
                Glyph::Calendar,
                tf(lang, k::opportunity::NEXT_PLANNED, &[("when", &when)]),
            ),
            NextActivity::None => (
                Tone::Warning,
                Glyph::Circle,
                t(lang, k::opportunity::NEXT_NONE).to_owned(),
            ),
        };
        Some(view! { <Badge text tone icon /> })
    };
    view! { <p class="deal-next">{line}</p> }
}

/// The dialog of a move with something missing.
#[component]
fn Gate(deal: Deal, tab: RwSignal<String>) -> impl IntoView {
    // The place is behind the dialog.
    let find = Callback::new(move |needed: Needed| {
        deal.gate.set(None);
        find_needed(tab, &needed.name());
    });
    let reasons = Signal::derive(move || {
        deal.reference()
            .with_value(|reference| reference.loss_reasons.clone())
    });
    view! {
        <GateDialog
            ask=deal.gate
            reasons
            find
            on_move=Callback::new(move |answer: GateAnswer| {
                deal.move_to(answer.to, answer.fill, answer.request, Some(answer.asked));
            })
        />
    }
}
