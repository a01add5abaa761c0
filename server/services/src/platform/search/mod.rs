//! Finding a record from anywhere.

use crate::{Ctx, OrProblem, Registry};
use shared::kernel::Problem;
use shared::kernel::event::Entity;
use shared::platform::search::{Find, Found, Hit, loose_patterns, pattern, rank, words};
use store::platform::search::{self, Patterns};

pub(super) fn register(registry: &mut Registry) {
    registry.add(find);
}

/// The kinds, in the order they are shown.
const KINDS: [Entity; 4] = [
    Entity::Opportunity,
    Entity::Account,
    Entity::Contact,
    Entity::Quote,
];

/// Records in the actor's scope that hold every word typed; when there is none, those that hold them
/// with one slip forgiven.
async fn find(ctx: Ctx, request: Find) -> Result<Found, Problem> {
    let typed = words(&request.text);
    if typed.is_empty() {
        return Ok(Found::default());
    }
    let limit = request.limit.clamp(1, 20);
    let exact: Patterns = typed.iter().map(|word| vec![pattern(word)]).collect();
    let hits = hits(&ctx, &typed, &exact, limit).await?;
    if !hits.is_empty() {
        return Ok(Found { hits, loose: false });
    }
    let loose: Patterns = typed.iter().map(|word| loose_patterns(word)).collect();
    let hits = self::hits(&ctx, &typed, &loose, limit).await?;
    Ok(Found { hits, loose: true })
}

async fn hits(
    ctx: &Ctx,
    typed: &[String],
    patterns: &Patterns,
    limit: u32,
) -> Result<Vec<Hit>, Problem> {
    let start = typed.join(" ");
    let mut session = ctx.read().await?;
    let mut all = Vec::new();
    for kind in KINDS {
        let mut found = search::find(&mut session, &ctx.actor, kind, patterns, &start, limit)
            .await
            .or_problem()?;
        // Stable: among equals the last changed stays first.
        found.sort_by_key(|hit| rank(&hit.title, typed));
        all.append(&mut found);
    }
    Ok(all)
}
