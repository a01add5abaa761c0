//! Everything the company keeps, exported in open formats: on the page as work of this server in the background,
//! on the command line at once.
//!
//! An export is read from one snapshot, which a job of the queue, made to last seconds, could not hold: it is a
//! task of the server that was asked, which says every second in `exports` that it lives. Who finds a row nobody
//! has written on for [`STALLED_MS`] ends it. Entry points: the operations of `shared::platform::export::ops`;
//! [`Services::export_to`]; [`end_all`] for an erasure. Tests: `tests/it/platform/export.rs`.

mod pack;
mod words;
mod write;

use crate::{Ctx, OrNotFound, OrProblem, Registry, Services, problem_of};
use pack::Packed;
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Instant, Issue, Problem, ProblemKind, Scope, UserId};
use shared::platform::erasure::{PlaceCount, Report};
use shared::platform::export::ops::{
    CancelExport, DeleteExport, ExportPlace, ReadExports, StartExport, TakeExport,
};
use shared::platform::export::{ExportFault, ExportView, KEPT_DAYS, STALLED_MS};
use std::path::{Path, PathBuf};
use store::platform::export::{self as runs, Ended, Gone, NewExport};
use store::{Change, Session, StoreError};
use uuid::Uuid;

/// How often an export says that it lives, and how far it is.
const BEAT_MS: i64 = 1_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(start);
    registry.add(cancel);
    registry.add(delete);
    registry.add(take);
}

/// Why an export ended without a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Cancelled,
    Failed(ExportFault),
}

impl Stop {
    const INTERNAL: Stop = Stop::Failed(ExportFault::Internal);
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Full(_)) {
            return Stop::Failed(ExportFault::Room);
        }
        // Goes to the log.
        let _ = problem_of(error);
        Stop::INTERNAL
    }
}

/// How far an export is; told to its row, when it has one.
struct Progress {
    services: Services,
    id: Option<Uuid>,
    /// Each record is written twice, as JSON and as CSV.
    halves: i64,
    total: i64,
    table: &'static str,
    told: Option<Instant>,
}

impl Progress {
    fn new(services: &Services, id: Option<Uuid>) -> Self {
        Self {
            services: services.clone(),
            id,
            halves: 0,
            total: 0,
            table: "",
            told: None,
        }
    }

    fn half_rows(&mut self, count: usize) {
        self.halves = self
            .halves
            .saturating_add(i64::try_from(count).unwrap_or(0));
    }

    /// Says how far it is, now or when a second has passed; ends when nobody wants it any more.
    async fn tell(&mut self, now: bool) -> Result<(), Stop> {
        let Some(id) = self.id else {
            return Ok(());
        };
        let at = self.services.clock().now();
        let due = self.told.is_none_or(|told| at.0 - told.0 >= BEAT_MS);
        if !now && !due {
            return Ok(());
        }
        self.told = Some(at);
        let mut session = self.services.store().write().await?;
        let far = (self.halves / 2, self.total, self.table);
        let going = runs::beat(&mut session, id, far, at).await?;
        session.commit().await?;
        if going { Ok(()) } else { Err(Stop::Cancelled) }
    }
}

