//! Tasks that fall due, and quotes that soon cannot be accepted any more.

use super::follow::Round;
use crate::zone::zone;
use crate::{OrProblem, Services};
use chrono::{Days, Timelike};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, LocalText, Problem};
use shared::platform::notifications::{Happening, Notice, notices};
use store::platform::notifications::{self as rows, DueTask, ExpiringQuote};

/// A task that fell due longer ago was told then, or is so old that the list says it better.
const LATEST_MS: i64 = 12 * 3_600_000;
/// A task without a time of day is told of from this hour of its day on, in its owner's zone.
const MORNING: u32 = 8;
/// Days before its last one the owner of a quote is reminded.
const REMINDED: u64 = 3;
/// What the notice of such a quote is about.
const EXPIRING: &str = "expiring";

impl Services {
    /// The notices of tasks that fell due and of quotes near their last day, whether told already or not.
    pub(super) async fn due(&self, round: &mut Round) -> Result<Vec<Notice>, Problem> {
        let now = round.now;
        let today = now.to_utc().date_naive();
        // Zones are at most 14 hours from UTC: the day before and the day after hold all "todays".
        let days = (
            today.checked_sub_days(Days::new(1)).unwrap_or(today),
            today.checked_add_days(Days::new(1)).unwrap_or(today),
        );
        let tasks = rows::due_tasks(&mut round.session, (Instant(now.0 - LATEST_MS), now), days)
            .await
            .or_problem()?;
        let last = today.checked_add_days(Days::new(REMINDED + 1));
        let quotes = rows::expiring_quotes(&mut round.session, (days.0, last.unwrap_or(today)))
            .await
            .or_problem()?;
        let due = tasks
            .iter()
            .filter_map(|task| due_at(task, now).map(|at| (task, at)))
            .flat_map(|(task, at)| told(task, at));
        let expiring = quotes
            .iter()
            .filter_map(|quote| reminded_at(quote, now).map(|at| (quote, at)))
            .flat_map(|(quote, at)| reminded(quote, at));
        Ok(due.chain(expiring).collect())
    }
}

/// The morning its owner is reminded of a quote: once, in the last days it can be accepted.
fn reminded_at(quote: &ExpiringQuote, now: Instant) -> Option<Instant> {
    let zone = zone(&quote.zone, now);
    let local = zone.local(now);
    let left = quote.until.signed_duration_since(local.date()).num_days();
    let soon = u64::try_from(left).is_ok_and(|left| left <= REMINDED);
    let morning = local.date().and_hms_opt(MORNING, 0, 0)?;
    (soon && local.time().hour() >= MORNING).then(|| zone.instant(morning))
}

fn reminded(quote: &ExpiringQuote, at: Instant) -> Vec<Notice> {
    let happening = Happening::QuoteAnswered {
        owner: quote.owner,
        team: Vec::new(),
    };
    notices(&happening, None)
        .into_iter()
        .map(|(user, kind, reason)| Notice {
            user,
            kind,
            reason,
            entity: Entity::Quote,
            entity_id: quote.id.0,
            title: quote.title.clone(),
            detail: LocalText::new(EXPIRING, EXPIRING),
            actor: None,
            count: 1,
            at,
            keys: vec![format!("quote:{}:{}", quote.id, quote.until)],
        })
        .collect()
}

/// When the task fell due, if it did: its moment, or the morning of its day.
fn due_at(task: &DueTask, now: Instant) -> Option<Instant> {
    if let Some(at) = task.at {
        return (at <= now).then_some(at);
    }
    let zone = zone(&task.zone, now);
    let local = zone.local(now);
    let is_today = task.on == Some(local.date());
    let morning = local.date().and_hms_opt(MORNING, 0, 0)?;
    (is_today && local.time().hour() >= MORNING).then(|| zone.instant(morning))
}

fn told(task: &DueTask, at: Instant) -> Vec<Notice> {
    notices(&Happening::Due { owner: task.owner }, None)
        .into_iter()
        .map(|(user, kind, reason)| Notice {
            user,
            kind,
            reason,
            entity: Entity::Task,
            entity_id: task.id.0,
            title: task.subject.clone(),
            detail: LocalText::default(),
            actor: None,
            count: 1,
            at,
            keys: vec![format!("task:{}:{}", task.id, at.0)],
        })
        .collect()
}
