//! Configured lines: what a configuration adds is never taken from the browser. A line whose
//! configuration is the one it was saved with keeps its price; any other is checked against the
//! version of the model it names, compiled anew, and priced with the same code as in the browser.

use crate::cpq::models;
use crate::{Ctx, OrProblem};
use chrono::NaiveDate;
use shared::cpq::models::guide::MAX_ANSWERS;
use shared::cpq::models::{
    Configuration, Engine, ModelState, Pick, ProductModel, check_configuration, option_prices,
    summary_of,
};
use shared::cpq::quotes::rules::unconfigured;
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Issue, Problem, ProductModelId, QuoteLineId, UnitPrice};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use store::Session;
use store::cpq::models as table;

/// Models already compiled for this request.
type Engines = BTreeMap<ProductModelId, (ProductModel, Arc<Engine>)>;

/// Most configured lines checked in one save: each asks the engine.
const MAX_CHECKED: usize = 200;

/// Puts the trusted adders into `draft`.
pub(super) async fn fill_in(
    session: &mut Session,
    saved: &QuoteDraft,
    draft: &mut QuoteDraft,
    today: NaiveDate,
) -> Result<(), Problem> {
    let (currency, before_currency) = (draft.currency, saved.currency);
    let mut engines = Engines::new();
    let mut checked = 0;
    let mut issues = Vec::new();
    let before: BTreeMap<QuoteLineId, &QuoteLine> =
        saved.lines.iter().map(|line| (line.id, line)).collect();
    for (position, line) in draft.lines.iter_mut().enumerate() {
        let known = before.get(&line.id).filter(|other| {
            other.product_id == line.product_id
                && currency == before_currency
                && same(other.configuration.as_ref(), line.configuration.as_ref())
        });
        if let Some(known) = known {
            line.price.options = known.price.options;
            line.price.options_cost = known.price.options_cost;
            line.configuration.clone_from(&known.configuration);
            continue;
        }
        line.price.options = UnitPrice(0);
        line.price.options_cost = None;
        let Some(configuration) = line.configuration.clone() else {
            continue;
        };
        checked += 1;
        if checked > MAX_CHECKED {
            return Err(Problem::because(
                Issue::error("too_many", "lines").with("max", MAX_CHECKED),
            ));
        }
        let copied = saved.lines.iter().any(|other| {
            other.product_id == line.product_id
                && same(other.configuration.as_ref(), Some(&configuration))
        });
        let checked = check(
            session,
            &mut engines,
            line,
            (&configuration, currency),
            (copied, today),
        );
        if let Err(mut issue) = checked.await? {
            issue.field = Some(Cow::Owned(format!("lines.{position}.configuration")));
            issues.push(issue);
        }
    }
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(issues))
    }
}

/// The lines of products that are configured today which nobody has configured.
pub(super) async fn missing(
    ctx: &Ctx,
    session: &mut Session,
    draft: &QuoteDraft,
) -> Result<Vec<Issue>, Problem> {
    let offered = models::offered_today(ctx, session).await?;
    let products = offered.into_iter().map(|row| row.product_id).collect();
    Ok(unconfigured(draft, &products))
}

fn same(a: Option<&Configuration>, b: Option<&Configuration>) -> bool {
    let key = |configuration: &Configuration| {
        (
            configuration.model_id,
            configuration.hash.clone(),
            configuration.values.clone(),
        )
    };
    let said = |configuration: &Configuration| {
        (configuration.choices.clone(), configuration.answers.clone())
    };
    a.map(key) == b.map(key) && a.map(said) == b.map(said)
}

/// Checks a configuration and prices the line with it; the inner error is the line's.
async fn check(
    session: &mut Session,
    engines: &mut Engines,
    line: &mut QuoteLine,
    (configuration, currency): (&Configuration, shared::kernel::Currency),
    (copied, today): (bool, NaiveDate),
) -> Result<Result<(), Issue>, Problem> {
    let wrong = |code| Ok(Err(Issue::error(code, "configuration")));
    let id = configuration.model_id;
    let (model, engine) = match engines.entry(id) {
        Entry::Occupied(known) => &*known.into_mut(),
        Entry::Vacant(place) => {
            let Some(model) = table::get(session, id).await.or_problem()? else {
                return wrong("model_unknown");
            };
            let engine = models::engine(model.draft.content.clone()).await?;
            &*place.insert((model, engine))
        }
    };
    if Some(model.product_id) != line.product_id || model.state == ModelState::Draft {
        return wrong("model_unknown");
    }
    // What is on the quote already may be of a version that is over.
    let offered = model.state == ModelState::Published && model.draft.holds_on(today);
    if model.hash != configuration.hash || !(offered || copied) {
        return wrong("model_outdated");
    }
    let content = &model.draft.content;
    if content.currency != currency {
        return Ok(Err(Issue::error("model_currency", "configuration")
            .with("model", content.currency)
            .with("quote", currency)));
    }
    let price = match check_configuration(engine, configuration) {
        Ok(price) => price,
        Err(issue) => return Ok(Err(issue)),
    };
    line.price.options = price.price;
    // Costs of a model are in its currency, which is the quote's.
    line.price.options_cost = price.cost;
    // What a person chose is only kept as far as it is of this model.
    let known = |pick: &&Pick| engine.lit(pick).is_some();
    let choices = configuration.choices.iter().filter(known);
    let asked = |pick: &&Pick| content.guide.iter().any(|question| question.can_be(pick));
    let answers = configuration.answers.iter().filter(asked);
    line.configuration = Some(Configuration {
        number: model.number,
        choices: choices.take(engine.items.len()).cloned().collect(),
        answers: answers
            .take(engine.items.len() + MAX_ANSWERS)
            .cloned()
            .collect(),
        summary: summary_of(engine, &configuration.values),
        prices: option_prices(engine, &configuration.values),
        ..configuration.clone()
    });
    Ok(Ok(()))
}
