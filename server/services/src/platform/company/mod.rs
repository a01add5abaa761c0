//! The company and its rates of exchange.

use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use shared::kernel::event::Entity;
use shared::kernel::rates::{DatedRate, RateTable};
use shared::kernel::{Issue, Problem};
use shared::platform::company::{
    Company, CompanyView, DeleteRate, GetCompany, SaveCompany, SetRate, check_rate,
};
use store::platform::company;
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(save);
    registry.add(set_rate);
    registry.add(delete_rate);
}

/// The company and every rate, for use cases that convert.
///
/// # Errors
/// When the database is away or not set up.
pub async fn rate_table(session: &mut Session) -> Result<(Company, RateTable), Problem> {
    let view = read(session).await?;
    let table = RateTable::new(view.company.currency, view.rates);
    Ok((view.company, table))
}

async fn read(session: &mut Session) -> Result<CompanyView, Problem> {
    let company = company::get(session).await.or_problem()?.or_not_found()?;
    let mut rates: Vec<DatedRate> = company::rates(session)
        .await
        .or_problem()?
        .into_iter()
        .map(|(currency, day, rate_e8)| DatedRate {
            currency,
            day,
            rate_e8,
        })
        .collect();
    rates.sort_by(|a, b| a.currency.cmp(&b.currency).then(b.day.cmp(&a.day)));
    Ok(CompanyView { company, rates })
}

async fn get(ctx: Ctx, _: GetCompany) -> Result<CompanyView, Problem> {
    read(&mut ctx.read().await?).await
}

async fn save(ctx: Ctx, request: SaveCompany) -> Result<CompanyView, Problem> {
    refuse(request.check())?;
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    if before.company.version != request.company.version {
        return Err(crate::conflict(&before));
    }
    // Every stored rate is in the company's currency: changing it would silently falsify them.
    if before.company.currency != request.company.currency && !before.rates.is_empty() {
        return Err(Problem::because(Issue::error("rates_exist", "currency")));
    }
    if !company::put(&mut session, &request.company)
        .await
        .or_problem()?
    {
        // Saved by somebody else between reading and writing.
        return Err(crate::conflict(&read(&mut session).await?));
    }
    record(
        &ctx,
        &mut session,
        "edited",
        Some(&before.company),
        Some(&request.company),
    )
    .await?;
    let after = read(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn set_rate(ctx: Ctx, request: SetRate) -> Result<CompanyView, Problem> {
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    refuse(check_rate(&request.rate, before.company.currency))?;
    let old = before
        .rates
        .iter()
        .find(|rate| rate.currency == request.rate.currency && rate.day == request.rate.day);
    company::put_rate(
        &mut session,
        request.rate.currency,
        request.rate.day,
        request.rate.rate_e8,
        false,
    )
    .await
    .or_problem()?;
    record(&ctx, &mut session, "rate_set", old, Some(&request.rate)).await?;
    let after = read(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn delete_rate(ctx: Ctx, request: DeleteRate) -> Result<CompanyView, Problem> {
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    let old = before
        .rates
        .iter()
        .find(|rate| rate.currency == request.currency && rate.day == request.day)
        .or_not_found()?;
    company::delete_rate(&mut session, request.currency, request.day)
        .await
        .or_problem()?;
    record(&ctx, &mut session, "rate_deleted", Some(old), None).await?;
    let after = read(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn record<T: serde::Serialize>(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Company,
        id: Uuid::nil(),
        parent: None,
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}
