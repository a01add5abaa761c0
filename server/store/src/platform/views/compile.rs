//! A resolved filter as a condition in SQL: the same answer as `Resolved::matches`, record by record.

use super::ListFacts;
use super::columns::{Column, Own, Reach, Special, Table};
use crate::crm::leads::lead_scope;
use crate::deals::opportunities::stalled;
use crate::platform::search::said::tasks_saying;
use crate::platform::search::{Place, has, having};
use crate::sql::Sql;
use crate::work::visible;
use crate::{Bind, scope_condition};
use shared::crm::leads::{LeadSource, Rating, response_limit};
use shared::kernel::{Action, Scope, search_key};
use shared::platform::search::stems;
use shared::platform::views::{Field, Kind, Resolved, Test};
use uuid::Uuid;

/// Appends the conditions of a list: alive, in the reader's scope, found by the search, passing the
/// filter.
pub(super) fn conditions(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    table: &Table,
    filter: &Resolved,
    search: &str,
) {
    match table.deleted {
        Some(deleted) => sql.push(deleted).push("IS NULL"),
        None => sql.push("TRUE"),
    };
    match table.reach {
        Reach::Owned(owner, deal) => scope_condition(sql, facts.actor, facts.scope, owner, deal),
        Reach::Queue => lead_scope(sql, facts.actor, facts.scope),
        Reach::Work => {
            // With their deal they are gone, too.
            sql.push("AND o.deleted_at IS NULL");
            visible(sql, facts.actor, facts.scope);
        }
        Reach::Everybody if facts.scope == Scope::None => {
            sql.push("AND FALSE");
        }
        Reach::Everybody => {}
    }
    for word in search_key(search)
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(8)
    {
        match table.search {
            Some(place) => having(sql, place, &[word.to_owned()]),
            None => said_or_about(sql, facts, word),
        }
    }
    sql.push("AND");
    node(sql, facts, table, filter, false);
}

/// A word a task says, or that stands in the name of a record it is about.
fn said_or_about(sql: &mut Sql, facts: &ListFacts<'_>, word: &str) {
    let texts = [word.to_owned()];
    sql.push("AND (");
    for (index, place) in ABOUT.into_iter().enumerate() {
        sql.push(if index > 0 { "OR" } else { "" });
        has(sql, place, &texts);
    }
    let stems = stems(word);
    if stems.is_empty() {
        // Too short for the index of words.
        sql.with("OR LOWER(r.subject) LIKE", pattern(word, true))
            .push("ESCAPE '!')");
        return;
    }
    sql.push("OR r.id IN (");
    tasks_saying(sql, facts.postgres, &stems);
    sql.push("))");
}

/// What a task `r` may be about.
const ABOUT: [Place; 3] = [
    Place::account("r.account_id"),
    Place::contact("r.contact_id"),
    Place::opportunity("r.opportunity_id"),
];

/// A text as a pattern: `%` and `_` and `!` stand for themselves.
fn pattern(text: &str, anywhere: bool) -> String {
    let mut out = String::from(if anywhere { "%" } else { "" });
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// `certain`: below a `NOT`, where an unknown answer must be no.
fn node(sql: &mut Sql, facts: &ListFacts<'_>, table: &Table, filter: &Resolved, certain: bool) {
    match filter {
        Resolved::All(parts) => list(sql, facts, table, (parts, "AND", "TRUE"), certain),
        Resolved::Any(parts) => list(sql, facts, table, (parts, "OR", "FALSE"), certain),
        Resolved::Not(part) => {
            sql.push("(NOT");
            node(sql, facts, table, part, true);
            sql.push(")");
        }
        Resolved::Test(field, test) => {
            sql.push(if certain { "COALESCE((" } else { "(" });
            match table.column(field) {
                Some(column) if column.special == Some(Special::AnyAccount) => {
                    any_account(sql, facts, test);
                }
                Some(column) => match column.own {
                    Some(own) => one_of_own(sql, facts, (field, column, own), test),
                    None => one(sql, facts, (field, column), test),
                },
                None => {
                    sql.push("FALSE");
                }
            }
            sql.push(if certain { "), FALSE)" } else { ")" });
        }
    }
}

fn list(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    table: &Table,
    (parts, between, nothing): (&[Resolved], &'static str, &'static str),
    certain: bool,
) {
    sql.push("(");
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push(between);
        }
        node(sql, facts, table, part, certain);
    }
    if parts.is_empty() {
        sql.push(nothing);
    }
    sql.push(")");
}

