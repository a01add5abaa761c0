//! Looking for duplicates.

use super::job;
use super::sides::{Stored, lead_scope, load};
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::accounts::{AccountFacts, tidy_account};
use shared::crm::contacts::{ContactFacts, tidy_contact};
use shared::crm::duplicates::{
    Candidate, CheckDuplicates, Draft, DuplicateKind, DuplicateList, DuplicatePair, DuplicateSide,
    FindDuplicates, ListMerges, MergePlan, MergeRow, PlanMerge, Print, RecordDuplicates,
    SHOWN_WHILE_TYPING, SimilarRecord, THRESHOLD, compare, find_pairs, stays, survivors,
};
use shared::crm::leads::{LeadFacts, company_domain, tidy_lead};
use shared::kernel::{Action, Problem, ProblemKind, Scope, UserId};
use std::collections::BTreeSet;
use store::Session;
use store::crm::duplicates::{self as rows, Compared};
use store::crm::merges::{self, StoredMerge};
use uuid::Uuid;

/// Most records shown beside one.
const SHOWN: usize = 5;
/// Most pairs of the bulk page.
pub(super) const PAIRS: usize = 200;

pub(super) async fn check(
    ctx: Ctx,
    request: CheckDuplicates,
) -> Result<Vec<SimilarRecord>, Problem> {
    let draft = request.draft;
    if !draft.is_enough() {
        return Ok(Vec::new());
    }
    let mut session = ctx.read().await?;
    let mut found = Vec::new();
    for kind in kinds_beside(draft.kind) {
        let print = print_of(&ctx, &draft, *kind);
        found.extend(similar(&ctx, &mut session, *kind, &print, SHOWN_WHILE_TYPING).await?);
    }
    Ok(best(found))
}

pub(super) async fn of_record(
    ctx: Ctx,
    request: RecordDuplicates,
) -> Result<Vec<SimilarRecord>, Problem> {
    let mut session = ctx.read().await?;
    let stored = load(
        &ctx,
        &mut session,
        request.kind,
        request.id,
        Action::ViewLead,
    )
    .await?;
    let print = stored.compared().print;
    let apart = rows::separated(&mut session, request.kind)
        .await
        .or_problem()?;
    let mut found = similar(&ctx, &mut session, request.kind, &print, THRESHOLD).await?;
    found.retain(|one| !is_apart(&apart, request.id, one.record.id));
    // Whoever wrote may be somebody one knows.
    if request.kind == DuplicateKind::Lead {
        let people = similar(
            &ctx,
            &mut session,
            DuplicateKind::Contact,
            &print,
            THRESHOLD,
        )
        .await?;
        found.extend(people);
    }
    Ok(best(found))
}

/// A new lead may be a lead, a person or a company that is there.
const fn kinds_beside(kind: DuplicateKind) -> &'static [DuplicateKind] {
    match kind {
        DuplicateKind::Account => &[DuplicateKind::Account],
        DuplicateKind::Contact => &[DuplicateKind::Contact],
        DuplicateKind::Lead => DuplicateKind::ALL,
    }
}

/// The draft as a record of `kind` would be compared.
pub(crate) fn print_of(ctx: &Ctx, draft: &Draft, kind: DuplicateKind) -> Print {
    let me = ctx.actor.user_id;
    let id = Uuid::nil();
    match kind {
        DuplicateKind::Account => {
            let domain = company_domain(&draft.email);
            let website = if draft.website.is_empty() {
                domain
            } else {
                &draft.website
            };
            let facts = AccountFacts {
                website: website.to_owned(),
                phone: draft.phone.clone(),
                vat_number: draft.vat_number.clone(),
                ..AccountFacts::named(draft.company.clone(), me)
            };
            Print::of_account(id, &tidy_account(&facts))
        }
        DuplicateKind::Contact => {
            let facts = ContactFacts {
                email: draft.email.clone(),
                phone: draft.phone.clone(),
                ..ContactFacts::named(draft.first_name.clone(), draft.last_name.clone(), me)
            };
            Print::of_contact(id, &tidy_contact(&facts), &draft.company)
        }
        DuplicateKind::Lead => {
            let facts = LeadFacts {
                company: draft.company.clone(),
                email: draft.email.clone(),
                phone: draft.phone.clone(),
                ..LeadFacts::named(draft.first_name.clone(), draft.last_name.clone(), None)
            };
            Print::of_lead(id, &tidy_lead(&facts))
        }
    }
}

