//! What an import wrote, kept so that it can be undone. The log of events keeps the facts of a change
//! as people read them; a deal's closing, its products and a product's prices need more than that.

use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shared::kernel::event::Entity;
use shared::kernel::{ImportId, Instant, UserId};
use shared::platform::imports::{Field, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Ids in one statement: few enough that SQLite, which looks through all names at each, is quick.
pub(super) const IDS_AT_ONCE: usize = 200;

/// What it takes to put a changed record back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Trail {
    /// The fields the import changed, with what they were.
    pub values: Vec<(Field, Option<Value>)>,
    /// Where a deal stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<DealBefore>,
    /// A deal's products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineBefore>,
    /// A product's prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<PriceBefore>,
    /// Prices the import added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added_prices: Vec<Uuid>,
}

/// Where a deal stood.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[allow(missing_docs)] // columns of opportunities
pub struct DealBefore {
    pub id: Uuid,
    pub pipeline_id: Uuid,
    pub stage_id: Uuid,
    pub state: String,
    pub stage_entered_at: i64,
    pub close_date: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub loss_reason_id: Option<Uuid>,
    pub loss_note: String,
    pub amount_minor: i64,
    pub currency: String,
    pub amount_source: String,
}

/// A product of a deal.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[allow(missing_docs)] // columns of opportunity_products
pub struct LineBefore {
    pub id: Uuid,
    pub opportunity_id: Uuid,
    pub product_id: Uuid,
    pub position: i32,
    pub charge: String,
    pub quantity_e4: i64,
    pub unit_price_e4: i64,
    pub discount_bp: i32,
}

/// A price of a product.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[allow(missing_docs)] // columns of price_book_entries
pub struct PriceBefore {
    pub id: Uuid,
    pub product_id: Uuid,
    pub charge: String,
    pub unit_price_e4: i64,
}

/// Adds to each trail of a deal where the deal stands now.
pub async fn with_deals(session: &mut Session, trails: &mut BTreeMap<Uuid, Trail>) -> Result<()> {
    let ids: Vec<Uuid> = trails.keys().copied().collect();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT id, pipeline_id, stage_id, state, stage_entered_at, close_date, closed_on, loss_reason_id, loss_note, amount_minor, currency, amount_source FROM opportunities WHERE",
        );
        sql.within("id IN", chunk.iter().copied());
        for deal in session.all_of::<DealBefore>(sql).await? {
            if let Some(trail) = trails.get_mut(&deal.id) {
                trail.deal = Some(deal);
            }
        }
        let mut sql = Sql::new(
            "SELECT id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp FROM opportunity_products WHERE",
        );
        sql.within("opportunity_id IN", chunk.iter().copied());
        for line in session.all_of::<LineBefore>(sql).await? {
            if let Some(trail) = trails.get_mut(&line.opportunity_id) {
                trail.lines.push(line);
            }
        }
    }
    Ok(())
}

/// Adds to each trail of a product its prices as they are now.
pub async fn with_prices(session: &mut Session, trails: &mut BTreeMap<Uuid, Trail>) -> Result<()> {
    let ids: Vec<Uuid> = trails.keys().copied().collect();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql =
            Sql::new("SELECT id, product_id, charge, unit_price_e4 FROM price_book_entries WHERE");
        sql.within("product_id IN", chunk.iter().copied());
        for price in session.all_of::<PriceBefore>(sql).await? {
            if let Some(trail) = trails.get_mut(&price.product_id) {
                trail.prices.push(price);
            }
        }
    }
    Ok(())
}

/// A record an import wrote.
#[derive(Debug)]
pub struct Written {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub entity: Entity,
    /// New, or changed.
    pub created: bool,
    /// The version the import left.
    pub version: i64,
    /// Of a changed record: its way back.
    pub trail: Option<Trail>,
}

#[derive(sqlx::FromRow)]
struct WrittenRow {
    record_id: Uuid,
    entity: String,
    created: bool,
    version: i64,
    before_json: Option<String>,
}

/// The records an import wrote.
pub async fn written(session: &mut Session, import: ImportId) -> Result<Vec<Written>> {
    let rows: Vec<WrittenRow> = session
        .all(
            "SELECT record_id, entity, created, version, before_json FROM import_records WHERE import_id = $1 ORDER BY record_id",
            args![import],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let trail = row.before_json.as_deref().map(serde_json::from_str);
            Ok(Written {
                id: row.record_id,
                entity: row
                    .entity
                    .parse()
                    .map_err(|()| StoreError::Corrupt("import_records.entity"))?,
                created: row.created,
                version: row.version,
                trail: trail
                    .transpose()
                    .map_err(|_| StoreError::Corrupt("import_records.before_json"))?,
            })
        })
        .collect()
}

