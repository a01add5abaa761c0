//! Conversion: what a lead becomes, and what it may join.

use super::model::LeadFacts;
use super::rules::{company_domain, lead_name};
use super::status::LeadStatus;
use crate::crm::accounts::{AccountFacts, AccountKind, domain_of, name_stem};
use crate::crm::contacts::ContactFacts;
use crate::crm::fields::{NAME_MAX, NOTES_MAX, tidy_text};
use crate::kernel::{
    AccountId, ContactId, Issue, LeadId, LocalText, Money, Named, OpportunityId, PipelineId, UserId,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The account of a conversion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountPart {
    /// A new one with this id, made of the lead's facts.
    New(AccountId),
    /// One that is there.
    Existing(AccountId),
}

/// The contact of a conversion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactPart {
    /// A new one with this id, made of the lead's facts.
    New(ContactId),
    /// One that is there.
    Existing(ContactId),
}

/// The deal of a conversion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DealPart {
    /// None for now.
    None,
    /// One that is there and open; the contact is put on it.
    Existing(OpportunityId),
    /// A new one.
    New {
        /// Made by the page.
        id: OpportunityId,
        /// Its name.
        name: String,
        /// The pipeline it starts in.
        pipeline_id: PipelineId,
        /// Amount with its currency.
        amount: Money,
        /// Expected signature day.
        close_date: NaiveDate,
    },
}

/// Makes a lead an account, a contact and, if wished, a deal, all or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertLead {
    /// Which.
    pub id: LeadId,
    /// The version the reader saw.
    pub version: i64,
    /// The account.
    pub account: AccountPart,
    /// The contact.
    pub contact: ContactPart,
    /// The deal.
    pub deal: DealPart,
}

/// Why a record is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchReason {
    /// The same e-mail address.
    Email,
    /// The same domain of the e-mail address and the web site.
    Domain,
    /// The same name but for its legal form.
    Name,
}

impl MatchReason {
    /// The word in the catalogue (`leads.match.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MatchReason::Email => "email",
            MatchReason::Domain => "domain",
            MatchReason::Name => "name",
        }
    }
}

/// An account the lead may join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAccount {
    /// Which.
    pub account: Named<AccountId>,
    /// Its town, or empty.
    pub city: String,
    /// Why it is proposed.
    pub reason: MatchReason,
}

/// A contact the lead may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedContact {
    /// Which.
    pub contact: Named<ContactId>,
    /// Where the person works.
    pub account: Option<Named<AccountId>>,
    /// Where else, by name.
    #[serde(default)]
    pub further: Vec<Named<AccountId>>,
    /// Why it is proposed.
    pub reason: MatchReason,
}

/// An open deal the lead may join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDeal {
    /// Which.
    pub deal: Named<OpportunityId>,
    /// Whose account it is.
    pub account_id: AccountId,
    /// Stage it is in.
    pub stage: LocalText,
    /// Amount.
    pub amount: Money,
}

/// What a conversion may join; the first of each list is the best match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionPlan {
    /// Accounts that may be the lead's company.
    pub accounts: Vec<PlannedAccount>,
    /// Contacts that may be the person.
    pub contacts: Vec<PlannedContact>,
    /// Open deals of those accounts the reader may work on.
    pub deals: Vec<OpenDeal>,
}

/// Why `account` may be the lead's company; the strongest reason. Both tidy.
#[must_use]
pub fn suggest_account(lead: &LeadFacts, account: &AccountFacts) -> Option<MatchReason> {
    let domain = company_domain(&lead.email);
    let stem = name_stem(&lead.company);
    if !domain.is_empty() && domain == domain_of(&account.website) {
        Some(MatchReason::Domain)
    } else if !stem.is_empty() && stem == name_stem(&account.name) {
        Some(MatchReason::Name)
    } else {
        None
    }
}

/// Why `contact` may be the person; the same address, whatever its case.
#[must_use]
pub fn suggest_contact(lead: &LeadFacts, contact: &ContactFacts) -> Option<MatchReason> {
    let same = !lead.email.is_empty() && lead.email.to_lowercase() == contact.email.to_lowercase();
    same.then_some(MatchReason::Email)
}

/// The account a lead becomes. Without a company it is a private buyer.
#[must_use]
pub fn account_of(lead: &LeadFacts, owner_id: UserId) -> AccountFacts {
    let private = lead.company.is_empty();
    let domain = company_domain(&lead.email);
    let (name, kind) = if private {
        (
            lead_name(lead).chars().take(NAME_MAX).collect(),
            AccountKind::Consumer,
        )
    } else {
        (lead.company.clone(), AccountKind::Business)
    };
    AccountFacts {
        kind,
        website: if private || domain.is_empty() {
            String::new()
        } else {
            format!("https://{domain}")
        },
        phone: if private {
            lead.phone.clone()
        } else {
            String::new()
        },
        city: lead.city.clone(),
        country: lead.country.clone(),
        ..AccountFacts::named(name, owner_id)
    }
}

