//! "Move to…": choosing the stage from a list, for those who do not drag.

use super::ctx::BoardCtx;
use super::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::{Direction, MoveRequest};
use ui::Dialog;

/// "Move to…": every stage with what its gate says.
#[component]
pub fn MoveMenu(ctx: BoardCtx) -> impl IntoView {
    let lang = ctx.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ctx.choosing.get().is_some()));
    let card = Memo::new(move |_| {
        let id = ctx.choosing.get()?;
        ctx.state.with(|state| state.card(id).cloned())
    });
    let title = Signal::derive(move || {
        let name = card.get().map(|card| card.name).unwrap_or_default();
        tf(lang, k::deals::MOVE_TO_NAMED, &[("name", &name)])
    });
    let stages = move || {
        let Some(card) = card.get() else {
            return Vec::new();
        };
        ctx.state.with_untracked(|state| {
            state
                .pipeline()
                .stages
                .iter()
                .filter(|stage| stage.active)
                .map(|stage| {
                    (
                        stage.clone(),
                        state.check(&card, stage.id, &MoveRequest::default()),
                    )
                })
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Dialog
            id="move-to"
            title
            open
            close_label=t(lang, k::deals::CLOSE_DIALOG)
            on_close=Callback::new(move |()| ctx.choosing.set(None))
        >
            <div class="dialog-body">
                <ul class="move-list">
                    {move || stages()
                        .into_iter()
                        .map(|(stage, check)| {
                            let to = stage.id;
                            let here = check.direction == Direction::None;
                            let note = if here {
                                t(lang, k::deals::HERE_NOW).to_owned()
                            } else if check.direction == Direction::Lose {
                                t(lang, k::deals::NEEDS_REASON).to_owned()
                            } else if check.allowed() {
                                String::new()
                            } else {
                                tf(lang, k::deals::MISSING_HERE, &[("facts", &words::missing(lang, &check))])
                            };
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="move-choice"
                                        aria-current=here.then_some("step")
                                        disabled=here
                                        on:click=move |_| {
                                            let id = ctx.choosing.get_untracked();
                                            ctx.choosing.set(None);
                                            if let Some(id) = id {
                                                ctx.ask(id, to);
                                            }
                                        }
                                    >
                                        <span class=format!("board-dot board-dot-{}", stage.state.code()) aria-hidden="true"></span>
                                        <span class="strong">{stage.name.get(lang).to_owned()}</span>
                                        <span class="small muted">{note}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </Dialog>
    }
}
