//! Secrets that are sent as they are (webhooks, providers of single sign-on) lie sealed in the database.

use super::sso::provider;
use super::ways_in::server;
use crate::bench::Bench;
use crate::both;
use ports::Dispatcher;
use services::Services;
use services::platform::sealing::Keys;
use shared::kernel::WebhookId;
use shared::platform::webhooks::{CreateWebhook, RotateSecret, WebhookDraft};
use std::sync::Arc;
use store::platform::{sso, webhooks};

/// All of them as they are kept.
async fn kept(bench: &Bench) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let hooks = webhooks::secrets(&mut session).await.unwrap();
    let providers = sso::secrets(&mut session).await.unwrap();
    let hooks = hooks
        .into_iter()
        .flat_map(|(_, secret, old)| [Some(secret), old]);
    let providers = providers.into_iter().map(|(_, secret)| Some(secret));
    hooks.chain(providers).flatten().collect()
}

/// What a server that starts seals, and what it cannot open.
async fn sealed(server: &Services) -> (u64, u64) {
    let found = server.seal_kept().await.unwrap();
    assert_eq!(found.closed, 0);
    (found.sealed, found.closed_sent)
}

both!(
    secrets_are_sealed_when_a_server_starts,
    async |bench: &Bench| {
        provider(bench).await;
        let id = WebhookId(bench.uuid());
        let draft = WebhookDraft {
            url: "https://hook.example.com/".into(),
            description: String::new(),
            entities: Vec::new(),
            active: false,
        };
        let made = bench
            .run(&bench.administrator, CreateWebhook { id, draft })
            .await
            .unwrap();
        // Without a key they are kept as they are.
        assert_eq!(kept(bench).await, [made.secret.as_str(), "geheim & more"]);
        assert_eq!(sealed(&bench.services).await, (0, 0));
        let (old, new) = (Keys::new_file(), Keys::new_file());
        let first = server(bench, &old);
        assert_eq!(sealed(&first).await, (2, 0));
        assert!(
            kept(bench)
                .await
                .iter()
                .all(|text| text.starts_with("sealed:"))
        );
        assert_eq!(sealed(&first).await, (0, 0));
        // A new one beside the old one, which still signs for a while.
        let rotate = RotateSecret {
            id,
            version: made.view.version,
        };
        let dispatcher: Arc<dyn Dispatcher> = Arc::new(first);
        ports::run(&dispatcher, &bench.administrator, rotate)
            .await
            .unwrap();
        let all = kept(bench).await;
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|text| text.starts_with("sealed:")));
        // Another key on the first line seals all of them anew, and opens them alone from then on.
        let both = server(bench, &format!("{new}\n{old}"));
        assert_eq!(sealed(&both).await, (3, 0));
        assert_eq!(sealed(&server(bench, &new)).await, (0, 0));
        assert_eq!(sealed(&server(bench, &Keys::new_file())).await, (0, 3));
        assert_eq!(sealed(&bench.services).await, (0, 3));
    }
);
