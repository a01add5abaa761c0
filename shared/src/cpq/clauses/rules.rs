//! What a clause and the clauses of a quote must satisfy.

use super::held::HeldClause;
use super::model::ClauseDraft;
use crate::cpq::approvals::Formula;
use crate::cpq::catalog::rules::{required, too_long};
use crate::kernel::Issue;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Most clauses of the library.
pub const CLAUSES: usize = 500;
/// Most clauses of a quote.
pub const HELD: usize = 60;
/// Longest title.
pub const TITLE_LENGTH: usize = 200;
/// Longest text.
pub const TEXT_LENGTH: usize = 20_000;

/// Findings about a clause; what is wrong with the condition names its place.
#[must_use]
pub fn validate_clause(draft: &ClauseDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    let blank = |text: &str| text.trim().is_empty();
    if blank(&draft.title.en) && blank(&draft.title.fr) {
        issues.push(Issue::error("required", "title"));
    }
    if blank(&draft.text.en) && blank(&draft.text.fr) {
        issues.push(Issue::error("required", "text"));
    }
    // A heading in a language without its text would stand over another language's.
    for (title, text) in [
        (&draft.title.en, &draft.text.en),
        (&draft.title.fr, &draft.text.fr),
    ] {
        if blank(title) != blank(text) {
            issues.push(Issue::error("clause_half_translated", "text"));
            break;
        }
    }
    too_long(&mut issues, "title", &draft.title.en, TITLE_LENGTH);
    too_long(&mut issues, "title", &draft.title.fr, TITLE_LENGTH);
    too_long(&mut issues, "text", &draft.text.en, TEXT_LENGTH);
    too_long(&mut issues, "text", &draft.text.fr, TEXT_LENGTH);
    if !blank(&draft.condition) {
        match Formula::parse(&draft.condition) {
            Err(error) => issues.push(Issue {
                field: Some("condition".into()),
                ..error.issue
            }),
            Ok(formula) => {
                if formula.looks_at().iter().any(|fact| fact.is_confidential()) {
                    issues.push(Issue::error("condition_of_costs", "condition"));
                }
            }
        }
    }
    issues
}

/// Findings about the clauses of a quote; a finding has `clauses.<position from 0>.<field>` as its
/// field.
#[must_use]
pub fn validate_held(clauses: &[HeldClause]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if clauses.len() > HELD {
        issues.push(Issue::error("too_many", "clauses").with("max", HELD));
    }
    let mut ids = BTreeSet::new();
    for (position, clause) in clauses.iter().enumerate() {
        let mut own = Vec::new();
        if !ids.insert(clause.id) {
            own.push(Issue::error("duplicate", "id"));
        }
        required(&mut own, "clause_title", &clause.title, TITLE_LENGTH);
        required(&mut own, "clause_text", &clause.text, TEXT_LENGTH);
        issues.extend(own.into_iter().map(|mut issue| {
            let field = issue.field.as_deref().unwrap_or_default();
            issue.field = Some(Cow::Owned(format!("clauses.{position}.{field}")));
            issue
        }));
    }
    issues
}
