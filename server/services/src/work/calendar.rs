//! Reading the calendar.

use crate::{Ctx, OrProblem, Registry, refuse};
use chrono::{NaiveDate, NaiveTime};
use shared::kernel::{Instant, Problem};
use shared::work::calendar::ops::{CalendarItems, ITEMS_MAX, ReadCalendar};
use shared::work::tasks::ops::TaskFilter;
use store::work::tasks::CalendarBounds;
use store::work::{activities, tasks};

pub(super) fn register(registry: &mut Registry) {
    registry.add(read);
}

async fn read(ctx: Ctx, request: ReadCalendar) -> Result<CalendarItems, Problem> {
    refuse(request.check())?;
    let range = request.range;
    let midnight =
        |day: NaiveDate| -> Instant { ctx.actor.zone.instant(day.and_time(NaiveTime::MIN)) };
    let bounds = CalendarBounds {
        first: range.first,
        last: range.last,
        from: midnight(range.first),
        to: midnight(range.last.succ_opt().unwrap_or(range.last)),
    };
    let filter = TaskFilter {
        whose: request.whose,
        owner: request.owner,
        ..TaskFilter::default()
    };
    let mut session = ctx.read().await?;
    let mut tasks = tasks::due_between(&mut session, &ctx.actor, &filter, &bounds, ITEMS_MAX + 1)
        .await
        .or_problem()?;
    let mut activities = activities::between(
        &mut session,
        &ctx.actor,
        bounds.from,
        bounds.to,
        request.whose,
        request.owner,
        ITEMS_MAX + 1,
    )
    .await
    .or_problem()?;
    let most = usize::try_from(ITEMS_MAX).unwrap_or(usize::MAX);
    let cut = tasks.len() > most || activities.len() > most;
    tasks.truncate(most);
    activities.truncate(most);
    Ok(CalendarItems {
        tasks,
        activities,
        cut,
    })
}
