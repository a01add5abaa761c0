//! An export from beginning to end: one moment of the database, table by table, into the file.

use super::pack::{MIN_FREE, Packed, Packer};
use super::words::{README, csv_name, file_name, jsonl_name, manifest, schema};
use super::{Progress, Stop};
use crate::{OrProblem, Services};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::kernel::{Currency, Problem};
use shared::platform::export::{ColumnKind, ExportFault};
use std::path::Path;
use store::Session;
use store::platform::export::{self as rows, FilesOf, Reader, Row, Sheet};
use store::platform::health;

/// Writes everything to a new file at `path`; what was begun is the caller's to remove.
pub(super) async fn write(
    services: &Services,
    path: &Path,
    progress: &mut Progress,
) -> Result<Packed, Stop> {
    let mut session = services.store().snapshot().await?;
    let at = services.clock().now();
    let sheets = rows::sheets(&mut session).await?;
    let mut counts = Vec::new();
    for sheet in &sheets {
        counts.push((sheet.table, rows::count(&mut session, sheet).await?));
    }
    let (migration, _) = health::migrations(&mut session).await?;
    progress.total = counts.iter().map(|(_, count)| count).sum();
    let mut packer = Packer::at(path.to_path_buf());
    let written = fill(&mut session, &mut packer, &sheets, progress).await;
    // Nothing is read any more: the moment is let go before the file is closed.
    drop(session);
    match written {
        Ok(()) => {
            let words = manifest(&counts, at, (services.store().kind(), migration));
            packer.close(words).await
        }
        Err(stop) => {
            packer.drop_all().await;
            Err(stop)
        }
    }
}

/// Whether there is room beside the database for what an export may take.
pub(super) async fn check_room(services: &Services, folder: &Path) -> Result<bool, Problem> {
    let mut session = services.store().read().await.or_problem()?;
    let size = health::size(&mut session).await.or_problem()?;
    let folder = folder.to_path_buf();
    let room = tokio::task::spawn_blocking(move || store::room_of(&folder)).await;
    let room = room.unwrap_or_default();
    // Texts become a fraction of what they take in the database; files hardly smaller.
    Ok(room.is_none_or(|disk| disk.free >= MIN_FREE.saturating_add(size / 2)))
}

async fn fill(
    session: &mut Session,
    packer: &mut Packer,
    sheets: &[Sheet],
    progress: &mut Progress,
) -> Result<(), Stop> {
    packer.open("README.txt").await?;
    packer.write(README.as_bytes().to_vec()).await?;
    packer.open("schema.json").await?;
    let text = serde_json::to_vec_pretty(&schema(sheets));
    packer.write(text.map_err(|_| Stop::INTERNAL)?).await?;
    for sheet in sheets {
        progress.table = sheet.table;
        progress.tell(true).await?;
        json_lines(session, packer, sheet, progress).await?;
        csv(session, packer, sheet, progress).await?;
        if let Some(files) = &sheet.files {
            contents(session, packer, files, progress).await?;
        }
    }
    Ok(())
}

async fn json_lines(
    session: &mut Session,
    packer: &mut Packer,
    sheet: &Sheet,
    progress: &mut Progress,
) -> Result<(), Stop> {
    packer.open(jsonl_name(sheet)).await?;
    let mut reader = Reader::rows(sheet);
    loop {
        let piece = reader.next(session).await?;
        if piece.is_empty() {
            return Ok(());
        }
        progress.half_rows(piece.len());
        let mut text = String::new();
        for row in piece {
            push_object(&mut text, sheet, &named_files(sheet, row));
        }
        packer.write(text.into_bytes()).await?;
        progress.tell(false).await?;
    }
}

/// One line, the members in the order of the columns.
fn push_object(text: &mut String, sheet: &Sheet, row: &Row) {
    text.push('{');
    for (place, (column, kept)) in sheet.columns.iter().zip(row).enumerate() {
        if place > 0 {
            text.push(',');
        }
        let value = column
            .kind
            .json(kept.as_deref(), currency(sheet, place, row));
        // Names of columns are letters and low lines.
        text.push('"');
        text.push_str(&column.name);
        text.push_str("\":");
        text.push_str(&value.to_string());
    }
    text.push_str("}\n");
}

async fn csv(
    session: &mut Session,
    packer: &mut Packer,
    sheet: &Sheet,
    progress: &mut Progress,
) -> Result<(), Stop> {
    packer.open(csv_name(sheet)).await?;
    let heads = sheet.columns.iter().map(|column| column.name.clone());
    packer.write(lines([heads.collect()])?).await?;
    let mut reader = Reader::rows(sheet);
    loop {
        let piece = reader.next(session).await?;
        if piece.is_empty() {
            return Ok(());
        }
        progress.half_rows(piece.len());
        let records = piece.into_iter().map(|row| {
            let row = named_files(sheet, row);
            let cell = |(place, kept): (usize, &Option<String>)| {
                let kind = sheet
                    .columns
                    .get(place)
                    .map_or(ColumnKind::Text, |column| column.kind);
                kind.cell(kept.as_deref(), currency(sheet, place, &row))
            };
            row.iter().enumerate().map(cell).collect()
        });
        packer.write(lines(records)?).await?;
        progress.tell(false).await?;
    }
}

/// Records of a CSV file (RFC 4180).
fn lines(records: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Stop> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for record in records {
        out.write_record(record).map_err(|_| Stop::INTERNAL)?;
    }
    out.into_inner().map_err(|_| Stop::INTERNAL)
}

/// The currency of an amount.
fn currency(sheet: &Sheet, place: usize, row: &Row) -> Option<Currency> {
    let column = sheet.columns.get(place)?;
    row.get(column.currency?)?.as_deref()?.parse().ok()
}

/// The row with the places of its files in the export, in the place of what tells them apart.
fn named_files(sheet: &Sheet, mut row: Row) -> Row {
    let Some(files) = &sheet.files else {
        return row;
    };
    let place = sheet
        .columns
        .iter()
        .position(|column| column.kind == ColumnKind::File);
    let named = files
        .named
        .and_then(|name| row.get(sheet.place(name)?)?.clone());
    if let Some(value) = place.and_then(|place| row.get_mut(place))
        && let Some(key) = value.take()
    {
        *value = Some(file_name(files.table, &key, named.as_deref()));
    }
    row
}

async fn contents(
    session: &mut Session,
    packer: &mut Packer,
    files: &FilesOf,
    progress: &mut Progress,
) -> Result<(), Stop> {
    let mut reader = rows::contents(files);
    while let Some(file) = reader.next_content(session).await? {
        progress.tell(false).await?;
        if file.base64.is_empty() {
            continue;
        }
        let bytes = STANDARD.decode(&file.base64).map_err(|_| {
            tracing::error!(
                table = files.table,
                key = file.key,
                "a kept file cannot be read"
            );
            Stop::Failed(ExportFault::Internal)
        })?;
        let name = file_name(files.table, &file.key, file.named.as_deref());
        packer.open(name).await?;
        packer.write(bytes).await?;
    }
    Ok(())
}
