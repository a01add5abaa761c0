//! What happened on the records a person may see.

use crate::{Ctx, OrProblem, Registry};
use shared::insight::feed::FeedKey;
use shared::insight::feed::ops::{FeedPage, ReadFeed};
use shared::kernel::{Instant, Problem};
use store::insight::feed::{FeedAsked, begins_before, choose, tell};

/// Most entries of one page.
const LIMIT: u32 = 100;
/// How far one page looks back: who sees little, or asks for what is rare, is not answered by walking
/// through the log of years.
const SPAN_DAYS: i64 = 92;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
}

async fn read(ctx: Ctx, request: ReadFeed) -> Result<FeedPage, Problem> {
    let limit = request.limit.clamp(1, LIMIT);
    let newest = FeedKey {
        at: Instant(i64::MAX),
        seq: i64::MAX,
    };
    let start = request.before.map_or(ctx.now(), |key| key.at);
    let from = earliest(start);
    let asked = FeedAsked {
        actor: &ctx.actor,
        filter: request.filter,
        before: request.before.unwrap_or(newest),
        from,
        limit: limit + 1,
    };
    let mut session = ctx.read().await?;
    let mut chosen = choose(&mut session, &asked).await.or_problem()?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = chosen.len() > most;
    chosen.truncate(most);
    let last = chosen.last().filter(|_| more).map(|one| one.key);
    let next = match last {
        Some(key) => Some(key),
        None if begins_before(&mut session, from).await.or_problem()? => {
            Some(FeedKey { at: from, seq: 0 })
        }
        None => None,
    };
    let entries = tell(&mut session, &chosen).await.or_problem()?;
    Ok(FeedPage { entries, next })
}

/// The earliest moment of a page that begins at `start`, which a program may have chosen as it likes.
fn earliest(start: Instant) -> Instant {
    const DAY_MS: i64 = 86_400_000;
    Instant(start.0.saturating_sub(SPAN_DAYS * DAY_MS))
}
