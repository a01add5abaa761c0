//! One's own notices: read, marked, put away; and what one wishes to be told.
//!
//! They are written by the [`Follower`] of the log, which sees every change whatever door it came
//! through. Each person reads and changes only their own: no operation takes another person's id.

mod due;
mod follow;
mod mailing;
mod meaning;
mod naming;

pub use follow::Follower;
pub(super) use mailing::register_jobs;

use crate::{Ctx, OrProblem, Registry};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Issue, Problem, ProblemKind, UserId};
use shared::platform::notifications::{
    CountNotices, GetWishes, ListNotices, MarkNotices, NoticeCount, NoticeCursor, NoticeFilter,
    NoticeList, SaveWishes, SnoozeNotice, Snoozed, Wishes, WishesView, snoozed_until,
};
use store::platform::notifications as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(count);
    registry.add(mark);
    registry.add(snooze);
    registry.add(wishes);
    registry.add(save_wishes);
    registry.add(naming::find_named);
}

/// More ids than a page ever shows are no honest request.
const MOST_IDS: usize = 500;

/// Tells the pages of a person that their notices changed. The event carries no facts: what people
/// read is not the company's record.
async fn tell_pages(
    session: &mut Session,
    user: UserId,
    now: Instant,
    action: &str,
) -> store::Result<()> {
    let change: Change<'_, ()> = Change {
        entity: Entity::Notification,
        id: user.0,
        parent: None,
        owner: Some(user),
        action,
        before: None,
        after: None,
    };
    session.record(now, Some(user), change).await?;
    Ok(())
}

async fn list(ctx: Ctx, request: ListNotices) -> Result<NoticeList, Problem> {
    let limit = request.limit.clamp(1, 100);
    let user = ctx.actor.user_id;
    let mut session = ctx.read().await?;
    // One more than asked for tells whether there is a next page.
    let mut notices = rows::list(
        &mut session,
        user,
        ctx.now(),
        request.filter,
        request.before,
        limit + 1,
    )
    .await
    .or_problem()?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = notices.len() > wanted;
    notices.truncate(wanted);
    let next = notices.last().filter(|_| more).map(|last| NoticeCursor {
        at: last.at,
        id: last.id,
    });
    Ok(NoticeList {
        next,
        notices,
        unread: rows::unread(&mut session, user, ctx.now())
            .await
            .or_problem()?,
    })
}

async fn count(ctx: Ctx, _: CountNotices) -> Result<NoticeCount, Problem> {
    let mut session = ctx.read().await?;
    counted(&ctx, &mut session).await
}

async fn counted(ctx: &Ctx, session: &mut Session) -> Result<NoticeCount, Problem> {
    let user = ctx.actor.user_id;
    let unread = rows::unread(session, user, ctx.now()).await.or_problem()?;
    let newest = NoticeFilter {
        unread: true,
        kind: None,
    };
    let pop_up = unread > 0 && wished(session, user).await?.wishes.pop_up;
    let newest = if pop_up {
        rows::list(session, user, ctx.now(), newest, None, 1)
            .await
            .or_problem()?
            .pop()
    } else {
        None
    };
    Ok(NoticeCount { unread, newest })
}

async fn mark(ctx: Ctx, request: MarkNotices) -> Result<NoticeCount, Problem> {
    if request.ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
        return Err(Problem::because(
            Issue::error("too_many", "ids").with("max", MOST_IDS),
        ));
    }
    let user = ctx.actor.user_id;
    let mut session = ctx.write().await?;
    let changed = rows::mark(
        &mut session,
        user,
        request.ids.as_deref(),
        request.read.then_some(ctx.now()),
        ctx.now(),
    )
    .await
    .or_problem()?;
    if changed > 0 {
        tell_pages(&mut session, user, ctx.now(), "read")
            .await
            .or_problem()?;
    }
    let count = counted(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(count)
}

async fn snooze(ctx: Ctx, request: SnoozeNotice) -> Result<Snoozed, Problem> {
    let user = ctx.actor.user_id;
    let until = snoozed_until(request.until, ctx.now(), &ctx.actor.zone);
    let mut session = ctx.write().await?;
    let found = rows::snooze(&mut session, user, request.id, until)
        .await
        .or_problem()?;
    if !found {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    tell_pages(&mut session, user, ctx.now(), "snoozed")
        .await
        .or_problem()?;
    let count = counted(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(Snoozed { until, count })
}

async fn wished(session: &mut Session, user: UserId) -> Result<WishesView, Problem> {
    let (wishes, version) = rows::wishes(session, user)
        .await
        .or_problem()?
        .unwrap_or((Wishes::default(), 0));
    Ok(WishesView { wishes, version })
}

async fn wishes(ctx: Ctx, _: GetWishes) -> Result<WishesView, Problem> {
    let mut session = ctx.read().await?;
    wished(&mut session, ctx.actor.user_id).await
}

async fn save_wishes(ctx: Ctx, request: SaveWishes) -> Result<WishesView, Problem> {
    let user = ctx.actor.user_id;
    let wishes = request.wishes.tidy();
    let mut session = ctx.write().await?;
    let before = wished(&mut session, user).await?;
    let saved = before.version == request.version
        && rows::save_wishes(&mut session, user, request.version, &wishes)
            .await
            .or_problem()?;
    if !saved {
        return Err(crate::conflict(&before));
    }
    let change = Change {
        entity: Entity::User,
        id: user.0,
        parent: None,
        owner: Some(user),
        action: "notifications_chosen",
        before: Some(&before.wishes),
        after: Some(&wishes),
    };
    ctx.record(&mut session, change).await?;
    let view = wished(&mut session, user).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
