//! What may be asked about clauses.

use super::model::{Clause, ClauseDraft};
use crate::kernel::ClauseId;
use crate::operation;
use serde::{Deserialize, Serialize};

/// The library, by category and title: whoever writes or reads quotes needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListClauses {}
operation!(ListClauses => Vec<Clause>, "clauses.list", ViewQuote);

/// Adds or changes a clause. Quotes that hold it keep what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveClause {
    /// Chosen by the client.
    pub id: ClauseId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: ClauseDraft,
}
operation!(SaveClause => Vec<Clause>, "clauses.save", ManageProducts);

/// Takes a clause out of the library. Quotes that hold it keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteClause {
    /// Which.
    pub id: ClauseId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteClause => Vec<Clause>, "clauses.delete", ManageProducts);
