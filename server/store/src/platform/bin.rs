//! What was deleted: its list, and its end.

use crate::crm::leads::lead_scope;
use crate::scope::scope_condition;
use crate::sql::Sql;
use crate::{Result, Session, args};
use shared::kernel::search::search_key;
use shared::kernel::{Actor, Instant, Scope};
use shared::platform::bin::ops::BinPlace;
use shared::platform::bin::{BinItem, BinKind, BinRow, Kept, purge_at};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 200;
/// Subjects that are looked through for a word: activities and tasks have no column to search in.
const LOOKED_THROUGH: i64 = 2_000;

/// Not merged into another record: taking the merge apart brings those back.
macro_rules! not_merged {
    ($id:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM merges m WHERE m.undone_at IS NULL AND m.merged_id = ",
            $id,
            ")"
        )
    };
}

/// Why a record stays: 0 it does not, 1 a document that must be kept, 2 others hang on it.
macro_rules! kept {
    (Account) => {
        "CASE WHEN EXISTS (SELECT 1 FROM contacts k WHERE k.account_id = a.id) OR EXISTS (SELECT 1 FROM opportunities k WHERE k.account_id = a.id)
            OR EXISTS (SELECT 1 FROM quotes k WHERE k.account_id = a.id) OR EXISTS (SELECT 1 FROM accounts k WHERE k.parent_id = a.id) THEN 2 ELSE 0 END"
    };
    (Contact) => {
        "CASE WHEN EXISTS (SELECT 1 FROM quotes k WHERE k.contact_id = c.id) THEN 2 ELSE 0 END"
    };
    (Opportunity) => {
        "CASE WHEN EXISTS (SELECT 1 FROM quotes k WHERE k.opportunity_id = o.id) THEN 2 ELSE 0 END"
    };
    (Quote) => {
        "CASE WHEN q.state = 'accepted' OR EXISTS (SELECT 1 FROM quote_signatures k WHERE k.quote_id = q.id) THEN 1 ELSE 0 END"
    };
}

const fn select(kind: BinKind) -> &'static str {
    match kind {
        BinKind::Account => {
            concat!(
                "SELECT a.id, a.name AS name, a.city AS about, u.name AS owner_name, a.deleted_at, ",
                kept!(Account),
                " AS kept FROM accounts a JOIN users u ON u.id = a.owner_id WHERE a.deleted_at IS NOT NULL",
                not_merged!("a.id")
            )
        }
        BinKind::Contact => {
            concat!(
                "SELECT c.id, c.first_name || ' ' || c.last_name AS name, COALESCE(a.name, '') AS about, u.name AS owner_name, c.deleted_at, ",
                kept!(Contact),
                " AS kept FROM contacts c JOIN users u ON u.id = c.owner_id LEFT JOIN accounts a ON a.id = c.account_id WHERE c.deleted_at IS NOT NULL",
                not_merged!("c.id")
            )
        }
        BinKind::Lead => {
            concat!(
                "SELECT l.id, l.first_name || ' ' || l.last_name AS name, l.company AS about, u.name AS owner_name, l.deleted_at, 0 AS kept
                FROM leads l LEFT JOIN users u ON u.id = l.owner_id WHERE l.deleted_at IS NOT NULL",
                not_merged!("l.id")
            )
        }
        BinKind::Opportunity => {
            concat!(
                "SELECT o.id, o.name AS name, COALESCE(a.name, '') AS about, u.name AS owner_name, o.deleted_at, ",
                kept!(Opportunity),
                " AS kept FROM opportunities o JOIN users u ON u.id = o.owner_id LEFT JOIN accounts a ON a.id = o.account_id WHERE o.deleted_at IS NOT NULL"
            )
        }
        BinKind::Quote => {
            concat!(
                "SELECT q.id, q.number || ' ' || q.title AS name, COALESCE(a.name, '') AS about, u.name AS owner_name, q.deleted_at, ",
                kept!(Quote),
                " AS kept FROM quotes q JOIN users u ON u.id = q.owner_id LEFT JOIN accounts a ON a.id = q.account_id WHERE q.deleted_at IS NOT NULL"
            )
        }
        BinKind::Activity => {
            "SELECT r.id, r.subject AS name, COALESCE(o.name, a.name, '') AS about, u.name AS owner_name, r.deleted_at, 0 AS kept
            FROM activities r JOIN users u ON u.id = r.owner_id LEFT JOIN opportunities o ON o.id = r.opportunity_id
            LEFT JOIN accounts a ON a.id = r.account_id WHERE r.deleted_at IS NOT NULL"
        }
        BinKind::Task => {
            "SELECT r.id, r.subject AS name, COALESCE(o.name, a.name, '') AS about, u.name AS owner_name, r.deleted_at, 0 AS kept
            FROM tasks r JOIN users u ON u.id = r.owner_id LEFT JOIN opportunities o ON o.id = r.opportunity_id
            LEFT JOIN accounts a ON a.id = r.account_id WHERE r.deleted_at IS NOT NULL"
        }
    }
}

