//! How people and teams sell.

use crate::planning::company_facts;
use crate::planning::forecast::quota_sums;
use crate::planning::organisation::Organisation;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use chrono::{Datelike, NaiveDate};
use shared::insight::team::ops::{LoadTeamFigures, RepFigures, TeamFiguresView};
use shared::insight::team::{ClosedDeal, figures};
use shared::kernel::{Action, DaySpan, Problem, UserId};
use shared::planning::convert::Converter;
use shared::planning::forecast::{NodeId, Totals, roll_up};
use std::collections::{BTreeMap, BTreeSet};
use store::Session;
use store::insight::team::Closed;

pub(super) fn register(registry: &mut Registry) {
    registry.add(load);
}

async fn load(ctx: Ctx, request: LoadTeamFigures) -> Result<TeamFiguresView, Problem> {
    let mut session = ctx.read().await?;
    // Tens of thousands of deals stand behind it; it changes with the log, the day and the reader.
    let question = format!("{:?} {} {request:?}", ctx.actor, ctx.today());
    let kept = &ctx.services().inner.team_figures;
    kept.get(&mut session, question, async |session: &mut Session| {
        ask(&ctx, session, &request).await
    })
    .await
}

async fn ask(
    ctx: &Ctx,
    session: &mut Session,
    request: &LoadTeamFigures,
) -> Result<TeamFiguresView, Problem> {
    let (calendar, table) = company_facts(ctx, session).await?;
    let organisation = Organisation::of(ctx, session, Action::ViewForecast).await?;
    let node = request.team.map_or(NodeId::Everybody, NodeId::Team);
    let branch = organisation.branch(node).or_not_found()?;
    let owners = branch.owners();
    let today = ctx.today();
    let currency = request.currency.unwrap_or(ctx.actor.currency);
    let mut converter = Converter::new(&table, currency, today);
    let closed = store::insight::team::closed(session, Some(&owners), request.span)
        .await
        .or_problem()?;
    let (deals, without_rate) = converted(ctx, closed, &mut converter);
    let quarter = calendar.quarter_of(today);
    let quarter_span = calendar.span(quarter);
    let open = store::planning::forecast::deals(session, Some(&owners), quarter_span)
        .await
        .or_problem()?;
    let facts: Vec<_> = open
        .iter()
        .filter_map(|deal| crate::planning::forecast::fact_of(deal.id, &deal.fact, &mut converter))
        .collect();
    let start = calendar.start(quarter);
    let quotas = store::planning::quotas::list(session, Some(&owners), start, start)
        .await
        .or_problem()?;
    let quota_of: BTreeMap<UserId, i64> = quota_sums(calendar, quarter, &quotas, &mut converter)
        .into_iter()
        .collect();
    let forecast = roll_up(quarter_span, &[], &branch.people, &facts, &quota_of);
    let busy: BTreeSet<UserId> = deals.iter().map(|deal| deal.owner).collect();
    let shown = branch
        .people
        .iter()
        .map(|person| (person.id, person.active));
    let shown = shown.filter(|(id, active)| *active || busy.contains(id));
    let rows = shown
        .map(|(id, _)| {
            let totals = forecast.row(NodeId::Rep(id)).map(|row| row.totals);
            of_person(id, request.span, &deals, totals.unwrap_or_default())
        })
        .collect();
    Ok(TeamFiguresView {
        span: request.span,
        currency,
        rates: converter.used(),
        without_rate,
        teams: organisation.teams,
        people: branch.people,
        rows,
        everybody: figures(&deals),
    })
}

/// Closed deals in the asked currency, and of how many there is no rate.
fn converted(
    ctx: &Ctx,
    closed: Vec<Closed>,
    converter: &mut Converter<'_>,
) -> (Vec<ClosedDeal>, u32) {
    let mut without_rate = 0;
    let mut deals = Vec::new();
    for deal in closed {
        match converter.minor(deal.amount) {
            Some(amount) => deals.push(ClosedDeal {
                owner: deal.owner,
                won: deal.won,
                amount,
                created_on: ctx.actor.zone.date(deal.created_at),
                closed_on: deal.closed_on,
                pushes: deal.pushes,
            }),
            None => without_rate += 1,
        }
    }
    (deals, without_rate)
}

/// What a person sold in the span, beside what is expected of the quarter.
fn of_person(id: UserId, span: DaySpan, deals: &[ClosedDeal], quarter: Totals) -> RepFigures {
    let own = deals.iter().filter(|deal| deal.owner == id);
    let own: Vec<ClosedDeal> = own.copied().collect();
    RepFigures {
        user_id: id,
        figures: figures(&own),
        open: quarter.open(),
        closed: quarter.closed,
        quota: quarter.quota,
        won_by_month: won_by_month(span, &own),
    }
}

/// Value won in each calendar month of the span, oldest first; at most five years.
fn won_by_month(span: DaySpan, deals: &[ClosedDeal]) -> Vec<i64> {
    let index = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let first = index(span.from);
    let count = usize::try_from((index(span.to) - first + 1).clamp(1, 60)).unwrap_or(1);
    let mut months = vec![0_i64; count];
    for deal in deals.iter().filter(|deal| deal.won) {
        let place = usize::try_from(index(deal.closed_on) - first).unwrap_or(usize::MAX);
        if let Some(month) = months.get_mut(place) {
            *month = month.saturating_add(deal.amount);
        }
    }
    months
}
