//! Records by the words of their search text.

pub mod said;

use crate::crm::{escape, lead_scope};
use crate::{Result, Session, Sql, args, scope_condition};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Actor, Lang, Scope};
use shared::platform::search::Hit;
use uuid::Uuid;

/// For each word typed, the texts one of which a record must hold.
pub type Words = Vec<Vec<String>>;

const TEXTS: &str = "SELECT n, text FROM search_rows WHERE n > $1 ORDER BY n LIMIT $2";

/// The index before the rows it gives, said by the kind of join: SQLite, once it has counted its rows, would go through
/// all of them and ask the index about each.
const LOOKED_UP: &str = "SELECT sr.entity, sr.record_id FROM search_grams sg
    CROSS JOIN search_rows sr WHERE sr.n = sg.rowid AND sg.text LIKE";

/// Shorter than this, a text has no trigram to look up.
const GRAM: usize = 3;

/// Where a statement keeps the record to be found: the column of its id, and which of the keys found count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    id: &'static str,
    /// From `found (entity, record_id)` to ids.
    records: &'static str,
}

impl Place {
    /// Accounts by their own key.
    pub(crate) const fn account(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'account'";
        Self { id, records }
    }

    /// Contacts by their own key.
    pub(crate) const fn contact(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'contact'";
        Self { id, records }
    }

    /// Contacts by their own key or their account's.
    pub(crate) const fn contact_of_account(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'contact' UNION ALL SELECT f.id FROM contacts f
            WHERE f.account_id IN (SELECT record_id FROM found WHERE entity = 'account')";
        Self { id, records }
    }

    /// Leads by their own key.
    pub(crate) const fn lead(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'lead'";
        Self { id, records }
    }

    /// Opportunities by their own key.
    pub(crate) const fn opportunity(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'opportunity'";
        Self { id, records }
    }

    /// Opportunities by their own key or their account's.
    pub(crate) const fn opportunity_of_account(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'opportunity' UNION ALL SELECT f.id FROM opportunities f
            WHERE f.account_id IN (SELECT record_id FROM found WHERE entity = 'account')";
        Self { id, records }
    }

    /// Products by their own key.
    pub(crate) const fn product(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'product'";
        Self { id, records }
    }

    /// Quotes by their own key.
    const fn quote(id: &'static str) -> Self {
        let records = "SELECT record_id FROM found WHERE entity = 'quote'";
        Self { id, records }
    }

    /// Quotes by their own key or their account's.
    pub(crate) const fn quote_of_account(id: &'static str) -> Self {
        let records =
            "SELECT record_id FROM found WHERE entity = 'quote' UNION ALL SELECT f.id FROM quotes f
            WHERE f.account_id IN (SELECT record_id FROM found WHERE entity = 'account')";
        Self { id, records }
    }
}

/// Appends the condition that one of `texts` stands in a search key of the record at `place`. The keys are
/// looked up once, whatever they are then compared with.
pub(crate) fn having(sql: &mut Sql, place: Place, texts: &[String]) {
    sql.push("AND");
    has(sql, place, texts);
}

/// As [`having`], to stand among other conditions.
pub(crate) fn has(sql: &mut Sql, place: Place, texts: &[String]) {
    sql.push(place.id).push("IN (");
    for (index, text) in texts.iter().enumerate() {
        sql.push(if index == 0 {
            "WITH found AS MATERIALIZED ("
        } else {
            "UNION ALL"
        });
        holding(sql, text);
    }
    if texts.is_empty() {
        sql.push("NULL)");
    } else {
        sql.push(")").push(place.records).push(")");
    }
}

/// The records whose search key holds `text`. Looked up in the index of trigrams where it can be: the index
/// knows no escaped wildcards.
fn holding(sql: &mut Sql, text: &str) {
    let plain = !text.contains(['%', '_', '\\']);
    if plain && text.chars().count() >= GRAM {
        sql.push(LOOKED_UP).bind(format!("%{text}%"));
    } else {
        sql.push("SELECT sr.entity, sr.record_id FROM search_rows sr WHERE sr.text LIKE")
            .bind(format!("%{}%", escape(text)))
            .push(r"ESCAPE '\'");
    }
}

