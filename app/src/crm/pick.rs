//! Accounts and contacts as they are looked up in pickers.

use super::{accounts, contacts};
use shared::crm::accounts::SuggestAccounts;
use shared::crm::contacts::SuggestContacts;
use shared::kernel::{AccountId, Named};
use std::fmt::Display;
use ui::{Choice, Suggest};

/// How many are offered.
const OFFERED: u32 = 12;

/// Accounts by what is typed of their name.
pub(crate) fn accounts() -> Suggest {
    accounts_but(None)
}

/// Every account but one.
pub(super) fn accounts_but(one: Option<AccountId>) -> Suggest {
    Suggest::new(move |text: String| async move {
        let request = SuggestAccounts {
            text,
            limit: OFFERED,
        };
        let found = accounts::api::suggest(request).await.unwrap_or_default();
        let others = found.into_iter().filter(|account| Some(account.id) != one);
        others.map(choice).collect()
    })
}

/// Contacts by what is typed of their name, those of an account first.
pub(crate) fn contacts(
    of: impl Fn() -> Option<AccountId> + Copy + Send + Sync + 'static,
) -> Suggest {
    Suggest::new(move |text: String| async move {
        let request = SuggestContacts {
            text,
            account: of(),
            limit: OFFERED,
        };
        let found = contacts::api::suggest(request).await.unwrap_or_default();
        found.into_iter().map(choice).collect()
    })
}

fn choice<Id: Display>(one: Named<Id>) -> Choice {
    Choice::new(one.id.to_string(), one.name)
}
