//! A run from beginning to end.

use super::context;
use super::write;
use crate::{Ctx, OrProblem, Services};
use shared::kernel::event::Entity;
use shared::kernel::{Actor, ImportId, Issue, Problem, ProblemKind, UserId};
use shared::platform::imports::model::{Mapping, OnMatch};
use shared::platform::imports::ops::{ImportState, ImportView};
use shared::platform::imports::plan::grouped_issues;
use shared::platform::imports::{
    Counts, FilePlan, ImportContext, Settings, SourceFile, Table, plan_files,
};
use std::collections::BTreeMap;
use std::time::Duration;
use store::Change;
use store::platform::imports as log;
use uuid::Uuid;

/// How often a run says that it is under way, where other servers look.
const BEAT: Duration = Duration::from_secs(5);
/// A run that says nothing for so long stopped with its server, in milliseconds.
pub(super) const SILENT_MS: i64 = 60_000;
/// Findings kept in the log of one run.
const KEPT_GROUPS: usize = 100;

/// A file that has been read.
#[derive(Debug)]
pub struct LocalFile {
    /// Id of its run.
    pub id: ImportId,
    /// Its name.
    pub name: String,
    /// Its rows.
    pub table: Table,
    /// How they are read.
    pub mapping: Mapping,
    /// The records that rows are about by choice, by line.
    pub chosen: BTreeMap<u32, Uuid>,
}

/// What a run from the command line gives back.
#[derive(Debug)]
pub struct LocalRun {
    /// The files, for the file of bad rows.
    pub files: Vec<LocalFile>,
    /// Their plans, in the same order.
    pub plans: Vec<FilePlan>,
    /// How each ended; empty for a dry run.
    pub views: Vec<ImportView>,
}

/// Notes the beginning of each file's run.
pub(super) async fn begin(ctx: &Ctx, files: &[LocalFile]) -> Result<Vec<ImportView>, Problem> {
    let mut session = ctx.write().await?;
    let mut views = Vec::new();
    for file in files {
        let view = ImportView {
            id: file.id,
            kind: file.mapping.kind,
            file: file.name.clone(),
            state: ImportState::Running,
            total: i64::try_from(file.table.rows.len()).unwrap_or(i64::MAX),
            done: 0,
            counts: Counts::default(),
            started_at: ctx.now(),
            finished_at: None,
            groups: Vec::new(),
            issues: Vec::new(),
            by: ctx.actor.name.clone(),
            reported: false,
            undoable: false,
            undone: None,
        };
        log::insert_run(&mut session, &view, ctx.actor.user_id)
            .await
            .or_problem()?;
        views.push(view);
    }
    // On the desk before anybody can find them in the log and take them for interrupted.
    let desk = &ctx.services().inner.imports;
    for view in &views {
        desk.put(view);
    }
    let saved = session.commit().await.or_problem();
    if saved.is_err() {
        for view in &views {
            desk.remove(view.id);
        }
    }
    saved.map(|()| views)
}

/// Says that runs are under way, and how far, to the other servers of the database, until it is dropped.
struct Beating(tokio::task::JoinHandle<()>);

impl Beating {
    fn of(ctx: &Ctx, ids: &[ImportId]) -> Option<Self> {
        if !ctx.store().is_shared() {
            return None;
        }
        let (services, ids) = (ctx.services().clone(), ids.to_vec());
        Some(Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                if let Err(problem) = beat(&services, &ids).await {
                    tracing::warn!(problem = %problem, "an import could not say that it is under way");
                }
            }
        })))
    }
}

