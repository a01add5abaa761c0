//! Roles: those of Jalon as a company has changed them, and those it made.

use crate::kept_list::{self, kept_row};
use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use serde_json::{Map, Value, json};
use shared::kernel::{Actor, Issue, Problem, ProblemKind, Rights, Role, RoleId, UserId};
use shared::platform::people::UserFacts;
use shared::platform::roles::{
    DeleteRole, ListRoles, RoleDraft, RoleView, SaveRole, built_in_role, check_role,
};
use store::Session;
use store::platform::{people, roles as table};

/// Most roles of a company.
const MOST: usize = 100;

kept_row!(
    RoleView, RoleId, RoleDraft, Role,
    most: MOST, first: "name", facts: facts
);

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
}

async fn list(ctx: Ctx, _: ListRoles) -> Result<Vec<RoleView>, Problem> {
    kept_list::list(&ctx).await
}

async fn save(ctx: Ctx, request: SaveRole) -> Result<Vec<RoleView>, Problem> {
    let built_in = built_in_role(request.id);
    let mut draft = request.draft;
    tidy(&mut draft, built_in);
    refuse(check_role(&draft, built_in.is_some()))?;
    let mut session = ctx.write().await?;
    let all = table::all(&mut session).await.or_problem()?;
    let there = all.iter().find(|role| role.id == request.id);
    may_give(&ctx.actor, &draft.rights)?;
    let before = match there {
        // Sent again, because its answer was lost.
        Some(there) if request.version == 0 && there.draft == draft => return Ok(all),
        Some(there) if there.version == request.version => {
            may_give(&ctx.actor, &there.draft.rights)?;
            if there.draft.base != draft.base {
                return Err(Problem::because(Issue::error("base_is_kept", "base")));
            }
            Some(there)
        }
        Some(there) => return Err(conflict(there)),
        None if request.version > 0 => return Err(Problem::of(ProblemKind::NotFound)),
        None if all.len() >= MOST => {
            return Err(Problem::because(
                Issue::error("too_many", "name").with("max", MOST),
            ));
        }
        None => {
            may_be(&ctx.actor, draft.base)?;
            None
        }
    };
    if let Some(other) = named_alike(&all, request.id, &draft) {
        let name = other.draft.name.get(ctx.actor.lang).to_owned();
        return Err(Problem::because(
            Issue::error("name_taken", "name").with("name", name),
        ));
    }
    let at = ctx.now();
    if request.version == 0 {
        table::insert(&mut session, request.id, &draft, built_in.is_some(), at)
            .await
            .or_problem()?;
    } else if !table::update(&mut session, (request.id, request.version), &draft, at)
        .await
        .or_problem()?
    {
        // Between the look and the change somebody else saved it.
        let now = table::get(&mut session, request.id).await.or_problem()?;
        return Err(now
            .as_ref()
            .map_or_else(|| Problem::of(ProblemKind::NotFound), conflict));
    }
    let facts = (before.map(|role| &role.draft), Some(&draft));
    kept_list::finish(&ctx, session, request.id, facts).await
}

fn tidy(draft: &mut RoleDraft, built_in: Option<Role>) {
    kept_list::tidy_text(&mut draft.name);
    if let Some(role) = built_in {
        draft.base = role;
        draft.name = shared::kernel::LocalText::default();
    }
}

/// Another role of the company with one of its names.
fn named_alike<'a>(all: &'a [RoleView], id: RoleId, draft: &RoleDraft) -> Option<&'a RoleView> {
    let same = |a: &str, b: &str| !a.is_empty() && a.to_lowercase() == b.to_lowercase();
    all.iter().find(|role| {
        role.id != id
            && (same(&role.draft.name.en, &draft.name.en)
                || same(&role.draft.name.fr, &draft.name.fr))
    })
}

async fn delete(ctx: Ctx, request: DeleteRole) -> Result<Vec<RoleView>, Problem> {
    let mut session = ctx.write().await?;
    let before = table::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    may_give(&ctx.actor, &before.draft.rights)?;
    if before.built_in {
        return Err(Problem::because(Issue::error("role_of_jalon", "id")));
    }
    let people = table::held_by(&mut session, request.id)
        .await
        .or_problem()?;
    if people > 0 {
        return Err(Problem::because(
            Issue::error("role_in_use", "id").with("people", people),
        ));
    }
    kept_list::take_away(&ctx, session, &before, (request.id, request.version)).await
}

/// A role as the log tells it: each right a fact of its own.
fn facts(ctx: &Ctx, draft: &RoleDraft) -> Value {
    let mut facts: Map<String, Value> = draft
        .rights
        .iter()
        .map(|(action, scope)| (action.code().to_owned(), json!(scope.code())))
        .collect();
    facts.insert("base".into(), json!(draft.base.code()));
    facts.insert("name".into(), json!(draft.name.get(ctx.actor.lang)));
    Value::Object(facts)
}

/// Nobody gives away, or decides about, more than they have.
pub(super) fn may_give(actor: &Actor, rights: &Rights) -> Result<(), Problem> {
    if rights.within(&actor.rights) {
        Ok(())
    } else {
        Err(Problem::because(Issue::error("beyond_own_rights", "role")))
    }
}

/// Approvals ask people by what they are: nobody makes somebody what they are not themselves, but for a
/// representative, whom nothing is asked.
pub(super) fn may_be(actor: &Actor, base: Role) -> Result<(), Problem> {
    let all = Rights::of(Role::Administrator).within(&actor.rights);
    if all || base == actor.role || base == Role::Representative {
        Ok(())
    } else {
        Err(Problem::because(Issue::error("beyond_own_rights", "role")))
    }
}

/// The rights of somebody with these facts, where `roles` are all there are.
pub(super) fn rights_of(roles: &[RoleView], facts: &UserFacts) -> Rights {
    roles
        .iter()
        .find(|role| match facts.role_id {
            Some(id) => role.id == id,
            None => role.built_in && role.draft.base == facts.role,
        })
        .map_or_else(|| Rights::of(facts.role), |role| role.draft.rights)
}

/// Whoever has less than a person may not weaken how that person signs in.
pub(super) async fn may_touch(
    actor: &Actor,
    session: &mut Session,
    person: UserId,
) -> Result<(), Problem> {
    let roles = table::all(session).await.or_problem()?;
    let users = people::users(session).await.or_problem()?;
    match users.iter().find(|user| user.id == person) {
        Some(user) => may_give(actor, &rights_of(&roles, &user.facts)),
        None => Ok(()),
    }
}
