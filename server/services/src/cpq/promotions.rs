//! Promotions: written by administrators, taken by quotes, counted when a quote goes to its customer.

use crate::cpq::{conflict, or_issue, refuse_errors};
use crate::kept_list::{self, kept_row};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use i18n::money;
use serde_json::Value;
use shared::cpq::promotions::ops::{
    DeletePromotion, ListPromotionOffers, ListPromotions, PromotionOccasion, PromotionOffers,
    RedeemCoupon, SavePromotion,
};
use shared::cpq::promotions::{
    Benefit, Families, Held, Occasion, PromotionDraft, PromotionRow, coupon_key, settle, untrusted,
    validate_promotion,
};
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::{Issue, Money, Problem, ProductId, PromotionId, QuoteId, check_day};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::catalog::products;
use store::cpq::quotes::StoredQuote;
use store::cpq::{approvals, promotions as table};

/// Most coupons of one quote that are asked about.
const COUPONS: usize = 50;

kept_row!(
    PromotionRow, PromotionId, PromotionDraft, Promotion,
    most: 1_000, first: "name", facts: facts
);

fn facts(ctx: &Ctx, draft: &PromotionDraft) -> Value {
    kept_list::named_facts(ctx, draft, &draft.name)
}

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
    registry.add(list_offers);
    registry.add(redeem);
}

async fn list(ctx: Ctx, _: ListPromotions) -> Result<Vec<PromotionRow>, Problem> {
    kept_list::list(&ctx).await
}

async fn save(ctx: Ctx, request: SavePromotion) -> Result<Vec<PromotionRow>, Problem> {
    let mut draft = tidy(request.draft);
    refuse_errors(validate_promotion(&draft))?;
    let mut session = ctx.write().await?;
    if let Benefit::Gift { product_id, .. } = draft.benefit {
        let product = products::get(&mut session, product_id).await.or_problem()?;
        let Some(product) = product else {
            return Err(Problem::because(Issue::error("unknown_record", "gift")));
        };
        draft.gift_name = product.draft.name;
    }
    let there = table::get(&mut session, request.id).await.or_problem()?;
    if !draft.coupon.is_empty() {
        let other = table::of_coupon(&mut session, &draft.coupon)
            .await
            .or_problem()?;
        if let Some(other) = other.filter(|other| other.id != request.id) {
            let name = other.draft.name.get(ctx.actor.lang).to_owned();
            return Err(Problem::because(
                Issue::error("coupon_taken", "coupon").with("name", name),
            ));
        }
    }
    let before = if request.version == 0 {
        if let Some(answer) = kept_list::added_before(&mut session, there, &draft).await? {
            return Ok(answer);
        }
        let added = table::insert(&mut session, request.id, &draft, false, ctx.now()).await;
        or_issue(added, "already_exists", "coupon")?;
        None
    } else {
        let before = there.or_not_found()?;
        let key = (request.id, request.version);
        let saved = table::update(&mut session, key, &draft, ctx.now()).await;
        if !or_issue(saved, "already_exists", "coupon")? {
            return Err(conflict(&before));
        }
        Some(before.draft)
    };
    let facts = (before.as_ref(), Some(&draft));
    kept_list::finish(&ctx, session, request.id, facts).await
}

/// The draft as it is kept.
fn tidy(mut draft: PromotionDraft) -> PromotionDraft {
    kept_list::tidy_text(&mut draft.name);
    draft.coupon = coupon_key(&draft.coupon.replace('\0', ""));
    for words in [&mut draft.families, &mut draft.segments, &mut draft.options] {
        kept_list::tidy_words(words);
    }
    draft.product_ids.sort_unstable();
    draft.product_ids.dedup();
    draft.tidy();
    draft
}

async fn delete(ctx: Ctx, request: DeletePromotion) -> Result<Vec<PromotionRow>, Problem> {
    kept_list::delete(&ctx, request.id, request.version).await
}

