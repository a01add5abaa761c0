//! Looking for duplicates by a job: the records it reads, how far it is, what it found.

use super::duplicates::{Compared, of_account, of_contact, of_lead};
use super::{accounts, contacts, leads};
use crate::{Result, Session, Sql, args};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::{Actor, Instant, Scope};
use uuid::Uuid;

/// Records of one statement that names them.
const NAMED: usize = 400;

/// Leads that are compared.
const OPEN_LEADS: &str = "AND l.status NOT IN ('converted', 'disqualified')";

/// A run.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredRun {
    /// Which.
    pub id: Uuid,
    /// The part to compare next.
    pub part: i64,
    /// All parts.
    pub parts: i64,
    /// Records there were when it began.
    pub compared: i64,
    /// Pairs found.
    pub found: i64,
    /// When it was asked for, in milliseconds.
    pub asked_at: i64,
    /// When it was done.
    pub finished_at: Option<i64>,
}

/// How many records of a kind are compared.
pub async fn count(session: &mut Session, kind: DuplicateKind) -> Result<i64> {
    let sql = match kind {
        DuplicateKind::Account => "SELECT COUNT(*) FROM accounts WHERE deleted_at IS NULL",
        DuplicateKind::Contact => "SELECT COUNT(*) FROM contacts WHERE deleted_at IS NULL",
        DuplicateKind::Lead => {
            "SELECT COUNT(*) FROM leads WHERE deleted_at IS NULL AND status NOT IN ('converted', 'disqualified')"
        }
    };
    let (count,): (i64,) = session.one(sql, args![]).await?;
    Ok(count)
}

/// A piece of all records of a kind, whoever may see them, by id; only for comparing.
pub async fn piece(
    session: &mut Session,
    kind: DuplicateKind,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Compared>> {
    Ok(match kind {
        DuplicateKind::Account => {
            let all = accounts::some(session, |sql| {
                sql.with("AND a.id >", after)
                    .with("ORDER BY a.id LIMIT", limit);
            });
            all.await?.iter().map(of_account).collect()
        }
        DuplicateKind::Contact => {
            let all = contacts::some(session, |sql| {
                sql.with("AND c.id >", after)
                    .with("ORDER BY c.id LIMIT", limit);
            });
            all.await?.iter().map(of_contact).collect()
        }
        DuplicateKind::Lead => {
            let all = leads::some_of_all(session, |sql| {
                sql.push(OPEN_LEADS)
                    .with("AND l.id >", after)
                    .with("ORDER BY l.id LIMIT", limit);
            });
            all.await?.iter().map(of_lead).collect()
        }
    })
}

/// These records, whoever may see them; only for comparing.
pub async fn these(
    session: &mut Session,
    kind: DuplicateKind,
    ids: &[Uuid],
) -> Result<Vec<Compared>> {
    chosen(session, None, kind, ids).await
}

/// These records as far as the reader may see them.
pub async fn seen(
    session: &mut Session,
    reader: (&Actor, Scope),
    kind: DuplicateKind,
    ids: &[Uuid],
) -> Result<Vec<Compared>> {
    chosen(session, Some(reader), kind, ids).await
}

async fn chosen(
    session: &mut Session,
    reader: Option<(&Actor, Scope)>,
    kind: DuplicateKind,
    ids: &[Uuid],
) -> Result<Vec<Compared>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(NAMED) {
        if kind != DuplicateKind::Lead {
            found.extend(known(session, kind, ids).await?);
            continue;
        }
        let narrow = |sql: &mut Sql| {
            sql.push(OPEN_LEADS)
                .within("AND l.id IN", ids.iter().copied());
        };
        let leads = match reader {
            Some((actor, scope)) => leads::some(session, actor, scope, narrow).await?,
            None => leads::some_of_all(session, narrow).await?,
        };
        found.extend(leads.iter().map(of_lead));
    }
    Ok(found)
}

