//! What pages ask about accounts.

use super::model::{AccountChange, AccountFacts, AccountKind, AccountRow, AccountView};
use super::related::AccountRelated;
use super::rules::SimilarAccount;
use crate::kernel::{AccountId, Cursor, Named, Page, UserId};
use crate::operation;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The order of a list of accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountSort {
    /// By name.
    #[default]
    Name,
    /// By last change.
    Updated,
    /// By creation.
    Created,
}

impl AccountSort {
    /// Every order.
    pub const ALL: [AccountSort; 3] = [
        AccountSort::Name,
        AccountSort::Updated,
        AccountSort::Created,
    ];

    /// The word in URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            AccountSort::Name => "name",
            AccountSort::Updated => "updated",
            AccountSort::Created => "created",
        }
    }
}

impl FromStr for AccountSort {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        AccountSort::ALL
            .into_iter()
            .find(|sort| sort.code() == text)
            .ok_or(())
    }
}

/// Which accounts, in which order. An absent filter lets all through; filters add up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountQuery {
    /// Words that must all stand in the name, town or VAT number; accents and case do not matter.
    pub search: String,
    /// Only of this owner.
    pub owner: Option<UserId>,
    /// Only of this industry.
    pub industry: Option<String>,
    /// Only of this country.
    pub country: Option<String>,
    /// Only of this kind.
    pub kind: Option<AccountKind>,
    /// Only those with open opportunities.
    pub open_only: bool,
    /// Order.
    pub sort: AccountSort,
    /// From the end.
    pub descending: bool,
}

/// A piece of the list of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAccounts {
    /// Which, in which order.
    pub query: AccountQuery,
    /// After this row; `None` from the beginning.
    pub after: Option<Cursor>,
    /// Rows wanted; 0 for the usual number.
    pub limit: u32,
}
operation!(ListAccounts => Page<AccountRow>, "accounts.list", ViewAccount);

/// What the filters of the lists can be set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccountFacets {}
operation!(GetAccountFacets => AccountFacets, "accounts.facets", ViewAccount);

/// Values in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacets {
    /// Active users, by name.
    pub owners: Vec<Named<UserId>>,
    /// Industries in use.
    pub industries: Vec<String>,
    /// Countries in use.
    pub countries: Vec<String>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccount {
    /// Which.
    pub id: AccountId,
}
operation!(GetAccount => AccountView, "accounts.get", ViewAccount);

/// What hangs on one account, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccountRelated {
    /// Which.
    pub id: AccountId,
}
operation!(GetAccountRelated => AccountRelated, "accounts.related", ViewAccount);

/// A new account, with an id the page made. Repeating it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAccount {
    /// Made by the page.
    pub id: AccountId,
    /// Its facts.
    pub facts: AccountFacts,
}
operation!(CreateAccount => AccountView, "accounts.create", EditAccount);

/// New values for some facts. Refused with the present record when its version is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditAccount {
    /// Which.
    pub id: AccountId,
    /// The version the changes were made on.
    pub version: i64,
    /// What changes.
    pub changes: Vec<AccountChange>,
}
operation!(EditAccount => AccountView, "accounts.edit", EditAccount);

/// Hides an account; [`RestoreAccount`] undoes it. What hangs on it stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAccount {
    /// Which.
    pub id: AccountId,
    /// The version the reader saw.
    pub version: i64,
}
operation!(DeleteAccount => AccountView, "accounts.delete", EditAccount);

/// Brings a deleted account back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreAccount {
    /// Which.
    pub id: AccountId,
}
operation!(RestoreAccount => AccountView, "accounts.restore", EditAccount);

/// Accounts whose name has the words typed so far, for pickers; best match first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestAccounts {
    /// What was typed; empty gives the latest changed.
    pub text: String,
    /// At most so many; 0 for 10.
    pub limit: u32,
}
operation!(SuggestAccounts => Vec<Named<AccountId>>, "accounts.suggest", ViewAccount);

/// Accounts that may be the one about to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindSimilarAccounts {
    /// Name typed.
    pub name: String,
    /// Web address typed, or empty.
    pub website: String,
    /// VAT number typed, or empty.
    pub vat_number: String,
}
operation!(FindSimilarAccounts => Vec<SimilarAccount>, "accounts.similar", ViewAccount);
