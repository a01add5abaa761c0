//! Reading the log and telling people.
//!
//! Any number of servers may follow the same log: what a notice tells of is unique per person and
//! kind, so looking twice tells once. The place reached is written down only now and then; after a
//! restart a few events are looked at again, which changes nothing.

use super::mailing::mail_new;
use super::tell_pages;
use crate::{OrProblem, Services};
use shared::kernel::{Instant, Problem, ProblemKind, UserId};
use shared::platform::notifications::{Notice, Wishes, gather};
use std::collections::{BTreeMap, BTreeSet};
use store::Session;
use store::platform::notifications::{self as rows, Happened};
use store::platform::users;

/// Events looked at in one round.
const AT_ONCE: i64 = 2_000;
/// PostgreSQL may save a lower number after a higher one: so many numbers back are looked at again.
const LATE: i64 = 64;
/// The place is written down when it moved so far without anybody to tell.
const FAR: i64 = 500;
/// What happened longer ago is history, not news: an import, a sample company.
const NEWS_MS: i64 = 7 * DAY_MS;
/// Notices older than this are forgotten.
const KEPT_DAYS: i64 = 180;
const DAY_MS: i64 = 86_400_000;

/// Remembers, between rounds, what one server has looked at.
#[derive(Debug, Default)]
pub struct Follower {
    reached: Option<i64>,
    saved: i64,
    /// Numbers near the end that were looked at.
    seen: BTreeSet<i64>,
    /// Until when notices that came back were told to their pages.
    looked_at: Option<Instant>,
    forgot_on: i64,
    behind: bool,
}

/// One round: what is read in it.
pub(super) struct Round {
    pub(super) session: Session,
    pub(super) now: Instant,
    people: Option<Vec<(UserId, String)>>,
}

impl Round {
    /// Everybody who may sign in, with their names.
    pub(super) async fn people(&mut self) -> Result<Vec<(UserId, String)>, Problem> {
        if let Some(people) = &self.people {
            return Ok(people.clone());
        }
        let people: Vec<(UserId, String)> = users::colleagues(&mut self.session)
            .await
            .or_problem()?
            .into_iter()
            .filter(|one| one.active)
            .map(|one| (one.id, one.name))
            .collect();
        self.people = Some(people.clone());
        Ok(people)
    }

    /// The notices that are wanted and were not told yet.
    async fn new_ones(&mut self, found: Vec<Notice>) -> Result<Vec<Notice>, Problem> {
        if found.is_empty() {
            return Ok(found);
        }
        let keys: BTreeSet<String> = found
            .iter()
            .flat_map(|notice| notice.keys.iter().cloned())
            .collect();
        let known = rows::known(&mut self.session, &keys).await.or_problem()?;
        let wishes: BTreeMap<UserId, Wishes> =
            rows::all_wishes(&mut self.session).await.or_problem()?;
        let active: BTreeSet<UserId> = self.people().await?.into_iter().map(|(id, _)| id).collect();
        Ok(found
            .into_iter()
            .filter(|notice| active.contains(&notice.user))
            .filter(|notice| {
                wishes
                    .get(&notice.user)
                    .is_none_or(|wishes| wishes.wants(notice.kind))
            })
            .filter(|notice| {
                let kind = notice.kind.code().to_owned();
                !notice
                    .keys
                    .iter()
                    .any(|key| known.contains(&(notice.user, kind.clone(), key.clone())))
            })
            .collect())
    }
}

impl Follower {
    /// Whether the log was longer than a round: the next one should follow at once.
    #[must_use]
    pub const fn is_behind(&self) -> bool {
        self.behind
    }