/// The test of the accounts of a contact `c`: its own one, and those it is affiliated with today as far
/// as the reader may see them.
fn any_account(sql: &mut Sql, facts: &ListFacts<'_>, test: &Test) {
    let affiliated = |sql: &mut Sql, ids: Option<&[Uuid]>| {
        sql.push("SELECT x.contact_id FROM contact_accounts x JOIN accounts xa ON xa.id = x.account_id WHERE xa.deleted_at IS NULL AND (x.until_on IS NULL OR x.until_on >")
            .bind(facts.today)
            .push(")");
        let scope = facts.actor.scope(Action::ViewAccount);
        scope_condition(sql, facts.actor, scope, "xa.owner_id", None);
        if let Some(ids) = ids {
            sql.within("AND x.account_id IN", ids.iter().copied());
        }
    };
    match test {
        Test::Ids(ids) => {
            sql.within("COALESCE(c.account_id IN", ids.iter().copied())
                .push(", FALSE) OR c.id IN (");
            affiliated(sql, Some(ids));
            sql.push(")");
        }
        Test::Empty => {
            sql.push("c.account_id IS NULL AND c.id NOT IN (");
            affiliated(sql, None);
            sql.push(")");
        }
        _ => {
            sql.push("FALSE");
        }
    }
}

/// The test of an administrator's field: the records among its values, found by an index of theirs.
fn one_of_own(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    (field, column, own): (&'static Field, &'static Column, Own),
    test: &Test,
) {
    if *test == Test::Empty {
        sql.push(own.without);
        return;
    }
    let inner = Column {
        value: own.inner.0,
        second: Some((own.inner.1, own.inner.1)),
        ..*column
    };
    sql.push(own.among);
    one(sql, facts, (field, &inner), test);
    sql.push("))");
}

