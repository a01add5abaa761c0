//! What is typed into the gate's form, and what it means.

use super::ask::GateAsk;
use super::needed::Needed;
use crate::platform::fields::OwnDraft;
use chrono::NaiveDate;
use i18n::parse_money;
use leptos::prelude::*;
use shared::deals::opportunities::{
    AmountSource, DealFields, OpportunityCard, OpportunityChange, filled_facts, validate_changes,
    validate_move,
};
use shared::deals::pipelines::{
    Criterion, Direction, Exception, MoveRequest, StageState, check_move,
};
use shared::kernel::{Issue, Lang};
use shared::platform::fields::{CustomChange, CustomValues, Holder};
use std::collections::BTreeMap;

/// The facts that can be filled in with the move.
const FILLABLE: [Criterion; 4] = [
    Criterion::Amount,
    Criterion::CloseDate,
    Criterion::NextStep,
    Criterion::LossReason,
];

/// What the form cannot fill in, to be done on the deal: facts it has no box for, and administrators' fields
/// the page does not know.
pub fn elsewhere(asked: &GateAsk, own: OwnDraft) -> Vec<Needed> {
    let facts = asked.check.missing.iter().map(|missing| missing.criterion);
    let facts = facts.filter(|criterion| !FILLABLE.contains(criterion));
    let fields = asked.check.missing_fields.iter();
    let fields = fields.map(|missing| missing.field.clone());
    facts
        .map(Needed::Fact)
        .chain(fields.filter(|field| !own.has(&field.key)).map(Needed::Own))
        .collect()
}

/// Whether something is missing that the form cannot fill in.
pub fn needs_exception(asked: &GateAsk, own: OwnDraft) -> bool {
    !elsewhere(asked, own).is_empty()
}

/// Whether the move closes the deal, and a closing day is asked.
pub fn closes(asked: &GateAsk) -> bool {
    matches!(asked.check.direction, Direction::Win | Direction::Lose)
}

fn asks(asked: &GateAsk, criterion: Criterion) -> bool {
    asked
        .check
        .missing
        .iter()
        .any(|missing| missing.criterion == criterion)
}

/// The fields that have a box in the form; findings about others are listed above it.
pub fn boxes(asked: &GateAsk, own: OwnDraft) -> Vec<&'static str> {
    let mut boxes = Vec::new();
    if asks(asked, Criterion::Amount) {
        boxes.push("amount");
    }
    if asks(asked, Criterion::CloseDate) {
        boxes.push("close_date");
    }
    if asks(asked, Criterion::NextStep) {
        boxes.extend(["next_step", "next_step_on"]);
    }
    if asked.check.direction == Direction::Lose {
        boxes.extend(["loss_reason", "loss_note"]);
    }
    if closes(asked) {
        boxes.push("closed_on");
    }
    if needs_exception(asked, own) {
        boxes.push("exception");
    }
    boxes
}

/// The texts of the boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    amount: String,
    close_date: String,
    next_step: String,
    next_step_on: String,
    loss_reason: String,
    loss_note: String,
    closed_on: String,
    exception: String,
    own: BTreeMap<String, String>,
}

impl Texts {
    /// Empty but for the closing day, which is today unless said otherwise.
    pub fn at(today: NaiveDate) -> Self {
        Self {
            closed_on: today.to_string(),
            ..Self::default()
        }
    }

    /// The same with the next step the deal has.
    pub fn with_next_step(self, next_step: String) -> Self {
        Self { next_step, ..self }
    }
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
    pub closed_on: RwSignal<String>,
    pub exception: RwSignal<String>,
    pub own: OwnDraft,
}

impl Typed {
    pub fn new(asked: &GateAsk) -> Self {
        let texts = &asked.texts;
        let text = |text: &String| RwSignal::new(text.clone());
        let missing = asked.check.missing_fields.iter();
        let keys: Vec<&str> = missing.map(|one| one.field.key.as_str()).collect();
        Self {
            amount: text(&texts.amount),
            close_date: text(&texts.close_date),
            next_step: text(&texts.next_step),
            next_step_on: text(&texts.next_step_on),
            loss_reason: text(&texts.loss_reason),
            loss_note: text(&texts.loss_note),
            closed_on: text(&texts.closed_on),
            exception: text(&texts.exception),
            own: OwnDraft::asked(Holder::Opportunity, &keys, &texts.own),
        }
    }

