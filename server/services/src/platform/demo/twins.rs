//! Accounts and contacts somebody has typed a second time.

use super::accounts::Accounts;
use super::random::Random;
use shared::crm::accounts::{AccountFacts, account_search, name_stem};
use shared::crm::contacts::{ContactFacts, contact_search};
use shared::kernel::{AccountId, ContactId, Instant};
use store::platform::bulk::{AccountRow, ContactRow};

/// Adds the second records of a few.
pub(super) fn twins(random: &mut Random, all: &mut Accounts, now: Instant) {
    let accounts: Vec<AccountRow> = all
        .rows
        .iter()
        .filter(|row| row.kind == "business" && row.parent_id.is_none())
        .step_by(83)
        .take(5)
        .map(|row| account(random, row, now))
        .collect();
    let contacts: Vec<ContactRow> = all
        .contacts
        .iter()
        .filter(|row| !row.title.is_empty())
        .step_by(197)
        .take(7)
        .map(|row| contact(random, row, now))
        .collect();
    all.rows.extend(accounts);
    all.contacts.extend(contacts);
}

/// Typed in a hurry: the name without its legal form, little else.
fn account(random: &mut Random, first: &AccountRow, now: Instant) -> AccountRow {
    let created_at = now.plus_days(-random.between(5, 25));
    let mut row = AccountRow {
        id: AccountId(random.id(created_at)),
        name: name_stem(&first.name).to_uppercase(),
        street: String::new(),
        employees: None,
        annual_revenue_minor: None,
        annual_revenue_currency: None,
        founded_year: None,
        payment_days: None,
        notes: String::new(),
        created_at,
        updated_at: created_at,
        ..first.clone()
    };
    let facts = AccountFacts {
        city: row.city.clone(),
        website: row.website.clone(),
        ..AccountFacts::named(row.name.clone(), row.owner_id)
    };
    row.search = account_search(&facts);
    row
}

/// From a business card: an initial, no telephone, the address with a capital.
fn contact(random: &mut Random, first: &ContactRow, now: Instant) -> ContactRow {
    let created_at = now.plus_days(-random.between(5, 25));
    let initial: String = first.first_name.chars().take(1).collect();
    let (local, domain) = first.email.split_once('@').unwrap_or((&first.email, ""));
    let facts = ContactFacts {
        title: first.title.clone(),
        email: format!("{}@{domain}", local.to_uppercase()),
        ..ContactFacts::named(
            format!("{initial}."),
            first.last_name.clone(),
            first.owner_id,
        )
    };
    ContactRow {
        id: ContactId(random.id(created_at)),
        search: contact_search(&facts),
        first_name: facts.first_name,
        email: facts.email,
        phone: String::new(),
        created_at,
        updated_at: created_at,
        ..first.clone()
    }
}
