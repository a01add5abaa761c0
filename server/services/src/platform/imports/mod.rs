//! Imports: upload in parts, plan with the planner of `shared`, write in the background.
//!
//! Terms: a *desk* keeps running imports in memory, and uploaded files where one server is alone with its database
//! (`uploads` says where they are otherwise); a *run* is one file's import, logged in `imports`. Entry points: the operations of `shared::platform::imports::ops`, and
//! [`Services::import_files`] for the command line. Invariants: the run writes exactly the plan it
//! counted; one transaction per file; nothing is written for a refused file; a run that the server
//! did not live to finish has written nothing. Tests: `tests/it/platform/imports/`.

mod alike;
mod context;
mod desk;
mod facts;
mod leads;
mod rows;
mod run;
mod trail;
mod undo;
mod uploads;
mod workbook;
mod write;

pub use desk::Desk;
pub use run::{LocalFile, LocalRun};

use crate::platform::erasure;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use desk::Uploaded;
use shared::kernel::{ImportId, Instant, Issue, Problem, ProblemKind, Role};
use shared::platform::imports::decode::MAX_BYTES;
use shared::platform::imports::ops::{
    FindExisting, ImportRow, ImportSetUp, ImportState, ImportView, PART_BYTES, ReadImportContext,
    ReadImportRows, ReadImports, ReadSheet, StartImport, UploadPart,
};
use shared::platform::imports::table::MAX_CORRECTIONS;
use shared::platform::imports::{Existing, ImportKind, ReadOptions, SheetText, Table, read, sheet};
use std::collections::BTreeMap;
use store::platform::imports as log;

pub(super) fn register(registry: &mut Registry) {
    registry.add(set_up);
    registry.add(find_existing);
    registry.add(alike::find);
    registry.add(upload);
    registry.add(read_sheet);
    registry.add(start);
    registry.add(read_runs);
    registry.add(read_rows);
    registry.add(undo::preview);
    registry.add(undo::undo);
}

async fn set_up(ctx: Ctx, _: ReadImportContext) -> Result<ImportSetUp, Problem> {
    let mut session = ctx.read().await?;
    Ok(ImportSetUp {
        context: context::context(&mut session, ctx.today(), ctx.actor.lang).await?,
        mappings: log::mappings(&mut session).await.or_problem()?,
    })
}

async fn find_existing(ctx: Ctx, request: FindExisting) -> Result<Existing, Problem> {
    let mut session = ctx.read().await?;
    let company = context::company_currency(&mut session).await?;
    let found = log::existing(
        &mut session,
        request.kind,
        &request.source,
        request.currency,
        company,
        &request.wanted,
    )
    .await
    .or_problem()?;
    let zone = &ctx.actor.zone;
    Ok(Existing {
        erased: erasure::erased_days(&mut session, &request.wanted.emails, zone).await?,
        ..found
    })
}

async fn upload(ctx: Ctx, request: UploadPart) -> Result<u32, Problem> {
    if request.text.len() > PART_BYTES {
        return Err(Problem::because(
            Issue::error("file_too_large", "file").with("limit", 1),
        ));
    }
    uploads::add(&ctx, request).await
}

/// Reads in the background of the server, no more than a few at a time.
async fn unpacked<T: Send + 'static>(
    ctx: &Ctx,
    reading: impl FnOnce() -> Result<T, Issue> + Send + 'static,
) -> Result<T, Problem> {
    let internal = || Problem::of(ProblemKind::Internal);
    let unpacking = &ctx.services().inner.imports.unpacking;
    let _turn = unpacking.acquire().await.map_err(|_| internal())?;
    tokio::task::spawn_blocking(reading)
        .await
        .map_err(|_| internal())?
        .map_err(Problem::because)
}

/// The table of a workbook's sheet.
///
/// # Errors
/// What the workbook or the sheet cannot be read for.
pub fn read_workbook(bytes: &[u8], options: ReadOptions) -> Result<Table, Issue> {
    if bytes.len() > MAX_BYTES {
        return Err(Issue::error("file_too_large", "file").with("limit", 50));
    }
    sheet::read_sheet(&workbook::read(bytes, options.sheet)?, options)
}

async fn read_sheet(ctx: Ctx, request: ReadSheet) -> Result<SheetText, Problem> {
    let bytes = uploads::workbook(&ctx, request.upload).await?;
    unpacked(&ctx, move || workbook::read(&bytes, request.sheet)).await
}

async fn start(ctx: Ctx, request: StartImport) -> Result<Vec<ImportView>, Problem> {
    let mut files = Vec::new();
    for file in request.files {
        let uploaded = uploads::take(&ctx, file.upload).await?;
        let (options, corrections) = (file.read, file.corrections);
        if corrections.len() > MAX_CORRECTIONS {
            return Err(Problem::because(
                Issue::error("too_many", "corrections").with("max", MAX_CORRECTIONS),
            ));
        }
        let table = unpacked(&ctx, move || {
            let mut table = match uploaded {
                Uploaded::Text(text) => read(&text, options),
                Uploaded::Workbook(bytes) => read_workbook(&bytes, options),
            }?;
            table.correct(&corrections);
            Ok(table)
        })
        .await?;
        files.push(LocalFile {
            id: file.upload,
            name: file.name,
            table,
            mapping: file.mapping,
            chosen: file.chosen,
        });
    }
    // A file may make people of any role: who may not do everything would give away what they have not.
    if files
        .iter()
        .any(|file| file.mapping.kind == ImportKind::People)
        && ctx.actor.role != Role::Administrator
    {
        return Err(Problem::of(ProblemKind::Forbidden));
    }
    let views = run::begin(&ctx, &files).await?;
    let settings = shared::platform::imports::Settings {
        owner_id: ctx.actor.user_id,
        ..request.settings
    };
    tokio::spawn(async move {
        if let Err(problem) = run::run(&ctx, files, &settings).await {
            tracing::error!(problem = %problem, "an import ended early");
        }
    });
    Ok(views)
}

async fn read_runs(ctx: Ctx, request: ReadImports) -> Result<Vec<ImportView>, Problem> {
    // Looked at before the log: a run that ends in between is under way here and not interrupted.
    let running = ctx.services().inner.imports.all_running();
    let mut session = ctx.read().await?;
    let rows = if request.ids.is_empty() {
        log::latest(&mut session, 20).await
    } else {
        log::runs(&mut session, &request.ids).await
    };
    Ok(rows
        .or_problem()?
        .into_iter()
        .map(|row| present(&ctx, &running, row))
        .collect())
}

async fn read_rows(ctx: Ctx, request: ReadImportRows) -> Result<Vec<ImportRow>, Problem> {
    let mut session = ctx.read().await?;
    let run = log::runs(&mut session, &[request.id]).await.or_problem()?;
    run.first().or_not_found()?;
    log::rows_after(&mut session, request.id, request.after)
        .await
        .or_problem()
}

/// The run as it is now. What is under way here is known in memory; what another server of the database does, it
/// says every few seconds. What nobody speaks for and was never finished stopped with its server.
fn present(ctx: &Ctx, running: &BTreeMap<ImportId, ImportView>, row: log::RunRow) -> ImportView {
    let view = row.view;
    if view.state != ImportState::Running {
        return view;
    }
    if let Some(live) = running.get(&view.id) {
        return live.clone();
    }
    let lives = |at: Instant| ctx.now().0 - at.0 < run::SILENT_MS;
    if ctx.store().is_shared() && row.beat_at.is_some_and(lives) {
        return view;
    }
    ImportView {
        state: ImportState::Interrupted,
        ..view
    }
}
