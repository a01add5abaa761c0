//! Finding a record from anywhere.

mod vocabulary;

pub(crate) use vocabulary::Vocabulary;

use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::Problem;
use shared::kernel::event::Entity;
use shared::platform::search::{Find, Found, Hit, rank, words};
use store::platform::search::{self, Words};

pub(super) fn register(registry: &mut Registry) {
    registry.add(find);
}

/// The kinds, in the order they are shown.
const KINDS: [Entity; 5] = [
    Entity::Opportunity,
    Entity::Account,
    Entity::Contact,
    Entity::Lead,
    Entity::Quote,
];

impl Services {
    /// Learns the words of all records, for slips: said once at the start, so that nobody waits for it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn learn_words(&self) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        self.inner.vocabulary.read_on(&mut session).await
    }
}

/// Records in the actor's scope that hold every word typed; when there is none, those that hold the words
/// that were probably meant.
async fn find(ctx: Ctx, request: Find) -> Result<Found, Problem> {
    let typed = words(&request.text);
    if typed.is_empty() {
        return Ok(Found::default());
    }
    let limit = request.limit.clamp(1, 20);
    let exact: Words = typed.iter().map(|word| vec![word.clone()]).collect();
    let hits = hits(&ctx, &typed, &exact, limit).await?;
    if !hits.is_empty() {
        return Ok(Found { hits, loose: false });
    }
    let mut session = ctx.read().await?;
    let vocabulary = &ctx.services().inner.vocabulary;
    let meant = vocabulary.meant(&mut session, &typed).await?;
    drop(session);
    // A word nothing is near to: no record can answer. Nothing corrected: the answer is known.
    if meant == exact || meant.iter().any(Vec::is_empty) {
        return Ok(Found::default());
    }
    let hits = self::hits(&ctx, &typed, &meant, limit).await?;
    Ok(Found { hits, loose: true })
}

async fn hits(ctx: &Ctx, typed: &[String], words: &Words, limit: u32) -> Result<Vec<Hit>, Problem> {
    let start = typed.join(" ");
    let mut session = ctx.read().await?;
    let mut all = search::find(&mut session, &ctx.actor, &KINDS, words, &start, limit)
        .await
        .or_problem()?;
    // Stable: among equals the last changed stays first.
    let place = |hit: &Hit| KINDS.iter().position(|kind| *kind == hit.entity);
    all.sort_by_key(|hit| (place(hit), rank(&hit.title, typed)));
    Ok(all)
}
