//! What may be there already, asked for while somebody types.

use crate::call::Fault;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long nothing is typed before it is asked.
const PAUSE: Duration = Duration::from_millis(300);

/// What was found for `question` as it is by now; nothing while there is not enough to ask. It is a question nobody
/// asked for: when it cannot be answered, nothing is said.
pub(super) fn found_while_typed<Q, A, T>(
    question: impl Fn() -> Option<Q> + 'static,
    ask: impl Fn(Q) -> A + Copy + 'static,
) -> RwSignal<Vec<T>>
where
    Q: 'static,
    A: Future<Output = Result<Vec<T>, Fault>> + 'static,
    T: Send + Sync + 'static,
{
    let found = RwSignal::new(Vec::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let asked = question();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let Some(asked) = asked else {
            found.set(Vec::new());
            return;
        };
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                spawn_local(async move {
                    let answer = ask(asked).await.unwrap_or_default();
                    if turn.try_get_value() == Some(mine) {
                        found.set(answer);
                    }
                });
            },
            PAUSE,
        );
    });
    found
}
