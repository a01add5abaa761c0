//! Gathers what the forecast page computes from.

use super::organisation::Organisation;
use super::{company_facts, quotas};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use shared::kernel::{
    Action, DaySpan, FiscalCalendar, FiscalPeriod, Instant, OpportunityId, Problem, UserId,
};
use shared::planning::convert::Converter;
use shared::planning::forecast::ops::{
    ForecastDeal, ForecastView, LoadForecast, LoadForecastHistory, NamedDeal,
};
use shared::planning::forecast::{
    DealFact, History, Measure, Snapshot, Waterfall, delay_weights, waterfall,
};
use shared::planning::quotas::ops::QuotaView;
use shared::planning::quotas::quota_for;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use store::Session;
use store::planning::forecast::{self as stored, Fact};

pub(super) fn register(registry: &mut Registry) {
    registry.add(load);
    registry.add(history);
}

/// The first moment of a day where the person is.
fn start_of(ctx: &Ctx, day: NaiveDate) -> Instant {
    ctx.actor.zone.instant(day.and_time(NaiveTime::MIN))
}

async fn load(ctx: Ctx, request: LoadForecast) -> Result<ForecastView, Problem> {
    let mut session = ctx.read().await?;
    let (calendar, table) = company_facts(&ctx, &mut session).await?;
    let today = ctx.today();
    let period = request.period.unwrap_or_else(|| calendar.quarter_of(today));
    let span = calendar.span(period);
    let organisation = Organisation::of(&ctx, &mut session, Action::ViewForecast).await?;
    let branch = organisation.branch(request.node).or_not_found()?;
    let owners = branch.owners();
    let since = request.since.unwrap_or(span.from).min(today);
    let currency = request.currency.unwrap_or(ctx.actor.currency);
    let rate_day = today.min(span.to);
    let mut converter = Converter::new(&table, currency, rate_day);
    let mut without_rate = Vec::new();

    let mut deals = Vec::new();
    for deal in stored::deals(&mut session, Some(&owners), span)
        .await
        .or_problem()?
    {
        match fact_of(deal.id, &deal.fact, &mut converter) {
            Some(fact) => deals.push(ForecastDeal {
                fact,
                name: deal.name,
                account: deal.account,
                stage: deal.stage,
                amount: deal.fact.amount,
            }),
            None => without_rate.push(NamedDeal {
                id: deal.id,
                name: deal.name,
                exists: true,
            }),
        }
    }
    let start = start_of(&ctx, since);
    let changed = stored::changed(&mut session, Some(&owners), span, start)
        .await
        .or_problem()?;
    let (waterfalls, named) = explain(&changed, span, &owners, &mut converter);
    let stored_quotas = quotas_of(&mut session, calendar, period, &owners).await?;
    let quota_of = quota_sums(calendar, period, &stored_quotas, &mut converter);
    let may_set_quota_of = quotas::may_set(&ctx, &mut session, &branch).await?;
    Ok(ForecastView {
        today,
        calendar,
        period,
        span,
        node: request.node,
        node_name: branch.name,
        teams: organisation.teams,
        people: organisation.people,
        shown_teams: branch.teams,
        shown_people: branch.people,
        currency,
        rate_day,
        rates: converter.used(),
        without_rate,
        deals,
        quotas: stored_quotas,
        quota_of,
        may_set_quota_of,
        since,
        waterfalls,
        named,
    })
}

/// A deal as the forecast counts it; `None` when its currency has no rate.
pub(crate) fn fact_of(
    id: OpportunityId,
    fact: &Fact,
    converter: &mut Converter<'_>,
) -> Option<DealFact> {
    Some(DealFact {
        id,
        owner: fact.owner,
        amount: converter.minor(fact.amount)?,
        close_date: fact.close_date,
        state: fact.state,
        probability_bp: fact.probability_bp,
        category: fact.category,
    })
}

/// The waterfall of each measure, and the deals their steps name.
fn explain(
    changed: &[stored::Changed],
    span: DaySpan,
    owners: &[UserId],
    converter: &mut Converter<'_>,
) -> (Vec<(Measure, Waterfall)>, Vec<NamedDeal>) {
    let mut facts = |pick: fn(&stored::Changed) -> Option<&Fact>| -> Vec<DealFact> {
        changed
            .iter()
            .filter_map(|deal| fact_of(deal.id, pick(deal)?, converter))
            .collect()
    };
    let before = facts(|deal| deal.before.as_ref());
    let after = facts(|deal| deal.after.as_ref());
    let owners: BTreeSet<UserId> = owners.iter().copied().collect();
    let snapshot = Snapshot {
        before: &before,
        after: &after,
    };
    let waterfalls: Vec<(Measure, Waterfall)> = [Measure::Open, Measure::Commit]
        .into_iter()
        .map(|measure| (measure, waterfall(span, measure, &owners, snapshot)))
        .collect();
    let named: BTreeSet<OpportunityId> = waterfalls
        .iter()
        .flat_map(|(_, waterfall)| &waterfall.steps)
        .flat_map(|step| &step.deals)
        .map(|deal| deal.id)
        .collect();
    let names = changed
        .iter()
        .filter(|deal| named.contains(&deal.id))
        .map(|deal| NamedDeal {
            id: deal.id,
            name: deal.name.clone(),
            // A deal given to somebody out of view still has a name here, but no page to open.
            exists: deal.after.is_some_and(|fact| owners.contains(&fact.owner)),
        })
        .collect();
    (waterfalls, names)
}

