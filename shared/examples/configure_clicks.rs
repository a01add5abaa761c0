//! Exact domains after each click on a UVL model given as text, also where there are no files
//! (WebAssembly): the arguments are joined, so that a long text may come in pieces. One line of JSON,
//! microseconds.
//!
//!     cargo build --release -p shared --example configure_clicks --target wasm32-wasip1
//!     node end2end/wasi-run.mjs target/wasm32-wasip1/release/examples/configure_clicks.wasm "$(cat model.uvl)"

use shared::cpq::configure::read::uvl;
use shared::cpq::configure::{Budget, Configurator, State, compile};
use std::sync::Arc;
use std::time::Instant;

const CLICKS: usize = 300;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text: String = std::env::args().skip(1).collect();
    let model = uvl::read(&text)?;
    let start = Instant::now();
    let compiled = Arc::new(compile(&model.problem()?, &mut Budget::unlimited())?);
    let compile_us = start.elapsed().as_micros();
    let mut times = Vec::with_capacity(CLICKS);
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    // A fixed sequence: the same clicks everywhere.
    let mut seed = 7_u64;
    while times.len() < CLICKS {
        let open: Vec<_> = compiled
            .variables
            .iter()
            .flat_map(|variable| (0..variable.len()).map(move |at| variable.lit(at)))
            .filter(|lit| configurator.state(*lit) == State::Available)
            .collect();
        if open.is_empty() {
            configurator = Configurator::open(Arc::clone(&compiled));
            continue;
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let lit = open[(seed >> 33) as usize % open.len()];
        let start = Instant::now();
        configurator.choose(lit, &mut Budget::unlimited())?;
        times.push(start.elapsed().as_micros());
    }
    times.sort_unstable();
    println!(
        "{{\"features\":{},\"compile\":{compile_us},\"median\":{},\"p95\":{},\"max\":{}}}",
        compiled.variables.len(),
        times[CLICKS / 2],
        times[CLICKS * 95 / 100],
        times[CLICKS - 1]
    );
    Ok(())
}
