//! A quote that was written without a network arrives: made once, however often it is sent, with the prices
//! of today, and with what differs from those it was offered at.

use super::create::{First, add, already, next_number};
use super::save::{keep, own_values, saveable, tidy};
use super::{configured, finish, load, named, trust};
use crate::cpq::{clauses, promotions, refuse_errors};
use crate::{Ctx, OrProblem};
use shared::cpq::catalog::CatalogItem;
use shared::cpq::offline::ops::{Arrival, SendTravelling};
use shared::cpq::offline::{price_changes, redate, same_contents};
use shared::cpq::quotes::rules::pricing_errors;
use shared::cpq::quotes::{QuoteDraft, QuoteLine, QuoteView, price_draft};
use shared::cpq::quotes::{formulas, schedules, shares};
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::fields::CustomValues;
use std::borrow::Cow;
use store::Session;
use store::cpq::catalog::price_books;
use store::cpq::quotes as table;

pub(super) async fn send(ctx: Ctx, request: SendTravelling) -> Result<Arrival, Problem> {
    // Somebody else has signed in in that browser since: the page is told that its session is over.
    if request
        .owner
        .is_some_and(|owner| owner != ctx.actor.user_id)
    {
        return Err(Problem::of(ProblemKind::Unauthenticated));
    }
    let mut session = ctx.write().await?;
    // The number first: the same quote sent twice at once stands in line here, and the second one finds
    // what the first has made. A number that is not used is given back with the transaction.
    let number = next_number(&mut session, ctx.today()).await?;
    if let Some(made) = already(&ctx, &mut session, request.id).await? {
        return Ok(answer(&request.draft, made, true));
    }
    let taken = table::get_any(&mut session, request.id)
        .await
        .or_problem()?;
    if taken.is_some() {
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    let mut draft = tidy(request.draft.clone());
    // Contacts are not taken along.
    draft.contact_id = None;
    refuse_errors(saveable(&draft))?;
    own_values(&ctx, &mut session, &CustomValues::default(), &mut draft).await?;
    redate(&mut draft, ctx.today());
    still_there(&ctx, &mut session, &draft).await?;
    let first = First {
        id: request.id,
        number: &number,
        opportunity_id: None,
        draft: &empty(&draft),
        priced: None,
    };
    add(&ctx, &mut session, first).await?;
    // From here on it is saved as the editor saves one: nothing but what a person types is believed.
    let before = load(&ctx, &mut session, request.id).await?;
    trust::fill_in(&ctx, &mut session, &before, &mut draft).await?;
    configured::fill_in(&mut session, &before.draft, &mut draft, ctx.today()).await?;
    formulas::settle(&mut draft);
    schedules::settle(&mut draft);
    promotions::take(&mut session, &mut draft).await?;
    // What is written is what is priced.
    shares::settle(&mut draft);
    let priced = price_draft(&draft);
    refuse_errors(pricing_errors(&priced))?;
    clauses::fill_in(&ctx, &mut session, &before, &mut draft, &priced).await?;
    keep(&ctx, &mut session, &before, &draft, &priced).await?;
    let made = finish(&ctx, session, request.id, "created", None).await?;
    Ok(answer(&request.draft, made, false))
}

fn answer(offered: &QuoteDraft, quote: QuoteView, repeated: bool) -> Arrival {
    Arrival {
        changes: price_changes(offered, &quote.draft),
        differs: repeated && !same_contents(offered, &quote.draft),
        repeated,
        quote,
    }
}

/// What lines, promotions and clauses are added to, each after it was looked at.
fn empty(draft: &QuoteDraft) -> QuoteDraft {
    QuoteDraft {
        lines: Vec::new(),
        promotions: Vec::new(),
        clauses: Vec::new(),
        ..draft.clone()
    }
}

/// The customer and the price book may have gone while the quote was on its way.
async fn still_there(ctx: &Ctx, session: &mut Session, draft: &QuoteDraft) -> Result<(), Problem> {
    if let Some(id) = draft.account_id
        && !named::sees(ctx, session, id).await?
    {
        return Err(Problem::because(Issue::error("account_gone", "account_id")));
    }
    if let Some(id) = draft.price_book_id {
        let book = price_books::get(session, id).await.or_problem()?;
        let book = book.filter(|book| book.is_offered_on(ctx.today()));
        let wrong = match book {
            None => Some("price_book_not_offered"),
            Some(book) if book.draft.currency != draft.currency => Some("currency_of_price_book"),
            Some(_) => None,
        };
        if let Some(code) = wrong {
            return Err(Problem::because(Issue::error(code, "price_book_id")));
        }
        let items = price_books::items(session, id).await.or_problem()?;
        refuse_errors(retired(draft, &items))?;
    }
    Ok(())
}

/// The lines whose product is not sold any more.
fn retired(draft: &QuoteDraft, items: &[CatalogItem]) -> Vec<Issue> {
    let gone = |line: &QuoteLine| {
        items.iter().any(|item| {
            !item.active
                && Some(item.entry.product_id) == line.product_id
                && item.entry.charge == line.price.charge
        })
    };
    let lines = draft.lines.iter().enumerate();
    lines
        .filter(|(_, line)| gone(line))
        .map(|(position, _)| {
            let mut issue = Issue::error("product_retired", "product_id");
            issue.field = Some(Cow::Owned(format!("lines.{position}.product_id")));
            issue
        })
        .collect()
}
