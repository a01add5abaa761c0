//! A refusal in the place of a panel or a page: what happened and the way out.

use crate::boot::use_lang;
use crate::call::Fault;
use crate::routes::path;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use shared::kernel::ProblemKind;
use ui::{Button, EmptyState, Glyph, LinkButton, Variant};

/// Shows a refusal, with "try again" where that can help (`retry` reads the data again).
#[component]
pub fn Trouble(fault: Fault, #[prop(optional, into)] retry: Option<Callback<()>>) -> impl IntoView {
    let lang = use_lang();
    let kind = fault.0.kind;
    let (glyph, title) = match kind {
        ProblemKind::Unavailable => (Glyph::Database, t(lang, k::shell::error::BUSY_TITLE)),
        ProblemKind::Network => (Glyph::Offline, t(lang, k::shell::error::TITLE)),
        ProblemKind::Forbidden => (Glyph::Lock, t(lang, k::shell::error::FORBIDDEN_TITLE)),
        ProblemKind::NotFound => (Glyph::Search, t(lang, k::shell::NOT_FOUND_TITLE)),
        _ => (Glyph::Alert, t(lang, k::shell::error::TITLE)),
    };
    let may_help = matches!(
        kind,
        ProblemKind::Unavailable
            | ProblemKind::Network
            | ProblemKind::Internal
            | ProblemKind::TooManyRequests
    );
    view! {
        <div role="alert">
            <EmptyState glyph title=title text=problem_text(lang, &fault.0)>
                {retry
                    .filter(|_| may_help)
                    .map(|retry| {
                        view! {
                            <Button label=t(lang, k::shell::RETRY) variant=Variant::Primary icon=Glyph::Refresh on_press=retry />
                        }
                    })}
                <LinkButton label=t(lang, k::shell::BACK_HOME) href=path::HOME />
            </EmptyState>
        </div>
    }
}
