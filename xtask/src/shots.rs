//! `cargo xtask shots`: a photograph of every page.

use crate::place::Place;
use crate::test::{Profile, Tools};
use crate::{Res, run, site, system};

/// What people may choose.
#[derive(clap::Args)]
pub struct Options {
    /// Only pages whose path holds this text
    #[arg(long)]
    page: Option<String>,
}

/// Build, then let `end2end/shots.mjs` take them into `shots/`.
pub fn run(place: &Place, options: &Options) -> Res {
    let tools = Tools::ready(place)?;
    site::build(place, site::Mode::Release)?;
    run::build_server(place, "release")?;
    let mut script = tools.script(place, Profile::Release, "shots.mjs");
    script.env("JALON_SHOTS", place.root.join("shots"));
    if let Some(page) = &options.page {
        script.arg(page);
    }
    system::run(&mut script)
}
