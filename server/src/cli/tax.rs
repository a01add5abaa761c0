//! `jalon tax`: every amount of an invoice computed again, every broken rule of EN 16931 named.

use super::{BadInput, Failure, read_xml};
use crate::engines::tax::check;
use shared::cpq::ubl;
use std::io::Write;
use std::path::PathBuf;

/// Check UBL invoices and credit notes against EN 16931: a line of JSON a file.
#[derive(clap::Args)]
pub struct Tax {
    /// Invoices and credit notes in UBL 2.1 (docs/CPQ-pricing.md)
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Checks every file; one that cannot be read does not hide the others, and fails the command at the
/// end.
pub fn run(command: &Tax) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let mut refused = Vec::new();
    let mut broken = 0;
    for file in &command.files {
        let read = read_xml(file, ubl::LARGEST).and_then(|text| {
            check(Some(file.display().to_string()), &text)
                .map_err(|error| BadInput::of(file, error))
        });
        match read {
            Ok(checked) => {
                broken += checked.broken;
                writeln!(out, "{}", checked.line)?;
            }
            Err(refusal) => refused.push(refusal.to_string()),
        }
    }
    let read = command.files.len() - refused.len();
    eprintln!("{read} documents, {broken} broken rules");
    if refused.is_empty() {
        Ok(())
    } else {
        Err(BadInput(refused.join("\n")).into())
    }
}
