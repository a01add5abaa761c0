//! Colleagues, contacts, competitors and products of a deal, each list saved whole.

use super::unit::{Unit, begin};
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use serde::Serialize;
use shared::deals::opportunities::{
    AmountSource, BuyingRole, Competitor, DealContact, DealProduct, DealTeamMember,
    OpportunityView, SetDealCompetitors, SetDealContacts, SetDealProducts, SetDealTeam, TeamRole,
    products_amount, validate_competitors, validate_contacts, validate_products, validate_team,
};
use shared::kernel::{
    ContactId, Issue, Money, Percent, Problem, ProductId, Quantity, Scope, UnitPrice, UserId,
};
use store::deals::opportunities as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(set_team);
    registry.add(set_contacts);
    registry.add(set_competitors);
    registry.add(set_products);
}

fn known(all_known: bool, field: &'static str) -> Result<(), Problem> {
    if all_known {
        Ok(())
    } else {
        Err(Problem::because(Issue::error("unknown_record", field)))
    }
}

/// The lists of a deal as its events tell them, with names: the people may be gone when the history
/// is read.
#[derive(Serialize)]
struct Team {
    team: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    user_id: UserId,
    name: String,
    role: TeamRole,
}

#[derive(Serialize)]
struct Contacts {
    contacts: Vec<Person>,
}

#[derive(Serialize)]
struct Person {
    contact_id: ContactId,
    name: String,
    role: BuyingRole,
}

#[derive(Serialize)]
struct Competitors {
    competitors: Vec<Rival>,
}

#[derive(Serialize)]
struct Rival {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
}

#[derive(Serialize)]
struct Products {
    products: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    product_id: ProductId,
    name: String,
    quantity: Quantity,
    unit_price: UnitPrice,
    discount: Percent,
    total: Money,
}

fn team(view: &OpportunityView) -> Team {
    let member = |member: &DealTeamMember| Member {
        user_id: member.user.id,
        name: member.user.name.clone(),
        role: member.role,
    };
    Team {
        team: view.team.iter().map(member).collect(),
    }
}

fn contacts(view: &OpportunityView) -> Contacts {
    let person = |contact: &DealContact| Person {
        contact_id: contact.contact_id,
        name: contact.name.clone(),
        role: contact.role,
    };
    Contacts {
        contacts: view.contacts.iter().map(person).collect(),
    }
}

fn competitors(view: &OpportunityView) -> Competitors {
    let rival = |competitor: &Competitor| Rival {
        name: competitor.name.clone(),
        role: competitor.incumbent.then_some("incumbent"),
    };
    Competitors {
        competitors: view.competitors.iter().map(rival).collect(),
    }
}

fn products(view: &OpportunityView) -> Products {
    let line = |product: &DealProduct| Line {
        product_id: product.product_id,
        name: product.sku.clone(),
        quantity: product.price.quantity,
        unit_price: product.price.unit_price,
        discount: product.price.discount,
        total: product.total,
    };
    Products {
        products: view.products.iter().map(line).collect(),
    }
}

impl Unit {
    /// The deal with its lists as they stand in this unit of work.
    async fn lists(&mut self) -> Result<OpportunityView, Problem> {
        rows::view(
            &mut self.session,
            &self.ctx.actor,
            Scope::All,
            self.record.id,
        )
        .await
        .or_problem()?
        .or_not_found()
    }
}

async fn set_team(ctx: Ctx, request: SetDealTeam) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let before = unit.lists().await?;
    refuse(validate_team(unit.record.owner_id, &request.members))?;
    // Who is on it already may stay, though they left the company.
    let there = |id: &UserId| before.team.iter().any(|member| member.user.id == *id);
    let ids = request.members.iter().map(|(user, _)| *user);
    known(
        rows::known_users(&mut unit.session, ids.filter(|id| !there(id)))
            .await
            .or_problem()?,
        "team",
    )?;
    unit.save().await?;
    rows::set_team(&mut unit.session, request.id, &request.members)
        .await
        .or_problem()?;
    let after = team(&unit.lists().await?);
    unit.event("team_edited", Some(&team(&before)), Some(&after))
        .await?;
    unit.finish().await
}

async fn set_contacts(ctx: Ctx, request: SetDealContacts) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let before = unit.lists().await?;
    refuse(validate_contacts(&request.contacts))?;
    let there = |id: &ContactId| before.contacts.iter().any(|known| known.contact_id == *id);
    let ids = request.contacts.iter().map(|(contact, _)| *contact);
    known(
        rows::known_contacts(&mut unit.session, ids.filter(|id| !there(id)))
            .await
            .or_problem()?,
        "contacts",
    )?;
    unit.save().await?;
    rows::set_contacts(&mut unit.session, request.id, &request.contacts)
        .await
        .or_problem()?;
    let after = contacts(&unit.lists().await?);
    unit.event("contacts_edited", Some(&contacts(&before)), Some(&after))
        .await?;
    unit.finish().await
}

/// Puts a contact on the deal unless it is there.
pub(super) async fn put_contact(unit: &mut Unit, contact: ContactId) -> Result<(), Problem> {
    let before = unit.lists().await?;
    if before
        .contacts
        .iter()
        .any(|known| known.contact_id == contact)
    {
        return Ok(());
    }
    let mut all: Vec<(ContactId, BuyingRole)> = before
        .contacts
        .iter()
        .map(|known| (known.contact_id, known.role))
        .collect();
    all.push((contact, BuyingRole::Influencer));
    refuse(validate_contacts(&all))?;
    unit.save().await?;
    rows::set_contacts(&mut unit.session, unit.record.id, &all)
        .await
        .or_problem()?;
    let after = contacts(&unit.lists().await?);
    unit.event("contacts_edited", Some(&contacts(&before)), Some(&after))
        .await
}

async fn set_competitors(
    ctx: Ctx,
    request: SetDealCompetitors,
) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let before = unit.lists().await?;
    refuse(validate_competitors(&request.competitors))?;
    unit.save().await?;
    rows::set_competitors(&mut unit.session, request.id, &request.competitors)
        .await
        .or_problem()?;
    let after = competitors(&unit.lists().await?);
    unit.event(
        "competitors_edited",
        Some(&competitors(&before)),
        Some(&after),
    )
    .await?;
    unit.finish().await
}

async fn set_products(ctx: Ctx, request: SetDealProducts) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let lists_before = unit.lists().await?;
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
    let lists_after = products(&unit.lists().await?);
    unit.event(
        "products_edited",
        Some(&products(&lists_before)),
        Some(&lists_after),
    )
    .await?;
    if unit.record.fields != before {
        let after = unit.record.fields.clone();
        unit.event("edited", Some(&before), Some(&after)).await?;
    }
    unit.finish().await
}
