//! What is taken along to make quotes without a network: no more than this person may read, and no more
//! than a browser can hold. What comes back is made into quotes by `quotes::arrival`.

use crate::cpq::{catalog, models, quotes};
use crate::{Ctx, OrProblem, Registry};
use shared::cpq::catalog::Catalog;
use shared::cpq::models::ProductModel;
use shared::cpq::offline::ops::TakeAlong;
use shared::cpq::offline::{Luggage, TakenAccount};
use shared::cpq::promotions::PromotionRow;
use shared::kernel::{Action, Problem};
use store::Session;
use store::cpq::catalog::price_books;
use store::cpq::{agreements, offline as table, promotions};

/// Most customers.
const ACCOUNTS: u32 = 300;
/// Most entries of all price books together.
const ENTRIES: usize = 10_000;
/// Most bytes of all models together, as they are stored.
const MODEL_BYTES: usize = 4_000_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(take_along);
}

async fn take_along(ctx: Ctx, _: TakeAlong) -> Result<Luggage, Problem> {
    let mut session = ctx.read().await?;
    let mut left_behind = Vec::new();
    let books = books(&ctx, &mut session, &mut left_behind).await?;
    let models = configurable(&ctx, &mut session, &books, &mut left_behind).await?;
    let (accounts, more_accounts) = accounts(&ctx, &mut session).await?;
    let mut blank = quotes::blank_of(&ctx);
    blank.subscription.proration = quotes::proration(&mut session).await?;
    blank.payment_days = quotes::payment_days(&mut session).await?;
    Ok(Luggage {
        owner: ctx.actor.user_id,
        taken_at: ctx.now(),
        blank,
        accounts,
        more_accounts,
        books,
        promotions: in_season(&ctx, &mut session).await?,
        models,
        left_behind,
        sees_margin: ctx.actor.may(Action::ViewMargin),
    })
}

/// The price books that are offered or will be, with the prices of products that are sold.
async fn books(
    ctx: &Ctx,
    session: &mut Session,
    left_behind: &mut Vec<String>,
) -> Result<Vec<Catalog>, Problem> {
    let mut room = ENTRIES;
    let mut taken = Vec::new();
    for book in price_books::list(session, false).await.or_problem()? {
        if book.draft.valid_to.is_some_and(|to| to < ctx.today()) {
            continue;
        }
        let entries = usize::try_from(book.entries).unwrap_or(usize::MAX);
        match room.checked_sub(entries) {
            Some(rest) => {
                room = rest;
                taken.push(catalog::offered(ctx, session, book.id).await?);
            }
            None => left_behind.push(book.draft.name),
        }
    }
    Ok(taken)
}

/// The models of the products in these price books.
async fn configurable(
    ctx: &Ctx,
    session: &mut Session,
    books: &[Catalog],
    left_behind: &mut Vec<String>,
) -> Result<Vec<ProductModel>, Problem> {
    let items: Vec<_> = books.iter().flat_map(|catalog| &catalog.items).collect();
    let mut room = MODEL_BYTES;
    let mut taken = Vec::new();
    for row in models::offered_today(ctx, session).await? {
        let Some(item) = items
            .iter()
            .find(|item| item.entry.product_id == row.product_id)
        else {
            continue;
        };
        let model = models::shown(ctx, session, row.id).await?;
        let bytes =
            serde_json::to_string(&model.draft.content).map_or(usize::MAX, |json| json.len());
        match room.checked_sub(bytes) {
            Some(rest) => {
                room = rest;
                taken.push(model);
            }
            None => left_behind.push(item.name.get(ctx.actor.lang).to_owned()),
        }
    }
    Ok(taken)
}

/// The customers one works with first, and whether there are more.
async fn accounts(ctx: &Ctx, session: &mut Session) -> Result<(Vec<TakenAccount>, bool), Problem> {
    let scope = ctx.scope_for(Action::ViewAccount);
    let mut found = table::customers(session, &ctx.actor, scope, ACCOUNTS + 1)
        .await
        .or_problem()?;
    let most = usize::try_from(ACCOUNTS).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let mut taken = Vec::with_capacity(found.len());
    for customer in found {
        let agreements = agreements::of_account(session, customer.id)
            .await
            .or_problem()?;
        taken.push(TakenAccount {
            id: customer.id,
            name: customer.name,
            segment: customer.industry,
            payment_days: customer.payment_days,
            agreements,
        });
    }
    Ok((taken, more))
}

/// Promotions that need no coupon and are not over. One with a coupon is typed where the server can be asked.
async fn in_season(ctx: &Ctx, session: &mut Session) -> Result<Vec<PromotionRow>, Problem> {
    let mut rows = promotions::automatic(session).await.or_problem()?;
    rows.retain(|row| {
        let draft = &row.draft;
        let spent = draft.uses.is_some_and(|most| row.used >= most)
            || draft
                .budget_minor
                .is_some_and(|most| row.given_minor >= most);
        draft.active && !spent && draft.ends_on.is_none_or(|last| ctx.today() <= last)
    });
    // What all quotes took of one together is for those who keep promotions.
    for row in &mut rows {
        (row.used, row.given_minor) = (0, 0);
    }
    Ok(rows)
}