/// Accounts and contacts are everybody's to see.
async fn known(session: &mut Session, kind: DuplicateKind, ids: &[Uuid]) -> Result<Vec<Compared>> {
    Ok(if kind == DuplicateKind::Account {
        let all = accounts::some(session, |sql| {
            sql.within("AND a.id IN", ids.iter().copied());
        });
        all.await?.iter().map(of_account).collect()
    } else {
        let all = contacts::some(session, |sql| {
            sql.within("AND c.id IN", ids.iter().copied());
        });
        all.await?.iter().map(of_contact).collect()
    })
}

const RUNS: &str =
    "SELECT id, part, parts, compared, found, asked_at, finished_at FROM duplicate_runs
    WHERE entity = $1 ORDER BY asked_at DESC, id DESC LIMIT 10";

/// The last runs of a kind, newest first.
pub async fn runs(session: &mut Session, kind: DuplicateKind) -> Result<Vec<StoredRun>> {
    session.all(RUNS, args![kind.code()]).await
}

const RUN: &str = "SELECT id, part, parts, compared, found, asked_at, finished_at FROM duplicate_runs WHERE id = $1";

/// One run, unless a newer one took its place.
pub async fn run(session: &mut Session, id: Uuid) -> Result<Option<StoredRun>> {
    session.opt(RUN, args![id]).await
}

const BEGIN: &str =
    "INSERT INTO duplicate_runs (id, entity, part, parts, compared, found, asked_at, finished_at)
    VALUES ($1, $2, 0, $3, $4, 0, $5, NULL)";

/// Begins a run; those of the kind that were never finished are over.
pub async fn begin(
    session: &mut Session,
    id: Uuid,
    kind: DuplicateKind,
    (parts, compared): (i64, i64),
    now: Instant,
) -> Result<()> {
    let over = "DELETE FROM duplicate_runs WHERE entity = $1 AND finished_at IS NULL";
    session.exec(over, args![kind.code()]).await?;
    session
        .exec(BEGIN, args![id, kind.code(), parts, compared, now])
        .await?;
    Ok(())
}

/// Keeps the pairs of a part; one that another part found is there already.
pub async fn keep(session: &mut Session, run: Uuid, pairs: &[(Uuid, Uuid, u32)]) -> Result<()> {
    let rows = pairs
        .iter()
        .map(|(one, other, score)| args![run, *one, *other, i64::from(*score)])
        .collect();
    session
        .put_many(
            "INSERT INTO duplicate_pairs (run_id, one_id, other_id, score) VALUES",
            rows,
            "ON CONFLICT (run_id, one_id, other_id) DO NOTHING",
        )
        .await?;
    Ok(())
}

const ADVANCE: &str = "UPDATE duplicate_runs SET part = part + 1,
        found = (SELECT COUNT(*) FROM duplicate_pairs p WHERE p.run_id = duplicate_runs.id),
        finished_at = CASE WHEN part + 1 >= parts THEN CAST($3 AS BIGINT) END
    WHERE id = $1 AND part = $2";

/// Goes on to the next part; whether this one was still the one to compare.
pub async fn advance(session: &mut Session, run: &StoredRun, now: Instant) -> Result<bool> {
    session
        .exec_one(ADVANCE, args![run.id, run.part, now])
        .await
}

/// Forgets the runs of a kind but this one.
pub async fn forget_others(session: &mut Session, kind: DuplicateKind, run: Uuid) -> Result<()> {
    let sql = "DELETE FROM duplicate_runs WHERE entity = $1 AND id <> $2";
    session.exec(sql, args![kind.code(), run]).await?;
    Ok(())
}

/// Pairs of a run, the surest first, from the one at `from` on.
pub async fn pairs(
    session: &mut Session,
    run: Uuid,
    (from, limit): (i64, i64),
) -> Result<Vec<(Uuid, Uuid)>> {
    let mut sql = Sql::new("SELECT one_id, other_id FROM duplicate_pairs WHERE run_id =");
    sql.bind(run)
        .with("ORDER BY score DESC, one_id, other_id LIMIT", limit)
        .with("OFFSET", from);
    session.all_of(sql).await
}

/// Whether the job of this key was tried too often.
pub async fn is_parked(session: &mut Session, key: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM jobs WHERE unique_key = $1 AND state = 'parked'";
    let row: Option<(i32,)> = session.opt(sql, args![key]).await?;
    Ok(row.is_some())
}
