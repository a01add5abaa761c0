//! Taking the sample company away.

use super::load::sample_company;
use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, LocalText, Problem, UserId};
use shared::platform::company::Company;
use shared::platform::demo::{ReadDemo, RemoveDemo, SampleView};
use store::platform::{company, sample};
use store::{Change, Session};
use uuid::Uuid;

pub(crate) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(remove);
}

impl Services {
    /// Removes every sample record; settings (pipelines, loss reasons, company) stay, but for the
    /// sample's name, address, legal text and look, which would stand on one's own quotes. What people of
    /// one's own did stays and goes to their first administrator; without one, what was made while
    /// trying goes too. Open pages hear of it and read again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remove_demo(&self) -> Result<(), Problem> {
        self.remove_demo_by(None).await
    }

    async fn remove_demo_by(&self, actor: Option<UserId>) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let heir = sample::own_administrator(&mut session).await.or_problem()?;
        let counts = sample::counts(&mut session).await.or_problem()?;
        sample::remove(&mut session, heir).await.or_problem()?;
        // A sample administrator who pressed the button is gone with the sample.
        let known = store::platform::users::colleagues(&mut session)
            .await
            .or_problem()?;
        let actor = actor.filter(|id| known.iter().any(|person| person.id == *id));
        let removed: std::collections::BTreeMap<&str, i64> =
            counts.into_iter().filter(|(_, count)| *count > 0).collect();
        if !removed.is_empty() {
            let change = Change {
                entity: Entity::Company,
                id: Uuid::nil(),
                parent: None,
                owner: None,
                action: "sample_removed",
                before: Some(&removed),
                after: None,
            };
            session
                .record(self.clock().now(), actor, change)
                .await
                .or_problem()?;
        }
        self.forget_company(&mut session, actor).await?;
        super::brand::forget(&mut session, actor, self.clock().now()).await?;
        session.commit().await.or_problem()
    }

    /// Empties the facts of the company that are still those of the sample; its own stay.
    async fn forget_company(
        &self,
        session: &mut Session,
        actor: Option<UserId>,
    ) -> Result<(), Problem> {
        let Some(before) = company::get(session).await.or_problem()? else {
            return Ok(());
        };
        let sample = sample_company();
        let keep = |now: &str, sample: &str| {
            if now == sample {
                String::new()
            } else {
                now.to_owned()
            }
        };
        let after = Company {
            name: keep(&before.name, &sample.name),
            address: keep(&before.address, &sample.address),
            legal_footer: LocalText::new(
                keep(&before.legal_footer.en, &sample.legal_footer.en),
                keep(&before.legal_footer.fr, &sample.legal_footer.fr),
            ),
            ..before.clone()
        };
        if after == before {
            return Ok(());
        }
        company::put(session, &after).await.or_problem()?;
        let change = Change {
            entity: Entity::Company,
            id: Uuid::nil(),
            parent: None,
            owner: None,
            action: "edited",
            before: Some(&before),
            after: Some(&after),
        };
        session
            .record(self.clock().now(), actor, change)
            .await
            .or_problem()?;
        Ok(())
    }

    async fn sample_rows(&self) -> Result<SampleView, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let counts = sample::counts(&mut session).await.or_problem()?;
        let own = sample::own_administrator(&mut session).await.or_problem()?;
        Ok(SampleView {
            rows: counts.iter().map(|(_, count)| count).sum(),
            removable: own.is_some(),
        })
    }
}

async fn read(ctx: Ctx, _: ReadDemo) -> Result<SampleView, Problem> {
    ctx.services().sample_rows().await
}

async fn remove(ctx: Ctx, _: RemoveDemo) -> Result<SampleView, Problem> {
    let mut session = ctx.read().await?;
    let own = sample::own_administrator(&mut session).await.or_problem()?;
    drop(session);
    // Without an administrator of one's own, nobody could sign in afterwards.
    if own.is_none() {
        return Err(Problem::because(Issue::error(
            "demo_needs_own_administrator",
            "sample",
        )));
    }
    ctx.services()
        .remove_demo_by(Some(ctx.actor.user_id))
        .await?;
    ctx.services().sample_rows().await
}
