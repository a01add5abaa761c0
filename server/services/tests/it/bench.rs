//! A database of its own for every test, with a clock that moves on only when it is asked, and a few people.

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
    /// Where files of exports are.
    pub exports: tempfile::TempDir,
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

    /// On a copy of the template, as a server finds it that starts again.
    async fn new(url: String, directory: Option<tempfile::TempDir>) -> Self {
        let store = Store::open(&url).await.unwrap();
        let clock = Arc::new(FixedClock::new(START));
        let services = Services::new(store, clock.clone());
        services.ensure_set_up().await.unwrap();
        let exports = tempfile::tempdir().unwrap();
        services.export_into(exports.path().to_path_buf());
        let people = actors(&services).await;
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
            exports,
            _directory: directory,
        }
    }
}

/// What every test begins with: the schema, what a new company has, and the people. It is made once for
/// each database and copied, since making it takes longer than most tests.
async fn furnish(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let services = Services::new(store.clone(), Arc::new(FixedClock::new(START)));
    services.ensure_set_up().await.unwrap();
    people(&services).await;
    store
}

fn person(index: u8) -> UserId {
    UserId::new(START.0, [100 + index; 10])
}

/// The people of [`people`], in their order.
async fn actors(services: &Services) -> [Actor; 7] {
    let mut actors = Vec::new();
    for index in 0..7 {
        actors.push(services.actor(person(index)).await.unwrap().unwrap());
    }
    actors.try_into().unwrap()
}

async fn people(services: &Services) {
    let hash = hash_password(PASSWORD, [3; 16]).unwrap();
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
    for (index, (name, role, team_id)) in (0..).zip(all) {
        let id = person(index);
        let email = format!("{name}@example.com");
        let user = NewUser {
            id,
            email: &email,
            name,
            role,
            team_id,
            password_hash: &hash,
            lang: Lang::En,
            time_zone: "Europe/Paris",
            currency: Currency::EUR,
            sample: false,
        };
        users::insert(&mut session, &user, START).await.unwrap();
    }
    session.commit().await.unwrap();
}

/// Runs `test` on a new SQLite file.
pub fn on_sqlite<F: AsyncFnOnce(&Bench)>(test: F) {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("copy.db");
        let url = format!("sqlite:{}", directory.path().join("made.db").display());
        runtime().block_on(async {
            let store = furnish(&url).await;
            store.backup(copy.to_str().unwrap()).await.unwrap();
        });
        std::fs::read(copy).unwrap()
    });
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("test.db");
    std::fs::write(&file, template).unwrap();
    runtime().block_on(async {
        let url = format!("sqlite:{}", file.display());
        let bench = Bench::new(url, Some(directory)).await;
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

/// Runs `test` on a new database of the PostgreSQL that `JALON_TEST_POSTGRES_URL` names.
pub fn on_postgres<F: AsyncFnOnce(&Bench)>(test: F) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let Ok(server) = std::env::var("JALON_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("CI").is_err(),
            "JALON_TEST_POSTGRES_URL is not set"
        );
        println!("skipped: JALON_TEST_POSTGRES_URL is not set");
        return;
    };
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("{TEST_DATABASE}{}", std::process::id());
        // The runtime takes every connection with it: a database in use cannot be copied.
        runtime().block_on(async {
            forget_ended_runs(&server).await;
            command(&server, &format!("CREATE DATABASE {name}")).await;
            furnish(&database(&server, &name)).await;
        });
        name
    });
    let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::SeqCst));
    runtime().block_on(async {
        command(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        test(&Bench::new(database(&server, &name), None).await).await;
        command(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    });
}

/// Begins the names of databases made here; the number of the process follows.
const TEST_DATABASE: &str = "jalon_test_";

/// The address of another database on the same server.
fn database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.into()
}

async fn command(server: &str, sql: &str) {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    connection
        .execute(sqlx::AssertSqlSafe(sql.to_owned()))
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// A run leaves its template behind; those of processes that are gone are taken away.
async fn forget_ended_runs(server: &str) {
    use sqlx::Connection;
    if !cfg!(target_os = "linux") {
        return;
    }
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    let names: Vec<String> = sqlx::query_scalar("SELECT datname::text FROM pg_database")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    for name in names {
        let run = name
            .strip_prefix(TEST_DATABASE)
            .and_then(|rest| rest.split('_').next());
        if run.is_some_and(|run| !std::path::Path::new("/proc").join(run).exists()) {
            command(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
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
