//! The board, the list, one record.

use super::unit::current;
use crate::kept::Kept;
use crate::settings::Settings;
use crate::{Ctx, OrProblem, Registry};
use chrono::{Days, NaiveDate};
use shared::deals::opportunities::{
    BoardColumn, BoardQuery, BoardTotals, BoardView, ClosePeriod, ColumnQuery, CurrencySum,
    DealFilter, GetOpportunity, ListQuery, ListView, OpportunityView, period_days,
};
use shared::deals::pipelines::{Pipeline, Stage};
use shared::kernel::{Currency, Issue, Problem, RateTable, Scope};
use std::sync::Arc;
use store::Session;
use store::deals::opportunities::{self as rows, BoardFrame, FilterFacts};

/// Most cards of one column in one answer.
const COLUMN_LIMIT: u32 = 100;
/// Most rows of the list in one answer.
const LIST_LIMIT: u32 = 200;
/// Without a period, the board shows deals closed in the last 30 days.
const CLOSED_DAYS: u64 = 30;

pub(super) fn register(registry: &mut Registry) {
    registry.add(board);
    registry.add(column);
    registry.add(list);
    registry.add(get);
}

/// What every reading starts with.
struct Ground {
    session: Session,
    settings: Arc<Settings>,
}

async fn ground(ctx: &Ctx) -> Result<Ground, Problem> {
    let mut session = ctx.read().await?;
    let settings = ctx.settings(&mut session).await?;
    Ok(Ground { session, settings })
}

fn facts<'a>(settings: &'a Settings, ctx: &'a Ctx) -> FilterFacts<'a> {
    FilterFacts {
        actor: &ctx.actor,
        scope: ctx.scope,
        today: ctx.today(),
        now: ctx.now(),
        first_month: settings.first_month(),
        pipelines: &settings.pipelines,
    }
}

/// The rates a page needs to show sums of these currencies in the reader's.
fn rates(
    settings: &Settings,
    ctx: &Ctx,
    currencies: impl IntoIterator<Item = Currency>,
) -> RateTable {
    let needed = currencies.into_iter().chain([ctx.actor.currency]);
    let base = settings.base(ctx.actor.currency);
    settings.rates(base).on_day(needed, ctx.today())
}

/// The day from which closed deals are shown: that of the period asked for, else 30 days ago.
fn closed_since(filter: &DealFilter, today: NaiveDate, first_month: u32) -> NaiveDate {
    let usual = today
        .checked_sub_days(Days::new(CLOSED_DAYS))
        .unwrap_or(today);
    match filter.close {
        Some(ClosePeriod::Overdue) | None => usual,
        Some(period) => period_days(period, today, first_month).0.min(usual),
    }
}

fn chosen(pipelines: &[Pipeline], query: &BoardQuery) -> Result<Pipeline, Problem> {
    let found = match query.pipeline {
        Some(id) => pipelines.iter().find(|pipeline| pipeline.id == id),
        None => pipelines.iter().find(|pipeline| pipeline.active),
    };
    found
        .cloned()
        .ok_or_else(|| Problem::because(Issue::error("unknown_pipeline", "pipeline")))
}

/// Sums of boards and lists, kept while nothing changes.
#[derive(Default)]
pub(crate) struct DealSums {
    boards: Kept<BoardTotals>,
    lists: Kept<Vec<CurrencySum>>,
}

/// The words that tell one question about sums from another: which records the reader may see, on
/// which day, and the filter.
fn question(ctx: &Ctx, filter: &DealFilter, what: &impl serde::Serialize) -> String {
    let reader = match ctx.scope {
        Scope::All => None,
        _ => Some((ctx.actor.user_id, ctx.actor.team_id)),
    };
    let words = (reader, ctx.scope, ctx.today(), filter, what);
    serde_json::to_string(&words).unwrap_or_default()
}

async fn board_totals(
    ctx: &Ctx,
    session: &mut Session,
    frame: &BoardFrame<'_>,
    query: &BoardQuery,
) -> Result<BoardTotals, Problem> {
    let ask = async |session: &mut Session| rows::board_totals(session, frame).await.or_problem();
    // Silence grows by the millisecond, without any event.
    if query.filter.stalled {
        return ask(session).await;
    }
    let question = question(ctx, &query.filter, &(frame.pipeline.id, frame.closed_since));
    let kept = &ctx.services().inner.deal_sums.boards;
    kept.get(session, question, ask).await
}

