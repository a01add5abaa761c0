//! What pages ask about contacts.

use super::model::{ContactChange, ContactDeal, ContactFacts, ContactRow, ContactView};
use crate::crm::accounts::HistoryEntry;
use crate::kernel::{AccountId, ContactId, Cursor, Named, Page, UserId};
use crate::operation;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The order of a list of contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactSort {
    /// By last name.
    #[default]
    Name,
    /// By last change.
    Updated,
    /// By creation.
    Created,
}

impl ContactSort {
    /// Every order.
    pub const ALL: [ContactSort; 3] = [
        ContactSort::Name,
        ContactSort::Updated,
        ContactSort::Created,
    ];

    /// The word in URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ContactSort::Name => "name",
            ContactSort::Updated => "updated",
            ContactSort::Created => "created",
        }
    }
}

impl FromStr for ContactSort {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        ContactSort::ALL
            .into_iter()
            .find(|sort| sort.code() == text)
            .ok_or(())
    }
}

/// Which contacts, in which order. An absent filter lets all through; filters add up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactQuery {
    /// Words that must all stand in the name, address or title; accents and case do not matter.
    pub search: String,
    /// Only of this owner.
    pub owner: Option<UserId>,
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only whose own account it is, or who are affiliated with it today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any_account: Option<AccountId>,
    /// Order.
    pub sort: ContactSort,
    /// From the end.
    pub descending: bool,
}

/// A piece of the list of contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListContacts {
    /// Which, in which order.
    pub query: ContactQuery,
    /// After this row; `None` from the beginning.
    pub after: Option<Cursor>,
    /// Rows wanted; 0 for the usual number.
    pub limit: u32,
}
operation!(ListContacts => Page<ContactRow>, "contacts.list", ViewAccount);

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetContact {
    /// Which.
    pub id: ContactId,
}
operation!(GetContact => ContactView, "contacts.get", ViewAccount);

/// What hangs on one contact, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetContactRelated {
    /// Which.
    pub id: ContactId,
}
operation!(GetContactRelated => ContactRelated, "contacts.related", ViewAccount);

/// Everything around a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRelated {
    /// Deals with the person's part in them; open ones first.
    pub deals: Vec<ContactDeal>,
    /// Changes of the record itself, newest first.
    pub history: Vec<HistoryEntry>,
}

/// A new contact, with an id the page made. Repeating it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateContact {
    /// Made by the page.
    pub id: ContactId,
    /// Its facts.
    pub facts: ContactFacts,
}
operation!(CreateContact => ContactView, "contacts.create", EditAccount);

/// New values for some facts. Refused with the present record when its version is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditContact {
    /// Which.
    pub id: ContactId,
    /// The version the changes were made on.
    pub version: i64,
    /// What changes.
    pub changes: Vec<ContactChange>,
}
operation!(EditContact => ContactView, "contacts.edit", EditAccount);

/// Hides a contact; [`RestoreContact`] undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteContact {
    /// Which.
    pub id: ContactId,
    /// The version the reader saw.
    pub version: i64,
}
operation!(DeleteContact => ContactView, "contacts.delete", EditAccount);

/// Brings a deleted contact back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreContact {
    /// Which.
    pub id: ContactId,
}
operation!(RestoreContact => ContactView, "contacts.restore", EditAccount);

/// Contacts whose name has the words typed so far, for pickers; those of `account` first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestContacts {
    /// What was typed; empty gives the latest changed.
    pub text: String,
    /// Whose contacts come first.
    pub account: Option<AccountId>,
    /// At most so many; 0 for 10.
    pub limit: u32,
}
operation!(SuggestContacts => Vec<Named<ContactId>>, "contacts.suggest", ViewAccount);
