//! One's own passkeys: made, named, and removed. Who makes or removes one shows again that it is oneself,
//! and is told by mail that it happened.

use super::steps::{Asked, Purpose, STEP_MS, bytes};
use super::verify;
use crate::platform::access::{Changed, tell};
use crate::{Ctx, OrNotFound, OrProblem, Registry, problem_of};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, PasskeyId, Problem, ProblemKind, SessionId};
use shared::platform::passkeys::{
    ALGORITHMS, AddPasskey, AskForProof, Availability, BeginPasskey, ClientData, Creation,
    FRESH_MS, ListPasskeys, PASSKEYS_MAX, PROVE_AGAIN, PasskeyView, Passkeys, Proof, Question,
    Refused, RelyingParty, RemovePasskey, RenamePasskey, base64url, check_passkey_name,
    tidy_transports,
};
use shared::platform::sso::may_unlink;
use store::platform::passkeys::{self, NewPasskey};
use store::platform::{access, company, sessions, sso};
use store::{Change, Session, StoreError};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(begin);
    registry.add(add);
    registry.add(ask_for_proof);
    registry.add(rename);
    registry.add(remove);
}

fn refused(refused: Refused) -> Problem {
    Problem::because(refused.issue())
}

async fn list(ctx: Ctx, _: ListPasskeys) -> Result<Passkeys, Problem> {
    view(&ctx, &mut ctx.read().await?).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<Passkeys, Problem> {
    let user = ctx.actor.user_id;
    let services = ctx.services();
    let rule = services.password_rule(session, &ctx.actor.email).await?;
    let availability = match services.relying_party() {
        None => Availability::Address,
        Some(_) if rule.off => Availability::Off,
        Some(_) => Availability::Ready,
    };
    let own = access::by_id(session, user).await.or_problem()?;
    let identities = sso::identities(session, user).await.or_problem()?;
    let others = identities.iter().filter(|one| one.active).count();
    Ok(Passkeys {
        list: passkeys::list(session, user).await.or_problem()?,
        availability,
        password: own.is_some_and(|own| own.has_password) && !rule.off,
        others: u32::try_from(others).unwrap_or(u32::MAX),
    })
}

/// Whether one may have passkeys, and for whom they would be.
async fn ready(ctx: &Ctx) -> Result<(Passkeys, RelyingParty), Problem> {
    let view = view(ctx, &mut ctx.read().await?).await?;
    match (view.availability, ctx.services().relying_party()) {
        (Availability::Ready, Some(party)) => Ok((view, party)),
        (Availability::Off, _) => Err(refused(Refused::Off)),
        _ => Err(refused(Refused::Address)),
    }
}

fn too_many() -> Problem {
    Problem::because(Issue::error("too_many_passkeys", "passkey").with("max", PASSKEYS_MAX))
}

fn full(count: usize) -> bool {
    u32::try_from(count).map_or(true, |count| count >= PASSKEYS_MAX)
}

/// Before a passkey is made: an open page left alone must not become a lasting way in.
async fn prove_oneself(ctx: &Ctx, view: &Passkeys, request: BeginPasskey) -> Result<(), Problem> {
    if view.password {
        let services = ctx.services();
        return services
            .check_own_password(ctx.actor.user_id, request.password)
            .await;
    }
    if request.proof.is_some() {
        return check_proof(ctx, request.proof).await;
    }
    if is_fresh(ctx, request.session).await? {
        return Ok(());
    }
    Err(Problem::because(Issue::error(PROVE_AGAIN, "passkey")))
}

/// Whether the session that asks was opened just now.
async fn is_fresh(ctx: &Ctx, session: Option<SessionId>) -> Result<bool, Problem> {
    let Some(id) = session else { return Ok(false) };
    let mut session = ctx.read().await?;
    let opened = sessions::opened_at(&mut session, id, ctx.actor.user_id)
        .await
        .or_problem()?;
    Ok(opened.is_some_and(|at| ctx.now().0 - at.0 <= FRESH_MS))
}

/// No event: there is nothing new until it is made.
async fn begin(ctx: Ctx, request: BeginPasskey) -> Result<Creation, Problem> {
    let user = ctx.actor.user_id;
    let services = ctx.services();
    let (view, party) = ready(&ctx).await?;
    if full(view.list.len()) {
        return Err(too_many());
    }
    prove_oneself(&ctx, &view, request).await?;
    let Asked { challenge, ticket } = services
        .ask_to_sign(Purpose::Create, Some(user), "")
        .await?;
    let mut session = ctx.read().await?;
    let company = company::get(&mut session).await.or_problem()?;
    let party_name = company
        .map(|company| company.name)
        .filter(|name| !name.trim().is_empty() && name.len() <= 60)
        .map_or_else(|| "Jalon".to_owned(), |name| format!("Jalon {name}"));
    Ok(Creation {
        ticket,
        challenge,
        party: party.id,
        party_name,
        user: base64url::encode(user.0.as_bytes()),
        user_email: ctx.actor.email.clone(),
        user_name: ctx.actor.name.clone(),
        algorithms: ALGORITHMS.to_vec(),
        known: passkeys::known(&mut session, user).await.or_problem()?,
        timeout: STEP_MS,
    })
}

async fn add(ctx: Ctx, request: AddPasskey) -> Result<Passkeys, Problem> {
    let name = request.name.trim();
    if let Some(issue) = check_passkey_name(name) {
        return Err(Problem::because(issue));
    }
    let user = ctx.actor.user_id;
    let services = ctx.services();
    let (_, party) = ready(&ctx).await?;
    let client = bytes(&request.made.client_data)
        .and_then(|text| ClientData::read(&text))
        .map_err(refused)?;
    services
        .use_challenge(&client, &request.ticket, Purpose::Create, Some(user))
        .await?
        .map_err(refused)?;
    let fresh = verify::made(&party, &client, &request.made).map_err(refused)?;
    let mut session = ctx.write().await?;
    access::hold(&mut session, user).await.or_problem()?;
    let before = passkeys::list(&mut session, user).await.or_problem()?;
    if full(before.len()) {
        return Err(too_many());
    }
    let id = PasskeyId(ctx.uuid());
    let new = NewPasskey {
        id,
        user,
        credential: &fresh.credential,
        public_key: &fresh.public_key,
        algorithm: fresh.algorithm,
        counter: fresh.counter,
        transports: &tidy_transports(&request.made.transports).join(" "),
        backup_eligible: fresh.backup_eligible,
        backed_up: fresh.backed_up,
        name,
    };
    // "Verify that the credentialId is not yet registered for any user."
    match passkeys::insert(&mut session, &new, ctx.now()).await {
        Ok(()) => {}
        Err(StoreError::Constraint(_)) => return Err(refused(Refused::Known)),
        Err(other) => return Err(problem_of(other)),
    }
    let facts = json!({ "name": name });
    note(&ctx, &mut session, "passkey_added", None, Some(&facts)).await?;
    tell(services, &mut session, user, Changed::PasskeyAdded(name)).await?;
    let view = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn ask_for_proof(ctx: Ctx, _: AskForProof) -> Result<Question, Problem> {
    let user = ctx.actor.user_id;
    let (_, party) = ready(&ctx).await?;
    let Asked { challenge, ticket } = ctx
        .services()
        .ask_to_sign(Purpose::Proof, Some(user), "")
        .await?;
    let mut session = ctx.read().await?;
    Ok(Question {
        ticket,
        challenge,
        party: party.id,
        known: passkeys::known(&mut session, user).await.or_problem()?,
        timeout: STEP_MS,
    })
}

/// That it is oneself, by a passkey of one's own.
async fn check_proof(ctx: &Ctx, proof: Option<Proof>) -> Result<(), Problem> {
    let user = ctx.actor.user_id;
    let services = ctx.services();
    let proof = proof.ok_or_else(|| refused(Refused::Verification))?;
    let party = services
        .relying_party()
        .ok_or_else(|| refused(Refused::Address))?;
    let client = bytes(&proof.signed.client_data)
        .and_then(|text| ClientData::read(&text))
        .map_err(refused)?;
    services
        .use_challenge(&client, &proof.ticket, Purpose::Proof, Some(user))
        .await?
        .map_err(refused)?;
    let mut session = ctx.write().await?;
    let samples = services.sample_logins();
    let stored = passkeys::by_credential(&mut session, &proof.signed.credential, samples)
        .await
        .or_problem()?
        .filter(|stored| stored.user == user)
        .ok_or_else(|| refused(Refused::Unknown))?;
    let used = verify::used(&party, &client, &proof.signed, &stored).map_err(refused)?;
    let (counter, copied) = (used.counter, used.backed_up);
    let counted = passkeys::touch(&mut session, stored.id, counter, copied, ctx.now())
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    if counted {
        Ok(())
    } else {
        Err(refused(Refused::Counter))
    }
}

fn conflict(now: &PasskeyView) -> Problem {
    Problem {
        current: serde_json::to_string(now).ok(),
        ..Problem::of(ProblemKind::Conflict)
    }
}

async fn rename(ctx: Ctx, request: RenamePasskey) -> Result<Passkeys, Problem> {
    let name = request.name.trim();
    if let Some(issue) = check_passkey_name(name) {
        return Err(Problem::because(issue));
    }
    let user = ctx.actor.user_id;
    let mut session = ctx.write().await?;
    let before = view(&ctx, &mut session).await?;
    let one = before
        .list
        .iter()
        .find(|one| one.id == request.id)
        .or_not_found()?;
    if one.version != request.version {
        return Err(conflict(one));
    }
    if one.name == name {
        return Ok(before);
    }
    if !passkeys::rename(&mut session, request.id, user, request.version, name)
        .await
        .or_problem()?
    {
        return Err(conflict(one));
    }
    let (was, is) = (json!({ "name": one.name }), json!({ "name": name }));
    note(&ctx, &mut session, "passkey_renamed", Some(&was), Some(&is)).await?;
    let after = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn remove(ctx: Ctx, request: RemovePasskey) -> Result<Passkeys, Problem> {
    let user = ctx.actor.user_id;
    let seen = view(&ctx, &mut ctx.read().await?).await?;
    if !seen.list.iter().any(|one| one.id == request.id) {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    if seen.password {
        let services = ctx.services();
        services.check_own_password(user, request.password).await?;
    } else if seen.availability == Availability::Ready {
        check_proof(&ctx, request.proof).await?;
    }
    let mut session = ctx.write().await?;
    // Of two at once the second sees what the first left.
    access::hold(&mut session, user).await.or_problem()?;
    let before = view(&ctx, &mut session).await?;
    let one = before
        .list
        .iter()
        .find(|one| one.id == request.id)
        .or_not_found()?;
    // A passkey that opens nothing is no way in: removing it leaves what there is.
    let way_in = before.availability == Availability::Ready;
    let left = before.list.len() - 1 + usize::try_from(before.others).unwrap_or_default();
    if way_in && !may_unlink(before.password, left) {
        return Err(Problem::because(Issue::error("only_way_in", "id")));
    }
    if !passkeys::remove(&mut session, request.id, user)
        .await
        .or_problem()?
    {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let facts = json!({ "name": one.name });
    note(&ctx, &mut session, "passkey_removed", Some(&facts), None).await?;
    let removed = Changed::PasskeyRemoved(&one.name);
    tell(ctx.services(), &mut session, user, removed).await?;
    let left = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}

/// Appends what happened to one's passkeys; it holds no key.
async fn note(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<(), Problem> {
    let user = ctx.actor.user_id;
    let change = Change {
        entity: Entity::User,
        id: user.0,
        parent: None,
        owner: Some(user),
        action,
        before,
        after,
    };
    session
        .record(ctx.now(), Some(user), change)
        .await
        .or_problem()?;
    Ok(())
}
