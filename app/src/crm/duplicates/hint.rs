//! What may be there already, shown while one types; never in the way.

use super::api;
use super::words::{address, kind_glyph, kind_name, reasons};
use crate::boot::use_lang;
use crate::crm::similar::found_while_typed;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::duplicates::{CheckDuplicates, Draft, SimilarRecord};
use ui::Icon;

/// Records that may be the one being typed, each with the reasons and a link.
#[component]
pub fn DuplicateHint(#[prop(into)] draft: Signal<Draft>) -> impl IntoView {
    let lang = use_lang();
    let found: RwSignal<Vec<SimilarRecord>> = found_while_typed(
        move || Some(draft.get()).filter(Draft::is_enough),
        |draft| api::check(CheckDuplicates { draft }),
    );
    view! {
        <div role="status">
            <Show when=move || found.with(|all| !all.is_empty())>
                <div class="notice tone-warning crm-similar">
                    <p class="medium">{t(lang, k::duplicates::MAY_BE_THERE)}</p>
                    <ul>
                        {move || found.get().into_iter().map(|similar| {
                            let kind = similar.record.kind;
                            view! {
                                <li>
                                    <Icon glyph=kind_glyph(kind) class="icon-sm"/>
                                    <a href=address(&similar.record)>{similar.record.name.clone()}</a>
                                    <span class="small">
                                        {kind_name(lang, kind)} " · "
                                        {(!similar.record.detail.is_empty()).then(|| format!("{} · ", similar.record.detail))}
                                        {reasons(lang, &similar.found)}
                                    </span>
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                </div>
            </Show>
        </div>
    }
}
