//! `jalon price`: a file of pricing vectors, case by case, by the code that prices quotes.

use super::{BadInput, Failure, read_text};
use crate::engines::price::price;
use shared::cpq::vectors;
use std::io::Write;
use std::path::PathBuf;

/// Evaluate pricing vectors: a line of JSON a case, the count on the standard error.
#[derive(clap::Args)]
pub struct Price {
    /// Files of format `pricing-vectors/1` (docs/CPQ-pricing.md)
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Reads and evaluates the files in their order.
pub fn run(command: &Price) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let (mut equal, mut all) = (0, 0);
    for file in &command.files {
        let text = read_text(file, vectors::LARGEST)?;
        let priced = price(&text, None).map_err(|error| BadInput::of(file, error))?;
        for line in &priced.lines {
            writeln!(out, "{line}")?;
        }
        all += priced.lines.len();
        equal += priced.equal;
    }
    eprintln!("{equal} of {all} cases equal");
    Ok(())
}
