//! What may be there already, shown while one types; never in the way.

use super::api;
use super::words::{address, kind_glyph, kind_name, reasons};
use crate::boot::use_lang;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::duplicates::{CheckDuplicates, Draft, SimilarRecord};
use std::time::Duration;
use ui::Icon;

/// Records that may be the one being typed, each with the reasons and a link.
#[component]
pub fn DuplicateHint(#[prop(into)] draft: Signal<Draft>) -> impl IntoView {
    let lang = use_lang();
    let found = RwSignal::new(Vec::<SimilarRecord>::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let draft = draft.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if !draft.is_enough() {
            found.set(Vec::new());
            return;
        }
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                leptos::task::spawn_local(async move {
                    // A question nobody asked for: when it cannot be answered, nothing is said.
                    let answer = api::check(CheckDuplicates { draft }).await;
                    if turn.try_get_value() == Some(mine) {
                        found.set(answer.unwrap_or_default());
                    }
                });
            },
            Duration::from_millis(300),
        );
    });
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
