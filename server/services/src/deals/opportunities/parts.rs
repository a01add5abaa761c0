//! Colleagues, contacts, competitors and products of a deal, each list saved whole.

use super::unit::begin;
use crate::{Ctx, OrProblem, Registry};
use shared::deals::opportunities::{
    AmountSource, OpportunityView, SetDealCompetitors, SetDealContacts, SetDealProducts,
    SetDealTeam, products_amount, validate_competitors, validate_contacts, validate_products,
    validate_team,
};
use shared::kernel::{Issue, Problem};
use store::deals::opportunities as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(set_team);
    registry.add(set_contacts);
    registry.add(set_competitors);
    registry.add(set_products);
}

fn refuse(issues: Vec<Issue>) -> Result<(), Problem> {
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(issues))
    }
}

fn known(all_known: bool, field: &'static str) -> Result<(), Problem> {
    if all_known {
        Ok(())
    } else {
        Err(Problem::because(Issue::error("unknown_record", field)))
    }
}

async fn set_team(ctx: Ctx, request: SetDealTeam) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    refuse(validate_team(unit.record.owner_id, &request.members))?;
    let ids = request.members.iter().map(|(user, _)| *user);
    known(
        rows::known_users(&mut unit.session, ids)
            .await
            .or_problem()?,
        "team",
    )?;
    unit.save().await?;
    rows::set_team(&mut unit.session, request.id, &request.members)
        .await
        .or_problem()?;
    unit.event("team_edited", None, Some(&request.members))
        .await?;
    unit.finish().await
}

async fn set_contacts(ctx: Ctx, request: SetDealContacts) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    refuse(validate_contacts(&request.contacts))?;
    let ids = request.contacts.iter().map(|(contact, _)| *contact);
    known(
        rows::known_contacts(&mut unit.session, ids)
            .await
            .or_problem()?,
        "contacts",
    )?;
    unit.save().await?;
    rows::set_contacts(&mut unit.session, request.id, &request.contacts)
        .await
        .or_problem()?;
    unit.event("contacts_edited", None, Some(&request.contacts))
        .await?;
    unit.finish().await
}

async fn set_competitors(
    ctx: Ctx,
    request: SetDealCompetitors,
) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    refuse(validate_competitors(&request.competitors))?;
    unit.save().await?;
    rows::set_competitors(&mut unit.session, request.id, &request.competitors)
        .await
        .or_problem()?;
    unit.event("competitors_edited", None, Some(&request.competitors))
        .await?;
    unit.finish().await
}

async fn set_products(ctx: Ctx, request: SetDealProducts) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let currency = unit.record.fields.amount.currency;
    refuse(validate_products(&request.products, currency))?;
    let ids = request.products.iter().map(|product| product.product_id);
    known(
        rows::known_products(&mut unit.session, ids)
            .await
            .or_problem()?,
        "products",
    )?;
    let before = unit.record.fields.clone();
    let fields = &mut unit.record.fields;
    fields.amount_source = if request.products.is_empty() {
        AmountSource::Typed
    } else {
        request.amount_source
    };
    if fields.amount_source == AmountSource::Products {
        let prices = request.products.iter().map(|product| &product.price);
        fields.amount = products_amount(prices, currency)
            .ok_or_else(|| Problem::because(Issue::error("too_large", "amount")))?;
    }
    unit.save().await?;
    rows::set_products(&mut unit.session, request.id, &request.products)
        .await
        .or_problem()?;
    unit.event("products_edited", None, Some(&request.products))
        .await?;
    if unit.record.fields != before {
        let after = unit.record.fields.clone();
        unit.event("edited", Some(&before), Some(&after)).await?;
    }
    unit.finish().await
}