async fn quotas_of(
    session: &mut Session,
    calendar: FiscalCalendar,
    period: FiscalPeriod,
    owners: &[UserId],
) -> Result<Vec<QuotaView>, Problem> {
    let starts: Vec<NaiveDate> = calendar
        .quarters(period)
        .into_iter()
        .map(|quarter| calendar.start(quarter))
        .collect();
    let (Some(from), Some(to)) = (starts.first(), starts.last()) else {
        return Ok(Vec::new());
    };
    store::planning::quotas::list(session, Some(owners), *from, *to)
        .await
        .or_problem()
}

/// The period's quota by person. Quotas in a currency without a rate are left out.
pub(crate) fn quota_sums(
    calendar: FiscalCalendar,
    period: FiscalPeriod,
    quotas: &[QuotaView],
    converter: &mut Converter<'_>,
) -> Vec<(UserId, i64)> {
    let mut by_user: BTreeMap<UserId, BTreeMap<NaiveDate, i64>> = BTreeMap::new();
    for quota in quotas {
        if let Some(amount) = converter.minor(quota.amount) {
            by_user
                .entry(quota.user_id)
                .or_default()
                .insert(quota.period_start, amount);
        }
    }
    by_user
        .into_iter()
        .filter_map(|(user, quarters)| Some((user, quota_for(calendar, period, &quarters)?)))
        .collect()
}

/// Past quarters the track record looks at.
const QUARTERS: i32 = 6;

/// The track record is the whole company's: shares only, no amounts, and a single person's would be
/// too few deals to learn from.
async fn history(ctx: Ctx, _: LoadForecastHistory) -> Result<History, Problem> {
    let kept = &ctx.services().inner.track_record;
    if let Some(history) = kept.get(&ctx) {
        return Ok(history);
    }
    let history = read_history(&ctx).await?;
    kept.set(&ctx, &history);
    Ok(history)
}

/// How long the track record is taken for the present one: six quarters do not change by the minute,
/// but an import may bring them at any time.
const FRESH: i64 = 10 * 60 * 1_000;

/// The track record as last read.
#[derive(Default)]
pub(crate) struct TrackRecord(Mutex<Option<(NaiveDate, Instant, History)>>);

impl TrackRecord {
    fn get(&self, ctx: &Ctx) -> Option<History> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|(day, at, _)| {
                *day == ctx.today() && (0..FRESH).contains(&(ctx.now().0 - at.0))
            })
            .map(|(_, _, history)| history.clone())
    }

    fn set(&self, ctx: &Ctx, history: &History) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((ctx.today(), ctx.now(), history.clone()));
    }
}

async fn read_history(ctx: &Ctx) -> Result<History, Problem> {
    let mut session = ctx.read().await?;
    let (calendar, table) = company_facts(ctx, &mut session).await?;
    let today = ctx.today();
    let mut converter = Converter::new(&table, table.base, today);
    let mut quarters = Vec::new();
    for back in (1..=QUARTERS).rev() {
        let span = calendar.span(calendar.quarter_of(today).shift(-back));
        let start = start_of(ctx, span.from);
        let (mut promised, mut won) = (0_i64, 0_i64);
        for deal in stored::outcomes(&mut session, span, start)
            .await
            .or_problem()?
        {
            let exact = i128::from(converter.minor(deal.promised).unwrap_or(0));
            let weighted = exact * i128::from(deal.probability_bp) / 10_000;
            promised = promised.saturating_add(i64::try_from(weighted).unwrap_or(0));
            let booked = deal.won.and_then(|money| converter.minor(money));
            won = won.saturating_add(booked.unwrap_or(0));
        }
        quarters.push((promised, won));
    }
    let since = today - TimeDelta::days(365);
    let dates = stored::dates_of_won(&mut session, since)
        .await
        .or_problem()?;
    Ok(History {
        delays: delay_weights(&expected_and_won(ctx, &dates)),
        ratios_bp: History::ratios(&quarters),
    })
}

/// Per won deal the close date it had 30 days before it was won, and the day it was. A deal younger
/// than that says nothing about keeping dates.
fn expected_and_won(
    ctx: &Ctx,
    dates: &[(OpportunityId, NaiveDate, Instant, NaiveDate)],
) -> Vec<(NaiveDate, NaiveDate)> {
    let mut last: BTreeMap<OpportunityId, (NaiveDate, NaiveDate)> = BTreeMap::new();
    for (id, won, at, expected) in dates {
        if *at < start_of(ctx, *won - TimeDelta::days(30)) {
            last.insert(*id, (*expected, *won));
        }
    }
    last.into_values().collect()
}
