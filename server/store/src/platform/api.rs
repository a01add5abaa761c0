//! Personal access tokens, and answers kept for requests that come again.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{ApiTokenId, Instant, UserId};
use shared::platform::api::{Scopes, TokenView};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: Uuid,
    name: String,
    hint: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

fn scopes(text: String) -> Result<Scopes> {
    Scopes::try_from(text).map_err(|_| StoreError::Corrupt("api_tokens.scopes"))
}

impl TokenRow {
    fn view(self) -> Result<TokenView> {
        Ok(TokenView {
            id: ApiTokenId(self.id),
            name: self.name,
            hint: self.hint,
            scopes: scopes(self.scopes)?,
            created_at: Instant(self.created_at),
            expires_at: self.expires_at.map(Instant),
            last_used_at: self.last_used_at.map(Instant),
        })
    }
}

const LIST: &str =
    "SELECT id, name, hint, scopes, created_at, expires_at, last_used_at FROM api_tokens
    WHERE user_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
    ORDER BY created_at DESC, id DESC";

/// The tokens of a person that still open something, the newest first.
pub async fn list(session: &mut Session, user: UserId, now: Instant) -> Result<Vec<TokenView>> {
    let rows: Vec<TokenRow> = session.all(LIST, args![user, now]).await?;
    rows.into_iter().map(TokenRow::view).collect()
}

const INSERT: &str =
    "INSERT INTO api_tokens (id, user_id, name, token_hash, hint, scopes, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Keeps a new token, as its hash.
pub async fn insert(
    session: &mut Session,
    user: UserId,
    token_hash: &str,
    view: &TokenView,
) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                view.id,
                user,
                &view.name,
                token_hash,
                &view.hint,
                view.scopes.to_string(),
                view.created_at,
                view.expires_at
            ],
        )
        .await?;
    Ok(())
}

/// Ends a token of a person; says whether there was one to end.
pub async fn revoke(
    session: &mut Session,
    id: ApiTokenId,
    user: UserId,
    now: Instant,
) -> Result<bool> {
    let ended = session
        .exec(
            "UPDATE api_tokens SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
            args![id, user, now],
        )
        .await?;
    Ok(ended > 0)
}

/// A token that opens something.
pub struct Found {
    /// Which.
    pub id: ApiTokenId,
    /// Whose.
    pub user_id: UserId,
    /// What it may touch.
    pub scopes: Scopes,
    /// Last use.
    pub last_used_at: Option<Instant>,
}

const FIND: &str = "SELECT t.id, t.user_id, t.scopes, t.last_used_at FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
    AND u.active AND (NOT u.sample OR $3)";

/// The token of this hash, unless it ended or its person may not come in; one of the sample company's
/// people only with `samples`.
pub async fn find(
    session: &mut Session,
    token_hash: &str,
    now: Instant,
    samples: bool,
) -> Result<Option<Found>> {
    let row: Option<(Uuid, Uuid, String, Option<i64>)> =
        session.opt(FIND, args![token_hash, now, samples]).await?;
    row.map(|(id, user, text, used)| {
        Ok(Found {
            id: ApiTokenId(id),
            user_id: UserId(user),
            scopes: scopes(text)?,
            last_used_at: used.map(Instant),
        })
    })
    .transpose()
}

/// Notes that a token was used.
pub async fn touch(session: &mut Session, id: ApiTokenId, at: Instant) -> Result<()> {
    session
        .exec(
            "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
            args![id, at],
        )
        .await?;
    Ok(())
}

/// A minute brings as many thousandths as the bucket holds; a clock that went back brings none.
const FILL: &str =
    "INSERT INTO api_buckets (token_id, left_thousandths, filled_at) VALUES ($1, $2, $3)
    ON CONFLICT (token_id) DO UPDATE SET
    left_thousandths = CASE
        WHEN $3 <= api_buckets.filled_at THEN api_buckets.left_thousandths
        WHEN $3 - api_buckets.filled_at >= 60000 THEN $2
        WHEN api_buckets.left_thousandths + ($3 - api_buckets.filled_at) * $2 / 60000 > $2 THEN $2
        ELSE api_buckets.left_thousandths + ($3 - api_buckets.filled_at) * $2 / 60000 END,
    filled_at = CASE WHEN $3 > api_buckets.filled_at THEN $3 ELSE api_buckets.filled_at END
    RETURNING left_thousandths";

