//! The release build, started on a database of its own.

use super::http::Connection;
use super::processor::{self, Database};
use crate::place::Place;
use crate::{Res, stamp, system};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// A running server.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// From the start of the program to its first answer.
    pub first_answer: Duration,
    cookie: String,
    folder: PathBuf,
    keeper: Database,
}

impl Running {
    /// Start in `folder` on `database`, which is filled with the sample company when it is empty.
    pub fn start(place: &Place, folder: &std::path::Path, database: &str) -> Res<Running> {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        let port = system::free_port()?;
        let start = Instant::now();
        let mut child = Command::new(place.binary("release"))
            .current_dir(folder)
            .args([
                "serve",
                "--demo",
                "--database",
                database,
                "--listen",
                &format!("127.0.0.1:{port}"),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| format!("cannot start the server: {error}"))?;
        let output = child.stdout.take();
        let mut running = Running {
            child,
            port,
            first_answer: Duration::ZERO,
            cookie: String::new(),
            folder: folder.to_path_buf(),
            keeper: Database::of(database),
        };
        running.wait(start)?;
        let login = output
            .and_then(|output| first_login(BufReader::new(output)))
            .ok_or("the server printed no demo login")?;
        running.sign_in(&login.0, &login.1)?;
        Ok(running)
    }

    fn wait(&mut self, start: Instant) -> Res {
        while start.elapsed() < Duration::from_secs(180) {
            if let Ok(mut connection) = Connection::open(self.port)
                && connection
                    .get("/sign-in")
                    .is_ok_and(|answer| answer.status == 200)
            {
                self.first_answer = start.elapsed();
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the server stopped ({status})"));
            }
            thread::sleep(Duration::from_millis(2));
        }
        Err("the server did not answer within three minutes".into())
    }

    fn sign_in(&mut self, email: &str, password: &str) -> Res {
        let form = format!(
            "email={}&password={}",
            email.replace('@', "%40").replace('+', "%2B"),
            password
        );
        let answer = Connection::open(self.port)?.send(
            "POST",
            "/sign-in",
            "application/x-www-form-urlencoded",
            &form,
        )?;
        self.cookie = answer
            .cookie
            .ok_or_else(|| format!("{email} cannot sign in: status {}", answer.status))?;
        Ok(())
    }

    /// A connection of somebody who is signed in.
    pub fn connect(&self) -> Res<Connection> {
        let mut connection = Connection::open(self.port)?;
        connection.cookie.clone_from(&self.cookie);
        Ok(connection)
    }

    /// Seconds of processor time so far.
    pub fn processor_time(&self) -> Option<f64> {
        processor::of_process(self.child.id())
    }

    /// The same with the database's; nothing where that works on another machine.
    pub fn processor_time_with_database(&self) -> Option<f64> {
        let own = self.processor_time()?;
        match self.keeper {
            Database::Within => Some(own),
            Database::Beside => Some(own + processor::of_postgres()?),
            Database::Elsewhere => None,
        }
    }

    /// Whether the database is a program of its own, here or elsewhere.
    pub fn is_postgres(&self) -> bool {
        self.keeper != Database::Within
    }

    /// Resident memory in megabytes.
    pub fn memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }

    /// The size of the database in bytes.
    pub fn database(&self) -> u64 {
        stamp::files(&self.folder)
            .iter()
            .filter_map(|file| file.metadata().ok())
            .map(|data| data.len())
            .sum()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first administrator's address and password among the printed logins, else the first login's.
/// What the server prints later is read and dropped, so that it never waits for us.
fn first_login(lines: impl BufRead + Send + 'static) -> Option<(String, String)> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let mut first = None;
    while let Ok(line) = receive.recv_timeout(Duration::from_secs(2)) {
        let words: Vec<_> = line.split_whitespace().collect();
        if let [role, email, "password", password] = words[..] {
            let login = (email.to_owned(), password.to_owned());
            if role == "administrator" {
                return Some(login);
            }
            first.get_or_insert(login);
        }
    }
    first
}
