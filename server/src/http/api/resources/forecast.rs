//! The forecast of a period: the sums of its page, line by line.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Reply};
use crate::http::api::schema::{id, text};
use axum::http::Method;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use shared::kernel::{Currency, TeamId, UserId};
use shared::planning::forecast::ops::{ForecastView, LoadForecast};
use shared::planning::forecast::{NodeId, Row, roll_up};

/// The forecast of a period. Amounts are minor units of `currency`.
#[derive(Serialize, JsonSchema)]
struct Forecast {
    /// `2026`, `2026-Q3` or `2026-M07`, counted from the beginning of the fiscal year.
    period: String,
    /// Its first day.
    from: NaiveDate,
    /// Its last day.
    to: NaiveDate,
    /// The currency of every amount.
    currency: Currency,
    /// The day of the rates by which other currencies were converted.
    rate_day: NaiveDate,
    /// False: deals in a currency without a rate are in no sum.
    complete: bool,
    /// The sum of everybody in view first; then each team, its people, and the teams below it.
    lines: Vec<Line>,
}

/// The sums of a team with the teams below it, of a person, or of everybody in view.
#[derive(Serialize, JsonSchema)]
struct Line {
    /// Which team.
    team_id: Option<TeamId>,
    /// Which person; neither team nor person: everybody in view.
    user_id: Option<UserId>,
    /// Its name; empty for everybody.
    name: String,
    /// 0 for the first line, then one more a level.
    depth: u32,
    /// Won in the period.
    closed: i64,
    /// Open and promised.
    commit: i64,
    /// Open and likely if things go well.
    best_case: i64,
    /// Open and possible.
    pipeline: i64,
    /// Amount × probability of the three open groups.
    weighted: i64,
    /// Open with a close date before the period; in no other sum.
    overdue: i64,
    /// Deals in the four groups of the period.
    deals: u32,
    /// The target; null where nobody set one.
    quota: Option<i64>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        let (team_id, user_id) = match row.node {
            NodeId::Everybody => (None, None),
            NodeId::Team(team) => (Some(team), None),
            NodeId::Rep(user) => (None, Some(user)),
        };
        let sums = row.totals;
        Self {
            team_id,
            user_id,
            name: row.name,
            depth: row.depth,
            closed: sums.closed,
            commit: sums.commit,
            best_case: sums.best_case,
            pipeline: sums.pipeline,
            weighted: sums.weighted,
            overdue: sums.overdue,
            deals: sums.deals,
            quota: sums.quota,
        }
    }
}

impl From<ForecastView> for Forecast {
    fn from(view: ForecastView) -> Self {
        let quotas = view.quota_of.iter().copied().collect();
        let (teams, people) = (&view.shown_teams, &view.shown_people);
        let table = roll_up(view.span, teams, people, &view.deals, &quotas);
        Self {
            period: view.period.to_string(),
            from: view.span.from,
            to: view.span.to,
            currency: view.currency,
            rate_day: view.rate_day,
            complete: view.without_rate.is_empty(),
            lines: table.rows.into_iter().map(Line::from).collect(),
        }
    }
}

async fn forecast(call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let team = query.parsed("team_id").map(NodeId::Team);
    let person = query.parsed("user_id").map(NodeId::Rep);
    let node = match (team, person) {
        (Some(_), Some(_)) => return Err(Refusal::invalid("duplicate", "team_id")),
        (one, other) => one.or(other).unwrap_or(NodeId::Everybody),
    };
    let currency = match query.text("currency") {
        Some(code) => Some(
            code.parse::<Currency>()
                .map_err(|_| Refusal::invalid("unknown_currency", "currency"))?,
        ),
        None => None,
    };
    let asked = LoadForecast {
        period: query.parsed("period"),
        node,
        currency,
        since: None,
    };
    let view = call.ask(asked).await?;
    Ok(Reply::ok(as_json(Forecast::from(view))))
}

pub fn add(book: &mut Book) {
    let answer = book.schemas.record::<Forecast>("Forecast", &[]);
    let mut route = about::<LoadForecast, _>(
        "forecast",
        (Method::GET, ""),
        "The forecast of a fiscal period: closed, committed, best case, pipeline and quota of each team and person in view",
        forecast,
    );
    let period = json!({
        "type": "string",
        "pattern": "^[0-9]{4}(-(Q[1-4]|M(0[1-9]|1[0-2])))?$"
    });
    route.params = vec![
        Param::new(
            "period",
            period,
            "A fiscal year, quarter or month: `2026`, `2026-Q3`, `2026-M07`; the quarter of today when left out.",
        ),
        Param::new("team_id", id(), "Only this team and the teams below it."),
        Param::new("user_id", id(), "Only this person."),
        Param::new(
            "currency",
            text(3),
            "The currency to show; that of the token's person when left out.",
        ),
    ];
    route.answer = Some(answer);
    book.routes.push(route);
}