    /// The events not looked at yet.
    async fn fresh(&mut self, session: &mut Session) -> Result<Vec<Happened>, Problem> {
        let reached = match self.reached {
            Some(reached) => reached,
            None => {
                let saved = rows::position(session).await.or_problem()?;
                (self.saved, self.reached) = (saved, Some(saved));
                saved
            }
        };
        let from = reached.saturating_sub(LATE);
        let (events, last, full) = rows::happened_after(session, from, AT_ONCE + LATE)
            .await
            .or_problem()?;
        self.behind = full && last > reached;
        let fresh = events
            .into_iter()
            .filter(|event| event.seq > reached || !self.seen.contains(&event.seq))
            .collect::<Vec<_>>();
        self.reached = Some(last.max(reached));
        Ok(fresh)
    }

    fn has_seen(&mut self, events: &[Happened]) {
        self.seen.extend(events.iter().map(|event| event.seq));
        let oldest = self.reached.unwrap_or_default().saturating_sub(2 * LATE);
        self.seen = self.seen.split_off(&oldest);
    }
}

impl Services {
    /// One round: looks at what was saved since the last one, and at the clock, and tells people. Gives
    /// how many notices were written; the follower tells whether it is still behind.
    ///
    /// # Errors
    /// When the database is away: nothing is lost, the next round looks at the same again.
    pub async fn tell_people(&self, follower: &mut Follower) -> Result<u32, Problem> {
        let before = follower.reached;
        let told = self.round(follower).await;
        if told.is_err() {
            follower.reached = before;
        }
        told
    }

    async fn round(&self, follower: &mut Follower) -> Result<u32, Problem> {
        let now = self.clock().now();
        let mut round = Round {
            session: self.store().read().await.or_problem()?,
            now,
            people: None,
        };
        let events = follower.fresh(&mut round.session).await?;
        let mut found = Vec::new();
        for event in events.iter().filter(|event| now.0 - event.at.0 < NEWS_MS) {
            for meaning in round.meanings(event).await? {
                found.extend(meaning.notices(event));
            }
        }
        found.extend(self.due(&mut round).await?);
        let mut new = gather(round.new_ones(found).await?);
        new.sort_by_key(|notice| (notice.at, notice.user));
        let back = match follower.looked_at {
            Some(since) => rows::came_back(&mut round.session, since, now)
                .await
                .or_problem()?,
            None => Vec::new(),
        };
        drop(round);
        self.write_down(follower, &new, back, now).await?;
        follower.looked_at = Some(now);
        follower.has_seen(&events);
        Ok(u32::try_from(new.len()).unwrap_or(u32::MAX))
    }

    /// Keeps the notices and tells the pages of those concerned; most rounds have nothing to write.
    async fn write_down(
        &self,
        follower: &mut Follower,
        new: &[Notice],
        back: Vec<UserId>,
        now: Instant,
    ) -> Result<(), Problem> {
        let reached = follower.reached.unwrap_or_default();
        let today = now.0.div_euclid(DAY_MS);
        let forget = follower.forgot_on != today;
        let far = reached - follower.saved >= FAR;
        if new.is_empty() && back.is_empty() && !far && !forget {
            return Ok(());
        }
        let mut session = self.store().write().await.or_problem()?;
        let with_ids: Vec<_> = new
            .iter()
            .map(|notice| {
                let id = shared::kernel::id::uuid_v7(notice.at.0, self.clock().random());
                (id, notice.clone())
            })
            .collect();
        if !rows::insert(&mut session, &with_ids).await.or_problem()? {
            // Another server was faster with one of them: the next round looks at what is left.
            return Err(Problem::of(ProblemKind::Unavailable));
        }
        if !with_ids.is_empty() {
            mail_new(self, &mut session, &with_ids, now).await?;
        }
        rows::set_position(&mut session, reached)
            .await
            .or_problem()?;
        if forget {
            let before = Instant(now.0 - KEPT_DAYS * DAY_MS);
            rows::forget(&mut session, before).await.or_problem()?;
        }
        let told: BTreeSet<UserId> = new.iter().map(|notice| notice.user).chain(back).collect();
        for user in told {
            tell_pages(&mut session, user, now, "notified")
                .await
                .or_problem()?;
        }
        session.commit().await.or_problem()?;
        (follower.saved, follower.forgot_on) = (reached, today);
        Ok(())
    }
}
