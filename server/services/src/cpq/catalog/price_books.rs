//! Price books and their entries.

use crate::cpq::{Costs, conflict, or_issue, refuse_errors, schedules};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::cpq::catalog::formulas::{check_in_book, check_in_model, settle_book, with_renamed};
use shared::cpq::catalog::ops::{
    CreatePriceBook, EditPriceBook, GetCatalog, GetPriceBook, ListPriceBooks, RemovePriceBookEntry,
    SavePriceBookEntry, SetPriceBookActive,
};
use shared::cpq::catalog::{
    Catalog, CatalogItem, PriceBook, PriceBookEntry, PriceBookView, validate_entry,
    validate_price_book,
};
use shared::cpq::pricing::PriceKind;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, PriceBookEntryId, PriceBookId, Problem};
use store::cpq::catalog::{price_books, products};
use store::cpq::models;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(get);
    registry.add(catalog);
    registry.add(create);
    registry.add(edit);
    registry.add(set_active);
    registry.add(save_entry);
    registry.add(remove_entry);
}

async fn list(ctx: Ctx, request: ListPriceBooks) -> Result<Vec<PriceBook>, Problem> {
    let mut session = ctx.read().await?;
    price_books::list(&mut session, request.with_inactive)
        .await
        .or_problem()
}

/// The book with its entries; costs in its currency, for those who see margins.
async fn view(ctx: &Ctx, session: &mut Session, id: PriceBookId) -> Result<PriceBookView, Problem> {
    let book = price_books::get(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let mut items = price_books::items(session, id).await.or_problem()?;
    let costs = Costs::into_currency(ctx, session, book.draft.currency, ctx.today()).await?;
    for item in &mut items {
        costs.put_into(item);
    }
    settle_book(&mut items);
    schedules::attach_to(session, &book, &mut items).await?;
    if !ctx.actor.may(Action::ViewMargin) {
        for item in &mut items {
            item.hide_cost();
        }
    }
    Ok(PriceBookView { book, items })
}

async fn get(ctx: Ctx, request: GetPriceBook) -> Result<PriceBookView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session, request.id).await
}

async fn catalog(ctx: Ctx, request: GetCatalog) -> Result<Catalog, Problem> {
    let mut session = ctx.read().await?;
    offered(&ctx, &mut session, request.price_book_id).await
}

/// The book with what it sells now; costs for those who see margins.
pub(in crate::cpq) async fn offered(
    ctx: &Ctx,
    session: &mut Session,
    id: PriceBookId,
) -> Result<Catalog, Problem> {
    let mut catalog = view(ctx, session, id).await?;
    catalog.items.retain(|item| item.active);
    Ok(catalog)
}

async fn create(ctx: Ctx, request: CreatePriceBook) -> Result<PriceBookView, Problem> {
    refuse_errors(validate_price_book(&request.draft))?;
    let mut session = ctx.write().await?;
    or_issue(
        price_books::insert(&mut session, request.id, &request.draft, false).await,
        "already_exists",
        "id",
    )?;
    if let Some(model) = request.copy_of {
        let source = price_books::get(&mut session, model)
            .await
            .or_problem()?
            .or_not_found()?;
        if source.draft.currency != request.draft.currency {
            return Err(Problem::because(Issue::error(
                "currency_of_price_book",
                "currency",
            )));
        }
        let entries: Vec<PriceBookEntry> = price_books::items(&mut session, model)
            .await
            .or_problem()?
            .into_iter()
            .map(|item| PriceBookEntry {
                id: PriceBookEntryId(ctx.uuid()),
                ..item.entry
            })
            .collect();
        price_books::insert_entries(&mut session, request.id, &entries)
            .await
            .or_problem()?;
    }
    finish(&ctx, session, request.id, "created", None).await
}

async fn before(session: &mut Session, id: PriceBookId) -> Result<PriceBook, Problem> {
    price_books::get(session, id)
        .await
        .or_problem()?
        .or_not_found()
}

async fn edit(ctx: Ctx, request: EditPriceBook) -> Result<PriceBookView, Problem> {
    refuse_errors(validate_price_book(&request.draft))?;
    let mut session = ctx.write().await?;
    let old = before(&mut session, request.id).await?;
    if old.entries > 0 && old.draft.currency != request.draft.currency {
        return Err(Problem::because(Issue::error(
            "currency_of_price_book",
            "currency",
        )));
    }
    let saved = price_books::update(&mut session, request.id, request.version, &request.draft)
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(&view(&ctx, &mut session, request.id).await?));
    }
    finish(&ctx, session, request.id, "edited", Some(old)).await
}

async fn set_active(ctx: Ctx, request: SetPriceBookActive) -> Result<PriceBookView, Problem> {
    let mut session = ctx.write().await?;
    let old = before(&mut session, request.id).await?;
    let saved = price_books::set_active(&mut session, request.id, request.version, request.active)
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(&view(&ctx, &mut session, request.id).await?));
    }
    finish(&ctx, session, request.id, "edited", Some(old)).await
}