async fn similar(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
    print: &Print,
    least: u32,
) -> Result<Vec<SimilarRecord>, Problem> {
    let near = rows::near(session, &ctx.actor, lead_scope(ctx), kind, print)
        .await
        .or_problem()?;
    Ok(near
        .into_iter()
        .map(|record| SimilarRecord {
            found: compare(print, &record.print),
            record: record.record,
        })
        .filter(|similar| similar.found.score >= least)
        .collect())
}

fn best(mut found: Vec<SimilarRecord>) -> Vec<SimilarRecord> {
    found.sort_by_key(|one| (std::cmp::Reverse(one.found.score), one.record.id));
    found.truncate(SHOWN);
    found
}

pub(super) fn is_apart(apart: &BTreeSet<(Uuid, Uuid)>, one: Uuid, other: Uuid) -> bool {
    apart.contains(&(one.min(other), one.max(other)))
}

pub(super) async fn find(ctx: Ctx, request: FindDuplicates) -> Result<DuplicateList, Problem> {
    let mut session = ctx.read().await?;
    if job::is_for(&mut session, request.kind).await? {
        return job::found(&ctx, &mut session, request.kind).await;
    }
    // Everything of a kind is compared: seconds at hundreds of thousands, so not once for each look.
    let question = format!("{:?} {:?}", ctx.actor, request.kind);
    let kept = &ctx.services().inner.doubles;
    kept.get(&mut session, question, async |session: &mut Session| {
        compared(&ctx, session, request.kind).await
    })
    .await
}

async fn compared(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
) -> Result<DuplicateList, Problem> {
    let all = rows::all(session, &ctx.actor, lead_scope(ctx), kind)
        .await
        .or_problem()?;
    let apart = rows::separated(session, kind).await.or_problem()?;
    let reach = Reach::of(ctx, session, kind).await?;
    // Comparing thousands of records takes long enough to keep others waiting.
    tokio::task::spawn_blocking(move || pairs(&all, &apart, &reach))
        .await
        .map_err(|_| Problem::of(ProblemKind::Internal))
}

fn pairs(all: &[Compared], apart: &BTreeSet<(Uuid, Uuid)>, reach: &Reach) -> DuplicateList {
    let prints: Vec<Print> = all.iter().map(|record| record.print.clone()).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let found: Vec<DuplicatePair> = find_pairs(&prints)
        .into_iter()
        .filter_map(|(one, other, found)| {
            let (one, other) = (all.get(one)?, all.get(other)?);
            let open = !is_apart(apart, one.record.id, other.record.id);
            open.then(|| DuplicatePair {
                may_merge: reach.covers(one.owner) && reach.covers(other.owner),
                one: one.record.clone(),
                other: other.record.clone(),
                found,
            })
        })
        .collect();
    DuplicateList {
        total: count(found.len()),
        compared: count(all.len()),
        pairs: found.into_iter().take(PAIRS).collect(),
        ..DuplicateList::default()
    }
}

/// Whose records of a kind the actor may change.
pub(super) struct Reach {
    scope: Scope,
    users: Option<BTreeSet<UserId>>,
}

impl Reach {
    pub(super) async fn of(
        ctx: &Ctx,
        session: &mut Session,
        kind: DuplicateKind,
    ) -> Result<Self, Problem> {
        let action = match kind {
            DuplicateKind::Lead => Action::EditLead,
            _ => Action::EditAccount,
        };
        let scope = ctx.scope_for(action);
        let users = store::platform::users::users_in_scope(session, &ctx.actor, scope)
            .await
            .or_problem()?;
        Ok(Self {
            scope,
            users: users.map(|users| users.into_iter().collect()),
        })
    }