/// Who takes everything away may see everything, whatever rights the role was given.
fn require_all(ctx: &Ctx) -> Result<(), Problem> {
    let needed = [
        Action::ManageCompany,
        Action::ManageUsers,
        Action::ViewAccount,
        Action::ViewLead,
        Action::ViewOpportunity,
        Action::ViewActivity,
        Action::ViewQuote,
        Action::ViewMargin,
        Action::ViewForecast,
        Action::ViewAudit,
    ];
    let all = needed
        .iter()
        .all(|action| ctx.scope_for(*action) == Scope::All);
    if all {
        Ok(())
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}

async fn read(ctx: Ctx, _: ReadExports) -> Result<Vec<ExportView>, Problem> {
    let mut session = ctx.read().await?;
    runs::list(&mut session).await.or_problem()
}

async fn start(ctx: Ctx, _: StartExport) -> Result<Vec<ExportView>, Problem> {
    require_all(&ctx)?;
    let services = ctx.services();
    let refused = |code| Problem::because(Issue::error(code, "").of_all());
    let folder = services
        .export_folder()
        .ok_or_else(|| refused("export_no_folder"))?;
    make_private(&folder).await?;
    if !write::check_room(services, &folder).await? {
        return Err(refused("export_no_room"));
    }
    end_stalled(services).await?;
    let id = ctx.uuid();
    let short: String = id.simple().to_string().chars().skip(20).collect();
    let file = format!("jalon-{}-{short}.zip", ctx.today());
    let new = NewExport {
        id,
        by: ctx.actor.user_id,
        at: ctx.now(),
        file: &file,
    };
    let mut session = ctx.write().await?;
    if !runs::insert(&mut session, &new).await.or_problem()? {
        return Err(refused("export_running"));
    }
    note(
        &mut session,
        ctx.now(),
        Some(ctx.actor.user_id),
        id,
        "export_started",
    )
    .await?;
    session.commit().await.or_problem()?;
    let (running, by) = (services.clone(), ctx.actor.user_id);
    tokio::spawn(async move {
        if let Err(problem) = run(&running, id, by, &folder.join(file)).await {
            tracing::error!(problem = %problem, "how an export ended could not be noted");
        }
    });
    read(ctx, ReadExports {}).await
}

/// Writes the file of an export and notes how it ended.
async fn run(services: &Services, id: Uuid, by: UserId, path: &Path) -> Result<(), Problem> {
    let mut progress = Progress::new(services, Some(id));
    let ended = match to_file(services, path, &mut progress).await {
        Ok(packed) => Ended::Done(packed.size),
        Err(Stop::Failed(fault)) => Ended::Failed(fault),
        Err(Stop::Cancelled) => return Ok(()),
    };
    let now = services.clock().now();
    // On the last of the room, too: whoever waits for it is told why it failed.
    let mut session = services.store().write_reserved().await.or_problem()?;
    if !runs::settle(&mut session, id, ended, now)
        .await
        .or_problem()?
    {
        drop(session);
        remove(vec![path.to_path_buf()]).await;
        return Ok(());
    }
    let action = match ended {
        Ended::Done(_) => "export_finished",
        Ended::Failed(_) => "export_failed",
    };
    note(&mut session, now, Some(by), id, action).await?;
    session.commit().await.or_problem()
}

/// Writes beside the place first: what is at the place is whole.
async fn to_file(
    services: &Services,
    path: &Path,
    progress: &mut Progress,
) -> Result<Packed, Stop> {
    let half = half_of(path);
    let written = write::write(services, &half, progress).await;
    let moved = match written {
        Ok(packed) => {
            let (from, to) = (half.clone(), path.to_path_buf());
            let moved = tokio::task::spawn_blocking(move || std::fs::rename(from, to)).await;
            match moved {
                Ok(Ok(())) => Ok(packed),
                _ => Err(Stop::INTERNAL),
            }
        }
        Err(stop) => Err(stop),
    };
    if moved.is_err() {
        remove(vec![half]).await;
    }
    moved
}

fn half_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

async fn cancel(ctx: Ctx, request: CancelExport) -> Result<Vec<ExportView>, Problem> {
    let mut session = ctx.write().await?;
    runs::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    // One that has just ended is shown as it ended.
    if runs::cancel(&mut session, request.id, ctx.now())
        .await
        .or_problem()?
    {
        let by = Some(ctx.actor.user_id);
        note(&mut session, ctx.now(), by, request.id, "export_cancelled").await?;
        session.commit().await.or_problem()?;
    }
    read(ctx, ReadExports {}).await
}

async fn delete(ctx: Ctx, request: DeleteExport) -> Result<Vec<ExportView>, Problem> {
    let mut session = ctx.write().await?;
    let (_, file) = runs::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if runs::delete(&mut session, request.id, ctx.now())
        .await
        .or_problem()?
    {
        let by = Some(ctx.actor.user_id);
        note(&mut session, ctx.now(), by, request.id, "export_deleted").await?;
        session.commit().await.or_problem()?;
        ctx.services()
            .remove_exports(vec![Gone {
                id: request.id,
                file,
            }])
            .await;
    }
    read(ctx, ReadExports {}).await
}

async fn take(ctx: Ctx, request: TakeExport) -> Result<ExportPlace, Problem> {
    require_all(&ctx)?;
    let mut session = ctx.write().await?;
    let (view, file) = runs::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let folder = ctx.services().export_folder();
    let path = folder
        .filter(|_| view.is_there())
        .map(|folder| folder.join(&file));
    let path = path.or_not_found()?;
    let looked = path.clone();
    let there = tokio::task::spawn_blocking(move || looked.is_file()).await;
    if !there.unwrap_or(false) {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let by = Some(ctx.actor.user_id);
    note(&mut session, ctx.now(), by, request.id, "export_downloaded").await?;
    session.commit().await.or_problem()?;
    Ok(ExportPlace {
        name: file,
        path: path.display().to_string(),
    })
}

async fn note(
    session: &mut Session,
    at: Instant,
    by: Option<UserId>,
    id: Uuid,
    action: &str,
) -> Result<(), Problem> {
    let facts = json!({ "export": id });
    let change = Change {
        entity: Entity::Export,
        id,
        parent: None,
        owner: None,
        action,
        before: None,
        after: Some(&facts),
    };
    session.record(at, by, change).await.or_problem()?;
    Ok(())
}

/// Ends exports whose servers stopped.
async fn end_stalled(services: &Services) -> Result<(), Problem> {
    let now = services.clock().now();
    let mut session = services.store().write().await.or_problem()?;
    let before = Instant(now.0 - STALLED_MS);
    let ended = runs::stalled(&mut session, before, now)
        .await
        .or_problem()?;
    for one in &ended {
        note(&mut session, now, None, one.id, "export_failed").await?;
    }
    session.commit().await.or_problem()?;
    services.remove_exports(ended).await;
    Ok(())
}

/// Deletes what was kept long enough, and ends what no server writes any more.
pub(super) async fn tidy(services: &Services) -> Result<(), Problem> {
    end_stalled(services).await?;
    let now = services.clock().now();
    let mut session = services.store().write().await.or_problem()?;
    let old = runs::expired(&mut session, now.plus_days(-KEPT_DAYS))
        .await
        .or_problem()?;
    for one in &old {
        runs::delete(&mut session, one.id, now).await.or_problem()?;
        note(&mut session, now, None, one.id, "export_deleted").await?;
    }
    session.commit().await.or_problem()?;
    services.remove_exports(old).await;
    Ok(())
}

/// Ends every export in the transaction of an erasure, whose report counts them: each holds the person.
pub(super) async fn end_all(
    ctx: &Ctx,
    session: &mut Session,
    report: &mut Report,
) -> Result<Vec<Gone>, Problem> {
    let gone = runs::end_all(session, ctx.now()).await.or_problem()?;
    for one in &gone {
        let by = Some(ctx.actor.user_id);
        note(session, ctx.now(), by, one.id, "export_deleted").await?;
    }
    if let Ok(about) = u32::try_from(gone.len())
        && about > 0
    {
        report.places.push(PlaceCount {
            place: "exports".to_owned(),
            about,
            named: 0,
        });
        report
            .places
            .sort_by(|one, other| one.place.cmp(&other.place));
    }
    Ok(gone)
}

async fn make_private(folder: &Path) -> Result<(), Problem> {
    let folder = folder.to_path_buf();
    let made = tokio::task::spawn_blocking(move || {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(folder)
    })
    .await;
    match made {
        Ok(Ok(())) => Ok(()),
        other => {
            tracing::error!(?other, "the folder of exports cannot be made");
            Err(Problem::because(
                Issue::error("export_no_folder", "").of_all(),
            ))
        }
    }
}

async fn remove(paths: Vec<PathBuf>) {
    let done = tokio::task::spawn_blocking(move || {
        for path in paths {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    tracing::error!(%error, path = %path.display(), "the file of an export cannot be deleted");
                }
                _ => {}
            }
        }
    });
    // It says itself what it could not do.
    let _ = done.await;
}

