//! What a page has from its address: the record it is about, the word of its search box.

use crate::call::Fault;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::kernel::ProblemKind;
use std::str::FromStr;
use std::time::Duration;

/// How long typing must pause before the search runs.
const PAUSE: Duration = Duration::from_millis(250);

/// The id in the address of the page; none when what stands there is no id.
pub fn use_id<I>() -> Memo<Option<I>>
where
    I: FromStr + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id").and_then(|text| text.parse().ok())))
}

/// What the page is about, read by that id: without one it is not there.
pub fn read_by_id<I, T, F>(
    id: Memo<Option<I>>,
    read: impl Fn(I) -> F + Copy + Send + Sync + 'static,
) -> Resource<Result<T, Fault>>
where
    I: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
{
    Resource::new(
        move || id.get(),
        move |id| async move {
            match id {
                Some(id) => read(id).await,
                None => Err(Fault::of(ProblemKind::NotFound)),
            }
        },
    )
}

/// The text of a search box whose `word` lives in the address, where `write` puts it after a pause in typing.
pub fn use_search_word(
    word: Signal<String>,
    write: impl Fn(String) + Copy + 'static,
) -> RwSignal<String> {
    let typed = RwSignal::new(word.get_untracked());
    // The word the box itself put into the address.
    let sent = StoredValue::new(word.get_untracked());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |previous: Option<String>| {
        let now = typed.get();
        if previous.is_some_and(|before| before != now) {
            turn.update_value(|turn| *turn += 1);
            let mine = turn.get_value();
            let text = now.trim().to_owned();
            set_timeout(
                move || {
                    if turn.try_get_value() == Some(mine) && sent.get_value() != text {
                        sent.set_value(text.clone());
                        write(text);
                    }
                },
                PAUSE,
            );
        }
        now
    });
    // The address changed from outside (filters cleared, another view, a step back): the box follows. Its own word
    // does not come back under the fingers of somebody who types on.
    Effect::new(move |_| {
        let word = word.get();
        if sent.get_value() != word {
            sent.set_value(word.clone());
            typed.set(word);
        }
    });
    typed
}
