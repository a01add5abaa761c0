//! Files people keep here. What a file is, its bytes say, and its name has to agree; those of a record are seen
//! and changed with the right to the record.

mod content;

pub(crate) use content::{give, room_for_one, take};

use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict};
use serde::{Deserialize, Serialize};
use shared::kernel::{Action, Issue, Named, Problem, ProblemKind, Scope};
use shared::platform::files::ops::{
    AddFile, FilesView, GetFiles, ReadFile, RemoveFile, RenameFile, RestoreFile,
};
use shared::platform::files::{
    FileContent, FileHolder, FileOf, RECORD_FILES, RecordFile, check_title, title_of,
};
use store::platform::files::{self as rows, Place};
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(add);
    registry.add(rename);
    registry.add(remove);
    registry.add(restore);
    registry.add(read);
}

/// The record as this person sees it; what they may not see is not there.
async fn seen(ctx: &Ctx, session: &mut Session, of: FileOf) -> Result<Place, Problem> {
    ctx.require(of.view())?;
    let scope = ctx.scope_for(of.view());
    rows::place(session, &ctx.actor, scope, of)
        .await
        .or_problem()?
        .or_not_found()
}

/// The record, living and this person's to change.
async fn editable(ctx: &Ctx, session: &mut Session, of: FileOf) -> Result<Place, Problem> {
    let place = seen(ctx, session, of).await?;
    ctx.require(of.edit())?;
    if !within(ctx, session, of, of.edit()).await? {
        return Err(Problem::of(ProblemKind::Forbidden));
    }
    if place.deleted {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    Ok(place)
}

async fn within(
    ctx: &Ctx,
    session: &mut Session,
    of: FileOf,
    action: Action,
) -> Result<bool, Problem> {
    let scope = ctx.scope_for(action);
    if scope == Scope::None {
        return Ok(false);
    }
    let found = rows::place(session, &ctx.actor, scope, of).await;
    Ok(found.or_problem()?.is_some())
}

async fn view(
    ctx: &Ctx,
    session: &mut Session,
    of: FileOf,
    place: Place,
) -> Result<FilesView, Problem> {
    Ok(FilesView {
        of,
        may_edit: !place.deleted && within(ctx, session, of, of.edit()).await?,
        items: rows::list(session, of).await.or_problem()?,
    })
}

async fn get(ctx: Ctx, request: GetFiles) -> Result<FilesView, Problem> {
    let mut session = ctx.read().await?;
    let place = seen(&ctx, &mut session, request.of).await?;
    view(&ctx, &mut session, request.of, place).await
}

async fn add(ctx: Ctx, request: AddFile) -> Result<FilesView, Problem> {
    let taken = take(&request.file_name, &request.content)?;
    let of = request.of;
    let mut session = ctx.write().await?;
    let place = editable(&ctx, &mut session, of).await?;
    rows::hold(&mut session, of).await.or_problem()?;
    let there = rows::list(&mut session, of).await.or_problem()?;
    // Sent twice, it is kept once.
    if there.iter().any(|file| file.id == request.id) {
        return view(&ctx, &mut session, of, place).await;
    }
    room_for_one(there.len(), RECORD_FILES)?;
    // Of another record, or taken away: its id is used up.
    if rows::exists(&mut session, request.id).await.or_problem()? {
        return Err(Problem::because(Issue::error("duplicate", "id")));
    }
    let file = RecordFile {
        id: request.id,
        version: 1,
        title: title_of(&taken.file_name),
        file_name: taken.file_name,
        kind: taken.kind,
        size: taken.size,
        added_by: Some(Named::new(ctx.actor.user_id, ctx.actor.name.clone())),
        added_at: ctx.now(),
    };
    rows::insert(&mut session, of, &file, (&taken.sha256, &taken.content))
        .await
        .or_problem()?;
    let told = (None, Some(FileFacts::of(&file)));
    finish(&ctx, session, (of, place), "file_added", told).await
}

async fn rename(ctx: Ctx, request: RenameFile) -> Result<FilesView, Problem> {
    let of = request.of;
    if let Some(issue) = check_title(&request.title) {
        return Err(Problem::because(issue));
    }
    let title = request.title.trim();
    let mut session = ctx.write().await?;
    let place = editable(&ctx, &mut session, of).await?;
    let before = one(&mut session, of, request.id, false).await?;
    if before.version != request.version {
        return Err(conflict(&before));
    }
    if before.title == title {
        return view(&ctx, &mut session, of, place).await;
    }
    let done = rows::rename(&mut session, request.id, request.version, title)
        .await
        .or_problem()?;
    if !done {
        return Err(overtaken(&mut session, of, request.id).await?);
    }
    let after = RecordFile {
        title: title.to_owned(),
        ..before.clone()
    };
    let told = (Some(FileFacts::of(&before)), Some(FileFacts::of(&after)));
    finish(&ctx, session, (of, place), "file_renamed", told).await
}

async fn remove(ctx: Ctx, request: RemoveFile) -> Result<FilesView, Problem> {
    let of = request.of;
    let mut session = ctx.write().await?;
    let place = editable(&ctx, &mut session, of).await?;
    let file = one(&mut session, of, request.id, false).await?;
    if file.version != request.version {
        return Err(conflict(&file));
    }
    let done = rows::remove(&mut session, file.id, request.version, ctx.now())
        .await
        .or_problem()?;
    if !done {
        return Err(overtaken(&mut session, of, request.id).await?);
    }
    let told = (Some(FileFacts::of(&file)), None);
    finish(&ctx, session, (of, place), "file_removed", told).await
}

/// Whoever was faster has renamed the file, or taken it away.
async fn overtaken(session: &mut Session, of: FileOf, id: Uuid) -> Result<Problem, Problem> {
    let now = one(session, of, id, false).await?;
    Ok(conflict(&now))
}

/// What was taken away is nobody's to change meanwhile, so no version is asked for.
async fn restore(ctx: Ctx, request: RestoreFile) -> Result<FilesView, Problem> {
    let of = request.of;
    let mut session = ctx.write().await?;
    let place = editable(&ctx, &mut session, of).await?;
    let file = one(&mut session, of, request.id, true).await?;
    rows::hold(&mut session, of).await.or_problem()?;
    let there = rows::list(&mut session, of).await.or_problem()?;
    room_for_one(there.len(), RECORD_FILES)?;
    rows::restore(&mut session, file.id).await.or_problem()?;
    let told = (None, Some(FileFacts::of(&file)));
    finish(&ctx, session, (of, place), "file_restored", told).await
}

async fn read(ctx: Ctx, request: ReadFile) -> Result<FileContent, Problem> {
    let mut session = ctx.read().await?;
    seen(&ctx, &mut session, request.of).await?;
    let file = one(&mut session, request.of, request.id, false).await?;
    let (sha256, content) = rows::content(&mut session, file.id).await.or_problem()?;
    give(file.id, (file.file_name, file.kind), &sha256, &content)
}

/// A file of this record; one of another is none of it.
async fn one(
    session: &mut Session,
    of: FileOf,
    id: Uuid,
    removed: bool,
) -> Result<RecordFile, Problem> {
    rows::get(session, of, id, removed)
        .await
        .or_problem()?
        .or_not_found()
}

/// What the log keeps of a file.
#[derive(Serialize, Deserialize)]
pub(crate) struct FileFacts {
    /// Which.
    pub id: Uuid,
    /// What it is called.
    pub file: String,
    /// The name it is saved under.
    file_name: String,
}

impl FileFacts {
    fn of(file: &RecordFile) -> Self {
        Self {
            id: file.id,
            file: file.title.clone(),
            file_name: file.file_name.clone(),
        }
    }
}

/// Writes the event of the record down, and answers its files as they are now.
async fn finish(
    ctx: &Ctx,
    mut session: Session,
    (of, place): (FileOf, Place),
    action: &str,
    (before, after): (Option<FileFacts>, Option<FileFacts>),
) -> Result<FilesView, Problem> {
    // Everybody may know of accounts and contacts.
    let open = matches!(of.kind, FileHolder::Account | FileHolder::Contact);
    let change = Change {
        entity: of.kind.entity(),
        id: of.id,
        parent: place.account,
        owner: place.owner.filter(|_| !open),
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(&mut session, change).await?;
    let answer = view(ctx, &mut session, of, place).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}
