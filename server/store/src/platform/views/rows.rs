//! Pieces of a list by keyset.

use super::ListFacts;
use super::columns::{Column, Table, table};
use super::compile::{conditions, value};
use super::order::{Way, after, driven_ways, driving, order, ways};
use super::own::{self, Shape};
use super::raw::{Raw, RawRow, Taker};
use crate::sql::Sql;
use crate::{Result, Session, StoreError};
use shared::kernel::{Lang, Money, Named};
use shared::platform::views::{
    Cell, Field, Kind, Object, Place, PlaceKey, Resolved, SortKey, ViewRow,
};
use uuid::Uuid;

/// What is asked.
pub struct ListAsked<'a> {
    /// Of what.
    pub object: Object,
    /// Which records.
    pub filter: &'a Resolved,
    /// With these words.
    pub search: &'a str,
    /// In this order.
    pub sort: &'a [SortKey],
    /// Within groups of this field.
    pub group: Option<&'static Field>,
    /// With these values.
    pub columns: &'a [&'static Field],
}

impl<'a> ListAsked<'a> {
    /// Which records there are: in no order, without groups and values.
    #[must_use]
    pub const fn records(object: Object, filter: &'a Resolved, search: &'a str) -> Self {
        Self {
            object,
            filter,
            search,
            sort: &[],
            group: None,
            columns: &[],
        }
    }
}

/// Appends a field's value, and the second one of references and amounts.
pub(super) fn select(sql: &mut Sql, facts: &ListFacts<'_>, table: &Table, field: &'static Field) {
    select_column(sql, facts, field, table.column(field));
}

/// The same of the field a list is grouped by.
pub(super) fn select_group(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    table: &Table,
    field: &'static Field,
) {
    select_column(sql, facts, field, table.group_column(field));
}

fn select_column(
    sql: &mut Sql,
    facts: &ListFacts<'_>,
    field: &'static Field,
    column: Option<&'static Column>,
) {
    let two = matches!(field.kind, Kind::Reference(_) | Kind::Money);
    match column {
        Some(column) => {
            value(sql, facts, column);
            if two {
                let (english, french) = column.second.unwrap_or(("''", "''"));
                sql.push(",").push(match facts.actor.lang {
                    Lang::En => english,
                    Lang::Fr => french,
                });
            }
        }
        None => {
            sql.push(if two { "NULL, NULL" } else { "NULL" });
        }
    }
}

/// Whether `place` is one of the order asked for: it comes from outside.
#[must_use]
pub fn place_fits(asked: &ListAsked<'_>, place: &Place) -> bool {
    let table = table(asked.object);
    let fits = |ways: &[Way], keys: &[PlaceKey]| {
        ways.len() == keys.len() && ways.iter().zip(keys).all(|(way, key)| way.takes(key))
    };
    let Some((field, down)) = driving(asked) else {
        return fits(&ways(&table, asked), &place.keys);
    };
    let driven = driven_ways(&table, asked, field, down);
    let own_keys = own::column(&table, field, Shape::Driven).keys.len();
    match place.keys.split_first() {
        Some((PlaceKey::Number(1), keys)) => {
            keys.len() == driven.len()
                && fits(
                    driven.get(own_keys..).unwrap_or_default(),
                    keys.get(own_keys..).unwrap_or_default(),
                )
        }
        Some((PlaceKey::Number(0), keys)) => fits(&driven, keys),
        _ => false,
    }
}

/// One piece of the list and where it goes on.
///
/// # Errors
/// [`StoreError::Corrupt`] for a place that is none of this order ([`place_fits`]).
pub async fn list_rows(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    place: Option<&Place>,
    limit: u32,
) -> Result<(Vec<ViewRow>, Option<Place>)> {
    let table = table(asked.object);
    let Some((field, down)) = driving(asked) else {
        let from = match asked.group.and_then(|group| group.custom) {
            Some(group) => own::grouped_from(&table, group),
            None => table.from,
        };
        let plan = Plan {
            from,
            besides: None,
            ways: ways(&table, asked),
        };
        let read = piece(session, facts, (asked, &table), &plan, place, limit).await?;
        let next = read.last.filter(|_| read.more);
        return Ok((read.rows, next));
    };
    let with = Plan {
        from: own::driven_from(&table, field),
        besides: None,
        ways: driven_ways(&table, asked, field, down),
    };
    let own_keys = own::column(&table, field, Shape::Driven).keys.len();
    // Keys of the place: whether there is no value, the value, and the rest of the order.
    let mut found = Vec::new();
    let mut reached = None;
    if !place.is_some_and(is_blank) {
        let from = place.map(|place| without_keys(place, 1));
        let read = piece(session, facts, (asked, &table), &with, from.as_ref(), limit).await?;
        reached = read
            .last
            .map(|last| with_keys(last, vec![PlaceKey::Number(0)]));
        if read.more {
            return Ok((read.rows, reached));
        }
        found = read.rows;
    }
    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    let column = own::column(&table, field, Shape::Beside);
    let blank = Plan {
        from: table.from,
        besides: column.own.map(|own| own.without),
        ways: with.ways.into_iter().skip(own_keys).collect(),
    };
    let from = place
        .filter(|place| is_blank(place))
        .map(|place| without_keys(place, 1 + own_keys));
    let read = piece(
        session,
        facts,
        (asked, &table),
        &blank,
        from.as_ref(),
        left.max(1),
    )
    .await?;
    // Exactly full: whether any follow decides whether there is a next piece.
    if left == 0 {
        return Ok((found, reached.filter(|_| !read.rows.is_empty())));
    }
    let nothing = std::iter::once(PlaceKey::Number(1))
        .chain(std::iter::repeat_n(PlaceKey::Number(0), own_keys))
        .collect();
    let next = read.last.filter(|_| read.more);
    found.extend(read.rows);
    Ok((found, next.map(|next| with_keys(next, nothing))))
}