fn one(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    (field, column): (&'static Field, &Column),
    test: &Test,
) {
    match test {
        Test::Empty => {
            value(sql, facts, column).push("IS NULL");
            // The absence of words is kept as an empty text.
            if matches!(field.kind, Kind::Text | Kind::Link | Kind::Choice(_)) {
                sql.push("OR");
                value(sql, facts, column).push("= ''");
            }
        }
        Test::TextIs(text) => {
            lowered(sql, facts, column).push("=").bind(text.as_str());
        }
        Test::TextHas(text) => like(sql, facts, column, pattern(text, true)),
        Test::TextStarts(text) => like(sql, facts, column, pattern(text, false)),
        Test::Words(words) => {
            value(sql, facts, column);
            let words = words.iter().filter(|word| !word.is_empty());
            sql.within("IN", words.map(String::as_str));
        }
        Test::Ids(ids) => {
            value(sql, facts, column).within("IN", ids.iter().copied());
        }
        Test::Flag(wanted) => {
            sql.push(if *wanted { "" } else { "NOT" });
            value(sql, facts, column);
        }
        Test::Number(from, to) => bounds(sql, facts, column, (*from, *to), "<="),
        Test::Days(from, to) => bounds(sql, facts, column, (*from, *to), "<="),
        Test::Moments(from, before) => bounds(sql, facts, column, (*from, *before), "<"),
        Test::Money(each) => {
            sql.push("FALSE");
            let currency = column.second.map_or("''", |(currency, _)| currency);
            for (code, from, to) in each {
                sql.push("OR (").push(currency).push("=").bind(*code);
                sql.push("AND");
                bounds(sql, facts, column, (*from, *to), "<=");
                sql.push(")");
            }
        }
    }
}

/// The value, not empty, in ASCII lower case: all that both databases agree on.
fn lowered<'a>(sql: &'a mut Sql, facts: &ListFacts<'_>, column: &Column) -> &'a mut Sql {
    value(sql, facts, column).push("<> '' AND LOWER(");
    value(sql, facts, column);
    sql.push(if facts.postgres {
        "COLLATE \"C\")"
    } else {
        ")"
    })
}

fn like(sql: &mut Sql, facts: &ListFacts<'_>, column: &Column, pattern: String) {
    lowered(sql, facts, column).push("LIKE").bind(pattern);
    sql.push("ESCAPE '!'");
}

fn bounds<T: Bind>(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    column: &Column,
    (from, to): (Option<T>, Option<T>),
    upper: &'static str,
) {
    value(sql, facts, column).push("IS NOT NULL");
    if let Some(from) = from {
        sql.push("AND");
        value(sql, facts, column).push(">=").bind(from);
    }
    if let Some(to) = to {
        sql.push("AND");
        value(sql, facts, column).push(upper).bind(to);
    }
}

/// Appends the value of a column.
pub(super) fn value<'a>(sql: &'a mut Sql, facts: &ListFacts<'_>, column: &Column) -> &'a mut Sql {
    match column.special {
        None => sql.push("(").push(column.value).push(")"),
        Some(Special::Later | Special::AnyAccount) => sql.push("CAST(NULL AS BIGINT)"),
        Some(Special::Stalled) => stalled(sql, facts.pipelines, facts.today, facts.now),
        Some(Special::AccountLast) => sql
            .with(
                "(SELECT MAX(z.at) FROM (SELECT MAX(x.at) AS at FROM activities x WHERE x.account_id = a.id AND x.deleted_at IS NULL AND x.at <=",
                facts.now,
            )
            .push("UNION ALL SELECT MAX(y.last_activity_at) FROM opportunities y WHERE y.account_id = a.id AND y.deleted_at IS NULL) z)"),
        Some(Special::ContactLast) => sql
            .with(
                "(SELECT MAX(x.at) FROM activities x WHERE x.contact_id = c.id AND x.deleted_at IS NULL AND x.at <=",
                facts.now,
            )
            .push(")"),
        Some(Special::Clock) => clock(sql, facts),
        Some(Special::Overdue) => sql
            .with(
                "(r.done_at IS NULL AND (CASE WHEN r.due_at IS NULL THEN COALESCE(r.due_on <",
                facts.today,
            )
            .with(", FALSE) ELSE r.due_at <", facts.now)
            .push("END))"),
        Some(Special::OpenDeals) => {
            sql.push("(SELECT COUNT(*) FROM opportunities d WHERE d.account_id = a.id AND d.state = 'open' AND d.deleted_at IS NULL");
            let scope = facts.actor.scope(Action::ViewOpportunity);
            scope_condition(sql, facts.actor, scope, "d.owner_id", Some("d.id"));
            sql.push(")")
        }
    }
}

/// The rule of `shared::crm::leads::clock`, with the limits it gives to every kind of lead.
fn clock<'a>(sql: &'a mut Sql, facts: &ListFacts<'_>) -> &'a mut Sql {
    sql.push("(CASE WHEN l.first_contacted_at IS NULL AND l.status IN ('converted', 'disqualified') THEN 'stopped' WHEN COALESCE(l.first_contacted_at,")
        .bind(facts.now)
        .push(") - l.created_at > (CASE");
    for rating in Rating::ALL {
        for source in LeadSource::ALL {
            sql.with("WHEN l.rating =", rating.code())
                .with("AND l.source =", source.code())
                .with("THEN", response_limit(*source, *rating));
        }
    }
    sql.push("ELSE 0 END) THEN (CASE WHEN l.first_contacted_at IS NULL THEN 'late' ELSE 'after_limit' END) WHEN l.first_contacted_at IS NULL THEN 'running' ELSE 'in_time' END)")
}
