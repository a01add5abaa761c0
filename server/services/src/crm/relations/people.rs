//! How contacts stand to each other, and who of us knows a contact.

use super::{Owners, account, conflict, contact, record, refuse_errors, require_one};
use crate::crm::owner::rights;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::relations::ops::{
    DeleteRelation, GetRelation, ListRelations, RelationList, SaveRelation,
};
use shared::crm::relations::{
    Acquaintance, Relation, RelationDraft, RelationRow, best_first, bond, check_relation,
    tidy_relation,
};
use shared::kernel::{Action, ContactId, Issue, Problem, ProblemKind};
use store::Session;
use store::crm::acquaintances::{self, Known};
use store::crm::affiliations;
use store::crm::contacts::{ContactPlace, StoredContact};
use store::crm::relations::{self as rows, StoredRelation};
use store::crm::{accounts, contacts};

/// Most relations of one contact.
const MOST: usize = 200;

pub(super) async fn list(ctx: Ctx, request: ListRelations) -> Result<RelationList, Problem> {
    let id = request.contact_id;
    let mut session = ctx.read().await?;
    let s = &mut session;
    let stored = contacts::get(s, id).await.or_problem()?.or_not_found()?;
    let right = rights(&ctx, s, stored.facts.owner_id).await?;
    let found = rows::of_contact(s, &ctx.actor, id).await.or_problem()?;
    let own = Owners::of(&ctx, s, Action::EditAccount).await?;
    let mut all: Vec<RelationRow> = found.into_iter().map(|one| row(&own, one, id)).collect();
    all.sort_by(|one, other| {
        let key = |row: &RelationRow| (row.relation.draft.kind, row.other.name.clone());
        key(one).cmp(&key(other))
    });
    let known = acquaintances::known(s, &ctx.actor, &[id], ctx.now())
        .await
        .or_problem()?;
    Ok(RelationList {
        rows: all,
        known_by: known_by(&ctx, &known, id),
        may_edit: right.edit && stored.deleted_at.is_none(),
    })
}

pub(super) async fn get(ctx: Ctx, request: GetRelation) -> Result<Relation, Problem> {
    let mut session = ctx.read().await?;
    let stored = rows::get(&mut session, &ctx.actor, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    Ok(stored.relation)
}

fn row(own: &Owners, stored: StoredRelation, of: ContactId) -> RelationRow {
    let other = stored.other(of).clone();
    RelationRow {
        may_edit: own.has_one([stored.from.owner, stored.to.owner]),
        relation: stored.relation,
        other: other.contact,
        title: other.title,
        account: stored.account,
    }
}

/// Colleagues who know a contact, the best first.
pub(super) fn known_by(ctx: &Ctx, known: &Known, contact: ContactId) -> Vec<Acquaintance> {
    let mut all: Vec<Acquaintance> = known
        .get(&contact)
        .into_iter()
        .flatten()
        .filter_map(|(user, touches)| {
            Some(Acquaintance {
                user: user.clone(),
                bond: bond(touches, ctx.now())?,
                touches: touches.clone(),
            })
        })
        .collect();
    best_first(&mut all);
    all
}

pub(super) async fn save(ctx: Ctx, request: SaveRelation) -> Result<Relation, Problem> {
    let draft = tidy_relation(&request.draft);
    let mut session = ctx.write().await?;
    let s = &mut session;
    let from = contact(&ctx, s, draft.from, "from").await?;
    let to = contact(&ctx, s, draft.to, "to").await?;
    require_one(&ctx, s, [from.facts.owner_id, to.facts.owner_id]).await?;
    if draft.account_id.is_some() {
        works_there(&ctx, s, &from, &draft).await?;
    }
    // Two people do not close a circle from both ends at once.
    accounts::lock_hierarchy(s).await.or_problem()?;
    let old = match rows::get(s, &ctx.actor, request.id).await.or_problem()? {
        Some(old) => {
            require_one(&ctx, s, [old.from.owner, old.to.owner]).await?;
            Some(old.relation)
        }
        None => None,
    };
    let others: Vec<RelationDraft> = rows::beside(s, (draft.from, draft.to), draft.account_id)
        .await
        .or_problem()?
        .into_iter()
        .filter(|one| one.id != request.id)
        .map(|one| one.draft)
        .collect();
    refuse_errors(check_relation(&draft, &others))?;
    for end in [draft.from, draft.to] {
        if others.iter().filter(|one| one.touches(end)).count() >= MOST {
            let issue = Issue::error("too_many", "to").with("max", MOST);
            return Err(Problem::because(issue));
        }
    }
    let saved = Relation {
        id: request.id,
        draft,
        version: request.version + 1,
    };
    let action = match &old {
        // The same request twice is no error.
        Some(old) if request.version == 0 && old.draft == saved.draft => return Ok(old.clone()),
        Some(old) if request.version != 0 => {
            let key = (request.id, request.version);
            if !rows::update(s, key, &saved.draft).await.or_problem()? {
                return Err(conflict(old));
            }
            "relation_edited"
        }
        None if request.version == 0 => {
            match rows::insert(s, &saved).await {
                Err(store::StoreError::Constraint(_)) => {
                    return Err(Problem::because(Issue::error("already_exists", "id")));
                }
                other => other.or_problem()?,
            }
            "relation_added"
        }
        Some(_) => return Err(Problem::because(Issue::error("already_exists", "id"))),
        None => return Err(Problem::of(ProblemKind::NotFound)),
    };
    let ends = (saved.draft.from, saved.draft.to.0);
    let sides = (old.as_ref().map(|old| &old.draft), Some(&saved.draft));
    record(&ctx, s, ends, action, sides).await?;
    session.commit().await.or_problem()?;
    Ok(saved)
}

/// Who reports to somebody at an account is there, as their own account or affiliated; the manager may
/// sit in the company above.
async fn works_there(
    ctx: &Ctx,
    session: &mut Session,
    from: &StoredContact,
    draft: &RelationDraft,
) -> Result<(), Problem> {
    let Some(id) = draft.account_id else {
        return Ok(());
    };
    account(ctx, session, id).await?;
    let place = ContactPlace {
        account: id,
        today: ctx.today(),
    };
    let there = from.facts.account_id == Some(id)
        || affiliations::holds(session, place, from.id)
            .await
            .or_problem()?;
    if there {
        Ok(())
    } else {
        Err(Problem::because(Issue::error(
            "works_elsewhere",
            "account_id",
        )))
    }
}

pub(super) async fn delete(ctx: Ctx, request: DeleteRelation) -> Result<Relation, Problem> {
    let mut session = ctx.write().await?;
    let s = &mut session;
    let stored = rows::get(s, &ctx.actor, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    require_one(&ctx, s, [stored.from.owner, stored.to.owner]).await?;
    let old = stored.relation;
    if !rows::delete(s, request.id, request.version)
        .await
        .or_problem()?
    {
        return Err(conflict(&old));
    }
    let ends = (old.draft.from, old.draft.to.0);
    record(&ctx, s, ends, "relation_removed", (Some(&old.draft), None)).await?;
    session.commit().await.or_problem()?;
    Ok(old)
}
