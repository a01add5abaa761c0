//! The editor of a quote: lines as a keyboard-first grid, totals beside them, everything priced in
//! the browser at each keystroke.

mod agreed;
mod alternatives;
mod beside;
mod book;
mod bulk;
mod bulk_discount;
mod clause_row;
mod clauses;
pub mod configure;
mod configuring;
mod discount;
mod dragging;
mod explain;
mod find;
mod gifts;
mod grid;
mod head;
mod later;
mod line_term;
mod lines;
mod notice;
mod own;
mod parts;
mod paste;
mod payment;
mod picking;
mod plan;
mod product_cell;
mod promoted;
mod row;
pub mod saving;
mod sections;
mod shares;
pub mod state;
mod subscription;
mod surcharge_amount;
mod surcharges;
mod term_fields;
mod totals;
mod trial;

use crate::cpq::catalog::api::get_catalog;
use crate::live;
use beside::CompareDialog;
use clauses::Clauses;
use configure::{ConfigureDialog, read_models};
use explain::LineDetails;
use find::Finder;
use grid::Grid;
use head::{Facts, Texts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use notice::SaveNotice;
use own::OwnValues;
use saving::SaveState;
use shared::cpq::catalog::ops::GetCatalog;
use shared::kernel::event::Entity;
use state::Editor;
use std::sync::Arc;
use totals::TotalsPanel;
use ui::Tell;

pub use notice::SaveStatus;

/// The editor's body; the page's header with the actions stands above it.
#[component]
pub fn QuoteEditor(editor: Editor, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    if editor.editable {
        Effect::new(move |_| take_up_kept(editor));
        Effect::new(move |_| read_catalog(editor));
        let query = use_query_map();
        Effect::new(move |_| read_models(editor, query));
        agreed::watch(editor);
        promoted::watch(editor);
        clauses::watch(editor);
    }
    listen(editor, reload);
    view! {
        <SaveNotice editor reload/>
        <div class="quote">
            <div class="quote-main">
                <Grid editor/>
                {move || {
                    editor.generation.track();
                    view! {
                        <Facts editor/>
                        <OwnValues editor/>
                        <Texts editor/>
                        <Clauses editor/>
                    }
                }}
            </div>
            <aside class="quote-side">
                <TotalsPanel editor/>
            </aside>
        </div>
        <LineDetails editor/>
        <ConfigureDialog editor/>
        <CompareDialog editor/>
        {editor.editable.then(|| view! { <Finder editor/> <paste::LeftRows editor/> <bulk::BulkBar editor/> })}
    }
}

/// Reads the price book's items once, and again when another book is chosen elsewhere.
fn read_catalog(editor: Editor) {
    let Some(price_book_id) = editor.head.with_untracked(|head| head.price_book_id) else {
        return;
    };
    spawn_local(async move {
        if let Ok(catalog) = get_catalog(GetCatalog { price_book_id }).await {
            let same = editor
                .head
                .try_with_untracked(|head| head.price_book_id == Some(price_book_id));
            if same == Some(true) {
                editor.catalog.set(Arc::new(catalog.items));
            }
        }
    });
}

/// What an earlier visit could not save comes back.
fn take_up_kept(editor: Editor) {
    let Some(kept) = editor.saving.kept() else {
        return;
    };
    if kept.draft == editor.draft() {
        editor.saving.forget();
    } else if kept.version == editor.saving.version() {
        editor.replace(kept.draft, kept.names);
        editor
            .toaster
            .info(i18n::t(editor.lang, i18n::k::cpq::save::RESTORED));
    }
}

/// Somebody else's change: shown at once when nothing here is unsaved, else told when saving.
fn listen(editor: Editor, reload: Callback<()>) {
    let me = crate::boot::use_session().actor.user_id;
    let id = editor.view.with_value(|view| view.id.0);
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            event.entity == Entity::Quote && event.id == id && event.actor != Some(me)
        });
        if concerns && editor.saving.state.try_get_untracked() == Some(SaveState::Saved) {
            reload.tell(());
        }
    });
}