/// The search keys of rows after number `after`, and the last number: what [`crate::platform::search`]'s
/// reader has not met yet.
pub async fn texts_after(
    session: &mut Session,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>> {
    session.all(TEXTS, args![after, limit]).await
}

/// What each typed word is found by, once for all kinds of record; as many as [`words`] ever gives.
///
/// [`words`]: shared::platform::search::words
const LOOKED_UP_ONCE: [&str; 6] = [
    "w0 AS MATERIALIZED (",
    "w1 AS MATERIALIZED (",
    "w2 AS MATERIALIZED (",
    "w3 AS MATERIALIZED (",
    "w4 AS MATERIALIZED (",
    "w5 AS MATERIALIZED (",
];
const FOUND_ONCE: [&str; 6] = [
    "IN (WITH found AS (SELECT entity, record_id FROM w0)",
    "IN (WITH found AS (SELECT entity, record_id FROM w1)",
    "IN (WITH found AS (SELECT entity, record_id FROM w2)",
    "IN (WITH found AS (SELECT entity, record_id FROM w3)",
    "IN (WITH found AS (SELECT entity, record_id FROM w4)",
    "IN (WITH found AS (SELECT entity, record_id FROM w5)",
];

#[derive(sqlx::FromRow)]
struct HitRow {
    kind: i32,
    id: Uuid,
    name: String,
    detail: String,
    begins: i32,
    updated_at: i64,
}

/// Hits that `actor` may read, at most `limit` of each of `kinds` and in their order: those whose key begins
/// with `start` first, then the last changed. Every word is looked up once, whatever the kinds.
pub async fn find(
    session: &mut Session,
    actor: &Actor,
    kinds: &[Entity],
    words: &Words,
    start: &str,
    limit: u32,
) -> Result<Vec<Hit>> {
    let mut sql = Sql::new("WITH");
    for (index, (head, texts)) in LOOKED_UP_ONCE.iter().zip(words).enumerate() {
        if index > 0 {
            sql.push(",");
        }
        sql.push(head);
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                sql.push("UNION ALL");
            }
            holding(&mut sql, text);
        }
        sql.push(")");
    }
    let mut number = 0_i32;
    for kind in kinds {
        let Some(part) = part(*kind, actor.lang) else {
            continue;
        };
        sql.push(if number == 0 { "" } else { "UNION ALL" })
            .with("SELECT * FROM (SELECT CAST(", number)
            .push("AS INTEGER) AS kind,")
            .push(part.columns);
        sql.push(", CASE WHEN")
            .push(part.search)
            .with("LIKE", format!("{}%", escape(start)))
            .push(r"ESCAPE '\' THEN 0 ELSE 1 END AS begins,")
            .push(part.updated)
            .push(part.from);
        for head in FOUND_ONCE.iter().take(words.len()) {
            sql.push("AND").push(part.place.id).push(head);
            sql.push(part.place.records).push(")");
        }
        restrict(&mut sql, actor, *kind, &part);
        sql.push("ORDER BY begins, updated_at DESC, id")
            .with("LIMIT", limit)
            .push(") hits_of_kind");
        number += 1;
    }
    let mut rows: Vec<HitRow> = session.all_of(sql).await?;
    rows.sort_by_key(|row| {
        (
            row.kind,
            row.begins,
            std::cmp::Reverse(row.updated_at),
            row.id,
        )
    });
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Hit {
                entity: *kinds.get(usize::try_from(row.kind).ok()?)?,
                id: row.id,
                title: row.name,
                detail: row.detail,
                said: None,
            })
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct NamedRow {
    id: Uuid,
    name: String,
    detail: String,
}

