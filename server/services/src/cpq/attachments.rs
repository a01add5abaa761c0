//! Files of quotes. What a file is, its bytes say, and its name has to agree. They change while the quote is a
//! draft; what is sent is what is signed.

use super::or_issue;
use crate::platform::files::{give, room_for_one, take};
use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict};
use serde_json::json;
use shared::cpq::attachments::ops::{
    AddAttachment, AttachmentsView, GetAttachments, ReadAttachment, SaveAttachments,
};
use shared::cpq::attachments::{Attachment, FILES, arrange, shown};
use shared::cpq::rooms::SignedFile;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, Problem, QuoteId, QuoteTemplateId};
use shared::platform::files::{FileContent, title_of};
use store::cpq::attachments as rows;
use store::cpq::quotes::{self as quotes, StoredQuote};
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(add);
    registry.add(save);
    registry.add(read);
}

async fn load(ctx: &Ctx, session: &mut Session, id: QuoteId) -> Result<StoredQuote, Problem> {
    quotes::get(session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?
        .filter(|quote| !quote.deleted)
        .or_not_found()
}

async fn view(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<AttachmentsView, Problem> {
    let edit = ctx.scope_for(Action::EditQuote);
    let within = quotes::is_within(session, &ctx.actor, edit, quote.id)
        .await
        .or_problem()?;
    Ok(AttachmentsView {
        quote_id: quote.id,
        version: rows::version(session, quote.id).await.or_problem()?,
        may_edit: within && quote.active_version && quote.state.is_editable(),
        items: rows::list(session, quote.id).await.or_problem()?,
    })
}

async fn get(ctx: Ctx, request: GetAttachments) -> Result<AttachmentsView, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.quote_id).await?;
    view(&ctx, &mut session, &quote).await
}

/// Holds the list for a change; refuses one of a quote that is not written any more.
async fn hold(session: &mut Session, quote: &StoredQuote) -> Result<(), Problem> {
    if rows::touch(session, quote.id).await.or_problem()? {
        Ok(())
    } else {
        Err(Problem::because(Issue::error(
            "attachments_frozen",
            "state",
        )))
    }
}

async fn add(ctx: Ctx, request: AddAttachment) -> Result<AttachmentsView, Problem> {
    let taken = take(&request.file_name, &request.content)?;
    let mut session = ctx.write().await?;
    let quote = load(&ctx, &mut session, request.quote_id).await?;
    let known = rows::list(&mut session, quote.id).await.or_problem()?;
    // Sent twice, it is kept once.
    if known.iter().any(|file| file.id == request.id) {
        return view(&ctx, &mut session, &quote).await;
    }
    hold(&mut session, &quote).await?;
    // Counted once nobody else adds one.
    let before = rows::list(&mut session, quote.id).await.or_problem()?;
    room_for_one(before.len(), FILES)?;
    // Of another quote, or taken away: its id is used up.
    if rows::exists(&mut session, request.id).await.or_problem()? {
        return Err(Problem::because(Issue::error("duplicate", "id")));
    }
    let file = Attachment {
        id: request.id,
        title: title_of(&taken.file_name),
        kind: taken.kind,
        size: taken.size,
        sha256: taken.sha256,
        shown: request.shown,
        file_name: taken.file_name,
    };
    let place = i64::try_from(before.len()).unwrap_or(i64::MAX);
    let kept = rows::insert(
        &mut session,
        quote.id,
        &file,
        &taken.content,
        (place, ctx.now()),
    )
    .await;
    or_issue(kept, "duplicate", "id")?;
    record(&ctx, &mut session, &quote, "attachment_added", &before).await?;
    let answer = view(&ctx, &mut session, &quote).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}

