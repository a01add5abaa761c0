//! Editing fields, giving to another owner, deleting and restoring.

use super::unit::{Unit, begin, begin_any};
use crate::platform::fields::judge;
use crate::{Ctx, OrProblem, Registry, refuse};
use shared::deals::opportunities::{
    AssignOpportunity, DealFields, DeleteOpportunity, EditOpportunity, OpportunityChange,
    OpportunityView, RestoreOpportunity, apply_changes, validate_changes,
};
use shared::kernel::{Issue, Problem, UserId};
use shared::platform::fields::Holder;
use store::Session;
use store::deals::opportunities as rows;

/// Most edits in one request.
const EDIT_LIMIT: usize = 50;

pub(super) fn register(registry: &mut Registry) {
    registry.add(edit);
    registry.add(assign);
    registry.add(delete);
    registry.add(restore);
}

/// The findings about records the edits name. What the deal names already stays good: a reason
/// switched off since, or an account deleted since, is no hindrance to changing what stands beside it.
async fn unknown_records(
    session: &mut Session,
    fields: &DealFields,
    changes: &[OpportunityChange],
) -> Result<Vec<Issue>, Problem> {
    let mut issues = Vec::new();
    for change in changes {
        match change {
            OpportunityChange::Account(account) if *account == fields.account_id => {}
            OpportunityChange::Loss { reason, .. } if *reason == fields.loss_reason_id => {}
            OpportunityChange::Account(Some(account))
                if !rows::known_account(session, *account).await.or_problem()? =>
            {
                issues.push(Issue::error("unknown_record", "account"));
            }
            OpportunityChange::Loss {
                reason: Some(reason),
                ..
            } if !rows::known_loss_reason(session, *reason)
                .await
                .or_problem()? =>
            {
                issues.push(Issue::error("unknown_record", "loss_reason"));
            }
            _ => {}
        }
    }
    Ok(issues)
}

impl Unit {
    /// Applies edits to the record in memory; whether they change anything.
    pub(super) async fn apply(&mut self, changes: &[OpportunityChange]) -> Result<bool, Problem> {
        if changes.len() > EDIT_LIMIT {
            return Err(Problem::because(
                Issue::error("too_many", "changes").with("max", EDIT_LIMIT),
            ));
        }
        let record = &mut self.record;
        let currency = record.fields.amount.currency;
        let products = rows::products_sum(&mut self.session, record.id, currency)
            .await
            .or_problem()?;
        let mut issues = validate_changes(
            &record.fields,
            record.place.state,
            products,
            changes,
            self.ctx.today(),
        );
        issues.extend(unknown_records(&mut self.session, &record.fields, changes).await?);
        let mut after = apply_changes(&record.fields, products, changes);
        let had = Some(&record.fields.custom);
        let holder = Holder::Opportunity;
        let judged = judge(&self.ctx, &mut self.session, holder, had, &after.custom).await?;
        after.custom = judged.0;
        issues.extend(judged.1);
        refuse(issues)?;
        let changed = after != record.fields;
        record.fields = after;
        let (fields, place) = (&record.fields, &mut record.place);
        place.close_date = fields.close_date;
        place.loss_reason_id = fields.loss_reason_id;
        place.loss_note.clone_from(&fields.loss_note);
        let facts = &mut record.facts;
        facts.account = fields.account_id.is_some();
        facts.amount_minor = fields.amount.minor;
        facts.close_date = fields.close_date;
        facts.next_step = !fields.next_step.is_empty();
        facts.next_step_on = fields.next_step_on;
        facts.loss_reason = fields.loss_reason_id.is_some();
        facts.own = fields.custom.keys();
        Ok(changed)
    }
}

async fn edit(ctx: Ctx, request: EditOpportunity) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let before = unit.record.fields.clone();
    if unit.apply(&request.changes).await? {
        unit.save().await?;
        let after = unit.record.fields.clone();
        unit.event("edited", Some(&before), Some(&after)).await?;
    }
    unit.finish().await
}

/// Whose a deal is, in its events.
#[derive(serde::Serialize)]
struct Owner {
    owner_id: UserId,
}

async fn assign(ctx: Ctx, request: AssignOpportunity) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let may = rows::assignable_user(
        &mut unit.session,
        &unit.ctx.actor,
        unit.ctx.scope,
        request.owner_id,
    )
    .await
    .or_problem()?;
    if !may {
        return Err(Problem::because(Issue::error("cannot_assign", "owner")));
    }
    let before = Owner {
        owner_id: unit.record.owner_id,
    };
    let after = Owner {
        owner_id: request.owner_id,
    };
    unit.record.owner_id = request.owner_id;
    unit.save().await?;
    unit.event("assigned", Some(&before), Some(&after)).await?;
    unit.finish().await
}

async fn delete(ctx: Ctx, request: DeleteOpportunity) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    unit.record.deleted_at = Some(unit.ctx.now());
    unit.save().await?;
    let fields = unit.record.fields.clone();
    unit.event("deleted", Some(&fields), None).await?;
    unit.finish().await
}

async fn restore(ctx: Ctx, request: RestoreOpportunity) -> Result<OpportunityView, Problem> {
    let mut unit = begin_any(ctx, request.id, request.version).await?;
    if unit.record.deleted_at.take().is_some() {
        unit.save().await?;
        let fields = unit.record.fields.clone();
        unit.event("restored", None, Some(&fields)).await?;
    }
    unit.finish().await
}
