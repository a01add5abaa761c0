//! Imports: where they stand, what became of their rows, and taking one back. They are begun in `import_runs`.

use super::finding::{list_of, next};
use crate::http::api::book::{Book, Listed, about, as_json, paging, plain, whole};
use crate::http::api::check::read;
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, Reply, Run};
use axum::http::Method;
use i18n::issue_text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Action, ImportId, Instant, Issue, Lang, Operation};
use shared::platform::imports::ops::{
    ImportRow, ImportState, ImportView, PreviewUndo, ReadImportRows, ReadImports, RowOutcome,
    UndoImport,
};
use shared::platform::imports::undo::{Since, UndoChoice, UndoPreview};
use shared::platform::imports::{Counts, ImportKind};
use std::sync::Arc;
use uuid::Uuid;

/// The run of one file.
#[derive(Serialize, JsonSchema)]
pub(super) struct Import {
    /// Which.
    id: ImportId,
    /// What its rows are.
    kind: ImportKind,
    /// The file's name.
    file: String,
    /// Where it stands.
    state: ImportState,
    /// Rows of the file.
    total: i64,
    /// Rows written so far.
    done: i64,
    /// What became, or will become, of the rows.
    counts: Counts,
    /// Since when.
    started_at: Instant,
    /// Until when.
    finished_at: Option<Instant>,
    /// Who imported it; empty when nobody knows any more.
    by: String,
    /// Whether it is known what it wrote, so that it can be undone.
    undoable: bool,
    /// When it was taken back.
    undone_at: Option<Instant>,
}

/// A finding, in the language of Accept-Language.
#[derive(Serialize, JsonSchema)]
struct Finding {
    /// Its word.
    code: String,
    /// What it says.
    detail: String,
}

impl Finding {
    fn of(issue: &Issue, lang: Lang) -> Self {
        Self {
            code: issue.code.to_string(),
            detail: issue_text(lang, issue),
        }
    }
}

/// What became of one row of the file.
#[derive(Serialize, JsonSchema)]
struct Outcome {
    /// Line of the file.
    line: u32,
    /// What became of it.
    outcome: RowOutcome,
    /// The record it is about; null for an error.
    record: Option<Uuid>,
    /// Fields that were changed; own ones as `custom.<key>`.
    fields: Vec<String>,
    /// Errors, warnings and the reason why nothing was changed.
    issues: Vec<Finding>,
}

/// A record that was touched since the import.
#[derive(Serialize, JsonSchema)]
struct Touched {
    /// What it is.
    entity: Entity,
    /// Which.
    id: Uuid,
    /// Its name.
    name: String,
    /// Whether the import created it, or only changed it.
    created: bool,
    /// What happened.
    since: Since,
    /// Who touched it last; empty when nobody knows.
    by: String,
    /// When.
    at: Option<Instant>,
}

/// What taking an import back would do when what was touched is kept.
#[derive(Serialize, JsonSchema)]
struct Preview {
    /// Records that go to the bin; people and products, which have none, are retired.
    removed: i64,
    /// Records that get their earlier values.
    restored: i64,
    /// Records touched since, kept as they are.
    kept: i64,
    /// Records that were in the bin already.
    gone: i64,
    /// What was touched since, at most 200 of them, by name.
    touched: Vec<Touched>,
}

impl From<UndoPreview> for Preview {
    fn from(preview: UndoPreview) -> Self {
        let touched = preview.touched.into_iter().map(|one| Touched {
            entity: one.entity,
            id: one.id,
            name: one.name,
            created: one.created,
            since: one.since,
            by: one.by,
            at: one.at,
        });
        Self {
            removed: preview.counts.removed,
            restored: preview.counts.restored,
            kept: preview.counts.kept,
            gone: preview.counts.gone,
            touched: touched.collect(),
        }
    }
}

impl From<ImportView> for Import {
    fn from(view: ImportView) -> Self {
        Self {
            id: view.id,
            kind: view.kind,
            file: view.file,
            state: view.state,
            total: view.total,
            done: view.done,
            counts: view.counts,
            started_at: view.started_at,
            finished_at: view.finished_at,
            by: view.by,
            undoable: view.undoable,
            undone_at: view.undone.map(|undone| undone.at),
        }
    }
}

/// What becomes of records that somebody touched since.
#[derive(Deserialize, JsonSchema)]
struct Undo {
    /// All of them are undone as well; else they are kept as they are.
    #[serde(default)]
    all: bool,
    /// These are undone as well.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    also: Vec<Uuid>,
}

/// What a token must be let into besides: an import makes and changes records, and taking it back removes them.
pub(super) const fn touches(kind: ImportKind) -> Action {
    match kind {
        ImportKind::People => Action::ManageUsers,
        ImportKind::Products => Action::ManageProducts,
        ImportKind::Accounts | ImportKind::Contacts => Action::EditAccount,
        ImportKind::Leads => Action::EditLead,
        ImportKind::Opportunities => Action::EditOpportunity,
    }
}

