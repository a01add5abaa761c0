//! The values of one record: read with it, written with it.

use crate::{Args, Result, Session, Sql, args};
use shared::kernel::Instant;
use shared::platform::fields::{CustomField, CustomValues, Holder, TypedValue, shown_parts};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records in one statement.
const RECORDS_AT_ONCE: usize = 200;

/// The table of an object's values.
pub(super) const fn table(holder: Holder) -> &'static str {
    match holder {
        Holder::Account => "account_values",
        Holder::Contact => "contact_values",
        Holder::Lead => "lead_values",
        Holder::Opportunity => "opportunity_values",
        Holder::Quote => "quote_values",
        Holder::Task => "task_values",
        Holder::Product => "product_values",
    }
}

/// The values of a record, those of archived fields included, those of deleted ones not.
pub(crate) async fn load(
    session: &mut Session,
    holder: Holder,
    record: Uuid,
) -> Result<CustomValues> {
    let mut sql = Sql::new("SELECT f.key, v.words FROM");
    sql.push(table(holder))
        .with(
            "v JOIN custom_fields f ON f.number = v.field WHERE v.record_id =",
            record,
        )
        .push("AND f.deleted_at IS NULL");
    let rows: Vec<(String, String)> = session.all_of(sql).await?;
    Ok(rows.into_iter().collect())
}

/// The values of these records, as [`load`] gives those of one.
pub(crate) async fn load_all(
    session: &mut Session,
    holder: Holder,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, CustomValues>> {
    let mut found: BTreeMap<Uuid, CustomValues> = BTreeMap::new();
    for chunk in ids.chunks(RECORDS_AT_ONCE) {
        let mut sql = Sql::new("SELECT v.record_id, f.key, v.words FROM");
        sql.push(table(holder))
            .push("v JOIN custom_fields f ON f.number = v.field WHERE f.deleted_at IS NULL AND")
            .within("v.record_id IN", chunk.iter().copied());
        let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
        for (record, key, words) in rows {
            found.entry(record).or_default().set(&key, &words);
        }
    }
    Ok(found)
}

/// Makes the values of a record these; `new` when it has none yet. What a deleted field has is left
/// alone: it comes back with its field.
pub(crate) async fn put(
    session: &mut Session,
    holder: Holder,
    record: Uuid,
    values: &CustomValues,
    new: bool,
) -> Result<()> {
    let before = if new {
        CustomValues::default()
    } else {
        load(session, holder, record).await?
    };
    let changes = before.changes(values);
    if changes.is_empty() {
        return Ok(());
    }
    let all = super::all(session).await?;
    let fields: BTreeMap<&str, &CustomField> = all
        .iter()
        .filter(|field| field.holder == holder)
        .map(|field| (field.key.as_str(), field))
        .collect();
    for change in changes {
        // A field deleted since, whose value an undo would bring back.
        let Some(field) = fields.get(change.key()) else {
            continue;
        };
        let mut sql = Sql::new("DELETE FROM");
        sql.push(table(holder))
            .with("WHERE record_id =", record)
            .with("AND field =", field.number);
        session.exec_of(sql).await?;
        if let Some(row) = row(record, field, &change.value) {
            session.insert_many(head(holder), vec![row]).await?;
        }
    }
    Ok(())
}

/// The values of these records by the number of their field, those of hidden fields left out.
pub(crate) async fn of_records(
    session: &mut Session,
    holder: Holder,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, i64, String)>> {
    let mut sql = Sql::new("SELECT v.record_id, v.field, v.words FROM");
    sql.push(table(holder))
        .push("v JOIN custom_fields f ON f.number = v.field WHERE f.deleted_at IS NULL AND NOT f.archived AND")
        .within("v.record_id IN", ids.iter().copied());
    session.all_of(sql).await
}

/// A value with what its field is called: whose, the key, the names in English and French, the neutral text.
pub type NamedValue = (Uuid, String, String, String, String);

/// All values of these records, those of hidden and of deleted fields included: what is kept of a person.
pub async fn named(session: &mut Session, holder: Holder, ids: &[Uuid]) -> Result<Vec<NamedValue>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(RECORDS_AT_ONCE) {
        let mut sql = Sql::new("SELECT v.record_id, f.key, f.label_en, f.label_fr, v.words FROM");
        sql.push(table(holder))
            .push("v JOIN custom_fields f ON f.number = v.field WHERE")
            .within("v.record_id IN", chunk.iter().copied())
            .push("ORDER BY v.record_id, f.position, f.key");
        found.extend(session.all_of::<NamedValue>(sql).await?);
    }
    Ok(found)
}

