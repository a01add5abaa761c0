//! Values of administrators' fields, as an import compares and writes them.

use crate::platform::fields::{self, ValueOf};
use crate::{Result, Session};
use shared::platform::imports::model::ExistingRecord;
use shared::platform::imports::own::{fields as fields_of, holder};
use shared::platform::imports::{Field, ImportKind, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whether records of this kind have such fields.
pub(super) async fn any(session: &mut Session, kind: ImportKind) -> Result<bool> {
    if holder(kind).is_none() {
        return Ok(false);
    }
    let all = fields::all(session).await?;
    Ok(fields_of(kind, &all).next().is_some())
}

/// Adds what the records have of them.
pub(super) async fn add(
    session: &mut Session,
    kind: ImportKind,
    records: &mut [ExistingRecord],
) -> Result<()> {
    let Some(holder) = holder(kind) else {
        return Ok(());
    };
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let mut values: BTreeMap<Uuid, Vec<(Field, Value)>> = BTreeMap::new();
    for (id, number, text) in fields::of_records(session, holder, &ids).await? {
        if let Ok(number) = u32::try_from(number) {
            let of_record = values.entry(id).or_default();
            of_record.push((Field::Own(number), Value::Text(text)));
        }
    }
    for record in records {
        record
            .values
            .extend(values.remove(&record.id).unwrap_or_default());
    }
    Ok(())
}

/// Those among values of records, as they are written; `None` clears.
pub fn own_values<'v>(
    values: impl Iterator<Item = (Uuid, Field, Option<&'v Value>)>,
) -> Vec<ValueOf> {
    values
        .filter_map(|(id, field, value)| match (field, value) {
            (Field::Own(number), Some(Value::Text(text))) => {
                Some((id, i64::from(number), text.clone()))
            }
            (Field::Own(number), _) => Some((id, i64::from(number), String::new())),
            _ => None,
        })
        .collect()
}

/// Sets them for many records; `new` when none of these has any yet.
pub async fn put_own(
    session: &mut Session,
    kind: ImportKind,
    values: &[ValueOf],
    new: bool,
) -> Result<()> {
    match holder(kind) {
        Some(holder) => fields::put_all(session, holder, values, new).await,
        None => Ok(()),
    }
}
