//! `/admin/pipelines`: the selling process. A pipeline is edited as a draft and saved whole.

use super::stage::StageForm;
use super::{Section, api, refused};
use crate::boot::{new_uuid, use_lang};
use crate::shell::form::{Findings, FormNotice, use_findings};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::pipelines::{
    ForecastCategory, ListPipelines, LossReason, Pipeline, PipelineKind, PipelinesView,
    SaveLossReasons, SavePipeline, Stage, StageState,
};
use shared::kernel::{Lang, LocalText, LossReasonId, Percent, PipelineId, StageId};
use ui::{
    Badge, Button, Card, Choice, Glyph, IconButton, Skeleton, Switch, TableWrap, Tabs, TextInput,
    Tone, Variant, use_toaster,
};

/// Pipelines and loss reasons.
#[component]
pub fn PipelinesPage() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::pipelines(ListPipelines {}));
    view! {
        <Section title=k::admin::PIPELINES>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::shell::LOADING) lines=8 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(view) => view! { <Pipelines view /> }.into_any(),
                        Err(fault) => refused(&fault),
                    }
                })}
            </Suspense>
        </Section>
    }
    .into_any()
}

#[component]
fn Pipelines(view: PipelinesView) -> impl IntoView {
    let lang = use_lang();
    let saved = RwSignal::new(view);
    let first = saved.with_untracked(|v| {
        v.pipelines
            .first()
            .map(|p| p.id.to_string())
            .unwrap_or_default()
    });
    let chosen = RwSignal::new(first);
    let draft = RwSignal::new(None::<Pipeline>);
    Effect::new(move |_| {
        let id = chosen.get();
        // A new pipeline is only in the draft until it is saved.
        if let Some(found) =
            saved.with(|v| v.pipelines.iter().find(|p| p.id.to_string() == id).cloned())
        {
            draft.set(Some(found));
        }
    });
    let items = Signal::derive(move || {
        saved.with(|v| {
            v.pipelines
                .iter()
                .map(|p| Choice::new(p.id.to_string(), p.name.get(lang)))
                .collect::<Vec<_>>()
        })
    });
    let add = Callback::new(move |()| {
        let position = saved.with_untracked(|v| i32::try_from(v.pipelines.len()).unwrap_or(0));
        draft.set(Some(blank_pipeline(position)));
    });
    view! {
        <div class="between">
            {move || view! { <Tabs id="pipelines" label=t(lang, k::admin::PIPELINES) items=items.get() selected=chosen /> }}
            <Button label=t(lang, k::admin::PIPELINE_ADD) icon=Glyph::Plus on_press=add />
        </div>
        {move || draft.get().map(|pipeline| view! { <Editor pipeline saved chosen /> })}
        <LossReasons saved />
    }
    .into_any()
}

fn blank_pipeline(position: i32) -> Pipeline {
    let stage = |position: i32,
                 name: LocalText,
                 state: StageState,
                 percent: i32,
                 category: ForecastCategory| Stage {
        id: StageId(new_uuid()),
        name,
        position,
        state,
        probability: Percent::whole(percent),
        category,
        exit_criteria: Vec::new(),
        guidance: LocalText::default(),
        stalled_after_days: None,
        active: true,
    };
    let text = |en: Key, fr: Key| LocalText::new(t(Lang::En, en), t(Lang::Fr, fr));
    Pipeline {
        id: PipelineId(new_uuid()),
        kind: PipelineKind::Custom,
        name: text(k::admin::PIPELINE_NEW_EN, k::admin::PIPELINE_NEW_FR),
        position,
        active: true,
        version: 0,
        stages: vec![
            stage(
                0,
                text(k::admin::STAGE_NEW_EN, k::admin::STAGE_NEW_FR),
                StageState::Open,
                20,
                ForecastCategory::Pipeline,
            ),
            stage(
                1,
                text(k::admin::STATE_WON, k::admin::STATE_WON),
                StageState::Won,
                100,
                ForecastCategory::Closed,
            ),
            stage(
                2,
                text(k::admin::STATE_LOST, k::admin::STATE_LOST),
                StageState::Lost,
                0,
                ForecastCategory::Omitted,
            ),
        ],
    }
}

