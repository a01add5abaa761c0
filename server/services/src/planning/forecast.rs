//! Gathers what the forecast page computes from.

use super::organisation::{Branch, Organisation};
use super::{company_facts, quotas};
use crate::kept::Kept;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use shared::kernel::{
    Action, Currency, DaySpan, FiscalCalendar, FiscalPeriod, Instant, Issue, OpportunityId,
    Problem, RateTable, UserId,
};
use shared::planning::convert::Converter;
use shared::planning::forecast::ops::{
    FORECAST_DEALS_LIMIT, ForecastDeal, ForecastView, LoadForecast, LoadForecastDeals,
    LoadForecastHistory, LoadForecastStep, NamedDeal, StepView, WITHOUT_RATE_SHOWN, WaterfallPart,
};
use shared::planning::forecast::{
    DealFact, History, Measure, Snapshot, StepDeal, Waterfall, closing_deals, delay_weights,
    waterfall,
};
use shared::planning::quotas::ops::QuotaView;
use shared::planning::quotas::quota_for;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use store::Session;
use store::planning::forecast::{self as stored, Fact};

pub(super) fn register(registry: &mut Registry) {
    registry.add(load);
    registry.add(deals);
    registry.add(step);
    registry.add(history);
}

/// The first moment of a day where the person is.
fn start_of(ctx: &Ctx, day: NaiveDate) -> Instant {
    ctx.actor.zone.instant(day.and_time(NaiveTime::MIN))
}

/// What the database says about a period and its people: kept while nothing changes, since every
/// open page asks for it after every change.
pub(crate) struct Facts {
    deals: Vec<stored::Deal>,
    changed: Vec<stored::Changed>,
}

/// Few, because each may hold every deal of a year.
const FACTS_KEPT: usize = 8;

/// The facts last asked for.
pub(crate) struct KeptFacts(Kept<Arc<Facts>>);

impl Default for KeptFacts {
    fn default() -> Self {
        Self(Kept::at_most(FACTS_KEPT))
    }
}

impl KeptFacts {
    async fn get(
        &self,
        session: &mut Session,
        owners: &[UserId],
        span: DaySpan,
        start: Instant,
    ) -> Result<Arc<Facts>, Problem> {
        let question = serde_json::to_string(&(owners, span, start)).unwrap_or_default();
        let ask = async |session: &mut Session| {
            let deals = stored::deals(session, Some(owners), span)
                .await
                .or_problem()?;
            let changed = stored::changed(session, Some(owners), span, start)
                .await
                .or_problem()?;
            Ok(Arc::new(Facts { deals, changed }))
        };
        self.0.get(session, question, ask).await
    }
}

/// What a forecast is computed on.
struct Ground {
    session: Session,
    calendar: FiscalCalendar,
    table: RateTable,
    period: FiscalPeriod,
    span: DaySpan,
    since: NaiveDate,
    currency: Currency,
    organisation: Organisation,
    branch: Branch,
    facts: Arc<Facts>,
}

impl Ground {
    async fn of(ctx: &Ctx, request: &LoadForecast) -> Result<Self, Problem> {
        let mut session = ctx.read().await?;
        let (calendar, table) = company_facts(ctx, &mut session).await?;
        let today = ctx.today();
        let period = request.period.unwrap_or_else(|| calendar.quarter_of(today));
        let span = calendar.span(period);
        let organisation = Organisation::of(ctx, &mut session, Action::ViewForecast).await?;
        let branch = organisation.branch(request.node).or_not_found()?;
        let since = request.since.unwrap_or(span.from).min(today);
        let kept = &ctx.services().inner.forecast_facts;
        let facts = kept
            .get(&mut session, &branch.owners(), span, start_of(ctx, since))
            .await?;
        Ok(Self {
            session,
            calendar,
            table,
            period,
            span,
            since,
            currency: request.currency.unwrap_or(ctx.actor.currency),
            organisation,
            branch,
            facts,
        })
    }

    /// The day of the rates.
    fn rate_day(&self, ctx: &Ctx) -> NaiveDate {
        ctx.today().min(self.span.to)
    }
}

