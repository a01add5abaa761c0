//! What the gate asks, and what it is answered.

use super::typed::Texts;
use chrono::NaiveDate;
use shared::deals::opportunities::{OpportunityCard, OpportunityChange};
use shared::deals::pipelines::{MoveCheck, MoveRequest, Pipeline, check_move};
use shared::kernel::{Lang, OpportunityId, Problem, StageId};

/// A move that waits for facts.
#[derive(Clone, Debug, PartialEq)]
pub struct GateAsk {
    /// The deal.
    pub card: OpportunityCard,
    /// To which stage.
    pub to: StageId,
    /// The stage's name.
    pub stage: String,
    /// What the gate says.
    pub check: MoveCheck,
    /// The day it is for the reader.
    pub today: NaiveDate,
    /// The stages: the form asks the gate again with what is typed in it.
    pub(super) pipeline: Pipeline,
    /// What is in the boxes at the beginning.
    pub(super) texts: Texts,
    /// Why the server refused what was typed before.
    pub(super) problem: Option<Problem>,
}

impl GateAsk {
    /// Asks for the move of `card` to stage `to`.
    pub fn new(
        pipeline: &Pipeline,
        card: OpportunityCard,
        to: StageId,
        lang: Lang,
        today: NaiveDate,
    ) -> Self {
        let stage = pipeline
            .stage(to)
            .map(|stage| stage.name.get(lang).to_owned())
            .unwrap_or_default();
        let check = check_move(
            pipeline,
            &card.facts,
            card.stage_id,
            to,
            &MoveRequest::default(),
            today,
        );
        Self {
            card,
            to,
            stage,
            check,
            today,
            pipeline: pipeline.clone(),
            texts: Texts::at(today),
            problem: None,
        }
    }

    /// The same question, where the next step of the deal is known: often only its day is missing or has passed.
    pub fn with_next_step(self, text: String) -> Self {
        Self {
            texts: self.texts.with_next_step(text),
            ..self
        }
    }

    /// The same question once more after a refusal, about the deal as it is now, with everything
    /// that was typed.
    pub fn again(self, card: OpportunityCard, problem: Problem) -> Self {
        let check = check_move(
            &self.pipeline,
            &card.facts,
            card.stage_id,
            self.to,
            &MoveRequest::default(),
            self.today,
        );
        Self {
            card,
            check,
            problem: Some(problem),
            ..self
        }
    }
}

/// The move with everything that was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct GateAnswer {
    /// Which deal.
    pub id: OpportunityId,
    /// To which stage.
    pub to: StageId,
    /// Facts filled in.
    pub fill: Vec<OpportunityChange>,
    /// Loss reason, closing day, exception.
    pub request: MoveRequest,
    /// The question with what was typed, to ask once more when the server refuses.
    pub asked: Box<GateAsk>,
}
