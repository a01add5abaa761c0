//! List prices, agreed prices, tiers, kinds of price, schedules, rounding, floors and costs never come from the browser: they are those the same line
//! was saved with, else the price book's, else (a copy of a line whose product has left the book)
//! those of another saved line of the product.

use crate::cpq::{Costs, agreements, schedules};
use crate::{Ctx, OrNotFound, OrProblem};
use shared::cpq::agreements::trusted;
use shared::cpq::catalog::formulas::settle_book;
use shared::cpq::catalog::{CatalogItem, is_valid_on};
use shared::cpq::pricing::{Charge, LineInput, TierMode};
use shared::cpq::quotes::rules::take_prices;
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Issue, Problem, ProductId, QuoteLineId};
use std::borrow::Cow;
use std::collections::BTreeMap;
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
    let before = Saved::of(&saved.draft);
    let needs_book =
        |line: &QuoteLine| line.product_id.is_some() && (!same_book || before.same(line).is_none());
    // Another currency is compared with the book's even when no line asks for the book.
    let book = if !same_book || !same_currency || draft.lines.iter().any(needs_book) {
        book_items(ctx, session, draft).await?
    } else {
        Vec::new()
    };
    current(ctx, session, (&before, same_book), draft).await?;
    let known = known_agreements(saved, draft);
    let offers =
        agreements::in_force(session, draft.account_id, draft.currency, draft.issued_on).await?;
    let book = Book::of(&book);
    let mut issues = Vec::new();
    for (position, line) in draft.lines.iter_mut().enumerate() {
        if line.product_id.is_none() {
            plain(&mut line.price);
            before.freed(line);
            continue;
        }
        let same = before.same(line).filter(|_| same_currency).cloned();
        let listed = book.of_line(line);
        let source = if same_book {
            same.or(listed)
        } else {
            listed.or(same)
        };
        let alike = || before.alike(line).filter(|_| same_currency).cloned();
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
    if !issues.is_empty() {
        return Err(Problem::invalid(issues));
    }
    schedules::remember_orders(session, saved.series_id, draft).await
}

/// That a price book is over, or taken out of what is offered.
pub(super) fn not_offered() -> Problem {
    Problem::because(Issue::error("price_book_not_offered", "price_book_id"))
}

/// Refuses prices of another time: another price book must be offered today, and what is new on the quote comes
/// from one that is not over. What was saved keeps its prices, whatever became of the book.
async fn current(
    ctx: &Ctx,
    session: &mut Session,
    (before, same_book): (&Saved<'_>, bool),
    draft: &QuoteDraft,
) -> Result<(), Problem> {
    let is_new = |line: &QuoteLine| line.product_id.is_some() && before.alike(line).is_none();
    let Some(id) = draft.price_book_id else {
        return Ok(());
    };
    if same_book && !draft.lines.iter().any(is_new) {
        return Ok(());
    }
    let book = price_books::get(session, id).await.or_problem()?;
    let book = book.or_not_found()?;
    let holds = if same_book {
        is_valid_on(&book.draft, ctx.today())
    } else {
        book.is_offered_on(ctx.today())
    };
    if holds { Ok(()) } else { Err(not_offered()) }
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
    schedules::attach_to(session, &book, &mut items).await?;
    Ok(items)
}

/// What a price is found by: the product and how it is charged.
type Sold = (Option<ProductId>, Charge);

fn sold(line: &QuoteLine) -> Sold {
    (line.product_id, line.price.charge)
}

/// The lines as they were saved, to be found at once: a quote has up to ten thousand.
struct Saved<'a> {
    by_id: BTreeMap<QuoteLineId, &'a QuoteLine>,
    /// The first line of each product.
    by_product: BTreeMap<Sold, &'a QuoteLine>,
}

impl<'a> Saved<'a> {
    fn of(draft: &'a QuoteDraft) -> Self {
        let mut by_product = BTreeMap::new();
        for line in &draft.lines {
            by_product.entry(sold(line)).or_insert(line);
        }
        Self {
            by_id: draft.lines.iter().map(|line| (line.id, line)).collect(),
            by_product,
        }
    }

    /// The prices the same line was saved with.
    fn same(&self, line: &QuoteLine) -> Option<&'a LineInput> {
        let same = self.by_id.get(&line.id)?;
        (sold(same) == sold(line)).then_some(&same.price)
    }

    /// The prices another line of the same product was saved with.
    fn alike(&self, line: &QuoteLine) -> Option<&'a LineInput> {
        self.by_product.get(&sold(line)).map(|line| &line.price)
    }

    /// What a line without product was saved with beside its price: its product was taken away with the sample data,
    /// and what was offered does not change by that.
    fn freed(&self, line: &mut QuoteLine) {
        let known = self.by_id.get(&line.id);
        let known = known.filter(|other| other.product_id.is_none());
        let known = known.map(|other| &other.price);
        let price = &mut line.price;
        price.kind = known.and_then(|known| known.kind.clone());
        price.family = known.map(|known| known.family.clone()).unwrap_or_default();
        price.schedule = known.and_then(|known| known.schedule.clone());
        price.rounding = known.and_then(|known| known.rounding);
    }
}

/// The entries of the price book, to be found at once.
struct Book<'a>(BTreeMap<Sold, &'a CatalogItem>);

impl<'a> Book<'a> {
    fn of(items: &'a [CatalogItem]) -> Self {
        let mut all = BTreeMap::new();
        for item in items {
            let sold = (Some(item.entry.product_id), item.entry.charge);
            all.entry(sold).or_insert(item);
        }
        Self(all)
    }

    fn of_line(&self, line: &QuoteLine) -> Option<LineInput> {
        self.0.get(&sold(line)).map(|item| item.to_line())
    }
}

/// A freely typed line has its typed price and nothing else.
fn plain(price: &mut LineInput) {
    price.contracted = None;
    price.tier_mode = TierMode::None;
    price.tiers.clear();
    price.floor = None;
    price.cost = None;
}
