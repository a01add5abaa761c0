//! Webhooks and what is on its way to them.

use crate::{Result, Session, StoreError, args};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Lang, Role, WebhookId};
use shared::platform::webhooks::{
    DeliveryState, DeliveryView, WebhookDraft, WebhookState, WebhookView,
};
use uuid::Uuid;

/// A webhook with what only the runner needs.
pub struct Stored {
    /// As its page shows it.
    pub view: WebhookView,
    /// Signs what is sent.
    pub secret: String,
    /// Signs beside it, until then.
    pub old_secret: Option<(String, Instant)>,
}

#[derive(sqlx::FromRow)]
struct WebhookRow {
    id: Uuid,
    url: String,
    description: String,
    entities: String,
    secret: String,
    old_secret: Option<String>,
    old_secret_until: Option<i64>,
    state: String,
    failing_since: Option<i64>,
    created_at: i64,
    version: i64,
    waiting: i64,
    failed: i64,
    last_delivered_at: Option<i64>,
}

fn entities_text(entities: &[Entity]) -> String {
    if entities.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = entities.iter().map(|entity| entity.code()).collect();
    format!(",{},", words.join(","))
}

impl WebhookRow {
    fn stored(self) -> Result<Stored> {
        let state: WebhookState = self
            .state
            .parse()
            .map_err(|()| StoreError::Corrupt("webhooks.state"))?;
        let entities = self
            .entities
            .split(',')
            .filter(|word| !word.is_empty())
            .map(|word| word.parse())
            .collect::<std::result::Result<Vec<Entity>, ()>>()
            .map_err(|()| StoreError::Corrupt("webhooks.entities"))?;
        Ok(Stored {
            view: WebhookView {
                id: WebhookId(self.id),
                draft: WebhookDraft {
                    url: self.url,
                    description: self.description,
                    entities,
                    active: state == WebhookState::On,
                },
                state,
                failing_since: self.failing_since.map(Instant),
                waiting: self.waiting,
                failed: self.failed,
                last_delivered_at: self.last_delivered_at.map(Instant),
                created_at: Instant(self.created_at),
                version: self.version,
            },
            secret: self.secret,
            old_secret: self.old_secret.zip(self.old_secret_until.map(Instant)),
        })
    }
}

