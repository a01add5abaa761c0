//! Providers of single sign-on, and one's own identities.

use super::*;
use crate::platform::sso::{identity, provider};
use shared::platform::sso;

pub fn rows() -> Vec<Row> {
    rows![(ADMIN, sso::ListProviders, |_b| json!({}))(
        ADMIN,
        sso::SaveProvider,
        |b| {
            let one = provider(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft, "secret": null})
        }
    )(ADMIN, sso::DeleteProvider, |b| {
        let one = provider(b).await;
        json!({"id": one.id, "version": one.version})
    })(ADMIN, sso::TestProvider, |_b| {
        json!({"issuer": "https://127.0.0.1:9"})
    })(ALL, sso::ConnectProvider, |b| {
        json!({"id": provider(b).await.id})
    })(ALL, sso::ListIdentities, |_b| json!({}))(
        ".NNNNNN",
        sso::UnlinkIdentity,
        |b| json!({"id": identity(b, b.rep.user_id).await})
    )]
}
