//! Prices agreed with accounts: kept by whoever leads those who own them, read by everybody who
//! sells to them.

use crate::cpq::{conflict, or_issue, refuse_errors};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use chrono::NaiveDate;
use shared::cpq::agreements::ops::{
    AgreementList, DeleteAgreement, GetAgreement, ListAgreements, ListOffers, SaveAgreement,
};
use shared::cpq::agreements::{
    Agreement, AgreementDraft, AgreementRow, Offer, collides, offers, validate_agreement,
};
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, Action, AgreementId, Currency, Issue, Problem, ProblemKind, UserId,
};
use store::cpq::agreements as table;
use store::cpq::catalog::products;
use store::crm::accounts;
use store::{Change, Session};

/// Most agreements of one account.
const MOST: usize = 1_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(get);
    registry.add(save);
    registry.add(delete);
    registry.add(list_offers);
}

/// The owner of an account that is there.
async fn owner_of(session: &mut Session, id: AccountId) -> Result<UserId, Problem> {
    let account = accounts::get(session, id).await.or_problem()?;
    Ok(account.or_not_found()?.facts.owner_id)
}

async fn may_edit(ctx: &Ctx, session: &mut Session, owner: UserId) -> Result<bool, Problem> {
    let scope = ctx.scope_for(Action::EditAgreement);
    accounts::covers(session, &ctx.actor, scope, owner)
        .await
        .or_problem()
}

/// Refuses unless the actor may agree prices with this account.
async fn require(ctx: &Ctx, session: &mut Session, id: AccountId) -> Result<UserId, Problem> {
    let owner = owner_of(session, id).await?;
    if may_edit(ctx, session, owner).await? {
        Ok(owner)
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}

async fn all(ctx: &Ctx, session: &mut Session, id: AccountId) -> Result<AgreementList, Problem> {
    let owner = owner_of(session, id).await?;
    Ok(AgreementList {
        rows: table::of_account(session, id).await.or_problem()?,
        may_edit: may_edit(ctx, session, owner).await?,
    })
}

async fn list(ctx: Ctx, request: ListAgreements) -> Result<AgreementList, Problem> {
    let mut session = ctx.read().await?;
    all(&ctx, &mut session, request.account_id).await
}

async fn get(ctx: Ctx, request: GetAgreement) -> Result<Agreement, Problem> {
    let mut session = ctx.read().await?;
    let account = table::account_of(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    owner_of(&mut session, account).await?;
    let rows = table::of_account(&mut session, account)
        .await
        .or_problem()?;
    Ok(own(&rows, request.id).or_not_found()?.agreement.clone())
}

async fn list_offers(ctx: Ctx, request: ListOffers) -> Result<Vec<Offer>, Problem> {
    let mut session = ctx.read().await?;
    owner_of(&mut session, request.account_id).await?;
    in_force(
        &mut session,
        Some(request.account_id),
        request.currency,
        request.on,
    )
    .await
}

/// What is in force for a quote.
pub(in crate::cpq) async fn in_force(
    session: &mut Session,
    account: Option<AccountId>,
    currency: Currency,
    day: NaiveDate,
) -> Result<Vec<Offer>, Problem> {
    let Some(account) = account else {
        return Ok(Vec::new());
    };
    let rows = table::of_account(session, account).await.or_problem()?;
    Ok(offers(&rows, currency, day))
}

async fn save(ctx: Ctx, request: SaveAgreement) -> Result<AgreementList, Problem> {
    let draft = AgreementDraft {
        name: request.draft.name.trim().to_owned(),
        ..request.draft
    };
    refuse_errors(validate_agreement(&draft))?;
    let mut session = ctx.write().await?;
    let account = request.account_id;
    let owner = require(&ctx, &mut session, account).await?;
    if products::get(&mut session, draft.product_id)
        .await
        .or_problem()?
        .is_none()
    {
        return Err(Problem::because(Issue::error(
            "unknown_record",
            "product_id",
        )));
    }
    // Two people do not agree the same thing at once.
    accounts::lock_hierarchy(&mut session).await.or_problem()?;
    let before = all(&ctx, &mut session, account).await?;
    let old = own(&before.rows, request.id);
    let others = before
        .rows
        .iter()
        .filter(|row| row.level == 0 && row.agreement.id != request.id);
    if let Some(other) = others
        .clone()
        .find(|row| collides(&row.agreement.draft, &draft))
    {
        return Err(Problem::because(
            Issue::error("agreement_overlaps", "starts_on")
                .with("name", &other.agreement.draft.name),
        ));
    }
    if others.count() >= MOST {
        return Err(Problem::because(
            Issue::error("too_many", "name").with("max", MOST),
        ));
    }
    let id = request.id;
    let action = match old {
        // The same request twice is no error.
        Some(old) if request.version == 0 && old.agreement.draft == draft => return Ok(before),
        _ if request.version == 0 => {
            let added = table::insert(&mut session, id, account, &draft).await;
            or_issue(added, "already_exists", "id")?;
            "agreement_added"
        }
        _ => {
            let key = (id, account, request.version);
            if !table::update(&mut session, key, &draft)
                .await
                .or_problem()?
            {
                return match old {
                    Some(old) => Err(conflict(&old.agreement)),
                    None => Err(Problem::of(ProblemKind::NotFound)),
                };
            }
            "agreement_edited"
        }
    };
    let old = old.map(|row| row.agreement.draft.clone());
    let facts = (old.as_ref(), Some(&draft));
    finish(&ctx, session, (account, owner), action, facts).await
}

async fn delete(ctx: Ctx, request: DeleteAgreement) -> Result<AgreementList, Problem> {
    let mut session = ctx.write().await?;
    let account = table::account_of(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let owner = require(&ctx, &mut session, account).await?;
    let before = all(&ctx, &mut session, account).await?;
    let old = own(&before.rows, request.id).or_not_found()?;
    if !table::delete(&mut session, request.id, request.version)
        .await
        .or_problem()?
    {
        return Err(conflict(&old.agreement));
    }
    let facts = (Some(&old.agreement.draft), None);
    finish(&ctx, session, (account, owner), "agreement_removed", facts).await
}

fn own(rows: &[AgreementRow], id: AgreementId) -> Option<&AgreementRow> {
    rows.iter()
        .find(|row| row.level == 0 && row.agreement.id == id)
}

/// Says it in the account's history, saves, and answers what is agreed now.
async fn finish(
    ctx: &Ctx,
    mut session: Session,
    (account, owner): (AccountId, UserId),
    action: &str,
    (before, after): (Option<&AgreementDraft>, Option<&AgreementDraft>),
) -> Result<AgreementList, Problem> {
    let change = Change {
        entity: Entity::Account,
        id: account.0,
        parent: None,
        owner: Some(owner),
        action,
        before,
        after,
    };
    ctx.record(&mut session, change).await?;
    let list = all(ctx, &mut session, account).await?;
    session.commit().await.or_problem()?;
    Ok(list)
}
