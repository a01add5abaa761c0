//! The loss reasons below the pipelines: a list that is saved whole.

use super::api;
use crate::boot::{new_uuid, use_lang};
use crate::shell::form::{Findings, FormNotice, own_language_first, use_findings};
use i18n::{Key, Lang, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::pipelines::{LossReason, Pipeline, SaveLossReasons};
use shared::kernel::{LocalText, LossReasonId};
use ui::{Badge, Button, Card, Glyph, IconButton, TextInput, Variant, use_toaster};

/// A reason as it is typed.
#[derive(Clone, Copy)]
struct Row {
    id: LossReasonId,
    /// How often the list was saved before: a saved list has boxes of its own.
    turn: u32,
    /// Its number on the page, for its labels.
    number: usize,
    en: RwSignal<String>,
    fr: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Row {
    fn name(self) -> LocalText {
        let (en, fr) = (self.en.get(), self.fr.get());
        LocalText::new(en.trim(), fr.trim())
    }

    /// The reason as it is typed, at its place in the list.
    fn read(self, at: usize) -> LossReason {
        LossReason {
            id: self.id,
            name: self.name(),
            position: i32::try_from(at).unwrap_or(i32::MAX),
            active: self.active.get(),
        }
    }
}

fn rows_of(reasons: &[LossReason], turn: u32) -> Vec<Row> {
    reasons
        .iter()
        .enumerate()
        .map(|(at, reason)| Row {
            id: reason.id,
            turn,
            number: at + 1,
            en: RwSignal::new(reason.name.en.clone()),
            fr: RwSignal::new(reason.name.fr.clone()),
            active: RwSignal::new(reason.active),
        })
        .collect()
}

/// The card. One that deals name is kept for the history when it is removed, and can be offered again.
#[component]
pub(super) fn LossReasons(
    reasons: RwSignal<Vec<LossReason>>,
    saved: RwSignal<Vec<Pipeline>>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings: Findings = use_findings();
    let busy = RwSignal::new(false);
    let rows = RwSignal::new(reasons.with_untracked(|all| rows_of(all, 0)));
    let turn = StoredValue::new(0_u32);
    let save = move || {
        let loss_reasons = rows.with_untracked(|all| {
            let written = all.iter().enumerate();
            written.map(|(at, row)| untrack(|| row.read(at))).collect()
        });
        findings.clear();
        busy.set(true);
        spawn_local(async move {
            let read = reasons.try_get_untracked().unwrap_or_default();
            let answer = api::save_loss_reasons(SaveLossReasons { read, loss_reasons }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(new) => {
                    let now = turn.try_update_value(|turn| {
                        *turn += 1;
                        *turn
                    });
                    let _ = rows.try_set(rows_of(&new.loss_reasons, now.unwrap_or_default()));
                    let _ = reasons.try_set(new.loss_reasons);
                    // Somebody else may have saved a pipeline: only then is it shown anew, because
                    // that would close what is being edited above.
                    if saved.try_with_untracked(|all| *all != new.pipelines) == Some(true) {
                        let _ = saved.try_set(new.pipelines);
                    }
                    toaster.success(t(lang, k::admin::SAVED).to_owned());
                }
                Err(fault) => {
                    // What was typed stays; saved again, it goes in the place of theirs.
                    if let Some(theirs) = fault.0.current.as_deref()
                        && let Ok(theirs) = serde_json::from_str::<Vec<LossReason>>(theirs)
                    {
                        let _ = reasons.try_set(theirs);
                    }
                    findings.refuse(&fault);
                }
            }
        });
    };
    let add = Callback::new(move |()| {
        rows.update(|all| {
            all.push(Row {
                id: LossReasonId(new_uuid()),
                turn: turn.get_value(),
                number: all.len() + 1,
                en: RwSignal::new(String::new()),
                fr: RwSignal::new(String::new()),
                active: RwSignal::new(true),
            });
        });
    });
    view! {
        <Card id="loss-reasons" title=t(lang, k::admin::LOSS_REASONS)
            actions=move || view! { <Button label=t(lang, k::admin::LOSS_REASON_ADD) icon=Glyph::Plus on_press=add /> }>
            <form class="stack-sm" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <For each=move || rows.get() key=|row| (row.id, row.turn) children=move |row| one(lang, rows, row) />
                <FormNotice text=findings.rest(&[]) />
                <div class="form-actions"><Button label=t(lang, k::admin::SAVE) variant=Variant::Primary submit=true busy /></div>
            </form>
        </Card>
    }
    .into_any()
}

/// A reason with its two names, and the button that removes it or offers it again.
fn one(lang: Lang, rows: RwSignal<Vec<Row>>, row: Row) -> AnyView {
    let named =
        move |key: Key| Signal::derive(move || tf(lang, key, &[("name", &row.name().get(lang))]));
    let last = move || {
        if row.active.get() {
            let remove = move |()| rows.update(|all| all.retain(|other| other.id != row.id));
            view! {
                <IconButton glyph=Glyph::Trash label=named(k::admin::REASON_REMOVE) on_press=Callback::new(remove) />
            }
            .into_any()
        } else {
            let again = move |()| row.active.set(true);
            view! {
                <Badge text=t(lang, k::admin::REASON_OFF) icon=Glyph::Minus />
                <IconButton glyph=Glyph::Undo label=named(k::admin::REASON_ON) on_press=Callback::new(again) />
            }
            .into_any()
        }
    };
    view! {
        <div class="form-row loss-reason">
            {own_language_first(
                lang,
                view! { <TextInput id=format!("loss-en-{}", row.id) label=tf(lang, k::admin::REASON_EN, &[("n", &row.number)]) value=row.en bare=true /> },
                view! { <TextInput id=format!("loss-fr-{}", row.id) label=tf(lang, k::admin::REASON_FR, &[("n", &row.number)]) value=row.fr bare=true /> },
            )}
            <div class="cluster">{last}</div>
        </div>
    }
    .into_any()
}
