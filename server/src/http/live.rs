//! The live stream: every saved change, told to the pages that may see it.
//!
//! A page resumes after its last event (`Last-Event-ID`, or `?after=`): what it missed comes from
//! the log. When it missed too much, or fell behind, it is told to read everything again.

use super::State;
use super::auth::signed_in;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use services::Services;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Actor, UserId};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use store::Published;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// More missed events than this are not replayed one by one.
const REPLAY: i64 = 500;

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: i64,
}

/// Opens the stream.
pub async fn stream(axum::Extension(state): axum::Extension<State>, request: Request) -> Response {
    let Some(signed_in) = signed_in(request.extensions()).cloned() else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let after = request
        .headers()
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
    let told = missed.iter().map(|(seq, _)| *seq).collect();
    let past = stream::iter(
        missed
            .into_iter()
            .map(|(_, event)| Ok::<Event, Infallible>(event)),
    );
    // First of all which build answers: a page of another one offers to reload.
    let hello = stream::iter([Ok(Event::default().event("build").data(&state.build))]);
    Sse::new(hello.chain(past).chain(follow(receiver, audience, told)))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

/// Whose records this person may hear of.
struct Audience {
    users: Option<Vec<UserId>>,
    actor: Actor,
}

impl Audience {
    async fn of(services: &Services, actor: Actor) -> Result<Self, store::StoreError> {
        let mut session = services.store().read().await?;
        let scope = actor.scope(Action::ViewOpportunity);
        let users = store::platform::users::users_in_scope(&mut session, &actor, scope).await?;
        Ok(Self { users, actor })
    }

    /// Accounts and reference data are everybody's; owned records are their scope's. Deals shared by
    /// their team are heard of as well: an event tells no content, and reading asks again.
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
        open || published.owner.is_none_or(|owner| {
            owner == self.actor.user_id
                || self
                    .users
                    .as_ref()
                    .is_none_or(|users| users.contains(&owner))
        })
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
fn follow(
    receiver: Receiver<Published>,
    audience: Audience,
    told: BTreeSet<i64>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(
        (receiver, audience, told),
        |(mut receiver, audience, told)| async move {
            loop {
                match receiver.recv().await {
                    Ok(published)
                        if told.contains(&published.event.seq)
                            || !audience.may_hear(&published) => {}
                    Ok(published) => {
                        let (_, event) = change(&published);
                        return Some((Ok(event), (receiver, audience, told)));
                    }
                    Err(RecvError::Lagged(_)) => {
                        let event = Event::default().event("reset").data("");
                        return Some((Ok(event), (receiver, audience, told)));
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        },
    )
}