    pub(super) fn covers(&self, owner: Option<UserId>) -> bool {
        self.scope != Scope::None
            && owner.is_none_or(|owner| {
                self.users
                    .as_ref()
                    .is_none_or(|users| users.contains(&owner))
            })
    }
}

pub(super) async fn plan(ctx: Ctx, request: PlanMerge) -> Result<MergePlan, Problem> {
    let mut session = ctx.read().await?;
    let s = &mut session;
    let one = load(&ctx, s, request.kind, request.one, Action::ViewLead).await?;
    let other = load(&ctx, s, request.kind, request.other, Action::ViewLead).await?;
    if one.deleted() || other.deleted() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let facts = (one.value(), other.value());
    let moments = (one.moments(), other.moments());
    let one = side(&ctx, s, request.kind, one).await?;
    let other = side(&ctx, s, request.kind, other).await?;
    let candidate = |facts, side: &DuplicateSide, (created_at, updated_at)| Candidate {
        facts,
        links: side.links,
        created_at,
        updated_at,
    };
    let first = candidate(&facts.0, &one, moments.0);
    let second = candidate(&facts.1, &other, moments.1);
    Ok(MergePlan {
        stays: stays(first, second),
        survivors: survivors(first, second),
        one,
        other,
    })
}

async fn side(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
    stored: Stored,
) -> Result<DuplicateSide, Problem> {
    let people = store::crm::people(session).await.or_problem()?;
    let record = stored.compared().record;
    Ok(DuplicateSide {
        version: stored.version(),
        texts: stored.texts(ctx, session, &people).await?,
        links: merges::links(session, kind, record.id).await.or_problem()?,
        record,
    })
}

pub(super) async fn merges(ctx: Ctx, request: ListMerges) -> Result<Vec<MergeRow>, Problem> {
    let mut session = ctx.read().await?;
    let reach = Reach::of(&ctx, &mut session, request.kind).await?;
    let mut all = Vec::new();
    for merge in merges::latest(&mut session, request.kind)
        .await
        .or_problem()?
    {
        // A merge of records one may not see is none.
        if let Some(row) = row(&ctx, &mut session, merge, &reach).await? {
            all.push(row);
        }
    }
    Ok(all)
}

/// A merge as it is shown, when the actor may see both records.
async fn row(
    ctx: &Ctx,
    session: &mut Session,
    merge: StoredMerge,
    reach: &Reach,
) -> Result<Option<MergeRow>, Problem> {
    let scope = lead_scope(ctx);
    let kept = rows::one(session, &ctx.actor, scope, merge.kind, merge.kept)
        .await
        .or_problem()?;
    let gone = rows::one(session, &ctx.actor, scope, merge.kind, merge.merged)
        .await
        .or_problem()?;
    let (Some(kept), Some(gone)) = (kept, gone) else {
        return Ok(None);
    };
    Ok(Some(MergeRow {
        id: merge.id,
        kind: merge.kind,
        kept: merge.kept,
        may_undo: merge.undone_at.is_none() && reach.covers(kept.owner) && reach.covers(gone.owner),
        kept_name: kept.record.name,
        merged: merge.merged,
        merged_name: gone.record.name,
        actor: merge.actor,
        at: merge.at,
        undone_at: merge.undone_at,
    }))
}

/// The merge as it is now, for whoever did or undid it.
pub(super) async fn merge_row(
    ctx: &Ctx,
    session: &mut Session,
    id: shared::kernel::MergeId,
) -> Result<MergeRow, Problem> {
    let merge = merges::get(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let reach = Reach::of(ctx, session, merge.kind).await?;
    row(ctx, session, merge, &reach).await?.or_not_found()
}
