//! The real program at the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

struct Place {
    folder: tempfile::TempDir,
}

fn place() -> Place {
    Place {
        folder: tempfile::tempdir().unwrap(),
    }
}

impl Place {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
        command.current_dir(self.folder.path()).args(args);
        for (name, _) in std::env::vars() {
            if name.starts_with("JALON_") {
                command.env_remove(name);
            }
        }
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        said(&output)
    }

    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(!output.status.success(), "{args:?}: {}", said(&output));
        said(&output)
    }

    fn add_user(&self, email: &str, password: &str) -> Output {
        let mut child = self
            .command(&["user", "add", "--email", email, "--name", "Somebody"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let line = format!("{password}\n");
        child
            .stdin
            .take()
            .unwrap()
            .write_all(line.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }

    /// Every file with its content.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .flatten()
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, std::fs::read(entry.path()).unwrap())
            })
            // SQLite's index of who reads what, which is not part of the database.
            .filter(|(name, _)| !name.ends_with("-shm"))
            .collect();
        all.sort();
        all
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

const PASSWORD: &str = "correct horse battery";

#[test]
fn checking_the_configuration_changes_nothing() {
    let place = place();
    for args in [
        &["--check-config"][..],
        &["serve", "--check-config"],
        &["--check-config", "serve", "--listen", "127.0.0.1:0"],
    ] {
        let text = place.ok(args);
        assert!(
            text.contains("sqlite:jalon.db") && text.contains("none yet"),
            "{text}"
        );
        assert!(place.files().is_empty(), "{args:?} made files");
    }
    place.ok(&["migrate"]);
    let before = place.files();
    let text = place.ok(&["--check-config"]);
    assert!(text.contains("up to date"), "{text}");
    assert_eq!(place.files(), before);
}

#[test]
fn the_log_is_read_against_its_seals_and_nothing_is_changed() {
    let place = place();
    place.ok(&["migrate"]);
    let added = place.add_user("boss@example.com", "a long enough password");
    assert!(added.status.success(), "{}", said(&added));
    let before = place.files();
    let text = place.ok(&["audit", "verify"]);
    // Nobody has sealed it yet: that is the server's business.
    assert!(text.contains("the log is whole\nsealed     0 "), "{text}");
    assert!(!text.contains("waiting    0 "), "{text}");
    assert_eq!(place.files(), before);
    let text = place.refused(&["audit", "verify", "--known", "12"]);
    assert!(text.contains("64 hexadecimal digits"), "{text}");
    let known = format!("5:{}", "ab".repeat(32));
    let text = place.refused(&["audit", "verify", "--known", &known]);
    assert!(text.contains("noted down"), "{text}");
}

