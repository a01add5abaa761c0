//! What the planner must know of the company, and the records its files may concern.

use super::run::LocalFile;
use crate::platform::erasure;
use crate::{OrNotFound, OrProblem};
use chrono::NaiveDate;
use shared::crm::accounts::INDUSTRIES;
use shared::deals::pipelines::{Pipeline, StageState};
use shared::kernel::{Currency, Lang, LocalText, Problem, Zone};
use shared::platform::imports::model::{
    Choice, PipelineRef, StageOutcome, StageRef, TeamRef, UserRef,
};
use shared::platform::imports::plan::record_keys;
use shared::platform::imports::{Existing, ImportContext, ImportKind, Settings};
use std::collections::BTreeMap;
use store::Session;
use store::platform::{company, imports, users};

pub(super) async fn company_currency(session: &mut Session) -> Result<Currency, Problem> {
    let company = company::get(session).await.or_problem()?.or_not_found()?;
    Ok(company.currency)
}

pub(super) async fn context(
    session: &mut Session,
    today: NaiveDate,
    lang: Lang,
) -> Result<ImportContext, Problem> {
    let currency = company_currency(session).await?;
    let pipelines = store::deals::pipelines::all(session).await.or_problem()?;
    let reasons = store::deals::pipelines::loss_reasons(session)
        .await
        .or_problem()?;
    let people = imports::people(session).await.or_problem()?;
    let teams = users::teams(session).await.or_problem()?;
    Ok(ImportContext {
        today,
        currency,
        users: people
            .into_iter()
            .map(|(id, name, email)| UserRef { id, name, email })
            .collect(),
        teams: teams
            .into_iter()
            .map(|(id, name, _)| TeamRef { id, name })
            .collect(),
        products: imports::products_with_price(session, currency)
            .await
            .or_problem()?,
        accounts: imports::account_names(session).await.or_problem()?,
        pipelines: pipelines
            .iter()
            .filter(|pipeline| pipeline.active)
            .map(pipeline_ref)
            .collect(),
        gates: pipelines
            .into_iter()
            .filter(|pipeline| pipeline.active)
            .collect(),
        loss_reasons: reasons
            .into_iter()
            .filter(|reason| reason.active)
            .map(|reason| (reason.id, reason.name))
            .collect(),
        industries: INDUSTRIES.iter().map(|code| industry(code)).collect(),
        own: store::platform::fields::all(session).await.or_problem()?,
        lang,
    })
}

fn pipeline_ref(pipeline: &Pipeline) -> PipelineRef {
    let stages = pipeline.stages.iter().filter(|stage| stage.active);
    PipelineRef {
        id: pipeline.id,
        name: pipeline.name.clone(),
        stages: stages
            .map(|stage| StageRef {
                id: stage.id,
                name: stage.name.clone(),
                probability_bp: i64::from(stage.probability.0),
                outcome: match stage.state {
                    StageState::Open => StageOutcome::Open,
                    StageState::Won => StageOutcome::Won,
                    StageState::Lost => StageOutcome::Lost,
                },
            })
            .collect(),
    }
}

fn industry(code: &str) -> Choice {
    let name = |lang| {
        let key = i18n::Key::by_name(&format!("crm.industry.{code}"));
        key.map_or_else(
            || code.replace('_', " "),
            |key| i18n::t(lang, key).to_string(),
        )
    };
    Choice {
        code: code.to_owned(),
        name: LocalText::new(name(Lang::En), name(Lang::Fr)),
    }
}

/// The records the files may concern, by kind.
pub(super) async fn existing(
    session: &mut Session,
    files: &[LocalFile],
    settings: &Settings,
    company: Currency,
    zone: &Zone,
) -> Result<BTreeMap<ImportKind, Existing>, Problem> {
    let mut all: BTreeMap<ImportKind, Existing> = BTreeMap::new();
    for file in files {
        let mut wanted = record_keys(&file.table, &file.mapping);
        wanted.ids.extend(file.chosen.values());
        let kind = file.mapping.kind;
        let found = imports::existing(
            session,
            kind,
            &settings.source,
            settings.currency,
            company,
            &wanted,
        )
        .await
        .or_problem()?;
        let known = all.entry(kind).or_default();
        known.keys.extend(found.keys);
        known.records.extend(found.records);
        known
            .erased
            .extend(erasure::erased_days(session, &wanted.emails, zone).await?);
    }
    Ok(all)
}
