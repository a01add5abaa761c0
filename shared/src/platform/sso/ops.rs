//! What pages ask about single sign-on.

use super::model::{Connection, Identities, ProviderDraft, ProviderReport, Providers};
use crate::kernel::{IdentityId, ProviderId};
use crate::operation;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Lists the providers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProviders {}
operation!(ListProviders => Providers, "sso.providers", ManageUsers);

/// Adds a provider (version 0, with an id the page made) or saves one whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveProvider {
    /// Made by the page.
    pub id: ProviderId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As it shall be.
    pub draft: ProviderDraft,
    /// Another secret; `None` keeps the one there is, empty means that the provider asks for none.
    pub secret: Option<String>,
}
operation!(SaveProvider => Providers, "sso.save_provider", ManageUsers);

impl fmt::Debug for SaveProvider {
    // A secret must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveProvider")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("draft", &self.draft)
            .finish_non_exhaustive()
    }
}

/// Removes a provider; the identities linked to it go with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteProvider {
    /// Which.
    pub id: ProviderId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteProvider => Providers, "sso.delete_provider", ManageUsers);

/// Asks the provider at an address what it can do, and says what stands against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestProvider {
    /// Its address, saved or not.
    pub issuer: String,
}
operation!(TestProvider => ProviderReport, "sso.test_provider", ManageUsers);

/// Lists one's own identities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListIdentities {}
operation!(ListIdentities => Identities, "sso.identities", EditProfile);

/// Begins to link an account at a provider to oneself: gives where to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectProvider {
    /// Which.
    pub id: ProviderId,
}
operation!(ConnectProvider => Connection, "sso.connect", EditProfile);

/// Takes one of one's own identities away; it comes back with the next sign-in by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlinkIdentity {
    /// Which.
    pub id: IdentityId,
}
operation!(UnlinkIdentity => Identities, "sso.unlink", EditProfile);
