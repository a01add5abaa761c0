//! What pages ask about passkeys.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::access::PersonAccess;
use shared::platform::passkeys::{
    AddPasskey, AskForProof, BeginPasskey, Creation, ListPasskeys, Passkeys, Question,
    RemovePasskey, RenamePasskey, ResetPasskeys,
};

/// One's own passkeys.
#[server(name = ListPasskeysCall, endpoint = "passkeys.list", input = Json, output = Json)]
pub async fn list_passkeys(request: ListPasskeys) -> Result<Passkeys, Fault> {
    call::run(request).await
}

/// Begins to make one.
#[server(name = BeginPasskeyCall, endpoint = "passkeys.begin", input = Json, output = Json)]
pub async fn begin_passkey(request: BeginPasskey) -> Result<Creation, Fault> {
    let session = call::session();
    call::run(BeginPasskey { session, ..request }).await
}

/// Adds the one that was made.
#[server(name = AddPasskeyCall, endpoint = "passkeys.add", input = Json, output = Json)]
pub async fn add_passkey(request: AddPasskey) -> Result<Passkeys, Fault> {
    call::run(request).await
}

/// A challenge, to show that it is oneself.
#[server(name = AskForProofCall, endpoint = "passkeys.ask_for_proof", input = Json, output = Json)]
pub async fn ask_for_proof(request: AskForProof) -> Result<Question, Fault> {
    call::run(request).await
}

/// Names one anew.
#[server(name = RenamePasskeyCall, endpoint = "passkeys.rename", input = Json, output = Json)]
pub async fn rename_passkey(request: RenamePasskey) -> Result<Passkeys, Fault> {
    call::run(request).await
}

/// Removes one.
#[server(name = RemovePasskeyCall, endpoint = "passkeys.remove", input = Json, output = Json)]
pub async fn remove_passkey(request: RemovePasskey) -> Result<Passkeys, Fault> {
    call::run(request).await
}

/// Takes a person's passkeys away.
#[server(name = ResetPasskeysCall, endpoint = "passkeys.reset", input = Json, output = Json)]
pub async fn reset_passkeys(request: ResetPasskeys) -> Result<PersonAccess, Fault> {
    call::run(request).await
}
