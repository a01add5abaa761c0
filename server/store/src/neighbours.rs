//! What other processes save in the same database, told to the pages of this one.
//!
//! On PostgreSQL a transaction with events also notifies (`pg_notify`), so that every server of a
//! database hears of it when it is saved; who was cut off reads the log on. SQLite has no such word:
//! the log is looked at every two seconds, for what the command line does beside the server.

use crate::events::Published;
use crate::session::{Conn, Session};
use crate::{Result, Store, StoreError, args, events_after};
use sqlx::postgres::{PgListener, PgPool};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often SQLite's log is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// PostgreSQL may save a lower number after a higher one: so many are looked at again.
pub(crate) const LATE: i64 = 64;
/// More events than a page is told one by one: it is told to read everything again instead.
const MOST: i64 = 1_200;
/// More numbers than this are told as the range they lie in; a message holds 8,000 bytes.
const LISTED: usize = 300;
/// Numbers of one's own events that are remembered.
const OWN: usize = 4_096;

const NOTIFY: &str = "SELECT 1 FROM pg_notify('jalon_' || current_schema(), $1)";
const RANGE: &str = "SELECT CAST(current_schema() AS TEXT)";

/// Which events this process has told its pages of itself.
#[derive(Default)]
pub(crate) struct Own(Mutex<BTreeSet<i64>>);

impl Own {
    pub(crate) fn told(&self, seq: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(seq);
        while all.len() > OWN {
            all.pop_first();
        }
    }

    fn contains(&self, seq: i64) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.contains(&seq)
    }
}

/// A number that no other process has.
pub(crate) fn tag() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::hash::RandomState::new().build_hasher().finish()
}

/// The message of a transaction: who saved it, and which events.
fn message(tag: u64, published: &[Published]) -> String {
    let seqs: BTreeSet<i64> = published.iter().map(|one| one.event.seq).collect();
    let told = match (seqs.first(), seqs.last()) {
        (Some(first), Some(last)) if seqs.len() > LISTED => format!("{first}-{last}"),
        _ => {
            let words: Vec<String> = seqs.iter().map(i64::to_string).collect();
            words.join(",")
        }
    };
    format!("{tag:016x} {told}")
}

/// Who saved, from where to where, and exactly which when there are few.
fn understood(message: &str) -> Option<(u64, i64, i64, Option<BTreeSet<i64>>)> {
    let (tag, told) = message.split_once(' ')?;
    let tag = u64::from_str_radix(tag, 16).ok()?;
    if let Some((first, last)) = told.split_once('-') {
        return Some((tag, first.parse().ok()?, last.parse().ok()?, None));
    }
    let seqs: BTreeSet<i64> = told
        .split(',')
        .map(|seq| seq.parse().ok())
        .collect::<Option<_>>()?;
    Some((tag, *seqs.first()?, *seqs.last()?, Some(seqs)))
}

impl Session {
    /// Within a transaction: the other servers hear of its events when it is saved, and only then.
    pub(crate) async fn tell_neighbours(&mut self) -> Result<()> {
        if self.published.is_empty() || !matches!(self.conn, Conn::PgWrite(_)) {
            return Ok(());
        }
        let message = message(self.store.tag(), &self.published);
        let _: (i32,) = self.one(NOTIFY, args![message]).await?;
        Ok(())
    }
}

/// Hears what other processes save.
pub struct Neighbours {
    store: Store,
    source: Source,
    /// The newest event heard of or read.
    seen: i64,
}

enum Source {
    /// `None` while the connection is lost.
    Postgres(PgPool, Option<PgListener>),
    Sqlite,
}

