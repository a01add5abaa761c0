//! Lists administrators keep: rows with a version, added and changed by one operation, deleted by another. Every
//! answer is the whole list, so that a page also shows what others did.

use crate::{Ctx, OrNotFound, OrProblem, conflict};
use serde::Serialize;
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, LocalText, Problem};
use store::{Change, Session, StoreError};
use uuid::Uuid;

/// A row of such a list, and where it is kept.
pub(crate) trait KeptRow: Serialize + Sized + Send + Sync {
    /// Which row.
    type Id: Copy + Into<Uuid> + Send;
    /// What is written of it.
    type Draft: PartialEq + Sync;
    /// What the history calls it.
    const ENTITY: Entity;
    /// Most rows.
    const MOST: usize;
    /// The field of the form where it says that there are too many.
    const FIRST_FIELD: &'static str;

    /// What is written of it now.
    fn draft(&self) -> &Self::Draft;
    /// What the history keeps of a draft.
    fn facts(ctx: &Ctx, draft: &Self::Draft) -> Value;

    /// Every row.
    fn all(session: &mut Session) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;
    /// A row.
    fn get(
        session: &mut Session,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;
    /// Takes a row away that still has this version; says whether it had.
    fn delete(
        session: &mut Session,
        id: Self::Id,
        version: i64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// Rows have a `draft`; `table` beside the use keeps them.
macro_rules! kept_row {
    (
        $row:ty, $id:ty, $draft:ty, $entity:ident,
        most: $most:expr, first: $first:literal, facts: $facts:expr
    ) => {
        impl $crate::kept_list::KeptRow for $row {
            type Id = $id;
            type Draft = $draft;
            const ENTITY: shared::kernel::event::Entity = shared::kernel::event::Entity::$entity;
            const MOST: usize = $most;
            const FIRST_FIELD: &'static str = $first;

            fn draft(&self) -> &$draft {
                &self.draft
            }
            fn facts(ctx: &$crate::Ctx, draft: &$draft) -> serde_json::Value {
                ($facts)(ctx, draft)
            }

            async fn all(session: &mut store::Session) -> Result<Vec<Self>, store::StoreError> {
                table::all(session).await
            }
            async fn get(
                session: &mut store::Session,
                id: $id,
            ) -> Result<Option<Self>, store::StoreError> {
                table::get(session, id).await
            }
            async fn delete(
                session: &mut store::Session,
                id: $id,
                version: i64,
            ) -> Result<bool, store::StoreError> {
                table::delete(session, id, version).await
            }
        }
    };
}
pub(crate) use kept_row;

/// Every row.
pub(crate) async fn list<R: KeptRow>(ctx: &Ctx) -> Result<Vec<R>, Problem> {
    let mut session = ctx.read().await?;
    R::all(&mut session).await.or_problem()
}

/// Asked before a row is added where `there` stands: the whole list when the same was sent again, because its
/// answer was lost. Another row does not take its place, and there is no end of rows.
pub(crate) async fn added_before<R: KeptRow>(
    session: &mut Session,
    there: Option<R>,
    draft: &R::Draft,
) -> Result<Option<Vec<R>>, Problem> {
    let all = R::all(session).await.or_problem()?;
    match there {
        Some(there) if there.draft() == draft => Ok(Some(all)),
        Some(there) => Err(conflict(&there)),
        None if all.len() >= R::MOST => Err(Problem::because(
            Issue::error("too_many", R::FIRST_FIELD).with("max", R::MOST),
        )),
        None => Ok(None),
    }
}

/// Deletes a row in the version it was read in.
pub(crate) async fn delete<R: KeptRow>(
    ctx: &Ctx,
    id: R::Id,
    version: i64,
) -> Result<Vec<R>, Problem> {
    let mut session = ctx.write().await?;
    let before = R::get(&mut session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    take_away(ctx, session, &before, (id, version)).await
}

/// Deletes a row that may be deleted, in the version it was read in.
pub(crate) async fn take_away<R: KeptRow>(
    ctx: &Ctx,
    mut session: Session,
    before: &R,
    (id, version): (R::Id, i64),
) -> Result<Vec<R>, Problem> {
    let gone = R::delete(&mut session, id, version).await.or_problem()?;
    if !gone {
        return Err(conflict(before));
    }
    finish(ctx, session, id, (Some(before.draft()), None)).await
}

/// Says in the history what became of a row, saves, and answers what there is now.
pub(crate) async fn finish<R: KeptRow>(
    ctx: &Ctx,
    mut session: Session,
    id: R::Id,
    (before, after): (Option<&R::Draft>, Option<&R::Draft>),
) -> Result<Vec<R>, Problem> {
    let facts = |draft: &R::Draft| R::facts(ctx, draft);
    let (before, after) = (before.map(facts), after.map(facts));
    let change = Change {
        entity: R::ENTITY,
        id: id.into(),
        parent: None,
        owner: None,
        action: match (&before, &after) {
            (None, _) => "created",
            (Some(_), Some(_)) => "edited",
            (Some(_), None) => "deleted",
        },
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(&mut session, change).await?;
    let rows = R::all(&mut session).await.or_problem()?;
    session.commit().await.or_problem()?;
    Ok(rows)
}

/// Facts whose name stands in the history in one language, all else as it is.
pub(crate) fn named_facts(ctx: &Ctx, draft: &impl Serialize, name: &LocalText) -> Value {
    let mut facts = json!(draft);
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("name".into(), json!(name.get(ctx.actor.lang)));
    }
    facts
}

/// A text as it is kept: without the blanks around it and what no database takes.
pub(crate) fn tidy_text(text: &mut LocalText) {
    for text in [&mut text.en, &mut text.fr] {
        *text = tidy_word(text);
    }
}

/// Words as they are kept: each once, in order, none of them empty.
pub(crate) fn tidy_words(words: &mut Vec<String>) {
    for word in words.iter_mut() {
        *word = tidy_word(word);
    }
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
}

fn tidy_word(word: &str) -> String {
    word.replace('\0', "").trim().to_owned()
}
