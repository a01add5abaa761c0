//! The way back that stands beside what was done at once.

use crate::call::Fault;
use i18n::{Lang, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::Toaster;

/// Says `text` with a way back: `back` asks the server, a refusal is said, and `after` shows what there is
/// by then. The page may be gone when somebody goes back, so `after` must stand being called without it.
pub fn offer_undo<A, T>(
    lang: Lang,
    toaster: Toaster,
    text: impl Into<String>,
    back: impl Fn() -> A + Send + Sync + 'static,
    after: impl Fn() + Copy + Send + Sync + 'static,
) where
    A: Future<Output = Result<T, Fault>> + 'static,
    T: 'static,
{
    let undo = Callback::new(move |()| {
        let answer = back();
        spawn_local(async move {
            if let Err(fault) = answer.await {
                toaster.problem(problem_text(lang, &fault.0));
            }
            after();
        });
    });
    toaster.undo(text, t(lang, k::ui::UNDO), undo);
}