/// `AND …`: the record is in a scope of the actor.
fn within(sql: &mut Sql, kind: BinKind, actor: &Actor, scope: Scope, deal: bool) {
    match kind {
        BinKind::Account => scope_condition(sql, actor, scope, "a.owner_id", None),
        BinKind::Contact => scope_condition(sql, actor, scope, "c.owner_id", None),
        BinKind::Lead => lead_scope(sql, actor, scope),
        BinKind::Opportunity => scope_condition(sql, actor, scope, "o.owner_id", Some("o.id")),
        BinKind::Quote => {
            scope_condition(sql, actor, scope, "q.owner_id", Some("q.opportunity_id"));
        }
        BinKind::Activity | BinKind::Task => {
            sql.push("AND EXISTS (SELECT 1 FROM users vu WHERE vu.id IN (r.owner_id, o.owner_id)");
            let deal = deal.then_some("r.opportunity_id");
            scope_condition(sql, actor, scope, "vu.id", deal);
            sql.push(")");
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    about: String,
    owner_name: Option<String>,
    deleted_at: i64,
    kept: i32,
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Words in the name.
    pub search: &'a str,
    /// After this one.
    pub after: Option<BinPlace>,
    /// At most so many.
    pub limit: i64,
}

/// The deleted records of a kind the actor may see, the latest first.
pub async fn list(
    session: &mut Session,
    actor: &Actor,
    kind: BinKind,
    look: Look<'_>,
) -> Result<Vec<BinRow>> {
    let mut sql = Sql::new(select(kind));
    within(&mut sql, kind, actor, actor.scope(kind.view()), true);
    let (column, at, id) = match kind {
        BinKind::Account => ("AND a.search LIKE", "a.deleted_at", "a.id"),
        BinKind::Contact => ("AND c.search LIKE", "c.deleted_at", "c.id"),
        BinKind::Lead => ("AND l.search LIKE", "l.deleted_at", "l.id"),
        BinKind::Opportunity => ("AND o.search LIKE", "o.deleted_at", "o.id"),
        BinKind::Quote => ("AND q.search LIKE", "q.deleted_at", "q.id"),
        BinKind::Activity | BinKind::Task => ("", "r.deleted_at", "r.id"),
    };
    let key = search_key(look.search);
    let words: Vec<&str> = key.split_whitespace().collect();
    if !column.is_empty() {
        for word in &words {
            let word = word
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            sql.with(column, format!("%{word}%")).push("ESCAPE '\\'");
        }
    }
    if let Some(after) = look.after {
        sql.push("AND (")
            .push(at)
            .with("<", after.at)
            .push("OR (")
            .push(at)
            .with("=", after.at)
            .push("AND")
            .push(id)
            .with("<", after.id)
            .push("))");
    }
    let looking = column.is_empty() && !words.is_empty();
    sql.push("ORDER BY")
        .push(at)
        .push("DESC,")
        .push(id)
        .push("DESC")
        .with("LIMIT", if looking { LOOKED_THROUGH } else { look.limit });
    let rows: Vec<Row> = session.all_of(sql).await?;
    let mut rows: Vec<BinRow> = rows
        .into_iter()
        .map(|row| BinRow {
            item: BinItem { kind, id: row.id },
            name: row.name.trim().to_owned(),
            about: row.about,
            owner: row.owner_name.unwrap_or_default(),
            deleted_at: Instant(row.deleted_at),
            deleted_by: String::new(),
            purge_at: purge_at(Instant(row.deleted_at)),
            kept: match row.kept {
                0 => None,
                1 => Some(Kept::Signed),
                _ => Some(Kept::Used),
            },
            may_restore: false,
        })
        .collect();
    if looking {
        rows.retain(|row| {
            let name = search_key(&row.name);
            words.iter().all(|word| name.contains(word))
        });
        rows.truncate(usize::try_from(look.limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// Who deleted these records.
pub async fn deleted_by(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let mut all = BTreeMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT e.entity_id, u.name FROM events e JOIN users u ON u.id = e.actor_id WHERE e.seq IN (SELECT MAX(seq) FROM events WHERE action = 'deleted' AND",
        );
        sql.within("entity_id IN", chunk.iter().copied())
            .push("GROUP BY entity_id)");
        let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
        all.extend(rows);
    }
    Ok(all)
}

/// Which of these the actor may restore.
pub async fn restorable(
    session: &mut Session,
    actor: &Actor,
    kind: BinKind,
    ids: &[Uuid],
) -> Result<BTreeSet<Uuid>> {
    let mut all = BTreeSet::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(select(kind));
        within(&mut sql, kind, actor, actor.scope(kind.edit()), false);
        sql.within(of_ids(kind), chunk.iter().copied());
        let rows: Vec<Row> = session.all_of(sql).await?;
        all.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(all)
}

const fn of_ids(kind: BinKind) -> &'static str {
    match kind {
        BinKind::Account => "AND a.id IN",
        BinKind::Contact => "AND c.id IN",
        BinKind::Lead => "AND l.id IN",
        BinKind::Opportunity => "AND o.id IN",
        BinKind::Quote => "AND q.id IN",
        BinKind::Activity | BinKind::Task => "AND r.id IN",
    }
}

/// The version of a record, deleted or not.
pub async fn version(session: &mut Session, item: BinItem) -> Result<Option<i64>> {
    let row: Option<(i64,)> = session
        .opt(
            match item.kind {
                BinKind::Account => "SELECT version FROM accounts WHERE id = $1",
                BinKind::Contact => "SELECT version FROM contacts WHERE id = $1",
                BinKind::Lead => "SELECT version FROM leads WHERE id = $1",
                BinKind::Opportunity => "SELECT version FROM opportunities WHERE id = $1",
                BinKind::Quote => "SELECT version FROM quotes WHERE id = $1",
                BinKind::Activity => "SELECT version FROM activities WHERE id = $1",
                BinKind::Task => "SELECT version FROM tasks WHERE id = $1",
            },
            args![item.id],
        )
        .await?;
    Ok(row.map(|(version,)| version))
}

/// Records of a kind whose time in the bin is over and that nothing keeps, the oldest first.
pub async fn overdue(
    session: &mut Session,
    kind: BinKind,
    before: Instant,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let (at, order) = match kind {
        BinKind::Account => ("AND a.deleted_at <", "ORDER BY deleted_at, id"),
        BinKind::Contact => ("AND c.deleted_at <", "ORDER BY deleted_at, id"),
        BinKind::Lead => ("AND l.deleted_at <", "ORDER BY deleted_at, id"),
        BinKind::Opportunity => ("AND o.deleted_at <", "ORDER BY deleted_at, id"),
        BinKind::Quote => ("AND q.deleted_at <", "ORDER BY deleted_at, id"),
        BinKind::Activity | BinKind::Task => ("AND r.deleted_at <", "ORDER BY deleted_at, id"),
    };
    let mut sql = Sql::new("SELECT id, kept FROM (");
    sql.push(select(kind)).with(at, before);
    sql.push(") AS bin WHERE kept = 0")
        .push(order)
        .with("LIMIT", limit);
    let rows: Vec<(Uuid, i32)> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

/// Which of these lie in the bin, and why they stay.
pub async fn lying(
    session: &mut Session,
    kind: BinKind,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Option<Kept>>> {
    let mut all = BTreeMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(select(kind));
        sql.within(of_ids(kind), chunk.iter().copied());
        let rows: Vec<Row> = session.all_of(sql).await?;
        all.extend(rows.into_iter().map(|row| {
            let kept = match row.kept {
                0 => None,
                1 => Some(Kept::Signed),
                _ => Some(Kept::Used),
            };
            (row.id, kept)
        }));
    }
    Ok(all)
}

/// What points at a record of a kind and is left without it; what belongs to it goes with it.
const fn pointers(kind: BinKind) -> &'static [&'static str] {
    match kind {
        BinKind::Account => &[
            "UPDATE activities SET account_id = NULL WHERE account_id IN",
            "UPDATE tasks SET account_id = NULL WHERE account_id IN",
            "UPDATE leads SET converted_account_id = NULL WHERE converted_account_id IN",
        ],
        BinKind::Contact => &[
            "UPDATE activities SET contact_id = NULL WHERE contact_id IN",
            "UPDATE tasks SET contact_id = NULL WHERE contact_id IN",
            "UPDATE leads SET converted_contact_id = NULL WHERE converted_contact_id IN",
        ],
        BinKind::Opportunity => &[
            "UPDATE activities SET opportunity_id = NULL WHERE opportunity_id IN",
            "UPDATE tasks SET opportunity_id = NULL WHERE opportunity_id IN",
            "UPDATE leads SET converted_opportunity_id = NULL WHERE converted_opportunity_id IN",
        ],
        BinKind::Lead | BinKind::Quote | BinKind::Activity | BinKind::Task => &[],
    }
}

/// What is remembered about a record of any kind.
const REMEMBERED: &[&str] = &[
    "DELETE FROM external_ids WHERE record_id IN",
    "DELETE FROM import_records WHERE record_id IN",
    "DELETE FROM distinct_pairs WHERE one_id IN",
    "DELETE FROM distinct_pairs WHERE other_id IN",
];

/// Deletes records for good; the caller has asked [`lying`] or [`overdue`] in the same transaction.
pub async fn purge(session: &mut Session, kind: BinKind, ids: &[Uuid]) -> Result<()> {
    let table = match kind {
        BinKind::Account => "DELETE FROM accounts WHERE id IN",
        BinKind::Contact => "DELETE FROM contacts WHERE id IN",
        BinKind::Lead => "DELETE FROM leads WHERE id IN",
        BinKind::Opportunity => "DELETE FROM opportunities WHERE id IN",
        BinKind::Quote => "DELETE FROM quotes WHERE id IN",
        BinKind::Activity => "DELETE FROM activities WHERE id IN",
        BinKind::Task => "DELETE FROM tasks WHERE id IN",
    };
    for chunk in ids.chunks(IDS_AT_ONCE) {
        for statement in pointers(kind).iter().chain(REMEMBERED).chain(&[table]) {
            let mut sql = Sql::new("");
            sql.within(statement, chunk.iter().copied());
            session.exec_of(sql).await?;
        }
    }
    Ok(())
}
