//! Webhooks: what is put on its way, sent, tried again, switched off; and that nothing inside is called.

use crate::bench::Bench;
use crate::both;
use services::platform::sealing::Keys;
use services::platform::webhooks::{Runner, signatures};
use shared::crm::accounts::{AccountFacts, CreateAccount};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, ProblemKind, WebhookId};
use shared::platform::webhooks::{
    CreateWebhook, DeliveryState, DeliveryView, EditWebhook, ListDeliveries, ListWebhooks,
    ReplayDelivery, RotateSecret, TestWebhook, WebhookDraft, WebhookSecret, WebhookState,
    WebhookView,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A receiver that answers every request with `status`; what it hears is sent on.
async fn receiver(status: u16) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = Vec::new();
            let mut buffer = [0; 4096];
            loop {
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                heard.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&heard).into_owned();
                let whole = text
                    .split_once("\r\n\r\n")
                    .is_some_and(|(_, body)| body.ends_with('}'));
                if whole || read == 0 {
                    let _ = tell.send(text);
                    break;
                }
            }
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 5\r\n\r\nheard");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, told)
}

async fn hook(bench: &Bench, url: &str, entities: &[Entity]) -> WebhookSecret {
    let create = CreateWebhook {
        id: WebhookId(bench.uuid()),
        draft: WebhookDraft {
            url: url.into(),
            description: "Test".into(),
            entities: entities.to_vec(),
            active: true,
        },
    };
    bench.run(&bench.administrator, create).await.unwrap()
}

async fn account(bench: &Bench) {
    let create = CreateAccount {
        id: AccountId(bench.uuid()),
        facts: AccountFacts::named("Acme", bench.rep.user_id),
    };
    bench.run(&bench.rep, create).await.unwrap();
}

async fn log(bench: &Bench, id: WebhookId) -> Vec<DeliveryView> {
    bench
        .run(&bench.administrator, ListDeliveries { id })
        .await
        .unwrap()
}

async fn view(bench: &Bench, id: WebhookId) -> WebhookView {
    let all = bench
        .run(&bench.administrator, ListWebhooks {})
        .await
        .unwrap();
    all.into_iter().find(|view| view.id == id).unwrap()
}

async fn deliver(bench: &Bench) -> usize {
    Runner::new(bench.services.clone())
        .deliver_due()
        .await
        .unwrap()
}

/// The value of a header of a request that was heard.
fn header<'a>(heard: &'a str, name: &str) -> &'a str {
    heard
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")))
        .unwrap_or_default()
}

both!(a_change_is_told_once_and_signed, async |bench: &Bench| {
    // The secret is sealed where it is kept, and opened to sign.
    bench
        .services
        .seal_with(Keys::read(&Keys::new_file()).unwrap());
    bench.services.allow_webhooks_inside();
    let (url, mut told) = receiver(200).await;
    let made = hook(bench, &url, &[Entity::Account]).await;
    assert!(made.secret.starts_with("whsec_"));
    account(bench).await;
    assert_eq!(deliver(bench).await, 1);
    assert_eq!(deliver(bench).await, 0);
    let heard = told.recv().await.unwrap();
    let body = heard.split_once("\r\n\r\n").unwrap().1;
    let message: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(message["type"], "account.created");
    assert_eq!(message["data"]["actor"], bench.rep.user_id.to_string());
    assert!(!body.contains("Acme"));
    let (id, at) = (
        header(&heard, "webhook-id"),
        header(&heard, "webhook-timestamp"),
    );
    let wanted = signatures([made.secret.as_str()], id, at.parse().unwrap(), body);
    assert_eq!(header(&heard, "webhook-signature"), wanted);
    let log = log(bench, made.view.id).await;
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].state, log[0].status),
        (DeliveryState::Delivered, Some(200))
    );
    assert_eq!(log[0].excerpt, "heard");

    // Sent again with the same id; after a rotation both secrets sign.
    let rotate = RotateSecret {
        id: made.view.id,
        version: made.view.version,
    };
    let new = bench.run(&bench.administrator, rotate).await.unwrap();
    assert_ne!(new.secret, made.secret);
    let replay = ReplayDelivery {
        id: made.view.id,
        event: log[0].event,
    };
    bench.run(&bench.administrator, replay).await.unwrap();
    assert_eq!(deliver(bench).await, 1);
    let again = told.recv().await.unwrap();
    assert_eq!(header(&again, "webhook-id"), id);
    assert_eq!(header(&again, "webhook-signature").split(' ').count(), 2);
});