    /// What the boxes hold now.
    pub fn texts(self) -> Texts {
        Texts {
            amount: self.amount.get_untracked(),
            close_date: self.close_date.get_untracked(),
            next_step: self.next_step.get_untracked(),
            next_step_on: self.next_step_on.get_untracked(),
            loss_reason: self.loss_reason.get_untracked(),
            loss_note: self.loss_note.get_untracked(),
            closed_on: self.closed_on.get_untracked(),
            exception: self.exception.get_untracked(),
            own: self.own.texts(),
        }
    }

    /// The edits and the request, or the findings by field: first those about what was written,
    /// then those of the gate, asked again with the facts filled in.
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
        if closes(asked) {
            match self.closed_on.get_untracked().parse::<NaiveDate>() {
                Ok(day) => request.closed_on = (day != asked.today).then_some(day),
                Err(_) => issues.push(Issue::error("required", "closed_on")),
            }
        }
        if needs_exception(asked, self.own) {
            let reason = self.exception.get_untracked();
            if reason.trim().chars().count() < 3 {
                issues.push(Issue::error("exception_needs_reason", "exception"));
            }
            request.exception = Some(Exception { reason });
        }
        if issues.is_empty() {
            issues = findings(asked, &fill, &request);
        }
        if issues.is_empty() {
            Ok((fill, request))
        } else {
            Err(issues)
        }
    }

    fn fill(self, lang: Lang, asked: &GateAsk, issues: &mut Vec<Issue>) -> Vec<OpportunityChange> {
        let mut fill = Vec::new();
        if asks(asked, Criterion::Amount) {
            let text = self.amount.get_untracked();
            match parse_money(lang, &text, asked.card.amount.currency, "amount") {
                Ok(amount) if amount.minor > 0 => fill.push(OpportunityChange::Amount(amount)),
                Ok(_) => issues.push(Issue::error("must_be_positive", "amount")),
                Err(issue) => issues.push(issue),
            }
        }
        if asks(asked, Criterion::CloseDate) {
            match self.close_date.get_untracked().parse() {
                Ok(day) => fill.push(OpportunityChange::CloseDate(day)),
                Err(_) => issues.push(Issue::error("required", "close_date")),
            }
        }
        if asks(asked, Criterion::NextStep) {
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
        let (values, found) = self.own.read();
        issues.extend(found);
        let own = values.0.iter();
        fill.extend(
            own.map(|(key, value)| OpportunityChange::Custom(CustomChange::new(key, value))),
        );
        fill
    }
}

/// What the server would find, by the same rules.
fn findings(asked: &GateAsk, fill: &[OpportunityChange], request: &MoveRequest) -> Vec<Issue> {
    let card = &asked.card;
    let state = asked
        .pipeline
        .stage(card.stage_id)
        .map_or(StageState::Open, |stage| stage.state);
    let mut issues = validate_changes(&fields_of(card), state, None, fill, asked.today);
    issues.extend(validate_move(request, asked.today));
    let check = check_move(
        &asked.pipeline,
        &filled_facts(&card.facts, fill),
        card.stage_id,
        asked.to,
        request,
        asked.today,
    );
    if let Err(problem) = check.enforce(card.may_except, request) {
        issues.extend(problem.issues);
    }
    // A day that is missing because it has passed is said at the day, where it is mended.
    for issue in &mut issues {
        if issue.code == "missing_next_step" {
            issue.field = Some("next_step_on".into());
        }
    }
    issues
}

/// The fields of a deal, as far as its card knows them; the others are not asked here.
fn fields_of(card: &OpportunityCard) -> DealFields {
    DealFields {
        name: card.name.clone(),
        account_id: card.account.as_ref().map(|account| account.id),
        amount: card.amount,
        amount_source: AmountSource::Typed,
        close_date: card.close_date,
        close_date_pushes: card.close_date_pushes,
        kind: card.kind,
        next_step: String::new(),
        next_step_on: card.facts.next_step_on,
        source: String::new(),
        channel: shared::kernel::SalesChannel::Direct,
        probability_judged: card.probability_judged,
        category_judged: card.category_judged,
        loss_reason_id: None,
        loss_note: String::new(),
        custom: CustomValues::default(),
    }
}
