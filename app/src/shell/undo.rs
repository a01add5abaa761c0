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

/// Waits for `done` and says it with its way back (`way_back` gives both, from the answer); a refusal is said
/// instead. `after` shows what there is by then, now and after going back: see [`offer_undo`].
pub async fn undoable<D, S, B, A, T>(
    lang: Lang,
    toaster: Toaster,
    done: impl Future<Output = Result<D, Fault>>,
    way_back: impl FnOnce(D) -> (S, B),
    after: impl Fn() + Copy + Send + Sync + 'static,
) where
    S: Into<String>,
    B: Fn() -> A + Send + Sync + 'static,
    A: Future<Output = Result<T, Fault>> + 'static,
    T: 'static,
{
    match done.await {
        Ok(answer) => {
            let (text, back) = way_back(answer);
            offer_undo(lang, toaster, text, back, after);
        }
        Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
    }
    after();
}
