//! What is typed into the gate's form, and what it means.

use super::GateAsk;
use i18n::parse_money;
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::deals::pipelines::{Criterion, Direction, Exception, MoveRequest};
use shared::kernel::{Issue, Lang};

/// The facts that can be filled in with the move.
const FILLABLE: [Criterion; 4] = [
    Criterion::Amount,
    Criterion::CloseDate,
    Criterion::NextStep,
    Criterion::LossReason,
];

/// What the form cannot fill in: to be done on the deal.
pub fn elsewhere(asked: &GateAsk) -> Vec<Criterion> {
    asked
        .check
        .missing
        .iter()
        .map(|missing| missing.criterion)
        .filter(|criterion| !FILLABLE.contains(criterion))
        .collect()
}

/// The boxes.
#[derive(Clone, Copy)]
pub struct Typed {
    pub amount: RwSignal<String>,
    pub close_date: RwSignal<String>,
    pub next_step: RwSignal<String>,
    pub next_step_on: RwSignal<String>,
    pub loss_reason: RwSignal<String>,
    pub loss_note: RwSignal<String>,
    pub exception: RwSignal<String>,
}

impl Typed {
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            amount: text(),
            close_date: text(),
            next_step: text(),
            next_step_on: text(),
            loss_reason: text(),
            loss_note: text(),
            exception: text(),
        }
    }

    /// The edits and the request, or the findings by field.
    pub fn read(
        self,
        lang: Lang,
        asked: &GateAsk,
    ) -> Result<(Vec<OpportunityChange>, MoveRequest), Vec<Issue>> {
        let mut issues = Vec::new();
        let fill = self.fill(lang, asked, &mut issues);
        let mut request = MoveRequest::default();
        if asked.check.direction == Direction::Lose {
            request.loss_reason = self.loss_reason.get_untracked().parse().ok();
            request.loss_note = self.loss_note.get_untracked();
            if request.loss_reason.is_none() {
                issues.push(Issue::error("required", "loss_reason"));
            }
        }
        if !elsewhere(asked).is_empty() {
            let reason = self.exception.get_untracked();
            if reason.trim().chars().count() < 3 {
                issues.push(Issue::error("exception_needs_reason", "exception"));
            }
            request.exception = Some(Exception { reason });
        }
        if issues.is_empty() {
            Ok((fill, request))
        } else {
            Err(issues)
        }
    }

    fn fill(self, lang: Lang, asked: &GateAsk, issues: &mut Vec<Issue>) -> Vec<OpportunityChange> {
        let mut fill = Vec::new();
        let asks = |criterion| {
            asked
                .check
                .missing
                .iter()
                .any(|missing| missing.criterion == criterion)
        };
        if asks(Criterion::Amount) {
            let text = self.amount.get_untracked();
            match parse_money(lang, &text, asked.card.amount.currency, "amount") {
                Ok(amount) if amount.minor > 0 => fill.push(OpportunityChange::Amount(amount)),
                Ok(_) => issues.push(Issue::error("must_be_positive", "amount")),
                Err(issue) => issues.push(issue),
            }
        }
        if asks(Criterion::CloseDate) {
            match self.close_date.get_untracked().parse() {
                Ok(day) => fill.push(OpportunityChange::CloseDate(day)),
                Err(_) => issues.push(Issue::error("required", "close_date")),
            }
        }
        if asks(Criterion::NextStep) {
            let text = self.next_step.get_untracked();
            let on = self.next_step_on.get_untracked().parse().ok();
            if text.trim().is_empty() {
                issues.push(Issue::error("required", "next_step"));
            }
            if on.is_none() {
                issues.push(Issue::error("required", "next_step_on"));
            }
            fill.push(OpportunityChange::NextStep { text, on });
        }
        fill
    }
}
