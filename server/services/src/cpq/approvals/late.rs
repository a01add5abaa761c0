//! What time brings, every five minutes: stand-ins of those who are away, those above when a time limit has
//! passed, requests for quotes that have none.

use super::People;
use super::history::{RequestFacts, newly, record};
use super::judge::context_without_person;
use crate::platform::jobs::{Job, JobError, Kinds};
use crate::{OrProblem, Services};
use serde::{Deserialize, Serialize};
use shared::cpq::approvals::{Allowed, Approval, Approver, Escalation, Need, Quorum, Reach, plan};
use shared::cpq::quotes::price_draft;
use shared::kernel::{ApprovalId, Instant, LocalText, Problem};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::approvals as table;
use store::cpq::quotes as quote_table;

const EVERY_MS: i64 = 5 * 60_000;

#[derive(Debug, Serialize, Deserialize)]
struct Tick {}

impl Job for Tick {
    const KIND: &'static str = "approvals.tick";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(tick);
    kinds.every("approvals", EVERY_MS, &Tick {});
}

async fn tick(services: Services, _: Tick) -> Result<(), JobError> {
    let now = services.clock().now();
    let mut session = services.store().write().await.or_problem()?;
    ask_for_unasked(&services, &mut session, now).await?;
    hand_over(&services, &mut session, now).await?;
    session.commit().await.or_problem()?;
    Ok(())
}

/// Brings every open request to `now`.
pub(super) async fn hand_over(
    _: &Services,
    session: &mut Session,
    now: Instant,
) -> Result<(), Problem> {
    let open = table::open_requests(session).await.or_problem()?;
    if open.is_empty() {
        return Ok(());
    }
    let people = People::read(session, now).await?;
    for mut stored in open {
        let Some(quote) = quote_table::get_any(session, stored.quote_id)
            .await
            .or_problem()?
        else {
            continue;
        };
        let waited = stored.approval.waits_for();
        let late = stored.approval.due_at().is_some_and(|due| due <= now);
        if !stored
            .approval
            .tick(quote.owner.id, &people.organisation, now)
        {
            continue;
        }
        // Somebody decides at this moment: the next turn looks again.
        if !table::update_request(session, stored.id, stored.version, &stored.approval, now)
            .await
            .or_problem()?
        {
            continue;
        }
        let facts = RequestFacts {
            asked: newly(&waited, stored.approval.waits_for()),
            note: &stored.approval.comment,
            ..RequestFacts::of(&quote, stored.approval.state.code())
        };
        let action = if late { "escalated" } else { "handed_over" };
        record(session, (now, None), stored.id, &quote, action, &facts).await?;
    }
    Ok(())
}

/// Makes the requests of quotes that are in approval without one: from before there were rules, or of
/// the sample company.
pub(crate) async fn ask_for_unasked(
    services: &Services,
    session: &mut Session,
    now: Instant,
) -> Result<(), Problem> {
    let unasked = table::unasked(session).await.or_problem()?;
    if unasked.is_empty() {
        return Ok(());
    }
    let rules = table::rules(session).await.or_problem()?;
    let people = People::read(session, now).await?;
    for id in unasked {
        let Some(quote) = quote_table::get_any(session, id).await.or_problem()? else {
            continue;
        };
        let context = context_without_person(services, session, &quote).await?;
        let reach = Reach::of_rules(&quote.draft, &price_draft(&quote.draft), &context, &rules);
        let mut needs = plan(&rules, &reach);
        let allowed = Allowed::of(&rules, &reach, &context);
        table::keep_allowed(session, quote.id, &allowed, now)
            .await
            .or_problem()?;
        if needs.is_empty() {
            needs.push(by_the_manager());
        }
        let asked_at = quote.updated_at.min(now);
        let approval = Approval::start(
            needs,
            None,
            (quote.owner.id, quote.owner.id),
            &people.organisation,
            asked_at,
        );
        let id = ApprovalId::new(now.0, services.clock().random());
        table::insert_request(session, id, quote.id, quote.owner.id, &approval, asked_at)
            .await
            .or_problem()?;
        let facts = RequestFacts {
            asked: newly(&BTreeSet::new(), approval.waits_for()),
            ..RequestFacts::of(&quote, approval.state.code())
        };
        let by = (asked_at, Some(quote.owner.id));
        record(session, by, id, &quote, "asked", &facts).await?;
    }
    Ok(())
}

/// What a quote that no rule asks anything of any more still waits for.
fn by_the_manager() -> Need {
    Need {
        rule: None,
        name: LocalText::new("Approval", "Validation"),
        condition: "yes".to_owned(),
        step: 1,
        approvers: vec![Approver::Manager],
        quorum: Quorum::First,
        deadline_hours: None,
        escalation: Escalation::Manager,
        seen: Vec::new(),
        because: Vec::new(),
    }
}
