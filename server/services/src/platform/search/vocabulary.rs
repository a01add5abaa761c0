//! The words records are found by, and those of the newest activities and tasks, kept in memory for those who slip.
//!
//! Invariants: only words, never whose they are: what is found with them goes through scope like any other
//! search. A word that stands nowhere any more finds nothing; it is forgotten when the server starts again or
//! erases somebody's personal data.

use crate::OrProblem;
use shared::kernel::{Problem, search_key};
use shared::platform::search::{learnt, meant};
use std::collections::BTreeSet;
use store::Session;
use store::platform::search::said::{self, Written};
use store::platform::search::{Words, texts_after};
use tokio::sync::Mutex;

/// Rows read at once.
const ROWS: i64 = 20_000;
/// Read again each time: on PostgreSQL a lower number may be saved after a higher one.
const AGAIN: i64 = 1_000;
/// Words kept at most; later ones are only found as they are written.
const MOST: usize = 400_000;
/// Activities, and tasks, whose words are learnt at first: what people look for they wrote not long ago.
const NEWEST: i64 = 20_000;

#[derive(Default)]
pub(crate) struct Vocabulary {
    names: Mutex<Known>,
    activities: Mutex<Known>,
    tasks: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    words: BTreeSet<Box<str>>,
    /// The last row read.
    last: i64,
}

impl Vocabulary {
    /// Learns the words of rows that came since last time.
    pub(crate) async fn read_on(&self, session: &mut Session) -> Result<(), Problem> {
        self.names.lock().await.read_on(session).await?;
        let mut activities = self.activities.lock().await;
        activities.hear(session, Written::Activities).await?;
        drop(activities);
        let mut tasks = self.tasks.lock().await;
        tasks.hear(session, Written::Tasks).await
    }

    /// Forgets all words; the next search with a slip reads them again.
    pub(crate) async fn forget(&self) {
        for known in [&self.names, &self.activities, &self.tasks] {
            *known.lock().await = Known::default();
        }
    }

    /// For each word typed, those of records it may mean.
    pub(crate) async fn meant(
        &self,
        session: &mut Session,
        typed: &[String],
    ) -> Result<Words, Problem> {
        let mut known = self.names.lock().await;
        known.read_on(session).await?;
        let words = known.words.iter().map(|word| &**word);
        Ok(typed
            .iter()
            .map(|word| meant(word, words.clone()))
            .collect())
    }

    /// For each word typed, those of activities and tasks it may mean.
    pub(crate) async fn meant_in_texts(
        &self,
        session: &mut Session,
        typed: &[String],
    ) -> Result<Words, Problem> {
        let mut activities = self.activities.lock().await;
        activities.hear(session, Written::Activities).await?;
        let mut tasks = self.tasks.lock().await;
        tasks.hear(session, Written::Tasks).await?;
        let words = activities.words.union(&tasks.words).map(|word| &**word);
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
            for (_, text) in &rows {
                self.learn(text);
            }
            self.last = self.last.max(after);
        }
    }

    /// The same of what was written down, from the newest rows on.
    async fn hear(&mut self, session: &mut Session, written: Written) -> Result<(), Problem> {
        let mut after = self.last - AGAIN;
        if self.last == 0 {
            after = said::last(session, written).await.or_problem()? - NEWEST;
        }
        loop {
            let rows = said::texts_after(session, written, after, ROWS).await;
            let rows = rows.or_problem()?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            for (_, text) in &rows {
                self.learn(&search_key(text));
            }
            self.last = self.last.max(after);
        }
    }

    fn learn(&mut self, key: &str) {
        for word in learnt(key) {
            if self.words.len() < MOST && !self.words.contains(word) {
                self.words.insert(word.into());
            }
        }
    }
}
