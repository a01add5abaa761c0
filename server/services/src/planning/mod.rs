//! Forecast and quotas.

pub(crate) mod forecast;
pub(crate) mod organisation;
pub(crate) mod quotas;

use crate::Registry;
use crate::{Ctx, OrProblem};
use shared::kernel::{DatedRate, FiscalCalendar, Problem, RateTable};
use store::Session;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    forecast::register(registry);
    quotas::register(registry);
}

/// The company's fiscal calendar and its rates of exchange.
pub(crate) async fn company_facts(
    ctx: &Ctx,
    session: &mut Session,
) -> Result<(FiscalCalendar, RateTable), Problem> {
    let company = store::platform::company::get(session).await.or_problem()?;
    let calendar = company
        .as_ref()
        .and_then(|company| FiscalCalendar::new(company.fiscal_first_month))
        .unwrap_or_default();
    let base = company.map_or(ctx.actor.currency, |company| company.currency);
    let rates = store::platform::company::rates(session)
        .await
        .or_problem()?;
    let rows = rates.into_iter().map(|(currency, day, rate_e8)| DatedRate {
        currency,
        day,
        rate_e8,
    });
    Ok((calendar, RateTable::new(base, rows)))
}
