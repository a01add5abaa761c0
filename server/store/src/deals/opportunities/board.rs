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

const JOINS: &str =
    "FROM opportunities o JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id
    LEFT JOIN accounts a ON a.id = o.account_id WHERE";

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
        .push("AS group_word")
        .push(JOINS)
        .with("o.pipeline_id =", frame.pipeline.id)
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
    let mut finished = Vec::with_capacity(columns.len());
    for ((stage_id, rows), stage) in columns.into_iter().zip(stages) {
        let rows = if is_closed(stage.state) {
            newest_first(rows)
        } else {
            rows
        };
        finished.push(finish(session, stage_id, rows, frame, limit).await?);
    }
    Ok(finished)
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

async fn finish(
    session: &mut Session,
    stage_id: StageId,
    mut rows: Vec<CardRow>,
    frame: &BoardFrame<'_>,
    limit: u32,
) -> Result<BoardColumn> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| ColumnAfter {
        group: row.group_word.clone(),
        close_date: row.close_date,
        id: OpportunityId(row.id),
    });
    let shown: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let reach = Reach::of(session, frame.facts.actor, &shown).await?;
    let mut cards = rows
        .into_iter()
        .map(|row| row.card(&reach))
        .collect::<Result<Vec<OpportunityCard>>>()?;
    // Asked only where a gate of the pipeline looks at fields of administrators.
    let stages = &frame.pipeline.stages;
    if stages.iter().any(|stage| !stage.required_fields.is_empty()) {
        let mut filled = fields::filled(session, Holder::Opportunity, &shown).await?;
        for card in &mut cards {
            card.facts.own = filled.remove(&card.id.0).unwrap_or_default();
        }
    }
    Ok(BoardColumn {
        stage_id,
        cards,
        next,
    })
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

/// Count, amount and weighted amount of all deals of the filter, per stage and currency.
pub async fn board_totals(session: &mut Session, frame: &BoardFrame<'_>) -> Result<BoardTotals> {
    let mut sql = Sql::new(concat!(
        "SELECT o.stage_id AS stage_id, o.currency AS currency, COUNT(*) AS deals, CAST(SUM(o.amount_minor) AS BIGINT) AS amount, ",
        weighted!(),
        " AS weighted FROM opportunities o JOIN stages s ON s.id = o.stage_id LEFT JOIN accounts a ON a.id = o.account_id WHERE"
    ));
    sql.with("o.pipeline_id =", frame.pipeline.id).push("AND");
    conditions(&mut sql, &frame.facts, frame.filter);
    sql.with(
        "AND (o.closed_on IS NULL OR o.closed_on >=",
        frame.closed_since,
    )
    .push(") GROUP BY o.stage_id, o.currency");
    let rows: Vec<SumRow> = session.all_of(sql).await?;
    let sums = rows
        .iter()
        .filter_map(|row| row.stage_id.map(|id| (StageId(id), row)))
        .map(|(stage, row)| Ok((stage, row.sum()?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(BoardTotals::from_sums(sums))
}
