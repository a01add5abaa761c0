//! Answers kept until the event log moves on: sums over thousands of deals are read far more often
//! than they change. Every change writes an event in its own transaction, so an unchanged log means
//! unchanged sums.

use shared::kernel::Problem;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::Session;

use crate::OrProblem;

/// The state of the event log, as far as its newest entries tell.
type Mark = (i64, i64);

/// Most answers kept at once; older ones go first.
const LIMIT: usize = 256;

/// Answers by question.
pub(crate) struct Kept<T> {
    answers: Mutex<BTreeMap<String, (Mark, T)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            answers: Mutex::new(BTreeMap::new()),
        }
    }
}

impl<T: Clone> Kept<T> {
    /// The answer to `question`: the kept one while the log is unchanged, else that of `ask`. The log
    /// is read before asking, so an answer is never taken for newer than it is.
    pub(crate) async fn get(
        &self,
        session: &mut Session,
        question: String,
        ask: impl AsyncFnOnce(&mut Session) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mark = session.log_mark().await.or_problem()?;
        let known = {
            let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.get(&question).cloned()
        };
        if let Some((_, answer)) = known.filter(|(kept, _)| *kept == mark) {
            return Ok(answer);
        }
        let answer = ask(session).await?;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|_, (kept, _)| *kept == mark);
        if answers.len() >= LIMIT {
            answers.clear();
        }
        answers.insert(question, (mark, answer.clone()));
        Ok(answer)
    }
}
