//! Configuring a line without a network: the model was taken along, its rules are solved here.

use super::writing::{Pen, title_of};
use crate::cpq::models::configurator::{Configurator, Desk};
use i18n::{issue_text, k, problem_text, t, tf, unit_price};
use leptos::prelude::*;
use shared::cpq::models::{Engine, ProductModel, Session, check_configuration};
use shared::cpq::offline::offered_model;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Issue, Problem, QuoteLineId, UnitPrice};
use std::sync::Arc;
use ui::{Button, Dialog, Place, Variant};

/// The window.
#[component]
pub fn ConfigureDialog(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(pen.configuring.get().is_some()));
    let closed = Callback::new(move |()| {
        if pen.configuring.get_untracked().is_some() {
            pen.configuring.set(None);
        }
    });
    let title = Signal::derive(move || {
        let line = pen.configuring.get().and_then(|id| line_of(pen, id));
        let name = line.map(|line| title_of(&line)).unwrap_or_default();
        tf(lang, k::models::cfg::TITLE, &[("name", &name)])
    });
    view! {
        <Dialog id="offline-configure" title open close_label=t(lang, k::models::cfg::CLOSE) place=Place::Full on_close=closed>
            {move || pen.configuring.get().and_then(|id| line_of(pen, id)).map(|line| view! { <Body pen line/> })}
        </Dialog>
    }
}

fn line_of(pen: Pen, id: QuoteLineId) -> Option<QuoteLine> {
    pen.now()?.lines.into_iter().find(|line| line.id == id)
}

/// The model of a line, compiled here; or why it cannot be configured with.
fn load(pen: Pen, line: &QuoteLine) -> Result<(ProductModel, Arc<Engine>), Problem> {
    let today = pen.desk.today();
    let model = line.product_id.and_then(|product| {
        pen.luggage
            .with_value(|luggage| offered_model(luggage, product, today).cloned())
    });
    let model =
        model.ok_or_else(|| Problem::because(Issue::error("model_unknown", "configuration")))?;
    let own = model.draft.content.currency;
    if let Some(draft) = pen.now().filter(|draft| draft.currency != own) {
        return Err(Problem::because(
            Issue::error("model_currency", "configuration")
                .with("model", own)
                .with("quote", draft.currency),
        ));
    }
    let content = Arc::new(model.draft.content.clone());
    let engine = Engine::build(content).map_err(Problem::invalid)?;
    Ok((model, Arc::new(engine)))
}

#[component]
fn Body(pen: Pen, line: QuoteLine) -> impl IntoView {
    let lang = pen.desk.lang;
    let (model, engine) = match load(pen, &line) {
        Ok(ready) => ready,
        Err(problem) => {
            return view! { <div class="dialog-body"><p class="notice tone-danger">{problem_text(lang, &problem)}</p></div> }
                .into_any();
        }
    };
    let session = match &line.configuration {
        Some(made) => Session::with_choices(Arc::clone(&engine), &made.choices),
        None => {
            let mut session = Session::open(Arc::clone(&engine));
            let _ = session.fill_in_defaults();
            session
        }
    };
    let desk = Desk::new(lang, session);
    let unit = pen.priced.with_untracked(|priced| {
        let at = pen.now()?.lines.iter().position(|own| own.id == line.id)?;
        let priced = priced.as_ref()?.lines.get(at)?;
        Some(priced.book_unit)
    });
    let unit = unit.unwrap_or(line.price.list_price);
    let base = unit.0.saturating_sub(line.price.options.0);
    let unfinished = Memo::new(move |_| {
        desk.tick.track();
        desk.session
            .with_value(|session| !session.open_items().is_empty())
    });
    let id = line.id;
    let ready = StoredValue::new((model, engine));
    let save = Callback::new(move |()| {
        let made =
            ready.with_value(|(model, _)| desk.session.with_value(|session| session.finish(model)));
        let Some(made) = made else {
            return;
        };
        match ready.with_value(|(_, engine)| check_configuration(engine, &made)) {
            Ok(price) => {
                let costs = pen.luggage.with_value(|luggage| luggage.sees_margin);
                pen.change_line(id, |line| {
                    line.price.options = price.price;
                    line.price.options_cost = price.cost.filter(|_| costs);
                    line.configuration = Some(made);
                });
                pen.configuring.set(None);
            }
            Err(issue) => pen.desk.toaster.problem(issue_text(lang, &issue)),
        }
    });
    let cancel = Callback::new(move |()| pen.configuring.set(None));
    view! {
        <div class="dialog-body cfg-page">
            <Configurator desk base=Some(UnitPrice(base)) quantity=line.price.quantity/>
        </div>
        <footer class="dialog-footer">
            <p class="cfg-foot">
                <span class="muted small">{t(lang, k::models::cfg::EACH)}</span> " "
                <span class="strong num">
                    {move || desk.price.get().map(|options| unit_price(lang, UnitPrice(base.saturating_add(options.0)), desk.currency))}
                </span>
            </p>
            <Button label=t(lang, k::models::CANCEL) on_press=cancel/>
            <Button label=t(lang, k::models::cfg::SAVE) variant=Variant::Primary disabled=unfinished on_press=save/>
        </footer>
    }
    .into_any()
}
