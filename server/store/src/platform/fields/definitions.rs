//! The definitions: a small table, read whole.

use super::values::table;
use crate::{Result, Session, Sql, StoreError, args};
use shared::kernel::{Instant, LocalText};
use shared::platform::fields::{CustomField, FieldOption, Holder};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    number: i64,
    holder: String,
    key: String,
    kind: String,
    label_en: String,
    label_fr: String,
    help_en: String,
    help_fr: String,
    options: String,
    required: bool,
    position: i32,
    archived: bool,
    deleted_at: Option<i64>,
}

impl Row {
    fn field(self) -> Result<CustomField> {
        let corrupt = |()| StoreError::Corrupt("custom_fields");
        let options: Vec<FieldOption> = serde_json::from_str(&self.options)
            .map_err(|_| StoreError::Corrupt("custom_fields.options"))?;
        Ok(CustomField {
            id: self.id,
            version: self.version,
            number: self.number,
            holder: self.holder.parse().map_err(corrupt)?,
            key: self.key,
            label: LocalText::new(self.label_en, self.label_fr),
            kind: self.kind.parse().map_err(corrupt)?,
            options,
            help: LocalText::new(self.help_en, self.help_fr),
            required: self.required,
            position: self.position,
            archived: self.archived,
        })
    }
}

const ALL: &str = "SELECT id, version, number, holder, key, kind, label_en, label_fr, help_en, help_fr, options, required, position, archived, deleted_at
    FROM custom_fields WHERE deleted_at IS NULL ORDER BY holder, position, number";

/// Every field, by object and place; without the deleted ones.
pub async fn all(session: &mut Session) -> Result<Vec<CustomField>> {
    let rows: Vec<Row> = session.all(ALL, args![]).await?;
    rows.into_iter().map(Row::field).collect()
}

const GET: &str = "SELECT id, version, number, holder, key, kind, label_en, label_fr, help_en, help_fr, options, required, position, archived, deleted_at
    FROM custom_fields WHERE id = $1";

/// One field, and when it was deleted.
pub async fn get(
    session: &mut Session,
    id: Uuid,
) -> Result<Option<(CustomField, Option<Instant>)>> {
    let row: Option<Row> = session.opt(GET, args![id]).await?;
    row.map(|row| {
        let deleted = row.deleted_at.map(Instant);
        Ok((row.field()?, deleted))
    })
    .transpose()
}

const INSERT: &str = "INSERT INTO custom_fields (id, number, holder, key, kind, label_en, label_fr, help_en, help_fr, options, required, position, archived, sample, created_at, updated_at, deleted_at, version)
    VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM custom_fields), $2, $3, $4, $5, $6, $7, $8, $9, $10,
        (SELECT COALESCE(MAX(position), -1) + 1 FROM custom_fields WHERE holder = $2), $11, $12, $13, $13, NULL, 1)
    ON CONFLICT (holder, key) DO NOTHING";

/// Keeps a new field, at the end of its object's; `false` when its key is taken, also by a deleted
/// one that may come back.
pub async fn insert(
    session: &mut Session,
    field: &CustomField,
    sample: bool,
    now: Instant,
) -> Result<bool> {
    let options = serde_json::to_string(&field.options).unwrap_or_default();
    let row = args![
        field.id,
        field.holder.code(),
        &field.key,
        field.kind.code(),
        &field.label.en,
        &field.label.fr,
        &field.help.en,
        &field.help.fr,
        options,
        field.required,
        field.archived,
        sample,
        now
    ];
    session.exec_one(INSERT, row).await
}

const UPDATE: &str = "UPDATE custom_fields SET label_en = $3, label_fr = $4, help_en = $5, help_fr = $6, options = $7, required = $8, archived = $9, updated_at = $10, version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

/// Saves what may change of a field; whether its version was still the one read.
pub async fn update(session: &mut Session, field: &CustomField, now: Instant) -> Result<bool> {
    let options = serde_json::to_string(&field.options).unwrap_or_default();
    let row = args![
        field.id,
        field.version,
        &field.label.en,
        &field.label.fr,
        &field.help.en,
        &field.help.fr,
        options,
        field.required,
        field.archived,
        now
    ];
    session.exec_one(UPDATE, row).await
}

/// Puts a field in its place among those of its object.
pub async fn set_position(session: &mut Session, id: Uuid, position: i32) -> Result<()> {
    let sql = "UPDATE custom_fields SET position = $2 WHERE id = $1";
    session.exec(sql, args![id, position]).await?;
    Ok(())
}

/// Deletes a field or brings it back; whether its version was still the one read.
pub async fn set_deleted(
    session: &mut Session,
    (id, version): (Uuid, i64),
    deleted_at: Option<Instant>,
    now: Instant,
) -> Result<bool> {
    let sql = "UPDATE custom_fields SET deleted_at = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $2";
    session
        .exec_one(sql, args![id, version, deleted_at, now])
        .await
}

/// How many records have a value, by the field's number.
pub async fn count_values(session: &mut Session, holder: Holder) -> Result<Vec<(i64, i64)>> {
    let mut sql = Sql::new("SELECT field, COUNT(*) FROM");
    sql.push(table(holder)).push("GROUP BY field");
    session.all_of(sql).await
}

/// How many records have one of these options.
pub async fn option_use<'a>(
    session: &mut Session,
    field: &CustomField,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM");
    sql.push(table(field.holder))
        .with("WHERE field =", field.number)
        .within("AND words IN", codes);
    let rows: Vec<(i64,)> = session.all_of(sql).await?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// Ends fields deleted before `before`, with their values.
pub async fn purge_before(session: &mut Session, before: Instant) -> Result<u64> {
    let sql = "DELETE FROM custom_fields WHERE deleted_at < $1";
    session.exec(sql, args![before]).await
}
