//! The further accounts of a contact.

use super::{Owners, account, conflict, contact, edit_contact, record, refuse_errors, require_one};
use crate::crm::owner::rights;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::contacts::{ContactFacts, tidy_contact};
use shared::crm::relations::ops::{
    AffiliationList, DeleteAffiliation, GetAffiliation, ListAffiliations, MakePrimary,
    SaveAffiliation,
};
use shared::crm::relations::{
    Affiliate, Affiliation, AffiliationDraft, AffiliationRow, check_affiliation, tidy_affiliation,
};
use shared::kernel::{AccountId, Action, AffiliationId, ContactId, Issue, Problem, ProblemKind};
use std::collections::BTreeSet;
use store::Session;
use store::crm::affiliations::{self as rows, Of, StoredAffiliation};
use store::crm::{accounts, contacts};

/// Most affiliations of one contact.
const MOST: usize = 100;

pub(super) async fn list(ctx: Ctx, request: ListAffiliations) -> Result<AffiliationList, Problem> {
    let mut session = ctx.read().await?;
    all(&ctx, &mut session, request.contact_id).await
}

async fn all(ctx: &Ctx, session: &mut Session, id: ContactId) -> Result<AffiliationList, Problem> {
    let stored = contacts::get(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let right = rights(ctx, session, stored.facts.owner_id).await?;
    let own = Owners::of(ctx, session, Action::EditAccount).await?;
    let mut rows: Vec<AffiliationRow> = rows::list(session, &ctx.actor, Of::Contact(id))
        .await
        .or_problem()?
        .into_iter()
        .map(|one| row(&own, one))
        .collect();
    let today = ctx.today();
    // What is over comes last; within both the order of the accounts stays.
    rows.sort_by_key(|row| row.affiliation.draft.is_over(today));
    Ok(AffiliationList {
        rows,
        may_edit: right.edit && stored.deleted_at.is_none(),
    })
}

pub(super) async fn get(ctx: Ctx, request: GetAffiliation) -> Result<Affiliation, Problem> {
    let mut session = ctx.read().await?;
    let stored = rows::get(&mut session, &ctx.actor, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    Ok(stored.affiliation)
}

fn row(own: &Owners, stored: StoredAffiliation) -> AffiliationRow {
    AffiliationRow {
        primary: stored.primary == Some(stored.account.id),
        may_edit: own.has_one([stored.contact_owner, stored.account_owner]),
        affiliation: stored.affiliation,
        contact: stored.contact,
        account: stored.account,
    }
}

/// Who is affiliated with an account whose own contacts these are not.
pub(in crate::crm) async fn affiliates(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
) -> Result<Vec<Affiliate>, Problem> {
    let found = rows::list(session, &ctx.actor, Of::Account(id))
        .await
        .or_problem()?;
    let today = ctx.today();
    let mut found: Vec<StoredAffiliation> = found
        .into_iter()
        .filter(|one| one.primary != Some(id))
        .collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    found.sort_by_key(|one| one.affiliation.draft.is_over(today));
    let ids: BTreeSet<ContactId> = found.iter().map(|one| one.contact.id).collect();
    let ids: Vec<ContactId> = ids.into_iter().collect();
    let people = contacts::of_ids(session, &ids, ctx.now())
        .await
        .or_problem()?;
    let own = Owners::of(ctx, session, Action::EditAccount).await?;
    let affiliate = |one: StoredAffiliation| {
        let person = people.iter().find(|person| person.id == one.contact.id)?;
        Some(Affiliate {
            contact: person.clone(),
            row: row(&own, one),
        })
    };
    Ok(found.into_iter().filter_map(affiliate).collect())
}

pub(super) async fn save(ctx: Ctx, request: SaveAffiliation) -> Result<Affiliation, Problem> {
    let draft = tidy_affiliation(&request.draft);
    let mut session = ctx.write().await?;
    let s = &mut session;
    let (person, place) = (request.contact_id, request.account_id);
    let who = contact(&ctx, s, person, "contact_id").await?;
    let (account_owner, _) = account(&ctx, s, place).await?;
    require_one(&ctx, s, [who.facts.owner_id, account_owner]).await?;
    // Two people do not say the same thing at once.
    accounts::lock_hierarchy(s).await.or_problem()?;
    let there = rows::between(s, person, place).await.or_problem()?;
    let old = there.iter().find(|one| one.id == request.id);
    let others: Vec<AffiliationDraft> = there
        .iter()
        .filter(|one| one.id != request.id)
        .map(|one| one.draft.clone())
        .collect();
    refuse_errors(check_affiliation(&draft, &others))?;
    let saved = Affiliation {
        id: request.id,
        contact_id: person,
        account_id: place,
        draft,
        version: request.version + 1,
    };
    let action = match old {
        // The same request twice is no error.
        Some(old) if request.version == 0 && old.draft == saved.draft => return Ok(old.clone()),
        Some(old) if request.version != 0 => {
            let key = (request.id, request.version);
            if !rows::update(s, key, &saved.draft).await.or_problem()? {
                return Err(conflict(old));
            }
            "affiliation_edited"
        }
        None if request.version == 0 => {
            if who.facts.account_id == Some(place) {
                let issue = Issue::error("affiliation_is_primary", "account_id");
                return Err(Problem::because(issue));
            }
            add(&ctx, s, &saved).await?;
            "affiliation_added"
        }
        Some(_) => return Err(Problem::because(Issue::error("already_exists", "id"))),
        None => return Err(Problem::of(ProblemKind::NotFound)),
    };
    let sides = (old.map(|old| &old.draft), Some(&saved.draft));
    record(&ctx, s, (person, place.0), action, sides).await?;
    session.commit().await.or_problem()?;
    Ok(saved)
}

async fn add(ctx: &Ctx, session: &mut Session, one: &Affiliation) -> Result<(), Problem> {
    let all = rows::list(session, &ctx.actor, Of::Contact(one.contact_id))
        .await
        .or_problem()?;
    if all.len() >= MOST {
        let issue = Issue::error("too_many", "account_id").with("max", MOST);
        return Err(Problem::because(issue));
    }
    match rows::insert(session, one).await {
        Err(store::StoreError::Constraint(_)) => {
            Err(Problem::because(Issue::error("already_exists", "id")))
        }
        other => other.or_problem(),
    }
}

/// The affiliation to change: the actor may change it and saw its present version.
async fn current(
    ctx: &Ctx,
    session: &mut Session,
    (id, version): (AffiliationId, i64),
) -> Result<StoredAffiliation, Problem> {
    let stored = rows::get(session, &ctx.actor, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let owners = [stored.contact_owner, stored.account_owner];
    require_one(ctx, session, owners).await?;
    if stored.affiliation.version == version {
        Ok(stored)
    } else {
        Err(conflict(&stored.affiliation))
    }
}

pub(super) async fn delete(ctx: Ctx, request: DeleteAffiliation) -> Result<Affiliation, Problem> {
    let mut session = ctx.write().await?;
    let s = &mut session;
    let old = current(&ctx, s, (request.id, request.version)).await?;
    if !rows::delete(s, request.id, request.version)
        .await
        .or_problem()?
    {
        return Err(conflict(&old.affiliation));
    }
    let old = old.affiliation;
    let ends = (old.contact_id, old.account_id.0);
    let sides = (Some(&old.draft), None);
    record(&ctx, s, ends, "affiliation_removed", sides).await?;
    session.commit().await.or_problem()?;
    Ok(old)
}

pub(super) async fn make_primary(
    ctx: Ctx,
    request: MakePrimary,
) -> Result<AffiliationList, Problem> {
    let mut session = ctx.write().await?;
    let s = &mut session;
    let chosen = current(&ctx, s, (request.id, request.version)).await?;
    let (person, place) = (chosen.contact.id, chosen.account.id);
    let before = contact(&ctx, s, person, "contact_id").await?;
    if before.facts.account_id == Some(place) {
        return all(&ctx, s, person).await;
    }
    if chosen.affiliation.draft.is_over(ctx.today()) {
        return Err(Problem::because(Issue::error(
            "affiliation_is_over",
            "until",
        )));
    }
    let title = &chosen.affiliation.draft.role;
    let after = tidy_contact(&ContactFacts {
        account_id: Some(place),
        // The title goes with the account it was had at.
        title: if title.is_empty() {
            &before.facts.title
        } else {
            title
        }
        .clone(),
        ..before.facts.clone()
    });
    edit_contact(&ctx, s, &before, &after).await?;
    if let Some(former) = before.facts.account_id {
        keep_former(
            &ctx,
            s,
            request.former_id,
            (person, former),
            &before.facts.title,
        )
        .await?;
    }
    let list = all(&ctx, s, person).await?;
    session.commit().await.or_problem()?;
    Ok(list)
}

/// The account that was the contact's own one stays as an affiliation, with the title there, unless it is one.
async fn keep_former(
    ctx: &Ctx,
    session: &mut Session,
    id: AffiliationId,
    (person, place): (ContactId, AccountId),
    title: &str,
) -> Result<(), Problem> {
    let today = ctx.today();
    let there = rows::between(session, person, place).await.or_problem()?;
    if there.iter().any(|one| !one.draft.is_over(today)) {
        return Ok(());
    }
    // Where one was before and came back, the new one begins after that.
    let since = there.iter().filter_map(|one| one.draft.until).max();
    let former = Affiliation {
        id,
        contact_id: person,
        account_id: place,
        draft: AffiliationDraft {
            role: title.to_owned(),
            since,
            ..AffiliationDraft::default()
        },
        version: 1,
    };
    if accounts::name_of(session, place)
        .await
        .or_problem()?
        .is_none()
    {
        // In the bin: nothing is said of it.
        return Ok(());
    }
    match rows::insert(session, &former).await {
        Err(store::StoreError::Constraint(_)) => {
            return Err(Problem::because(Issue::error(
                "already_exists",
                "former_id",
            )));
        }
        other => other.or_problem()?,
    }
    let ends = (person, place.0);
    let sides = (None, Some(&former.draft));
    record(ctx, session, ends, "affiliation_added", sides).await
}
