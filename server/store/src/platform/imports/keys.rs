//! Keys of other systems, by which records are known the next time.

use super::known::key_entity;
use crate::{Args, Result, Session, args};
use shared::platform::imports::ImportKind;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Notes that keys of another system stand for records, whatever they stood for before.
pub async fn link_keys(
    session: &mut Session,
    kind: ImportKind,
    source: &str,
    keys: &BTreeMap<&str, Uuid>,
) -> Result<()> {
    let entity = key_entity(kind);
    let rows: Vec<Args> = keys
        .iter()
        .map(|(key, record)| args![entity, source, *key, *record])
        .collect();
    session
        .put_many(
            "INSERT INTO external_ids (entity, source, key, record_id) VALUES",
            rows,
            "ON CONFLICT (entity, source, key) DO UPDATE SET record_id = excluded.record_id",
        )
        .await?;
    Ok(())
}
