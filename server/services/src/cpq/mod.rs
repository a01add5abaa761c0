//! Products, price books, quotes.

pub mod agreements;
pub mod approvals;
pub(crate) mod attachments;
pub mod catalog;
pub mod clauses;
pub mod models;
mod offline;
mod pictures;
pub mod promotions;
pub mod quotes;
pub mod rooms;
mod schedules;
mod templates;

use crate::{Ctx, OrProblem, Registry, conflict, refuse_errors};
use rust_decimal::Decimal;
use shared::cpq::catalog::CatalogItem;
use shared::kernel::{Currency, Issue, Problem, UnitPrice};
use store::{Session, StoreError};

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    catalog::register(registry);
    pictures::register(registry);
    agreements::register(registry);
    models::register(registry);
    offline::register(registry);
    promotions::register(registry);
    schedules::register(registry);
    clauses::register(registry);
    templates::register(registry);
    quotes::register(registry);
    attachments::register(registry);
    rooms::register(registry);
    approvals::register(registry);
}

/// Adds the jobs of this area.
pub fn register_jobs(kinds: &mut crate::platform::jobs::Kinds) {
    approvals::register_jobs(kinds);
}

/// Costs are kept in the company's currency; this brings them into another one.
struct Costs {
    rate: Option<Decimal>,
}

impl Costs {
    async fn into_currency(
        ctx: &Ctx,
        session: &mut Session,
        to: Currency,
        today: chrono::NaiveDate,
    ) -> Result<Self, Problem> {
        let settings = ctx.settings(session).await?;
        let base = settings.base(Currency::EUR);
        let rate = settings
            .rates(base)
            .rate(base, to, today)
            .map(|used| used.rate);
        Ok(Self { rate })
    }

    /// `None` without cost or without rate: an unknown cost is never guessed.
    fn convert(&self, cost: Option<UnitPrice>) -> Option<UnitPrice> {
        UnitPrice::from_decimal(cost?.to_decimal().checked_mul(self.rate?)?)
    }

    /// Brings the cost of an item into the currency, and a price on the cost up to it.
    fn put_into(&self, item: &mut CatalogItem) {
        item.cost = self.convert(item.cost);
        item.take_cost();
    }
}

/// The refusal a broken constraint stands for.
fn or_issue<T>(
    result: Result<T, StoreError>,
    code: &'static str,
    field: &'static str,
) -> Result<T, Problem> {
    match result {
        Err(StoreError::Constraint(_)) => Err(Problem::because(Issue::error(code, field))),
        other => other.or_problem(),
    }
}
