//! `cargo xtask dev`: watch, rebuild what changed, restart, reload.
//!
//! A change of style rebuilds the style sheet only. Any other change rebuilds the browser's program
//! and the server at the same time (they have separate build folders), and restarts the server when
//! its program changed. The page itself asks for the build in use and reloads.

use crate::place::Place;
use crate::system::spent;
use crate::{Res, css, run, site, stamp, wasm};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

const PAUSE: Duration = Duration::from_millis(250);

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
    loop {
        thread::sleep(PAUSE);
        let now = Seen::now(place);
        if now == seen {
            continue;
        }
        let outcome = if now.code == seen.code {
            report("style", || style(place))
        } else {
            let before = server.built();
            report("program", || both(place)).and_then(|()| {
                if server.built() == before {
                    Ok(())
                } else {
                    server.restart()
                }
            })
        };
        if let Err(reason) = outcome {
            eprintln!("{reason}");
        }
        seen = now;
    }
}

#[derive(PartialEq, Eq)]
struct Seen {
    style: String,
    code: String,
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
        Seen {
            style: stamp::of(&style, ""),
            code: stamp::of(&code, ""),
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