#[component]
fn Editor(
    pipeline: Pipeline,
    saved: RwSignal<PipelinesView>,
    chosen: RwSignal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let original = StoredValue::new(pipeline.clone());
    let name_en = RwSignal::new(pipeline.name.en.clone());
    let name_fr = RwSignal::new(pipeline.name.fr.clone());
    let active = RwSignal::new(pipeline.active);
    let stages = RwSignal::new(pipeline.stages.clone());
    let editing = RwSignal::new(None::<Stage>);
    let draft = move || {
        let mut stages = stages.get();
        for (position, stage) in stages.iter_mut().enumerate() {
            stage.position = i32::try_from(position).unwrap_or(i32::MAX);
        }
        Pipeline {
            name: LocalText::new(name_en.get().trim(), name_fr.get().trim()),
            active: active.get(),
            stages,
            ..original.get_value()
        }
    };
    let changed = Signal::derive(move || original.with_value(|o| *o != draft() || o.version == 0));
    let save = move || {
        let request = SavePipeline {
            pipeline: untrack(draft),
        };
        findings.clear();
        busy.set(true);
        spawn_local(async move {
            let id = request.pipeline.id.to_string();
            let answer = api::save_pipeline(request).await;
            busy.set(false);
            match answer {
                Ok(new) => {
                    saved.set(new);
                    chosen.set(id);
                    toaster.success(t(lang, k::admin::SAVED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let add = Callback::new(move |()| {
        let fresh = Stage {
            id: StageId(new_uuid()),
            ..blank_pipeline(0).stages.swap_remove(0)
        };
        stages.update(|all| {
            let at = all
                .iter()
                .position(|s| s.state != StageState::Open)
                .unwrap_or(all.len());
            all.insert(at, fresh.clone());
        });
        editing.set(Some(fresh));
    });
    view! {
        <Card id="pipeline" title=t(lang, k::admin::STAGES)
            actions=move || view! { <Button label=t(lang, k::admin::STAGE_ADD) icon=Glyph::Plus on_press=add /> }>
            <form class="stack" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <div class="form-row">
                    <TextInput id="pipeline-en" label=t(lang, k::admin::PIPELINE_NAME_EN) value=name_en error=findings.of("name") />
                    <TextInput id="pipeline-fr" label=t(lang, k::admin::PIPELINE_NAME_FR) value=name_fr />
                    <Switch id="pipeline-active" label=t(lang, k::admin::ACTIVE) on=active />
                </div>
                <StageTable stages editing />
                <FormNotice text=findings.rest(&["name"]) />
                <div class="form-actions">
                    {move || changed.get().then(|| view! { <Badge text=t(lang, k::admin::UNSAVED) tone=Tone::Warning /> })}
                    <Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy disabled=Signal::derive(move || !changed.get()) />
                </div>
            </form>
        </Card>
        <StageForm stages editing />
    }
    .into_any()
}

#[component]
fn StageTable(stages: RwSignal<Vec<Stage>>, editing: RwSignal<Option<Stage>>) -> impl IntoView {
    let lang = use_lang();
    let rows = move || {
        let all = stages.get();
        let last = all.len().saturating_sub(1);
        all.into_iter()
            .enumerate()
            .map(|(at, stage)| stage_row(lang, stages, editing, at, last, stage))
            .collect_view()
    };
    view! {
        <TableWrap label=t(lang, k::admin::STAGES)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::admin::NAME)}</th>
                        <th scope="col">{t(lang, k::admin::STAGE_STATE)}</th>
                        <th scope="col" class="num">{t(lang, k::admin::STAGE_PROBABILITY)}</th>
                        <th scope="col">{t(lang, k::admin::STAGE_CATEGORY)}</th>
                        <th scope="col">{t(lang, k::admin::STAGE_CRITERIA)}</th>
                        <th scope="col" class="num">{t(lang, k::admin::STAGE_STALLED)}</th>
                        <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

fn stage_row(
    lang: Lang,
    stages: RwSignal<Vec<Stage>>,
    editing: RwSignal<Option<Stage>>,
    at: usize,
    last: usize,
    stage: Stage,
) -> AnyView {
    let name = stage.name.get(lang).to_owned();
    let label = |key: Key| tf(lang, key, &[("name", &name)]);
    let (edit, up, down, remove) = (
        label(k::admin::STAGE_EDIT),
        label(k::admin::STAGE_UP),
        label(k::admin::STAGE_DOWN),
        label(k::admin::STAGE_REMOVE),
    );
    let criteria: Vec<&str> = stage
        .exit_criteria
        .iter()
        .map(|criterion| word(lang, "criterion", criterion.code()))
        .collect();
    let opened = stage.clone();
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td data-label=t(lang, k::admin::STAGE_STATE)>{word(lang, "state", stage.state.code())}</td>
            <td class="num" data-label=t(lang, k::admin::STAGE_PROBABILITY)>{i18n::percent(lang, stage.probability)}</td>
            <td data-label=t(lang, k::admin::STAGE_CATEGORY)>{word(lang, "category", stage.category.code())}</td>
            <td class="small muted" data-label=t(lang, k::admin::STAGE_CRITERIA)>{criteria.join(", ")}</td>
            <td class="num" data-label=t(lang, k::admin::STAGE_STALLED)>{stage.stalled_after_days.map(|days| days.to_string())}</td>
            <td class="nowrap">
                <IconButton glyph=Glyph::ArrowUp label=up disabled=at == 0
                    on_press=Callback::new(move |()| stages.update(|all| if at > 0 { all.swap(at, at - 1) })) />
                <IconButton glyph=Glyph::ArrowDown label=down disabled=at == last
                    on_press=Callback::new(move |()| stages.update(|all| if at + 1 < all.len() { all.swap(at, at + 1) })) />
                <IconButton glyph=Glyph::Edit label=edit on_press=Callback::new(move |()| editing.set(Some(opened.clone()))) />
                <IconButton glyph=Glyph::Trash label=remove
                    on_press=Callback::new(move |()| stages.update(|all| all.retain(|other| other.id != stage.id))) />
            </td>
        </tr>
    }
    .into_any()
}

/// The text of a coded word of this page, for example `admin.category.commit`.
pub(super) fn word(lang: Lang, kind: &str, code: &str) -> &'static str {
    let name = if kind == "state" {
        format!("admin.state_{code}")
    } else {
        format!("admin.{kind}.{code}")
    };
    Key::by_name(&name).map_or("", |key| t(lang, key))
}

#[component]
fn LossReasons(saved: RwSignal<PipelinesView>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings: Findings = use_findings();
    let busy = RwSignal::new(false);
    let rows = RwSignal::new(
        saved.with_untracked(|v| v.loss_reasons.iter().map(row_of).collect::<Vec<_>>()),
    );
    let save = move || {
        let loss_reasons = rows.with_untracked(|all| {
            all.iter()
                .enumerate()
                .map(|(at, row)| LossReason {
                    id: row.id,
                    name: LocalText::new(
                        row.en.get_untracked().trim(),
                        row.fr.get_untracked().trim(),
                    ),
                    position: i32::try_from(at).unwrap_or(i32::MAX),
                    active: true,
                })
                .collect()
        });
        findings.clear();
        busy.set(true);
        spawn_local(async move {
            let answer = api::save_loss_reasons(SaveLossReasons { loss_reasons }).await;
            busy.set(false);
            match answer {
                Ok(new) => {
                    rows.set(new.loss_reasons.iter().map(row_of).collect());
                    saved.set(new);
                    toaster.success(t(lang, k::admin::SAVED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let add = Callback::new(move |()| {
        let fresh = Row {
            id: LossReasonId(new_uuid()),
            en: RwSignal::new(String::new()),
            fr: RwSignal::new(String::new()),
        };
        rows.update(|all| all.push(fresh));
    });
    view! {
        <Card id="loss-reasons" title=t(lang, k::admin::LOSS_REASONS)
            actions=move || view! { <Button label=t(lang, k::admin::LOSS_REASON_ADD) icon=Glyph::Plus on_press=add /> }>
            <form class="stack-sm" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <For each=move || rows.get() key=|row| row.id children=move |row| view! {
                    <div class="form-row loss-reason">
                        <TextInput id=format!("loss-en-{}", row.id) label=t(lang, k::admin::ENGLISH) value=row.en bare=true />
                        <TextInput id=format!("loss-fr-{}", row.id) label=t(lang, k::admin::FRENCH) value=row.fr bare=true />
                        <IconButton glyph=Glyph::Trash label=t(lang, k::admin::DELETE)
                            on_press=Callback::new(move |()| rows.update(|all| all.retain(|other| other.id != row.id))) />
                    </div>
                } />
                <FormNotice text=findings.rest(&[]) />
                <div class="form-actions"><Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy /></div>
            </form>
        </Card>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Row {
    id: LossReasonId,
    en: RwSignal<String>,
    fr: RwSignal<String>,
}

fn row_of(reason: &LossReason) -> Row {
    Row {
        id: reason.id,
        en: RwSignal::new(reason.name.en.clone()),
        fr: RwSignal::new(reason.name.fr.clone()),
    }
}
