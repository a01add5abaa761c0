//! The live stream: every saved change, told to the pages that may see it.
//!
//! A page resumes after its last event (`Last-Event-ID`, or `?after=`): what it missed comes from
//! the log. When it missed too much, or fell behind, it is told to read everything again. A beat
//! tells it that the connection lives. Now and then the stream looks again whether its session goes
//! on and whose records it may hear of; it ends with its session, and when the server stops.

use super::State;
use super::auth::{signed_in, token};
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use services::Services;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{Action, Actor, UserId};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use store::Published;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use uuid::Uuid;

/// More missed events than this are not replayed one by one.
const REPLAY: i64 = 500;

/// The clocks of a stream.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often it says that it lives; pages begin again after 40 seconds of silence.
    pub beat: Duration,
    /// How often it looks whether the session goes on.
    pub recheck: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            beat: Duration::from_secs(15),
            recheck: Duration::from_secs(60),
        }
    }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: i64,
}

/// Opens the stream.
pub async fn stream(axum::Extension(state): axum::Extension<State>, request: Request) -> Response {
    let headers = request.headers();
    let (Some(signed_in), Some(token)) = (
        signed_in(request.extensions()).cloned(),
        token(&state, headers),
    ) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let after = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok())
        .or_else(|| {
            Query::<After>::try_from_uri(request.uri())
                .ok()
                .map(|query| query.0.after)
        })
        .unwrap_or(0);
    // Listen first, then read the log: an event saved in between comes twice, never not at all.
    let receiver = state.services.store().subscribe();
    let Ok(audience) = Audience::of(&state.services, signed_in.actor).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let missed = match replay(&state.services, after, &audience).await {
        Ok(events) => events,
        Err(()) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let follower = Follower {
        told: missed.iter().map(|(seq, _)| *seq).collect(),
        receiver,
        audience,
        stopping: state.stopping(),
        beat: ticks(state.pace.beat),
        recheck: ticks(state.pace.recheck),
        token: token.to_owned(),
        services: state.services.clone(),
    };
    let past = stream::iter(
        missed
            .into_iter()
            .map(|(_, event)| Ok::<Event, Infallible>(event)),
    );
    // First of all which build answers: a page of another one offers to reload.
    let hello = stream::iter([Ok(Event::default().event("build").data(&state.build))]);
    Sse::new(hello.chain(past).chain(follower.events())).into_response()
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Whose records this person may hear of.
struct Audience {
    /// Those of these people; of everybody when `None`.
    users: Option<BTreeSet<UserId>>,
    /// Deals of others they are on the team of.
    deals: BTreeSet<Uuid>,
    actor: Actor,
}

impl Audience {
    async fn of(services: &Services, actor: Actor) -> Result<Self, store::StoreError> {
        let mut session = services.store().read().await?;
        let scope = actor.scope(Action::ViewOpportunity);
        let users = store::platform::users::users_in_scope(&mut session, &actor, scope).await?;
        let deals =
            store::deals::opportunities::deals_of_member(&mut session, actor.user_id).await?;
        Ok(Self {
            users: users.map(|users| users.into_iter().collect()),
            deals: deals.into_iter().map(|id| id.0).collect(),
            actor,
        })
    }

    fn holds(&self, owner: UserId) -> bool {
        owner == self.actor.user_id
            || self
                .users
                .as_ref()
                .is_none_or(|users| users.contains(&owner))
    }

    /// Accounts and reference data are everybody's; owned records are their scope's, deals also those
    /// of their team, and of whoever has just lost them: an event tells no content, and reading asks
    /// again.
    fn may_hear(&self, published: &Published) -> bool {
        let open = matches!(
            published.event.entity,
            Entity::Account
                | Entity::Contact
                | Entity::Product
                | Entity::PriceBook
                | Entity::Pipeline
                | Entity::Company
                | Entity::Team
                | Entity::User
        );
        open || published.owner.is_none_or(|owner| self.holds(owner))
            || published
                .former_owner
                .is_some_and(|owner| self.holds(owner))
            || deal_of(&published.event).is_some_and(|deal| self.deals.contains(&deal))
    }
}

/// The deal an event is about, or hangs on.
fn deal_of(event: &LiveEvent) -> Option<Uuid> {
    match event.entity {
        Entity::Opportunity => Some(event.id),
        Entity::Activity | Entity::Task | Entity::Quote => event.parent,
        _ => None,
    }
}

/// Whether an event may change who hears of what.
fn changes_the_audience(event: &LiveEvent) -> bool {
    match event.entity {
        Entity::Opportunity => event.action == "team_edited",
        Entity::User | Entity::Team | Entity::Import => true,
        _ => false,
    }
}

fn change(published: &Published) -> (i64, Event) {
    let seq = published.event.seq;
    let data = serde_json::to_string(&published.event).unwrap_or_default();
    (
        seq,
        Event::default()
            .event("change")
            .id(seq.to_string())
            .data(data),
    )
}

fn reset(seq: i64) -> (i64, Event) {
    (
        seq,
        Event::default()
            .event("reset")
            .id(seq.to_string())
            .data(seq.to_string()),
    )
}

async fn replay(
    services: &Services,
    after: i64,
    audience: &Audience,
) -> Result<Vec<(i64, Event)>, ()> {
    let mut session = services.store().read().await.map_err(|_| ())?;
    let last = session.last_event().await.map_err(|_| ())?;
    // A page from before a restored backup, or far behind: read everything again.
    if after > last || last - after > REPLAY {
        return Ok(vec![reset(last)]);
    }
    let events = store::events_after(&mut session, after, REPLAY)
        .await
        .map_err(|_| ())?;
    Ok(events
        .iter()
        .filter(|event| audience.may_hear(event))
        .map(change)
        .collect())
}

/// What is saved from now on. Events are told in the order they were saved, which on PostgreSQL is
/// not always the order of their numbers: only those of the replay are left out.
struct Follower {
    receiver: Receiver<Published>,
    audience: Audience,
    told: BTreeSet<i64>,
    stopping: watch::Receiver<bool>,
    beat: Interval,
    recheck: Interval,
    token: String,
    services: Services,
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // The sender lives as long as the state: this waits until it says so.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

impl Follower {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }

    /// The next thing to tell; nothing when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                () = stopped(&mut self.stopping) => return None,
                _ = self.recheck.tick() => {
                    if !self.goes_on().await {
                        return None;
                    }
                }
                _ = self.beat.tick() => return Some(Event::default().event("beat").data("")),
                received = self.receiver.recv() => match received {
                    Ok(published) => {
                        if let Some(event) = self.told_of(&published).await {
                            return Some(event);
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        return Some(Event::default().event("reset").data(""));
                    }
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    async fn told_of(&mut self, published: &Published) -> Option<Event> {
        if self.told.contains(&published.event.seq) {
            return None;
        }
        let heard_before = self.audience.may_hear(published);
        if changes_the_audience(&published.event)
            && let Ok(audience) = Audience::of(&self.services, self.audience.actor.clone()).await
        {
            self.audience = audience;
        }
        // Who has just lost a record must hear of it as well as who has just got it.
        (heard_before || self.audience.may_hear(published)).then(|| change(published).1)
    }

    /// Whether the session still opens the stream. When the database is away it does until the next
    /// look.
    async fn goes_on(&mut self) -> bool {
        let actor = match self.services.still_signed_in(&self.token).await {
            Ok(Some(actor)) => actor,
            Ok(None) => return false,
            Err(_) => return true,
        };
        if let Ok(audience) = Audience::of(&self.services, actor).await {
            self.audience = audience;
        }
        true
    }
}
