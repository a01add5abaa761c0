//! Models from and for other tools.

use super::state::Studio;
use crate::cpq::models::api;
use crate::routes;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::ModelContent;
use shared::cpq::models::ops::{ImportModel, ModelFormat};
use ui::{Button, Choice, Dialog, Glyph, LinkButton, Select, Size, TextArea, Variant};

/// The buttons and the window.
#[component]
pub fn Exchange(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let open = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let format = RwSignal::new(ModelFormat::Uvl.code().to_owned());
    let busy = RwSignal::new(false);
    let (id, _) = studio.version();
    let read = Callback::new(move |()| {
        busy.set(true);
        let request = ImportModel {
            format: format.with_untracked(|code| code.parse().unwrap_or(ModelFormat::Uvl)),
            text: text.get_untracked(),
        };
        spawn_local(async move {
            match api::import_model(request).await {
                Ok(content) => {
                    // These formats have no prices; those to come are in the currency that was chosen.
                    studio.reshape(|now| {
                        *now = ModelContent {
                            currency: now.currency,
                            ..content
                        };
                    });
                    studio.toaster.success(t(lang, k::models::IMPORTED));
                    open.try_set(false);
                }
                Err(fault) => studio.toaster.problem(problem_text(lang, &fault.0)),
            }
            busy.try_set(false);
        });
    });
    let formats = vec![
        Choice::new(ModelFormat::Uvl.code(), t(lang, k::models::EXPORT_UVL)),
        Choice::new(
            ModelFormat::Dimacs.code(),
            t(lang, k::models::EXPORT_DIMACS),
        ),
    ];
    view! {
        {studio.editable.then(|| view! {
            <Button label=t(lang, k::models::IMPORT) icon=Glyph::Upload variant=Variant::Ghost on_press=Callback::new(move |()| open.set(true))/>
        })}
        <span class="cluster">
            <LinkButton label=t(lang, k::models::EXPORT_UVL) icon=Glyph::Download size=Size::Small variant=Variant::Ghost href=routes::model_file(id, ModelFormat::Uvl) attr:rel="external" attr:download=""/>
            <LinkButton label=t(lang, k::models::EXPORT_DIMACS) icon=Glyph::Download size=Size::Small variant=Variant::Ghost href=routes::model_file(id, ModelFormat::Dimacs) attr:rel="external" attr:download=""/>
        </span>
        <Dialog id="model-import" title=t(lang, k::models::IMPORT_TITLE) open close_label=t(lang, k::models::CANCEL) wide=true>
            <div class="dialog-body">
                <p class="muted small">{t(lang, k::models::IMPORT_TEXT)}</p>
                <Select id="model-import-format" label=t(lang, k::models::IMPORT_FORMAT) value=format options=formats.clone()/>
                <TextArea id="model-import-text" label=t(lang, k::models::IMPORT_FIELD) value=text rows=14/>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::models::CANCEL) on_press=Callback::new(move |()| open.set(false))/>
                <Button label=t(lang, k::models::IMPORT_DO) variant=Variant::Primary busy on_press=read/>
            </footer>
        </Dialog>
    }
}
