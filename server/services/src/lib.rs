//! Use cases: authorise, load, apply the rule of `shared`, save, record the event.
//!
//! One handler per [`shared::kernel::Operation`]; each area's `register` adds its own. Time,
//! randomness and the database come from [`Ctx`], never from the environment.

mod clock;
pub mod cpq;
mod crm;
mod ctx;
pub mod deals;
pub mod insight;
mod kept;
mod kept_list;
pub mod planning;
pub mod platform;
mod registry;
mod settings;
pub mod work;
pub mod zone;

pub use clock::{Clock, FixedClock, SystemClock};
pub use ctx::{Ctx, OrNotFound, OrProblem};
pub(crate) use ctx::{conflict, refuse, refuse_errors};
pub use registry::Registry;

use async_trait::async_trait;
use ports::{Dispatcher, Parcel};
use shared::kernel::{Actor, Issue, Problem, ProblemKind};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, OnceLock};
use store::{Store, StoreError};

/// Everything the server can do. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) registry: Registry,
    pub(crate) imports: platform::imports::Desk,
    pub(crate) zones: zone::Zones,
    pub(crate) settings: settings::KeptSettings,
    pub(crate) deal_sums: deals::opportunities::DealSums,
    /// Number and sums of lists.
    pub(crate) list_sums: kept::Kept<shared::platform::views::Sums>,
    pub(crate) doubles: kept::Kept<shared::crm::duplicates::DuplicateList>,
    pub(crate) home_of_teams: kept::Kept<shared::insight::home::MyTeam>,
    pub(crate) team_figures: kept::Kept<shared::insight::team::ops::TeamFiguresView>,
    pub(crate) forecast_facts: planning::forecast::KeptFacts,
    pub(crate) track_record: planning::forecast::TrackRecord,
    /// Words of records, for searches with a slip.
    pub(crate) vocabulary: platform::search::Vocabulary,
    pub(crate) jobs: platform::jobs::Kinds,
    pub(crate) deployment: OnceLock<platform::mail::Deployment>,
    /// Open live pages of this process.
    pub(crate) streams: Arc<AtomicI64>,
    /// Whether the people of the sample company may sign in.
    pub(crate) sample_logins: AtomicBool,
    /// Whether webhooks may be inside the network.
    pub(crate) webhooks_inside: AtomicBool,
    /// Something is due for a webhook.
    pub(crate) webhooks_due: tokio::sync::Notify,
    /// What secrets are sealed with before they are kept.
    pub(crate) keys: OnceLock<platform::sealing::Keys>,
    /// Which addresses the providers of a sign-in may have.
    pub(crate) provider_door: OnceLock<platform::outgoing::Door>,
    /// What those providers publish of themselves.
    pub(crate) providers: platform::sso::Kept,
    /// Where the files of exports are.
    pub(crate) export_folder: OnceLock<std::path::PathBuf>,
    /// What the tokens of the public form are sealed with.
    pub(crate) form_secret: tokio::sync::OnceCell<[u8; 32]>,
}

impl Services {
    /// Puts the use cases on a database and a clock.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        let mut registry = Registry::default();
        deals::register(&mut registry);
        cpq::register(&mut registry);
        platform::register(&mut registry);
        crm::register(&mut registry);
        work::register(&mut registry);
        planning::register(&mut registry);
        insight::register(&mut registry);
        let mut jobs = platform::jobs::Kinds::default();
        platform::register_jobs(&mut jobs);
        cpq::register_jobs(&mut jobs);
        crm::register_jobs(&mut jobs);
        Self {
            inner: Arc::new(Inner {
                store,
                clock,
                registry,
                imports: platform::imports::Desk::default(),
                zones: zone::Zones::default(),
                settings: settings::KeptSettings::default(),
                deal_sums: deals::opportunities::DealSums::default(),
                list_sums: kept::Kept::default(),
                doubles: kept::Kept::at_most(12),
                home_of_teams: kept::Kept::at_most(64),
                team_figures: kept::Kept::at_most(64),
                forecast_facts: planning::forecast::KeptFacts::default(),
                track_record: planning::forecast::TrackRecord::default(),
                vocabulary: platform::search::Vocabulary::default(),
                jobs,
                deployment: OnceLock::new(),
                streams: Arc::default(),
                sample_logins: AtomicBool::new(false),
                webhooks_inside: AtomicBool::new(false),
                webhooks_due: tokio::sync::Notify::new(),
                keys: OnceLock::new(),
                provider_door: OnceLock::new(),
                providers: platform::sso::Kept::default(),
                export_folder: OnceLock::new(),
                form_secret: tokio::sync::OnceCell::new(),
            }),
        }
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// The names of all operations, for the tests of completeness.
    pub fn operations(&self) -> impl Iterator<Item = (&'static str, shared::kernel::Action)> {
        self.inner.registry.operations()
    }

    /// The context of a use case on behalf of `actor`.
    #[must_use]
    pub fn ctx(&self, actor: Actor, scope: shared::kernel::Scope) -> Ctx {
        Ctx::new(self.clone(), actor, scope)
    }
}

#[async_trait]
impl Dispatcher for Services {
    async fn dispatch(
        &self,
        actor: &Actor,
        name: &'static str,
        request: Parcel,
    ) -> Result<Parcel, Problem> {
        self.inner.registry.call(self, actor, name, request).await
    }
}

/// What a person is told of a database's refusal; the details go to the log.
pub fn problem_of(error: StoreError) -> Problem {
    match error {
        // Said in the log once, where the database is.
        StoreError::Full(_) => Problem {
            issues: vec![Issue::error("disk_full", "").of_all()],
            ..Problem::of(ProblemKind::Unavailable)
        },
        StoreError::Unavailable(source) => {
            tracing::warn!(error = %source, "database unavailable");
            Problem::of(ProblemKind::Unavailable)
        }
        StoreError::Retry => Problem::of(ProblemKind::Unavailable),
        other => {
            let mut text = other.to_string();
            let mut source = std::error::Error::source(&other);
            while let Some(cause) = source {
                text = format!("{text}: {cause}");
                source = cause.source();
            }
            tracing::error!(error = %text, "database refused");
            Problem::of(ProblemKind::Internal)
        }
    }
}