/// The keys of the fields these records have a value of, those of hidden fields left out.
pub(crate) async fn filled(
    session: &mut Session,
    holder: Holder,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<String>>> {
    let mut filled: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for chunk in ids.chunks(RECORDS_AT_ONCE) {
        let mut sql = Sql::new("SELECT v.record_id, f.key FROM");
        sql.push(table(holder))
            .push("v JOIN custom_fields f ON f.number = v.field WHERE f.deleted_at IS NULL AND NOT f.archived AND")
            .within("v.record_id IN", chunk.iter().copied());
        let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
        for (record, key) in rows {
            filled.entry(record).or_default().push(key);
        }
    }
    Ok(filled)
}

/// A value for a record: whose, the number of its field, the neutral text.
pub type ValueOf = (Uuid, i64, String);

/// Sets values of many records; an empty text clears. A field deleted since is left alone. `new`:
/// none of the records has any value yet.
pub async fn put_all(
    session: &mut Session,
    holder: Holder,
    values: &[ValueOf],
    new: bool,
) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let all = super::all(session).await?;
    for field in &all {
        let of_field: Vec<&ValueOf> = values
            .iter()
            .filter(|(_, number, _)| *number == field.number)
            .collect();
        if field.holder != holder || of_field.is_empty() {
            continue;
        }
        if !new {
            let ids: Vec<Uuid> = of_field.iter().map(|value| value.0).collect();
            clear(session, holder, field.number, &ids).await?;
        }
        let rows: Vec<Args> = of_field
            .into_iter()
            .filter_map(|(id, _, text)| row(*id, field, text))
            .collect();
        session.insert_many(head(holder), rows).await?;
    }
    Ok(())
}

async fn clear(session: &mut Session, holder: Holder, number: i64, ids: &[Uuid]) -> Result<()> {
    for chunk in ids.chunks(RECORDS_AT_ONCE) {
        let mut sql = Sql::new("DELETE FROM");
        sql.push(table(holder))
            .with("WHERE field =", number)
            .within("AND record_id IN", chunk.iter().copied());
        session.exec_of(sql).await?;
    }
    Ok(())
}

/// A row of values; `None` for nothing.
fn row(record: Uuid, field: &CustomField, text: &str) -> Option<Args> {
    let typed = shown_parts(field, text)?;
    let (amount, currency, day) = match &typed {
        TypedValue::Words(_) => (None, None, None),
        // Numbers have no currency, but are found by the same index as amounts.
        TypedValue::Number(scaled) => (Some(*scaled), Some(String::new()), None),
        TypedValue::Flag(flag) => (Some(i64::from(*flag)), Some(String::new()), None),
        TypedValue::Money(money) => (
            Some(money.minor),
            Some(money.currency.code().to_owned()),
            None,
        ),
        TypedValue::Day(day) => (None, None, Some(*day)),
    };
    Some(args![
        record,
        field.number,
        typed.to_string(),
        amount,
        currency,
        day
    ])
}

/// The head of the statement that adds rows.
const fn head(holder: Holder) -> &'static str {
    match holder {
        Holder::Account => {
            "INSERT INTO account_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Contact => {
            "INSERT INTO contact_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Lead => {
            "INSERT INTO lead_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Opportunity => {
            "INSERT INTO opportunity_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Quote => {
            "INSERT INTO quote_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Task => {
            "INSERT INTO task_values (record_id, field, words, amount, currency, day) VALUES"
        }
        Holder::Product => {
            "INSERT INTO product_values (record_id, field, words, amount, currency, day) VALUES"
        }
    }
}

/// Gives records of the sample company their values.
pub async fn fill_sample(
    session: &mut Session,
    field: &CustomField,
    values: &[(Uuid, String)],
    now: Instant,
) -> Result<()> {
    super::insert(session, field, true, now).await?;
    let Some((kept, _)) = super::get(session, field.id).await? else {
        return Ok(());
    };
    let rows = values
        .iter()
        .filter_map(|(id, text)| row(*id, &kept, text))
        .collect();
    session.insert_many(head(field.holder), rows).await
}
