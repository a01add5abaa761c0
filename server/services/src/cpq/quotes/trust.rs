//! List prices, agreed prices, tiers, kinds of price, floors and costs never come from the browser: they are those the same line
//! was saved with, else the price book's, else (a copy of a line whose product has left the book)
//! those of another saved line of the product.

use crate::cpq::{Costs, agreements};
use crate::{Ctx, OrNotFound, OrProblem};
use shared::cpq::agreements::trusted;
use shared::cpq::catalog::CatalogItem;
use shared::cpq::catalog::formulas::settle_book;
use shared::cpq::pricing::{LineInput, PriceKind, TierMode};
use shared::cpq::quotes::rules::take_prices;
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Issue, Problem};
use std::borrow::Cow;
use store::Session;
use store::cpq::catalog::price_books;
use store::cpq::quotes::StoredQuote;

/// Puts the trusted prices into `draft`.
///
/// A line whose product is neither saved on the quote nor in the price book is refused. When another
/// price book was chosen, its prices come first.
pub(super) async fn fill_in(
    ctx: &Ctx,
    session: &mut Session,
    saved: &StoredQuote,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    let same_book = draft.price_book_id == saved.draft.price_book_id;
    let same_currency = draft.currency == saved.draft.currency;
    let needs_book = |line: &QuoteLine| {
        line.product_id.is_some() && (!same_book || of_same(&saved.draft, line).is_none())
    };
    // Another currency is compared with the book's even when no line asks for the book.
    let book = if !same_book || !same_currency || draft.lines.iter().any(needs_book) {
        book_items(ctx, session, draft).await?
    } else {
        Vec::new()
    };
    let known = known_agreements(saved, draft);
    let offers =
        agreements::in_force(session, draft.account_id, draft.currency, draft.issued_on).await?;
    let mut issues = Vec::new();
    for (position, line) in draft.lines.iter_mut().enumerate() {
        if line.product_id.is_none() {
            plain(&mut line.price);
            (line.price.kind, line.price.family) = of_freed(&saved.draft, line);
            continue;
        }
        let same = of_same(&saved.draft, line).filter(|_| same_currency);
        let listed = of_book(&book, line);
        let source = if same_book {
            same.or(listed)
        } else {
            listed.or(same)
        };
        let alike = || of_alike(&saved.draft, line).filter(|_| same_currency);
        match source.or_else(alike) {
            Some(source) => {
                take_prices(&mut line.price, &source);
                line.price.contracted = trusted(line, known, &offers);
            }
            None => {
                let mut issue = Issue::error("product_not_in_price_book", "product_id");
                issue.field = Some(Cow::Owned(format!("lines.{position}.product_id")));
                issues.push(issue);
            }
        }
    }
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(issues))
    }
}

/// The saved lines whose agreed prices still count: those of another customer, currency or day say
/// nothing.
fn known_agreements<'a>(saved: &'a StoredQuote, draft: &QuoteDraft) -> &'a [QuoteLine] {
    let of = |draft: &QuoteDraft| (draft.account_id, draft.currency, draft.issued_on);
    if of(&saved.draft) == of(draft) {
        &saved.draft.lines
    } else {
        &[]
    }
}

/// The entries of the draft's price book, with costs in its currency.
pub(super) async fn book_items(
    ctx: &Ctx,
    session: &mut Session,
    draft: &QuoteDraft,
) -> Result<Vec<CatalogItem>, Problem> {
    let Some(id) = draft.price_book_id else {
        return Ok(Vec::new());
    };
    let book = price_books::get(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    if book.draft.currency != draft.currency {
        return Err(Problem::because(Issue::error(
            "currency_of_price_book",
            "price_book_id",
        )));
    }
    let costs = Costs::into_currency(ctx, session, draft.currency, ctx.today()).await?;
    let mut items = price_books::items(session, id).await.or_problem()?;
    for item in &mut items {
        costs.put_into(item);
    }
    settle_book(&mut items);
    Ok(items)
}

/// The prices the same line was saved with.
fn of_same(saved: &QuoteDraft, line: &QuoteLine) -> Option<LineInput> {
    saved
        .lines
        .iter()
        .find(|other| other.id == line.id && is_alike(other, line))
        .map(|line| line.price.clone())
}

/// The kind of price, and the family, a line without product was saved with: its product was taken away with the
/// sample data, and what was offered does not change by that.
fn of_freed(saved: &QuoteDraft, line: &QuoteLine) -> (Option<PriceKind>, String) {
    let freed = |other: &&QuoteLine| other.id == line.id && other.product_id.is_none();
    let known = saved.lines.iter().find(freed);
    known
        .map(|other| (other.price.kind.clone(), other.price.family.clone()))
        .unwrap_or_default()
}

/// The prices another line of the same product was saved with.
fn of_alike(saved: &QuoteDraft, line: &QuoteLine) -> Option<LineInput> {
    saved
        .lines
        .iter()
        .find(|other| is_alike(other, line))
        .map(|line| line.price.clone())
}

fn is_alike(other: &QuoteLine, line: &QuoteLine) -> bool {
    other.product_id == line.product_id && other.price.charge == line.price.charge
}

fn of_book(items: &[CatalogItem], line: &QuoteLine) -> Option<LineInput> {
    items
        .iter()
        .find(|item| {
            Some(item.entry.product_id) == line.product_id && item.entry.charge == line.price.charge
        })
        .map(CatalogItem::to_line)
}

/// A freely typed line has its typed price and nothing else.
fn plain(price: &mut LineInput) {
    price.contracted = None;
    price.tier_mode = TierMode::None;
    price.tiers.clear();
    price.family.clear();
    price.floor = None;
    price.cost = None;
}
