//! What a guide must satisfy, its texts aside.

use super::super::rules::Check;
use super::{Answer, NONE, Question, QuestionKind};
use crate::kernel::Issue;
use std::collections::BTreeSet;

/// Most questions.
pub const MAX_QUESTIONS: usize = 100;
/// Most answers of a question, and most numbers.
pub const MAX_ANSWERS: usize = 200;
/// Largest number a question takes.
const MAX_NUMBER: i64 = 1_000_000;

/// Findings about a guide that stands alone; fields are `guide.0.answers.1.key`.
#[must_use]
pub fn validate_guide(guide: &[Question]) -> Vec<Issue> {
    let mut check = Check::default();
    check_guide(&mut check, guide, &mut BTreeSet::new());
    check.issues
}

/// The same among the keys of a model.
pub(in crate::cpq::models) fn check_guide(
    check: &mut Check,
    guide: &[Question],
    taken: &mut BTreeSet<String>,
) {
    check.limit("guide", guide.len() as u64, MAX_QUESTIONS as u64);
    for (at, question) in guide.iter().enumerate() {
        let place = format!("guide.{at}");
        check.key(&place, &question.key, taken);
        check.name(&place, &question.name);
        check.optional_name(&place, &question.help);
        match &question.kind {
            QuestionKind::One { answers } | QuestionKind::Several { answers } => {
                if answers.is_empty() {
                    check.add(&place, "answers", Issue::error("required", "answers"));
                }
                check_answers(check, &place, answers, true);
            }
            QuestionKind::YesNo { answers } => {
                let keys: Vec<&str> = answers.iter().map(|answer| answer.key.as_str()).collect();
                if keys != ["yes", "no"] {
                    check.add(&place, "answers", Issue::error("guide_yes_no", "answers"));
                }
                check_answers(check, &place, answers, false);
            }
            QuestionKind::Number {
                min,
                max,
                step,
                because,
                unit,
                ..
            } => {
                let fits = *min >= 1 && min <= max && *max <= MAX_NUMBER && *step >= 1;
                if !fits || (max - min) / step >= MAX_ANSWERS as i64 {
                    let issue = Issue::error("guide_range", "min").with("max", MAX_ANSWERS);
                    check.add(&place, "min", issue);
                }
                check.optional_name(&place, because);
                check.optional_name(&place, unit);
            }
        }
    }
}

/// Keys of yes and no are given; their names are the words of the language.
fn check_answers(check: &mut Check, place: &str, answers: &[Answer], named: bool) {
    if answers.len() > MAX_ANSWERS {
        let issue = Issue::error("too_many", "answers").with("max", MAX_ANSWERS);
        check.add(place, "answers", issue);
    }
    let mut keys = BTreeSet::from([NONE.to_owned()]);
    for (at, answer) in answers.iter().enumerate() {
        let place = format!("{place}.answers.{at}");
        if named {
            check.key(&place, &answer.key, &mut keys);
            check.name(&place, &answer.name);
        }
        check.optional_name(&place, &answer.because);
    }
}
