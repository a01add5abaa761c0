//! `jalon configure`: a product model and choices on the standard input, a line of JSON for each. The
//! protocol is written down in docs/CPQ.md.

use super::{BadInput, Failure, read_text};
use crate::engines::configure::{Bounds, Desk, timed};
use serde_json::Value;
use shared::cpq::configure::problem::Limits;
use shared::cpq::configure::read::MAX_TEXT;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Longest line of choices, in bytes.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Configure a product: choices as JSON lines on the standard input, answers as JSON lines.
#[derive(clap::Args)]
pub struct Configure {
    /// The model: `.uvl`, `.fm.json`, `.dimacs`, a table model in `.json` (docs/CPQ.md), or a
    /// product model of Jalon in `.model.json` (docs/CPQ-models.md)
    model: PathBuf,
    /// Seconds one question may take before it is given up
    #[arg(long, default_value_t = 60)]
    limit: u64,
}

/// Reads the model, then answers line by line until the input ends.
pub fn run(command: &Configure) -> Result<(), Failure> {
    let started = Instant::now();
    let text = read_text(&command.model, MAX_TEXT)?;
    let name = command.model.file_name().unwrap_or_default();
    let bounds = Bounds {
        time: Duration::from_secs(command.limit),
        size: Limits::FULL,
    };
    let (mut desk, opening) = Desk::open(&name.to_string_lossy(), &text, bounds)
        .map_err(|error| BadInput::of(&command.model, error))?;
    drop(text);
    let mut out = std::io::stdout().lock();
    let mut say = |answer: Value| -> Result<(), Failure> {
        writeln!(out, "{answer}")?;
        Ok(out.flush()?)
    };
    say(timed(opening, started))?;
    let mut refused = None;
    let mut input = std::io::stdin().lock();
    for number in 1_u64.. {
        let Some(line) = line(&mut input, number)? else {
            break;
        };
        if line.trim().is_empty() {
            continue;
        }
        let question = serde_json::from_str(&line).map_err(|error| error.to_string());
        let (answer, reason) = desk.told(question, number);
        say(answer)?;
        // The next lines may be right: their asker waits for an answer each.
        if let Some(reason) = reason {
            refused.get_or_insert_with(|| format!("line {number}: {reason}"));
        }
    }
    refused.map_or(Ok(()), |reason| Err(BadInput(reason).into()))
}

/// The next line; `None` at the end of the input.
fn line(input: &mut impl BufRead, number: u64) -> Result<Option<String>, BadInput> {
    let mut line = Vec::new();
    let read = std::io::Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', &mut line);
    match read {
        Err(error) => Err(BadInput(format!("line {number}: {error}"))),
        Ok(0) => Ok(None),
        Ok(_) if line.len() as u64 == LONGEST_LINE => Err(BadInput(format!(
            "line {number} is longer than {LONGEST_LINE} bytes"
        ))),
        Ok(_) => String::from_utf8(line)
            .map(Some)
            .map_err(|_| BadInput(format!("line {number} is not UTF-8"))),
    }
}
