//! Configuring a line: a full window with the configurator; what comes out stands under the line.

use super::grid::focus_cell;
use super::state::{Editor, Row};
use crate::cpq::models::api::{get_model, list_configurable};
use crate::cpq::models::configurator::{Configurator, Desk};
use i18n::{k, problem_text, summary_item, t, tf, unit_price};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::ops::{GetModel, ListConfigurable};
use shared::cpq::models::{
    Configuration, Engine, ModelRow, ProductModel, Session, check_configuration,
};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Issue, Lang, Problem, QuoteLineId, UnitPrice};
use std::sync::Arc;
use ui::{Button, Dialog, Glyph, Place, Size, Skeleton, Variant};

/// Reads once which products can be configured today.
pub fn read_models(editor: Editor) {
    spawn_local(async move {
        if let Ok(rows) = list_configurable(ListConfigurable {}).await {
            editor.models.set(Arc::new(rows));
        }
    });
}

/// What was chosen, as small print.
pub fn summary(lang: Lang, configuration: &Configuration) -> impl IntoView + use<> {
    let words: Vec<String> = configuration
        .summary
        .iter()
        .map(|item| summary_item(lang, item))
        .collect();
    view! { <span class="quote-details muted tiny" data-configuration="">{words.join(" · ")}</span> }
}

/// The version offered for a line's product.
fn offered(editor: Editor, line: &QuoteLine) -> Option<ModelRow> {
    let product = line.product_id?;
    editor
        .models
        .with(|rows| rows.iter().find(|row| row.product_id == product).cloned())
}

/// Under the name of a line: its configuration and the way to change it.
#[component]
pub fn Configured(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let row = Memo::new(move |_| line.with(|line| offered(editor, line)));
    let configuration = Memo::new(move |_| line.with(|line| line.configuration.clone()));
    let outdated = Memo::new(move |_| {
        let (row, used) = (row.get()?, configuration.get()?);
        (row.id != used.model_id).then(|| {
            tf(
                lang,
                k::models::cfg::OUTDATED,
                &[("number", &used.number), ("now", &row.number)],
            )
        })
    });
    let label = Signal::derive(move || {
        let key = if configuration.with(Option::is_some) {
            k::models::cfg::CHANGE
        } else {
            k::models::cfg::OPEN
        };
        t(lang, key).to_owned()
    });
    view! {
        {move || configuration.get().map(|found| summary(lang, &found))}
        <Show when=move || row.with(Option::is_some)>
            <span class="quote-configure">
                <Button label size=Size::Small icon=Glyph::Settings on_press=Callback::new(move |()| editor.configuring.set(Some(id)))/>
                <Show when=move || configuration.with(Option::is_none)>
                    <span class="muted tiny">{t(lang, k::models::cfg::NOT_CONFIGURED)}</span>
                </Show>
                <span class="muted tiny">{outdated}</span>
            </span>
        </Show>
    }
}

/// The window.
#[component]
pub fn ConfigureDialog(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.configuring.get().is_some()));
    let closed = Callback::new(move |()| {
        if let Some(id) = editor.configuring.get_untracked() {
            editor.configuring.set(None);
            focus_cell(0, id);
        }
    });
    let title = Signal::derive(move || {
        let row = editor.configuring.get().and_then(|id| editor.row(id));
        let name = row.map(|row| {
            row.line.with(|line| {
                line.description
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
        });
        tf(
            lang,
            k::models::cfg::TITLE,
            &[("name", &name.unwrap_or_default())],
        )
    });
    view! {
        <Dialog id="configure" title open close_label=t(lang, k::models::cfg::CLOSE) place=Place::Full on_close=closed>
            {move || editor.configuring.get().and_then(|id| editor.row(id)).map(|row| view! { <Loading editor row/> })}
        </Dialog>
    }
}

/// A model, compiled here, or why it cannot be configured with.
type Loaded = Result<(ProductModel, Arc<Engine>), Problem>;

async fn load(editor: Editor, row: Option<ModelRow>) -> Loaded {
    let row =
        row.ok_or_else(|| Problem::because(Issue::error("model_unknown", "configuration")))?;
    let model = get_model(GetModel { id: row.id })
        .await
        .map_err(|fault| fault.0)?;
    let currency = editor.head.with_untracked(|head| head.currency);
    let own = model.draft.content.currency;
    if own != currency {
        return Err(Problem::because(
            Issue::error("model_currency", "configuration")
                .with("model", own)
                .with("quote", currency),
        ));
    }
    let engine = Engine::build(Arc::new(model.draft.content.clone())).map_err(Problem::invalid)?;
    Ok((model, Arc::new(engine)))
}

/// Reads the model, then shows the configurator.
#[component]
fn Loading(editor: Editor, row: Row) -> impl IntoView {
    let lang = editor.lang;
    let loaded = RwSignal::new(None::<Loaded>);
    let wanted = untrack(|| row.line.with(|line| offered(editor, line)));
    spawn_local(async move {
        let found = load(editor, wanted).await;
        // The window may have been closed meanwhile.
        let _ = loaded.try_set(Some(found));
    });
    view! {
        {move || match loaded.get() {
            None => view! { <div class="dialog-body"><Skeleton label=t(lang, k::models::cfg::LOADING) lines=8/></div> }.into_any(),
            Some(Err(problem)) => view! {
                <div class="dialog-body"><p class="notice tone-danger">{problem_text(lang, &problem)}</p></div>
            }.into_any(),
            Some(Ok((model, engine))) => view! { <Body editor row=row.clone() model engine/> }.into_any(),
        }}
    }
}

#[component]
fn Body(editor: Editor, row: Row, model: ProductModel, engine: Arc<Engine>) -> impl IntoView {
    let lang = editor.lang;
    let id = row.id;
    let line = row.line.get_untracked();
    let session = match &line.configuration {
        Some(before) => Session::with_choices(Arc::clone(&engine), &before.choices),
        None => Session::with_defaults(Arc::clone(&engine)),
    };
    let desk = Desk::new(lang, session);
    // After the tiers, before the options.
    let base = row
        .priced
        .with_untracked(|priced| priced.book_unit.0.saturating_sub(line.price.options.0));
    let model = StoredValue::new(model);
    let unfinished = Memo::new(move |_| {
        desk.tick.track();
        desk.session
            .with_value(|session| !session.open_items().is_empty())
    });
    let save = Callback::new(move |()| {
        let made =
            model.with_value(|model| desk.session.with_value(|session| session.finish(model)));
        if let Some(made) = made {
            apply(editor, id, &engine, made);
        }
    });
    view! {
        <div class="dialog-body cfg-page">
            <Configurator desk base=Some(UnitPrice(base)) quantity=line.price.quantity/>
        </div>
        <footer class="dialog-footer">
            <p class="cfg-foot">
                <span class="muted small">{t(lang, k::models::cfg::EACH)}</span> " "
                <span class="strong num">{move || desk.price.get().map(|options| unit_price(lang, UnitPrice(base.saturating_add(options.0)), desk.currency))}</span>
            </p>
            <Button label=t(lang, k::models::CANCEL) on_press=Callback::new(move |()| close(editor, id))/>
            <Button label=t(lang, k::models::cfg::SAVE) variant=Variant::Primary disabled=unfinished on_press=save attr:id="configure-save"/>
        </footer>
    }
}

fn close(editor: Editor, id: QuoteLineId) {
    editor.configuring.set(None);
    focus_cell(0, id);
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
            close(editor, id);
        }
        Err(issue) => editor
            .toaster
            .problem(i18n::issue_text(editor.lang, &issue)),
    }
}
