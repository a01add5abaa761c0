//! The board: the first cards of every column in one statement, totals of all deals in another.

use super::filter::{FilterFacts, conditions};
use super::record::Reach;
use super::rows::{CardRow, SumRow, card_columns, is_closed, weighted};
use crate::crm::bytewise;
use crate::platform::fields;
use crate::sql::Sql;
use crate::{Result, Session};
use chrono::NaiveDate;
use shared::deals::opportunities::{
    BoardColumn, BoardTotals, ColumnAfter, DealFilter, Grouping, OpportunityCard,
};
use shared::deals::pipelines::{Pipeline, Stage};
use shared::kernel::{OpportunityId, StageId};
use shared::platform::fields::Holder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The parts of the board that all its statements share.
pub struct BoardFrame<'a> {
    /// Who asks, when.
    pub facts: FilterFacts<'a>,
    /// The pipeline shown.
    pub pipeline: &'a Pipeline,
    /// Which deals.
    pub filter: &'a DealFilter,
    /// Grouping within columns.
    pub group: Grouping,
    /// Closed deals count when closed on this day or later.
    pub closed_since: NaiveDate,
}

/// The sort word of a card's group, compared byte by byte on both databases.
fn group_word(session: &Session, group: Grouping) -> &'static str {
    match group {
        Grouping::None => "''",
        Grouping::Owner => bytewise(session, "u.name", "u.name COLLATE \"C\""),
        // Surest first, as `shared::deals::opportunities::category_word`: what was judged counts
        // while the deal is open.
        Grouping::Category => {
            "CASE CASE WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END
             WHEN 'closed' THEN '0' WHEN 'commit' THEN '1' WHEN 'best_case' THEN '2' WHEN 'pipeline' THEN '3' ELSE '4' END"
        }
        Grouping::Account => bytewise(
            session,
            "COALESCE(a.search, '~')",
            "COALESCE(a.search, '~') COLLATE \"C\"",
        ),
    }
}

/// Appends the deals with what their conditions and the group's word need, and no more: without it a column
/// is read from its index alone.
fn deals(sql: &mut Sql, frame: &BoardFrame<'_>) {
    sql.push("FROM opportunities o");
    if frame.group == Grouping::Category || frame.filter.category.is_some() {
        sql.push("JOIN stages s ON s.id = o.stage_id");
    }
    match frame.group {
        Grouping::None | Grouping::Category => {}
        Grouping::Owner => {
            sql.push("JOIN users u ON u.id = o.owner_id");
        }
        Grouping::Account => {
            sql.push("LEFT JOIN accounts a ON a.id = o.account_id");
        }
    }
    sql.push("WHERE");
}

/// Appends the statement of one column's ids: `SELECT id, group_word … ORDER BY … LIMIT …`.
fn column(
    sql: &mut Sql,
    frame: &BoardFrame<'_>,
    word: &'static str,
    stage: &Stage,
    after: Option<&ColumnAfter>,
    limit: i64,
) {
    let closed = is_closed(stage.state);
    sql.push("SELECT o.id AS id,")
        .push(word)
        .push("AS group_word");
    deals(sql, frame);
    sql.with("o.pipeline_id =", frame.pipeline.id)
        .with("AND o.stage_id =", stage.id)
        .push("AND");
    conditions(sql, &frame.facts, frame.filter);
    if closed {
        sql.with("AND o.closed_on >=", frame.closed_since);
    }
    if let Some(after) = after {
        let later = if closed {
            "AND (o.close_date, o.id) < ("
        } else {
            "AND (o.close_date, o.id) > ("
        };
        if frame.group == Grouping::None {
            sql.push(later);
        } else {
            sql.push("AND (").push(word).with(">", after.group.as_str());
            sql.push("OR").push(word).with("=", after.group.as_str());
            sql.push(later);
        }
        sql.bind(after.close_date)
            .push(",")
            .bind(after.id)
            .push(")");
        if frame.group != Grouping::None {
            sql.push(")");
        }
    }
    sql.push("ORDER BY");
    if frame.group != Grouping::None {
        sql.push("2,");
    }
    sql.push(if closed {
        "o.close_date DESC, o.id DESC LIMIT"
    } else {
        "o.close_date, o.id LIMIT"
    });
    sql.bind(limit);
}

