//! Filters of the board and the list as conditions.

use crate::platform::search::{Place, having};
use crate::sql::Sql;
use chrono::NaiveDate;
use shared::deals::opportunities::{ClosePeriod, DealFilter, NextActivity, period_days};
use shared::deals::pipelines::{Pipeline, StageState};
use shared::kernel::search::search_key;
use shared::kernel::{Actor, Instant, Scope};

/// What filters need to know besides themselves.
pub struct FilterFacts<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// Which records they may see.
    pub scope: Scope,
    /// The day it is for them.
    pub today: NaiveDate,
    /// The moment.
    pub now: Instant,
    /// First month of the fiscal year.
    pub first_month: u32,
    /// All pipelines, for the limits of stages.
    pub pipelines: &'a [Pipeline],
}

/// Appends the condition that the deal `o` (with stage `s`, where a category is asked for) is alive, within
/// the reader's scope and passes `filter`.
pub(super) fn conditions(sql: &mut Sql, facts: &FilterFacts<'_>, filter: &DealFilter) {
    sql.push("o.deleted_at IS NULL");
    crate::scope_condition(sql, facts.actor, facts.scope, "o.owner_id", Some("o.id"));
    if let Some(owner) = filter.owner {
        sql.with("AND o.owner_id =", owner);
    }
    if let Some(team) = filter.team {
        sql.push("AND o.owner_id IN (SELECT fu.id FROM users fu JOIN team_closure ft ON ft.descendant_id = fu.team_id WHERE ft.ancestor_id =")
            .bind(team)
            .push(")");
    }
    if let Some(account) = filter.account {
        sql.with("AND o.account_id =", account);
    }
    if let Some(category) = filter.category {
        sql.push("AND (CASE WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END) =")
            .bind(category.code());
    }
    if let Some(kind) = filter.kind {
        sql.with("AND o.kind =", kind.code());
    }
    if let Some(state) = filter.state {
        sql.with("AND o.state =", state.code());
    }
    close_condition(sql, facts, filter.close);
    next_condition(sql, facts.today, filter.next_activity);
    if filter.stalled {
        stalled(sql.push("AND"), facts.pipelines, facts.today, facts.now);
    }
    let search = search_key(&filter.search);
    for word in search.split(' ').filter(|word| !word.is_empty()).take(8) {
        having(
            sql,
            Place::opportunity_of_account("o.id"),
            &[word.to_owned()],
        );
    }
}

fn close_condition(sql: &mut Sql, facts: &FilterFacts<'_>, close: Option<ClosePeriod>) {
    let Some(close) = close else { return };
    let (from, to) = period_days(close, facts.today, facts.first_month);
    sql.with("AND o.close_date >=", from);
    sql.with("AND o.close_date <=", to);
    if close == ClosePeriod::Overdue {
        sql.push("AND o.state = 'open'");
    }
}

fn next_condition(sql: &mut Sql, today: NaiveDate, next: Option<NextActivity>) {
    match next {
        None => {}
        Some(NextActivity::None) => {
            sql.push("AND o.next_activity_on IS NULL AND o.state = 'open'");
        }
        Some(NextActivity::Overdue) => {
            sql.with("AND o.state = 'open' AND o.next_activity_on <", today);
        }
        Some(NextActivity::Today) => {
            sql.with("AND o.state = 'open' AND o.next_activity_on =", today);
        }
        Some(NextActivity::Planned) => {
            sql.with("AND o.state = 'open' AND o.next_activity_on >", today);
        }
    }
}

/// Appends `(…)`, the rule of `shared::deals::opportunities::stalled`, stage by stage, of the opportunity `o`.
pub(crate) fn stalled<'a>(
    sql: &'a mut Sql,
    pipelines: &[Pipeline],
    today: NaiveDate,
    now: Instant,
) -> &'a mut Sql {
    sql.with(
        "((o.next_activity_on IS NULL OR o.next_activity_on <",
        today,
    )
    .push(") AND (FALSE");
    let stages = pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    for stage in stages.filter(|stage| stage.state == StageState::Open) {
        let Some(limit) = stage.stalled_after_days else {
            continue;
        };
        let silent_since = now.plus_days(-i64::from(limit));
        sql.with("OR (o.stage_id =", stage.id)
            .with("AND o.stage_entered_at <=", silent_since)
            .with(
                "AND (o.last_activity_at IS NULL OR o.last_activity_at <=",
                silent_since,
            )
            .push("))");
    }
    sql.push("))")
}
