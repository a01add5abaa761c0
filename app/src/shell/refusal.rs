//! What stands where a page could not be loaded: the reason, and a way on.

use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use shared::kernel::ProblemKind;
use ui::{Button, EmptyState, Glyph, LinkButton, Variant};

/// A refused page: `back` is where its list is, `retry` asks again.
#[component]
pub fn Refused(
    fault: Fault,
    #[prop(into)] back: String,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let (glyph, title) = match fault.0.kind {
        ProblemKind::NotFound => (Glyph::Search, k::shell::NOT_FOUND_TITLE),
        ProblemKind::Forbidden | ProblemKind::Unauthenticated => {
            (Glyph::Lock, k::shell::REFUSED_TITLE)
        }
        _ => (Glyph::Alert, k::shell::FAILED_TITLE),
    };
    let again =
        retry.filter(|_| !matches!(fault.0.kind, ProblemKind::NotFound | ProblemKind::Forbidden));
    view! {
        <EmptyState glyph title=t(lang, title) text=problem_text(lang, &fault.0)>
            {again.map(|retry| view! {
                <Button label=t(lang, k::ui::RETRY) variant=Variant::Primary icon=Glyph::Refresh on_press=retry/>
            })}
            <LinkButton label=t(lang, k::shell::BACK) href=back icon=Glyph::ArrowLeft/>
        </EmptyState>
    }
}