async fn undo(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<Undo>(std::mem::take(&mut call.body))?;
    let import = of(&call).await?;
    if !call.scopes.allow(touches(import.kind)) {
        return Err(Refusal::of(403, "insufficient_scope"));
    }
    let undo = UndoImport {
        id: import.id,
        choice: UndoChoice {
            all: asked.all,
            also: asked.also.into_iter().collect(),
        },
    };
    let undone = call.ask(undo).await?;
    Ok(Reply::ok(as_json(Import::from(undone))))
}

/// The import of an address.
async fn of(call: &Call) -> Result<ImportView, Refusal> {
    let id: ImportId = call.id()?.into();
    let found = call.ask(ReadImports { ids: vec![id] }).await?;
    let found = found.into_iter().find(|import| import.id == id);
    found.ok_or_else(|| Refusal::of(404, "not_found"))
}

async fn one(call: Call) -> Result<Reply, Refusal> {
    Ok(Reply::ok(as_json(Import::from(of(&call).await?))))
}

/// The import of an address, for a token that may change what was imported.
async fn readable(call: &Call) -> Result<ImportView, Refusal> {
    let import = of(call).await?;
    if call.scopes.allow(touches(import.kind)) {
        Ok(import)
    } else {
        Err(Refusal::of(403, "insufficient_scope"))
    }
}

async fn rows(call: Call) -> Result<Reply, Refusal> {
    let import = readable(&call).await?;
    let order = format!("import {}", import.id);
    let after = cursor::read(&order, call.query.text("cursor"))?.unwrap_or(0);
    let most = usize::try_from(call.query.number("limit").unwrap_or(25)).unwrap_or(25);
    let id = import.id;
    let mut found: Vec<ImportRow> = call.ask(ReadImportRows { id, after }).await?;
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more).map(|row| row.line);
    let next = last.map(|line| cursor::write(&order, &line));
    let told = found.into_iter().map(|row| Outcome {
        line: row.line,
        outcome: row.outcome,
        record: row.record,
        fields: row.fields,
        issues: row
            .issues
            .iter()
            .map(|issue| Finding::of(issue, call.lang))
            .collect(),
    });
    let data: Vec<Outcome> = told.collect();
    let mut reply = Reply::ok(json!({ "data": as_json(data), "next": next }));
    reply.next = next;
    Ok(reply)
}

async fn preview(call: Call) -> Result<Reply, Refusal> {
    let id = readable(&call).await?.id;
    let preview = call.ask(PreviewUndo { id }).await?;
    Ok(Reply::ok(as_json(Preview::from(preview))))
}

fn reports(book: &mut Book) {
    let row = book.schemas.record::<Outcome>("ImportOutcome", &[]);
    let mut route = about::<ReadImportRows, _>(
        "imports",
        (Method::GET, "{id}/rows"),
        "What became of each row of the file, line by line",
        rows,
    );
    route.operations = vec![ReadImports::NAME, ReadImportRows::NAME];
    route.params = paging();
    route.answer = Some(list_of(row, &[("next", next())]));
    book.routes.push(route);

    let answer = book.schemas.record::<Preview>("ImportUndoPreview", &[]);
    let mut route = about::<PreviewUndo, _>(
        "imports",
        (Method::GET, "{id}/undo"),
        "What taking an import back would do, before it is done",
        preview,
    );
    "imports.preview_undo".clone_into(&mut route.operation_id);
    route.operations = vec![ReadImports::NAME, PreviewUndo::NAME];
    route.answer = Some(answer);
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    reports(book);
    book.list(
        "imports",
        ("ImportRow", &[]),
        Vec::new(),
        |_, _| Ok(ReadImports { ids: Vec::new() }),
        |rows: Vec<ImportView>, _| -> Listed<Import> {
            whole(rows.into_iter().map(Import::from).collect())
        },
    );
    let record = book.schemas.record::<Import>("Import", &[]);
    let run: Run = Arc::new(|call| Box::pin(one(call)) as Answer);
    let mut route = plain("imports", (Method::GET, "{id}"), run);
    route.summary = "Read where an import stands".to_owned();
    route.operations = vec![ReadImports::NAME];
    route.action = ReadImports::ACTION;
    route.answer = Some(record.clone());
    book.routes.push(route);

    let run: Run = Arc::new(|call| Box::pin(undo(call)) as Answer);
    let mut route = plain("imports", (Method::POST, "{id}/undo"), run);
    route.summary =
        "Take an import back; what somebody touched since stays unless it is chosen".to_owned();
    route.operations = vec![ReadImports::NAME, UndoImport::NAME];
    route.action = UndoImport::ACTION;
    let body = book.schemas.taken::<Undo>();
    route.body = Some(book.schemas.keep("ImportUndoBody", body));
    route.answer = Some(record);
    book.routes.push(route);
}
