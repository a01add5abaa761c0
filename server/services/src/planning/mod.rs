//! Forecast and quotas.

pub(crate) mod forecast;
pub(crate) mod organisation;
pub(crate) mod quotas;

use crate::Ctx;
use crate::Registry;
use shared::kernel::{FiscalCalendar, Problem, RateTable};
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
    let settings = ctx.settings(session).await?;
    let base = settings.base(ctx.actor.currency);
    Ok((settings.calendar(), settings.rates(base)))
}
