//! Finding a record from anywhere, by its name or by what was written about it.

mod vocabulary;

pub(crate) use vocabulary::Vocabulary;

use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::Problem;
use shared::kernel::event::Entity;
use shared::platform::search::{
    Find, Found, Hit, RECALLED, Recall, Recalled, Said, Visit, rank, snippet, stems, words,
};
use store::platform::search::said::{self, Row, Written};
use store::platform::search::{self, Words};

pub(super) fn register(registry: &mut Registry) {
    registry.add(find);
    registry.add(recall);
}

/// The kinds that have a name, in the order they are shown.
const KINDS: [Entity; 6] = [
    Entity::Opportunity,
    Entity::Account,
    Entity::Contact,
    Entity::Lead,
    Entity::Quote,
    Entity::Product,
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

/// What the actor may read and holds every word typed: records by their names, activities and tasks by what they
/// say. When no name does, records that hold the words that were probably meant; when nothing at all does, activities
/// and tasks that say words that were.
async fn find(ctx: Ctx, request: Find) -> Result<Found, Problem> {
    let typed = words(&request.text);
    if typed.is_empty() {
        return Ok(Found::default());
    }
    let limit = request.limit.clamp(1, 20);
    let mut found = named(&ctx, &typed, limit).await?;
    let stems = stems(&request.text);
    let exact: Words = stems.iter().map(|stem| vec![stem.clone()]).collect();
    found.hits.extend(written(&ctx, &exact, limit).await?);
    if found.hits.is_empty() && !stems.is_empty() {
        let mut session = ctx.read().await?;
        let vocabulary = &ctx.services().inner.vocabulary;
        let meant = vocabulary.meant_in_texts(&mut session, &stems).await?;
        drop(session);
        if meant != exact && !meant.iter().any(Vec::is_empty) {
            found.hits = written(&ctx, &meant, limit).await?;
            found.loose = !found.hits.is_empty();
        }
    }
    Ok(found)
}

/// Records by their names, a slip forgiven when nothing else is found.
async fn named(ctx: &Ctx, typed: &[String], limit: u32) -> Result<Found, Problem> {
    let exact: Words = typed.iter().map(|word| vec![word.clone()]).collect();
    let hits = hits(ctx, typed, &exact, limit).await?;
    if !hits.is_empty() {
        return Ok(Found { hits, loose: false });
    }
    let mut session = ctx.read().await?;
    let vocabulary = &ctx.services().inner.vocabulary;
    let meant = vocabulary.meant(&mut session, typed).await?;
    drop(session);
    // A word nothing is near to: no record can answer. Nothing corrected: the answer is known.
    if meant == exact || meant.iter().any(Vec::is_empty) {
        return Ok(Found::default());
    }
    let hits = self::hits(ctx, typed, &meant, limit).await?;
    let loose = !hits.is_empty();
    Ok(Found { hits, loose })
}

/// Activities, then tasks, by what they say, the newest first.
async fn written(ctx: &Ctx, stems: &Words, limit: u32) -> Result<Vec<Hit>, Problem> {
    let marked: Vec<String> = stems.iter().flatten().cloned().collect();
    let mut session = ctx.read().await?;
    let mut hits = Vec::new();
    for (written, entity) in [
        (Written::Activities, Entity::Activity),
        (Written::Tasks, Entity::Task),
    ] {
        let rows = said::find(&mut session, &ctx.actor, written, stems, limit).await;
        let rows = rows.or_problem()?.into_iter();
        hits.extend(rows.map(|row| hit(entity, row, &marked)));
    }
    Ok(hits)
}

/// A row as it is shown: what stands around the words, of its text or, when they stand only there, its subject.
fn hit(entity: Entity, row: Row, stems: &[String]) -> Hit {
    let of_text = snippet(&row.text, stems);
    let stands = of_text.iter().any(|piece| piece.marked);
    let snippet = if stands {
        of_text
    } else {
        snippet(&row.subject, stems)
    };
    let about = row.record.as_ref().map(|record| record.title.clone());
    Hit {
        entity,
        id: row.id,
        title: row.subject,
        detail: about.unwrap_or_default(),
        said: Some(Said {
            kind: row.kind,
            at: row.at,
            record: row.record,
            snippet,
        }),
    }
}

/// What the records one opened last are called now: those that are still there and in the actor's scope.
async fn recall(ctx: Ctx, request: Recall) -> Result<Recalled, Problem> {
    let visits: Vec<Visit> = request.visits.into_iter().take(RECALLED).collect();
    let mut session = ctx.read().await?;
    let mut known = Vec::new();
    for kind in KINDS {
        let of_kind = visits.iter().filter(|visit| visit.entity == kind);
        let ids: Vec<_> = of_kind.map(|visit| visit.id).collect();
        let named = search::named(&mut session, &ctx.actor, kind, &ids).await;
        known.extend(named.or_problem()?);
    }
    // Taken out of what is known: a record asked for twice is told once.
    let take = |visit: &Visit| {
        let is = |hit: &Hit| hit.entity == visit.entity && hit.id == visit.id;
        known.iter().position(is).map(|at| known.swap_remove(at))
    };
    let hits = visits.iter().filter_map(take).collect();
    Ok(Recalled { hits })
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
