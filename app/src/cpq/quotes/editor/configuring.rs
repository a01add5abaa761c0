//! The window of a line: the guide or all options over one session, and what comes out put on the line.
//! What is chosen is kept in the browser until it is applied or given up.

use super::configure::Ready;
use super::grid::focus_cell;
use super::saving::storage;
use super::state::{Editor, Row};
use crate::cpq::models::configurator::{Configurator, Desk};
use crate::cpq::models::guide::{Guide, Modes, Outcome, Play, Source};
use i18n::{k, t, unit_price};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::cpq::models::{Configuration, Engine, Pick, Session, check_configuration};
use shared::kernel::{ProductModelId, QuoteLineId, UnitPrice};
use std::sync::Arc;
use ui::{Button, Variant};

/// Choices that were not applied yet.
#[derive(Serialize, Deserialize)]
struct Kept {
    model_id: ProductModelId,
    choices: Vec<Pick>,
}

fn key(id: QuoteLineId) -> String {
    format!("jalon.configure.{id}")
}

fn kept(id: QuoteLineId, model_id: ProductModelId) -> Option<Vec<Pick>> {
    let text = storage()?.get_item(&key(id)).ok()??;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    (kept.model_id == model_id && !kept.choices.is_empty()).then_some(kept.choices)
}

fn keep(id: QuoteLineId, model_id: ProductModelId, choices: Vec<Pick>) {
    let kept = Kept { model_id, choices };
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
        let _ = storage.set_item(&key(id), &text);
    }
}

fn forget(id: QuoteLineId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(id));
    }
}

/// What the model begins with fills what is open only while all options are shown or nothing is left to
/// ask: it must not stand in the way of an answer.
#[derive(Clone, Copy)]
struct Filled {
    desk: Desk,
    picks: StoredValue<Vec<Pick>>,
}

impl Filled {
    fn fill(self) {
        let picks = self.picks;
        self.desk.change(move |session| {
            let filled = session.fill_in_defaults();
            picks.update_value(|picks| picks.extend(filled));
        });
    }

    fn empty(self) {
        let picks = self.picks.get_value();
        self.picks.set_value(Vec::new());
        self.desk.change(move |session| {
            for pick in &picks {
                session.undo(pick);
            }
        });
    }

    /// What a person chose.
    fn own(self) -> Vec<Pick> {
        let filled = self.picks.get_value();
        let mut choices = self.desk.session.with_value(Session::choices);
        choices.retain(|pick| !filled.contains(pick));
        choices
    }
}

/// The window's contents.
#[component]
pub fn Body(editor: Editor, row: Row, ready: Ready) -> impl IntoView {
    let lang = editor.lang;
    let id = row.id;
    let line = row.line.get_untracked();
    let model_id = ready.model.id;
    let engine = Arc::clone(&ready.engine);
    let before = kept(id, model_id);
    let restored = before.is_some();
    let before = before.or_else(|| {
        let made = line.configuration.as_ref()?;
        Some(made.choices.iter().chain(&made.answers).cloned().collect())
    });
    let session = match &before {
        Some(choices) => Session::with_choices(engine, choices),
        None => Session::open(engine),
    };
    let guided = !session.guide().is_empty();
    let desk = Desk::new(lang, session);
    if let Some(made) = &line.configuration {
        desk.before.set_value(made.values.clone());
    }
    desk.popular.set_value(ready.popular.clone());
    let filled = Filled {
        desk,
        picks: StoredValue::new(Vec::new()),
    };
    let asking = editor.guiding;
    if !guided {
        asking.set(false);
    }
    if before.is_none() && !asking.get_untracked() {
        filled.fill();
    }
    if restored {
        editor.toaster.info(t(lang, k::models::guide::RESTORED));
    }
    // The first run changes nothing: it only listens.
    Effect::new(move |first: Option<()>| {
        desk.tick.track();
        if first.is_some() {
            keep(id, model_id, filled.own());
        }
    });
    // After the tiers, before the options.
    let base = row
        .priced
        .with_untracked(|priced| priced.book_unit.0.saturating_sub(line.price.options.0));
    let quantity = line.price.quantity;
    let unfinished = Memo::new(move |_| {
        desk.tick.track();
        desk.session
            .with_value(|session| !session.open_items().is_empty())
    });
    let ready = StoredValue::new(ready);
    let save = Callback::new(move |()| {
        let made = ready.with_value(|ready| {
            desk.session
                .with_value(|session| session.finish(&ready.model))
        });
        if let Some(made) = made {
            let plain = ready.with_value(|ready| Arc::clone(&ready.plain));
            apply(editor, id, &plain, made);
        }
    });
    let give_up = Callback::new(move |()| {
        forget(id);
        close(editor, id);
    });
    view! {
        <div class="dialog-body cfg-page">
            {guided.then(|| view! { <Modes lang asking/> })}
            {move || if asking.get() {
                view! { <Asked filled asking/> }.into_any()
            } else {
                if guided {
                    filled.fill();
                }
                view! { <Configurator desk base=Some(UnitPrice(base)) quantity/> }.into_any()
            }}
        </div>
        <footer class="dialog-footer">
            <p class="cfg-foot">
                <span class="muted small">{t(lang, k::models::cfg::EACH)}</span> " "
                <span class="strong num">{move || desk.price.get().map(|options| unit_price(lang, UnitPrice(base.saturating_add(options.0)), desk.currency))}</span>
            </p>
            <Button label=t(lang, k::models::CANCEL) on_press=give_up/>
            <Button label=t(lang, k::models::cfg::SAVE) variant=Variant::Primary disabled=unfinished on_press=save attr:id="configure-save"/>
        </footer>
    }
}

/// The guide; at its end the rest is filled in.
#[component]
fn Asked(filled: Filled, asking: RwSignal<bool>) -> impl IntoView {
    filled.empty();
    let desk = filled.desk;
    let play = Play::new(Source::Model(desk));
    Effect::new(move |before: Option<bool>| {
        let over = play.shown.get().is_none();
        match (before, over) {
            (None | Some(false), true) => filled.fill(),
            (Some(true), false) => filled.empty(),
            _ => {}
        }
        over
    });
    view! {
        <Guide play>
            <Outcome play desk all_options=Callback::new(move |()| asking.set(false))/>
        </Guide>
    }
}

fn close(editor: Editor, id: QuoteLineId) {
    editor.configuring.set(None);
    focus_cell(editor, 0, id);
}

/// Puts the configuration and what it adds on the line; the server computes both again.
fn apply(editor: Editor, id: QuoteLineId, engine: &Arc<Engine>, made: Configuration) {
    match check_configuration(engine, &made) {
        Ok(price) => {
            let sees_margin = editor.view.with_value(|view| view.sees_margin);
            editor.update_line(id, |line| {
                line.price.options = price.price;
                line.price.options_cost = price.cost.filter(|_| sees_margin);
                line.configuration = Some(made);
            });
            forget(id);
            close(editor, id);
        }
        Err(issue) => editor
            .toaster
            .problem(i18n::issue_text(editor.lang, &issue)),
    }
}
