//! Several real servers on one PostgreSQL that are killed or cut off. What was acknowledged is there, what one
//! saves the pages of the others hear, and nothing is done twice. `kills.rs` kills one server again and again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

#[path = "support/cable.rs"]
mod cable;
#[path = "support/node.rs"]
mod node;

use cable::Cable;
use node::{PATIENCE, call, me, postgres, serve, set_up, sign_in, uuid};
use shared::crm::accounts::{AccountFacts, CreateAccount, GetAccount};
use shared::kernel::{AccountId, Currency, Lang, Role, UserId};
use shared::platform::access::InvitePerson;
use shared::platform::people::{SaveUser, UserFacts};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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
    listen_again(address, cookie, "")
}

/// The number of the last event that was heard.
fn last_heard(heard: &Mutex<String>) -> i64 {
    let heard = heard.lock().unwrap();
    let numbers = heard.lines().filter_map(|line| line.strip_prefix("id: "));
    numbers
        .filter_map(|number| number.parse().ok())
        .max()
        .unwrap()
}

/// The same of one that says with a header what it heard last, as browsers do when they come back.
fn listen_again(address: &str, cookie: &str, header: &str) -> Arc<Mutex<String>> {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /live?after=999999999 HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{header}\r\n"
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

#[test]
fn three_servers_on_one_database_one_killed_one_cut_off() {
    let Some(database) = postgres("nodes") else {
        return;
    };
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
    // The page of a server that will be killed.
    let cut = listen(&first.address, &cookie);
    hears(&cut, "event: reset");

    let addresses = [&first, &second].map(|node| node.address.clone()).to_vec();
    let addresses = Arc::new(Mutex::new(addresses));
    let storm = Storm::begin(addresses.clone(), &cookie, owner);
    storm.until(40);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    // It comes back to another server, which tells it what followed.
    let header = format!("Last-Event-ID: {}\r\n", last_heard(&cut));
    let came_back = listen_again(&second.address, &cookie, &header);
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
    // So has the one whose server was killed, before or afterwards, and it was not told to read all again.
    for id in &acknowledged {
        let id = id.0.to_string();
        if !cut.lock().unwrap().contains(&id) {
            hears(&came_back, &id);
        }
    }
    assert!(!came_back.lock().unwrap().contains("event: reset"));

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
