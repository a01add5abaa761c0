//! Imports: upload in parts, plan with the planner of `shared`, write in the background.
//!
//! Terms: a *desk* keeps uploaded files and running imports in memory; a *run* is one file's import,
//! logged in `imports`. Entry points: the operations of `shared::platform::imports::ops`, and
//! [`Services::import_files`] for the command line. Invariants: the run writes exactly the plan it
//! counted; one transaction per file; nothing is written for a refused file; a run that the server
//! did not live to finish has written nothing. Tests: `tests/it/platform/imports/`.

mod context;
mod desk;
mod rows;
mod run;
mod write;

pub use desk::Desk;
pub use run::{LocalFile, LocalRun};

use crate::{Ctx, OrProblem, Registry};
use shared::kernel::{ImportId, Issue, Problem};
use shared::platform::imports::ops::{
    FindExisting, ImportSetUp, ImportState, ImportView, PART_BYTES, ReadImportContext, ReadImports,
    StartImport, UploadPart,
};
use shared::platform::imports::{Existing, read};
use std::collections::BTreeMap;
use store::platform::imports as log;

pub(super) fn register(registry: &mut Registry) {
    registry.add(set_up);
    registry.add(find_existing);
    registry.add(upload);
    registry.add(start);
    registry.add(read_runs);
}

async fn set_up(ctx: Ctx, _: ReadImportContext) -> Result<ImportSetUp, Problem> {
    let mut session = ctx.read().await?;
    Ok(ImportSetUp {
        context: context::context(&mut session, ctx.today()).await?,
        mappings: log::mappings(&mut session).await.or_problem()?,
    })
}

async fn find_existing(ctx: Ctx, request: FindExisting) -> Result<Existing, Problem> {
    let mut session = ctx.read().await?;
    let company = context::company_currency(&mut session).await?;
    log::existing(
        &mut session,
        request.kind,
        &request.source,
        request.currency,
        company,
        &request.wanted,
    )
    .await
    .or_problem()
}

async fn upload(ctx: Ctx, request: UploadPart) -> Result<u32, Problem> {
    if request.text.len() > PART_BYTES {
        return Err(Problem::because(
            Issue::error("file_too_large", "file").with("limit", 1),
        ));
    }
    ctx.services().inner.imports.add_part(&ctx, request)
}

async fn start(ctx: Ctx, request: StartImport) -> Result<Vec<ImportView>, Problem> {
    let mut files = Vec::new();
    for file in request.files {
        let text = ctx.services().inner.imports.take(&ctx, file.upload)?;
        let table = tokio::task::spawn_blocking(move || read(text.as_bytes(), file.read))
            .await
            .map_err(|_| Problem::of(shared::kernel::ProblemKind::Internal))?
            .map_err(Problem::because)?;
        files.push(LocalFile {
            id: file.upload,
            name: file.name,
            table,
            mapping: file.mapping,
        });
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
        .map(|row| present(&running, row.view))
        .collect())
}

/// The run as it is now: what is under way is known in memory only, and what is not there any more
/// but was never finished stopped with an earlier server.
fn present(running: &BTreeMap<ImportId, ImportView>, view: ImportView) -> ImportView {
    if view.state != ImportState::Running {
        return view;
    }
    match running.get(&view.id) {
        Some(live) => live.clone(),
        None => ImportView {
            state: ImportState::Interrupted,
            ..view
        },
    }
}
