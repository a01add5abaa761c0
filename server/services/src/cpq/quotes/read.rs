//! Reading quotes.

use super::{load, view};
use crate::cpq::attachments;
use crate::{Ctx, OrProblem};
use shared::cpq::attachments::compare_files;
use shared::cpq::quotes::ops::{CompareQuotes, GetQuote, ListQuotes, QuoteList};
use shared::cpq::quotes::{QuoteComparison, QuoteView, compare as compare_drafts};
use shared::kernel::Problem;
use store::cpq::quotes::{self as table, ListQuery};

pub(super) async fn list(ctx: Ctx, request: ListQuotes) -> Result<QuoteList, Problem> {
    let mut session = ctx.read().await?;
    let query = ListQuery {
        filter: &request.filter,
        sort: request.sort,
        offset: request.offset,
        limit: request.limit.clamp(1, 200),
        today: ctx.today(),
    };
    table::list(&mut session, &ctx.actor, ctx.scope, &query)
        .await
        .or_problem()
}

pub(super) async fn get(ctx: Ctx, request: GetQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.snapshot().await?;
    let quote = load(&ctx, &mut session, request.id).await?;
    view::view(&ctx, &mut session, quote).await
}

pub(super) async fn compare(ctx: Ctx, request: CompareQuotes) -> Result<QuoteComparison, Problem> {
    let mut session = ctx.snapshot().await?;
    let old = load(&ctx, &mut session, request.old).await?;
    let new = load(&ctx, &mut session, request.new).await?;
    // Priced with their costs, as the documents are: who gets the odd cent depends on whether one is known.
    let mut found = compare_drafts(&old.draft, &new.draft);
    for change in &mut found.lines {
        for (line, _) in [&mut change.old, &mut change.new].into_iter().flatten() {
            line.price.cost = None;
            line.price.options_cost = None;
        }
    }
    for field in &mut found.fields {
        let name = match field.field.as_str() {
            "account" => (&old.account_name, &new.account_name),
            "contact" => (&old.contact_name, &new.contact_name),
            "price_book" => (&old.price_book_name, &new.price_book_name),
            _ => continue,
        };
        for (value, name) in [(&mut field.old, name.0), (&mut field.new, name.1)] {
            if let (false, Some(name)) = (value.is_empty(), name) {
                value.clone_from(name);
            }
        }
    }
    let before = attachments::all(&mut session, old.id).await?;
    let after = attachments::all(&mut session, new.id).await?;
    Ok(QuoteComparison {
        files: compare_files(&before, &after),
        ..found
    })
}
