//! Server functions of accounts.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::crm::accounts::{
    AccountFacets, AccountRelated, AccountRow, AccountView, CreateAccount, DeleteAccount,
    EditAccount, FindSimilarAccounts, GetAccount, GetAccountFacets, GetAccountRelated,
    ListAccounts, RestoreAccount, SimilarAccount, SuggestAccounts,
};
use shared::kernel::{AccountId, Named, Page};

/// A piece of the list.
#[server(name = ListAccountsCall, endpoint = "accounts.list", input = Json, output = Json)]
pub async fn list(request: ListAccounts) -> Result<Page<AccountRow>, Fault> {
    call::run(request).await
}

/// What the filters can be set to.
#[server(name = GetAccountFacetsCall, endpoint = "accounts.facets", input = Json, output = Json)]
pub async fn facets(request: GetAccountFacets) -> Result<AccountFacets, Fault> {
    call::run(request).await
}

/// One account.
#[server(name = GetAccountCall, endpoint = "accounts.get", input = Json, output = Json)]
pub async fn get(request: GetAccount) -> Result<AccountView, Fault> {
    call::run(request).await
}

/// What hangs on an account.
#[server(name = GetAccountRelatedCall, endpoint = "accounts.related", input = Json, output = Json)]
pub async fn related(request: GetAccountRelated) -> Result<AccountRelated, Fault> {
    call::run(request).await
}

/// A new account.
#[server(name = CreateAccountCall, endpoint = "accounts.create", input = Json, output = Json)]
pub async fn create(request: CreateAccount) -> Result<AccountView, Fault> {
    call::run(request).await
}

/// Changes facts.
#[server(name = EditAccountCall, endpoint = "accounts.edit", input = Json, output = Json)]
pub async fn edit(request: EditAccount) -> Result<AccountView, Fault> {
    call::run(request).await
}

/// Hides an account.
#[server(name = DeleteAccountCall, endpoint = "accounts.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteAccount) -> Result<AccountView, Fault> {
    call::run(request).await
}

/// Brings an account back.
#[server(name = RestoreAccountCall, endpoint = "accounts.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreAccount) -> Result<AccountView, Fault> {
    call::run(request).await
}

/// Accounts for a picker.
#[server(name = SuggestAccountsCall, endpoint = "accounts.suggest", input = Json, output = Json)]
pub async fn suggest(request: SuggestAccounts) -> Result<Vec<Named<AccountId>>, Fault> {
    call::run(request).await
}

/// Accounts that may be the one typed.
#[server(name = FindSimilarAccountsCall, endpoint = "accounts.similar", input = Json, output = Json)]
pub async fn similar(request: FindSimilarAccounts) -> Result<Vec<SimilarAccount>, Fault> {
    call::run(request).await
}