impl Services {
    /// Keeps the files of exports in this folder.
    pub fn export_into(&self, folder: PathBuf) {
        // Said once, at the start.
        let _ = self.inner.export_folder.set(folder);
    }

    /// Where the files of exports are: `exports` beside a SQLite database when nobody said.
    fn export_folder(&self) -> Option<PathBuf> {
        let said = self.inner.export_folder.get().cloned();
        said.or_else(|| self.store().folder().map(|folder| folder.join("exports")))
    }

    /// Deletes files that were given up, and what was begun of them.
    pub(crate) async fn remove_exports(&self, gone: Vec<Gone>) {
        let Some(folder) = self.export_folder().filter(|_| !gone.is_empty()) else {
            return;
        };
        let paths = gone.into_iter().map(|one| folder.join(one.file));
        remove(paths.flat_map(|path| [half_of(&path), path]).collect()).await;
    }

    /// Exports everything to a new file, for the command line; gives its size in bytes and how many records and
    /// files it holds.
    ///
    /// # Errors
    /// When the database is away or there is no room.
    pub async fn export_to(&self, path: &Path) -> Result<(i64, i64, usize), Problem> {
        let mut progress = Progress::new(self, None);
        match to_file(self, path, &mut progress).await {
            Ok(packed) => Ok((packed.size, progress.total, packed.files)),
            Err(Stop::Failed(ExportFault::Room)) => Err(Problem::because(
                Issue::error("export_no_room", "").of_all(),
            )),
            Err(_) => Err(Problem::of(ProblemKind::Internal)),
        }
    }
}
