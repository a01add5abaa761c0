//! The log, for administrators: read in pieces, and as a file; its seals.

mod export;
mod seals;

pub use seals::Known;
pub(super) use seals::is_broken;

use crate::platform::jobs::Kinds;
use crate::{Ctx, OrProblem, Registry};
use serde_json::Value;
use shared::kernel::{Instant, Lang, Problem, page_size};
use shared::platform::audit::{
    AuditFilter, AuditPage, AuditRow, FieldChange, ReadAudit, Shown, changes, title,
};
use std::collections::{BTreeMap, BTreeSet};
use store::Session;
use store::platform::audit::{self, Entry, Wanted};
use uuid::Uuid;

pub(super) fn register_jobs(kinds: &mut Kinds) {
    seals::register_jobs(kinds);
}

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(export::export);
    registry.add(seals::check);
}

async fn read(ctx: Ctx, request: ReadAudit) -> Result<AuditPage, Problem> {
    let mut session = ctx.read().await?;
    let wanted = Wanted {
        before: request.before,
        ..wanted(&ctx, &request.filter)
    };
    let size = i64::from(page_size(request.limit));
    // One more than is shown tells whether there are more.
    let mut entries = audit::read(&mut session, &wanted, size + 1)
        .await
        .or_problem()?;
    let shown = usize::try_from(size).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let rows = rows(&mut session, entries, ctx.actor.lang).await?;
    Ok(AuditPage {
        next: rows.last().map(|row| row.seq).filter(|_| more),
        rows,
        actions: audit::actions(&mut session).await.or_problem()?,
    })
}

/// Days are those of the reader's time zone.
fn wanted(ctx: &Ctx, filter: &AuditFilter) -> Wanted {
    let start = |day: chrono::NaiveDate| {
        day.and_hms_opt(0, 0, 0)
            .map(|midnight| ctx.actor.zone.instant(midnight))
    };
    Wanted {
        who: filter.who,
        kind: filter.kind,
        action: filter.action.clone(),
        from: filter.from.and_then(start),
        until: filter
            .to
            .and_then(|day| day.succ_opt())
            .and_then(start)
            .or_else(|| filter.to.map(|_| Instant(i64::MAX))),
        record: filter.record,
        before: None,
    }
}

/// The entries as a page shows them: with what differs, and with the names of what they tell of.
async fn rows(
    session: &mut Session,
    entries: Vec<Entry>,
    lang: Lang,
) -> Result<Vec<AuditRow>, Problem> {
    let mut rows: Vec<AuditRow> = entries.into_iter().map(row).collect();
    let mut ids = BTreeSet::new();
    for row in &rows {
        ids.insert(row.record);
        ids.extend(row.who.map(|who| who.0));
        ids.extend(row.changes.iter().flat_map(ids_of));
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let names = audit::names(session, &ids, lang == Lang::Fr)
        .await
        .or_problem()?;
    for row in &mut rows {
        name(row, &names);
    }
    Ok(rows)
}

fn row(entry: Entry) -> AuditRow {
    let json = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
    };
    let (before, after) = (json(&entry.before), json(&entry.after));
    AuditRow {
        seq: entry.seq,
        at: entry.at,
        who: entry.who,
        who_name: String::new(),
        kind: entry.kind,
        record: entry.record,
        parent: entry.parent,
        title: title(before.as_ref(), after.as_ref()),
        action: entry.action,
        changes: changes(before.as_ref(), after.as_ref()),
    }
}

fn ids_of(change: &FieldChange) -> impl Iterator<Item = Uuid> {
    [&change.before, &change.after]
        .into_iter()
        .filter_map(|shown| match shown {
            Some(Shown::Record(id, _)) => Some(*id),
            _ => None,
        })
        .collect::<Vec<_>>()
        .into_iter()
}

fn name(row: &mut AuditRow, names: &BTreeMap<Uuid, String>) {
    row.who_name = row
        .who
        .and_then(|who| names.get(&who.0).cloned())
        .unwrap_or_default();
    if let Some(known) = names
        .get(&row.record)
        .filter(|known| !known.trim().is_empty())
    {
        row.title.clone_from(known);
    }
    for change in &mut row.changes {
        for shown in [&mut change.before, &mut change.after]
            .into_iter()
            .flatten()
        {
            if let Shown::Record(id, title) = shown
                && let Some(known) = names.get(id)
            {
                title.clone_from(known);
            }
        }
    }
}
