//! Number and sums of everything a filter lets through, whole or by group.

use super::ListFacts;
use super::columns::{Column, Table, table};
use super::compile::{conditions, value};
use super::order::{group_keys, order};
use super::own;
use super::raw::{Raw, RawRow, Taker};
use super::rows::{ListAsked, select_group};
use crate::sql::Sql;
use crate::{Result, Session, StoreError};
use shared::kernel::Money;
use shared::platform::views::{Cell, Field, FieldSum, GroupSums, Kind, Object, Sums};

/// What the lists join, each by the key of the other table: none changes the number of rows. A join that
/// needs another stands before it.
const JOINS: &[(&str, &str)] = &[
    ("t.", "LEFT JOIN teams t ON t.id = u.team_id"),
    ("u.", "LEFT JOIN users u ON u.id = o.owner_id"),
    ("u.", "LEFT JOIN users u ON u.id = a.owner_id"),
    ("u.", "LEFT JOIN users u ON u.id = c.owner_id"),
    ("u.", "LEFT JOIN users u ON u.id = l.owner_id"),
    ("u.", "LEFT JOIN users u ON u.id = q.owner_id"),
    ("u.", "LEFT JOIN users u ON u.id = r.owner_id"),
    ("s.", "LEFT JOIN stages s ON s.id = o.stage_id"),
    ("p.", "LEFT JOIN pipelines p ON p.id = o.pipeline_id"),
    ("pa.", "LEFT JOIN accounts pa ON pa.id = a.parent_id"),
    ("a.", "LEFT JOIN accounts a ON a.id = o.account_id"),
    ("a.", "LEFT JOIN accounts a ON a.id = c.account_id"),
    ("a.", "LEFT JOIN accounts a ON a.id = q.account_id"),
    ("a.", "LEFT JOIN accounts a ON a.id = r.account_id"),
    ("c.", "LEFT JOIN contacts c ON c.id = r.contact_id"),
    ("o.", "LEFT JOIN opportunities o ON o.id = q.opportunity_id"),
];

/// Most groups in one answer.
const GROUPS: usize = 500;
/// Most rows of the statement behind them: a group has one per currency.
const GROUP_ROWS: i64 = 2_000;

/// The fields that are added up.
fn summed(object: Object) -> impl Iterator<Item = &'static Field> {
    object.fields().iter().filter(|field| field.sum)
}

fn push_sums(sql: &mut Sql, facts: &ListFacts<'_>, table: &Table, object: Object) {
    sql.push(table.currency).push(", COUNT(*)");
    for field in summed(object) {
        sql.push(", CAST(COALESCE(SUM(");
        if let Some(column) = table.column(field) {
            value(sql, facts, column);
        }
        sql.push("), 0) AS BIGINT)");
    }
}

/// Reads one row of sums into `sums`.
fn add_sums(values: &mut Taker, object: Object, sums: &mut Sums) -> Result<()> {
    let currency = match values.next() {
        Raw::Text(code) => code.parse().ok(),
        _ => None,
    };
    sums.count += values.int("count")?;
    for (index, field) in summed(object).enumerate() {
        let minor = values.int("sum")?;
        if sums.fields.len() <= index {
            sums.fields.push(FieldSum {
                field: field.name.to_owned(),
                ..FieldSum::default()
            });
        }
        if let (Some(currency), Some(sum)) = (currency, sums.fields.get_mut(index)) {
            sum.amounts.push(Money::new(minor, currency));
        }
    }
    Ok(())
}