impl Drop for Beating {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn beat(services: &Services, ids: &[ImportId]) -> Result<(), Problem> {
    let mut session = services.store().write().await.or_problem()?;
    let at = services.clock().now();
    for view in ids
        .iter()
        .filter_map(|id| services.inner.imports.running(*id))
    {
        log::beat(&mut session, view.id, view.done, at)
            .await
            .or_problem()?;
    }
    session.commit().await.or_problem()
}

/// Plans and writes the files; every one of them is finished in the log, whatever happens.
pub(super) async fn run(
    ctx: &Ctx,
    files: Vec<LocalFile>,
    settings: &Settings,
) -> Result<LocalRun, Problem> {
    let ids: Vec<ImportId> = files.iter().map(|file| file.id).collect();
    let _beating = Beating::of(ctx, &ids);
    let answer = match plan(ctx, files, settings).await {
        Ok((files, plans)) => write_all(ctx, files, plans, settings).await,
        Err(problem) => Err(problem),
    };
    let desk = &ctx.services().inner.imports;
    if answer.is_err() {
        for view in ids.iter().filter_map(|id| desk.running(*id)) {
            let mapping = Mapping {
                kind: view.kind,
                on_match: OnMatch::default(),
                columns: Vec::new(),
                values: std::collections::BTreeMap::new(),
            };
            close(ctx, view, ImportState::Failed, &mapping).await?;
        }
    }
    for id in ids {
        desk.remove(id);
    }
    answer
}

async fn plan(
    ctx: &Ctx,
    files: Vec<LocalFile>,
    settings: &Settings,
) -> Result<(Vec<LocalFile>, Vec<FilePlan>), Problem> {
    let mut session = ctx.read().await?;
    let context = context::context(&mut session, ctx.today(), ctx.actor.lang).await?;
    let zone = &ctx.actor.zone;
    let existing =
        context::existing(&mut session, &files, settings, context.currency, zone).await?;
    drop(session);
    let (ctx, settings) = (ctx.clone(), settings.clone());
    tokio::task::spawn_blocking(move || {
        let sources: Vec<SourceFile<'_>> = files
            .iter()
            .map(|file| SourceFile {
                name: &file.name,
                table: &file.table,
                mapping: &file.mapping,
                chosen: Some(&file.chosen),
            })
            .collect();
        let plans = plan_files(&sources, &context, &existing, &settings, &mut || ctx.uuid());
        drop(sources);
        (files, plans)
    })
    .await
    .map_err(|_| Problem::of(ProblemKind::Internal))
}

async fn write_all(
    ctx: &Ctx,
    files: Vec<LocalFile>,
    plans: Vec<FilePlan>,
    settings: &Settings,
) -> Result<LocalRun, Problem> {
    let desk = &ctx.services().inner.imports;
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|index| files[*index].mapping.kind);
    let mut views: Vec<Option<ImportView>> = files.iter().map(|_| None).collect();
    let mut broken = false;
    for index in order {
        let (file, plan) = (&files[index], &plans[index]);
        let Some(mut view) = desk.running(file.id) else {
            continue;
        };
        view.counts = plan.counts;
        view.issues.clone_from(&plan.issues);
        view.groups = grouped_issues(&plan.rows);
        view.groups.truncate(KEPT_GROUPS);
        desk.put(&view);
        let state = if plan.refused {
            ImportState::Refused
        } else if broken {
            ImportState::Failed
        } else {
            match write::write(ctx, file, plan, settings).await {
                Ok(()) => ImportState::Done,
                Err(problem) => {
                    tracing::error!(problem = %problem, file = file.name, "an imported file was not written");
                    if problem.kind == ProblemKind::Conflict {
                        view.issues.push(Issue::error("changed_meanwhile", "file"));
                    }
                    broken = true;
                    ImportState::Failed
                }
            }
        };
        if state == ImportState::Done {
            view.done = view.total;
            view.reported = view.total > 0;
        }
        views[index] = Some(close(ctx, view, state, &file.mapping).await?);
    }
    Ok(LocalRun {
        files,
        plans,
        views: views.into_iter().flatten().collect(),
    })
}

/// Finishes a run in the log and tells live pages.
async fn close(
    ctx: &Ctx,
    view: ImportView,
    state: ImportState,
    mapping: &Mapping,
) -> Result<ImportView, Problem> {
    let now = ctx.services().clock().now();
    let view = ImportView {
        state,
        finished_at: Some(now),
        ..view
    };
    let mut session = ctx.write().await?;
    log::finish(&mut session, &view, mapping)
        .await
        .or_problem()?;
    session
        .record(
            now,
            Some(ctx.actor.user_id),
            Change {
                entity: Entity::Import,
                id: view.id.0,
                parent: None,
                owner: None,
                action: view.state.code(),
                before: None,
                after: Some(&view.counts),
            },
        )
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    Ok(view)
}

impl Services {
    /// Imports files for the command line: plans, and unless it is a dry run writes, waiting for
    /// the end.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn import_files(
        &self,
        actor: Actor,
        files: Vec<LocalFile>,
        settings: &Settings,
        dry_run: bool,
    ) -> Result<LocalRun, Problem> {
        let ctx = self.ctx(actor, shared::kernel::Scope::All);
        if dry_run {
            let (files, plans) = plan(&ctx, files, settings).await?;
            return Ok(LocalRun {
                files,
                plans,
                views: Vec::new(),
            });
        }
        begin(&ctx, &files).await?;
        run(&ctx, files, settings).await
    }

    /// What the planner knows of the company, for the command line.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn import_context(&self, actor: Actor) -> Result<ImportContext, Problem> {
        let ctx = self.ctx(actor, shared::kernel::Scope::All);
        let mut session = ctx.read().await?;
        context::context(&mut session, ctx.today(), ctx.actor.lang).await
    }

    /// A new id for a run.
    #[must_use]
    pub fn new_import_id(&self) -> ImportId {
        ImportId::new(self.clock().now().0, self.clock().random())
    }

    /// The administrator the command line acts for: the first who may sign in.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn first_administrator(&self) -> Result<Option<Actor>, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let id: Option<UserId> = log::first_administrator(&mut session).await.or_problem()?;
        drop(session);
        match id {
            Some(id) => self.actor(id).await,
            None => Ok(None),
        }
    }
}