impl Store {
    /// Whether other servers may work on the same database.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.postgres().is_some()
    }

    /// Begins to listen; what is saved from now on is heard by [`Neighbours::next`].
    ///
    /// # Errors
    /// When the database is away.
    pub async fn neighbours(&self) -> Result<Neighbours> {
        let source = match self.postgres() {
            Some(pool) => Source::Postgres(pool.clone(), Some(self.listen(pool).await?)),
            None => Source::Sqlite,
        };
        let seen = self.read().await?.last_event().await?;
        Ok(Neighbours {
            store: self.clone(),
            source,
            seen,
        })
    }

    async fn listen(&self, pool: &PgPool) -> Result<PgListener> {
        let (schema,): (String,) = self.read().await?.one(RANGE, args![]).await?;
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(&format!("jalon_{schema}")).await?;
        Ok(listener)
    }
}

impl Neighbours {
    /// Waits for news of other processes and tells the pages of this one. To be called again and
    /// again; after an error, too: what was missed meanwhile is told then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn next(&mut self) -> Result<()> {
        let heard = match &mut self.source {
            Source::Sqlite => {
                tokio::time::sleep(LOOK).await;
                return self.read_on(0).await;
            }
            Source::Postgres(pool, lost @ None) => {
                *lost = Some(self.store.listen(pool).await?);
                return self.read_on(LATE).await;
            }
            Source::Postgres(_, Some(listener)) => listener.try_recv().await,
        };
        match heard {
            Ok(Some(notification)) => self.heard(notification.payload()).await,
            Ok(None) => self.read_on(LATE).await,
            Err(error) => {
                if let Source::Postgres(_, listener) = &mut self.source {
                    *listener = None;
                }
                Err(StoreError::Sql(error))
            }
        }
    }

    async fn heard(&mut self, message: &str) -> Result<()> {
        let Some((tag, first, last, exactly)) = understood(message) else {
            return Ok(());
        };
        if tag == self.store.tag() {
            self.seen = self.seen.max(last);
            return Ok(());
        }
        let mut session = self.store.read().await?;
        let events = events_after(&mut session, first.saturating_sub(1), MOST).await?;
        drop(session);
        let wanted = |event: &Published| {
            let seq = event.event.seq;
            seq <= last && exactly.as_ref().is_none_or(|seqs| seqs.contains(&seq))
        };
        self.tell(events.into_iter().filter(wanted));
        self.seen = self.seen.max(last);
        Ok(())
    }

    /// Everything the log has gained, and the last few before that.
    async fn read_on(&mut self, late: i64) -> Result<()> {
        let mut session = self.store.read().await?;
        let from = self.seen.saturating_sub(late);
        let events = events_after(&mut session, from, MOST).await?;
        // Of a long absence only the end counts: pages that fell behind read everything again.
        let newest = session.last_event().await?;
        drop(session);
        self.tell(events.into_iter());
        self.seen = self.seen.max(newest);
        Ok(())
    }

    fn tell(&self, events: impl Iterator<Item = Published>) {
        for event in events {
            if !self.store.own().contains(event.event.seq) {
                self.store.publish(event);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::kernel::Instant;
    use shared::kernel::event::{Entity, LiveEvent};

    fn published(seq: i64) -> Published {
        Published {
            event: LiveEvent {
                seq,
                entity: Entity::Task,
                id: uuid::Uuid::nil(),
                parent: None,
                about: Vec::new(),
                action: "edited".to_owned(),
                actor: None,
                at: Instant(0),
            },
            owner: None,
            former_owner: None,
        }
    }

    #[test]
    fn a_message_is_understood() {
        let few: Vec<_> = [9, 4, 7].map(published).to_vec();
        let (tag, first, last, exactly) = understood(&message(0xab, &few)).unwrap();
        assert_eq!((tag, first, last), (0xab, 4, 9));
        assert_eq!(exactly, Some(BTreeSet::from([4, 7, 9])));
        let many: Vec<_> = (1_000_000..1_010_000).map(published).collect();
        let long = message(u64::MAX, &many);
        assert!(long.len() < 8_000);
        assert_eq!(
            understood(&long),
            Some((u64::MAX, 1_000_000, 1_009_999, None))
        );
        for strange in ["", "x", "12", "zz 1", "1 a,b", "1 4-", "1 "] {
            assert_eq!(understood(strange), None, "{strange:?}");
        }
    }
}
