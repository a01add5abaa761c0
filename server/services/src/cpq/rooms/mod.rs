//! Rooms as the seller sees them: links made and closed, what was read, questions answered.
//! What a visitor does is in [`visitor`], what they look at in [`looking`].

mod beyond;
mod certificate;
mod codes;
mod looking;
mod page;
mod signing;
mod visitor;

pub use page::{RoomPage, Visitor};

use crate::cpq::attachments;
use crate::platform::auth::{new_token, token_hash};
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use serde_json::{Value, json};
use shared::cpq::quotes::{effective_state, figures, price_draft};
use shared::cpq::rooms::ops::{AnswerRoom, CloseRoom, GetRooms, OpenRoom, OpenedRoom};
use shared::cpq::rooms::{
    Message, ROOMS, RoomsView, check_message, check_recipient, may_open, slide_names,
};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Instant, Issue, Problem, QuoteId, UserId};
use shared::platform::mail::Address;
use store::cpq::quotes::{self as quotes, StoredQuote};
use store::cpq::rooms as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(certificate::get);
    registry.add(open);
    registry.add(close);
    registry.add(answer);
}

async fn load(ctx: &Ctx, session: &mut Session, id: QuoteId) -> Result<StoredQuote, Problem> {
    quotes::get(session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?
        .filter(|quote| !quote.deleted)
        .or_not_found()
}

/// Appends the event of something that happened in a quote's rooms. Without an actor it was the
/// customer.
async fn note(
    session: &mut Session,
    quote: &StoredQuote,
    (actor, at): (Option<UserId>, Instant),
    action: &str,
    facts: Value,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Quote,
        id: quote.id.0,
        parent: quote.opportunity.as_ref().map(|deal| deal.id.0),
        owner: Some(quote.owner.id),
        action,
        before: None,
        after: Some(&facts),
    };
    session.record(at, actor, change).await.or_problem()?;
    Ok(())
}

async fn view(ctx: &Ctx, session: &mut Session, quote: &StoredQuote) -> Result<RoomsView, Problem> {
    let may_edit = quotes::is_within(
        session,
        &ctx.actor,
        ctx.scope_for(Action::EditQuote),
        quote.id,
    )
    .await
    .or_problem()?;
    let state = effective_state(quote.state, quote.draft.valid_until, ctx.today());
    let priced = price_draft(&quote.draft);
    let gross = figures(&priced).gross_minor;
    let files = attachments::of_customer(session, quote.id).await?;
    Ok(RoomsView {
        quote_id: quote.id,
        slides: slide_names(&quote.draft, &priced),
        files: files.into_iter().map(|file| file.title).collect(),
        may_open: may_edit && may_open(state) && quote.active_version,
        needs_email: may_edit
            && codes::needed(ctx.services(), session, "", &quote.draft, gross).await?,
        may_edit,
        rooms: rows::rooms(session, quote.id).await.or_problem()?,
        messages: rows::messages(session, quote.id).await.or_problem()?,
        signature: signing::kept(session, quote.id).await?,
    })
}

async fn get(ctx: Ctx, request: GetRooms) -> Result<RoomsView, Problem> {
    let mut session = ctx.read().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    view(&ctx, &mut session, &quote).await
}

async fn open(ctx: Ctx, request: OpenRoom) -> Result<OpenedRoom, Problem> {
    refuse(check_recipient(&request.recipient))?;
    let mut session = ctx.write().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let state = effective_state(quote.state, quote.draft.valid_until, ctx.today());
    if !may_open(state) || !quote.active_version {
        return Err(Problem::because(Issue::error(
            "room_needs_sent_quote",
            "state",
        )));
    }
    let open = rows::open_rooms(&mut session, quote.id)
        .await
        .or_problem()?;
    if usize::try_from(open).unwrap_or(usize::MAX) >= ROOMS {
        return Err(Problem::because(
            Issue::error("too_many", "rooms").with("max", ROOMS),
        ));
    }
    let email = signer(&ctx, &mut session, &quote, &request.email).await?;
    let token = new_token();
    let recipient = request.recipient.trim();
    let made = rows::insert(
        &mut session,
        request.room_id,
        quote.id,
        &token_hash(&token),
        (recipient, &email),
        ctx.now(),
    )
    .await
    .or_problem()?;
    if !made {
        return Err(Problem::because(Issue::error("duplicate", "room_id")));
    }
    let facts = json!({ "recipient": recipient });
    let by = (Some(ctx.actor.user_id), ctx.now());
    note(&mut session, &quote, by, "room_opened", facts).await?;
    let view = view(&ctx, &mut session, &quote).await?;
    session.commit().await.or_problem()?;
    Ok(OpenedRoom {
        path: format!("/room/{token}"),
        view,
    })
}

/// Where the code goes before it is signed; needed for a total the company asks one for.
async fn signer(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    typed: &str,
) -> Result<String, Problem> {
    if typed.trim().is_empty() {
        let gross = figures(&price_draft(&quote.draft)).gross_minor;
        return if codes::needed(ctx.services(), session, "", &quote.draft, gross).await? {
            Err(Problem::because(Issue::error(
                "signer_email_needed",
                "email",
            )))
        } else {
            Ok(String::new())
        };
    }
    let address = Address::parse(typed).map_err(Problem::because)?;
    Ok(address.as_str().to_owned())
}

async fn close(ctx: Ctx, request: CloseRoom) -> Result<RoomsView, Problem> {
    let mut session = ctx.write().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let closed = rows::close(&mut session, request.room_id, quote.id, ctx.now())
        .await
        .or_problem()?;
    if closed {
        let facts = json!({ "room": request.room_id });
        let by = (Some(ctx.actor.user_id), ctx.now());
        note(&mut session, &quote, by, "room_closed", facts).await?;
    }
    let view = view(&ctx, &mut session, &quote).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn answer(ctx: Ctx, request: AnswerRoom) -> Result<RoomsView, Problem> {
    refuse(check_message(&ctx.actor.name, &request.text))?;
    let mut session = ctx.write().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    let message = Message {
        id: request.message_id,
        author: ctx.actor.name.clone(),
        ours: true,
        text: request.text.trim().to_owned(),
        at: ctx.now(),
    };
    let kept = rows::insert_message(&mut session, quote.id, &message)
        .await
        .or_problem()?;
    if kept {
        let facts = json!({ "text": message.text });
        let by = (Some(ctx.actor.user_id), ctx.now());
        note(&mut session, &quote, by, "room_answered", facts).await?;
    }
    let view = view(&ctx, &mut session, &quote).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
