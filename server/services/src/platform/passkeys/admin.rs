//! What administrators do of a person's passkeys.

use crate::platform::access::{self, Changed, tell};
use crate::platform::roles::may_touch;
use crate::{Ctx, OrProblem, Registry};
use shared::kernel::Problem;
use shared::platform::access::PersonAccess;
use shared::platform::passkeys::ResetPasskeys;
use store::platform::{passkeys, sessions};

pub(super) fn register(registry: &mut Registry) {
    registry.add(reset);
}

async fn reset(ctx: Ctx, request: ResetPasskeys) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    may_touch(&ctx.actor, &mut session, request.id).await?;
    let gone = passkeys::remove_all(&mut session, request.id)
        .await
        .or_problem()?;
    // Whoever came in by one of them is still in.
    if gone > 0 {
        sessions::end_others(&mut session, request.id, None)
            .await
            .or_problem()?;
    }
    let view = access::read(&ctx, &mut session, request.id).await?;
    if gone > 0 {
        let by = Some(ctx.actor.user_id);
        let services = ctx.services();
        access::note(services, &mut session, request.id, by, "passkeys_reset").await?;
        let reset = Changed::PasskeysReset(&ctx.actor.name);
        tell(services, &mut session, request.id, reset).await?;
        session.commit().await.or_problem()?;
    }
    Ok(view)
}
