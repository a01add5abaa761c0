//! One's own absences.

use crate::cpq::refuse_errors;
use crate::{Ctx, OrProblem};
use serde_json::json;
use shared::cpq::approvals::ops::{AbsenceList, DeleteAbsence, ListAbsences, SaveAbsence};
use shared::cpq::approvals::validate_absence;
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Named, Problem, ProblemKind};
use store::cpq::approvals as table;
use store::platform::users;
use store::{Change, Session};

/// Most absences kept ahead.
const MOST: usize = 50;

async fn all(ctx: &Ctx, session: &mut Session) -> Result<AbsenceList, Problem> {
    let people = users::colleagues(session).await.or_problem()?;
    let me = ctx.actor.user_id;
    Ok(AbsenceList {
        absences: table::absences(session, me, ctx.today())
            .await
            .or_problem()?,
        colleagues: people
            .into_iter()
            .filter(|one| one.active && one.id != me)
            .map(|one| Named::new(one.id, one.name))
            .collect(),
    })
}

pub(super) async fn list(ctx: Ctx, _: ListAbsences) -> Result<AbsenceList, Problem> {
    all(&ctx, &mut ctx.read().await?).await
}

pub(super) async fn save(ctx: Ctx, request: SaveAbsence) -> Result<AbsenceList, Problem> {
    let me = ctx.actor.user_id;
    let mut issues = validate_absence(request.from, request.to, me, request.delegate);
    if request.to < ctx.today() {
        issues.push(Issue::error("validity_passed", "to"));
    }
    refuse_errors(issues)?;
    let mut session = ctx.write().await?;
    let known = all(&ctx, &mut session).await?;
    let delegate = request
        .delegate
        .filter(|id| known.colleagues.iter().any(|one| one.id == *id))
        .ok_or_else(|| Problem::because(Issue::error("unknown_record", "delegate")))?;
    if known.absences.len() >= MOST && !known.absences.iter().any(|one| one.id == request.id) {
        return Err(Problem::because(
            Issue::error("too_many", "from").with("max", MOST),
        ));
    }
    let days = (request.from, request.to);
    if !table::put_absence(&mut session, request.id, me, days, delegate)
        .await
        .or_problem()?
    {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let facts = json!({ "from": request.from, "to": request.to, "delegate": delegate });
    record(&ctx, &mut session, "away_set", Some(&facts)).await?;
    finish(&ctx, session).await
}

pub(super) async fn delete(ctx: Ctx, request: DeleteAbsence) -> Result<AbsenceList, Problem> {
    let mut session = ctx.write().await?;
    let gone = table::delete_absence(&mut session, request.id, ctx.actor.user_id).await;
    if gone.or_problem()? {
        record(&ctx, &mut session, "away_removed", None).await?;
    }
    finish(&ctx, session).await
}

async fn finish(ctx: &Ctx, mut session: Session) -> Result<AbsenceList, Problem> {
    super::late::hand_over(ctx.services(), &mut session, ctx.now()).await?;
    let list = all(ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(list)
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    facts: Option<&serde_json::Value>,
) -> Result<(), Problem> {
    let me = ctx.actor.user_id;
    let change = Change {
        entity: Entity::User,
        id: me.0,
        parent: None,
        owner: None,
        action,
        before: None,
        after: facts,
    };
    ctx.record(session, change).await
}
