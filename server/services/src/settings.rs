//! What almost every use case needs and almost nobody changes: pipelines, the company and its look, its
//! rates, the fields an administrator added.
//! Read once and kept until the event log tells of a change to one of them.

use crate::{Ctx, OrProblem};
use shared::deals::pipelines::{LossReason, Pipeline};
use shared::kernel::event::Entity;
use shared::kernel::{Actor, Currency, DatedRate, FiscalCalendar, Problem, RateTable};
use shared::platform::branding::Brand;
use shared::platform::company::Company;
use shared::platform::fields::{CustomField, list_fields};
use shared::platform::views::{Fields, Object};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Mark, Session};

/// The kinds of records settings are made of; an import or the sample company may bring rates and
/// pipelines.
const KINDS: [Entity; 4] = [
    Entity::Pipeline,
    Entity::Company,
    Entity::Import,
    Entity::CustomField,
];

/// The settings at one moment.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Every pipeline with its stages, inactive ones included.
    pub(crate) pipelines: Vec<Pipeline>,
    /// Every loss reason, inactive ones included.
    pub(crate) loss_reasons: Vec<LossReason>,
    /// The company, once it is set up.
    pub(crate) company: Option<Company>,
    /// How it looks.
    pub(crate) brand: Brand,
    /// Every field an administrator added, archived ones included.
    pub(crate) fields: Vec<CustomField>,
    rates: Vec<DatedRate>,
}

impl Settings {
    async fn read(session: &mut Session) -> Result<Self, Problem> {
        let rates = store::platform::company::rates(session)
            .await
            .or_problem()?;
        Ok(Self {
            pipelines: store::deals::pipelines::all(session).await.or_problem()?,
            loss_reasons: store::deals::pipelines::loss_reasons(session)
                .await
                .or_problem()?,
            company: store::platform::company::get(session).await.or_problem()?,
            brand: store::platform::branding::get(session).await.or_problem()?,
            fields: store::platform::fields::all(session).await.or_problem()?,
            rates: rates
                .into_iter()
                .map(|(currency, day, rate_e8)| DatedRate {
                    currency,
                    day,
                    rate_e8,
                })
                .collect(),
        })
    }

    /// The fields of a list that its reader sees.
    pub(crate) fn list_fields(&self, object: Object, reader: &Actor) -> Fields {
        list_fields(object, &self.fields).seen_by(reader)
    }

    /// The company's currency; `otherwise` before the company is set up.
    pub(crate) fn base(&self, otherwise: Currency) -> Currency {
        self.company
            .as_ref()
            .map_or(otherwise, |company| company.currency)
    }

    /// The first month of the company's fiscal year.
    pub(crate) fn first_month(&self) -> u32 {
        self.company
            .as_ref()
            .map_or(1, |company| company.fiscal_first_month)
    }

    /// The company's fiscal calendar.
    pub(crate) fn calendar(&self) -> FiscalCalendar {
        FiscalCalendar::new(self.first_month()).unwrap_or_default()
    }

    /// All rates into `base`.
    pub(crate) fn rates(&self, base: Currency) -> RateTable {
        RateTable::new(base, self.rates.iter().copied())
    }
}

/// The settings as last read, and the state of the log then.
#[derive(Default)]
pub(crate) struct KeptSettings(Mutex<Option<(Mark, Arc<Settings>)>>);

impl KeptSettings {
    fn known(&self) -> Option<(Mark, Arc<Settings>)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, mark: Mark, settings: &Arc<Settings>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((mark, settings.clone()));
    }

    /// The settings as `session` sees them; in a unit of work that changes them itself, once it has
    /// recorded the change.
    pub(crate) async fn get(&self, session: &mut Session) -> Result<Arc<Settings>, Problem> {
        let mark = session.log_mark().await.or_problem()?;
        // A unit of work may yet be undone: what it reads anew is for itself alone.
        let lasting = !session.is_writing();
        let mut found = None;
        if let Some((kept, settings)) = self.known() {
            let same = kept == mark || !session.has_news_of(&KINDS, kept).await.or_problem()?;
            found = same.then_some(settings);
        }
        let settings = match found {
            Some(settings) => settings,
            None => Arc::new(Settings::read(session).await?),
        };
        if lasting {
            self.keep(mark, &settings);
        }
        Ok(settings)
    }
}

impl Ctx {
    /// The settings as they are now.
    ///
    /// # Errors
    /// When the database is away.
    pub(crate) async fn settings(&self, session: &mut Session) -> Result<Arc<Settings>, Problem> {
        self.services().inner.settings.get(session).await
    }
}
