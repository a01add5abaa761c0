//! New opportunities.

use super::unit::{Unit, current};
use crate::platform::fields::judge;
use crate::{Ctx, OrProblem, Registry, refuse};
use shared::deals::opportunities::{
    AmountSource, DealFields, DealPlace, NewOpportunity, OpportunityView, validate_new,
};
use shared::deals::pipelines::{DealFacts, MoveRequest, Stage, check_entry};
use shared::kernel::{Action, Issue, Money, Problem, Scope};
use shared::platform::fields::Holder;
use store::Session;
use store::deals::opportunities::{self as rows, NewRecord};

pub(super) fn register(registry: &mut Registry) {
    registry.add(create);
}

fn fields(new: &NewOpportunity) -> DealFields {
    DealFields {
        name: new.name.trim().to_owned(),
        account_id: new.account_id,
        amount: Money::new(new.amount.minor, new.amount.currency),
        amount_source: AmountSource::Typed,
        close_date: new.close_date,
        close_date_pushes: 0,
        kind: new.kind,
        next_step: new.next_step.trim().to_owned(),
        next_step_on: new.next_step_on,
        source: new.source.trim().to_owned(),
        channel: new.channel,
        probability_judged: None,
        category_judged: None,
        loss_reason_id: None,
        loss_note: String::new(),
        custom: new.custom.clone(),
    }
}

fn facts(new: &NewOpportunity) -> DealFacts {
    use shared::deals::opportunities::BuyingRole;
    let role = new.contact.map(|(_, role)| role);
    let counts = |wanted: BuyingRole| u32::from(role == Some(wanted));
    DealFacts {
        account: new.account_id.is_some(),
        amount_minor: new.amount.minor,
        contacts: u32::from(role.is_some()),
        decision_makers: counts(BuyingRole::DecisionMaker),
        champions: counts(BuyingRole::Champion),
        next_step: !new.next_step.trim().is_empty(),
        next_step_on: new.next_step_on,
        own: new.custom.keys(),
        ..DealFacts::none(new.close_date)
    }
}

/// The findings about records the request names.
async fn unknown_records(
    ctx: &Ctx,
    session: &mut Session,
    new: &NewOpportunity,
) -> Result<Vec<Issue>, Problem> {
    let mut issues = Vec::new();
    if let Some(account) = new.account_id
        && !rows::known_account(session, account).await.or_problem()?
    {
        issues.push(Issue::error("unknown_record", "account"));
    }
    if let Some((contact, _)) = new.contact
        && !rows::known_contacts(session, [contact])
            .await
            .or_problem()?
    {
        issues.push(Issue::error("unknown_record", "contact"));
    }
    if let Some(owner) = new.owner_id.filter(|owner| *owner != ctx.actor.user_id) {
        let scope = ctx.scope_for(Action::AssignOwner);
        let may = scope != Scope::None
            && rows::assignable_user(session, &ctx.actor, scope, owner)
                .await
                .or_problem()?;
        if !may {
            issues.push(Issue::error("cannot_assign", "owner"));
        }
    }
    Ok(issues)
}

/// The stage to start in, the gate passed.
fn entry<'a>(
    pipeline: &'a shared::deals::pipelines::Pipeline,
    ctx: &Ctx,
    new: &NewOpportunity,
) -> Result<&'a Stage, Problem> {
    let first = pipeline.first_stage().map(|stage| stage.id);
    let stage = new
        .stage_id
        .or(first)
        .and_then(|id| pipeline.stage(id))
        .filter(|_| pipeline.active)
        .ok_or_else(|| Problem::because(Issue::error("unknown_stage", "stage")))?;
    check_entry(pipeline, &facts(new), stage.id, false, ctx.today())
        .enforce(false, &MoveRequest::default())?;
    Ok(stage)
}

async fn create(ctx: Ctx, mut new: NewOpportunity) -> Result<OpportunityView, Problem> {
    let mut session = ctx.write().await?;
    let holder = Holder::Opportunity;
    let (custom, found) = judge(&ctx, &mut session, holder, None, &new.custom).await?;
    if !found.is_empty() {
        let mut issues = validate_new(&new, ctx.today());
        issues.extend(found);
        return Err(Problem::invalid(issues));
    }
    new.custom = custom;
    match add(&ctx, session, &new).await? {
        Added::Unit(unit) => unit.finish().await,
        // A repeated request: the record is there already. Somebody else's is not shown.
        Added::There(mut session) => current(&ctx, &mut session, new.id)
            .await
            .map_err(|_| Problem::because(Issue::error("already_exists", "id"))),
    }
}

/// What adding a deal came to.
pub(super) enum Added {
    /// It is new; the unit of work is still open.
    Unit(Box<Unit>),
    /// There is a deal with this id.
    There(Session),
}

/// Adds a deal with its event within a unit of work.
pub(super) async fn add(
    ctx: &Ctx,
    mut session: Session,
    new: &NewOpportunity,
) -> Result<Added, Problem> {
    let mut issues = validate_new(new, ctx.today());
    issues.extend(unknown_records(ctx, &mut session, new).await?);
    refuse(issues)?;
    let pipeline = store::deals::pipelines::get(&mut session, new.pipeline_id)
        .await
        .or_problem()?
        .ok_or_else(|| Problem::because(Issue::error("unknown_pipeline", "pipeline")))?;
    let stage = entry(&pipeline, ctx, new)?;
    let fields = fields(new);
    let closed_on = rows_closed_on(stage, ctx);
    let place = DealPlace {
        stage_id: stage.id,
        state: stage.state,
        stage_entered_at: ctx.now(),
        close_date: closed_on.unwrap_or(fields.close_date),
        closed_on,
        loss_reason_id: None,
        loss_note: String::new(),
    };
    let record = NewRecord {
        id: new.id,
        pipeline_id: pipeline.id,
        owner_id: new.owner_id.unwrap_or(ctx.actor.user_id),
        fields: &fields,
        place: &place,
        sample: false,
        now: ctx.now(),
    };
    if !rows::insert(&mut session, &record).await.or_problem()? {
        return Ok(Added::There(session));
    }
    if let Some(contact) = new.contact {
        rows::set_contacts(&mut session, new.id, &[contact])
            .await
            .or_problem()?;
    }
    let loaded = rows::load(&mut session, &ctx.actor, Scope::All, new.id)
        .await
        .or_problem()?;
    let record = crate::OrNotFound::or_not_found(loaded)?;
    let mut unit = Unit {
        ctx: ctx.clone(),
        session,
        record,
    };
    unit.event("created", None, Some(&fields)).await?;
    Ok(Added::Unit(Box::new(unit)))
}

/// A deal created in a closed stage closed today.
fn rows_closed_on(stage: &Stage, ctx: &Ctx) -> Option<chrono::NaiveDate> {
    (stage.state != shared::deals::pipelines::StageState::Open).then(|| ctx.today())
}
