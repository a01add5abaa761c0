//! A throw-away PostgreSQL cluster: own folder, free port, nothing flushed to disk, gone at the end.

use crate::system::{self, Package};
use crate::{Res, stamp};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PACKAGE: Package = Package {
    title: "PostgreSQL",
    apt: "postgresql",
    brew: "postgresql@17",
    dnf: "postgresql-server",
};

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    owner: Option<(u32, u32)>,
    port: u16,
    child: Child,
}

impl Cluster {
    /// Make and start one, installing PostgreSQL when it is missing and that is allowed.
    pub fn start() -> Res<Cluster> {
        let bin = PACKAGE.or_install(find)?;
        let owner = if system::is_root() {
            Some(other_user()?)
        } else {
            None
        };
        let folder = home().join(format!("jalon-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        give(&folder, owner)?;
        let data = folder.join("data");
        let mut init = Command::new(bin.join("initdb"));
        init.args([
            "--auth=trust",
            "--username=jalon",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--pgdata",
        ])
        .arg(&data);
        let said = system::listen(
            as_user(&mut init, owner).current_dir(&folder),
            Duration::from_secs(120),
        )?;
        if !said.status.is_some_and(|status| status.success()) {
            return Err(format!("initdb failed\n{}", said.text));
        }
        let port = system::free_port()?;
        let child = serve(&bin, &folder, owner, port)?;
        let mut cluster = Cluster {
            folder,
            bin,
            owner,
            port,
            child,
        };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Where a client connects to.
    pub fn url(&self) -> String {
        format!("postgres://jalon@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self) -> Res {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if let Ok(Some(status)) = self.child.try_wait() {
                let log = stamp::read_text(&self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL stopped at once ({status})\n{log}"));
            }
            let mut ready = Command::new(self.bin.join("pg_isready"));
            if system::succeeds(ready.args(["--host=127.0.0.1", &format!("--port={}", self.port)]))
            {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err("PostgreSQL did not start within 30 s".into())
    }
}

/// In memory where there is room: every test has a database of its own, and making one writes three
/// hundred files, which takes a disk half a second.
fn home() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let mut df = Command::new("df");
    let free = system::capture(df.args(["--output=avail", "-k"]).arg(memory));
    let kilobytes = free
        .ok()
        .and_then(|text| text.lines().last()?.trim().parse().ok())
        .unwrap_or(0_u64);
    if kilobytes > ROOM {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// Kilobytes a run of all tests stays well below.
const ROOM: u64 = 3_000_000;

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = Command::new(self.bin.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-D"])
            .arg(self.folder.join("data"));
        if !system::succeeds(as_user(&mut stop, self.owner).current_dir(&self.folder)) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn serve(bin: &Path, folder: &Path, owner: Option<(u32, u32)>, port: u16) -> Res<Child> {
    let log = fs::File::create(folder.join("log"))
        .map_err(|error| format!("cannot write PostgreSQL's log: {error}"))?;
    let mut postgres = Command::new(bin.join("postgres"));
    postgres
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-p", &port.to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=200",
        "timezone=UTC",
    ] {
        postgres.args(["-c", setting]);
    }
    as_user(&mut postgres, owner)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("cannot start PostgreSQL: {error}"))
}

fn is_complete(bin: &Path) -> bool {
    ["initdb", "postgres", "pg_ctl", "pg_isready"]
        .iter()
        .all(|name| bin.join(name).is_file())
}

/// The newest server found where the packages of Debian, Fedora and Homebrew put it, or on PATH.
fn find() -> Option<PathBuf> {
    let homes = [
        "/usr/lib/postgresql",
        "/usr/local/opt",
        "/opt/homebrew/opt",
        "/usr",
    ];
    let mut found: Vec<PathBuf> = homes
        .iter()
        .filter_map(|home| fs::read_dir(home).ok())
        .flat_map(|entries| entries.flatten())
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| is_complete(bin))
        .collect();
    found.sort();
    found.pop().or_else(|| {
        let initdb = system::which(&["initdb"]).and_then(|file| file.canonicalize().ok())?;
        initdb
            .parent()
            .map(Path::to_path_buf)
            .filter(|bin| is_complete(bin))
    })
}

/// PostgreSQL refuses to run as root: take its own user, or `nobody`.
fn other_user() -> Res<(u32, u32)> {
    let users = stamp::read_text(Path::new("/etc/passwd"))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| {
            let fields: Vec<_> = users
                .lines()
                .find(|line| line.starts_with(&format!("{name}:")))?
                .split(':')
                .collect();
            Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
        })
        .ok_or_else(|| "no user to run PostgreSQL as (postgres or nobody)".into())
}

#[cfg(unix)]
fn as_user(command: &mut Command, owner: Option<(u32, u32)>) -> &mut Command {
    use std::os::unix::process::CommandExt;
    match owner {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}

#[cfg(unix)]
fn give(folder: &Path, owner: Option<(u32, u32)>) -> Res {
    match owner {
        Some((user, group)) => {
            std::os::unix::fs::chown(folder, Some(user), Some(group)).map_err(|error| {
                format!(
                    "cannot give {} to PostgreSQL's user: {error}",
                    folder.display()
                )
            })
        }
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn as_user(command: &mut Command, _owner: Option<(u32, u32)>) -> &mut Command {
    command
}

#[cfg(not(unix))]
fn give(_folder: &Path, _owner: Option<(u32, u32)>) -> Res {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        if find().is_none() {
            println!("skipped: no PostgreSQL here");
            return;
        }
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        assert!(folder.is_dir());
        assert!(cluster.url().starts_with("postgres://jalon@127.0.0.1:"));
        drop(cluster);
        assert!(!folder.exists());
    }
}
