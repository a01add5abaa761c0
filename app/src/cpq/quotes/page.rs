//! The page of a quote.

use super::actions::Actions;
use super::api;
use super::compare::Versions;
use super::editor::QuoteEditor;
use super::editor::state::Editor;
use crate::boot::use_lang;
use crate::call::page_refused;
use crate::cpq::approvals::ApprovalCard;
use crate::cpq::attachments::AttachmentsCard;
use crate::cpq::labels;
use crate::cpq::rooms::{RoomsPanel, keep_made_links};
use crate::routes;
use crate::shell::{Page, read_by_id, use_id};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use shared::cpq::quotes::ops::GetQuote;
use shared::cpq::quotes::{QuoteState, QuoteView};
use shared::kernel::{Problem, QuoteId};
use std::sync::Arc;
use ui::{Badge, Breadcrumbs, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, settled};

/// `/quotes/:id`.
#[component]
pub fn QuotePage() -> impl IntoView {
    let lang = use_lang();
    let quote = read_by_id(use_id(), |id: QuoteId| api::get(GetQuote { id }));
    let reload = Callback::new(move |()| quote.refetch());
    keep_made_links();
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::QUOTES_TITLE) lines=8/> }>
            {move || Suspend::new(async move {
                match quote.await {
                    Ok(view) => settled(move || view! { <Loaded view=Arc::new(view) reload/> }),
                    Err(fault) => refused(fault.0).into_any(),
                }
            })}
        </Transition>
    }
}

fn refused(problem: Problem) -> impl IntoView {
    let lang = use_lang();
    page_refused(problem.kind);
    view! {
        <Page title=t(lang, k::cpq::QUOTES_TITLE)/>
        <EmptyState glyph=Glyph::FileText title=problem_text(lang, &problem)>
            <LinkButton label=t(lang, k::cpq::related::ALL) href=routes::path::QUOTES/>
        </EmptyState>
    }
}

#[component]
fn Loaded(view: Arc<QuoteView>, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let editor = Editor::new(view.clone());
    let heading = Signal::derive({
        let number = reference(&view);
        move || {
            let title = editor.head.with(|head| head.title.clone());
            format!("{number} – {title}")
        }
    });
    let (tone, glyph) = labels::state_look(view.state);
    let state = labels::state(lang, view.state);
    let reason = reason(lang, &view);
    let deal = view.opportunity.clone();
    let owner = view.owner.name.clone();
    let read_only = !view.may_edit && view.may_copy && view.state != QuoteState::Draft;
    leave_guard(editor);
    view! {
        <Page title=reference(&view)/>
        <PageHeader
            title=heading
            above=move || view! {
                <Breadcrumbs label=t(lang, k::cpq::QUOTES_TITLE) items=vec![(routes::path::QUOTES.to_owned(), t(lang, k::cpq::QUOTES_TITLE).to_owned())]/>
            }
        >
            <Actions editor reload/>
        </PageHeader>
        <div class="quote-line">
            <Badge text=state tone icon=glyph/>
            {editor.editable.then(|| view! { <super::editor::SaveStatus editor/> })}
            {deal.map(|deal| view! {
                <span class="small">
                    <span class="muted">{t(lang, k::cpq::head::OPPORTUNITY)}</span> " "
                    <a href=routes::opportunity(deal.id)>{deal.name}</a>
                </span>
            })}
            <span class="small"><span class="muted">{t(lang, k::cpq::head::OWNER)}</span> " " {owner}</span>
        </div>
        {reason.map(|text| view! { <p class="notice tone-warning">{text}</p> })}
        {view.deleted.then(|| view! { <p class="notice tone-danger">{t(lang, k::cpq::actions::IN_BIN)}</p> })}
        {read_only.then(|| view! { <p class="muted small">{t(lang, k::cpq::editor::READ_ONLY)}</p> })}
        <QuoteEditor editor reload/>
        <AttachmentsCard id=view.id/>
        <ApprovalCard id=view.id reload/>
        <RoomsPanel id=view.id/>
        <Versions lang view/>
    }
}

fn reference(view: &QuoteView) -> String {
    if view.version_number > 1 {
        format!("{} v{}", view.number, view.version_number)
    } else {
        view.number.clone()
    }
}

fn reason(lang: i18n::Lang, view: &QuoteView) -> Option<String> {
    let key = match view.state {
        QuoteState::Declined => k::cpq::actions::DECLINED_BECAUSE,
        QuoteState::Draft => k::cpq::actions::SENT_BACK_BECAUSE,
        _ => return None,
    };
    (!view.decline_reason.is_empty()).then(|| tf(lang, key, &[("reason", &view.decline_reason)]))
}

/// Leaving the page saves what is not saved yet; what cannot be saved stays in the browser.
fn leave_guard(editor: Editor) {
    if !editor.editable {
        return;
    }
    let gone = window_event_listener(leptos::ev::pagehide, move |_| editor.saving.part(&editor));
    on_cleanup(move || {
        gone.remove();
        editor.saving.leave(&editor);
    });
}
