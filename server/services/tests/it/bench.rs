//! A database of its own for every test, with a clock that stands still and a few people.

use ports::Dispatcher;
use services::platform::auth::hash_password;
use services::{FixedClock, Services};
use shared::kernel::{Actor, Currency, Instant, Lang, Operation, Problem, Role, TeamId, UserId};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use store::Store;
use store::platform::users::{self, NewUser};

/// 23 November 2026, 09:00 UTC: a Monday.
pub const START: Instant = Instant(1_795_424_400_000);
/// Everybody's password.
pub const PASSWORD: &str = "a long enough password";

/// A server without HTTP.
pub struct Bench {
    pub services: Services,
    pub clock: Arc<FixedClock>,
    /// Above both teams.
    pub head: Actor,
    /// Manager of the first team.
    pub manager: Actor,
    /// Two representatives of the first team.
    pub rep: Actor,
    pub colleague: Actor,
    /// A representative of the second team.
    pub stranger: Actor,
    pub administrator: Actor,
    pub finance: Actor,
    /// Where its database is.
    pub url: String,
    _directory: Option<tempfile::TempDir>,
}

impl Bench {
    /// Asks for an operation as a page would.
    pub async fn run<O: Operation>(
        &self,
        actor: &Actor,
        operation: O,
    ) -> Result<O::Answer, Problem> {
        let dispatcher: Arc<dyn Dispatcher> = Arc::new(self.services.clone());
        ports::run(&dispatcher, actor, operation).await
    }

    /// A new id, made as a client makes one.
    pub fn uuid(&self) -> uuid::Uuid {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mut random = [9; 10];
        random[2..].copy_from_slice(&COUNT.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        shared::kernel::id::uuid_v7(START.0, random)
    }

    async fn new(store: Store, url: String, directory: Option<tempfile::TempDir>) -> Self {
        store.migrate().await.unwrap();
        let clock = Arc::new(FixedClock::new(START));
        let services = Services::new(store, clock.clone());
        services.ensure_set_up().await.unwrap();
        let people = people(&services).await;
        let [
            head,
            manager,
            rep,
            colleague,
            stranger,
            administrator,
            finance,
        ] = people;
        Self {
            services,
            clock,
            head,
            manager,
            rep,
            colleague,
            stranger,
            administrator,
            finance,
            url,
            _directory: directory,
        }
    }
}

async fn people(services: &Services) -> [Actor; 7] {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| hash_password(PASSWORD, [3; 16]).unwrap());
    let team = |n: u8| TeamId::new(START.0, [n; 10]);
    let mut session = services.store().write().await.unwrap();
    users::insert_team(&mut session, team(1), "Sales", None, false)
        .await
        .unwrap();
    users::insert_team(&mut session, team(2), "North", Some(team(1)), false)
        .await
        .unwrap();
    users::insert_team(&mut session, team(3), "South", Some(team(1)), false)
        .await
        .unwrap();
    let all = [
        ("head", Role::Manager, Some(team(1))),
        ("manager", Role::Manager, Some(team(2))),
        ("rep", Role::Representative, Some(team(2))),
        ("colleague", Role::Representative, Some(team(2))),
        ("stranger", Role::Representative, Some(team(3))),
        ("administrator", Role::Administrator, None),
        ("finance", Role::Finance, None),
    ];
    let mut ids = Vec::new();
    for (index, (name, role, team_id)) in all.into_iter().enumerate() {
        let id = UserId::new(START.0, [100 + u8::try_from(index).unwrap(); 10]);
        let email = format!("{name}@example.com");
        let user = NewUser {
            id,
            email: &email,
            name,
            role,
            team_id,
            password_hash: hash,
            lang: Lang::En,
            time_zone: "Europe/Paris",
            currency: Currency::EUR,
            sample: false,
        };
        users::insert(&mut session, &user, START).await.unwrap();
        ids.push(id);
    }
    session.commit().await.unwrap();
    let mut actors = Vec::new();
    for id in ids {
        actors.push(services.actor(id).await.unwrap().unwrap());
    }
    actors.try_into().unwrap()
}

/// Runs `test` on a new SQLite file.
pub fn on_sqlite<F: AsyncFnOnce(&Bench)>(test: F) {
    runtime().block_on(async {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        let store = Store::open(&url).await.unwrap();
        let bench = Bench::new(store, url, Some(directory)).await;
        test(&bench).await;
        what_happened_has_words(&bench).await;
    });
}

/// Whatever a test made happen is told by the audit log in words, not in codes.
async fn what_happened_has_words(bench: &Bench) {
    // A test may have closed or broken its database.
    let Ok(mut session) = bench.services.store().read().await else {
        return;
    };
    let Ok(actions) = store::platform::audit::actions(&mut session).await else {
        return;
    };
    let silent: Vec<String> = actions
        .into_iter()
        .map(|action| format!("audit.did.{action}"))
        .filter(|name| i18n::Key::by_name(name).is_none())
        .collect();
    assert!(silent.is_empty(), "no words for {silent:?}");
}

#[test]
fn every_kind_of_record_has_a_word() {
    for entity in shared::kernel::event::Entity::ALL {
        let name = format!("audit.entity.{}", entity.code());
        assert!(i18n::Key::by_name(&name).is_some(), "no words for {name}");
    }
}

/// Runs `test` on a new schema of the PostgreSQL that `JALON_TEST_POSTGRES_URL` names.
pub fn on_postgres<F: AsyncFnOnce(&Bench)>(test: F) {
    let Ok(server) = std::env::var("JALON_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("CI").is_err(),
            "JALON_TEST_POSTGRES_URL is not set"
        );
        println!("skipped: JALON_TEST_POSTGRES_URL is not set");
        return;
    };
    runtime().block_on(async {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let schema = format!(
            "t{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::SeqCst)
        );
        let admin = sqlx::PgPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
            .execute(&admin)
            .await
            .unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-c%20search_path%3D{schema}");
        let store = Store::open(&url).await.unwrap();
        test(&Bench::new(store, url, None).await).await;
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE")))
            .execute(&admin)
            .await
            .unwrap();
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// One test on both databases.
#[macro_export]
macro_rules! both {
    ($name:ident, $test:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[test]
            fn sqlite() {
                $crate::bench::on_sqlite($test);
            }

            #[test]
            fn postgres() {
                $crate::bench::on_postgres($test);
            }
        }
    };
}
