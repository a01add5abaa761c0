//! Reading contacts.

use super::view;
use crate::crm::entries;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::contacts::{
    ContactRelated, ContactRow, ContactView, GetContact, GetContactRelated, ListContacts,
    SuggestContacts,
};
use shared::kernel::event::Entity;
use shared::kernel::{ContactId, Named, Page, Problem};
use store::crm::contacts::{self as rows, ContactPlace};
use store::crm::related::{self, Around};

/// Most rows a picker shows.
const SUGGESTIONS: u32 = 10;
/// Changes shown of a record's history.
const HISTORY: i64 = 50;

pub(super) async fn list(ctx: Ctx, request: ListContacts) -> Result<Page<ContactRow>, Problem> {
    rows::list(&mut ctx.read().await?, &request, (ctx.now(), ctx.today()))
        .await
        .or_problem()
}

pub(super) async fn get(ctx: Ctx, request: GetContact) -> Result<ContactView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session, request.id).await
}

pub(super) async fn related(
    ctx: Ctx,
    request: GetContactRelated,
) -> Result<ContactRelated, Problem> {
    let (actor, around) = (&ctx.actor, Around::Contact(request.id));
    let mut session = ctx.read().await?;
    let s = &mut session;
    rows::get(s, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let log = store::history(s, request.id.0, HISTORY)
        .await
        .or_problem()?;
    let names = store::crm::people(s).await.or_problem()?;
    Ok(ContactRelated {
        deals: related::deals(s, actor, around).await.or_problem()?,
        history: entries(Entity::Contact, log, &names),
    })
}

pub(super) async fn suggest(
    ctx: Ctx,
    request: SuggestContacts,
) -> Result<Vec<Named<ContactId>>, Problem> {
    let limit = match request.limit {
        0 => SUGGESTIONS,
        limit => limit.min(50),
    };
    let place = request.account.map(|account| ContactPlace {
        account,
        today: ctx.today(),
    });
    rows::suggest(&mut ctx.read().await?, &request.text, place, limit)
        .await
        .or_problem()
}
