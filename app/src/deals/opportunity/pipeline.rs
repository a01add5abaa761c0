//! Puts the deal into another pipeline, at its first stage.

use super::state::Deal;
use crate::boot::use_lang;
use crate::shell::DialogEnds;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::PipelineId;
use ui::{Choice, Dialog, Select};

/// Asks which pipeline, and says where the deal will stand in it.
#[component]
pub fn PipelineDialog(deal: Deal, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let picked = RwSignal::new(String::new());
    let others = move || {
        let here = deal.view.with(|view| view.pipeline_id);
        deal.reference().with_value(|all| {
            all.pipelines
                .iter()
                .filter(|pipeline| pipeline.active && pipeline.id != here)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let options = Signal::derive(move || {
        others()
            .iter()
            .map(|pipeline| Choice::new(pipeline.id.to_string(), pipeline.name.get(lang)))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        if open.get() {
            let first = untrack(others)
                .first()
                .map(|pipeline| pipeline.id.to_string());
            picked.set(first.unwrap_or_default());
        }
    });
    let first_stage = move || {
        let id = picked.get();
        let all = others();
        let stage = all
            .iter()
            .find(|pipeline| pipeline.id.to_string() == id)?
            .first_stage()?;
        let name = stage.name.get(lang).to_owned();
        Some(tf(
            lang,
            k::opportunity::PIPELINE_STARTS_AT,
            &[("stage", &name)],
        ))
    };
    let change = move || {
        open.set(false);
        if let Ok(id) = picked.get_untracked().parse::<PipelineId>() {
            deal.change_pipeline(id);
        }
    };
    view! {
        <Dialog
            id="deal-change-pipeline"
            title=t(lang, k::opportunity::CHANGE_PIPELINE)
            open
            close_label=t(lang, k::ui::CLOSE)
        >
            <div class="dialog-body stack">
                <Select
                    id="deal-pipeline"
                    label=t(lang, k::opportunity::PIPELINE)
                    value=picked
                    options
                />
                <p class="small muted" aria-live="polite">{first_stage}</p>
            </div>
            <DialogEnds open label=k::opportunity::CHANGE_PIPELINE_NOW act=change />
        </Dialog>
    }
}
