//! A file of pricing vectors, as it is answered outside.

use super::Refused;
use shared::cpq::vectors::{self, VectorsError};
use std::time::Instant;

/// The answer about one file.
pub struct Priced {
    /// A line of JSON for each case, in their order.
    pub lines: Vec<String>,
    /// How many came out as they expect.
    pub equal: usize,
}

/// Evaluates every case of a file, by `end` where there is one.
pub fn price(text: &str, end: Option<Instant>) -> Result<Priced, Refused> {
    let mut go_on = || end.is_none_or(|end| Instant::now() < end);
    let cases = vectors::evaluate_while(text, &mut go_on).map_err(|error| match error {
        VectorsError::Stopped => Refused::TookTooLong,
        other => Refused::input(other),
    })?;
    Ok(Priced {
        lines: cases.iter().map(|case| case.to_json()).collect(),
        equal: cases.iter().filter(|case| case.equal).count(),
    })
}