async fn list_sums(
    ctx: &Ctx,
    session: &mut Session,
    facts: &FilterFacts<'_>,
    query: &ListQuery,
) -> Result<Vec<CurrencySum>, Problem> {
    let ask =
        async |session: &mut Session| rows::list_sums(session, facts, query).await.or_problem();
    if query.filter.stalled {
        return ask(session).await;
    }
    let question = question(ctx, &query.filter, &(query.pipeline, query.stage));
    let kept = &ctx.services().inner.deal_sums.lists;
    kept.get(session, question, ask).await
}

async fn board(ctx: Ctx, query: BoardQuery) -> Result<BoardView, Problem> {
    let Ground {
        mut session,
        settings,
    } = ground(&ctx).await?;
    let session = &mut session;
    let pipeline = chosen(&settings.pipelines, &query)?;
    let closed_since = closed_since(&query.filter, ctx.today(), settings.first_month());
    let frame = BoardFrame {
        facts: facts(&settings, &ctx),
        pipeline: &pipeline,
        filter: &query.filter,
        group: query.group,
        closed_since,
    };
    let totals = board_totals(&ctx, session, &frame, &query).await?;
    // A stage switched off still shows while it holds deals.
    let stages: Vec<&Stage> = pipeline
        .stages
        .iter()
        .filter(|stage| stage.active || !totals.of(stage.id).is_empty())
        .collect();
    let limit = query.limit.clamp(1, COLUMN_LIMIT);
    let columns = rows::board_cards(session, &frame, &stages, limit)
        .await
        .or_problem()?;
    let sums = totals.of_all(stages.iter().map(|stage| stage.id));
    let currencies = sums.iter().map(|sum| sum.amount.currency);
    let rates = rates(&settings, &ctx, currencies);
    Ok(BoardView {
        columns,
        totals,
        currency: ctx.actor.currency,
        rates,
        today: ctx.today(),
        now: ctx.now(),
        closed_since,
        pipeline: pipeline.clone(),
    })
}

async fn column(ctx: Ctx, query: ColumnQuery) -> Result<BoardColumn, Problem> {
    let Ground {
        mut session,
        settings,
    } = ground(&ctx).await?;
    let unknown = || Problem::because(Issue::error("unknown_stage", "stage"));
    let pipeline = settings
        .pipelines
        .iter()
        .find(|pipeline| pipeline.id == query.pipeline)
        .cloned()
        .ok_or_else(unknown)?;
    let stage = pipeline.stage(query.stage).ok_or_else(unknown)?;
    let frame = BoardFrame {
        facts: facts(&settings, &ctx),
        pipeline: &pipeline,
        filter: &query.filter,
        group: query.group,
        closed_since: closed_since(&query.filter, ctx.today(), settings.first_month()),
    };
    let limit = query.limit.clamp(1, COLUMN_LIMIT);
    rows::column_cards(&mut session, &frame, stage, query.after.as_ref(), limit)
        .await
        .or_problem()
}

async fn list(ctx: Ctx, mut query: ListQuery) -> Result<ListView, Problem> {
    query.limit = query.limit.clamp(1, LIST_LIMIT);
    let Ground {
        mut session,
        settings,
    } = ground(&ctx).await?;
    let session = &mut session;
    let facts = facts(&settings, &ctx);
    let (rows, next) = rows::list_rows(session, &facts, &query)
        .await
        .or_problem()?;
    let sums = list_sums(&ctx, session, &facts, &query).await?;
    let currencies = sums.iter().map(|sum| sum.amount.currency);
    let rates = rates(&settings, &ctx, currencies);
    Ok(ListView {
        rows,
        next,
        currency: ctx.actor.currency,
        rates,
        today: ctx.today(),
        now: ctx.now(),
        sums,
    })
}

async fn get(ctx: Ctx, request: GetOpportunity) -> Result<OpportunityView, Problem> {
    current(&ctx, &mut ctx.read().await?, request.id).await
}
