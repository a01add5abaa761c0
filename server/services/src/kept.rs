//! Answers kept until the event log moves on: sums over thousands of deals are read far more often
//! than they change. Every change writes an event in its own transaction, so an unchanged log means
//! unchanged sums.

use shared::kernel::Problem;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::{Mark, Session};

use crate::OrProblem;

/// Answers by question.
pub(crate) struct Kept<T> {
    answers: Mutex<BTreeMap<String, (Mark, T)>>,
    /// Most answers kept at once.
    limit: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self::at_most(256)
    }
}

impl<T> Kept<T> {
    /// Keeps no more than `limit` answers: for large ones.
    pub(crate) const fn at_most(limit: usize) -> Self {
        Self {
            answers: Mutex::new(BTreeMap::new()),
            limit,
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
        if answers.len() >= self.limit {
            answers.clear();
        }
        answers.insert(question, (mark, answer.clone()));
        Ok(answer)
    }
}
