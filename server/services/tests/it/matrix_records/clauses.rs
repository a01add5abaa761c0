//! The clauses library: everybody who sees quotes reads it, administrators keep it.

use super::*;
use crate::cpq::clauses::clause;
use shared::cpq::clauses::ops as clauses;

pub fn rows() -> Vec<Row> {
    rows![(ALL, clauses::ListClauses, |_b| json!({}))(
        ADMIN,
        clauses::SaveClause,
        |b| {
            let one = clause(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        }
    )(ADMIN, clauses::DeleteClause, |b| {
        let one = clause(b).await;
        json!({"id": one.id, "version": one.version})
    })]
}
