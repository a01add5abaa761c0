//! What became of each row of a file, kept for its report.

use crate::platform::bulk::{self, ImportLineRow};
use crate::{Result, Session, StoreError, args};
use serde::{Deserialize, Serialize};
use shared::kernel::{ImportId, Issue};
use shared::platform::imports::ops::{ImportRow, ROWS_AT_ONCE};
use uuid::Uuid;

/// What `detail_json` holds.
#[derive(Default, Serialize, Deserialize)]
struct Detail {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    issues: Vec<Issue>,
}

/// Keeps the rows of a file.
pub async fn keep_rows(
    session: &mut Session,
    import_id: ImportId,
    rows: Vec<ImportRow>,
) -> Result<()> {
    let rows = rows.into_iter().map(|row| {
        let detail = Detail {
            fields: row.fields,
            issues: row.issues,
        };
        let some = !detail.fields.is_empty() || !detail.issues.is_empty();
        ImportLineRow {
            import_id,
            line: i64::from(row.line),
            outcome: row.outcome.code(),
            record_id: row.record,
            detail_json: some.then(|| serde_json::to_string(&detail).unwrap_or_default()),
        }
    });
    let rows: Vec<ImportLineRow> = rows.collect();
    bulk::insert(session, rows).await
}

#[derive(sqlx::FromRow)]
struct Row {
    line: i64,
    outcome: String,
    record_id: Option<Uuid>,
    detail_json: Option<String>,
}

/// The rows of a file after a line, in its order.
pub async fn rows_after(
    session: &mut Session,
    import: ImportId,
    after: u32,
) -> Result<Vec<ImportRow>> {
    let rows: Vec<Row> = session
        .all(
            "SELECT line, outcome, record_id, detail_json FROM import_rows WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3",
            args![import, i64::from(after), ROWS_AT_ONCE],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let detail: Option<Detail> = row
                .detail_json
                .as_deref()
                .map(serde_json::from_str)
                .transpose()
                .map_err(|_| StoreError::Corrupt("import_rows.detail_json"))?;
            let detail = detail.unwrap_or_default();
            Ok(ImportRow {
                line: u32::try_from(row.line)
                    .map_err(|_| StoreError::Corrupt("import_rows.line"))?,
                outcome: row
                    .outcome
                    .parse()
                    .map_err(|()| StoreError::Corrupt("import_rows.outcome"))?,
                record: row.record_id,
                fields: detail.fields,
                issues: detail.issues,
            })
        })
        .collect()
}
