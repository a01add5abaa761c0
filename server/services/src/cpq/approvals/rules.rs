//! The rules, edited by operations.

use super::{People, judge};
use crate::cpq::{conflict, refuse_errors};
use crate::kept_list::tidy_text;
use crate::{Ctx, OrNotFound, OrProblem};
use serde_json::json;
use shared::cpq::approvals::ops::{
    DeleteApprovalRule, ListApprovalRules, OrderApprovalRules, RestoreApprovalRule, RuleList,
    SaveApprovalRule, TriedRules, TryApprovalRules,
};
use shared::cpq::approvals::{
    ApprovalRule, Approver, RULES, Reach, RuleDraft, default_rules, free_discount, plan,
    validate_rule,
};
use shared::cpq::quotes::price_draft;
use shared::kernel::event::Entity;
use shared::kernel::{Action, ApprovalRuleId, Instant, Issue, Named, Problem};
use std::collections::BTreeSet;
use store::cpq::approvals as table;
use store::cpq::quotes as quote_table;
use store::platform::users;
use store::{Change, Session};

/// Gives a company that never had a rule those every company had before they could be written.
pub(crate) async fn ensure_rules(session: &mut Session, now: Instant) -> Result<(), Problem> {
    if table::has_rules(session).await.or_problem()? {
        return Ok(());
    }
    for rule in default_rules() {
        table::insert_rule(session, rule.id, &rule.draft, false, now)
            .await
            .or_problem()?;
    }
    Ok(())
}

pub(super) async fn list(ctx: Ctx, _: ListApprovalRules) -> Result<RuleList, Problem> {
    let mut session = ctx.read().await?;
    let people = users::colleagues(&mut session).await.or_problem()?;
    let teams = users::teams(&mut session).await.or_problem()?;
    Ok(RuleList {
        rules: table::rules(&mut session).await.or_problem()?,
        people: people
            .into_iter()
            .filter(|one| one.active)
            .map(|one| Named::new(one.id, one.name))
            .collect(),
        teams: teams
            .into_iter()
            .map(|(id, name, _)| Named::new(id, name))
            .collect(),
    })
}

pub(super) async fn save(
    ctx: Ctx,
    request: SaveApprovalRule,
) -> Result<Vec<ApprovalRule>, Problem> {
    let draft = tidy(request.draft);
    refuse_errors(validate_rule(&draft))?;
    let mut session = ctx.write().await?;
    known(&mut session, &draft).await?;
    let there = table::rule_of(&mut session, request.id)
        .await
        .or_problem()?;
    let (before, saved) = if request.version == 0 {
        if let Some(there) = there {
            // Sent again, because its answer was lost; another rule does not take its place.
            return if there.draft == draft {
                table::rules(&mut session).await.or_problem()
            } else {
                Err(conflict(&there))
            };
        }
        let count = table::rules(&mut session).await.or_problem()?.len();
        if count >= RULES as usize {
            return Err(Problem::because(
                Issue::error("too_many", "name").with("max", RULES),
            ));
        }
        let saved = table::insert_rule(&mut session, request.id, &draft, false, ctx.now()).await;
        (None, saved.or_problem()?)
    } else {
        let before = there.or_not_found()?;
        let saved =
            table::update_rule(&mut session, request.id, request.version, &draft, ctx.now())
                .await
                .or_problem()?;
        (Some(before), saved)
    };
    if !saved {
        return Err(stale(&mut session, request.id).await);
    }
    let action = if before.is_some() {
        "edited"
    } else {
        "created"
    };
    let facts = (before.as_ref().map(|rule| &rule.draft), Some(&draft));
    record(&ctx, &mut session, request.id, action, facts).await?;
    finish(session).await
}

/// The draft as it is kept.
fn tidy(mut draft: RuleDraft) -> RuleDraft {
    // What nobody types is left out, as of every text.
    tidy_text(&mut draft.name);
    draft.condition = draft.condition.trim().to_owned();
    draft.approvers.sort_unstable();
    draft.approvers.dedup();
    draft
}

/// Refuses people and teams that are not there.
async fn known(session: &mut Session, draft: &RuleDraft) -> Result<(), Problem> {
    let people = users::colleagues(session).await.or_problem()?;
    let teams = users::teams(session).await.or_problem()?;
    let all_known = draft.approvers.iter().all(|approver| match approver {
        Approver::User(id) => people.iter().any(|one| one.id == *id),
        Approver::Team(id) => teams.iter().any(|(team, _, _)| team == id),
        _ => true,
    });
    if all_known {
        Ok(())
    } else {
        Err(Problem::because(Issue::error(
            "unknown_record",
            "approvers",
        )))
    }
}

async fn stale(session: &mut Session, id: ApprovalRuleId) -> Problem {
    match table::rule_of(session, id).await.or_problem() {
        Ok(Some(rule)) => conflict(&rule),
        Ok(None) => Problem::of(shared::kernel::ProblemKind::NotFound),
        Err(problem) => problem,
    }
}

