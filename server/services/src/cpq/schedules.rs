//! Discount schedules: written by administrators, taken over by lines with the prices of a price book.

use crate::cpq::{conflict, or_issue, refuse_errors};
use crate::kept_list::{self, kept_row};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use chrono::Months;
use serde_json::Value;
use shared::cpq::catalog::{CatalogItem, PriceBook};
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::cpq::schedules::ops::{
    DeleteDiscountSchedule, ListDiscountSchedules, SaveDiscountSchedule,
};
use shared::cpq::schedules::{ScheduleDraft, ScheduleRow, attach, validate_schedule};
use shared::kernel::{DiscountScheduleId, Issue, Problem, QuoteId};
use store::Session;
use store::cpq::catalog::{price_books, products};
use store::cpq::schedules as table;

kept_row!(
    ScheduleRow, DiscountScheduleId, ScheduleDraft, DiscountSchedule,
    most: 500, first: "name", facts: facts
);

fn facts(ctx: &Ctx, draft: &ScheduleDraft) -> Value {
    kept_list::named_facts(ctx, draft, &draft.name)
}

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
}

/// Gives the items of a price book the schedules they follow now.
pub(super) async fn attach_to(
    session: &mut Session,
    book: &PriceBook,
    items: &mut [CatalogItem],
) -> Result<(), Problem> {
    let schedules = table::all(session).await.or_problem()?;
    attach(items, book.id, book.draft.currency, &schedules);
    Ok(())
}

/// Writes to the lines of a quote what its customer ordered in the twelve months before it, where their schedules ask
/// for that; `series`: the quote's own, which is no earlier order.
pub(super) async fn remember_orders(
    session: &mut Session,
    series: QuoteId,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    let asks = |line: &QuoteLine| {
        let schedule = line.price.schedule.as_ref();
        schedule.is_some_and(|schedule| schedule.rule.orders)
    };
    if !draft.lines.iter().any(asks) {
        return Ok(());
    }
    let earlier = match draft.account_id {
        Some(account) => {
            let to = draft.issued_on;
            let from = to.checked_sub_months(Months::new(12)).unwrap_or(to);
            table::ordered(session, account, draft.currency, (from, to), series)
                .await
                .or_problem()?
        }
        None => 0,
    };
    for line in &mut draft.lines {
        if let Some(schedule) = &mut line.price.schedule {
            schedule.earlier = if schedule.rule.orders { earlier } else { 0 };
        }
    }
    Ok(())
}

async fn list(ctx: Ctx, _: ListDiscountSchedules) -> Result<Vec<ScheduleRow>, Problem> {
    kept_list::list(&ctx).await
}

async fn save(ctx: Ctx, request: SaveDiscountSchedule) -> Result<Vec<ScheduleRow>, Problem> {
    let draft = tidy(request.draft);
    refuse_errors(validate_schedule(&draft))?;
    let mut session = ctx.write().await?;
    let there = table::get(&mut session, request.id).await.or_problem()?;
    let known = there.as_ref().map(|there| &there.draft);
    known_records(&mut session, known, &draft).await?;
    let before = if request.version == 0 {
        if let Some(answer) = kept_list::added_before(&mut session, there, &draft).await? {
            return Ok(answer);
        }
        let added = table::insert(&mut session, request.id, &draft, ctx.now()).await;
        or_issue(added, "already_exists", "id")?;
        None
    } else {
        let before = there.or_not_found()?;
        let key = (request.id, request.version);
        let saved = table::update(&mut session, key, &draft, ctx.now())
            .await
            .or_problem()?;
        if !saved {
            return Err(conflict(&before));
        }
        Some(before.draft)
    };
    let facts = (before.as_ref(), Some(&draft));
    kept_list::finish(&ctx, session, request.id, facts).await
}

/// The products and price books it names are there; those it named before may have gone since.
async fn known_records(
    session: &mut Session,
    known: Option<&ScheduleDraft>,
    draft: &ScheduleDraft,
) -> Result<(), Problem> {
    for id in &draft.product_ids {
        if known.is_some_and(|known| known.product_ids.contains(id)) {
            continue;
        }
        if products::get(session, *id).await.or_problem()?.is_none() {
            return Err(Problem::because(Issue::error(
                "unknown_record",
                "product_ids",
            )));
        }
    }
    for id in &draft.price_book_ids {
        if known.is_some_and(|known| known.price_book_ids.contains(id)) {
            continue;
        }
        if price_books::get(session, *id).await.or_problem()?.is_none() {
            return Err(Problem::because(Issue::error(
                "unknown_record",
                "price_books",
            )));
        }
    }
    Ok(())
}

/// The draft as it is kept.
fn tidy(mut draft: ScheduleDraft) -> ScheduleDraft {
    kept_list::tidy_text(&mut draft.name);
    kept_list::tidy_words(&mut draft.families);
    draft.product_ids.sort_unstable();
    draft.product_ids.dedup();
    draft.price_book_ids.sort_unstable();
    draft.price_book_ids.dedup();
    draft
}

async fn delete(ctx: Ctx, request: DeleteDiscountSchedule) -> Result<Vec<ScheduleRow>, Problem> {
    kept_list::delete(&ctx, request.id, request.version).await
}