/// Whether a place of a driven order is among the records without a value.
fn is_blank(place: &Place) -> bool {
    place.keys.first() == Some(&PlaceKey::Number(1))
}

/// What one statement read: rows, the place of the last of them, whether more follow.
struct Piece {
    rows: Vec<ViewRow>,
    last: Option<Place>,
    more: bool,
}

/// One statement of a list: where it reads, what it lets through besides the filter, its order.
struct Plan {
    from: &'static str,
    besides: Option<&'static str>,
    ways: Vec<Way>,
}

fn without_keys(place: &Place, count: usize) -> Place {
    Place {
        keys: place.keys.iter().skip(count).cloned().collect(),
        id: place.id,
    }
}

fn with_keys(place: Place, mut keys: Vec<PlaceKey>) -> Place {
    keys.extend(place.keys);
    Place { keys, ..place }
}

/// How the database answers the first piece of a list: one line per step, for tests that prove an index
/// is used.
pub async fn explain_rows(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    limit: u32,
) -> Result<Vec<String>> {
    let table = table(asked.object);
    let plan = match driving(asked) {
        Some((field, down)) => Plan {
            from: own::driven_from(&table, field),
            besides: None,
            ways: driven_ways(&table, asked, field, down),
        },
        None => Plan {
            from: table.from,
            besides: None,
            ways: ways(&table, asked),
        },
    };
    let mut sql = statement(facts, (asked, &table), &plan, None, limit)?;
    if facts.postgres {
        sql.text.insert_str(0, "EXPLAIN ");
        let steps: Vec<(String,)> = session.all_of(sql).await?;
        return Ok(steps.into_iter().map(|(step,)| step).collect());
    }
    sql.text.insert_str(0, "EXPLAIN QUERY PLAN ");
    let steps: Vec<(i64, i64, i64, String)> = session.all_of(sql).await?;
    Ok(steps.into_iter().map(|(.., step)| step).collect())
}

