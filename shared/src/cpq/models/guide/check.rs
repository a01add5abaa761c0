//! What is odd about a guide: answers that can never be given, questions never asked.

use super::super::analysis::ModelFinding;
use super::super::build::Engine;
use super::super::model::{ModelContent, Pick};
use super::super::session::{Reason, Session};
use super::QuestionKind;
use super::build::asked_name;
use crate::cpq::configure::State;
use std::sync::Arc;

/// Checks the guide of a model that holds together; the engine with the questions comes along when
/// they can be asked.
pub(in crate::cpq::models) fn check_guide_of(
    content: &Arc<ModelContent>,
    findings: &mut Vec<ModelFinding>,
) -> Option<Arc<Engine>> {
    let engine = match Engine::guided(Arc::clone(content)) {
        Ok(engine) => Arc::new(engine),
        Err(issues) => {
            findings.extend(issues.into_iter().map(ModelFinding::Wrong));
            return None;
        }
    };
    for (at, question) in content.guide.iter().enumerate() {
        // What can be said when it is asked.
        let mut session = Session::open(Arc::clone(&engine));
        if !session.possible() {
            break;
        }
        if !question.when.trim().is_empty() {
            let asked = Pick::new(asked_name(&question.key), "yes");
            if session.choose(&asked).is_err() {
                let why = explained(&mut session, &asked);
                findings.push(ModelFinding::NeverAsked(at, why));
                continue;
            }
        }
        for answer in question.answers() {
            let pick = question.pick(answer);
            if session.state(&pick) == State::Excluded {
                let why = explained(&mut session, &pick);
                findings.push(ModelFinding::NeverGiven(pick, why));
            }
        }
        if matches!(question.kind, QuestionKind::Number { .. }) {
            let picks = question.numbers().into_iter();
            let picks: Vec<Pick> = picks
                .map(|number| Pick::new(&question.key, number.to_string()))
                .collect();
            let all = picks
                .iter()
                .all(|pick| session.state(pick) == State::Excluded);
            if let (Some(pick), true) = (picks.first(), all) {
                let why = explained(&mut session, pick);
                findings.push(ModelFinding::NeverGiven(pick.clone(), why));
            }
        }
    }
    Some(engine)
}

fn explained(session: &mut Session, pick: &Pick) -> Vec<Reason> {
    session.explain(pick).unwrap_or_default().reasons
}