/// Of the records of `kind` with these ids, those that are not deleted and that `actor` may read; in no order.
pub async fn named(
    session: &mut Session,
    actor: &Actor,
    kind: Entity,
    ids: &[Uuid],
) -> Result<Vec<Hit>> {
    let Some(part) = part(kind, actor.lang).filter(|_| !ids.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut sql = Sql::new("SELECT");
    sql.push(part.columns)
        .push(",")
        .push(part.updated)
        .push(part.from)
        .push("AND")
        .push(part.place.id)
        .within("IN", ids.iter().copied());
    restrict(&mut sql, actor, kind, &part);
    let rows: Vec<NamedRow> = session.all_of(sql).await?;
    let hit = |row: NamedRow| Hit {
        entity: kind,
        id: row.id,
        title: row.name,
        detail: row.detail,
        said: None,
    };
    Ok(rows.into_iter().map(hit).collect())
}

/// Appends what `actor` may read of this kind.
fn restrict(sql: &mut Sql, actor: &Actor, kind: Entity, part: &Part) {
    let scope = actor.scope(part.right);
    if kind == Entity::Lead {
        // Its scope is another: the queue is in it.
        lead_scope(sql, actor, scope);
    } else if let Some(owner) = part.owner {
        scope_condition(sql, actor, scope, owner, part.deal);
    } else if scope == Scope::None {
        sql.push("AND FALSE");
    }
}

/// How one kind is found.
struct Part {
    columns: &'static str,
    from: &'static str,
    search: &'static str,
    updated: &'static str,
    place: Place,
    /// Nobody's: who may read one of them may read all.
    owner: Option<&'static str>,
    deal: Option<&'static str>,
    right: Action,
}

const fn part(kind: Entity, lang: Lang) -> Option<Part> {
    Some(match kind {
        Entity::Opportunity => Part {
            columns: "o.id AS id, o.name AS name, COALESCE(a.name, '') AS detail",
            from: "AS updated_at FROM opportunities o LEFT JOIN accounts a ON a.id = o.account_id WHERE o.deleted_at IS NULL",
            search: "o.search",
            updated: "o.updated_at",
            place: Place::opportunity_of_account("o.id"),
            owner: Some("o.owner_id"),
            deal: Some("o.id"),
            right: Action::ViewOpportunity,
        },
        Entity::Account => Part {
            columns: "a.id AS id, a.name AS name, a.city AS detail",
            from: "AS updated_at FROM accounts a WHERE a.deleted_at IS NULL",
            search: "a.search",
            updated: "a.updated_at",
            place: Place::account("a.id"),
            owner: Some("a.owner_id"),
            deal: None,
            right: Action::ViewAccount,
        },
        Entity::Contact => Part {
            columns: "c.id AS id, c.first_name || ' ' || c.last_name AS name, COALESCE(a.name, '') AS detail",
            from: "AS updated_at FROM contacts c LEFT JOIN accounts a ON a.id = c.account_id WHERE c.deleted_at IS NULL",
            search: "c.search",
            updated: "c.updated_at",
            place: Place::contact_of_account("c.id"),
            owner: Some("c.owner_id"),
            deal: None,
            right: Action::ViewAccount,
        },
        Entity::Lead => Part {
            columns: "l.id AS id, CASE WHEN l.first_name = '' AND l.last_name = '' THEN l.company ELSE TRIM(l.first_name || ' ' || l.last_name) END AS name, l.company AS detail",
            from: "AS updated_at FROM leads l WHERE l.deleted_at IS NULL",
            search: "l.search",
            updated: "l.updated_at",
            place: Place::lead("l.id"),
            owner: Some("l.owner_id"),
            deal: None,
            right: Action::ViewLead,
        },
        Entity::Quote => Part {
            columns: "q.id AS id, q.number AS name, q.title AS detail",
            from: "AS updated_at FROM quotes q WHERE q.deleted_at IS NULL AND q.active_version",
            search: "q.search",
            updated: "q.updated_at",
            place: Place::quote("q.id"),
            owner: Some("q.owner_id"),
            deal: Some("q.opportunity_id"),
            right: Action::ViewQuote,
        },
        Entity::Product => Part {
            columns: match lang {
                Lang::En => {
                    "p.id AS id, CASE WHEN p.name_en = '' THEN p.name_fr ELSE p.name_en END AS name, p.sku AS detail"
                }
                Lang::Fr => {
                    "p.id AS id, CASE WHEN p.name_fr = '' THEN p.name_en ELSE p.name_fr END AS name, p.sku AS detail"
                }
            },
            from: "AS updated_at FROM products p WHERE TRUE",
            search: "p.search",
            // Those that are sold stand before those that are switched off.
            updated: "CAST(CASE WHEN p.active THEN 1 ELSE 0 END AS BIGINT)",
            place: Place::product("p.id"),
            owner: None,
            deal: None,
            right: Action::ReadReference,
        },
        _ => return None,
    })
}