/// Number and sums of everything the filter lets through.
pub async fn list_sums(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    own: &[&'static Field],
) -> Result<Sums> {
    let table = table(asked.object);
    let mut sql = Sql::new("SELECT");
    push_sums(&mut sql, facts, &table, asked.object);
    sql.push(table.from);
    conditions(&mut sql, facts, &table, asked.filter, asked.search);
    sql.push("GROUP BY 1 ORDER BY 1");
    sql.without_unused(JOINS);
    facts.settle(&mut sql);
    let rows: Vec<RawRow> = session.all_of(sql).await?;
    let mut sums = Sums::default();
    for row in rows {
        add_sums(&mut Taker::new(row), asked.object, &mut sums)?;
    }
    if own.is_empty() {
        return Ok(sums);
    }
    let mut sql = Sql::new("SELECT");
    sql.push(OWN_SUMS);
    own::summed_from(&mut sql, &table, None, own);
    conditions(&mut sql, facts, &table, asked.filter, asked.search);
    sql.push("GROUP BY sv.field, sv.currency ORDER BY sv.field, sv.currency");
    sql.without_unused(JOINS);
    facts.settle(&mut sql);
    let rows: Vec<RawRow> = session.all_of(sql).await?;
    for row in rows {
        add_own(&mut Taker::new(row), own, &mut sums)?;
    }
    in_order(own, &mut sums);
    Ok(sums)
}

/// The sums of administrators' fields, whose values stand in a table of their own. In two parts, each
/// of which a database counts without overflow however many records there are.
const OWN_SUMS: &str = "sv.field, sv.currency, CAST(SUM(sv.amount / 10000) AS BIGINT), CAST(SUM(sv.amount % 10000) AS BIGINT)";

/// Reads one row of them: a field in a currency.
fn add_own(values: &mut Taker, own: &[&'static Field], sums: &mut Sums) -> Result<()> {
    let number = values.int("field")?;
    let currency = match values.next() {
        Raw::Text(code) => code,
        _ => String::new(),
    };
    let (whole, rest) = (values.int("sum")?, values.int("sum")?);
    let sum = i128::from(whole) * 10_000 + i128::from(rest);
    let of_number = |field: &&&'static Field| {
        let custom = field.custom;
        custom.is_some_and(|custom| custom.number == number)
    };
    let Some(field) = own.iter().find(of_number) else {
        return Ok(());
    };
    let at = sums.fields.iter().position(|one| one.field == field.name);
    let at = at.unwrap_or_else(|| {
        sums.fields.push(FieldSum {
            field: field.name.to_owned(),
            ..FieldSum::default()
        });
        sums.fields.len() - 1
    });
    let Some(found) = sums.fields.get_mut(at) else {
        return Ok(());
    };
    let too_large = || StoreError::Corrupt("values.amount");
    if field.kind == Kind::Money {
        let currency = currency
            .parse()
            .map_err(|_| StoreError::Corrupt("values.currency"))?;
        let minor = i64::try_from(sum).map_err(|_| too_large())?;
        found.amounts.push(Money::new(minor, currency));
    } else {
        found.number = Some(FieldSum::number_of(sum).ok_or_else(too_large)?);
    }
    Ok(())
}

/// Puts the sums of administrators' fields in the order they were asked for.
fn in_order(own: &[&'static Field], sums: &mut Sums) {
    let place = |sum: &FieldSum| own.iter().position(|field| field.name == sum.field);
    sums.fields.sort_by_key(place);
}

/// The groups of a list in its order, each with number and sums.
pub async fn list_groups(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    field: &'static Field,
    own: &[&'static Field],
) -> Result<Vec<GroupSums>> {
    let table = table(asked.object);
    let Some(column) = table.group_column(field) else {
        return Ok(Vec::new());
    };
    let mut ways = Vec::new();
    group_keys(&mut ways, field, column);
    let mut sql = Sql::new("SELECT");
    push_key(&mut sql, facts, &table, field, column);
    sql.push(",");
    push_sums(&mut sql, facts, &table, asked.object);
    sql.push(match field.custom {
        Some(group) => own::grouped_from(&table, group),
        None => table.from,
    });
    conditions(&mut sql, facts, &table, asked.filter, asked.search);
    sql.push("GROUP BY");
    push_key(&mut sql, facts, &table, field, column);
    sql.push(",").push(table.currency);
    for way in &ways {
        sql.push(",");
        way.push(&mut sql, facts.postgres);
    }
    order(&mut sql, &ways, facts.postgres);
    sql.with("LIMIT", GROUP_ROWS);
    facts.settle(&mut sql);
    let rows: Vec<RawRow> = session.all_of(sql).await?;
    let mut groups: Vec<GroupSums> = Vec::new();
    for row in rows {
        let mut values = Taker::new(row);
        let key = group_key(&mut values, field)?;
        let new = groups.last().is_none_or(|last| last.key != key);
        if new {
            groups.push(GroupSums {
                key,
                sums: Sums::default(),
            });
        }
        if let Some(last) = groups.last_mut() {
            add_sums(&mut values, asked.object, &mut last.sums)?;
        }
    }
    groups.truncate(GROUPS);
    if !own.is_empty() {
        let by = (field, column);
        add_own_to_groups(session, facts, (asked, &table), by, own, &mut groups).await?;
    }
    Ok(groups)
}

/// Appends what tells groups apart: days by their month.
fn push_key(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    table: &Table,
    field: &'static Field,
    column: &Column,
) {
    if field.kind == Kind::Date {
        sql.push(column.month);
    } else {
        select_group(sql, facts, table, field);
    }
}

/// The sums of administrators' fields, which another statement reads.
async fn add_own_to_groups(
    session: &mut Session,
    facts: &ListFacts<'_>,
    (asked, table): (&ListAsked<'_>, &Table),
    (field, column): (&'static Field, &Column),
    own: &[&'static Field],
    groups: &mut [GroupSums],
) -> Result<()> {
    let mut sql = Sql::new("SELECT");
    push_key(&mut sql, facts, table, field, column);
    sql.push(",").push(OWN_SUMS);
    own::summed_from(&mut sql, table, field.custom, own);
    conditions(&mut sql, facts, table, asked.filter, asked.search);
    sql.push("GROUP BY");
    push_key(&mut sql, facts, table, field, column);
    sql.push(", sv.field, sv.currency ORDER BY sv.field, sv.currency");
    facts.settle(&mut sql);
    let rows: Vec<RawRow> = session.all_of(sql).await?;
    for row in rows {
        let mut values = Taker::new(row);
        let key = group_key(&mut values, field)?;
        if let Some(group) = groups.iter_mut().find(|group| group.key == key) {
            add_own(&mut values, own, &mut group.sums)?;
        }
    }
    for group in groups {
        in_order(own, &mut group.sums);
    }
    Ok(())
}

/// The group a row is of; days by their month.
fn group_key(values: &mut Taker, field: &'static Field) -> Result<Cell> {
    if field.kind != Kind::Date {
        return values.cell(field);
    }
    Ok(match values.next() {
        Raw::Text(month) if !month.is_empty() => Cell::Word(month),
        _ => Cell::Empty,
    })
}