/// How a record stands now: its name and version.
pub type Standing = BTreeMap<Uuid, (String, i64)>;

const STANDING: &[&str] = &[
    "SELECT r.record_id, t.name, t.version FROM import_records r JOIN accounts t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'account' AND t.deleted_at IS NULL",
    "SELECT r.record_id, t.first_name || ' ' || t.last_name AS name, t.version FROM import_records r JOIN contacts t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'contact' AND t.deleted_at IS NULL",
    "SELECT r.record_id, COALESCE(NULLIF(TRIM(t.first_name || ' ' || t.last_name), ''), t.company) AS name, t.version FROM import_records r JOIN leads t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'lead' AND t.deleted_at IS NULL",
    "SELECT r.record_id, t.name, t.version FROM import_records r JOIN opportunities t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'opportunity' AND t.deleted_at IS NULL",
    "SELECT r.record_id, t.name_en AS name, t.version FROM import_records r JOIN products t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'product' AND (t.active OR NOT r.created)",
    "SELECT r.record_id, t.name, t.version FROM import_records r JOIN users t ON t.id = r.record_id
     WHERE r.import_id = $1 AND r.entity = 'user' AND (t.active OR NOT r.created)",
];

/// The records of an import that are still there.
pub async fn standing(session: &mut Session, import: ImportId) -> Result<Standing> {
    let mut all = Standing::new();
    for sql in STANDING {
        let rows: Vec<(Uuid, String, i64)> = session.all(sql, args![import]).await?;
        all.extend(
            rows.into_iter()
                .map(|(id, name, version)| (id, (name.trim().to_owned(), version))),
        );
    }
    Ok(all)
}

/// `used!("column", "table", "whether a row counts")`: records of the import that other rows, not of
/// the import, point at.
macro_rules! used {
    ($column:literal, $table:literal, $counts:literal) => {
        concat!(
            "SELECT DISTINCT r.record_id FROM import_records r JOIN ", $table, " t ON t.", $column,
            " = r.record_id WHERE r.import_id = $1 AND r.created AND ", $counts,
            " AND NOT EXISTS (SELECT 1 FROM import_records o WHERE o.import_id = $1 AND o.record_id = t.id)"
        )
    };
}

const USED: &[&str] = &[
    used!("parent_id", "accounts", "t.deleted_at IS NULL"),
    used!("account_id", "contacts", "t.deleted_at IS NULL"),
    used!("account_id", "opportunities", "t.deleted_at IS NULL"),
    used!("account_id", "quotes", "t.deleted_at IS NULL"),
    used!("account_id", "activities", "t.deleted_at IS NULL"),
    used!("account_id", "tasks", "t.deleted_at IS NULL"),
    used!("contact_id", "quotes", "t.deleted_at IS NULL"),
    used!("contact_id", "activities", "t.deleted_at IS NULL"),
    used!("contact_id", "tasks", "t.deleted_at IS NULL"),
    used!("opportunity_id", "quotes", "t.deleted_at IS NULL"),
    used!("opportunity_id", "activities", "t.deleted_at IS NULL"),
    used!("opportunity_id", "tasks", "t.deleted_at IS NULL"),
    used!("owner_id", "accounts", "t.deleted_at IS NULL"),
    used!("owner_id", "contacts", "t.deleted_at IS NULL"),
    used!("owner_id", "opportunities", "t.deleted_at IS NULL"),
    used!("owner_id", "leads", "t.deleted_at IS NULL"),
    used!("converted_account_id", "leads", "t.deleted_at IS NULL"),
    used!("converted_contact_id", "leads", "t.deleted_at IS NULL"),
    used!("converted_opportunity_id", "leads", "t.deleted_at IS NULL"),
    used!("lead_id", "lead_touches", "TRUE"),
    // An invited person has a password.
    used!("id", "users", "t.password_hash <> ''"),
    "SELECT DISTINCT r.record_id FROM import_records r JOIN opportunity_contacts c ON c.contact_id = r.record_id
        JOIN opportunities o ON o.id = c.opportunity_id WHERE r.import_id = $1 AND r.created AND o.deleted_at IS NULL",
    "SELECT DISTINCT r.record_id FROM import_records r JOIN opportunity_products p ON p.product_id = r.record_id
        JOIN opportunities o ON o.id = p.opportunity_id WHERE r.import_id = $1 AND r.created AND o.deleted_at IS NULL",
    "SELECT DISTINCT r.record_id FROM import_records r JOIN agreements g ON r.record_id IN (g.product_id, g.account_id)
        WHERE r.import_id = $1 AND r.created",
    "SELECT DISTINCT r.record_id FROM import_records r JOIN contact_accounts f ON r.record_id IN (f.contact_id, f.account_id)
        WHERE r.import_id = $1 AND r.created",
    "SELECT DISTINCT r.record_id FROM import_records r JOIN contact_relations f ON r.record_id IN (f.from_id, f.to_id, f.account_id)
        WHERE r.import_id = $1 AND r.created",
    "SELECT DISTINCT r.record_id FROM import_records r JOIN quote_lines l ON l.product_id = r.record_id
        JOIN quotes q ON q.id = l.quote_id WHERE r.import_id = $1 AND r.created AND q.deleted_at IS NULL",
];

