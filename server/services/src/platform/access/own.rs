//! One's own second factor.

use super::{Changed, note, picture, tell, totp};
use crate::platform::auth::token_hash;
use crate::{Ctx, OrProblem, Registry};
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::access::{
    BeginSecondFactor, ConfirmSecondFactor, DropSecondFactor, Enrolment, GetSecondFactor,
    RECOVERY_CODES, RecoveryCodes, RenewRecoveryCodes, SecondFactorView, Typed, recovery_code,
    usable_steps,
};
use store::Session;
use store::platform::{access, company, sessions};

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(begin);
    registry.add(confirm);
    registry.add(renew);
    registry.add(give_up);
}

async fn get(ctx: Ctx, _: GetSecondFactor) -> Result<SecondFactorView, Problem> {
    view(&ctx, &mut ctx.read().await?).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<SecondFactorView, Problem> {
    let user = ctx.actor.user_id;
    let factor = access::factor(session, user).await.or_problem()?;
    Ok(SecondFactorView {
        on: factor.is_some_and(|factor| factor.confirmed),
        required: access::is_required(session, ctx.actor.role)
            .await
            .or_problem()?,
        recovery_left: access::recovery_left(session, user).await.or_problem()?,
    })
}

fn on_already() -> Problem {
    Problem::because(Issue::error("second_factor_on", "code"))
}

/// No event: nothing is in force until it is confirmed.
async fn begin(ctx: Ctx, _: BeginSecondFactor) -> Result<Enrolment, Problem> {
    let user = ctx.actor.user_id;
    let secret = totp::secret(rand::random());
    let kept = ctx.services().seal_factor(user, &secret)?;
    let mut session = ctx.write().await?;
    let begun = access::begin_factor(&mut session, user, &kept)
        .await
        .or_problem()?;
    if !begun {
        return Err(on_already());
    }
    let company = company::get(&mut session).await.or_problem()?;
    session.commit().await.or_problem()?;
    let issuer = company
        .map(|company| company.name)
        .filter(|name| !name.trim().is_empty() && name.len() <= 60)
        .map_or_else(|| "Jalon".to_owned(), |name| format!("Jalon {name}"));
    let address = totp::address(&secret, &issuer, &ctx.actor.email);
    Ok(Enrolment {
        key: totp::grouped(&secret),
        picture: picture::of(&address).ok_or_else(|| Problem::of(ProblemKind::Internal))?,
    })
}

async fn confirm(ctx: Ctx, request: ConfirmSecondFactor) -> Result<RecoveryCodes, Problem> {
    let typed = Typed::read(&request.code).map_err(Problem::because)?;
    let user = ctx.actor.user_id;
    let mut session = ctx.write().await?;
    let factor = access::factor(&mut session, user).await.or_problem()?;
    let factor = factor.ok_or_else(|| Problem::because(Issue::error("not_begun", "code")))?;
    if factor.confirmed {
        return Err(on_already());
    }
    let secret = ctx.services().open_factor(user, &factor.secret)?;
    let steps = usable_steps(ctx.now(), factor.last_step);
    let step = match typed {
        Typed::Code(code) => totp::step_of(&secret, code, &steps),
        Typed::Recovery(_) => None,
    };
    let step = step.ok_or_else(|| Problem::because(Issue::error("code_wrong", "code")))?;
    let confirmed = access::confirm_factor(&mut session, user, ctx.now(), step)
        .await
        .or_problem()?;
    if !confirmed {
        return Err(on_already());
    }
    let codes = new_codes(&ctx, &mut session).await?;
    // Whoever was in by password alone gives the code, too.
    sessions::end_others(&mut session, user, request.keep)
        .await
        .or_problem()?;
    let by = Some(user);
    let services = ctx.services();
    note(services, &mut session, user, by, "second_factor_on").await?;
    tell(services, &mut session, user, Changed::FactorOn).await?;
    session.commit().await.or_problem()?;
    Ok(codes)
}

async fn new_codes(ctx: &Ctx, session: &mut Session) -> Result<RecoveryCodes, Problem> {
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| recovery_code(rand::random()))
        .collect();
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| token_hash(&code.replace('-', "")))
        .collect();
    access::put_recovery(session, ctx.actor.user_id, &hashes)
        .await
        .or_problem()?;
    Ok(RecoveryCodes { codes })
}

async fn renew(ctx: Ctx, request: RenewRecoveryCodes) -> Result<RecoveryCodes, Problem> {
    let user = ctx.actor.user_id;
    let services = ctx.services();
    services.check_own_password(user, request.password).await?;
    let mut session = ctx.write().await?;
    let factor = access::factor(&mut session, user).await.or_problem()?;
    if !factor.is_some_and(|factor| factor.confirmed) {
        return Err(Problem::because(Issue::error("not_begun", "password")));
    }
    let codes = new_codes(&ctx, &mut session).await?;
    note(
        services,
        &mut session,
        user,
        Some(user),
        "recovery_codes_renewed",
    )
    .await?;
    tell(services, &mut session, user, Changed::CodesRenewed).await?;
    session.commit().await.or_problem()?;
    Ok(codes)
}

async fn give_up(ctx: Ctx, request: DropSecondFactor) -> Result<SecondFactorView, Problem> {
    let user = ctx.actor.user_id;
    let services = ctx.services();
    services.check_own_password(user, request.password).await?;
    let mut session = ctx.write().await?;
    if access::is_required(&mut session, ctx.actor.role)
        .await
        .or_problem()?
    {
        return Err(Problem::because(Issue::error(
            "second_factor_required",
            "password",
        )));
    }
    let dropped = access::drop_factor(&mut session, user).await.or_problem()?;
    if dropped {
        note(
            services,
            &mut session,
            user,
            Some(user),
            "second_factor_off",
        )
        .await?;
        tell(services, &mut session, user, Changed::FactorOff).await?;
    }
    let view = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