fn statement(
    facts: &ListFacts<'_>,
    (asked, table): (&ListAsked<'_>, &Table),
    plan: &Plan,
    place: Option<&Place>,
    limit: u32,
) -> Result<Sql> {
    let ways = &plan.ways;
    let down = asked.sort.first().is_some_and(|key| key.descending);
    let mut sql = Sql::new("SELECT");
    sql.push(table.id).push(",").push(table.version);
    if let Some(group) = asked.group {
        sql.push(",");
        select_group(&mut sql, facts, table, group);
    }
    for field in asked.columns {
        sql.push(",");
        select(&mut sql, facts, table, field);
    }
    for way in ways {
        sql.push(",");
        way.select(&mut sql, facts.postgres);
    }
    sql.push(plan.from);
    if let Some(besides) = plan.besides {
        sql.push(besides).push("AND");
    }
    conditions(&mut sql, facts, table, asked.filter, asked.search);
    if let Some(place) = place {
        after(&mut sql, ways, table.id, down, place, facts.postgres)?;
    }
    order(&mut sql, ways, facts.postgres);
    sql.push(if ways.is_empty() { "" } else { "," })
        .push(table.id)
        .push(if down { "DESC" } else { "ASC" });
    sql.with("LIMIT", i64::from(limit) + 1);
    facts.settle(&mut sql);
    Ok(sql)
}

async fn piece(
    session: &mut Session,
    facts: &ListFacts<'_>,
    (asked, table): (&ListAsked<'_>, &Table),
    plan: &Plan,
    place: Option<&Place>,
    limit: u32,
) -> Result<Piece> {
    let ways = &plan.ways;
    let sql = statement(facts, (asked, table), plan, place, limit)?;
    let mut found: Vec<RawRow> = session.all_of(sql).await?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let mut rows = Vec::with_capacity(found.len());
    let mut last = None;
    for row in found {
        let (row, place) = read(row, asked, ways)?;
        rows.push(row);
        last = Some(place);
    }
    Ok(Piece { rows, last, more })
}

fn read(row: RawRow, asked: &ListAsked<'_>, ways: &[Way]) -> Result<(ViewRow, Place)> {
    let mut values = Taker::new(row);
    let id = values.id("id")?;
    let version = values.int("version")?;
    let group = match asked.group {
        Some(field) => by_month(values.cell(field)?),
        None => Cell::Empty,
    };
    let cells = asked
        .columns
        .iter()
        .map(|field| values.cell(field))
        .collect::<Result<_>>()?;
    let keys = ways.iter().map(|_| match values.next() {
        Raw::Int(number) => Ok(PlaceKey::Number(number)),
        Raw::Text(text) => Ok(PlaceKey::Text(text)),
        Raw::Day(day) => Ok(PlaceKey::Text(day.to_string())),
        _ => Err(StoreError::Corrupt("order")),
    });
    let keys = keys.collect::<Result<_>>()?;
    let row = ViewRow {
        id,
        version,
        group,
        cells,
        locked: false,
    };
    Ok((row, Place { keys, id }))
}

/// A day as the month it is grouped under.
fn by_month(cell: Cell) -> Cell {
    match cell {
        Cell::Day(day) => Cell::Word(day.format("%Y-%m").to_string()),
        other => other,
    }
}

/// Whether there is any record that the reader may see.
pub async fn any(session: &mut Session, facts: &ListFacts<'_>, object: Object) -> Result<bool> {
    let table = table(object);
    let mut sql = Sql::new("SELECT");
    sql.push(table.id).push(table.from);
    let everything = Resolved::All(Vec::new());
    conditions(&mut sql, facts, &table, &everything, "");
    sql.push("LIMIT 1");
    facts.settle(&mut sql);
    let found: Option<(Uuid,)> = session.opt_of(sql).await?;
    Ok(found.is_some())
}

/// The ids and versions of what the filter lets through, in the order of their ids.
pub async fn list_ids(
    session: &mut Session,
    facts: &ListFacts<'_>,
    asked: &ListAsked<'_>,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<(Uuid, i64)>> {
    let table = table(asked.object);
    let mut sql = Sql::new("SELECT");
    sql.push(table.id).push(",").push(table.version);
    sql.push(table.from);
    conditions(&mut sql, facts, &table, asked.filter, asked.search);
    if let Some(after) = after {
        sql.push("AND").push(table.id).push(">").bind(after);
    }
    sql.push("ORDER BY").push(table.id).with("LIMIT", limit);
    facts.settle(&mut sql);
    session.all_of(sql).await
}

/// The open amounts of accounts, as far as the reader may see the deals.
pub async fn open_amounts(
    session: &mut Session,
    facts: &ListFacts<'_>,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Money)>> {
    let mut sql = Sql::new(
        "SELECT o.account_id, o.currency, CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o
        WHERE o.deleted_at IS NULL AND o.state = 'open' AND",
    );
    sql.within("o.account_id IN", accounts);
    let actor = facts.actor;
    let scope = actor.scope(shared::kernel::Action::ViewOpportunity);
    crate::scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    sql.push("GROUP BY o.account_id, o.currency ORDER BY 3 DESC");
    let rows: Vec<(Uuid, String, i64)> = session.all_of(sql).await?;
    let money = |(id, code, minor): (Uuid, String, i64)| {
        let currency = code
            .parse()
            .map_err(|_| StoreError::Corrupt("opportunities.currency"))?;
        Ok((id, Money::new(minor, currency)))
    };
    rows.into_iter().map(money).collect()
}

/// The accounts of these contacts, each contact's own one first, then those it is affiliated with today
/// as far as the reader may see them.
pub async fn any_accounts(
    session: &mut Session,
    facts: &ListFacts<'_>,
    contacts: &[Uuid],
) -> Result<Vec<(Uuid, Named<Uuid>)>> {
    let mut sql = Sql::new(
        "SELECT c.id, 0 AS place, a.id AS account_id, a.name FROM contacts c JOIN accounts a ON a.id = c.account_id WHERE",
    );
    sql.within("c.id IN", contacts.iter().copied());
    sql.push("UNION SELECT x.contact_id, 1, a.id, a.name FROM contact_accounts x JOIN accounts a ON a.id = x.account_id WHERE a.deleted_at IS NULL");
    sql.with("AND (x.until_on IS NULL OR x.until_on >", facts.today)
        .push(") AND")
        .within("x.contact_id IN", contacts.iter().copied());
    let actor = facts.actor;
    let scope = actor.scope(shared::kernel::Action::ViewAccount);
    crate::scope_condition(&mut sql, actor, scope, "a.owner_id", None);
    sql.push("ORDER BY 1, 2, 4, 3");
    let rows: Vec<(Uuid, i32, Uuid, String)> = session.all_of(sql).await?;
    let mut found: Vec<(Uuid, Named<Uuid>)> = Vec::with_capacity(rows.len());
    for (contact, _, account, name) in rows {
        let mut known = found.iter().rev().take_while(|(id, _)| *id == contact);
        if !known.any(|(_, one)| one.id == account) {
            found.push((contact, Named::new(account, name)));
        }
    }
    Ok(found)
}
