//! Tells webhooks what is due, a few at a time, and writes down what came of it. Deliveries are rows
//! with a lease: a runner that dies loses none, and two runners never send the same at once.

use super::send::{Door, Message, send};
use super::sign::signatures;
use super::told;
use crate::platform::audience::{changed, tells_facts};
use crate::{OrProblem, Services};
use futures::{StreamExt, stream};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem};
use shared::platform::webhooks::{DeliveryState, gives_up, wait_after};
use std::future::Future;
use std::time::Duration;
use store::Change;
use store::platform::webhooks::{self as rows, Attempt, Due, Stored};

/// Looked for at least this often; events and pages wake it at once.
const PACE: Duration = Duration::from_secs(5);
/// Taken in one look.
const AT_ONCE: u32 = 20;
/// Requests at the same time.
const TOGETHER: usize = 8;
/// Longer than any request may take.
const LEASE_MS: i64 = 60_000;
/// The log is kept so long, in days.
const LOG_DAYS: i64 = 30;
/// The log is swept every so many looks.
const SWEEP_EVERY: u32 = 720;

/// Delivers until told to stop.
pub struct Runner {
    services: Services,
}

impl Services {
    /// Whether webhooks may be inside the network, without encryption: for development.
    pub fn allow_webhooks_inside(&self) {
        self.inner
            .webhooks_inside
            .store(true, std::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn webhooks_inside(&self) -> bool {
        self.inner
            .webhooks_inside
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Tells the runner that something is due.
    pub(crate) fn wake_webhooks(&self) {
        self.inner.webhooks_due.notify_one();
    }
}

impl Runner {
    /// A runner of these use cases.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self { services }
    }

    /// Delivers until `stop`.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut events = self.services.store().subscribe();
        let mut looks = 0_u32;
        tokio::pin!(stop);
        loop {
            match self.deliver_due().await {
                // A full look: there may be more, for whoever goes on when this one is told to stop.
                Ok(count) if count == AT_ONCE as usize => {
                    tokio::select! {
                        biased;
                        () = &mut stop => return,
                        () = std::future::ready(()) => {}
                    }
                }
                Ok(_) => {
                    tokio::select! {
                        () = &mut stop => return,
                        () = self.services.inner.webhooks_due.notified() => {}
                        _ = events.recv() => {}
                        () = tokio::time::sleep(PACE) => {}
                    }
                }
                Err(problem) => {
                    tracing::warn!(problem = %problem, "webhooks wait for the database");
                    tokio::select! {
                        () = &mut stop => return,
                        () = tokio::time::sleep(PACE) => {}
                    }
                }
            }
            looks = looks.wrapping_add(1);
            if looks % SWEEP_EVERY == 1
                && let Err(problem) = self.sweep().await
            {
                tracing::debug!(problem = %problem, "the log of webhooks was not swept");
            }
        }
    }

    async fn sweep(&self) -> Result<(), Problem> {
        let before = self.services.clock().now().plus_days(-LOG_DAYS);
        let mut session = self.services.store().write().await.or_problem()?;
        rows::sweep(&mut session, before).await.or_problem()?;
        session.commit().await.or_problem()
    }

    /// Tries what is due now; gives how many there were.
    ///
    /// # Errors
    /// When the database is away. What was taken is tried again when its lease has ended.
    pub async fn deliver_due(&self) -> Result<usize, Problem> {
        // What came of a request could not be written down, and it would be sent again.
        if self.services.store().is_read_only() {
            return Ok(0);
        }
        let now = self.services.clock().now();
        let mut session = self.services.store().read().await.or_problem()?;
        let due = rows::due(&mut session, now, AT_ONCE).await.or_problem()?;
        if due.is_empty() {
            return Ok(0);
        }
        let hooks = rows::list(&mut session).await.or_problem()?;
        drop(session);
        let mut session = self.services.store().write().await.or_problem()?;
        let mut taken = Vec::new();
        for one in &due {
            let until = Instant(now.0 + LEASE_MS);
            if rows::lease(&mut session, *one, now, until)
                .await
                .or_problem()?
            {
                taken.push(*one);
            }
        }
        session.commit().await.or_problem()?;
        let mut outcomes = stream::iter(taken)
            .map(|one| self.deliver(one, &hooks))
            .buffer_unordered(TOGETHER);
        while let Some(outcome) = outcomes.next().await {
            outcome?;
        }
        Ok(due.len())
    }

    async fn deliver(&self, due: Due, hooks: &[Stored]) -> Result<(), Problem> {
        let (id, event, _) = due;
        let Some(hook) = hooks.iter().find(|hook| hook.view.id == id) else {
            return Ok(());
        };
        let started = self.services.clock().now();
        let Some(body) = self.body(event, started).await? else {
            return self.finish(due, hook, Attempt::default(), true, true).await;
        };
        let message_id = match event {
            0.. => format!("evt_{event}"),
            _ => format!("test_{}", event.unsigned_abs()),
        };
        let timestamp = started.0 / 1_000;
        let Ok(secrets) = self.secrets(hook, started) else {
            // Nobody sends what the other side could not know for ours.
            let attempt = Attempt {
                error: "sealed".to_owned(),
                ..Attempt::default()
            };
            return self.finish(due, hook, attempt, false, false).await;
        };
        let secrets = secrets.iter().map(String::as_str);
        let signature = signatures(secrets, &message_id, timestamp, &body);
        let door = if self.services.webhooks_inside() {
            Door::Inside
        } else {
            Door::Outside
        };
        let message = Message {
            url: &hook.view.draft.url,
            id: &message_id,
            timestamp,
            signature: &signature,
            body,
        };
        let sent = send(door, message).await;
        let took = self.services.clock().now().0 - started.0;
        let attempt = Attempt {
            status: sent.status.map(i32::from),
            latency_ms: i32::try_from(took).unwrap_or(i32::MAX),
            error: sent.error.to_owned(),
            excerpt: sent.excerpt.clone(),
        };
        self.finish(due, hook, attempt, sent.taken(), sent.gone())
            .await
    }

    /// What a message is signed with: the secret, and for a while the one before.
    fn secrets(&self, hook: &Stored, now: Instant) -> Result<Vec<String>, Problem> {
        let old = hook.old_secret.as_ref().filter(|(_, until)| *until > now);
        let kept = [Some(&hook.secret), old.map(|(old, _)| old)];
        let kept = kept.into_iter().flatten();
        kept.map(|kept| self.services.open_hook(hook.view.id, kept))
            .collect()
    }

    /// What is sent: which record changed and how, the names of the fields included, never its content. `None` when the event is gone.
    async fn body(&self, event: i64, now: Instant) -> Result<Option<String>, Problem> {
        let at = |at: Instant| {
            at.to_utc()
                .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
        };
        if event < 0 {
            let test = json!({ "type": "webhook.test", "timestamp": at(now), "data": {} });
            return Ok(Some(test.to_string()));
        }
        let mut session = self.services.store().read().await.or_problem()?;
        let found = store::event(&mut session, event).await.or_problem()?;
        let told = found
            .as_ref()
            .filter(|one| tells_facts(one.event.entity))
            .map(|one| one.event.seq);
        let told: Vec<i64> = told.into_iter().collect();
        let mut changes = changed(&mut session, &told).await?;
        Ok(found.map(|published| {
            let event = published.event;
            let mut body = json!({
                "type": format!("{}.{}", event.entity.code(), event.action),
                "timestamp": at(event.at),
                "data": event,
            });
            if let Some(changes) = changes.remove(&event.seq) {
                let names: Vec<String> = changes.into_iter().map(|one| one.field).collect();
                body["fields"] = json!(names);
            }
            body.to_string()
        }))
    }

    /// Writes down what came of an attempt; switches the webhook off when it has failed for too long
    /// or wants no more.
    async fn finish(
        &self,
        due: Due,
        hook: &Stored,
        attempt: Attempt,
        taken: bool,
        gone: bool,
    ) -> Result<(), Problem> {
        let now = self.services.clock().now();
        let (id, _, attempts) = due;
        let chance = u32::from(u16::from_le_bytes([
            self.services.clock().random()[0],
            self.services.clock().random()[1],
        ]));
        let (state, next) = match wait_after(attempts + 1, chance) {
            _ if taken => (DeliveryState::Delivered, now),
            Some(wait) if !gone => (DeliveryState::Waiting, Instant(now.0 + wait)),
            _ => (DeliveryState::Failed, now),
        };
        let mut session = self.services.store().write().await.or_problem()?;
        rows::note(&mut session, due, state, next, now, &attempt)
            .await
            .or_problem()?;
        let since = hook.view.failing_since.unwrap_or(now);
        let failing = (!taken).then_some(since);
        if failing != hook.view.failing_since {
            rows::note_health(&mut session, id, failing)
                .await
                .or_problem()?;
        }
        let over = !taken && (gone || gives_up(since, now));
        if over && rows::switch_off(&mut session, id, now).await.or_problem()? {
            tracing::warn!(webhook = %id, "a webhook was switched off: it has failed for too long");
            let change = Change::<()> {
                entity: Entity::Webhook,
                id: id.0,
                parent: None,
                owner: None,
                action: "switched_off",
                before: None,
                after: None,
            };
            session.record(now, None, change).await.or_problem()?;
            told::switched_off(&self.services, &mut session, &hook.view, gone, now).await?;
        }
        session.commit().await.or_problem()
    }
}
