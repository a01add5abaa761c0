//! Real servers that are killed or cut off: several on one PostgreSQL, one on SQLite. What was acknowledged is
//! there, what one saves the pages of the others hear, and nothing is done twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

#[path = "support/cable.rs"]
mod cable;

use cable::Cable;
use shared::crm::accounts::{AccountFacts, CreateAccount, GetAccount};
use shared::kernel::{AccountId, Currency, Lang, Role, UserId};
use shared::platform::access::InvitePerson;
use shared::platform::people::{SaveUser, UserFacts};
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const EMAIL: &str = "somebody@example.org";
const PASSWORD: &str = "correct horse battery";
const PATIENCE: Duration = Duration::from_secs(60);

fn jalon(folder: &Path, database: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    for (name, _) in std::env::vars() {
        if name.starts_with("JALON_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .args(args)
        .env("JALON_DATABASE", database)
        .env("JALON_LOG", "error");
    command
}

/// A server that is killed when it goes out of sight.
struct Node {
    child: Child,
    address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &Path, database: &str) -> Node {
    let mut child = jalon(folder, database, &["serve", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    assert!(line.contains("listens"), "{line}");
    std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
    Node { child, address }
}

fn set_up(folder: &Path, database: &str) {
    let mut child = jalon(
        folder,
        database,
        &["user", "add", "--email", EMAIL, "--name", "Somebody"],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{PASSWORD}").unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Status, head and body.
fn ask(address: &str, request: &str) -> io::Result<(u16, String, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.get(9..12).and_then(|code| code.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    // An answer cut short is none.
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    if length.is_some_and(|length| body.len() < length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((status, head.to_owned(), body.to_owned()))
}

fn post(
    address: &str,
    path: &str,
    kind: &str,
    cookie: &str,
    body: &str,
) -> io::Result<(u16, String, String)> {
    let length = body.len();
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Cookie: {cookie}\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

fn sign_in(address: &str) -> String {
    let form = format!(
        "email={EMAIL}&password={}&next=/",
        PASSWORD.replace(' ', "+")
    );
    let kind = "application/x-www-form-urlencoded";
    let (status, head, _) = post(address, "/sign-in", kind, "", &form).unwrap();
    assert_eq!(status, 303, "{head}");
    let cookie = head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn call(
    address: &str,
    cookie: &str,
    operation: &str,
    request: &impl serde::Serialize,
) -> io::Result<(u16, String)> {
    let body = serde_json::json!({ "request": request }).to_string();
    let path = format!("/call/{operation}");
    let (status, _, body) = post(address, &path, "application/json", cookie, &body)?;
    Ok((status, body))
}

fn uuid() -> uuid::Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut random = [7; 10];
    random[2..].copy_from_slice(&COUNT.fetch_add(1, Ordering::SeqCst).to_be_bytes());
    shared::kernel::id::uuid_v7(1_795_424_400_000, random)
}

fn me(address: &str, cookie: &str) -> UserId {
    let (status, body) = call(address, cookie, "people.directory", &serde_json::json!({})).unwrap();
    assert_eq!(status, 200, "{body}");
    let directory: serde_json::Value = serde_json::from_str(&body).unwrap();
    let users = directory["users"].as_array().unwrap();
    let own = users.iter().find(|user| user["facts"]["email"] == EMAIL);
    serde_json::from_value(own.unwrap()["id"].clone()).unwrap()
}

/// Writers that create accounts at whichever server answers, and remember what was acknowledged.
struct Storm {
    acknowledged: Arc<Mutex<Vec<AccountId>>>,
    stop: Arc<AtomicBool>,
    writers: Vec<std::thread::JoinHandle<()>>,
}

impl Storm {
    fn begin(addresses: Arc<Mutex<Vec<String>>>, cookie: &str, owner: UserId) -> Storm {
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let turn = Arc::new(AtomicUsize::new(0));
        let writers = (0..3)
            .map(|_| {
                let (acknowledged, stop, turn) = (acknowledged.clone(), stop.clone(), turn.clone());
                let (addresses, cookie) = (addresses.clone(), cookie.to_owned());
                std::thread::spawn(move || {
                    while !stop.load(Ordering::SeqCst) {
                        let address = {
                            let all = addresses.lock().unwrap();
                            let turn = turn.fetch_add(1, Ordering::SeqCst);
                            all.get(turn % all.len().max(1)).cloned()
                        };
                        let id = AccountId(uuid());
                        let facts = AccountFacts::named(format!("Storm {}", id.0), owner);
                        let request = CreateAccount { id, facts };
                        match address
                            .map(|address| call(&address, &cookie, "accounts.create", &request))
                        {
                            Some(Ok((200, _))) => acknowledged.lock().unwrap().push(id),
                            Some(Ok((status, body))) if status != 503 => panic!("{status}: {body}"),
                            _ => std::thread::sleep(Duration::from_millis(20)),
                        }
                    }
                })
            })
            .collect();
        Storm {
            acknowledged,
            stop,
            writers,
        }
    }

    fn until(&self, count: usize) {
        let start = Instant::now();
        while self.acknowledged.lock().unwrap().len() < count {
            assert!(start.elapsed() < PATIENCE, "too slow: {count}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn end(self) -> Vec<AccountId> {
        self.stop.store(true, Ordering::SeqCst);
        for writer in self.writers {
            writer.join().unwrap();
        }
        let all = self.acknowledged.lock().unwrap();
        all.clone()
    }
}

fn all_there(address: &str, cookie: &str, ids: &[AccountId]) {
    for id in ids {
        let (status, body) =
            call(address, cookie, "accounts.get", &GetAccount { id: *id }).unwrap();
        assert_eq!(status, 200, "{id:?} was acknowledged and is lost: {body}");
    }
}

/// What an open page hears.
fn listen(address: &str, cookie: &str) -> Arc<Mutex<String>> {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /live?after=999999999 HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let heard = Arc::new(Mutex::new(String::new()));
    let kept = heard.clone();
    std::thread::spawn(move || {
        let mut piece = [0; 16_384];
        while let Ok(read @ 1..) = stream.read(&mut piece) {
            let text = String::from_utf8_lossy(&piece[..read]).into_owned();
            kept.lock().unwrap().push_str(&text);
        }
    });
    heard
}

fn hears(heard: &Mutex<String>, word: &str) {
    let start = Instant::now();
    while !heard.lock().unwrap().contains(word) {
        assert!(start.elapsed() < PATIENCE, "{word} was not heard of");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn invite(address: &str, cookie: &str, number: usize) -> String {
    let id = UserId(uuid());
    let email = format!("guest-{number}@example.org");
    let user = SaveUser {
        id,
        version: 0,
        facts: UserFacts {
            role_id: None,
            name: format!("Guest {number}"),
            email: email.clone(),
            role: Role::Representative,
            team_id: None,
            lang: Lang::En,
            time_zone: "Europe/Paris".to_owned(),
            currency: Currency::EUR,
            active: true,
        },
        password: None,
    };
    let (status, body) = call(address, cookie, "people.save_user", &user).unwrap();
    assert_eq!(status, 200, "{body}");
    let (status, body) = call(address, cookie, "access.invite", &InvitePerson { id }).unwrap();
    assert_eq!(status, 200, "{body}");
    email
}

fn mails(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder.join("outbox"))
        .into_iter()
        .flatten();
    files
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|kind| kind == "eml"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap())
        .collect()
}

/// A schema of its own of the PostgreSQL that `JALON_TEST_POSTGRES_URL` names.
fn postgres() -> Option<String> {
    let Ok(server) = std::env::var("JALON_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("CI").is_err(),
            "JALON_TEST_POSTGRES_URL is not set"
        );
        println!("skipped: JALON_TEST_POSTGRES_URL is not set");
        return None;
    };
    let schema = format!("nodes_{}", std::process::id());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let pool = sqlx::PgPool::connect(&server).await.unwrap();
        for text in [
            format!("DROP SCHEMA IF EXISTS {schema} CASCADE"),
            format!("CREATE SCHEMA {schema}"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(text))
                .execute(&pool)
                .await
                .unwrap();
        }
    });
    let separator = if server.contains('?') { '&' } else { '?' };
    Some(format!(
        "{server}{separator}options=-c%20search_path%3D{schema}"
    ))
}

#[test]
fn three_servers_on_one_database_one_killed_one_cut_off() {
    let Some(database) = postgres() else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    set_up(folder, &database);
    let [mut first, second] = [(); 2].map(|()| serve(folder, &database));
    let (before, after) = database.split_once("@127.0.0.1:").unwrap();
    let (port, after) = after.split_once('/').unwrap();
    let cable = Cable::to(port.parse().unwrap());
    let far = format!("{before}@127.0.0.1:{}/{after}", cable.port);
    let third = serve(folder, &far);
    // One session opens every server.
    let cookie = sign_in(&first.address);
    let owner = me(&second.address, &cookie);
    let heard = listen(&third.address, &cookie);
    hears(&heard, "event: reset");

    let addresses = [&first, &second].map(|node| node.address.clone()).to_vec();
    let addresses = Arc::new(Mutex::new(addresses));
    let storm = Storm::begin(addresses.clone(), &cookie, owner);
    storm.until(40);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    storm.until(90);
    // It comes back while the others work.
    let first = serve(folder, &database);
    *addresses.lock().unwrap() = vec![first.address.clone(), second.address.clone()];
    storm.until(140);
    // The third loses its database while the others work: it says so, and is no ruin afterwards.
    cable.cut();
    storm.until(170);
    let (status, _) = call(
        &third.address,
        &cookie,
        "people.directory",
        &serde_json::json!({}),
    )
    .unwrap();
    assert_eq!(status, 503);
    storm.until(200);
    cable.mend();
    let acknowledged = storm.end();
    all_there(&third.address, &cookie, &acknowledged);
    // The page at the third server has heard of all that the others saved.
    for id in &acknowledged {
        hears(&heard, &id.0.to_string());
    }

    // Three servers look for jobs; each message is sent by one.
    let invited: BTreeSet<String> = (0..6)
        .map(|number| {
            invite(
                [&first, &second, &third][number % 3].address.as_str(),
                &cookie,
                number,
            )
        })
        .collect();
    let start = Instant::now();
    while mails(folder).len() < invited.len() {
        assert!(
            start.elapsed() < PATIENCE,
            "{} messages",
            mails(folder).len()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_secs(2));
    let sent = mails(folder);
    assert_eq!(sent.len(), invited.len());
    for email in invited {
        assert_eq!(
            sent.iter()
                .filter(|mail| mail.contains(&format!("To: {email}")))
                .count(),
            1
        );
    }
}

#[test]
fn sqlite_keeps_what_it_acknowledged_when_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let database = "sqlite:killed.db";
    set_up(folder, database);
    let mut node = serve(folder, database);
    let cookie = sign_in(&node.address);
    let owner = me(&node.address, &cookie);
    let addresses = Arc::new(Mutex::new(vec![node.address.clone()]));
    let storm = Storm::begin(addresses.clone(), &cookie, owner);
    let kills = kills();
    for cycle in 1..=kills {
        storm.until(cycle * 20);
        node.child.kill().unwrap();
        node.child.wait().unwrap();
        addresses.lock().unwrap().clear();
        sound(folder, database);
        node = serve(folder, database);
        addresses.lock().unwrap().push(node.address.clone());
    }
    storm.until(kills * 20 + 20);
    let acknowledged = storm.end();
    all_there(&node.address, &cookie, &acknowledged);
    let distinct: BTreeSet<_> = acknowledged.iter().collect();
    assert_eq!(distinct.len(), acknowledged.len());
    sound(folder, database);
    println!(
        "{} kills, {} acknowledged writes",
        kills,
        acknowledged.len()
    );
}

/// How often SQLite's server is killed; `cargo xtask soak` asks for more.
fn kills() -> usize {
    let given = std::env::var("JALON_KILLS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// A copy is read through (integrity and foreign keys) before it counts as one.
fn sound(folder: &Path, database: &str) {
    let copy = folder.join("copy.db");
    let copied = jalon(folder, database, &["backup", "copy.db"])
        .output()
        .unwrap();
    assert!(
        copied.status.success(),
        "{}",
        String::from_utf8_lossy(&copied.stderr)
    );
    std::fs::remove_file(copy).unwrap();
}
