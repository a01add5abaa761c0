//! Who may be named in a text that is being written.

use crate::{Ctx, OrProblem};
use shared::kernel::{Action, Named, Problem, Scope, UserId, search_key};
use shared::platform::notifications::{FindNamed, may_mean};
use store::platform::users;
use store::work::links;

/// Names offered at once.
const OFFERED: usize = 8;
/// People looked at for one answer: the beginning of a name leaves few of them.
const LOOKED_AT: usize = 60;

pub(super) async fn find_named(
    ctx: Ctx,
    request: FindNamed,
) -> Result<Vec<Named<UserId>>, Problem> {
    let mut session = ctx.read().await?;
    let s = &mut session;
    let me = ctx.actor.user_id;
    let owner = request.owner.unwrap_or(me);
    // About a deal that is not theirs to see nobody is told who does.
    if let Some(deal) = request.links.opportunity {
        let scope = ctx.scope_for(Action::ViewOpportunity);
        let seen = links::deal(s, &ctx.actor, scope, deal).await.or_problem()?;
        if seen.is_none() {
            return Ok(Vec::new());
        }
    }
    let mut people: Vec<(String, Named<UserId>)> = users::colleagues(s)
        .await
        .or_problem()?
        .into_iter()
        .filter(|one| one.active && one.id != me && may_mean(&request.text, &one.name))
        .map(|one| (search_key(&one.name), Named::new(one.id, one.name)))
        .collect();
    // Those whose name begins so come before those one of whose other names does.
    let typed = search_key(&request.text);
    people.sort_by_key(|(key, one)| (!key.starts_with(&typed), key.clone(), one.id));
    let mut found = Vec::new();
    for (_, one) in people.into_iter().take(LOOKED_AT) {
        let Some(actor) = users::actor(s, one.id).await.or_problem()? else {
            continue;
        };
        let reads = match actor.scope(Action::ViewActivity) {
            Scope::All => true,
            Scope::None => false,
            Scope::Own | Scope::Team => {
                links::reads_about(s, &actor, owner, request.links.opportunity)
                    .await
                    .or_problem()?
            }
        };
        if reads {
            found.push(one);
        }
        if found.len() == OFFERED {
            break;
        }
    }
    Ok(found)
}
