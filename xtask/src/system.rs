//! Running programs, and installing the ones that are missing through the system's packages.

use crate::Res;
use std::env;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Run to the end with the terminal's input and output.
pub fn run(command: &mut Command) -> Res {
    let status = command
        .status()
        .map_err(|error| format!("cannot start {}: {error}", line(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed ({status})", line(command)))
    }
}

/// The same command, giving way to what people or browsers wait for (where the system has `nice`).
pub fn gently(command: &Command) -> Command {
    let mut kind = match which(&["nice"]) {
        Some(nice) => {
            let mut nice = Command::new(nice);
            nice.args(["-n", "5"]).arg(command.get_program());
            nice
        }
        None => Command::new(command.get_program()),
    };
    kind.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => kind.env(name, value),
            None => kind.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        kind.current_dir(folder);
    }
    kind
}

/// The triple of this machine, as the compiler names it.
pub fn host() -> Res<String> {
    let told = capture(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not name this machine's triple".to_owned())
}

/// Run to the end and give back what it printed; its complaints go to the terminal.
pub fn capture(command: &mut Command) -> Res<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start {}: {error}", line(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{} failed ({})", line(command), output.status))
    }
}

/// Whether it ends well, silently.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program said, and how it ended.
pub struct Said {
    /// Standard output, then standard error.
    pub text: String,
    /// `None`: it was stopped because the time was up.
    pub status: Option<ExitStatus>,
}

/// Run with both outputs kept, stopping it after `limit`: a hanging test is a failing test.
pub fn listen(command: &mut Command, limit: Duration) -> Res<Said> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {}: {error}", line(command)))?;
    let out = child.stdout.take().map(drain);
    let err = child.stderr.take().map(drain);
    let start = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if start.elapsed() < limit => thread::sleep(Duration::from_millis(20)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    let text = [out, err]
        .into_iter()
        .flatten()
        .map(|part| part.join().unwrap_or_default())
        .collect();
    Ok(Said { text, status })
}

fn drain(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    words.join(" ")
}

/// The first of `names` found on PATH.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// A program that comes from the system's packages.
pub struct Package {
    /// What people call it.
    pub title: &'static str,
    /// Debian's, Ubuntu's package.
    pub apt: &'static str,
    /// Homebrew's formula or cask.
    pub brew: &'static str,
    /// Fedora's package.
    pub dnf: &'static str,
}

impl Package {
    /// `found` again after installing, or the sentence that says what to install.
    pub fn or_install<T>(&self, found: impl Fn() -> Option<T>) -> Res<T> {
        if let Some(thing) = found() {
            return Ok(thing);
        }
        if which(&["apt-get"]).is_some() {
            // Two stages may miss something at the same time; apt-get refuses a second one.
            static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
            let _turn = ONE_AT_A_TIME.lock();
            eprintln!("        installing {} with apt-get", self.title);
            let _ = apt(&["install", "-y", "--no-install-recommends", self.apt]).or_else(|_| {
                apt(&["update"])
                    .and_then(|()| apt(&["install", "-y", "--no-install-recommends", self.apt]))
            });
        }
        found().ok_or_else(|| format!("{} is missing. {}", self.title, self.advice()))
    }

    fn advice(&self) -> String {
        if cfg!(target_os = "macos") {
            format!("Install it with: brew install {}", self.brew)
        } else if which(&["dnf"]).is_some() {
            format!("Install it with: sudo dnf install {}", self.dnf)
        } else {
            format!(
                "Install it with: sudo apt-get install {} (Debian, Ubuntu), sudo dnf install {} (Fedora) or brew install {} (macOS)",
                self.apt, self.dnf, self.brew
            )
        }
    }
}

/// Run apt-get as root, or through a sudo that asks nothing.
fn apt(args: &[&str]) -> Res {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else if succeeds(Command::new("sudo").args(["-n", "true"])) {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        return Err("not allowed to install packages".into());
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-q"])
        .args(args)
        .stdout(Stdio::null());
    run(&mut command)
}

/// Whether we are the system's administrator.
pub fn is_root() -> bool {
    cfg!(unix) && capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A port nobody listens on just now.
pub fn free_port() -> Res<u16> {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

/// Node, at least version 20.
pub fn node() -> Res<PathBuf> {
    let node = Package {
        title: "Node.js 20 or later",
        apt: "nodejs npm",
        brew: "node",
        dnf: "nodejs",
    };
    which(&["node"]).ok_or_else(|| format!("{} is missing. {}", node.title, node.advice()))
}

/// The packages of `end2end` as its lock file says, installed once.
pub fn node_packages(root: &Path) -> Res {
    let folder = root.join("end2end");
    let mark = folder.join("node_modules/.package-lock.json");
    let lock = folder.join("package-lock.json");
    let fresh = |file: &Path| file.metadata().and_then(|data| data.modified()).ok();
    if mark.is_file() && fresh(&mark) >= fresh(&lock) {
        return Ok(());
    }
    let npm = which(&["npm", "npm.cmd"]).ok_or("npm is missing: it comes with Node.js")?;
    eprintln!("        installing end2end's packages (npm ci)");
    run(Command::new(npm)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .stdout(Stdio::null()))
}

/// "83 s", "4 min 10 s".
pub fn spent(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// Tells how long each step of a long work took, as it ends.
pub struct Clock(Instant);

impl Clock {
    /// From now on.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// One line for the step that just ended.
    pub fn lap(&mut self, done: &str) {
        eprintln!("        {done} in {}", spent(self.0.elapsed()));
        self.0 = Instant::now();
    }
}
