//! `/admin/pipelines`: the selling process. A pipeline is edited as a draft and saved whole.

use super::reasons::LossReasons;
use super::stage::StageForm;
use super::{Loaded, Section, api};
use crate::boot::{new_uuid, use_lang};
use crate::shell::form::{Bilingual, BilingualInputs, FormNotice, use_findings};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::{
    ForecastCategory, ListPipelines, Pipeline, PipelineKind, PipelinesView, SavePipeline, Stage,
    StageState,
};
use shared::kernel::{Lang, LocalText, Percent, PipelineId, StageId};
use std::collections::BTreeMap;
use ui::{
    Badge, Button, Card, Choice, Glyph, IconButton, MoveButtons, Switch, TableWrap, Tabs, Tone,
    Variant, use_toaster,
};

/// Pipelines and loss reasons.
#[component]
pub fn PipelinesPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::pipelines(ListPipelines {}));
    view! {
        <Section title=k::admin::PIPELINES>
            <Loaded loaded lines=8 let(view)><Pipelines view /></Loaded>
        </Section>
    }
    .into_any()
}

/// Edits not yet saved, by pipeline: they survive a look at another pipeline.
type Drafts = RwSignal<BTreeMap<PipelineId, Pipeline>>;

#[component]
fn Pipelines(view: PipelinesView) -> impl IntoView {
    let lang = use_lang();
    let first = view
        .pipelines
        .first()
        .map(|p| p.id.to_string())
        .unwrap_or_default();
    let reasons = RwSignal::new(view.loss_reasons);
    let saved = RwSignal::new(view.pipelines);
    let drafts: Drafts = RwSignal::new(BTreeMap::new());
    let chosen = RwSignal::new(first);
    // Grows when edits are thrown away: the form begins anew.
    let again = RwSignal::new(0_u32);
    // What a pipeline is and how it was saved, when it was.
    let edited = Memo::new(move |_| {
        let turn = again.get();
        let id: PipelineId = chosen.get().parse().ok()?;
        let known = saved.with(|all| all.iter().find(|p| p.id == id).cloned());
        let draft = drafts.with_untracked(|all| all.get(&id).cloned());
        let pipeline = draft.or_else(|| known.clone())?;
        Some((pipeline, known, turn))
    });
    let fresh = Memo::new(move |_| {
        let known: Vec<PipelineId> = saved.with(|all| all.iter().map(|p| p.id).collect());
        drafts.with(|all| {
            all.values()
                .filter(|p| !known.contains(&p.id))
                .map(|p| (p.id, p.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let items = Signal::derive(move || {
        let named = |id: PipelineId, name: &LocalText| Choice::new(id.to_string(), name.get(lang));
        saved.with(|all| {
            let mut items: Vec<Choice> = all.iter().map(|p| named(p.id, &p.name)).collect();
            items.extend(fresh.get().iter().map(|(id, name)| named(*id, name)));
            items
        })
    });
    let add = Callback::new(move |()| {
        let position = saved.with_untracked(|all| i32::try_from(all.len()).unwrap_or(0));
        let pipeline = blank_pipeline(position);
        let id = pipeline.id;
        drafts.update(|all| {
            all.insert(id, pipeline);
        });
        chosen.set(id.to_string());
    });
    view! {
        <div class="between">
            {move || view! { <Tabs id="pipelines" label=t(lang, k::admin::PIPELINES) items=items.get() selected=chosen /> }}
            <Button label=t(lang, k::admin::PIPELINE_ADD) icon=Glyph::Plus on_press=add />
        </div>
        <div id=move || format!("pipelines-panel-{}", chosen.get()) role="tabpanel" class="stack">
            {move || edited.get().map(|(pipeline, known, _)| view! { <Editor pipeline known saved drafts chosen again /> })}
        </div>
        <LossReasons reasons saved />
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
        required_fields: Vec::new(),
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
    /// As it is edited.
    pipeline: Pipeline,
    /// As it was saved; `None` for a new one.
    known: Option<Pipeline>,
    saved: RwSignal<Vec<Pipeline>>,
    drafts: Drafts,
    chosen: RwSignal<String>,
    again: RwSignal<u32>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let id = pipeline.id;
    let is_new = known.is_none();
    let name = Bilingual::of(&pipeline.name);
    let active = RwSignal::new(pipeline.active);
    let stages = RwSignal::new(pipeline.stages.clone());
    let editing = RwSignal::new(None::<Stage>);
    let original = StoredValue::new(known.unwrap_or(pipeline));
    let draft = move || Pipeline {
        name: name.read(),
        active: active.get(),
        stages: in_order(stages.get()),
        ..original.get_value()
    };
    let changed = Memo::new(move |_| is_new || original.with_value(|o| *o != draft()));
    Effect::new(move |_| {
        let (now, differs) = (draft(), changed.get());
        drafts.update(|all| {
            if differs {
                all.insert(id, now);
            } else {
                all.remove(&id);
            }
        });
    });
    let discard = Callback::new(move |()| {
        drafts.update(|all| {
            all.remove(&id);
        });
        if is_new {
            let first = saved.with_untracked(|all| all.first().map(|p| p.id.to_string()));
            chosen.set(first.unwrap_or_default());
        } else {
            again.update(|turn| *turn += 1);
        }
    });
    let save = move || {
        let request = SavePipeline {
            pipeline: untrack(draft),
        };
        findings.clear();
        findings.send(busy, api::save_pipeline(request), move |new| {
            let _ = drafts.try_update(|all| all.remove(&id));
            let _ = saved.try_set(new.pipelines);
            toaster.success(t(lang, k::admin::SAVED).to_owned());
        });
    };
    let add = Callback::new(move |()| editing.set(Some(new_stage(stages))));
    view! {
        <Card id="pipeline" title=t(lang, k::admin::STAGES)
            actions=move || view! { <Button label=t(lang, k::admin::STAGE_ADD) icon=Glyph::Plus on_press=add /> }>
            <form class="stack" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <div class="form-row">
                    <BilingualInputs id="pipeline" labels=(k::admin::PIPELINE_NAME_FR, k::admin::PIPELINE_NAME_EN) value=name error=findings.of("name") />
                    <Switch id="pipeline-active" label=t(lang, k::admin::ACTIVE) on=active />
                </div>
                <StageTable stages editing />
                <FormNotice text=findings.rest(&["name"]) />
                <div class="form-actions">
                    {move || changed.get().then(|| view! {
                        <Badge text=t(lang, k::admin::UNSAVED) tone=Tone::Warning />
                        <Button label=t(lang, k::admin::DISCARD) on_press=discard />
                    })}
                    <Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy disabled=Signal::derive(move || !changed.get()) />
                </div>
            </form>
        </Card>
        <StageForm stages editing />
    }
    .into_any()
}

/// The stages as they stand in the list.
fn in_order(mut stages: Vec<Stage>) -> Vec<Stage> {
    for (position, stage) in stages.iter_mut().enumerate() {
        stage.position = i32::try_from(position).unwrap_or(i32::MAX);
    }
    stages
}

/// Adds a stage after the open ones.
fn new_stage(stages: RwSignal<Vec<Stage>>) -> Stage {
    let fresh = Stage {
        id: StageId(new_uuid()),
        ..blank_pipeline(0).stages.swap_remove(0)
    };
    stages.update(|all| {
        let end = all.iter().position(|one| one.state != StageState::Open);
        all.insert(end.unwrap_or(all.len()), fresh.clone());
    });
    fresh
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
    let own = stage.required_fields.iter();
    let criteria: Vec<&str> = stage
        .exit_criteria
        .iter()
        .map(|criterion| word(lang, "criterion", criterion.code()))
        .chain(own.map(|field| field.label.get(lang)))
        .collect();
    let opened = stage.clone();
    let id = stage.id;
    let use_again = label(k::admin::STAGE_ON);
    // A stage deals are or were in stays for the history; it can be used again.
    let last_button = if stage.active {
        view! {
            <IconButton glyph=Glyph::Trash label=remove
                on_press=Callback::new(move |()| stages.update(|all| all.retain(|other| other.id != id))) />
        }
        .into_any()
    } else {
        view! {
            <IconButton glyph=Glyph::Undo label=use_again
                on_press=Callback::new(move |()| stages.update(|all| {
                    if let Some(stage) = all.iter_mut().find(|other| other.id == id) {
                        stage.active = true;
                    }
                })) />
        }
        .into_any()
    };
    let swap = Callback::new(move |up: bool| {
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        stages.update(|all| {
            if let Some(to) = to.filter(|to| *to < all.len()) {
                all.swap(at, to);
            }
        });
    });
    let off = (!stage.active).then(|| {
        view! { " " <Badge text=t(lang, k::admin::STAGE_OFF) icon=Glyph::Minus /> }
    });
    view! {
        <tr>
            <th scope="row">{name.clone()} {off}</th>
            <td data-label=t(lang, k::admin::STAGE_STATE)>{word(lang, "state", stage.state.code())}</td>
            <td class="num" data-label=t(lang, k::admin::STAGE_PROBABILITY)>{i18n::percent(lang, stage.probability)}</td>
            <td data-label=t(lang, k::admin::STAGE_CATEGORY)>{word(lang, "category", stage.category.code())}</td>
            <td class="small muted" data-label=t(lang, k::admin::STAGE_CRITERIA)>{criteria.join(", ")}</td>
            <td class="num" data-label=t(lang, k::admin::STAGE_STALLED)>{stage.stalled_after_days.map(|days| days.to_string())}</td>
            <td class="nowrap">
                <MoveButtons up down first=at == 0 last=at == last on_move=swap />
                <IconButton glyph=Glyph::Edit label=edit on_press=Callback::new(move |()| editing.set(Some(opened.clone()))) />
                {last_button}
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
