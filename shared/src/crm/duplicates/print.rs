//! What is compared of a record.

use super::keys::{email_key, phone_key};
use crate::crm::accounts::{AccountFacts, AccountKind, domain_of, name_stem};
use crate::crm::contacts::{ContactFacts, full_name};
use crate::crm::leads::{LeadFacts, company_domain};
use crate::kernel::search_key;
use uuid::Uuid;

/// A record in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// Which.
    pub id: Uuid,
    /// A person; an organisation otherwise.
    pub person: bool,
    /// The name: a company's without its legal form.
    pub name: String,
    /// Where a person works; empty for an organisation.
    pub company: String,
    /// Key of the e-mail address.
    pub email: String,
    /// Key of the telephone.
    pub phone: String,
    /// Domain of the web site, or of the company's mail.
    pub domain: String,
    /// VAT number.
    pub vat_number: String,
    /// Postal code or town.
    pub place: String,
}

impl Print {
    /// Of an account; a private buyer is compared as a person.
    #[must_use]
    pub fn of_account(id: Uuid, facts: &AccountFacts) -> Self {
        let person = facts.kind == AccountKind::Consumer;
        Self {
            id,
            person,
            name: if person {
                search_key(&facts.name)
            } else {
                name_stem(&facts.name)
            },
            company: String::new(),
            email: String::new(),
            phone: phone_key(&facts.phone),
            domain: domain_of(&facts.website).to_owned(),
            vat_number: facts.vat_number.clone(),
            place: place(&facts.postal_code, &facts.city),
        }
    }

    /// Of a contact, with the name of its account.
    #[must_use]
    pub fn of_contact(id: Uuid, facts: &ContactFacts, account: &str) -> Self {
        Self {
            id,
            person: true,
            name: search_key(&full_name(&facts.first_name, &facts.last_name)),
            company: name_stem(account),
            email: email_key(&facts.email),
            phone: phone_key(&facts.phone),
            domain: company_domain(&facts.email).to_owned(),
            vat_number: String::new(),
            place: String::new(),
        }
    }

    /// Of a lead: of the person, or of the company when no person is known.
    #[must_use]
    pub fn of_lead(id: Uuid, facts: &LeadFacts) -> Self {
        let name = search_key(&full_name(&facts.first_name, &facts.last_name));
        let person = !name.is_empty();
        let company = name_stem(&facts.company);
        Self {
            id,
            person,
            name: if person { name } else { company.clone() },
            company: if person { company } else { String::new() },
            email: email_key(&facts.email),
            phone: phone_key(&facts.phone),
            domain: company_domain(&facts.email).to_owned(),
            vat_number: String::new(),
            place: place("", &facts.city),
        }
    }
}

/// The postal code tells more than the town.
fn place(postal_code: &str, city: &str) -> String {
    if postal_code.is_empty() {
        search_key(city)
    } else {
        postal_code.replace(' ', "").to_uppercase()
    }
}
