//! Last and next activity of a deal, kept on its row so that boards and filters need no join. Every
//! change of a task or an activity calls this in its transaction.

use crate::{Result, Session, args};
use chrono::NaiveDate;
use shared::kernel::{Instant, OpportunityId, Zone};

const LAST: &str = "SELECT MAX(at) FROM activities
    WHERE opportunity_id = $1 AND deleted_at IS NULL AND kind <> 'note' AND at <= $2";

const NEXT: &str = "SELECT MIN(at) FROM activities
    WHERE opportunity_id = $1 AND deleted_at IS NULL AND kind <> 'note' AND at > $2";

const TASK: &str = "SELECT MIN(due_on) FROM tasks
    WHERE opportunity_id = $1 AND deleted_at IS NULL AND done_at IS NULL";

const PUT: &str =
    "UPDATE opportunities SET last_activity_at = $2, next_activity_on = $3 WHERE id = $1";

const PUT_ALL: &str = "UPDATE opportunities SET
    last_activity_at = (SELECT MAX(x.at) FROM activities x
        WHERE x.opportunity_id = opportunities.id AND x.deleted_at IS NULL AND x.kind <> 'note' AND x.at <= $1),
    next_activity_on = (SELECT MIN(x.due_on) FROM tasks x
        WHERE x.opportunity_id = opportunities.id AND x.deleted_at IS NULL AND x.done_at IS NULL)";

/// Computes last and next activity of one deal anew. The day of a planned meeting or call is that
/// of `zone`. The version stays: nobody edited the deal.
pub async fn refresh_next_activity(
    session: &mut Session,
    id: OpportunityId,
    now: Instant,
    zone: &Zone,
) -> Result<()> {
    let (last,): (Option<i64>,) = session.one(LAST, args![id, now]).await?;
    let (planned,): (Option<i64>,) = session.one(NEXT, args![id, now]).await?;
    let (task,): (Option<NaiveDate>,) = session.one(TASK, args![id]).await?;
    let planned = planned.map(|at| zone.date(Instant(at)));
    let next = [planned, task].into_iter().flatten().min();
    session.exec(PUT, args![id, last, next]).await?;
    Ok(())
}

/// The same for every deal at once, from tasks and past activities, after a bulk load; planned
/// meetings are counted when their deal next changes.
pub async fn refresh_all_activity(session: &mut Session, now: Instant) -> Result<()> {
    session.exec(PUT_ALL, args![now]).await?;
    Ok(())
}