fn held(row: PromotionRow) -> Held {
    Held {
        id: row.id,
        promotion: row.draft,
    }
}

/// The industry of the account, which has to be there.
async fn segment(session: &mut Session, occasion: &PromotionOccasion) -> Result<String, Problem> {
    let Some(id) = occasion.account_id else {
        return Ok(String::new());
    };
    store::crm::accounts::get(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    approvals::industry(session, id).await.or_problem()
}

const fn of_quote(draft: &QuoteDraft) -> PromotionOccasion {
    PromotionOccasion {
        account_id: draft.account_id,
        currency: draft.currency,
        price_book_id: draft.price_book_id,
        on: draft.issued_on,
    }
}

/// What is in force on an occasion, of what needs no coupon and of these coupons.
async fn in_force(
    session: &mut Session,
    asked: &PromotionOccasion,
    coupons: &[String],
) -> Result<PromotionOffers, Problem> {
    let segment = segment(session, asked).await?;
    let occasion = Occasion {
        currency: asked.currency,
        price_book_id: asked.price_book_id,
        day: asked.on,
        segment: &segment,
    };
    let may = |row: &PromotionRow| row.draft.refusal(&occasion, row.taken()).is_none();
    let rows = table::automatic(session).await.or_problem()?;
    let automatic = rows.into_iter().filter(may).map(held).collect();
    let mut found = Vec::new();
    for coupon in coupons.iter().take(COUPONS) {
        let row = table::of_coupon(session, coupon).await.or_problem()?;
        found.extend(row.filter(may).map(held));
    }
    Ok(PromotionOffers {
        automatic,
        coupons: found,
    })
}

async fn list_offers(ctx: Ctx, request: ListPromotionOffers) -> Result<PromotionOffers, Problem> {
    let mut session = ctx.read().await?;
    in_force(&mut session, &request.occasion, &request.coupons).await
}

async fn redeem(ctx: Ctx, request: RedeemCoupon) -> Result<Held, Problem> {
    let code = coupon_key(&request.code);
    if code.is_empty() {
        return Err(Problem::because(Issue::error("required", "coupon")));
    }
    if let Some(issue) = check_day(request.occasion.on, "on") {
        return Err(Problem::because(issue));
    }
    let mut session = ctx.read().await?;
    let row = table::of_coupon(&mut session, &code).await.or_problem()?;
    let Some(row) = row else {
        return Err(Problem::because(Issue::error("coupon_unknown", "coupon")));
    };
    let segment = segment(&mut session, &request.occasion).await?;
    let occasion = Occasion {
        currency: request.occasion.currency,
        price_book_id: request.occasion.price_book_id,
        day: request.occasion.on,
        segment: &segment,
    };
    match row.draft.refusal(&occasion, row.taken()) {
        Some(issue) => Err(Problem::because(issue)),
        None => Ok(held(row)),
    }
}

/// A new quote takes what is in force for it.
pub(in crate::cpq) async fn take(
    session: &mut Session,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    draft.promotions = in_force(session, &of_quote(draft), &[]).await?.automatic;
    give(session, draft).await
}

/// Believes no promotion that is neither in force nor on the quote as it was saved, and computes what
/// each gives, whatever the browser says.
pub(in crate::cpq) async fn fill_in(
    ctx: &Ctx,
    session: &mut Session,
    saved: &QuoteDraft,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    if untrusted(draft, saved, &[]).is_some() {
        let coupons: Vec<String> = draft
            .promotions
            .iter()
            .map(|held| held.promotion.coupon.clone())
            .filter(|coupon| !coupon.is_empty())
            .collect();
        let offers = in_force(session, &of_quote(draft), &coupons).await?;
        let known: Vec<Held> = offers.automatic.into_iter().chain(offers.coupons).collect();
        if let Some(forged) = untrusted(draft, saved, &known) {
            let name = forged.promotion.name.get(ctx.actor.lang).to_owned();
            return Err(Problem::because(
                Issue::error("promotion_not_in_force", "promotions")
                    .with("name", name)
                    .with("id", forged.id),
            ));
        }
    }
    give(session, draft).await
}

/// The families of the products of a quote, as far as its promotions ask for them.
pub(in crate::cpq) async fn families_of(
    session: &mut Session,
    draft: &QuoteDraft,
) -> Result<Families, Problem> {
    let mut families = Families::new();
    if !draft.promotions.is_empty() {
        let products: BTreeSet<ProductId> = draft
            .lines
            .iter()
            .filter_map(|line| line.product_id)
            .collect();
        let products: Vec<ProductId> = products.into_iter().collect();
        let known = approvals::known_products(session, &products)
            .await
            .or_problem()?;
        families.extend(
            known
                .into_iter()
                .map(|product| (product.id, product.family)),
        );
    }
    Ok(families)
}

async fn give(session: &mut Session, draft: &mut QuoteDraft) -> Result<(), Problem> {
    let families = families_of(session, draft).await?;
    settle(draft, &families);
    Ok(())
}

/// A quote goes to its customer: its promotions are counted, and one that is used up meanwhile is
/// refused. Two quotes that go at once are counted one after the other.
pub(in crate::cpq) async fn claim(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<(), Problem> {
    let terms = quote.draft.pricing_terms();
    let lines = &quote.draft.lines;
    let given: BTreeSet<PromotionId> = lines
        .iter()
        .flat_map(|line| &line.price.promotions)
        .map(|granted| granted.promotion_id)
        .collect();
    for id in given {
        let given_minor = lines
            .iter()
            .map(|line| line.price.given_minor(&terms, id))
            .fold(0, i64::saturating_add);
        if !table::lock(session, id).await.or_problem()? {
            continue;
        }
        let Some(row) = table::get(session, id).await.or_problem()? else {
            continue;
        };
        if row.draft.uses.is_some_and(|most| row.used >= most) {
            let name = row.draft.name.get(ctx.actor.lang).to_owned();
            return Err(Problem::because(
                Issue::error("promotion_used_up", "promotions").with("name", name),
            ));
        }
        let after = row.given_minor.saturating_add(given_minor);
        if let Some(most) = row.draft.budget_minor.filter(|most| after > *most) {
            let name = row.draft.name.get(ctx.actor.lang).to_owned();
            let left = most.saturating_sub(row.given_minor).max(0);
            let amount = |minor| money(ctx.actor.lang, Money::new(minor, quote.draft.currency));
            return Err(Problem::because(
                Issue::error("promotion_budget_spent", "promotions")
                    .with("name", name)
                    .with("left", amount(left))
                    .with("given", amount(given_minor)),
            ));
        }
        table::use_it(session, id, quote.id, given_minor)
            .await
            .or_problem()?;
    }
    Ok(())
}

/// What a customer took is another quote than was sent: what it is given is counted anew. Nobody is
/// refused then: it was promised.
pub(in crate::cpq) async fn recount(
    session: &mut Session,
    quote: QuoteId,
    draft: &QuoteDraft,
) -> Result<(), Problem> {
    let terms = draft.pricing_terms();
    let held: BTreeSet<PromotionId> = draft.promotions.iter().map(|held| held.id).collect();
    for id in held {
        if !table::lock(session, id).await.or_problem()? {
            continue;
        }
        let lines = || draft.lines.iter().map(|line| &line.price);
        let mut granted = lines().flat_map(|line| &line.promotions);
        if granted.any(|one| one.promotion_id == id) {
            let given = lines().map(|line| line.given_minor(&terms, id));
            let given = given.fold(0, i64::saturating_add);
            table::use_it(session, id, quote, given)
                .await
                .or_problem()?;
        } else {
            table::give_back(session, id, quote).await.or_problem()?;
        }
    }
    Ok(())
}
