//! Imports: where they stand, and taking one back. Files themselves are read by the page and the command
//! line; a program creates records, a hundred in a request.

use crate::http::api::book::{Book, Listed, as_json, plain, whole};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, Reply, Run};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::kernel::{Action, ImportId, Instant, Operation};
use shared::platform::imports::ops::{ImportState, ImportView, ReadImports, UndoImport};
use shared::platform::imports::undo::UndoChoice;
use shared::platform::imports::{Counts, ImportKind};
use std::sync::Arc;
use uuid::Uuid;

/// The run of one file.
#[derive(Serialize, JsonSchema)]
struct Import {
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

/// What a token must be let into besides: taking an import back removes and changes its records.
const fn touches(kind: ImportKind) -> Action {
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

pub fn add(book: &mut Book) {
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