/// New records of an import on which something hangs that is not of this import.
pub async fn used(session: &mut Session, import: ImportId) -> Result<BTreeSet<Uuid>> {
    let mut all = BTreeSet::new();
    for sql in USED {
        let rows: Vec<(Uuid,)> = session.all(sql, args![import]).await?;
        all.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(all)
}

/// Who changed these records, or something that hangs on them, last.
pub async fn last_touch(
    session: &mut Session,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, (Instant, String)>> {
    let mut last: BTreeMap<Uuid, (Instant, String)> = BTreeMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        for part in [
            "SELECT e.entity_id, e.at, u.name FROM events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.seq IN (SELECT MAX(seq) FROM events WHERE entity_id IN",
            "SELECT e.parent_id, e.at, u.name FROM events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.seq IN (SELECT MAX(seq) FROM events WHERE parent_id IN",
        ] {
            let of_parent = part.starts_with("SELECT e.parent_id");
            let mut sql = Sql::new("");
            sql.within(part, chunk.iter().copied());
            sql.push(if of_parent {
                "GROUP BY parent_id)"
            } else {
                "GROUP BY entity_id)"
            });
            let rows: Vec<(Uuid, i64, Option<String>)> = session.all_of(sql).await?;
            for (id, at, by) in rows {
                let found = (Instant(at), by.unwrap_or_default());
                match last.get(&id) {
                    Some((known, _)) if *known >= found.0 => {}
                    _ => {
                        last.insert(id, found);
                    }
                }
            }
        }
    }
    Ok(last)
}

/// What an import's events said of these records: the facts before and after.
pub async fn sides(
    session: &mut Session,
    ids: &[Uuid],
    at: Instant,
) -> Result<BTreeMap<Uuid, (Option<String>, Option<String>)>> {
    let mut all = BTreeMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT entity_id, before_json, after_json FROM events WHERE action IN ('created', 'edited') AND at =",
        );
        sql.bind(at)
            .push("AND")
            .within("entity_id IN", chunk.iter().copied());
        let rows: Vec<(Uuid, Option<String>, Option<String>)> = session.all_of(sql).await?;
        all.extend(
            rows.into_iter()
                .map(|(id, before, after)| (id, (before, after))),
        );
    }
    Ok(all)
}

/// Whose deals these are and of which accounts.
pub async fn belongings(
    session: &mut Session,
    deals: &[Uuid],
) -> Result<BTreeMap<Uuid, (UserId, Option<Uuid>)>> {
    let mut all = BTreeMap::new();
    for chunk in deals.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("SELECT id, owner_id, account_id FROM opportunities WHERE");
        sql.within("id IN", chunk.iter().copied());
        let rows: Vec<(Uuid, Uuid, Option<Uuid>)> = session.all_of(sql).await?;
        all.extend(
            rows.into_iter()
                .map(|(id, owner, account)| (id, (UserId(owner), account))),
        );
    }
    Ok(all)
}

/// Marks an import as undone; `false` when it is not there to be undone: somebody was faster.
pub async fn mark_undone(
    session: &mut Session,
    import: ImportId,
    by: UserId,
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE imports SET state = 'undone', undone_at = $2, undone_by = $3 WHERE id = $1 AND state = 'done'",
            args![import, now, by],
        )
        .await
}

/// Notes what became of the records of an undone import, whose way back is not needed any more.
pub async fn note_undone(session: &mut Session, import: ImportId, counts: &str) -> Result<()> {
    session
        .exec(
            "UPDATE imports SET undo_json = $2 WHERE id = $1",
            args![import, counts],
        )
        .await?;
    session
        .exec(
            "DELETE FROM import_records WHERE import_id = $1",
            args![import],
        )
        .await?;
    Ok(())
}

/// Forgets what old imports wrote: nobody undoes them any more, nor reads what became of their rows.
pub async fn forget_trails(session: &mut Session, before: Instant) -> Result<()> {
    for statement in [
        "DELETE FROM import_records WHERE import_id IN (SELECT id FROM imports WHERE started_at < $1)",
        "DELETE FROM import_rows WHERE import_id IN (SELECT id FROM imports WHERE started_at < $1)",
    ] {
        session.exec(statement, args![before]).await?;
    }
    Ok(())
}
