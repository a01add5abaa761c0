//! Requests with a key: the same request again gets the answer of the first.

use super::ages;
use crate::{OrProblem, Services};
use shared::kernel::{ApiTokenId, Problem};
use store::platform::api as rows;
use uuid::Uuid;

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers worth repeating, as JSON.
    pub headers_json: String,
    /// Body.
    pub body: String,
}

/// What there is for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// No answer: the key is now taken for this request, which makes what it makes under this id.
    Begin(Uuid),
    /// The first request's answer.
    Before(KeptAnswer),
    /// The first request is still being answered.
    Running,
    /// The key was used for another request.
    Other,
}

impl Services {
    /// Takes `key` for a request, or says what there is for it. What the request makes has the id `new_id`, or
    /// the one it was begun with by a server that died.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin_answer(
        &self,
        token: ApiTokenId,
        key: &str,
        request_hash: &str,
        new_id: Uuid,
    ) -> Result<Answered, Problem> {
        let now = self.clock().now();
        let (oldest, abandoned) = ages(now);
        let mut session = self.store().write().await.or_problem()?;
        let asked = rows::Reserve {
            token,
            key,
            request_hash,
            new_id,
            now,
            oldest,
            abandoned,
        };
        let taken = rows::reserve_answer(&mut session, &asked)
            .await
            .or_problem()?;
        let there = match taken {
            Some(_) => None,
            None => rows::answer(&mut session, token, key).await.or_problem()?,
        };
        session.commit().await.or_problem()?;
        Ok(match there {
            None => Answered::Begin(taken.unwrap_or(new_id)),
            Some(kept) if kept.request_hash != request_hash => Answered::Other,
            Some(kept) if kept.status == 0 => Answered::Running,
            Some(kept) => Answered::Before(KeptAnswer {
                status: u16::try_from(kept.status).unwrap_or(500),
                headers_json: kept.headers_json,
                body: kept.body,
            }),
        })
    }

    /// Keeps the answer of a request that took a key; `None` gives the key back to the same request (the
    /// server was busy or at fault).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn end_answer(
        &self,
        token: ApiTokenId,
        key: &str,
        answer: Option<&KeptAnswer>,
    ) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        match answer {
            Some(answer) => rows::keep_answer(
                &mut session,
                token,
                key,
                i32::from(answer.status),
                &answer.headers_json,
                &answer.body,
            )
            .await
            .or_problem()?,
            None => {
                let (_, abandoned) = ages(self.clock().now());
                rows::release_answer(&mut session, token, key, abandoned)
                    .await
                    .or_problem()?;
            }
        }
        session.commit().await.or_problem()
    }
}