#[test]
fn a_wrong_configuration_is_told_before_anything_is_done() {
    let place = place();
    for (args, word) in [
        (
            &["serve", "--check-config", "--public-url", "crm.example.com"][..],
            "https://",
        ),
        (
            &[
                "serve",
                "--check-config",
                "--public-url",
                "https://a.example/b",
            ],
            "no path",
        ),
        (
            &["--check-config", "--log", "jalon=loud=very"],
            "log filter",
        ),
        (
            &["--check-config", "--database", "mysql://u:s3cret@h/d"],
            "mysql://u:***@h/d",
        ),
        (
            &["serve", "--check-config", "--trusted-proxy", "proxy"],
            "no IP address",
        ),
        (
            &["serve", "--check-config", "--demo", "--listen", "0.0.0.0:1"],
            "--demo-public",
        ),
        (
            &["serve", "--demo", "--public-url", "https://crm.example.com"],
            "--demo-public",
        ),
        (
            &["serve", "--check-config", "--smtp-url", "http://u:s3cret@h"],
            "--mail-from",
        ),
        (
            &[
                "serve",
                "--check-config",
                "--mail-from",
                "jalon@example.com",
                "--smtp-url",
                "http://u:s3cret@h",
            ],
            "smtps://",
        ),
        (
            &["serve", "--check-config", "--mail-from", "nobody"],
            "no sender",
        ),
        (&["serve", "--listen", "nowhere"], "nowhere"),
    ] {
        let text = place.refused(args);
        assert!(text.contains(word), "{args:?}: {text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
    assert!(place.files().is_empty());
}

#[test]
fn the_environment_says_what_flags_would() {
    let place = place();
    let output = place
        .command(&["--check-config"])
        .env("JALON_DATABASE", "sqlite:other.db")
        .env("JALON_LISTEN", "127.0.0.1:4999")
        .env("JALON_PUBLIC_URL", "https://CRM.example.com/")
        .env("JALON_TRUSTED_PROXIES", "10.0.0.0/8,::1")
        .output()
        .unwrap();
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    for word in [
        "sqlite:other.db",
        "127.0.0.1:4999",
        "https://crm.example.com\n",
        "10.0.0.0/8, ::1/128",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    // Every flag of every command has its variable.
    for command in [
        &["serve", "--help"][..],
        &["import", "--help"],
        &["demo", "--help"],
        &["user", "add", "--help"],
        &["user", "reset-second-factor", "--help"],
        &["backup", "--help"],
        &["restore", "--help"],
    ] {
        let help = place.ok(command);
        let entries: Vec<&str> = help.split("\n  ").collect();
        let flags = entries
            .iter()
            .filter(|entry| entry.trim_start().contains("--") && !entry.contains("--help"))
            .filter(|entry| entry.trim_start().starts_with('-'));
        for flag in flags {
            let name = flag
                .split_whitespace()
                .find(|word| word.starts_with("--"))
                .unwrap();
            let options = help.split("Options:").nth(1).unwrap();
            let about = options.split(name).nth(1).unwrap();
            let end = about.find("\n      --").unwrap_or(about.len());
            assert!(
                about[..end].contains("JALON_"),
                "{command:?} {name}: {help}"
            );
        }
    }
}

#[test]
fn a_user_is_added_once_and_the_password_is_never_shown() {
    let place = place();
    let output = place.add_user("boss@example.com", PASSWORD);
    assert!(output.status.success(), "{}", said(&output));
    assert!(!said(&output).contains(PASSWORD));
    let again = place.add_user("boss@example.com", PASSWORD);
    assert!(!again.status.success());
    let short = place.add_user("other@example.com", "short");
    assert!(!short.status.success());
    assert!(!said(&short).contains("short\n"), "{}", said(&short));
}

#[test]
fn a_second_factor_is_taken_away_at_the_command_line_only_where_there_is_one() {
    let place = place();
    assert!(
        place
            .add_user("boss@example.com", PASSWORD)
            .status
            .success()
    );
    let reset = ["user", "reset-second-factor"];
    let text = place.refused(&reset);
    assert!(text.contains("--email"), "{text}");
    for email in ["boss@example.com", "nobody@example.com"] {
        let text = place.refused(&[reset[0], reset[1], "--email", email]);
        assert!(text.contains(email), "{text}");
    }
    let text = place.ok(&[reset[0], reset[1], "--unreadable"]);
    assert!(text.starts_with("0 second factors"), "{text}");
    let text = place.refused(&[reset[0], reset[1], "--unreadable", "--key-file", "none"]);
    assert!(text.contains("the key file none"), "{text}");
    assert!(!place.path("jalon.db.key").exists());
}

#[test]
fn a_dry_run_of_an_import_writes_nothing_and_counts_what_the_run_does() {
    let place = place();
    place.write("accounts.csv", "account,employees\nGood,12\nBad,many\n");
    let text = place.refused(&["import", "--dry-run", "accounts.csv"]);
    assert!(text.contains("no database"), "{text}");
    assert!(!place.path("jalon.db").exists());
    assert!(
        place
            .add_user("boss@example.com", PASSWORD)
            .status
            .success()
    );
    place.ok(&[
        "import",
        "--kind",
        "accounts",
        "--leave-bad-rows-out",
        "accounts.csv",
    ]);
    place.write("accounts.csv", "account,employees\nGood,13\nBetter,14\n");
    let before = place.files();
    let dry = place.ok(&["import", "--dry-run", "accounts.csv"]);
    assert_eq!(place.files(), before, "a dry run changed a file");
    assert!(
        dry.contains("create 1 · update 1 · merge 0 · skip 0 · error 0"),
        "{dry}"
    );
    let run = place.ok(&["import", "accounts.csv"]);
    assert!(
        run.contains("create 1 · update 1 · merge 0 · skip 0 · error 0"),
        "{run}"
    );
    let bad = place.refused(&["import", "--kind", "nonsense", "accounts.csv"]);
    assert!(bad.contains("none of people"), "{bad}");
    place.write("broken.csv", "account,employees\nA,1\nB,2\nC,3\n=cmd(),x\n");
    place.refused(&["import", "--bad-rows", "bad.csv", "broken.csv"]);
    let bad = std::fs::read_to_string(place.path("bad.csv")).unwrap();
    assert!(bad.contains("'=cmd()"), "{bad}");
}

#[test]
fn a_backup_neither_makes_nor_migrates_and_is_read_through() {
    let place = place();
    let text = place.refused(&["backup", "copy.db"]);
    assert!(text.contains("no database"), "{text}");
    assert!(place.files().is_empty());
    place.ok(&["migrate"]);
    assert!(
        place
            .add_user("boss@example.com", PASSWORD)
            .status
            .success()
    );
    place.ok(&["backup", "copy.db"]);
    let text = place.refused(&["backup", "copy.db"]);
    assert!(text.contains("exists already"), "{text}");
    // The copy is a database of its own, with what was in the first.
    let text = place.ok(&["--check-config", "--database", "sqlite:copy.db"]);
    assert!(text.contains("up to date"), "{text}");
    let again = place
        .command(&["user", "add", "--email", "boss@example.com", "--name", "X"])
        .env("JALON_DATABASE", "sqlite:copy.db")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!again.status.success());
    // What is no database is not copied as one.
    place.write(
        "torn.db",
        "this is no database, and long enough to have a header of its own",
    );
    place.refused(&["backup", "--database", "sqlite:torn.db", "torn-copy.db"]);
}

/// A server, stopped when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(place: &Place, more: &[&str]) -> (Server, String) {
    let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
    args.extend(more);
    let mut child = place
        .command(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (tell, told) = std::sync::mpsc::channel();
    // Read to the end: a server whose output nobody takes any more would stop on its next line.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(address) = line.split("http://").nth(1) {
                let _ = tell.send(address.to_owned());
            }
        }
    });
    let address = told
        .recv_timeout(std::time::Duration::from_secs(120))
        .expect("the server never said where it listens");
    (Server(child), address)
}

fn sign_in(address: &str, email: &str, password: &str) -> String {
    let body = format!(
        "email={email}&password={}&next=/",
        password.replace(' ', "+")
    );
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_sample_company_signs_in_in_demo_mode_only() {
    let place = place();
    let told = place.ok(&["demo"]);
    let login = told
        .lines()
        .find(|line| line.contains("password "))
        .expect("no login was told");
    let email = login
        .split_whitespace()
        .find(|word| word.contains('@'))
        .unwrap();
    let password = login.split("password ").nth(1).unwrap().trim();
    assert!(
        place
            .add_user("boss@example.com", PASSWORD)
            .status
            .success()
    );
    let (server, address) = serve(&place, &["--demo"]);
    assert_eq!(sign_in(&address, email, password), "/");
    drop(server);
    let (_server, address) = serve(&place, &[]);
    assert!(sign_in(&address, email, password).contains("error=unauthenticated"));
    assert_eq!(sign_in(&address, "boss@example.com", PASSWORD), "/");
    assert!(Path::new(&place.path("jalon.db")).exists());
}
