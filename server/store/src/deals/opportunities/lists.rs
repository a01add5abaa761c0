//! What hangs on a deal: colleagues, contacts, competitors, products. Each list is saved whole, in
//! the transaction that raised the record's version.

use crate::{Result, Session, args};
use shared::deals::opportunities::{BuyingRole, Competitor, DealProductInput, TeamRole};
use shared::kernel::{ContactId, OpportunityId, UserId};

/// Replaces the colleagues.
pub async fn set_team(
    session: &mut Session,
    id: OpportunityId,
    members: &[(UserId, TeamRole)],
) -> Result<()> {
    session
        .exec(
            "DELETE FROM opportunity_team WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    let rows = members
        .iter()
        .map(|(user, role)| args![id, *user, role.code()])
        .collect();
    session
        .insert_many(
            "INSERT INTO opportunity_team (opportunity_id, user_id, role) VALUES",
            rows,
        )
        .await
}

/// Replaces the contacts.
pub async fn set_contacts(
    session: &mut Session,
    id: OpportunityId,
    contacts: &[(ContactId, BuyingRole)],
) -> Result<()> {
    session
        .exec(
            "DELETE FROM opportunity_contacts WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    let rows = contacts
        .iter()
        .map(|(contact, role)| args![id, *contact, role.code()])
        .collect();
    session
        .insert_many(
            "INSERT INTO opportunity_contacts (opportunity_id, contact_id, buying_role) VALUES",
            rows,
        )
        .await
}

/// Replaces the competitors.
pub async fn set_competitors(
    session: &mut Session,
    id: OpportunityId,
    competitors: &[Competitor],
) -> Result<()> {
    session
        .exec(
            "DELETE FROM opportunity_competitors WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    let rows = competitors
        .iter()
        .map(|competitor| args![id, competitor.name.trim(), competitor.incumbent])
        .collect();
    session
        .insert_many(
            "INSERT INTO opportunity_competitors (opportunity_id, name, incumbent) VALUES",
            rows,
        )
        .await
}

/// Replaces the products, in order.
pub async fn set_products(
    session: &mut Session,
    id: OpportunityId,
    products: &[DealProductInput],
) -> Result<()> {
    session
        .exec(
            "DELETE FROM opportunity_products WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    let rows = (0_i32..)
        .zip(products)
        .map(|(position, product)| {
            let price = &product.price;
            args![
                product.id,
                id,
                product.product_id,
                position,
                price.charge.code(),
                price.quantity,
                price.unit_price,
                price.discount
            ]
        })
        .collect();
    session
        .insert_many(
            "INSERT INTO opportunity_products (id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp) VALUES",
            rows,
        )
        .await
}

/// The deals on whose team a person is.
pub async fn deals_of_member(session: &mut Session, user: UserId) -> Result<Vec<OpportunityId>> {
    let rows: Vec<(uuid::Uuid,)> = session
        .all(
            "SELECT opportunity_id FROM opportunity_team WHERE user_id = $1",
            args![user],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| OpportunityId(id)).collect())
}
