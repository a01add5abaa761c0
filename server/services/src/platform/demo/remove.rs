//! Taking the sample company away.

use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, UserId};
use shared::platform::demo::{ReadDemo, RemoveDemo, SampleView};
use store::Change;
use store::platform::{sample, users};
use uuid::Uuid;

pub(crate) fn register(registry: &mut Registry) {
    registry.add(read);
    registry.add(remove);
}

impl Services {
    /// Removes every sample record; settings (pipelines, loss reasons, company) stay. What people of
    /// one's own did stays and goes to their first administrator; without one, what was made while
    /// trying goes too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remove_demo(&self) -> Result<(), Problem> {
        self.remove_demo_by(None).await
    }

    async fn remove_demo_by(&self, actor: Option<UserId>) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let heir = sample::own_administrator(&mut session).await.or_problem()?;
        let rows: i64 = sample::counts(&mut session)
            .await
            .or_problem()?
            .iter()
            .map(|(_, count)| count)
            .sum();
        sample::remove(&mut session, heir).await.or_problem()?;
        // A person of the sample company who removes it goes with it.
        let actor = match actor {
            Some(id) => users::actor(&mut session, id)
                .await
                .or_problem()?
                .map(|actor| actor.user_id),
            None => None,
        };
        // The one trace: the events of the removed records went with them.
        let change = Change {
            entity: Entity::Company,
            id: Uuid::nil(),
            parent: None,
            owner: None,
            action: "sample_removed",
            before: Some(&rows),
            after: None,
        };
        session
            .record(self.clock().now(), actor, change)
            .await
            .or_problem()?;
        session.commit().await.or_problem()
    }

    async fn sample_rows(&self) -> Result<SampleView, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let counts = sample::counts(&mut session).await.or_problem()?;
        Ok(SampleView {
            rows: counts.iter().map(|(_, count)| count).sum(),
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
