//! The events of requests and rules: their history, the audit, and what people are told.

use crate::OrProblem;
use serde::Serialize;
use shared::kernel::event::Entity;
use shared::kernel::{ApprovalId, Instant, Problem, QuoteId, UserId};
use std::collections::BTreeSet;
use store::cpq::quotes::StoredQuote;
use store::{Change, Session};

/// What an event says of a request.
#[derive(Serialize)]
pub(super) struct RequestFacts<'a> {
    /// The quote's number.
    pub(super) number: &'a str,
    /// What it is about.
    pub(super) title: &'a str,
    /// Which quote.
    pub(super) quote_id: QuoteId,
    /// Where the request stands.
    pub(super) state: &'a str,
    /// What was decided.
    pub(super) decision: &'a str,
    /// In words.
    pub(super) comment: &'a str,
    /// On which condition.
    pub(super) condition: &'a str,
    /// Who is asked by it.
    pub(super) asked: Vec<UserId>,
    /// What whoever asked says to those asked.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) note: &'a str,
    /// Who is told of the end.
    pub(super) told: Vec<UserId>,
    /// How it was decided: `mail_link`; nothing for a page.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) decided_through: &'static str,
}

impl<'a> RequestFacts<'a> {
    pub(super) fn of(quote: &'a StoredQuote, state: &'a str) -> Self {
        Self {
            number: &quote.number,
            title: &quote.draft.title,
            quote_id: quote.id,
            state,
            decision: "",
            comment: "",
            condition: "",
            asked: Vec::new(),
            note: "",
            told: Vec::new(),
            decided_through: "",
        }
    }
}

pub(super) async fn record(
    session: &mut Session,
    (now, by): (Instant, Option<UserId>),
    id: ApprovalId,
    quote: &StoredQuote,
    action: &str,
    facts: &RequestFacts<'_>,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Approval,
        id: id.0,
        parent: Some(quote.id.0),
        owner: Some(quote.owner.id),
        action,
        before: None,
        after: Some(facts),
    };
    session.record(now, by, change).await.or_problem()?;
    Ok(())
}

/// Those who wait now and did not before.
pub(super) fn newly(before: &BTreeSet<UserId>, after: BTreeSet<UserId>) -> Vec<UserId> {
    after.difference(before).copied().collect()
}