/// The cards of `stages`, at most `limit` each and whether there are more, in one statement.
async fn cards(
    session: &mut Session,
    frame: &BoardFrame<'_>,
    stages: &[&Stage],
    after: Option<&ColumnAfter>,
    limit: u32,
) -> Result<Vec<BoardColumn>> {
    let word = group_word(session, frame.group);
    let mut sql = Sql::new(concat!(
        "SELECT ",
        card_columns!(),
        ", page.group_word FROM ("
    ));
    for (index, stage) in stages.iter().enumerate() {
        sql.push(if index == 0 {
            "SELECT * FROM ("
        } else {
            "UNION ALL SELECT * FROM ("
        });
        column(&mut sql, frame, word, stage, after, i64::from(limit) + 1);
        sql.push(") AS column_ids");
    }
    sql.push(
        ") AS page JOIN opportunities o ON o.id = page.id JOIN users u ON u.id = o.owner_id
         LEFT JOIN accounts a ON a.id = o.account_id ORDER BY",
    );
    sql.push(bytewise(
        session,
        "page.group_word",
        "page.group_word COLLATE \"C\"",
    ))
    .push(", o.close_date, o.id");
    let rows: Vec<CardRow> = session.all_of(sql).await?;
    let mut columns: Vec<(StageId, Vec<CardRow>)> =
        stages.iter().map(|stage| (stage.id, Vec::new())).collect();
    for row in rows {
        if let Some((_, list)) = columns.iter_mut().find(|(id, _)| id.0 == row.stage_id) {
            list.push(row);
        }
    }
    for ((_, rows), stage) in columns.iter_mut().zip(stages) {
        if is_closed(stage.state) {
            *rows = newest_first(std::mem::take(rows));
        }
    }
    finish(session, columns, frame, limit).await
}

/// Turns the order within each group round: closed deals show the newest first.
fn newest_first(rows: Vec<CardRow>) -> Vec<CardRow> {
    let mut groups: Vec<Vec<CardRow>> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group)
                if group
                    .first()
                    .is_some_and(|r| r.group_word == row.group_word) =>
            {
                group.push(row);
            }
            _ => groups.push(vec![row]),
        }
    }
    groups
        .into_iter()
        .flat_map(|group| group.into_iter().rev())
        .collect()
}

/// Columns of cards out of rows, of which there is one too many where a column goes on. What may be done with
/// the cards is asked once for all columns.
async fn finish(
    session: &mut Session,
    columns: Vec<(StageId, Vec<CardRow>)>,
    frame: &BoardFrame<'_>,
    limit: u32,
) -> Result<Vec<BoardColumn>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let rows = columns.iter().flat_map(|(_, rows)| rows.iter().take(limit));
    let shown: Vec<Uuid> = rows.map(|row| row.id).collect();
    let reach = Reach::of(session, frame.facts.actor, &shown).await?;
    // Asked only where a gate of the pipeline looks at fields of administrators.
    let stages = &frame.pipeline.stages;
    let mut filled = if stages.iter().any(|stage| !stage.required_fields.is_empty()) {
        fields::filled(session, Holder::Opportunity, &shown).await?
    } else {
        BTreeMap::new()
    };
    let mut finished = Vec::with_capacity(columns.len());
    for (stage_id, mut rows) in columns {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| ColumnAfter {
            group: row.group_word.clone(),
            close_date: row.close_date,
            id: OpportunityId(row.id),
        });
        let mut cards = rows
            .into_iter()
            .map(|row| row.card(&reach))
            .collect::<Result<Vec<OpportunityCard>>>()?;
        for card in &mut cards {
            card.facts.own = filled.remove(&card.id.0).unwrap_or_default();
        }
        finished.push(BoardColumn {
            stage_id,
            cards,
            next,
        });
    }
    Ok(finished)
}

/// The first cards of each of `stages`.
pub async fn board_cards(
    session: &mut Session,
    frame: &BoardFrame<'_>,
    stages: &[&Stage],
    limit: u32,
) -> Result<Vec<BoardColumn>> {
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    cards(session, frame, stages, None, limit).await
}

/// More cards of one column.
pub async fn column_cards(
    session: &mut Session,
    frame: &BoardFrame<'_>,
    stage: &Stage,
    after: Option<&ColumnAfter>,
    limit: u32,
) -> Result<BoardColumn> {
    let mut columns = cards(session, frame, &[stage], after, limit).await?;
    Ok(columns.pop().unwrap_or(BoardColumn {
        stage_id: stage.id,
        cards: Vec::new(),
        next: None,
    }))
}

const SUMS: &str = concat!(
    "SELECT o.stage_id AS stage_id, o.currency AS currency, COUNT(*) AS deals, CAST(SUM(o.amount_minor) AS BIGINT) AS amount, ",
    weighted!(),
    " AS weighted FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.pipeline_id ="
);

/// Count, amount and weighted amount of all deals of the filter, per stage and currency. Those that are not closed
/// and those that are are added up apart: each is one stretch of the index of sums, where with both in one
/// condition every deal there ever was would be read.
pub async fn board_totals(session: &mut Session, frame: &BoardFrame<'_>) -> Result<BoardTotals> {
    let mut sql = Sql::new(SUMS);
    sql.bind(frame.pipeline.id).push("AND");
    conditions(&mut sql, &frame.facts, frame.filter);
    sql.push("AND o.closed_on IS NULL GROUP BY o.stage_id, o.currency UNION ALL")
        .with(SUMS, frame.pipeline.id)
        .push("AND");
    conditions(&mut sql, &frame.facts, frame.filter);
    sql.with("AND o.closed_on >=", frame.closed_since)
        .push("GROUP BY o.stage_id, o.currency");
    let rows: Vec<SumRow> = session.all_of(sql).await?;
    let sums = rows
        .iter()
        .filter_map(|row| row.stage_id.map(|id| (StageId(id), row)))
        .map(|(stage, row)| Ok((stage, row.sum()?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(BoardTotals::from_sums(sums))
}
