//! Files on their way to an import: in the memory of a server that is alone with its database, in the database
//! where each part may come to another server.

use super::desk::{ALL_BYTES, KEPT_MS, Uploaded};
use crate::{Ctx, OrNotFound, OrProblem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use shared::kernel::{ImportId, Instant, Issue, Problem, ProblemKind};
use shared::platform::imports::decode::MAX_BYTES;
use shared::platform::imports::ops::UploadPart;
use store::Session;
use store::platform::imports::{self as log, Upload};

/// Appends a part; answers how many there are. The first part begins anew.
pub(super) async fn add(ctx: &Ctx, part: UploadPart) -> Result<u32, Problem> {
    if !ctx.store().is_shared() {
        return ctx.services().inner.imports.add_part(ctx, part);
    }
    let (id, number) = (part.upload, part.part);
    // Base64 either way: of a text, too, no sign is lost.
    let (content, size) = if part.workbook {
        let bytes = BASE64.decode(&part.text);
        let bytes = bytes.map_err(|_| Problem::because(Issue::error("malformed", "text")))?;
        (part.text, bytes.len())
    } else {
        (BASE64.encode(&part.text), part.text.len())
    };
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let mut session = ctx.write().await?;
    log::forget_uploads(&mut session, Instant(ctx.now().0 - KEPT_MS))
        .await
        .or_problem()?;
    let mut there = log::upload(&mut session, id).await.or_problem()?;
    if there.is_some_and(|there| there.by != ctx.actor.user_id) {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    if number == 0 {
        log::drop_upload(&mut session, id).await.or_problem()?;
        there = None;
    }
    let there = there.unwrap_or(Upload {
        by: ctx.actor.user_id,
        since: ctx.now(),
        workbook: part.workbook,
        parts: 0,
        size: 0,
    });
    if there.parts != i64::from(number) || there.workbook != part.workbook {
        return Err(Problem::of(ProblemKind::Conflict));
    }
    // UTF-8 may be up to three times as long as the file's own encoding.
    let most = bounded(if there.workbook { 1 } else { 3 } * MAX_BYTES);
    let waiting = log::waiting_bytes(&mut session).await.or_problem()?;
    if there.size + size > most || waiting + size > bounded(ALL_BYTES) {
        log::drop_upload(&mut session, id).await.or_problem()?;
        session.commit().await.or_problem()?;
        return Err(Problem::because(
            Issue::error("file_too_large", "file").with("limit", 50),
        ));
    }
    log::add_part(&mut session, id, &there, &content, size)
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    Ok(number + 1)
}

fn bounded(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A copy of a workbook that waits for its import.
pub(super) async fn workbook(ctx: &Ctx, id: ImportId) -> Result<Vec<u8>, Problem> {
    if !ctx.store().is_shared() {
        return ctx.services().inner.imports.workbook(ctx, id);
    }
    let mut session = ctx.read().await?;
    match whole(ctx, &mut session, id).await? {
        Uploaded::Workbook(bytes) => Ok(bytes),
        Uploaded::Text(_) => Err(Problem::of(ProblemKind::NotFound)),
    }
}

/// Takes the whole of an upload, once.
pub(super) async fn take(ctx: &Ctx, id: ImportId) -> Result<Uploaded, Problem> {
    if !ctx.store().is_shared() {
        return ctx.services().inner.imports.take(ctx, id);
    }
    let mut session = ctx.write().await?;
    let uploaded = whole(ctx, &mut session, id).await?;
    // Of two that take it at the same time the second finds it gone.
    if !log::drop_upload(&mut session, id).await.or_problem()? {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    session.commit().await.or_problem()?;
    Ok(uploaded)
}

async fn whole(ctx: &Ctx, session: &mut Session, id: ImportId) -> Result<Uploaded, Problem> {
    let there = log::upload(session, id).await.or_problem()?;
    let there = there
        .filter(|there| there.by == ctx.actor.user_id)
        .or_not_found()?;
    let mut bytes = Vec::new();
    for part in log::parts(session, id).await.or_problem()? {
        BASE64
            .decode_vec(part, &mut bytes)
            .map_err(|_| Problem::of(ProblemKind::Internal))?;
    }
    Ok(if there.workbook {
        Uploaded::Workbook(bytes)
    } else {
        Uploaded::Text(bytes)
    })
}
