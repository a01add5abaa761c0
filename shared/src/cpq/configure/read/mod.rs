//! Readers and writers of model formats: UVL ([`uvl`], written by [`uvl_write`]), feature trees in JSON
//! ([`fm_json`]), DIMACS ([`dimacs`]) and tables in JSON ([`csp_json`]).
//!
//! Every reader takes time and memory linear in its text, stops at limits with a message, and says where a
//! text is wrong. What each takes and refuses: `docs/CPQ.md`. Sources: UVL (Benavides, Sundermann and others,
//! JSS 2025), the DIMACS form of SAT competitions. Tests: beside the readers; `tests/fuzz.rs` damages texts.

pub mod csp_json;
pub mod dimacs;
pub mod fm_json;
mod json;
pub mod uvl;
mod uvl_expr;
mod uvl_lex;
pub mod uvl_write;

/// A text that is not a model; lines and columns (in characters) count from 1, 0 is unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ReadError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub message: String,
}

impl ReadError {
    /// What is wrong at a line and column.
    pub fn at(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            message: message.into(),
        }
    }
}

/// Largest text taken, in bytes.
pub const MAX_TEXT: usize = 256 << 20;

/// # Errors
/// A text that is too large.
pub(super) fn check_size(text: &str) -> Result<(), ReadError> {
    if text.len() > MAX_TEXT {
        return Err(ReadError::at(
            1,
            1,
            format!(
                "the text has {} bytes, at most {MAX_TEXT} are taken",
                text.len()
            ),
        ));
    }
    Ok(())
}