async fn load(ctx: Ctx, request: LoadForecast) -> Result<ForecastView, Problem> {
    let mut ground = Ground::of(&ctx, &request).await?;
    let rate_day = ground.rate_day(&ctx);
    let mut converter = Converter::new(&ground.table, ground.currency, rate_day);
    let mut deals = Vec::with_capacity(ground.facts.deals.len());
    let mut without_rate = Vec::new();
    for deal in &ground.facts.deals {
        match fact_of(deal.id, &deal.fact, &mut converter) {
            Some(fact) => deals.push(fact),
            None => without_rate.push(deal.id),
        }
    }
    without_rate.truncate(WITHOUT_RATE_SHOWN as usize);
    let span = ground.span;
    let owners = ground.branch.owners();
    let waterfalls = [Measure::Open, Measure::Commit]
        .into_iter()
        .map(|measure| {
            let changes = explain(
                &ground.facts.changed,
                span,
                measure,
                &owners,
                &mut converter,
            );
            (measure, changes.without_deals())
        })
        .collect();
    let session = &mut ground.session;
    let (calendar, period) = (ground.calendar, ground.period);
    let stored_quotas = quotas_of(session, calendar, period, &owners).await?;
    let quota_of = quota_sums(calendar, period, &stored_quotas, &mut converter);
    let may_set_quota_of = quotas::may_set(&ctx, session, &ground.branch).await?;
    let names = stored::names(session, without_rate.iter().copied())
        .await
        .or_problem()?;
    Ok(ForecastView {
        today: ctx.today(),
        calendar,
        period,
        span,
        node: request.node,
        node_name: ground.branch.name,
        teams: ground.organisation.teams,
        people: ground.organisation.people,
        shown_teams: ground.branch.teams,
        shown_people: ground.branch.people,
        currency: ground.currency,
        rate_day,
        rates: converter.used(),
        without_rate: without_rate
            .into_iter()
            .map(|id| named(id, &names, true))
            .collect(),
        deals,
        quotas: stored_quotas,
        quota_of,
        may_set_quota_of,
        since: ground.since,
        waterfalls,
    })
}

fn named(id: OpportunityId, names: &BTreeMap<OpportunityId, String>, exists: bool) -> NamedDeal {
    NamedDeal {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
        exists,
    }
}

fn within_limit(count: u32, field: &'static str) -> Result<(), Problem> {
    if count > FORECAST_DEALS_LIMIT {
        let issue = Issue::error("too_many", field).with("max", FORECAST_DEALS_LIMIT);
        return Err(Problem::because(issue));
    }
    Ok(())
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

async fn deals(ctx: Ctx, request: LoadForecastDeals) -> Result<Vec<ForecastDeal>, Problem> {
    within_limit(count(&request.ids), "ids")?;
    let mut session = ctx.read().await?;
    let organisation = Organisation::of(&ctx, &mut session, Action::ViewForecast).await?;
    let owners: Vec<UserId> = organisation.people.iter().map(|person| person.id).collect();
    stored::words(&mut session, &request.ids, &owners)
        .await
        .or_problem()
}

async fn step(ctx: Ctx, request: LoadForecastStep) -> Result<StepView, Problem> {
    within_limit(request.limit, "limit")?;
    let mut ground = Ground::of(&ctx, &request.forecast).await?;
    let mut converter = Converter::new(&ground.table, ground.currency, ground.rate_day(&ctx));
    let (span, measure) = (ground.span, request.measure);
    let owners = ground.branch.owners();
    let now: Vec<DealFact> = ground
        .facts
        .deals
        .iter()
        .filter_map(|deal| fact_of(deal.id, &deal.fact, &mut converter))
        .collect();
    let changes = explain(
        &ground.facts.changed,
        span,
        measure,
        &owners,
        &mut converter,
    );
    let closing = closing_deals(span, measure, &now);
    let found = match request.part {
        WaterfallPart::Closing => closing,
        WaterfallPart::Opening => changes.opening_deals(&closing),
        WaterfallPart::Step(change) => changes.deals_of(change),
    };
    let deltas = found.iter().map(|deal| deal.delta);
    let shown: Vec<&StepDeal> = found.iter().take(request.limit as usize).collect();
    let names = stored::names(&mut ground.session, shown.iter().map(|deal| deal.id))
        .await
        .or_problem()?;
    // A deal given to somebody out of view, or deleted, still has a name here, but no page to open.
    let gone: BTreeSet<OpportunityId> = ground
        .facts
        .changed
        .iter()
        .filter(|deal| !deal.after.is_some_and(|fact| owners.contains(&fact.owner)))
        .map(|deal| deal.id)
        .collect();
    Ok(StepView {
        count: count(&found),
        sum: deltas.fold(0, i64::saturating_add),
        deals: shown
            .into_iter()
            .map(|deal| (*deal, named(deal.id, &names, !gone.contains(&deal.id))))
            .collect(),
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

/// The waterfall of a measure.
fn explain(
    changed: &[stored::Changed],
    span: DaySpan,
    measure: Measure,
    owners: &[UserId],
    converter: &mut Converter<'_>,
) -> Waterfall {
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
    waterfall(span, measure, &owners, snapshot)
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
