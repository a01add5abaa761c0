//! What the pages of single sign-on ask of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::sso::{
    ConnectProvider, Connection, DeleteProvider, Identities, ListIdentities, ListProviders,
    ProviderReport, Providers, SaveProvider, TestProvider, UnlinkIdentity,
};

/// All providers.
#[server(name = ListProvidersCall, endpoint = "sso.providers", input = Json, output = Json)]
pub async fn providers(request: ListProviders) -> Result<Providers, Fault> {
    call::run(request).await
}

/// Saves a provider.
#[server(name = SaveProviderCall, endpoint = "sso.save_provider", input = Json, output = Json)]
pub async fn save_provider(request: SaveProvider) -> Result<Providers, Fault> {
    call::run(request).await
}

/// Removes a provider.
#[server(name = DeleteProviderCall, endpoint = "sso.delete_provider", input = Json, output = Json)]
pub async fn delete_provider(request: DeleteProvider) -> Result<Providers, Fault> {
    call::run(request).await
}

/// Asks a provider what it can do.
#[server(name = TestProviderCall, endpoint = "sso.test_provider", input = Json, output = Json)]
pub async fn test_provider(request: TestProvider) -> Result<ProviderReport, Fault> {
    call::run(request).await
}

/// One's own identities.
#[server(name = ListIdentitiesCall, endpoint = "sso.identities", input = Json, output = Json)]
pub async fn identities(request: ListIdentities) -> Result<Identities, Fault> {
    call::run(request).await
}

/// Begins to link an account.
#[server(name = ConnectProviderCall, endpoint = "sso.connect", input = Json, output = Json)]
pub async fn connect(request: ConnectProvider) -> Result<Connection, Fault> {
    call::run(request).await
}

/// Takes one away.
#[server(name = UnlinkIdentityCall, endpoint = "sso.unlink", input = Json, output = Json)]
pub async fn unlink(request: UnlinkIdentity) -> Result<Identities, Fault> {
    call::run(request).await
}
