//! The words records are found by, kept in memory for those who slip.
//!
//! Invariants: only words, never whose they are: what is found with them goes through scope like any other
//! search. A word that stands nowhere any more finds nothing; it is forgotten when the server starts again or
//! erases somebody's personal data.

use crate::OrProblem;
use shared::kernel::Problem;
use shared::platform::search::{learnt, meant};
use std::collections::BTreeSet;
use store::Session;
use store::platform::search::{Words, texts_after};
use tokio::sync::Mutex;

/// Rows read at once.
const ROWS: i64 = 20_000;
/// Read again each time: on PostgreSQL a lower number may be saved after a higher one.
const AGAIN: i64 = 1_000;
/// Words kept at most; later ones are only found as they are written.
const MOST: usize = 400_000;

#[derive(Default)]
pub(crate) struct Vocabulary(Mutex<Known>);

#[derive(Default)]
struct Known {
    words: BTreeSet<Box<str>>,
    /// The last row read.
    last: i64,
}

impl Vocabulary {
    /// Learns the words of rows that came since last time.
    pub(crate) async fn read_on(&self, session: &mut Session) -> Result<(), Problem> {
        self.0.lock().await.read_on(session).await
    }

    /// Forgets all words; the next search with a slip reads them again.
    pub(crate) async fn forget(&self) {
        *self.0.lock().await = Known::default();
    }

    /// For each word typed, those it may mean.
    pub(crate) async fn meant(
        &self,
        session: &mut Session,
        typed: &[String],
    ) -> Result<Words, Problem> {
        let mut known = self.0.lock().await;
        known.read_on(session).await?;
        let words = known.words.iter().map(|word| &**word);
        Ok(typed
            .iter()
            .map(|word| meant(word, words.clone()))
            .collect())
    }
}

impl Known {
    async fn read_on(&mut self, session: &mut Session) -> Result<(), Problem> {
        let mut after = (self.last - AGAIN).max(0);
        loop {
            let rows = texts_after(session, after, ROWS).await.or_problem()?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            for word in rows.iter().flat_map(|(_, text)| learnt(text)) {
                if self.words.len() < MOST && !self.words.contains(word) {
                    self.words.insert(word.into());
                }
            }
            self.last = self.last.max(after);
        }
    }
}
