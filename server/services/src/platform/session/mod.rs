//! What every page knows from its first paint.

use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::{Actor, Currency, Problem};
use shared::platform::session::{ListPeople, People, Person, SessionView, TeamRef};

pub(super) fn register(registry: &mut Registry) {
    registry.add(people);
}

async fn people(ctx: Ctx, _: ListPeople) -> Result<People, Problem> {
    let mut session = ctx.read().await?;
    let people = store::platform::users::colleagues(&mut session)
        .await
        .or_problem()?;
    let teams = store::platform::users::teams(&mut session)
        .await
        .or_problem()?;
    Ok(People {
        people: people
            .into_iter()
            .map(|p| Person {
                id: p.id,
                name: p.name,
                role: p.role,
                team_id: p.team_id,
                active: p.active,
            })
            .collect(),
        teams: teams
            .into_iter()
            .map(|(id, name, parent_id)| TeamRef {
                id,
                name,
                parent_id,
            })
            .collect(),
    })
}

impl Services {
    /// The state of a page for `actor`, sent with its HTML.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session_view(&self, actor: Actor, build: &str) -> Result<SessionView, Problem> {
        let now = self.clock().now();
        let mut session = self.store().read().await.or_problem()?;
        let settings = self.inner.settings.get(&mut session).await?;
        let company = settings.company.as_ref();
        let (last_event, _) = session.log_mark().await.or_problem()?;
        let sample = store::platform::users::has_sample(&mut session)
            .await
            .or_problem()?;
        let today = actor.zone.date(now);
        Ok(SessionView {
            now,
            today,
            last_event,
            build: build.to_owned(),
            sample,
            company: company.map(|c| c.name.clone()).unwrap_or_default(),
            company_currency: settings.base(Currency::EUR),
            fiscal_first_month: settings.first_month(),
            fields: settings.fields.clone(),
            actor,
            session_id: None,
            must_enrol: false,
        })
    }
}
