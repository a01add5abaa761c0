//! One's own passkeys, and those of a person.

use super::*;
use crate::platform::passkeys::{at_a_name, passkey};
use shared::platform::passkeys;

pub fn rows() -> Vec<Row> {
    rows![(ALL, passkeys::ListPasskeys, |_b| json!({}))(
        "iiiiiii",
        passkeys::BeginPasskey,
        |_b| json!({"password": "wrong"})
    )("iiiiiii", passkeys::AddPasskey, |_b| {
        json!({"ticket": "none", "name": "Key", "made": {"client_data": "e30", "attestation": "oA"}})
    })(ALL, passkeys::AskForProof, |b| {
        at_a_name(b);
        json!({})
    })(".NNNNNN", passkeys::RenamePasskey, |b| {
        json!({"id": passkey(b, b.rep.user_id).await, "version": 1, "name": "Another"})
    })("iNNNNNN", passkeys::RemovePasskey, |b| {
        json!({"id": passkey(b, b.rep.user_id).await, "password": "wrong"})
    })(ADMIN, passkeys::ResetPasskeys, |b| {
        json!({"id": b.rep.user_id})
    })]
}