const LIST: &str = "SELECT w.id, w.url, w.description, w.entities, w.secret, w.old_secret, w.old_secret_until, w.state,
    w.failing_since, w.created_at, w.version,
    (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting,
    (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'failed') AS failed,
    (SELECT MAX(d.tried_at) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'delivered') AS last_delivered_at
    FROM webhooks w ORDER BY w.created_at, w.id";

/// All webhooks, the oldest first.
pub async fn list(session: &mut Session) -> Result<Vec<Stored>> {
    let rows: Vec<WebhookRow> = session.all(LIST, args![]).await?;
    rows.into_iter().map(WebhookRow::stored).collect()
}

/// One webhook.
pub async fn get(session: &mut Session, id: WebhookId) -> Result<Option<Stored>> {
    // There are few: one statement serves both.
    Ok(list(session)
        .await?
        .into_iter()
        .find(|stored| stored.view.id == id))
}

const INSERT: &str = "INSERT INTO webhooks (id, url, description, entities, secret, state, sample, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1)";

/// Keeps a new webhook.
pub async fn insert(
    session: &mut Session,
    id: WebhookId,
    draft: &WebhookDraft,
    secret: &str,
    sample: bool,
    now: Instant,
) -> Result<()> {
    let state = if draft.active { "on" } else { "off" };
    session
        .exec(
            INSERT,
            args![
                id,
                &draft.url,
                &draft.description,
                entities_text(&draft.entities),
                secret,
                state,
                sample,
                now
            ],
        )
        .await?;
    Ok(())
}

const UPDATE: &str = "UPDATE webhooks SET url = $3, description = $4, entities = $5,
    state = CASE WHEN NOT $6 AND state = 'failing' THEN 'failing' WHEN $6 THEN 'on' ELSE 'off' END,
    failing_since = CASE WHEN $6 AND state <> 'on' THEN NULL ELSE failing_since END,
    updated_at = $7, version = version + 1 WHERE id = $1 AND version = $2";

/// Saves a webhook; `false` when its version is another.
pub async fn update(
    session: &mut Session,
    id: WebhookId,
    version: i64,
    draft: &WebhookDraft,
    now: Instant,
) -> Result<bool> {
    let saved = session
        .exec(
            UPDATE,
            args![
                id,
                version,
                &draft.url,
                &draft.description,
                entities_text(&draft.entities),
                draft.active,
                now
            ],
        )
        .await?;
    Ok(saved > 0)
}

/// Gives a webhook another secret; `false` when its version is another.
pub async fn rotate(
    session: &mut Session,
    id: WebhookId,
    version: i64,
    secret: &str,
    old_until: Instant,
    now: Instant,
) -> Result<bool> {
    let saved = session
        .exec(
            "UPDATE webhooks SET old_secret = secret, old_secret_until = $4, secret = $3, updated_at = $5, version = version + 1
             WHERE id = $1 AND version = $2",
            args![id, version, secret, old_until, now],
        )
        .await?;
    Ok(saved > 0)
}

/// Removes a webhook with its log; `false` when its version is another.
pub async fn delete(session: &mut Session, id: WebhookId, version: i64) -> Result<bool> {
    let gone = session
        .exec(
            "DELETE FROM webhooks WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await?;
    Ok(gone > 0)
}

const ENQUEUE: &str = "INSERT INTO webhook_deliveries (webhook_id, event_seq, state, attempts, created_at, next_at, leased_until, error, excerpt)
    SELECT id, $1, 'waiting', 0, $2, $2, 0, '', '' FROM webhooks
    WHERE state = 'on' AND (entities = '' OR entities LIKE $3)";

/// Puts an event on its way to every webhook that hears of its kind.
pub(crate) async fn enqueue(
    session: &mut Session,
    seq: i64,
    entity: Entity,
    at: Instant,
) -> Result<()> {
    // What one person is told of, or opens doors with, is nobody else's.
    if matches!(entity, Entity::Notification | Entity::ApiToken) {
        return Ok(());
    }
    let wanted = format!("%,{},%", entity.code());
    session.exec(ENQUEUE, args![seq, at, wanted]).await?;
    Ok(())
}

const PUT: &str = "INSERT INTO webhook_deliveries (webhook_id, event_seq, state, attempts, created_at, next_at, leased_until, error, excerpt)
    VALUES ($1, $2, 'waiting', 0, $3, $3, 0, '', '')
    ON CONFLICT (webhook_id, event_seq) DO UPDATE SET state = 'waiting', attempts = 0, next_at = $3, leased_until = 0";

/// Puts one delivery on its way, or again.
pub async fn put(session: &mut Session, id: WebhookId, event: i64, now: Instant) -> Result<()> {
    session.exec(PUT, args![id, event, now]).await?;
    Ok(())
}

/// Whether there is a delivery.
pub async fn has(session: &mut Session, id: WebhookId, event: i64) -> Result<bool> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM webhook_deliveries WHERE webhook_id = $1 AND event_seq = $2",
            args![id, event],
        )
        .await?;
    Ok(count > 0)
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    webhook_id: Uuid,
    event_seq: i64,
    state: String,
    attempts: i32,
    created_at: i64,
    next_at: i64,
    tried_at: Option<i64>,
    status: Option<i32>,
    latency_ms: Option<i32>,
    error: String,
    excerpt: String,
    kind: Option<String>,
}

impl DeliveryRow {
    fn view(self) -> Result<DeliveryView> {
        let state: DeliveryState = self
            .state
            .parse()
            .map_err(|()| StoreError::Corrupt("webhook_deliveries.state"))?;
        Ok(DeliveryView {
            webhook_id: WebhookId(self.webhook_id),
            event: self.event_seq,
            kind: self.kind.unwrap_or_else(|| "webhook.test".to_owned()),
            state,
            attempts: self.attempts,
            created_at: Instant(self.created_at),
            next_at: (state == DeliveryState::Waiting).then_some(Instant(self.next_at)),
            tried_at: self.tried_at.map(Instant),
            status: self.status,
            latency_ms: self.latency_ms,
            error: self.error,
            excerpt: self.excerpt,
        })
    }
}

const LOG: &str = "SELECT d.webhook_id, d.event_seq, d.state, d.attempts, d.created_at, d.next_at, d.tried_at, d.status,
    d.latency_ms, d.error, d.excerpt, e.entity || '.' || e.action AS kind
    FROM webhook_deliveries d LEFT JOIN events e ON e.seq = d.event_seq
    WHERE d.webhook_id = $1 ORDER BY d.created_at DESC, d.event_seq DESC LIMIT $2";

/// The newest deliveries of a webhook.
pub async fn log(session: &mut Session, id: WebhookId, limit: u32) -> Result<Vec<DeliveryView>> {
    let rows: Vec<DeliveryRow> = session.all(LOG, args![id, limit]).await?;
    rows.into_iter().map(DeliveryRow::view).collect()
}

const DUE: &str = "SELECT d.webhook_id, d.event_seq, d.attempts FROM webhook_deliveries d
    JOIN webhooks w ON w.id = d.webhook_id
    WHERE d.state = 'waiting' AND d.next_at <= $1 AND d.leased_until < $1 AND (w.state = 'on' OR d.event_seq < 0)
    ORDER BY d.next_at, d.event_seq LIMIT $2";

