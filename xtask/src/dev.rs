//! `cargo xtask dev`: watch, rebuild what changed, restart, reload.
//!
//! A change of style rebuilds the style sheet only. Any other change rebuilds the browser's program
//! and the server at the same time (they have separate build folders), and restarts the server when
//! its program changed. The page itself asks for the build in use and reloads, and tells the server when it
//! has come to life: so the seconds from the saved file to the page that shows it are known.

use crate::bench::http::Connection;
use crate::place::Place;
use crate::system::spent;
use crate::{Res, css, run, site, stamp, wasm};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

const PAUSE: Duration = Duration::from_millis(250);
/// While a page is expected, its coming is looked for so often.
const LOOK: Duration = Duration::from_millis(50);
/// A page that has not come to life so long after the build was never open.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where `jalon serve` listens when it is told nothing.
const PORT: u16 = 4170;

/// Watch until stopped.
pub fn run(place: &Place, args: &[String]) -> Res {
    let mut server = Server {
        place,
        args,
        child: None,
    };
    let mut seen = Seen::now(place);
    report("first build", || both(place))?;
    server.restart()?;
    eprintln!("watching; stop with Ctrl-C");
    let mut reload: Option<Reload> = None;
    loop {
        reload = match reload {
            Some(reload) => reload.awaited(&server),
            None => {
                thread::sleep(PAUSE);
                None
            }
        };
        let now = Seen::now(place);
        if now == seen {
            continue;
        }
        let saved = Saved::of(&seen, &now);
        let mut before = server.loaded();
        let outcome = if now.code == seen.code {
            report("style", || style(place))
        } else {
            let built = server.built();
            report("program", || both(place)).and_then(|()| {
                if server.built() == built {
                    Ok(())
                } else {
                    before = Some(0);
                    server.restart()
                }
            })
        };
        reload = match outcome {
            Ok(()) => before.map(|before| Reload {
                saved,
                before,
                built: Instant::now(),
            }),
            Err(reason) => {
                eprintln!("{reason}");
                None
            }
        };
        seen = now;
    }
}

/// A page that is expected to come with what was built.
struct Reload {
    saved: Saved,
    /// Pages that had come to life before.
    before: u64,
    built: Instant,
}

impl Reload {
    /// Waits for it as long as between two looks at the files; tells when it has come, else gives it back.
    fn awaited(self, server: &Server<'_>) -> Option<Reload> {
        let begun = Instant::now();
        while begun.elapsed() < PAUSE {
            if server.loaded().is_some_and(|count| count > self.before) {
                eprintln!("saved file to reloaded page: {}", spent(self.saved.ago()));
                return None;
            }
            thread::sleep(LOOK);
        }
        (self.built.elapsed() < PATIENCE).then_some(self)
    }
}

/// When the file was saved that made the build necessary.
struct Saved {
    seen: Instant,
    /// How long before it was seen.
    earlier: Duration,
}

impl Saved {
    /// By the date of the newest file; a file that was deleted or has an old date counts from when it was seen.
    fn of(before: &Seen, now: &Seen) -> Saved {
        let is_new = now.newest > before.newest;
        let age = now.newest.and_then(|newest| newest.elapsed().ok());
        Saved {
            seen: Instant::now(),
            earlier: age.filter(|_| is_new).unwrap_or_default(),
        }
    }

    fn ago(&self) -> Duration {
        self.earlier + self.seen.elapsed()
    }
}

#[derive(PartialEq, Eq)]
struct Seen {
    style: String,
    code: String,
    newest: Option<SystemTime>,
}

impl Seen {
    fn now(place: &Place) -> Seen {
        let style = css::inputs(place);
        let mut code = Vec::new();
        for input in wasm::inputs(place)
            .into_iter()
            .chain([place.root.join("server")])
        {
            code.extend(stamp::files(&input));
        }
        code.retain(|file| {
            file.extension()
                .is_none_or(|kind| kind != "css" && kind != "md")
        });
        let newest = style
            .iter()
            .chain(&code)
            .filter_map(|file| file.metadata().ok()?.modified().ok())
            .max();
        Seen {
            style: stamp::of(&style, ""),
            code: stamp::of(&code, ""),
            newest,
        }
    }
}

fn style(place: &Place) -> Res {
    let bindgen = wasm::build(place, site::Mode::Dev)?;
    site::assemble(place, site::Mode::Dev, &bindgen)
}

fn both(place: &Place) -> Res {
    thread::scope(|scope| {
        let browser = scope.spawn(|| site::build(place, site::Mode::Dev).map(drop));
        let server = run::build_server(place, "dev");
        let browser = browser
            .join()
            .unwrap_or_else(|_| Err("the browser's build stopped".into()));
        server.and(browser)
    })
}

fn report(what: &str, work: impl FnOnce() -> Res) -> Res {
    let start = Instant::now();
    work()?;
    eprintln!("{what} ready in {}", spent(start.elapsed()));
    Ok(())
}

struct Server<'a> {
    place: &'a Place,
    args: &'a [String],
    child: Option<Child>,
}

impl Server<'_> {
    fn built(&self) -> Option<SystemTime> {
        self.place
            .binary("debug")
            .metadata()
            .and_then(|data| data.modified())
            .ok()
    }

    /// Pages that have come to life since it started; nothing while it does not answer.
    fn loaded(&self) -> Option<u64> {
        let answer = Connection::open(port(self.args))
            .and_then(|mut connection| connection.get("/dev/loaded"))
            .ok()
            .filter(|answer| answer.status == 200)?;
        String::from_utf8(answer.body).ok()?.parse().ok()
    }

    fn restart(&mut self) -> Res {
        self.stop();
        let binary = self.place.binary("debug");
        let child = Command::new(&binary)
            .current_dir(&self.place.root)
            .args(["serve", "--demo"])
            .args(self.args)
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", binary.display()))?;
        self.child = Some(child);
        Ok(())
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The port the server is told to listen on.
fn port(args: &[String]) -> u16 {
    let told = args.iter().enumerate().find_map(|(at, arg)| {
        if arg == "--listen" {
            args.get(at + 1).cloned()
        } else {
            arg.strip_prefix("--listen=").map(str::to_owned)
        }
    });
    told.or_else(|| std::env::var("JALON_LISTEN").ok())
        .and_then(|address| address.rsplit_once(':')?.1.parse().ok())
        .unwrap_or(PORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(newest: Option<SystemTime>) -> Seen {
        Seen {
            style: String::new(),
            code: String::new(),
            newest,
        }
    }

    #[test]
    fn the_port_is_the_one_the_server_is_told() {
        let after = ["--listen", "127.0.0.1:5000"].map(str::to_owned);
        let joined = ["--min-free", "0", "--listen=[::1]:81"].map(str::to_owned);
        assert_eq!((port(&after), port(&joined)), (5000, 81));
    }

    #[test]
    fn a_new_date_counts_from_the_moment_it_names() {
        let (old, new) = (
            SystemTime::UNIX_EPOCH,
            SystemTime::UNIX_EPOCH + Duration::from_secs(9),
        );
        let year = Duration::from_secs(365 * 86_400);
        assert!(Saved::of(&seen(Some(old)), &seen(Some(new))).ago() > year);
        assert!(Saved::of(&seen(Some(new)), &seen(Some(old))).ago() < year);
        assert!(Saved::of(&seen(Some(new)), &seen(None)).ago() < year);
    }
}
