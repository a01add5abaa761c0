//! What a contact is.

use super::rules::full_name;
use crate::changes;
use crate::crm::accounts::RelatedOpportunity;
use crate::kernel::{AccountId, ContactId, Instant, Lang, Named, UserId};
use crate::platform::fields::CustomValues;
use serde::{Deserialize, Serialize};

/// The facts of a contact that people edit.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// Where the person works or buys for.
    pub account_id: Option<AccountId>,
    /// First name, or empty.
    pub first_name: String,
    /// Last name, or empty; one of the two is required.
    pub last_name: String,
    /// Job title, or empty.
    pub title: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Telephone as written, or empty.
    pub phone: String,
    /// The language to write in, when known.
    pub language: Option<Lang>,
    /// Free text.
    pub notes: String,
    /// Whose contact it is.
    pub owner_id: UserId,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}

impl ContactFacts {
    /// Facts with only names and an owner.
    #[must_use]
    pub fn named(first: impl Into<String>, last: impl Into<String>, owner_id: UserId) -> Self {
        Self {
            account_id: None,
            first_name: first.into(),
            last_name: last.into(),
            title: String::new(),
            email: String::new(),
            phone: String::new(),
            language: None,
            notes: String::new(),
            owner_id,
            custom: CustomValues::default(),
        }
    }
}

changes! {
    /// A new value for one fact of a contact.
    ContactChange of ContactFacts {
        Account(Option<AccountId>) = account_id,
        FirstName(String) = first_name,
        LastName(String) = last_name,
        Title(String) = title,
        Email(String) = email,
        Phone(String) = phone,
        Language(Option<Lang>) = language,
        Notes(String) = notes,
        Owner(UserId) = owner_id,
    } + custom
}

/// A contact with everything its page shows about the person.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// Which contact.
    pub id: ContactId,
    /// Raised by each change; sent back with every edit.
    pub version: i64,
    /// What people edit.
    pub facts: ContactFacts,
    /// The account, by name.
    pub account: Option<Named<AccountId>>,
    /// Whose it is, by name.
    pub owner: Named<UserId>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<Instant>,
    /// Whether the reader may change or delete it.
    pub may_edit: bool,
    /// Whether the reader may give it to another owner.
    pub may_assign: bool,
}

impl ContactView {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.facts.first_name, &self.facts.last_name)
    }
}

/// A contact in a list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// Which.
    pub id: ContactId,
    /// First and last name.
    pub name: String,
    /// Job title, or empty.
    pub title: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
    /// The account.
    pub account: Option<Named<AccountId>>,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// The last logged conversation.
    pub last_activity_at: Option<Instant>,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A deal the contact has a part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDeal {
    /// The deal.
    pub opportunity: RelatedOpportunity,
    /// Word of the buying role (`opportunity.role.<code>`).
    pub buying_role: String,
}
