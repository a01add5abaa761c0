//! The finder over a quote: what is found becomes a line.

use super::{FinderView, Search};
use crate::cpq::models::api::get_finder;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::Pick;
use shared::cpq::models::guide::finder::{Finder, Offer};
use shared::cpq::models::ops::GetFinder;
use shared::kernel::{Lang, Problem};
use std::sync::Arc;
use ui::{Dialog, Place, Skeleton};

/// The window.
#[component]
pub fn FinderDialog(lang: Lang, open: RwSignal<bool>, take: Callback<Offer>) -> impl IntoView {
    // Kept while the page is open, so that the next line begins with what is known of the customer.
    let answers = RwSignal::new(Vec::<Pick>::new());
    view! {
        <Dialog id="find" title=t(lang, k::models::find::TITLE) open close_label=t(lang, k::models::cfg::CLOSE) place=Place::Full>
            {move || open.get().then(|| view! { <Loading lang answers take/> })}
        </Dialog>
    }
}

/// The finder, when there are questions, or why it cannot be asked.
type Loaded = Result<Option<Arc<Finder>>, Problem>;

#[component]
fn Loading(lang: Lang, answers: RwSignal<Vec<Pick>>, take: Callback<Offer>) -> impl IntoView {
    let loaded = RwSignal::new(None::<Loaded>);
    spawn_local(async move {
        let found = match get_finder(GetFinder {}).await {
            Ok(view) if view.guide.is_empty() => Ok(None),
            Ok(view) => Ok(Finder::new(view.offers, view.guide).map(Arc::new)),
            Err(fault) => Err(fault.0),
        };
        // The window may have been closed meanwhile.
        let _ = loaded.try_set(Some(found));
    });
    view! {
        <div class="dialog-body cfg-page">
            {move || match loaded.get() {
                None => view! { <Skeleton label=t(lang, k::models::cfg::LOADING) lines=8/> }.into_any(),
                Some(Err(problem)) => view! { <p class="notice tone-danger">{problem_text(lang, &problem)}</p> }.into_any(),
                Some(Ok(None)) => view! {
                    <p class="strong">{t(lang, k::models::find::EMPTY_TITLE)}</p>
                    <p class="muted">{t(lang, k::models::find::EMPTY_TEXT)}</p>
                }.into_any(),
                Some(Ok(Some(finder))) => {
                    let set = Callback::new(move |next| answers.set(next));
                    let search = Search::new(lang, finder, answers.into(), set);
                    view! { <FinderView search take=Some(take)/> }.into_any()
                }
            }}
        </div>
    }
}
