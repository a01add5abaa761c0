//! The browser tests: the shipped pages, a fresh sample company, Chromium and Firefox.

use super::{Tally, rust};
use crate::place::Place;
use crate::system::{self, Package};
use crate::{Res, run, site};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Chromium without a window of its own: the same pages on the same engine for a fifth less processor time.
const SHELL: Package = Package {
    title: "Chromium's headless shell",
    apt: "chromium-headless-shell",
    brew: "chromium",
    dnf: "chromium-headless",
};
const CHROMIUM: Package = Package {
    title: "Chromium",
    apt: "chromium",
    brew: "chromium",
    dnf: "chromium",
};
const FIREFOX: Package = Package {
    title: "Firefox",
    apt: "firefox-esr",
    brew: "firefox",
    dnf: "firefox",
};

/// Find or install the browsers and build what they are shown: as it is shipped, or as it builds quickly.
pub fn ship(place: &Place, profile: Profile) -> Res<Tools> {
    let tools = Tools::ready(place)?;
    let site = site::build(place, profile.site())?;
    if profile == Profile::Release {
        run::build_server(place, "release")?;
    }
    println!("   what browsers are shown is ready: {}", site.summary());
    Ok(tools)
}

/// Which build of the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The server of the other tests, and pages without their last touch: half an hour less on two cores.
    Dev,
    /// As it is shipped.
    Release,
}

impl Profile {
    const fn site(self) -> site::Mode {
        match self {
            Profile::Dev => site::Mode::Test,
            Profile::Release => site::Mode::Release,
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release => "release",
        }
    }
}

/// Hand over to `end2end/run.mjs`, whose last line counts.
pub fn run(
    place: &Place,
    tools: &Tools,
    profile: Profile,
    spec: Option<&str>,
    tally: &mut Tally,
) -> Res {
    if profile == Profile::Dev {
        rust::build(place)?;
    }
    let mut command = tools.script(place, profile, "run.mjs");
    if let Some(spec) = spec {
        command.arg(spec);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start the browser tests: {error}"))?;
    let last = child.stdout.take().map(show).unwrap_or_default();
    let status = child.wait().map_err(|error| error.to_string())?;
    let counted =
        counts(&last).ok_or_else(|| format!("the browser tests stopped early ({status})"))?;
    let explained = status.success() || counted.failed > 0;
    tally.add(counted);
    if explained {
        Ok(())
    } else {
        Err(format!("the browser tests ended with {status}"))
    }
}

/// What the browser tests, the screenshots and the measurements in pages need.
pub struct Tools {
    node: PathBuf,
    chromium: PathBuf,
    firefox: PathBuf,
}

impl Tools {
    /// Find or install them.
    pub fn ready(place: &Place) -> Res<Tools> {
        let node = system::node()?;
        system::node_packages(&place.root)?;
        let chromium = chromium()?;
        let firefox = FIREFOX.or_install(|| found("JALON_FIREFOX", &FIREFOX_NAMES))?;
        Ok(Tools {
            node,
            chromium,
            firefox,
        })
    }

    /// A script of `end2end`, told where the browsers and the server are.
    pub fn script(&self, place: &Place, profile: Profile, name: &str) -> Command {
        let mut command = Command::new(&self.node);
        command
            .arg(place.root.join("end2end").join(name))
            .current_dir(place.root.join("end2end"))
            .env("JALON_BIN", place.binary(profile.folder()))
            .env("JALON_CHROMIUM", &self.chromium)
            .env("JALON_FIREFOX", &self.firefox);
        command
    }
}

/// Whichever Chromium there is, the lighter one first; else the lighter one where it can be installed.
fn chromium() -> Res<PathBuf> {
    let any = || found("JALON_CHROMIUM", &CHROMIUM_NAMES);
    SHELL.or_install(any).or_else(|_| CHROMIUM.or_install(any))
}

const CHROMIUM_NAMES: [&str; 6] = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FIREFOX_NAMES: [&str; 3] = [
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
];

fn found(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|file| file.is_file());
    named.or_else(|| system::which(names))
}

/// Pass the lines on as they come, keeping the last one.
fn show(output: impl std::io::Read) -> String {
    use std::io::{BufRead, BufReader};
    let mut last = String::new();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if !line.trim().is_empty() {
            last.clone_from(&line);
        }
        if counts(&line).is_none() {
            println!("   {line}");
        }
    }
    last
}

/// Reads "3 passed, 0 failed, 1 skipped".
fn counts(line: &str) -> Option<Tally> {
    let mut numbers = [0_u32; 3];
    let parts: Vec<_> = line.trim().split(", ").collect();
    if parts.len() != 3 {
        return None;
    }
    for ((part, word), number) in parts
        .iter()
        .zip(["passed", "failed", "skipped"])
        .zip(&mut numbers)
    {
        *number = part.strip_suffix(word)?.trim().parse().ok()?;
    }
    let [passed, failed, skipped] = numbers;
    let failures = if failed == 0 {
        Vec::new()
    } else {
        vec![format!("{failed} browser tests, named above")]
    };
    Some(Tally {
        passed,
        failed,
        skipped,
        failures,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_counts_is_read() {
        let tally = counts("12 passed, 1 failed, 3 skipped").unwrap();
        assert_eq!((tally.passed, tally.failed, tally.skipped), (12, 1, 3));
        assert!(counts("12 passed").is_none());
        assert!(counts("a, b, c").is_none());
    }
}
