//! Stale requests about ways in: providers of single sign-on, passkeys.

use super::records::FIRST;
use super::{ask, made, stale::Stale};
use crate::bench::Bench;
use crate::platform::passkeys::passkey;
use crate::platform::sso::{draft, provider};
use serde_json::{Value, json};
use shared::kernel::Operation;
use shared::platform::passkeys::{ListPasskeys, RenamePasskey};
use shared::platform::sso::{DeleteProvider, ListProviders, SaveProvider};

pub fn rows() -> Vec<Stale> {
    vec![
        Stale {
            name: SaveProvider::NAME,
            make: made(|bench| Box::pin(late(bench))),
            ask: ask::<SaveProvider>,
            read: ask::<ListProviders>,
            first: FIRST,
        },
        Stale {
            name: DeleteProvider::NAME,
            make: made(|bench| Box::pin(late(bench))),
            ask: ask::<DeleteProvider>,
            read: ask::<ListProviders>,
            first: FIRST,
        },
        Stale {
            name: RenamePasskey::NAME,
            make: made(|bench| Box::pin(late_name(bench))),
            ask: ask::<RenamePasskey>,
            read: ask::<ListPasskeys>,
            first: FIRST,
        },
    ]
}

/// A change of a provider on the version it had before it got the name of the first save.
async fn late(bench: &Bench) -> Value {
    let read = provider(bench).await;
    let mut save = SaveProvider {
        id: read.id,
        version: read.version,
        draft: draft(FIRST),
        secret: None,
    };
    bench.run(&bench.administrator, save.clone()).await.unwrap();
    save.draft.name = "Second".into();
    json!(save)
}

/// A passkey named anew on the version it had before the first save.
async fn late_name(bench: &Bench) -> Value {
    let id = passkey(bench, bench.administrator.user_id).await;
    let first = RenamePasskey {
        id,
        version: 1,
        name: FIRST.into(),
    };
    bench.run(&bench.administrator, first).await.unwrap();
    json!({"id": id, "version": 1, "name": "Second"})
}
