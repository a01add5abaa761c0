//! Configuring a line: a full window with the configurator; what comes out stands under the line.

use super::beside::CompareButton;
use super::configuring::Body;
use super::grid::focus_cell;
use super::state::{Editor, Row};
use crate::cpq::models::api::{get_model, get_popular, list_configurable};
use crate::cpq::models::errands;
use i18n::{k, problem_text, summary_item, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::params::ParamsMap;
use shared::cpq::models::ops::{GetModel, GetPopular, ListConfigurable};
use shared::cpq::models::{Configuration, Engine, ModelRow, Popular, ProductModel};
use shared::cpq::quotes::rules::unconfigured;
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Issue, Lang, Problem, QuoteLineId};
use std::sync::Arc;
use ui::{Button, Dialog, Glyph, Place, Size, Skeleton};

/// Reads once which products can be configured today.
pub fn read_models(editor: Editor, query: Memo<ParamsMap>) {
    spawn_local(async move {
        if let Ok(rows) = list_configurable(ListConfigurable {}).await {
            editor.models.set(Arc::new(rows));
            // What is not configured keeps the quote from being sent; the page may be gone by now.
            if editor.rows.try_with_untracked(|_| ()).is_some() {
                editor.reprice();
            }
            open_linked(editor, query);
        }
    });
}

impl Editor {
    /// The lines of products that are configured which nobody has configured.
    pub fn unconfigured(&self, draft: &QuoteDraft) -> Vec<Issue> {
        let models = self.models.get_untracked();
        let products = models.iter().map(|row| row.product_id).collect();
        unconfigured(draft, &products)
    }
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
                <Button label size=Size::Small icon=Glyph::Settings on_press=Callback::new(move |()| show(editor, id, false))/>
                <Show when=move || row.with(|row| row.as_ref().is_some_and(|row| row.guided))>
                    <Button label=t(lang, k::models::guide::OPEN) size=Size::Small icon=Glyph::Help on_press=Callback::new(move |()| show(editor, id, true))/>
                </Show>
                <CompareButton editor id/>
                <Show when=move || configuration.with(Option::is_none)>
                    <span class="muted tiny">{t(lang, k::models::cfg::NOT_CONFIGURED)}</span>
                </Show>
                <span class="muted tiny">{outdated}</span>
            </span>
        </Show>
    }
}

/// Opens the window of a line.
fn show(editor: Editor, id: QuoteLineId, guiding: bool) {
    editor.guiding.set(guiding);
    editor.configuring.set(Some(id));
}

/// A link may open it: `?guide=LINE`, `?configure=LINE`.
pub fn open_linked(editor: Editor, query: Memo<ParamsMap>) {
    let asked = move |name: &str| {
        let found = query.with_untracked(|query| query.get(name));
        found.and_then(|id| id.parse::<QuoteLineId>().ok())
    };
    let guide = asked("guide");
    let line = guide.or_else(|| asked("configure"));
    if let Some(id) = line.filter(|id| editor.row(*id).is_some()) {
        show(editor, id, guide.is_some());
    }
}

/// Puts what is open into the address, so that it can be sent to somebody and read again.
fn link(editor: Editor) {
    let name = if editor.guiding.get() {
        "guide"
    } else {
        "configure"
    };
    let opened = editor.configuring.get();
    let Ok(path) = window().location().pathname() else {
        return;
    };
    let to = opened.map_or_else(|| path.clone(), |id| format!("{path}?{name}={id}"));
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&to));
    }
}

/// The window.
#[component]
pub fn ConfigureDialog(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.configuring.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let opened = editor.configuring.get().is_some();
        if opened || before == Some(true) {
            link(editor);
        }
        opened
    });
    let closed = Callback::new(move |()| {
        if let Some(id) = editor.configuring.get_untracked() {
            editor.configuring.set(None);
            focus_cell(editor, 0, id);
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

/// A model, compiled here: to configure with (with the questions, where there are some) and to check with.
#[derive(Clone)]
pub struct Ready {
    pub model: ProductModel,
    pub engine: Arc<Engine>,
    pub plain: Arc<Engine>,
    /// What customers have chosen of the product.
    pub popular: Vec<Popular>,
}

/// The same, or why it cannot be configured with.
type Loaded = Result<Ready, Problem>;

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
    let content = Arc::new(model.draft.content.clone());
    let plain = errands::engine(Arc::clone(&content), false).await;
    let plain = Arc::new(plain.map_err(Problem::invalid)?);
    let engine = if content.guide.is_empty() {
        Arc::clone(&plain)
    } else {
        // It was compiled before it was published; should it not be now, all options are still there.
        let guided = errands::engine(content, true).await;
        guided.map_or_else(|_| Arc::clone(&plain), Arc::new)
    };
    // Without it one way to complete is missing, nothing else.
    let product_id = model.product_id;
    let popular = get_popular(GetPopular { product_id }).await;
    Ok(Ready {
        model,
        engine,
        plain,
        popular: popular.unwrap_or_default(),
    })
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
            Some(Ok(ready)) => view! { <Body editor row=row.clone() ready/> }.into_any(),
        }}
    }
}
