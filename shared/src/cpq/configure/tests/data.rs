//! The given models and reference results. The data is not ours to copy: it is read beside the
//! repository, or where `JALON_TEST_DATA` says.

use crate::cpq::configure::problem::Problem;
use crate::cpq::configure::read;
use crate::cpq::configure::sat::Lit;
use crate::cpq::configure::*;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// The text of a file below `cpq/`; `None` when the data is not here, which fails in CI.
pub fn text(file: &str) -> Option<String> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let path = root.join("cpq").join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) if std::env::var("CI").as_deref() == Ok("true") => {
            panic!("{} is missing", path.display())
        }
        Err(_) => {
            println!("skipped: {} is not here", path.display());
            None
        }
    }
}

pub fn json(file: &str) -> Option<Value> {
    Some(serde_json::from_str(&text(file)?).unwrap())
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn lits(value: &Value) -> Vec<Lit> {
    let lit = |number: &Value| Lit::from_dimacs(number.as_i64().unwrap()).unwrap();
    list(value).iter().map(lit).collect()
}

/// The models that have a trace.
pub const MODELS: [&str; 17] = [
    "xtext",
    "decisional",
    "tankwar",
    "printer",
    "e_shop",
    "bank",
    "fiasco_17_10",
    "ubuntu1204",
    "windows7",
    "pc_shop",
    "uclinux_base",
    "fin_services_2017_05",
    "axtls",
    "fin_services_2018_02",
    "busybox_1_18",
    "cdl_aaed2000",
    "automotive01",
];

pub fn dimacs(model: &str) -> Option<Problem> {
    let text = text(&format!("models/{model}.dimacs"))?;
    Some(read::dimacs::read(model, &text).unwrap())
}

pub fn compiled(problem: &Problem) -> Arc<Compiled> {
    Arc::new(compile(problem, &mut Budget::unlimited()).unwrap())
}

/// The price of a feature in the reference: the CRC-32 of its name modulo 1,000.
pub fn price(name: &str) -> i64 {
    let mut crc = u32::MAX;
    for byte in name.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    i64::from(!crc % 1000)
}

pub fn prices(compiled: &Compiled) -> Objective {
    let visible = compiled
        .variables
        .iter()
        .filter(|variable| !variable.helper);
    Objective {
        weights: visible
            .map(|variable| (variable.lit(1), price(&variable.name)))
            .collect(),
    }
}
