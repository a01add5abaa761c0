//! Use cases of lists: rows, sums and groups of any object, saved views, bulk changes with undo,
//! files. The filter grammar, the fields and every check are in `shared::platform::views`.

mod bulk;
mod edits;
mod export;
mod read;
mod saved;
mod totals;

use crate::settings::Settings;
use crate::{Ctx, OrProblem, Registry};
use shared::kernel::{Action, Problem};
use shared::platform::views::{Ground, Object};
use std::sync::Arc;
use store::Session;
use store::platform::views::{self as rows, ListFacts};

pub(super) fn register(registry: &mut Registry) {
    read::register(registry);
    saved::register(registry);
    bulk::register(registry);
    export::register(registry);
}

/// What the words of a filter depend on, for the person who asks.
async fn ground(ctx: &Ctx, session: &mut Session) -> Result<(Ground, Arc<Settings>), Problem> {
    let settings = ctx.settings(session).await?;
    let ground = Ground {
        me: ctx.actor.user_id,
        my_team: ctx.actor.team_id,
        teams: rows::teams(session).await.or_problem()?,
        today: ctx.today(),
        zone: ctx.actor.zone.clone(),
        calendar: settings.calendar(),
        rates: settings.rates(settings.base(ctx.actor.currency)),
    };
    Ok((ground, settings))
}

/// What the store needs to know, once the right to `action` is asked.
fn facts<'a>(
    ctx: &'a Ctx,
    session: &Session,
    settings: &'a Settings,
    action: Action,
) -> Result<ListFacts<'a>, Problem> {
    ctx.require(action)?;
    Ok(ListFacts::new(
        session,
        &ctx.actor,
        ctx.scope_for(action),
        (ctx.today(), ctx.now()),
        &settings.pipelines,
    ))
}

/// The facts for reading a list of `object`.
fn reading<'a>(
    ctx: &'a Ctx,
    session: &Session,
    settings: &'a Settings,
    object: Object,
) -> Result<ListFacts<'a>, Problem> {
    facts(ctx, session, settings, object.view_action())
}