both!(
    what_is_not_taken_is_tried_again_and_given_up_in_the_end,
    async |bench: &Bench| {
        bench.services.allow_webhooks_inside();
        let (url, _told) = receiver(500).await;
        let id = hook(bench, &url, &[Entity::Account]).await.view.id;
        account(bench).await;
        for attempt in 1..=10 {
            assert_eq!(deliver(bench).await, 1, "{attempt}");
            let row = log(bench, id).await.remove(0);
            assert_eq!((row.attempts, row.status), (attempt, Some(500)));
            match row.next_at {
                Some(next) => {
                    assert_eq!(deliver(bench).await, 0);
                    let now = services::Clock::now(&*bench.clock);
                    bench.clock.advance(next.0 - now.0 + 1);
                }
                None => assert_eq!((attempt, row.state), (10, DeliveryState::Failed)),
            }
        }
        assert_eq!(view(bench, id).await.failed, 1);
    }
);

both!(
    a_webhook_that_fails_for_days_is_switched_off_and_says_so,
    async |bench: &Bench| {
        bench.services.allow_webhooks_inside();
        let (url, _told) = receiver(503).await;
        let id = hook(bench, &url, &[Entity::Account]).await.view.id;
        account(bench).await;
        deliver(bench).await;
        let failing = view(bench, id).await;
        assert_eq!(failing.state, WebhookState::On);
        assert!(failing.failing_since.is_some());
        bench.clock.advance(6 * 86_400_000);
        deliver(bench).await;
        let off = view(bench, id).await;
        assert_eq!(off.state, WebhookState::Failing);
        // Those who can do something about it are told, once, and not the whole address.
        let mut session = bench.services.store().read().await.unwrap();
        let told: Vec<(String, String, String)> = session
            .all(
                "SELECT recipient, subject, text_body FROM mails",
                store::args![],
            )
            .await
            .unwrap();
        drop(session);
        let [(recipient, subject, text)] = told.as_slice() else {
            panic!("{told:?}")
        };
        assert!(
            recipient.contains("administrator@example.com"),
            "{recipient}"
        );
        assert!(subject.contains("127.0.0.1"), "{subject}");
        assert!(
            text.contains("/admin/webhooks") && !text.contains("/hook"),
            "{text}"
        );
        account(bench).await;
        assert_eq!(log(bench, id).await.len(), 1);
        let edit = EditWebhook {
            id,
            version: off.version,
            draft: WebhookDraft {
                active: true,
                ..off.draft
            },
        };
        let on = bench.run(&bench.administrator, edit).await.unwrap();
        assert_eq!((on.state, on.failing_since), (WebhookState::On, None));
    }
);

both!(nothing_inside_is_called, async |bench: &Bench| {
    let plain = CreateWebhook {
        id: WebhookId(bench.uuid()),
        draft: WebhookDraft {
            url: "http://example.com/".into(),
            ..WebhookDraft::default()
        },
    };
    let refused = bench.run(&bench.administrator, plain).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid);
    assert_eq!(refused.issues[0].code, "https_only");
    let id = hook(bench, "https://127.0.0.1:9/", &[]).await.view.id;
    bench
        .run(&bench.administrator, TestWebhook { id })
        .await
        .unwrap();
    deliver(bench).await;
    let row = log(bench, id)
        .await
        .into_iter()
        .find(|row| row.event < 0)
        .unwrap();
    assert_eq!((row.status, row.error.as_str()), (None, "refused_address"));
});

both!(
    who_is_told_to_stop_leaves_the_rest_to_others,
    async |bench: &Bench| {
        bench.services.allow_webhooks_inside();
        let (url, _told) = receiver(200).await;
        let made = hook(bench, &url, &[Entity::Account]).await;
        // More than are looked at together, twice over.
        for _ in 0..45 {
            account(bench).await;
        }
        let runner = Runner::new(bench.services.clone());
        runner.run(std::future::ready(())).await;
        assert_eq!(view(bench, made.view.id).await.waiting, 25);
    }
);