/// The contact a lead becomes. What they asked for and our notes go along.
#[must_use]
pub fn contact_of(lead: &LeadFacts, account: AccountId, owner_id: UserId) -> ContactFacts {
    let notes: Vec<&str> = [lead.interest.as_str(), lead.notes.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let (first, last) = if lead.first_name.is_empty() && lead.last_name.is_empty() {
        (String::new(), lead.company.clone())
    } else {
        (lead.first_name.clone(), lead.last_name.clone())
    };
    ContactFacts {
        account_id: Some(account),
        title: lead.title.clone(),
        email: lead.email.clone(),
        phone: lead.phone.clone(),
        language: lead.language,
        notes: tidy_text(
            &notes
                .join("\n\n")
                .chars()
                .take(NOTES_MAX)
                .collect::<String>(),
        ),
        ..ContactFacts::named(first, last, owner_id)
    }
}

/// The name to propose for the deal: the company or the person, and the first line of the interest.
#[must_use]
pub fn deal_name(lead: &LeadFacts) -> String {
    let whose = if lead.company.is_empty() {
        lead_name(lead)
    } else {
        lead.company.clone()
    };
    let what: String = lead
        .interest
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    let name = if what.is_empty() {
        whose
    } else {
        format!("{whose} · {what}")
    };
    name.chars()
        .take(crate::deals::opportunities::NAME_LIMIT)
        .collect()
}

/// Findings about a conversion, records apart: a disqualified lead is recycled first, a converted
/// one stays what it is.
#[must_use]
pub fn check_conversion(status: LeadStatus) -> Option<Issue> {
    (!status.is_open()).then(|| Issue::error("lead_is_closed", "status"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::accounts::{check_account, tidy_account};
    use crate::crm::contacts::{check_contact, tidy_contact};
    use crate::crm::leads::{check_lead, tidy_lead};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn owner() -> UserId {
        UserId(Uuid::nil())
    }
    fn lead() -> LeadFacts {
        LeadFacts {
            company: "Dupont & Fils SAS".into(),
            email: "Zoe@dupont.fr".into(),
            interest: "Capteurs de vibration\nDeux sites".into(),
            ..LeadFacts::named("Zoé", "Martin", None)
        }
    }

    #[test]
    fn the_company_is_recognised_by_domain_before_name() {
        let named = AccountFacts::named("Dupont et Fils", owner());
        assert_eq!(suggest_account(&lead(), &named), None);
        let named = AccountFacts::named("DUPONT & FILS", owner());
        assert_eq!(suggest_account(&lead(), &named), Some(MatchReason::Name));
        let site = AccountFacts {
            website: "https://www.dupont.fr".into(),
            ..AccountFacts::named("Other", owner())
        };
        assert_eq!(suggest_account(&lead(), &site), Some(MatchReason::Domain));
        let contact = ContactFacts {
            email: "zoe@dupont.fr".into(),
            ..ContactFacts::named("Z", "M", owner())
        };
        assert_eq!(suggest_contact(&lead(), &contact), Some(MatchReason::Email));
    }

    #[test]
    fn nothing_known_is_lost() {
        let account = account_of(&lead(), owner());
        assert_eq!(account.website, "https://dupont.fr");
        assert_eq!(account.kind, AccountKind::Business);
        let contact = contact_of(&lead(), AccountId(Uuid::nil()), owner());
        assert!(contact.notes.starts_with("Capteurs"));
        assert_eq!(
            deal_name(&lead()),
            "Dupont & Fils SAS · Capteurs de vibration"
        );
        let private = LeadFacts::named("Zoé", "Martin", None);
        assert_eq!(account_of(&private, owner()).kind, AccountKind::Consumer);
        assert_eq!(account_of(&private, owner()).name, "Zoé Martin");
    }

    #[test]
    fn a_closed_lead_is_not_converted() {
        assert!(check_conversion(LeadStatus::Disqualified).is_some());
        assert!(check_conversion(LeadStatus::Converted).is_some());
        assert!(check_conversion(LeadStatus::New).is_none());
    }

    proptest! {
        /// An acceptable lead becomes an acceptable account and contact: a conversion never stops
        /// at a rule of theirs.
        #[test]
        fn a_good_lead_makes_good_records(first in "\\PC{0,30}", last in "\\PC{0,30}", company in "\\PC{0,30}", interest in "\\PC{0,90}") {
            let lead = tidy_lead(&LeadFacts { company, interest, ..LeadFacts::named(first, last, None) });
            prop_assume!(check_lead(&lead).is_empty());
            let account = tidy_account(&account_of(&lead, owner()));
            let today = "2026-11-28".parse().unwrap();
            prop_assert_eq!(check_account(&account, today), Vec::new());
            let contact = tidy_contact(&contact_of(&lead, AccountId(Uuid::nil()), owner()));
            prop_assert_eq!(check_contact(&contact), Vec::new());
            prop_assert!(!deal_name(&lead).trim().is_empty());
        }
    }
}
