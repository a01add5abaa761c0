//! `cargo xtask bench`: the release build under load on this machine.

use crate::place::Place;
use crate::test::Tools;
use crate::{Res, run, site, system};

/// What people may choose.
#[derive(clap::Args)]
pub struct Options {
    /// Seconds of load on each measured request
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Clients at the same time
    #[arg(long, default_value_t = 32)]
    connections: u32,
}

/// Build, then let `end2end/bench.mjs` measure.
pub fn run(place: &Place, options: &Options) -> Res {
    let tools = Tools::ready(place)?;
    site::build(place, site::Mode::Release)?;
    run::build_server(place, "release")?;
    system::run(
        tools
            .script(place, "bench.mjs")
            .env("JALON_SITE", place.site())
            .args([
                "--seconds",
                &options.seconds.to_string(),
                "--connections",
                &options.connections.to_string(),
            ]),
    )
}