async fn save(ctx: Ctx, request: SaveAttachments) -> Result<AttachmentsView, Problem> {
    let mut session = ctx.write().await?;
    let quote = load(&ctx, &mut session, request.quote_id).await?;
    let version = rows::version(&mut session, quote.id).await.or_problem()?;
    if version != request.version {
        return Err(conflict(&view(&ctx, &mut session, &quote).await?));
    }
    let known = rows::known(&mut session, quote.id).await.or_problem()?;
    let list = arrange(&known, &request.items).map_err(Problem::invalid)?;
    hold(&mut session, &quote).await?;
    // Held now: whoever was faster has raised the version.
    let held = rows::version(&mut session, quote.id).await.or_problem()?;
    if held != version + 1 {
        return Err(conflict(&view(&ctx, &mut session, &quote).await?));
    }
    let before = rows::list(&mut session, quote.id).await.or_problem()?;
    rows::put_list(&mut session, quote.id, &list, ctx.now())
        .await
        .or_problem()?;
    record(&ctx, &mut session, &quote, "attachments_changed", &before).await?;
    let answer = view(&ctx, &mut session, &quote).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    action: &str,
    before: &[Attachment],
) -> Result<(), Problem> {
    let after = rows::list(session, quote.id).await.or_problem()?;
    let (before, after) = (json!({ "files": before }), json!({ "files": after }));
    let change = Change {
        entity: Entity::Quote,
        id: quote.id.0,
        parent: quote.opportunity.as_ref().map(|deal| deal.id.0),
        owner: Some(quote.owner.id),
        action,
        before: Some(&before),
        after: Some(&after),
    };
    ctx.record(session, change).await
}

async fn read(ctx: Ctx, request: ReadAttachment) -> Result<FileContent, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.quote_id).await?;
    file_of(&mut session, quote.id, request.id).await
}

/// A file with its bytes.
pub(super) async fn file_of(
    session: &mut Session,
    quote: QuoteId,
    id: Uuid,
) -> Result<FileContent, Problem> {
    let (file, content) = rows::content(session, quote, id)
        .await
        .or_problem()?
        .or_not_found()?;
    give(id, (file.file_name, file.kind), &file.sha256, &content)
}

/// Gives a copy of a quote, or its next version, the same files.
pub(super) async fn copy_all(
    ctx: &Ctx,
    session: &mut Session,
    from: QuoteId,
    to: QuoteId,
) -> Result<(), Problem> {
    for file in rows::list(session, from).await.or_problem()? {
        rows::copy(session, (file.id, to), ctx.uuid(), ctx.now())
            .await
            .or_problem()?;
    }
    Ok(())
}

/// Keeps copies of a quote's files with a template.
pub(super) async fn into_template(
    ctx: &Ctx,
    session: &mut Session,
    from: QuoteId,
    to: QuoteTemplateId,
) -> Result<(), Problem> {
    for file in rows::list(session, from).await.or_problem()? {
        rows::copy_into_template(session, (file.id, to), ctx.uuid(), ctx.now())
            .await
            .or_problem()?;
    }
    Ok(())
}

/// Gives a new quote the files its template carries.
pub(super) async fn from_template(
    ctx: &Ctx,
    session: &mut Session,
    from: QuoteTemplateId,
    to: QuoteId,
) -> Result<(), Problem> {
    for id in rows::of_template(session, from).await.or_problem()? {
        rows::copy_from_template(session, (id, to), ctx.uuid(), ctx.now())
            .await
            .or_problem()?;
    }
    Ok(())
}

/// Every file of a quote, in its order.
pub(super) async fn all(session: &mut Session, quote: QuoteId) -> Result<Vec<Attachment>, Problem> {
    rows::list(session, quote).await.or_problem()
}

/// What a customer gets of a quote, in its order.
pub(super) async fn of_customer(
    session: &mut Session,
    quote: QuoteId,
) -> Result<Vec<Attachment>, Problem> {
    let all = rows::list(session, quote).await.or_problem()?;
    Ok(shown(&all).cloned().collect())
}

/// The same as a signature says it.
pub(super) async fn signed(
    session: &mut Session,
    quote: QuoteId,
) -> Result<Vec<SignedFile>, Problem> {
    let files = of_customer(session, quote).await?;
    Ok(files.iter().map(SignedFile::from).collect())
}