async fn finish(mut session: Session) -> Result<Vec<ApprovalRule>, Problem> {
    let rules = table::rules(&mut session).await.or_problem()?;
    session.commit().await.or_problem()?;
    Ok(rules)
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: ApprovalRuleId,
    action: &str,
    (before, after): (Option<&RuleDraft>, Option<&RuleDraft>),
) -> Result<(), Problem> {
    // The name stands in the history in both languages.
    let facts = |draft: &RuleDraft| {
        json!({
            "name": draft.name.get(ctx.actor.lang),
            "condition": draft.condition,
            "step": draft.step,
            "approvers": draft.approvers,
            "quorum": draft.quorum,
            "deadline_hours": draft.deadline_hours,
            "escalation": draft.escalation,
            "active": draft.active,
        })
    };
    let (before, after) = (before.map(facts), after.map(facts));
    let change = Change {
        entity: Entity::ApprovalRule,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(session, change).await
}

pub(super) async fn delete(
    ctx: Ctx,
    request: DeleteApprovalRule,
) -> Result<Vec<ApprovalRule>, Problem> {
    let mut session = ctx.write().await?;
    let before = table::rule_of(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if !table::delete_rule(&mut session, request.id, request.version, ctx.now())
        .await
        .or_problem()?
    {
        return Err(stale(&mut session, request.id).await);
    }
    let facts = (Some(&before.draft), None);
    record(&ctx, &mut session, request.id, "deleted", facts).await?;
    finish(session).await
}

pub(super) async fn restore(
    ctx: Ctx,
    request: RestoreApprovalRule,
) -> Result<Vec<ApprovalRule>, Problem> {
    let mut session = ctx.write().await?;
    let rule = table::rule_of(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let restored = table::restore_rule(&mut session, request.id).await;
    if restored.or_problem()? {
        let facts = (None, Some(&rule.draft));
        record(&ctx, &mut session, request.id, "restored", facts).await?;
    }
    finish(session).await
}

pub(super) async fn order(
    ctx: Ctx,
    request: OrderApprovalRules,
) -> Result<Vec<ApprovalRule>, Problem> {
    let mut session = ctx.write().await?;
    let rules = table::rules(&mut session).await.or_problem()?;
    let known: BTreeSet<ApprovalRuleId> = rules.iter().map(|rule| rule.id).collect();
    let given: BTreeSet<ApprovalRuleId> = request.ids.iter().copied().collect();
    if known != given || given.len() != request.ids.len() {
        return Err(conflict(&rules));
    }
    for (id, position) in request.ids.iter().zip(1..) {
        table::place_rule(&mut session, *id, position)
            .await
            .or_problem()?;
    }
    if let Some(rule) = rules.first() {
        let facts = (None, Some(&rule.draft));
        record(&ctx, &mut session, rule.id, "ordered", facts).await?;
    }
    finish(session).await
}

pub(super) async fn try_rules(ctx: Ctx, request: TryApprovalRules) -> Result<TriedRules, Problem> {
    let mut session = ctx.read().await?;
    let scope = ctx.scope_for(Action::ViewQuote);
    let number = request.number.trim();
    let id = table::quote_of_number(&mut session, &ctx.actor, scope, number)
        .await
        .or_problem()?
        .ok_or_else(|| Problem::because(Issue::error("no_quote_of_number", "number")))?;
    let quote = quote_table::get(&mut session, &ctx.actor, scope, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let mut rules = table::rules(&mut session).await.or_problem()?;
    let people = People::read(&mut session, ctx.now()).await?;
    let context = judge::fact_context(&ctx, &mut session, &quote).await?;
    let mut tried = None;
    if let Some(rule) = request.rule {
        refuse_errors(validate_rule(&rule.draft))?;
        tried = Some(rule.draft.condition.clone());
        rules.retain(|known| known.id != rule.id);
        rules.push(rule);
    }
    // The rule being written is tried whether it is active or not.
    let active = rules.iter().filter(|rule| rule.draft.active);
    let conditions = active.map(|rule| rule.draft.condition.as_str());
    let reach = Reach::of(
        &quote.draft,
        &price_draft(&quote.draft),
        &context,
        conditions.chain(tried.as_deref()),
    );
    let asks = tried.as_deref().map(|condition| reach.asks(condition));
    let needs = plan(&rules, &reach)
        .into_iter()
        .map(|need| {
            let names = people.asked(&need.approvers, quote.owner.id);
            (need, names)
        })
        .collect();
    Ok(TriedRules {
        free_discount: free_discount(&rules, &quote.draft, &context),
        quote: Named::new(quote.id, format!("{} {}", quote.number, quote.draft.title)),
        facts: reach.proposed().0.clone().into_iter().collect(),
        asks,
        needs,
    })
}
