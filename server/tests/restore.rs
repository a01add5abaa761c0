//! A backup takes the place of the database: whole, with nobody in it, and what was there is kept.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

struct Place(tempfile::TempDir);

impl Place {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
        command.current_dir(self.0.path()).args(args);
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

    /// Whether there was nobody with this address.
    fn adds(&self, email: &str) -> bool {
        let mut child = self
            .command(&["user", "add", "--email", email, "--name", "Somebody"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"correct horse battery\n").unwrap();
        drop(input);
        child.wait().unwrap().success()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{out}{err}")
}

/// A place with a backup of one person, and another person since.
fn backed_up() -> Place {
    let place = Place(tempfile::tempdir().unwrap());
    place.ok(&["migrate"]);
    assert!(place.adds("first@example.com"));
    place.ok(&["backup", "copy.db"]);
    assert!(place.adds("second@example.com"));
    place
}

/// A server, killed when dropped.
struct Server(Child);

impl Server {
    fn start(place: &Place) -> Server {
        let mut child = place
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("http://")));
        // A server whose output nobody takes any more would stop on its next line.
        std::thread::spawn(move || lines.for_each(drop));
        Server(child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn files(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = all
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_takes_the_place_of_the_database_which_is_kept() {
    let place = backed_up();
    let copy = std::fs::read(place.path("copy.db")).unwrap();
    let text = place.ok(&["restore", "copy.db"]);
    assert!(text.contains("found sound"), "{text}");
    assert!(text.contains("its last change is of 20"), "{text}");
    assert!(text.contains("jalon.db.before-restore-1"), "{text}");
    // The backup is as it was, the first person is there, and the second came after it.
    assert_eq!(std::fs::read(place.path("copy.db")).unwrap(), copy);
    assert!(!place.adds("first@example.com"));
    assert!(place.adds("second@example.com"));
    // What was there is a whole database, and can be brought back like a backup; nothing is written over.
    let text = place.ok(&["restore", "jalon.db.before-restore-1"]);
    assert!(text.contains("jalon.db.before-restore-2"), "{text}");
    assert!(!place.adds("second@example.com"));
    assert!(!place.path("jalon.db.restoring").exists());
    // Where there is no database, one is put.
    let elsewhere = place.path("elsewhere.db").display().to_string();
    let to = format!("sqlite:{elsewhere}");
    let text = place.ok(&["--database", &to, "restore", "copy.db"]);
    assert!(!text.contains("kept as"), "{text}");
    assert!(text.contains("there are no keys in"), "{text}");
}

#[test]
fn nothing_is_restored_into_a_database_somebody_has_open() {
    let place = backed_up();
    let server = Server::start(&place);
    let text = place.refused(&["restore", "copy.db"]);
    assert!(text.contains("is open: stop the server"), "{text}");
    assert!(!place.path("jalon.db.restoring").exists());
    // It is killed, and what its log holds is part of what is kept.
    drop(server);
    place.ok(&["restore", "copy.db"]);
    place.ok(&["restore", "jalon.db.before-restore-1"]);
    assert!(!place.adds("second@example.com"));
}

#[test]
fn a_database_that_cannot_be_read_gives_way_and_a_backup_that_cannot_does_not_come() {
    let place = backed_up();
    std::fs::write(
        place.path("torn.db"),
        "this is no database, but long enough",
    )
    .unwrap();
    let mut cut = std::fs::read(place.path("copy.db")).unwrap();
    cut.truncate(cut.len() / 2);
    std::fs::write(place.path("cut.db"), cut).unwrap();
    std::fs::write(place.path("empty.db"), "").unwrap();
    let before = files(place.0.path());
    for bad in ["torn.db", "cut.db", "empty.db", "none.db", "jalon.db", "."] {
        place.refused(&["restore", bad]);
        assert_eq!(files(place.0.path()), before, "{bad}");
    }
    let text = place.refused(&["--database", "postgres://127.0.0.1/x", "restore", "copy.db"]);
    assert!(text.contains("pg_restore"), "{text}");
    assert!(!place.adds("second@example.com"));

    // Its log is gone, too: with it SQLite would bring back some of what was there.
    for beside in ["jalon.db-wal", "jalon.db-shm"] {
        let _ = std::fs::remove_file(place.path(beside));
    }
    std::fs::copy(place.path("torn.db"), place.path("jalon.db")).unwrap();
    let text = place.ok(&["restore", "copy.db"]);
    assert!(text.contains("cannot be read"), "{text}");
    assert!(!place.adds("first@example.com"));
    assert_eq!(
        std::fs::read(place.path("jalon.db.before-restore-1")).unwrap(),
        std::fs::read(place.path("torn.db")).unwrap()
    );
}
