//! Imports begun by a program: files as the page takes them, read by the same code, run in the background.

use super::imports::{Import, touches};
use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::refusal::{Refusal, at};
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use shared::kernel::{Currency, ImportId, Issue, Operation, PipelineId, Problem};
use shared::platform::fields::{CustomField, field_name};
use shared::platform::imports::decode::{decode, is_workbook};
use shared::platform::imports::model::{Mapping, OnError, OnGate};
use shared::platform::imports::ops::{
    ImportFile, PART_BYTES, ReadImportContext, ReadImports, ReadSheet, StartImport, UploadPart,
};
use shared::platform::imports::{
    Field, ImportContext, ImportKind, OnMatch, ReadOptions, Settings, Table, guess, own, read_sheet,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most files of one request: each kind once.
const FILES: usize = ImportKind::ALL.len();

/// Files to import together: what one of them names another may make.
#[derive(Deserialize, JsonSchema)]
struct NewImport {
    /// In any order.
    #[schemars(length(min = 1, max = 6))]
    files: Vec<NewFile>,
    /// Where opportunities go; the first pipeline when left out.
    pipeline_id: Option<PipelineId>,
    /// Currency of amounts without one; the company's when left out.
    currency: Option<Currency>,
    /// Names the system the keys come from, so that those of two systems do not meet; `api` when left out.
    #[schemars(length(min = 1, max = 60))]
    source: Option<String>,
    /// Bad rows are left out; else nothing of their file is written.
    #[serde(default)]
    leave_bad_rows_out: bool,
    /// A deal that lacks what its stage asks for is an error; else it is taken, and its history keeps the exception.
    #[serde(default)]
    strict_gates: bool,
}

/// One file.
#[derive(Deserialize, JsonSchema)]
struct NewFile {
    /// Made by the client (UUIDv7); made by the server when left out.
    id: Option<Uuid>,
    /// Its name.
    #[schemars(length(min = 1, max = 200))]
    file_name: String,
    /// The bytes of a CSV, XLSX or vCard file in Base64. Larger ones than a request holds go in by the page.
    content: String,
    /// What its rows are.
    kind: ImportKind,
    /// What becomes of records that are there already; `update` when left out.
    #[serde(default)]
    on_match: OnMatch,
    /// Number of the sheet of a workbook, the first being 1; the first with rows when left out.
    #[schemars(range(min = 1, max = 1000))]
    sheet: Option<u32>,
    /// What columns fill, by their names in the file: the word of a field (`name`, `email`, `custom.tier`), or null to
    /// leave the column out. Columns that are not named here are guessed from their names and contents.
    #[serde(default)]
    columns: BTreeMap<String, Option<String>>,
}

/// A finding about one of the files.
fn in_file(place: usize, field: &str, issue: Issue) -> Refusal {
    let issue = Issue {
        field: Some(format!("files[{place}].{field}").into()),
        ..issue
    };
    Problem::because(issue).into()
}

/// What is said about the content of one of the files.
fn placed(place: usize, mut refusal: Refusal) -> Refusal {
    for issue in &mut refusal.issues {
        issue.field = Some(format!("files[{place}].content").into());
    }
    refusal
}

/// The text in parts that a request takes, none cut within a letter; a whole number of fours where it is Base64.
fn parts(text: &str) -> Vec<&str> {
    const MOST: usize = PART_BYTES / 4 * 4;
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(MOST);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// Hands a file over as the page does.
async fn upload(call: &Call, id: ImportId, text: &str, workbook: bool) -> Result<(), Refusal> {
    for (part, text) in (0_u32..).zip(parts(text)) {
        let part = UploadPart {
            upload: id,
            part,
            text: text.to_owned(),
            workbook,
        };
        call.ask(part).await?;
    }
    Ok(())
}

/// Hands a file over and reads its table.
async fn taken(
    call: &Call,
    id: ImportId,
    content: &str,
    options: ReadOptions,
) -> Result<Table, Refusal> {
    let judged = |issue: Issue| Refusal::from(Problem::because(issue));
    let bytes = STANDARD.decode(content);
    let bytes = bytes.map_err(|_| judged(Issue::error("attachment_unknown", "content")))?;
    if is_workbook(&bytes) {
        upload(call, id, content, true).await?;
        let sheet = ReadSheet {
            upload: id,
            sheet: options.sheet,
        };
        let sheet = call.ask(sheet).await?;
        return apart(move || read_sheet(&sheet, options))
            .await
            .map_err(judged);
    }
    let (text, _) = apart(move || decode(&bytes)).await.map_err(judged)?;
    upload(call, id, &text, false).await?;
    apart(move || shared::platform::imports::read(text.as_bytes(), options))
        .await
        .map_err(judged)
}

/// Reads away from the threads that answer.
async fn apart<T: Send + 'static>(
    reading: impl FnOnce() -> Result<T, Issue> + Send + 'static,
) -> Result<T, Issue> {
    let read = tokio::task::spawn_blocking(reading).await;
    read.unwrap_or_else(|_| Err(Issue::error("file_binary", "content")))
}

/// The field of a word.
fn field(word: &str, kind: ImportKind, all: &[CustomField]) -> Option<Field> {
    let mut known = kind.fields().iter().map(|def| def.field);
    let known = known.find(|field| field.code() == word);
    known.or_else(|| {
        let mut own = own::fields(kind, all);
        own.find(|own| field_name(&own.key) == word)
            .map(own::target)
    })
}

/// How the columns are read: guessed, but for those the request names.
fn mapped(
    (place, file): (usize, &NewFile),
    table: &Table,
    context: &ImportContext,
    pipeline: PipelineId,
) -> Result<Mapping, Refusal> {
    let pipeline = context.pipeline(pipeline);
    let (mut mapping, _) = guess::mapping(table, file.kind, context, pipeline);
    mapping.on_match = file.on_match;
    for (name, word) in &file.columns {
        let wrong = |code| {
            in_file(
                place,
                &format!("columns.{name}"),
                Issue::error(code, "columns"),
            )
        };
        let chosen = match word {
            Some(word) => {
                let found = field(word, file.kind, &context.own);
                Some(found.ok_or_else(|| wrong("unknown_field"))?)
            }
            None => None,
        };
        let mut columns = mapping.columns.iter().map(|column| &column.header);
        let column = columns.position(|header| header == name);
        let column = column.ok_or_else(|| wrong("unknown_field"))?;
        for (number, other) in mapping.columns.iter_mut().enumerate() {
            if number == column {
                other.field = chosen;
            } else if chosen.is_some() && other.field == chosen {
                // Guessed for another one, it is that of the column that was named.
                other.field = None;
            }
        }
    }
    mapping.values.clear();
    guess::guess_values(table, &mut mapping, context, pipeline);
    Ok(mapping)
}

fn settings(call: &Call, new: &NewImport, context: &ImportContext) -> Result<Settings, Refusal> {
    let first = context.pipelines.first().map(|pipeline| pipeline.id);
    let pipeline_id = match new.pipeline_id {
        Some(id) if context.pipeline(id).is_none() => {
            return Err(Refusal::invalid("unknown_record", "pipeline_id"));
        }
        chosen => chosen.or(first),
    };
    Ok(Settings {
        pipeline_id: pipeline_id.ok_or_else(|| Refusal::invalid("required", "pipeline_id"))?,
        currency: new.currency.unwrap_or(context.currency),
        source: new.source.clone().unwrap_or_else(|| "api".to_owned()),
        owner_id: call.actor.user_id,
        // An account that only a deal names is made by a token that may make accounts.
        create_missing: call.scopes.allow(touches(ImportKind::Accounts)),
        on_error: if new.leave_bad_rows_out {
            OnError::LeaveRowsOut
        } else {
            OnError::RefuseFile
        },
        on_gate: if new.strict_gates {
            OnGate::Error
        } else {
            OnGate::Exception
        },
    })
}

/// The ids of the runs to come: those of the client, which no import has, or new ones.
async fn ids(call: &Call, files: &[NewFile]) -> Result<Vec<ImportId>, Refusal> {
    let made = |number: usize| {
        // The last bits are chance: counting on from them gives ids of the same moment.
        let number = u128::try_from(number).unwrap_or_default();
        Uuid::from_u128(call.new_id.as_u128() ^ number)
    };
    let files = files.iter().enumerate();
    let ids: Vec<ImportId> = files
        .map(|(number, file)| file.id.unwrap_or_else(|| made(number)).into())
        .collect();
    let there = call.ask(ReadImports { ids: ids.clone() }).await?;
    let twice = |(number, id): (usize, &ImportId)| {
        let mut others = ids.iter().take(number);
        others.any(|other| other == id) || there.iter().any(|import| import.id == *id)
    };
    match ids.iter().enumerate().find(|one| twice(*one)) {
        Some((number, _)) => Err(Refusal {
            issues: vec![at("already_exists", format!("files[{number}].id"))],
            ..Refusal::of(409, "conflict")
        }),
        None => Ok(ids),
    }
}

async fn start(mut call: Call) -> Result<Reply, Refusal> {
    let new = read::<NewImport>(std::mem::take(&mut call.body))?;
    if new.files.len() > FILES {
        return Err(Refusal::invalid("too_many", "files"));
    }
    if let Some(file) = new
        .files
        .iter()
        .find(|file| !call.scopes.allow(touches(file.kind)))
    {
        tracing::debug!(
            kind = file.kind.code(),
            "a token is not let into what a file makes"
        );
        return Err(Refusal::of(403, "insufficient_scope"));
    }
    let context = call.ask(ReadImportContext {}).await?.context;
    let settings = settings(&call, &new, &context)?;
    let ids = ids(&call, &new.files).await?;
    let mut files = Vec::new();
    for (place, (file, id)) in new.files.iter().zip(ids).enumerate() {
        let options = ReadOptions {
            sheet: file.sheet.map(|number| number.saturating_sub(1)),
            ..ReadOptions::default()
        };
        let table = taken(&call, id, &file.content, options).await;
        let table = table.map_err(|refusal| placed(place, refusal))?;
        let mapping = mapped((place, file), &table, &context, settings.pipeline_id)?;
        files.push(ImportFile {
            upload: id,
            name: file.file_name.clone(),
            read: options,
            corrections: Vec::new(),
            mapping,
            chosen: BTreeMap::new(),
        });
    }
    let begun = call.ask(StartImport { files, settings }).await?;
    let begun: Vec<Import> = begun.into_iter().map(Import::from).collect();
    Ok(Reply {
        status: 202,
        ..Reply::ok(json!({ "data": as_json(begun) }))
    })
}

pub fn add(book: &mut Book) {
    let import = book.schemas.record::<Import>("Import", &[]);
    let body = book.schemas.taken::<NewImport>();
    let mut route = about::<StartImport, _>(
        "imports",
        (Method::POST, ""),
        "Import files in the background; where each stands is read by its id. The token must be let into what they make",
        start,
    );
    "imports.create".clone_into(&mut route.operation_id);
    route.operations = vec![
        ReadImportContext::NAME,
        ReadImports::NAME,
        UploadPart::NAME,
        ReadSheet::NAME,
        StartImport::NAME,
    ];
    route.body = Some(book.schemas.keep("ImportBody", body));
    route.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": import } }
    }));
    (route.status, route.carries) = (202, true);
    book.routes.push(route);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_letters_and_nothing_is_lost() {
        let text = "é".repeat(PART_BYTES) + "a";
        let cut = parts(&text);
        assert!(cut.len() > 2 && cut.iter().all(|part| part.len() <= PART_BYTES));
        assert_eq!(cut.concat(), text);
        // Base64 is cut between its fours.
        let packed = "QUJD".repeat(PART_BYTES / 2);
        assert!(parts(&packed).iter().all(|part| part.len() % 4 == 0));
    }
}