/// A delivery to try: webhook, event, attempts made so far.
pub type Due = (WebhookId, i64, i32);

/// The deliveries whose time has come, longest due first.
pub async fn due(session: &mut Session, now: Instant, limit: u32) -> Result<Vec<Due>> {
    let rows: Vec<(Uuid, i64, i32)> = session.all(DUE, args![now, limit]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, event, attempts)| (WebhookId(id), event, attempts))
        .collect())
}

const LEASE: &str = "UPDATE webhook_deliveries SET leased_until = $4
    WHERE webhook_id = $1 AND event_seq = $2 AND state = 'waiting' AND leased_until < $3";

/// Takes a delivery for this runner until `until`; `false` when another was faster.
pub async fn lease(
    session: &mut Session,
    (id, event, _): Due,
    now: Instant,
    until: Instant,
) -> Result<bool> {
    Ok(session.exec(LEASE, args![id, event, now, until]).await? > 0)
}

/// What an attempt came to.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// HTTP status, when there was an answer.
    pub status: Option<i32>,
    /// How long it took, in milliseconds.
    pub latency_ms: i32,
    /// Code of the fault; empty when there was an answer.
    pub error: String,
    /// The beginning of the answer.
    pub excerpt: String,
}

const NOTE: &str = "UPDATE webhook_deliveries SET state = $3, attempts = attempts + 1, next_at = $4, leased_until = 0,
    tried_at = $5, status = $6, latency_ms = $7, error = $8, excerpt = $9
    WHERE webhook_id = $1 AND event_seq = $2";

/// Writes an attempt down and says when the delivery is tried again.
pub async fn note(
    session: &mut Session,
    (id, event, _): Due,
    state: DeliveryState,
    next_at: Instant,
    now: Instant,
    attempt: &Attempt,
) -> Result<()> {
    session
        .exec(
            NOTE,
            args![
                id,
                event,
                state.code(),
                next_at,
                now,
                attempt.status,
                attempt.latency_ms,
                &attempt.error,
                &attempt.excerpt
            ],
        )
        .await?;
    Ok(())
}

/// Notes that a webhook answered, or since when it has failed.
pub async fn note_health(
    session: &mut Session,
    id: WebhookId,
    failing_since: Option<Instant>,
) -> Result<()> {
    session
        .exec(
            "UPDATE webhooks SET failing_since = $2 WHERE id = $1",
            args![id, failing_since],
        )
        .await?;
    Ok(())
}

/// Switches a webhook off that has failed for too long; `false` when it was not on.
pub async fn switch_off(session: &mut Session, id: WebhookId, now: Instant) -> Result<bool> {
    let done = session
        .exec(
            "UPDATE webhooks SET state = 'failing', updated_at = $2, version = version + 1 WHERE id = $1 AND state = 'on'",
            args![id, now],
        )
        .await?;
    Ok(done > 0)
}

/// Who is told that a webhook was switched off: address and language of every administrator, those of the sample
/// company left out.
pub async fn keepers(session: &mut Session) -> Result<Vec<(String, Lang)>> {
    let rows: Vec<(String, String)> = session
        .all(
            "SELECT email, language FROM users WHERE role = $1 AND active AND NOT sample ORDER BY id",
            args![Role::Administrator.code()],
        )
        .await?;
    rows.into_iter()
        .map(|(email, lang)| {
            let lang: Lang = lang
                .parse()
                .map_err(|()| StoreError::Corrupt("users.language"))?;
            Ok((email, lang))
        })
        .collect()
}

/// Forgets deliveries that are over and older than `before`.
pub async fn sweep(session: &mut Session, before: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND created_at < $1",
            args![before],
        )
        .await?;
    Ok(())
}

/// The secrets as they are kept: of which webhook, the present one and the one before.
pub async fn secrets(session: &mut Session) -> Result<Vec<(WebhookId, String, Option<String>)>> {
    let rows: Vec<(Uuid, String, Option<String>)> = session
        .all(
            "SELECT id, secret, old_secret FROM webhooks ORDER BY id",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, secret, old)| (WebhookId(id), secret, old))
        .collect())
}

/// Keeps a secret in another form wherever it lies; `false` when it was changed since it was read.
pub async fn keep_secret(
    session: &mut Session,
    id: WebhookId,
    from: &str,
    to: &str,
) -> Result<bool> {
    const KEEP: &str = "UPDATE webhooks SET secret = CASE WHEN secret = $2 THEN $3 ELSE secret END,
        old_secret = CASE WHEN old_secret = $2 THEN $3 ELSE old_secret END
        WHERE id = $1 AND (secret = $2 OR old_secret = $2)";
    Ok(session.exec(KEEP, args![id, from, to]).await? > 0)
}
