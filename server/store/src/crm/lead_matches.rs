//! What a lead may join when it is converted.

use super::affiliations::{self, Of};
use super::{accounts, contacts};
use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError};
use chrono::NaiveDate;
use shared::crm::accounts::name_stem;
use shared::crm::leads::{
    ConversionPlan, LeadFacts, OpenDeal, PlannedAccount, PlannedContact, company_domain,
    suggest_account, suggest_contact,
};
use shared::kernel::{
    AccountId, Action, Actor, ContactId, LocalText, Money, Named, OpportunityId, Scope,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most of each kind that are proposed.
const MOST: usize = 5;

/// Accounts, contacts and open deals the lead may join, the best first.
pub async fn plan(
    session: &mut Session,
    actor: &Actor,
    lead: &LeadFacts,
    today: NaiveDate,
) -> Result<ConversionPlan> {
    let contacts = contacts(session, actor, lead, today).await?;
    let mut accounts = accounts(session, lead).await?;
    // Where a known person works is a better answer than any likeness of names.
    let known: Vec<PlannedAccount> = contacts
        .iter()
        .flat_map(|found| {
            let places = found.account.iter().chain(&found.further);
            places.map(move |account| PlannedAccount {
                account: account.clone(),
                city: String::new(),
                reason: found.reason,
            })
        })
        .collect();
    accounts.splice(0..0, known);
    // Two people may share a place: the first of each counts.
    let mut seen = BTreeSet::new();
    accounts.retain(|found| seen.insert(found.account.id));
    accounts.truncate(MOST);
    let ids = accounts.iter().map(|found| found.account.id).collect();
    Ok(ConversionPlan {
        deals: deals(session, actor, ids).await?,
        accounts,
        contacts,
    })
}

async fn contacts(
    session: &mut Session,
    actor: &Actor,
    lead: &LeadFacts,
    today: NaiveDate,
) -> Result<Vec<PlannedContact>> {
    if lead.email.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id FROM contacts WHERE deleted_at IS NULL");
    sql.with("AND LOWER(email) =", lead.email.to_lowercase())
        .push("ORDER BY updated_at DESC, id LIMIT 5");
    let mut found = Vec::new();
    for (id,) in session.all_of::<(Uuid,)>(sql).await? {
        let Some(stored) = contacts::get(session, ContactId(id)).await? else {
            continue;
        };
        if let Some(reason) = suggest_contact(lead, &stored.facts) {
            let name =
                shared::crm::contacts::full_name(&stored.facts.first_name, &stored.facts.last_name);
            let account = stored.facts.account_id.zip(stored.account_name);
            let further = affiliations::list(session, actor, Of::Contact(stored.id)).await?;
            let still = further
                .into_iter()
                .filter(|one| one.affiliation.draft.until.is_none_or(|end| today < end));
            found.push(PlannedContact {
                contact: Named::new(stored.id, name),
                account: account.map(|(id, name)| Named::new(id, name)),
                further: still.map(|one| one.account).collect(),
                reason,
            });
        }
    }
    Ok(found)
}

async fn accounts(session: &mut Session, lead: &LeadFacts) -> Result<Vec<PlannedAccount>> {
    let stem = name_stem(&lead.company);
    let first_word = stem.split(' ').next().unwrap_or_default();
    let parts = [company_domain(&lead.email), first_word];
    let mut found: Vec<PlannedAccount> = accounts::holding(session, "", parts)
        .await?
        .into_iter()
        .filter_map(|stored| {
            let reason = suggest_account(lead, &stored.facts)?;
            Some(PlannedAccount {
                account: Named::new(stored.id, stored.facts.name),
                city: stored.facts.city,
                reason,
            })
        })
        .collect();
    found.sort_by_key(|account| account.reason);
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct DealRow {
    id: Uuid,
    name: String,
    account_id: Uuid,
    stage_en: String,
    stage_fr: String,
    amount_minor: i64,
    currency: String,
}

/// Open deals of these accounts that the actor may change.
pub async fn deals(
    session: &mut Session,
    actor: &Actor,
    accounts: Vec<AccountId>,
) -> Result<Vec<OpenDeal>> {
    let scope = actor.scope(Action::EditOpportunity);
    if accounts.is_empty() || scope == Scope::None {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT o.id, o.name, o.account_id, s.name_en AS stage_en, s.name_fr AS stage_fr, o.amount_minor, o.currency FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.deleted_at IS NULL AND o.state = 'open' AND",
    );
    sql.within("o.account_id IN", accounts);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    sql.push("ORDER BY o.close_date, o.id LIMIT 20");
    let rows: Vec<DealRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| StoreError::Corrupt("opportunities.currency"))?;
            Ok(OpenDeal {
                deal: Named::new(OpportunityId(row.id), row.name),
                account_id: AccountId(row.account_id),
                stage: LocalText::new(row.stage_en, row.stage_fr),
                amount: Money::new(row.amount_minor, currency),
            })
        })
        .collect()
}
