//! Everything known of a person, as a file for the person (right of access).

use super::case::Case;
use crate::OrProblem;
use serde_json::{Map, Value, json};
use shared::kernel::{Instant, Problem};
use shared::platform::fields::Holder;
use std::collections::BTreeSet;
use store::Session;
use store::platform::erasure::{self as rows, Hit, Wanted};
use store::platform::fields;
use uuid::Uuid;

/// Tables with rows about the person, the column that says so, and which ids it holds.
const ABOUT: [(&str, &str, Of); 18] = [
    ("contacts", "id", Of::Contact),
    ("leads", "id", Of::Lead),
    ("accounts", "id", Of::Account),
    ("lead_touches", "lead_id", Of::Lead),
    ("activities", "contact_id", Of::Contact),
    ("tasks", "contact_id", Of::Contact),
    ("opportunity_contacts", "contact_id", Of::Contact),
    ("contact_accounts", "contact_id", Of::Contact),
    ("contact_relations", "from_id", Of::Contact),
    ("contact_relations", "to_id", Of::Contact),
    ("quotes", "contact_id", Of::Contact),
    ("record_files", "contact_id", Of::Contact),
    ("record_files", "lead_id", Of::Lead),
    ("record_files", "from_lead_id", Of::Lead),
    ("record_files", "account_id", Of::Account),
    ("events", "entity_id", Of::Any),
    ("import_records", "record_id", Of::Any),
    ("external_ids", "record_id", Of::Any),
];

/// Tables among them whose records have fields of administrators.
const HOLDERS: [(Holder, &str); 5] = [
    (Holder::Contact, "contacts"),
    (Holder::Lead, "leads"),
    (Holder::Account, "accounts"),
    (Holder::Task, "tasks"),
    (Holder::Quote, "quotes"),
];

#[derive(Clone, Copy)]
enum Of {
    Contact,
    Lead,
    Account,
    Any,
}

/// The rows about the person by table, and every other text that names the person.
pub(super) async fn everything(
    session: &mut Session,
    case: &Case,
    now: Instant,
) -> Result<Value, Problem> {
    let tables = rows::tables(session).await.or_problem()?;
    let any: Vec<Uuid> = [
        case.contacts.as_slice(),
        case.leads.as_slice(),
        case.accounts.as_slice(),
    ]
    .concat();
    let mut about = Map::new();
    for (name, column, of) in ABOUT {
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            continue;
        };
        let ids = match of {
            Of::Contact => &case.contacts,
            Of::Lead => &case.leads,
            Of::Account => &case.accounts,
            Of::Any => &any,
        };
        let found = rows::rows_of(session, table, column, ids)
            .await
            .or_problem()?;
        let found: Vec<Value> = found
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok())
            .collect();
        // Two columns of one table may hold the person.
        match about.get_mut(name) {
            Some(Value::Array(known)) => known.extend(found),
            _ if found.is_empty() => {}
            _ => {
                about.insert(name.to_owned(), Value::Array(found));
            }
        }
    }
    let (plain, numbers) = case.needles();
    let wanted = Wanted {
        plain: &plain,
        numbers: &numbers,
        terms: &case.own,
    };
    let hits = rows::search(session, &tables, wanted, &BTreeSet::new())
        .await
        .or_problem()?;
    // Another's row of the same table may name the person, too.
    let elsewhere = hits.into_iter().filter(|hit| !listed(&about, hit));
    let named: Vec<Value> = elsewhere
        .map(|hit| json!({ "table": hit.table, "column": hit.column, "text": hit.text }))
        .collect();
    let fields = own_fields(session, &about).await?;
    Ok(json!({ "read_at": now.0, "about": about, "own_fields": fields, "named": named }))
}

/// Whether a row about the person says this text already.
fn listed(about: &Map<String, Value>, hit: &Hit) -> bool {
    let rows = about.get(&hit.table).and_then(Value::as_array);
    rows.is_some_and(|rows| {
        let mut texts = rows.iter().filter_map(|row| row.get(&hit.column)?.as_str());
        texts.any(|text| text == hit.text)
    })
}

/// What fields of administrators say in the rows about the person, by the names people read: the rows
/// of values have only numbers for their fields.
async fn own_fields(
    session: &mut Session,
    about: &Map<String, Value>,
) -> Result<Vec<Value>, Problem> {
    let mut all = Vec::new();
    for (holder, table) in HOLDERS {
        let rows = about.get(table).and_then(Value::as_array);
        let ids: Vec<Uuid> = rows
            .into_iter()
            .flatten()
            .filter_map(|row| Uuid::parse_str(row.get("id")?.as_str()?).ok())
            .collect();
        let values = fields::named(session, holder, &ids).await.or_problem()?;
        all.extend(values.into_iter().map(|(id, key, en, fr, value)| {
            json!({ "of": table, "id": id, "key": key, "name": { "en": en, "fr": fr }, "value": value })
        }));
    }
    Ok(all)
}