/// Takes one request out of the bucket of a token, which holds `full` thousandths of a request and fills in a
/// minute. Servers that ask at the same time stand in line at its row until the transaction ends. Gives the
/// thousandths left, and whether the request is let through.
pub async fn take_request(
    session: &mut Session,
    token: ApiTokenId,
    full: i64,
    now: Instant,
) -> Result<(i64, bool)> {
    let (left,): (i64,) = session.one(FILL, args![token, full, now]).await?;
    if left < REQUEST {
        return Ok((left, false));
    }
    session
        .exec(
            "UPDATE api_buckets SET left_thousandths = left_thousandths - $2 WHERE token_id = $1",
            args![token, REQUEST],
        )
        .await?;
    Ok((left - REQUEST, true))
}

/// One request, in thousandths.
const REQUEST: i64 = 1_000;

/// What became of a request with a key.
#[derive(sqlx::FromRow, Clone, Debug)]
pub struct Kept {
    /// SHA-256 of the request.
    pub request_hash: String,
    /// HTTP status of its answer; 0 while it is being made.
    pub status: i32,
    /// Headers of the answer, as JSON.
    pub headers_json: String,
    /// Body of the answer.
    pub body: String,
    /// When the request began.
    pub kept_at: i64,
}

/// A request that takes a key.
pub struct Reserve<'a> {
    /// Whose.
    pub token: ApiTokenId,
    /// The key.
    pub key: &'a str,
    /// SHA-256 of the request.
    pub request_hash: &'a str,
    /// The id of what it makes, unless it was begun before.
    pub new_id: Uuid,
    /// Now.
    pub now: Instant,
    /// Answers from before are forgotten.
    pub oldest: Instant,
    /// A request that was begun before this moment and has no answer belongs to a server that died.
    pub abandoned: Instant,
}

/// While an answer is being made, its body is the id of what the request makes.
const RESERVE: &str = "INSERT INTO api_answers (token_id, key_text, request_hash, status, headers_json, body, kept_at)
    VALUES ($1, $2, $3, 0, '', $4, $5) ON CONFLICT (token_id, key_text) DO NOTHING";

/// The same request, of which nobody knows how far it came.
const TAKE_OVER: &str = "UPDATE api_answers SET kept_at = $4 WHERE token_id = $1 AND key_text = $2
    AND request_hash = $3 AND status = 0 AND kept_at < $5 RETURNING body";

/// Takes a key for a request; `None` when it is taken. Gives the id of what the request makes: that of the
/// first try when its server died, so that what was saved by then is found and not made again.
pub async fn reserve_answer(session: &mut Session, asked: &Reserve<'_>) -> Result<Option<Uuid>> {
    session
        .exec(
            "DELETE FROM api_answers WHERE kept_at < $1",
            args![asked.oldest],
        )
        .await?;
    let reserve = args![
        asked.token,
        asked.key,
        asked.request_hash,
        asked.new_id.to_string(),
        asked.now
    ];
    if session.exec(RESERVE, reserve).await? > 0 {
        return Ok(Some(asked.new_id));
    }
    let take_over = args![
        asked.token,
        asked.key,
        asked.request_hash,
        asked.now,
        asked.abandoned
    ];
    let before: Option<(String,)> = session.opt(TAKE_OVER, take_over).await?;
    Ok(before.map(|(id,)| id.parse().unwrap_or(asked.new_id)))
}

/// What there is for a key.
pub async fn answer(session: &mut Session, token: ApiTokenId, key: &str) -> Result<Option<Kept>> {
    session
        .opt(
            "SELECT request_hash, status, headers_json, body, kept_at FROM api_answers WHERE token_id = $1 AND key_text = $2",
            args![token, key],
        )
        .await
}

/// Keeps the answer of a request.
pub async fn keep_answer(
    session: &mut Session,
    token: ApiTokenId,
    key: &str,
    status: i32,
    headers_json: &str,
    body: &str,
) -> Result<()> {
    session
        .exec(
            "UPDATE api_answers SET status = $3, headers_json = $4, body = $5 WHERE token_id = $1 AND key_text = $2",
            args![token, key, status, headers_json, body],
        )
        .await?;
    Ok(())
}

/// Gives a key back to the same request: it came to no answer worth keeping, and may have been saved or not.
pub async fn release_answer(
    session: &mut Session,
    token: ApiTokenId,
    key: &str,
    abandoned: Instant,
) -> Result<()> {
    session
        .exec(
            "UPDATE api_answers SET kept_at = $3 WHERE token_id = $1 AND key_text = $2 AND status = 0",
            args![token, key, Instant(abandoned.0 - 1)],
        )
        .await?;
    Ok(())
}
