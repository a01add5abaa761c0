//! The live stream: every saved change, told to the pages that may see it.
//!
//! A page resumes after its last event (`Last-Event-ID`, or `?after=`): what it missed comes from
//! the log. When it missed too much, or fell behind, it is told to read everything again. A beat
//! tells it that the connection lives. When an event tells of the person, of roles or of the session, and now and
//! then, the stream looks again whether its session goes on and whose records it may hear of; it ends with its
//! session, and when the server stops.

use super::State;
use super::auth::{signed_in, token};
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use services::Services;
use services::platform::audience::{Audience, Bearing, bearing};
use services::platform::health::StreamCount;
use shared::kernel::{Actor, Problem, ProblemKind};
use shared::platform::api::{Scopes, area_of};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use store::Published;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

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
    /// Whether a stream of this page has ended before.
    #[serde(default)]
    again: bool,
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
    let heard = match last_event(headers) {
        Some(last) => Heard::Last(last),
        None => match Query::<After>::try_from_uri(request.uri()) {
            Ok(Query(After { after, again: true })) => Heard::Last(after),
            Ok(Query(After { after, .. })) => Heard::All(after),
            Err(_) => Heard::All(0),
        },
    };
    let proof = Proof::Session(token.to_owned());
    stream_for(&state, signed_in.actor, proof, heard).await
}

/// The number of the last event a client says it has.
pub fn last_event(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// What the one who listens knows already.
#[derive(Clone, Copy, Debug)]
pub enum Heard {
    /// Everything up to this event: what there was has been read.
    All(i64),
    /// This event, the last one before the connection ended.
    Last(i64),
}

/// What keeps a stream open.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The token of a session.
    Session(String),
    /// A token of the interface, and what it may hear of.
    Token(String, Scopes),
}

impl Proof {
    fn hears(&self, published: &Published) -> bool {
        match self {
            Proof::Session(_) => true,
            Proof::Token(_, scopes) => {
                area_of(published.event.entity).is_some_and(|area| scopes.0.contains_key(&area))
            }
        }
    }

    /// Whose stream it still is.
    async fn holder(&self, services: &Services) -> Result<Option<Actor>, Problem> {
        match self {
            Proof::Session(token) => services.still_signed_in(token).await,
            Proof::Token(token, _) => match services.bearer(token, "").await {
                Ok(bearer) => Ok(Some(bearer.actor)),
                Err(problem) if problem.kind == ProblemKind::Unauthenticated => Ok(None),
                Err(problem) => Err(problem),
            },
        }
    }
}

/// Opens the stream of somebody.
pub async fn stream_for(state: &State, actor: Actor, proof: Proof, heard: Heard) -> Response {
    // Listen first, then read the log: an event saved in between comes twice, never not at all.
    let receiver = state.services.store().subscribe();
    let Ok(audience) = Audience::of(&state.services, actor).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let missed = match replay(&state.services, heard, &audience, &proof).await {
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
        proof,
        _counted: state.services.count_stream(),
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
    heard: Heard,
    audience: &Audience,
    proof: &Proof,
) -> Result<Vec<(i64, Event)>, ()> {
    let mut session = services.store().read().await.map_err(|_| ())?;
    let last = session.last_event().await.map_err(|_| ())?;
    let (Heard::All(after) | Heard::Last(after)) = heard;
    // A page from before a restored backup, or far behind: read everything again.
    if after > last || last - after > REPLAY {
        return Ok(vec![reset(last)]);
    }
    let events = match heard {
        Heard::All(after) => store::events_after(&mut session, after, REPLAY).await,
        Heard::Last(after) => store::events_missed(&mut session, after, REPLAY).await,
    };
    let events = events.map_err(|_| ())?;
    Ok(events
        .iter()
        .filter(|event| proof.hears(event) && audience.may_hear(event))
        .map(change)
        .collect())
}

/// What comes of an event.
enum Told {
    Event(Event),
    Nothing,
    End,
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
    proof: Proof,
    /// For the health page.
    _counted: StreamCount,
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

    /// That the connection lives; and whether there is room to write.
    fn beat(&self) -> Event {
        let read_only = self.services.store().is_read_only();
        let word = if read_only { "read-only" } else { "" };
        Event::default().event("beat").data(word)
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
                _ = self.beat.tick() => return Some(self.beat()),
                received = self.receiver.recv() => match received {
                    Ok(published) => match self.told_of(&published).await {
                        Told::Event(event) => return Some(event),
                        Told::Nothing => {}
                        Told::End => return None,
                    },
                    // What was missed may have been about this person.
                    Err(RecvError::Lagged(_)) if self.look_again().await.unwrap_or(false) => {
                        return Some(Event::default().event("reset").data(""));
                    }
                    Err(RecvError::Lagged(_)) => return None,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    async fn told_of(&mut self, published: &Published) -> Told {
        let heard_before = self.audience.may_hear(published);
        // The replay knew an event, not what it changed for those who listen since.
        let goes_on = match bearing(published, self.audience.actor().user_id) {
            Bearing::None => true,
            Bearing::Audience => self.gather(self.audience.actor().clone()).await.is_ok(),
            Bearing::Person => self.look_again().await.unwrap_or(false),
        };
        // Without the database nobody knows what was taken away: the page comes back and asks anew.
        if !goes_on {
            return Told::End;
        }
        if self.told.contains(&published.event.seq) || !self.proof.hears(published) {
            return Told::Nothing;
        }
        // Who has just lost a record must hear of it as well as who has just got it.
        if heard_before || self.audience.may_hear(published) {
            Told::Event(change(published).1)
        } else {
            Told::Nothing
        }
    }

    /// Whether the session still opens the stream. When the database is away it does until the next
    /// look: nothing is known to have changed.
    async fn goes_on(&mut self) -> bool {
        self.look_again().await.unwrap_or(true)
    }

    /// Who listens by now, and what they may hear of; `false` when nobody does.
    async fn look_again(&mut self) -> Result<bool, Problem> {
        match self.proof.holder(&self.services).await? {
            Some(actor) => self.gather(actor).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn gather(&mut self, actor: Actor) -> Result<(), Problem> {
        let audience = Audience::of(&self.services, actor).await;
        self.audience = audience.map_err(services::problem_of)?;
        Ok(())
    }
}