async fn save_entry(ctx: Ctx, request: SavePriceBookEntry) -> Result<PriceBookView, Problem> {
    let mut session = ctx.write().await?;
    let id = request.price_book_id;
    let book = before(&mut session, id).await?;
    let known = entry(&mut session, id, request.entry.id).await?;
    sees_costs_of(&ctx, known.as_ref())?;
    sees_costs_of(&ctx, Some(&request.entry))?;
    refuse_errors(validate_entry(&request.entry))?;
    let mut request = request;
    let product = products::get(&mut session, request.entry.product_id)
        .await
        .or_problem()?
        .ok_or_else(|| Problem::because(Issue::error("unknown_record", "product_id")))?;
    if request.entry.tells_cost() {
        let currency = book.draft.currency;
        let costs = Costs::into_currency(&ctx, &mut session, currency, ctx.today()).await?;
        if !request.entry.take_cost(costs.convert(product.draft.cost)) {
            return Err(Problem::because(Issue::error("cost_unknown", "price_kind")));
        }
    }
    formula_fits(&ctx, &mut session, &book, &mut request.entry).await?;
    raise(&ctx, &mut session, id, request.version).await?;
    or_issue(
        price_books::put_entry(&mut session, id, &request.entry).await,
        "already_exists",
        "product_id",
    )?;
    let action = match known {
        Some(_) => "entry_edited",
        None => "entry_added",
    };
    record(
        &ctx,
        &mut session,
        id,
        action,
        known.as_ref(),
        Some(&request.entry),
    )
    .await?;
    let after = view(&ctx, &mut session, id).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

/// A formula names what its product's configuration and the price book have, and does not go round in a circle.
/// It is kept with what it comes to now.
async fn formula_fits(
    ctx: &Ctx,
    session: &mut Session,
    book: &PriceBook,
    entry: &mut PriceBookEntry,
) -> Result<(), Problem> {
    if !matches!(entry.kind, Some(PriceKind::Formula { .. })) {
        return Ok(());
    }
    let models = models::of_product(session, entry.product_id)
        .await
        .or_problem()?;
    let mut model = None;
    let today = ctx.today();
    if let Some(row) = models.iter().find(|row| row.is_offered_on(today)) {
        let found = models::get(session, row.id).await.or_problem()?;
        model = found.map(|model| model.draft.content);
    }
    let product = products::get(session, entry.product_id)
        .await
        .or_problem()?
        .or_not_found()?;
    let costs = Costs::into_currency(ctx, session, book.draft.currency, ctx.today()).await?;
    let mut items = price_books::items(session, book.id).await.or_problem()?;
    items.retain(|item| item.entry.id != entry.id);
    items.push(CatalogItem {
        entry: entry.clone(),
        sku: product.draft.sku,
        name: product.draft.name,
        description: product.draft.description,
        family: product.draft.family,
        unit: product.draft.unit,
        tax: product.draft.tax,
        cost: product.draft.cost,
        active: product.active,
        rounding: book.draft.rounding,
        schedule: None,
    });
    for item in &mut items {
        costs.put_into(item);
    }
    let mut issues = check_in_book(entry, &items);
    issues.extend(check_in_model(entry, model.as_ref()));
    refuse_errors(issues)?;
    settle_book(&mut items);
    if let Some(item) = items.pop() {
        *entry = item.entry;
    }
    Ok(())
}

/// A product has another code: the formulas of all price books that name it follow.
pub(super) async fn follow_code(
    ctx: &Ctx,
    session: &mut Session,
    (old, new): (&str, &str),
) -> Result<(), Problem> {
    for (book, entry) in price_books::by_formula(session).await.or_problem()? {
        let Some(renamed) = with_renamed(&entry, old, new) else {
            continue;
        };
        price_books::raise_any(session, book).await.or_problem()?;
        price_books::put_entry(session, book, &renamed)
            .await
            .or_problem()?;
        let facts = (Some(&entry), Some(&renamed));
        record(ctx, session, book, "entry_edited", facts.0, facts.1).await?;
    }
    Ok(())
}

async fn remove_entry(ctx: Ctx, request: RemovePriceBookEntry) -> Result<PriceBookView, Problem> {
    let mut session = ctx.write().await?;
    let id = request.price_book_id;
    before(&mut session, id).await?;
    let known = entry(&mut session, id, request.id).await?.or_not_found()?;
    sees_costs_of(&ctx, Some(&known))?;
    raise(&ctx, &mut session, id, request.version).await?;
    price_books::remove_entry(&mut session, id, request.id)
        .await
        .or_problem()?
        .then_some(())
        .or_not_found()?;
    record(&ctx, &mut session, id, "entry_removed", Some(&known), None).await?;
    let after = view(&ctx, &mut session, id).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

/// A price on the cost is written and taken away only by those who may know the cost: others neither
/// see its percentage nor may lose it unseen.
fn sees_costs_of(ctx: &Ctx, entry: Option<&PriceBookEntry>) -> Result<(), Problem> {
    let tells = entry.is_some_and(PriceBookEntry::tells_cost);
    if tells && !ctx.actor.may(Action::ViewMargin) {
        return Err(Problem::because(Issue::error(
            "cost_plus_is_secret",
            "price_kind",
        )));
    }
    Ok(())
}

/// An entry of the book as it is.
async fn entry(
    session: &mut Session,
    book: PriceBookId,
    id: PriceBookEntryId,
) -> Result<Option<PriceBookEntry>, Problem> {
    let items = price_books::items(session, book).await.or_problem()?;
    Ok(items
        .into_iter()
        .map(|item| item.entry)
        .find(|entry| entry.id == id))
}

async fn raise(
    ctx: &Ctx,
    session: &mut Session,
    id: PriceBookId,
    version: i64,
) -> Result<(), Problem> {
    if price_books::raise(session, id, version)
        .await
        .or_problem()?
    {
        Ok(())
    } else {
        Err(conflict(&view(ctx, session, id).await?))
    }
}

async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: PriceBookId,
    action: &str,
    old: Option<PriceBook>,
) -> Result<PriceBookView, Problem> {
    let after = view(ctx, &mut session, id).await?;
    record(
        ctx,
        &mut session,
        id,
        action,
        old.as_ref(),
        Some(&after.book),
    )
    .await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

/// Appends the event of a change: of the book's own facts, or of one of its prices.
async fn record<T: serde::Serialize>(
    ctx: &Ctx,
    session: &mut Session,
    id: PriceBookId,
    action: &str,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::PriceBook,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}
