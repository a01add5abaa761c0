//! What is forgotten once it is of no use to anybody, and counted again for the planner, every hour.

use crate::platform::jobs::{Job, JobError, Kinds};
use crate::{OrProblem, Services};
use serde::{Deserialize, Serialize};
use shared::kernel::Instant;
use store::platform::{access, health, jobs, mail, passkeys, sessions, sso};

const HOUR_MS: i64 = 3_600_000;
/// Done jobs are kept for a week: as long as anybody asks what happened.
const DONE_DAYS: i64 = 7;
/// Messages handed over or given up are kept for a month, without their texts.
const MAIL_DAYS: i64 = 30;
/// Failed sign-ins count for less than this.
const FAILURES_MS: i64 = HOUR_MS;

#[derive(Debug, Serialize, Deserialize)]
struct Upkeep {}

impl Job for Upkeep {
    const KIND: &'static str = "platform.upkeep";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(upkeep);
    kinds.every("upkeep", HOUR_MS, &Upkeep {});
}

async fn upkeep(services: Services, _: Upkeep) -> Result<(), JobError> {
    let now = services.clock().now();
    let mut session = services.store().write().await.or_problem()?;
    sessions::sweep(&mut session, now, Instant(now.0 - FAILURES_MS))
        .await
        .or_problem()?;
    access::sweep(&mut session, now).await.or_problem()?;
    store::cpq::approvals::sweep_links(&mut session, now)
        .await
        .or_problem()?;
    let forgotten = now.plus_days(-shared::platform::files::KEPT_DAYS);
    store::cpq::attachments::forget_removed(&mut session, forgotten)
        .await
        .or_problem()?;
    store::platform::files::forget_removed(&mut session, forgotten)
        .await
        .or_problem()?;
    store::platform::imports::forget_uploads(&mut session, Instant(now.0 - HOUR_MS))
        .await
        .or_problem()?;
    sso::sweep_steps(&mut session, now).await.or_problem()?;
    passkeys::sweep_steps(&mut session, now)
        .await
        .or_problem()?;
    jobs::forget_done(&mut session, now.plus_days(-DONE_DAYS))
        .await
        .or_problem()?;
    mail::forget_old(&mut session, now.plus_days(-MAIL_DAYS))
        .await
        .or_problem()?;
    health::count_again(&mut session).await.or_problem()?;
    session.commit().await.or_problem()?;
    super::export::tidy(&services).await?;
    Ok(())
}
